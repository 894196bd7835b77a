"""Sixteen malicious pickles are caught and never opened; benign ones pass and are loaded."""

from __future__ import annotations

import pickle
import struct
from collections import OrderedDict
from pathlib import Path

import numpy as np
import pytest

from concordance.audit.adapters.model import TabularModel
from concordance.audit.adapters.scan import scan_file, template_alarms
from concordance.audit.refusal import AuditRefusedError

for name in ("picklescan", "modelscan", "fickling"):
    pytest.importorskip(name, reason="scanners come with the extra `audit`")

CALLS = [
    ("os", "system", "echo x"),
    ("posix", "system", "echo x"),
    ("subprocess", "Popen", "echo x"),
    ("builtins", "eval", "1+1"),
    ("builtins", "exec", "x=1"),
    ("importlib", "import_module", "os"),
    ("code", "interact", "hi"),
    ("timeit", "timeit", "pass"),
    ("cProfile", "run", "pass"),
    ("asyncio", "create_subprocess_shell", "echo x"),
    ("pty", "spawn", "sh"),
    ("runpy", "run_path", "x.py"),
    ("shutil", "rmtree", "/nowhere"),
    ("webbrowser", "open", "http://127.0.0.1"),
    ("ctypes", "CDLL", "libx.so"),
    ("numpy.testing._private.utils", "runstring", "pass"),
]


def by_name(module: str, name: str, argument: str) -> bytes:
    """Protocol 0: the name as text, one argument, a call."""
    return f"c{module}\n{name}\n(V{argument}\ntR.".encode()


def by_stack(module: str, name: str, argument: str) -> bytes:
    """Protocol 4: the name is put together on the stack, which fools readers of protocol 0."""

    def text(value: str) -> bytes:
        return b"\x8c" + struct.pack("<B", len(value)) + value.encode()

    return b"\x80\x04" + text(module) + text(name) + b"\x93" + text(argument) + b"\x85R."


@pytest.mark.parametrize("write", [by_name, by_stack])
@pytest.mark.parametrize("call", CALLS, ids=[f"{m}.{n}" for m, n, _ in CALLS])
def test_malicious_pickle_is_caught_and_not_opened(call: tuple[str, str, str], write, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "model.pkl"
    path.write_bytes(write(*call))
    assert scan_file(path)
    with pytest.raises(AuditRefusedError) as refused:
        TabularModel.read(path, ("x",))
    assert refused.value.code == "audit.unsafe-model"


def test_there_are_sixteen() -> None:
    assert len(CALLS) == 16


def test_a_pickle_under_another_name_is_caught(tmp_path: Path) -> None:
    path = tmp_path / "vocabulary.dat"
    path.write_bytes(by_name(*CALLS[0]))
    assert scan_file(path)


def test_a_pickle_inside_an_archive_is_caught(tmp_path: Path) -> None:
    import zipfile

    path = tmp_path / "pytorch_model.bin"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", by_stack(*CALLS[0]))
    assert scan_file(path)


def test_an_array_of_objects_is_caught(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.array([{"x": 1}], dtype=object), allow_pickle=True)
    assert scan_file(tmp_path / "a.npy")


def test_a_broken_pickle_is_not_taken_for_safe(tmp_path: Path) -> None:
    path = tmp_path / "model.pkl"
    path.write_bytes(pickle.dumps({"w": np.arange(4.0)})[:-9])
    assert scan_file(path)


@pytest.mark.parametrize(
    "thing",
    [{"w": np.arange(4.0)}, OrderedDict(a=1), [1, "two", {3.0}], np.float64(2.0)],
    ids=["array", "ordered", "plain", "scalar"],
)
def test_benign_pickle_passes(thing: object, tmp_path: Path) -> None:
    path = tmp_path / "thing.pkl"
    path.write_bytes(pickle.dumps(thing))
    assert scan_file(path) == ()


@pytest.mark.parametrize("kind", ["linear", "forest", "pipeline"])
def test_benign_estimators_pass_and_load(kind: str, tmp_path: Path) -> None:
    pytest.importorskip("sklearn")
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    x = np.random.default_rng(0).normal(size=(60, 2))
    models = {
        "linear": LogisticRegression(),
        "forest": RandomForestClassifier(5),
        "pipeline": make_pipeline(StandardScaler(), LogisticRegression()),
    }
    model = models[kind].fit(x, x[:, 0] > 0)
    path = tmp_path / "model.pkl"
    path.write_bytes(pickle.dumps(model))
    assert np.allclose(TabularModel.read(path, ("a", "b")).score(x), model.predict_proba(x)[:, 1])


@pytest.mark.parametrize(
    "template", ["{{ ''.__class__.__mro__ }}", "{{ x['__globals__'] }}", "{{ x|attr('y') }}", "{% if %}"]
)
def test_templates_that_reach_out_are_caught(template: str) -> None:
    assert template_alarms("chat.jinja", template)


def test_an_ordinary_template_passes() -> None:
    assert template_alarms("chat.jinja", "{% for m in messages %}<|{{ m['role'] }}|>{{ m.content }}{% endfor %}") == ()


def test_skops_and_onnx_are_read(tmp_path: Path) -> None:
    io = pytest.importorskip("skops.io")
    convert = pytest.importorskip("skl2onnx")
    pytest.importorskip("onnxruntime")
    from sklearn.linear_model import LogisticRegression

    x = np.random.default_rng(0).normal(size=(80, 3))
    model = LogisticRegression().fit(x, x[:, 0] > 0)
    io.dump(model, tmp_path / "model.skops")
    onnx = convert.to_onnx(model, x[:1].astype(np.float32), options={"zipmap": False})
    (tmp_path / "model.onnx").write_bytes(onnx.SerializeToString())
    for ending, close in ((".skops", 1e-12), (".onnx", 1e-5)):
        read = TabularModel.read(tmp_path / f"model{ending}", ("a", "b", "c"))
        assert np.allclose(read.score(x), model.predict_proba(x)[:, 1], atol=close)


def test_a_format_nobody_knows_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.h5").write_bytes(b"\x89HDF")
    with pytest.raises(AuditRefusedError, match="format-unknown"):
        TabularModel.read(tmp_path / "model.h5", ("x",))
