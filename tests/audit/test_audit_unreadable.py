"""Files that are not what a command asks for: each is refused with its place and exit code 2, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from concordance.doors.cli.audit import audit

BYTES = {
    "empty": b"",
    "not text": b"\x89PNG\x00\x01",
    "half a value": b'{"a":',
    "numbers": b"[1, 2]",
    "a word": b'"x"',
    "another object": b'{"format": "x"}',
    "other objects": b'[{"format": "x"}]',
    "too deep": b"[" * 100_000,
}
NAMES = ["compare", "plan", "run", "ask", "chain"]


def command(name: str, file: Path) -> list[str]:
    """A command line that reads the file."""
    home = file.parent
    return {
        "compare": ["compare", str(file), str(file)],
        "plan": ["plan", str(file)],
        "run": ["run", str(home), "--results", str(file)],
        "ask": ["ask", str(file), str(home / "out.jsonl"), "--endpoint", "http://127.0.0.1:9", "--model", "m"],
        "chain": ["chain", "--results", str(file)],
    }[name]


@pytest.mark.parametrize("what", sorted(BYTES))
@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_file_is_refused_with_its_place(name: str, what: str, tmp_path: Path) -> None:
    file = tmp_path / "given.json"
    file.write_bytes(BYTES[what])
    (tmp_path / "audit.toml").write_text('system = "x"\n')
    told = CliRunner().invoke(audit, command(name, file))
    if (name, what) == ("ask", "empty"):
        assert told.output == "0 / 0\n"
        return
    assert told.exit_code == 2, told.exception
    assert "given.json" in told.output or "format is" in told.output
    assert isinstance(told.exception, SystemExit)


MANIFESTS = [
    b"\xff",
    b"system = ",
    b"system = 3",
    b"profile = 3",
    b"audits = [1]",
    b"inputs = 3",
    b"[inputs]\nx = 3",
    b"thresholds = []",
    b"options = 1",
    b"[inputs.x]",
    b"[inputs.x]\nkind = 3",
    b'[inputs.x]\nkind = "records"\nfile = 3',
    b'[inputs.x]\nkind = "records"\nfile = "none.jsonl"',
    b'[inputs.x]\nkind = "predictions"\nfile = "p.csv"\nnokey = 1',
    b'[inputs.x]\nkind = "predictions"\nfile = "p.csv"\nlabel = 3',
    b'[inputs.x]\nkind = "predictions"\nfile = "empty.csv"',
    b'[inputs.x]\nkind = "table"\nfile = "binary.csv"',
    b'[inputs.x]\nkind = "model"\nfile = "p.csv"',
    b'[inputs.x]\nkind = "declaration"\nfile = "bad.toml"',
    b'[inputs.x]\nkind = "detector"',
    b"[thresholds.x]\nat_least = true",
    b'[thresholds.x]\nat_least = "much"\nsource = "us"',
    b"[thresholds.x]\nat_least = 1\nsource = 3",
    b'[thresholds.x]\nat_least = true\nsource = "us"',
    b'audits = ["no.such-audit"]',
]


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda text: repr(text)[2:50])
def test_a_wrong_manifest_is_refused(manifest: bytes, tmp_path: Path) -> None:
    (tmp_path / "audit.toml").write_bytes(manifest)
    (tmp_path / "p.csv").write_text("a,b\n1,2\n")
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "binary.csv").write_bytes(b"\x00\xff\x89" * 9)
    (tmp_path / "bad.toml").write_text("x = ")
    told = CliRunner().invoke(audit, ["run", str(tmp_path)])
    assert told.exit_code == 2, (told.output, told.exception)
    assert isinstance(told.exception, SystemExit)
