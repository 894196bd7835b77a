"""The command line as a shell sees it: help, exit codes, what is printed where, and what is written."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click
import jsonschema
import pytest
import yaml

from concordance import __version__
from concordance.assess.play import Play
from concordance.assess.questions import make_questions
from concordance.assess.result import OpenQuestion
from concordance.compile.program import Program
from concordance.doors.cli import main as door
from concordance.pipeline import load_profile
from concordance.report.machine import json_schema
from support import EXAMPLES, ROOT, Ran, run_cli

CV, NUDIFIER, CHATBOT = (EXAMPLES / f"{name}.yaml" for name in ("cv-screening", "nudifier", "support-chatbot"))
AT = ("--at", "2026-11-22", "--regimes", "eu/ai-act")


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command and group below, by its words."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*path, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


@pytest.mark.parametrize("words", [(), *commands(door.cli)], ids=" ".join)
def test_every_command_helps(words: tuple[str, ...]) -> None:
    ran = run_cli(*words, "--help")
    assert ran.code == 0
    assert "Usage: " in ran.out
    assert not ran.err
    if words:
        said = ran.out.split("\n\n")[1].strip()
        assert said, "a command says what it does"
        assert "compliant" not in ran.out


def test_the_version_is_that_of_the_distribution() -> None:
    assert run_cli("--version").out == f"concordance, version {__version__}\n"


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("assess", CV, *AT), 0),
        (("assess", CV, *AT, "--fail-on", "prohibited"), 0),
        (("assess", CV, *AT, "--fail-on", "undetermined"), 1),
        (("assess", NUDIFIER, *AT, "--fail-on", "prohibited"), 0),
        (("assess", NUDIFIER, "--at", "2026-12-02", "--regimes", "eu/ai-act", "--fail-on", "prohibited"), 1),
        (("assess", NUDIFIER, *AT, "--fail-on", "prohibited", "--fail-on", "breached"), 0),
        (("assess", "no-such-file.yaml", *AT), 2),
        (("assess", CV, "--at", "2026-02-30"), 2),
        (("assess", CV, "--at", "tomorrow"), 2),
        (("assess", CV, "--known", "2026-1-1"), 2),
        (("assess", CV, "--regimes", "eu/ai-atc"), 2),
        (("assess", CV, "--lang", "de"), 2),
        (("assess", CV, "--fail-on", "everything"), 2),
        (("assess", CV, "--corpus", ROOT / "tests"), 2),
        (("assess",), 2),
        (("assess", ROOT, *AT), 2),
        (("no-such-command",), 2),
        (("explain", CV, "eu/ai-act/9.1", "--at", "2026-11-22"), 0),
        (("explain", CV, "no.such.norm", "--at", "2026-11-22"), 2),
        (("corpus", "show", "eu/ai-act"), 0),
        (("corpus", "coverage", "no/such"), 2),
    ],
    ids=lambda value: " ".join(map(str, value)).replace(f"{ROOT}/", "") if isinstance(value, tuple) else str(value),
)
def test_exit_codes(args: tuple[str, ...], code: int) -> None:
    ran = run_cli(*args)
    assert ran.code == code, ran.err
    assert (not ran.out) if code == 2 else ran.out
    assert bool(ran.err) is (code == 2)


def test_a_breach_fails_the_build_that_asks_for_it(tmp_path: Path) -> None:
    text = CHATBOT.read_text(encoding="utf-8")
    assert "practice.discloses_ai_interaction: true" in text
    broken = tmp_path / "broken.yaml"
    broken.write_text(
        text.replace("practice.discloses_ai_interaction: true", "practice.discloses_ai_interaction: false")
    )
    assert run_cli("assess", CHATBOT, *AT, "--fail-on", "breached").code == 0
    ran = run_cli("assess", broken, *AT, "--fail-on", "breached")
    assert ran.code == 1
    assert " ".join(ran.out.split()).count("breached, on the facts given") == 1


def test_a_defect_is_3_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a wheel came off")

    monkeypatch.setattr(door.cli, "main", broken)
    ran = run_cli("assess", CV)
    assert ran.code == 3
    assert "internal error" in ran.err
    assert "a wheel came off" in ran.err


def test_a_real_process_leaves_with_the_same_codes(tmp_path: Path) -> None:
    here = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "CONCORDANCE_CACHE": str(tmp_path)}
    for args, code in ((["assess", str(CV), *AT], 0), (["assess", "nothing.yaml"], 2)):
        made = [sys.executable, "-c", "from concordance.doors.cli.main import main; main()", *args]
        ran = subprocess.run(made, env=here, capture_output=True, check=False)
        assert ran.returncode == code, ran.stderr.decode()


@pytest.mark.parametrize(
    "path",
    [
        CV,
        NUDIFIER,
        *(EXAMPLES / f"{name}.yaml" for name in ("stadium-face-recognition", "radiology-device", "gpai-3e25")),
    ],
    ids=lambda path: path.stem,
)
def test_json_follows_the_exported_schema(path: Path) -> None:
    ran = run_cli("assess", path, "--at", "2026-11-22", "--json")
    assert ran.code == 0
    result = json.loads(ran.out)
    jsonschema.Draft202012Validator(json_schema(), format_checker=jsonschema.FormatChecker()).validate(result)
    assert result["format"] == "concordance.assessment/1"
    assert {"version", "hash"} <= result["corpus"].keys()
    promised = {
        "norm",
        "citation",
        "bearer",
        "act",
        "outcome",
        "from",
        "until",
        "because",
        "missing",
        "readings",
        "sanction",
    }
    assert all(promised <= duty.keys() for duty in result["duties"])
    assert all({"id", "in_scope", "tiers"} <= one.keys() for one in result["instruments"])
    (act,) = (one for one in result["instruments"] if one["id"] == "eu/ai-act")
    assert {tier["tier"] for tier in act["tiers"]} == {
        "prohibited", "high-risk", "legacy", "exempt-6-3", "transparency", "gpai", "gpai-systemic",
        "minimal", "out-of-scope",
    }  # fmt: skip


def test_the_same_input_gives_the_same_bytes() -> None:
    first, second = (run_cli("assess", CV, "--at", "2026-11-22", "--json").out for _ in range(2))
    assert first == second


def test_schemas_are_valid_and_shipped_files_follow_them(tmp_path: Path) -> None:
    assert run_cli("corpus", "schemas", "--out", tmp_path).code == 0
    schemas = {path.name.partition(".")[0]: json.loads(path.read_bytes()) for path in tmp_path.iterdir()}
    for schema in schemas.values():
        jsonschema.Draft202012Validator.check_schema(schema)
    folder = ROOT / "corpus" / "instruments" / "eu" / "ai-act"
    kinds = [
        ("article", folder / "articles" / f"{name}.yaml") for name in ("art-005", "art-050", "annex-03", "art-099")
    ]
    kinds += [("readings", folder / "readings.yaml"), ("instrument", folder / "instrument.yaml")]
    kinds += [("profile", path) for path in EXAMPLES.glob("*.yaml")]
    kinds += [("vocabulary-facts", path) for path in (ROOT / "corpus" / "vocabulary" / "facts").glob("*.yaml")]
    for kind, path in kinds:
        plain = yaml.load(path.read_text(encoding="utf-8"), Loader=_Core)
        jsonschema.Draft202012Validator(schemas[kind]).validate(plain)


class _Core(yaml.SafeLoader):
    """YAML 1.2 as editors see it: `on` and days are texts, `true` is not."""


_Core.yaml_implicit_resolvers = {}
_Core.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(true|false)$"), list("tf"))
_Core.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"(null|~|)$"), ["n", "~", ""])
_Core.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"-?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?$"), list("-0123456789")
)


def test_the_page_is_one_file_without_script_or_network(tmp_path: Path) -> None:
    for lang in ("en", "fr"):
        page = tmp_path / f"{lang}.html"
        ran = run_cli("assess", CV, *AT, "--lang", lang, "--html", page)
        assert ran.code == 0
        text = page.read_text(encoding="utf-8")
        assert f'<html lang="{lang}"' in text
        assert "<svg" in text
        assert "<script" not in text
        assert 'src="http' not in text
        assert 'rel="stylesheet"' not in text
        assert "http://data.europa.eu/eli/reg/2024/1689/art_9/oj" in text


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_init_then_assess(tmp_path: Path, lang: str) -> None:
    path = tmp_path / "system.yaml"
    assert run_cli("init", path, "--lang", lang).code == 0
    ran = run_cli("assess", path, *AT, "--lang", lang)
    assert ran.code == 0, ran.err
    assert run_cli("init", path).code == 2


def test_init_names_only_facts_that_exist(program: Program) -> None:
    from concordance.doors.cli.init import FIRST

    assert set(FIRST) <= program.score.vocabulary.facts.keys()


def test_every_line_of_a_first_profile_can_be_filled_in(tmp_path: Path, program: Program) -> None:
    """Uncommented, with the first value that the line offers, it is a profile."""
    path = tmp_path / "system.yaml"
    run_cli("init", path)
    samples = {"bool": "true", "number": "1", "money": "1", "date": "2026-08-02"}
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        name = line.strip().removeprefix("# ").removesuffix(":")
        fact = program.score.vocabulary.facts.get(name)
        if fact is None or not line.strip().startswith("#"):
            lines.append(line)
            continue
        first = next(iter(fact.values), "")
        value = f"[{first}]" if fact.type == "set" else first or samples[fact.type]
        lines.append(f"  {name}: {value}")
    path.write_text("\n".join(lines), encoding="utf-8")
    assert len(load_profile(path, program).facts) > 15


TYPED = {"bool": "y", "set": "1,2", "choice": "1", "number": "3", "money": "3", "date": "2026-01-02"}


def next_question(path: Path, program: Program) -> OpenQuestion:
    """What the interview is about to ask."""
    return make_questions(Play(program, load_profile(path, program), date(2026, 11, 22)))[0]


def asked(*said: str, path: Path) -> Ran:
    """One turn of the interview."""
    return run_cli("ask", path, "--at", "2026-11-22", "--most", "1", said="\n".join(said) + "\n")


def test_an_interview_saves_each_answer_and_resumes_with_another_question(tmp_path: Path, program_all: Program) -> None:
    path = tmp_path / "mine.yaml"
    assert run_cli("ask", path, "--at", "2026-11-22", said="q\n").code == 0
    seen: list[str] = []
    for turn in range(5):
        question = next_question(path, program_all)
        seen.append(question.fact)
        kind = program_all.score.vocabulary.facts[question.fact].type
        ran = asked("" if turn % 2 else TYPED[kind], path=path)
        assert ran.code == 0, ran.err
        assert question.question.en in ran.out
        saved = load_profile(path, program_all)
        assert (question.fact in saved.nobody_knows) if turn % 2 else (question.fact in saved.facts)
        assert len(saved.facts) + len(saved.nobody_knows) == turn + 1
    assert len(set(seen)) == 5


def test_help_and_nonsense_ask_the_same_question_again(tmp_path: Path, program_all: Program) -> None:
    path = tmp_path / "mine.yaml"
    ran = asked("?", "banana", "", path=path)
    assert ran.code == 0
    assert "`banana`" in ran.err
    assert "nobody knows" in ran.out
    assert len(load_profile(path, program_all).nobody_knows) == 1


def test_an_interview_cut_short_keeps_what_was_said(tmp_path: Path, program_all: Program) -> None:
    path = tmp_path / "mine.yaml"
    ran = run_cli("ask", path, "--at", "2026-11-22", said="\n\n")
    assert ran.code == 2
    assert "stopped" in ran.err
    assert len(load_profile(path, program_all).nobody_knows) == 2


def test_a_legal_standard_is_signed_in_the_interview(tmp_path: Path, program_all: Program) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes((EXAMPLES / "exam-proctoring.yaml").read_bytes())
    for _ in range(200):
        question = next_question(path, program_all)
        if question.judgement:
            break
        asked("", path=path)
    assert question.judgement
    ran = asked("n", "A. Martin", "Nothing shows it.", path=path)
    assert ran.code == 0, ran.err
    signed = load_profile(path, program_all).judgements[question.fact]
    assert (signed.answer, signed.by, signed.reason) == (False, "A. Martin", "Nothing shows it.")
    assert signed.on == date(2026, 11, 22)


def test_french_is_asked_for_by_option_or_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    french = run_cli("assess", CV, *AT, "--lang", "fr").out
    assert "Ce qu’est le système" in french
    monkeypatch.setenv("CONCORDANCE_LANG", "fr")
    assert run_cli("assess", CV, *AT).out == french


def test_a_short_name_that_several_instruments_have_is_asked_back(program_all: Program) -> None:
    keys = {key for piece in program_all.all() for key in piece.norms}
    (name, _), *_ = Counter(key.rpartition("/")[2] for key in keys).most_common(1)
    same = sorted(key for key in keys if key.endswith(f"/{name}"))
    assert len(same) > 1
    ran = run_cli("explain", CV, name, "--at", "2026-11-22")
    assert ran.code == 2
    assert "several instruments" in ran.err
    assert all(key in ran.err for key in same)
