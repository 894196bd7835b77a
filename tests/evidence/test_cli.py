"""``concordance log`` from an empty directory to a receipt that a stranger verifies."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from concordance.doors.cli.log import log
from concordance.evidence.refusals import REFUSALS
from concordance.evidence.sqlite_store import SqliteStore
from concordance.evidence.statement import make_statement

NOW = "1800000000"


class Shell:
    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, name: str) -> str:
        return str(self.root / name)

    def run(self, *words: str) -> Any:
        """Run with --json; words that start with ``./`` are paths under the root."""
        return CliRunner().invoke(log, [self.path(w[2:]) if w.startswith("./") else w for w in words])

    def ok(self, *words: str) -> dict[str, Any]:
        result = self.run(*words, "--json")
        assert result.exit_code == 0, result.output
        return json.loads(result.output)

    def refused(self, code: str, *words: str) -> str:
        for lang in ("en", "fr"):
            plain = self.run(*words, "--lang", lang)
            assert plain.exit_code == 2
            assert f"[{code}]" in plain.stderr
            assert REFUSALS[code].help(lang) in plain.stderr
        result = self.run(*words, "--json")
        assert result.exit_code == 2
        error = json.loads(result.stdout)["error"]
        assert error["code"] == code
        return error["message"]


def statement(number: int) -> str:
    fields = {"at": "2026-09-01T08:00:00Z", "system": f"s{number}", "provider": "p", "profile": "0" * 64}
    return json.dumps(make_statement("registration", fields, "1" * 64))


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A log with three entries, exported, cosigned by one witness, and a policy that asks for it."""
    sh = Shell(tmp_path)
    made = sh.ok("init", "./log.db", "--origin", "log.example/cli", "--key", "./log.key")
    (tmp_path / "log.vkey").write_text(made["vkey"] + "\n")
    signer = sh.ok("keygen", "./signer.key", "--name", "provider.example", "--type", "statement")["vkey"]
    witness = sh.ok("keygen", "./witness.key", "--name", "witness.example", "--type", "witness")["vkey"]
    (tmp_path / "signers").write_text(f"signer {signer} *\n")
    (tmp_path / "policy").write_text(f"log {made['vkey']}\nwitness w {witness}\nquorum w\n")
    for number in range(3):
        (tmp_path / f"{number}.json").write_text(statement(number))
        sh.ok("sign", f"./{number}.json", "--key", "./signer.key", "--out", f"./{number}.entry")
    sh.ok(
        "append",
        "./log.db",
        "./0.entry",
        "./1.entry",
        "./2.entry",
        "--key",
        "./log.key",
        "--signers",
        "./signers",
    )
    sh.ok("export", "./log.db", "./out")
    sh.ok(*WITNESS, "--now", NOW)
    sh.ok("prove", "./log.db", "--entry", "./1.entry", "--checkpoint", "./cosigned", "--out", "./receipt")
    return sh


WITNESS = (
    *("witness", "./out", "--log", "VKEY", "--state", "./w.db"),
    *("--key", "./witness.key", "--out", "./cosigned"),
)
KEYS = ("--key", "./log.key", "--signers", "./signers")
VERIFY = ("verify", "./receipt", "--policy", "./policy", "--entry", "./1.entry", "--now", NOW)


@pytest.fixture(autouse=True)
def _vkey_from_file(monkeypatch: pytest.MonkeyPatch) -> None:
    run = Shell.run

    def with_vkey(self: Shell, *words: str) -> Any:
        return run(self, *(f"@{self.path('log.vkey')}" if word == "VKEY" else word for word in words))

    monkeypatch.setattr(Shell, "run", with_vkey)


def test_a_stranger_verifies(shell: Shell) -> None:
    assert shell.ok(*VERIFY) == {
        "done": "verify", "origin": "log.example/cli", "index": 1, "size": 3, "witnesses": ["w"]
    }  # fmt: skip
    assert "verified: entry 1 of 3" in shell.run(*VERIFY).output
    assert "vérifié : entrée 1 sur 3" in shell.run(*VERIFY, "--lang", "fr").output


def test_the_wrong_entry_is_refused(shell: Shell) -> None:
    words = [w.replace("1.entry", "2.entry") for w in VERIFY]
    assert "index 1 of 3" in shell.refused("inclusion-bad", *words)
    shell.refused("entry-missing", *VERIFY[:4], "--now", NOW)
    shell.refused("cosignature-future", *VERIFY[:-1], "1799999000")
    shell.refused("checkpoint-stale", *VERIFY[:-1], "1800009000", "--max-age", "60")


def test_a_receipt_without_its_witness_is_refused(shell: Shell) -> None:
    shell.ok("prove", "./log.db", "--index", "1", "--out", "./receipt")
    shell.refused("quorum-not-met", *VERIFY)


def test_appending_again_changes_nothing(shell: Shell) -> None:
    words = ("append", "./log.db", "./2.entry", *KEYS)
    assert [(row["index"], row["new"]) for row in shell.ok(*words)["entries"]] == [(2, False)]
    assert "(déjà inscrite)" in shell.run(*words, "--lang", "fr").output


def test_bad_entries_name_their_place(shell: Shell) -> None:
    (shell.root / "bad.entry").write_bytes(b"{}")
    words = ("append", "./log.db", "./0.entry", "./bad.entry", *KEYS)
    assert shell.refused("entry-malformed", *words).startswith("entry 1: ")
    (shell.root / "signers").write_text("# nobody\n")
    assert "provider.example" in shell.refused("signer-unknown", *words)
    (shell.root / "signers").write_text("signer x\n")
    assert "signers:1" in shell.refused("signers-malformed", *words)


def test_monitor_and_fsck(shell: Shell) -> None:
    monitor = ("monitor", "./out", "--log", "VKEY", "--state", "./m.json", "--signers", "./signers")
    assert shell.ok(*monitor)["new"] == 3
    assert shell.ok(*monitor)["new"] == 0
    assert shell.ok("fsck", "./log.db")["faults"] == []
    assert shell.ok("fsck", "./out", "--log", "VKEY")["tiles"] == 1
    (shell.root / "signers").write_text("")
    result = shell.run(*monitor, "--json")
    assert result.exit_code == 2
    assert [fault["code"] for fault in json.loads(result.stdout)["faults"]] == ["signer-unknown"] * 3
    bundle = shell.root / "out/tile/entries/000.p/3"
    bundle.chmod(0o644)
    bundle.write_bytes(bundle.read_bytes()[:-1])
    result = shell.run("fsck", "./out", "--log", "VKEY")
    assert (result.exit_code, "bundle-malformed" in result.output) == (2, True)


def test_a_fork_is_exposed_at_the_command_line(shell: Shell) -> None:
    shutil.copy(shell.root / "log.key", shell.root / "stolen.key")
    fork = Shell(shell.root / "fork")
    fork.root.mkdir()
    for name in ("log.vkey", "signers", "log.key", "witness.key", "signer.key", "w.db"):
        if (shell.root / name).exists():
            shutil.copy(shell.root / name, fork.root / name)
    SqliteStore.create(fork.root / "log.db", (fork.root / "log.vkey").read_text().strip()).close()
    for number in (7, 8, 9):
        (fork.root / f"{number}.json").write_text(statement(number))
        fork.ok("sign", f"./{number}.json", "--key", "./signer.key", "--out", f"./{number}.entry")
    fork.ok("append", "./log.db", "./7.entry", "./8.entry", "./9.entry", *KEYS)
    fork.ok("export", "./log.db", "./out")
    fork.refused("log-forked", *WITNESS, "--now", NOW)
    shutil.rmtree(fork.root / "out")
    shutil.copytree(shell.root / "out", fork.root / "out")
    fork.refused("export-conflict", "export", "./log.db", "./out")


def test_files_that_are_there_are_kept(shell: Shell) -> None:
    before = (shell.root / "log.key").read_bytes()
    shell.refused("file-unusable", "init", "./new.db", "--origin", "a.example", "--key", "./log.key")
    assert (shell.root / "log.key").read_bytes() == before
    assert (shell.root / "log.key").stat().st_mode & 0o077 == 0
    shell.refused("store-corrupt", "fsck", "./log.key")
    shell.refused("store-exists", "init", "./log.db", "--origin", "a.example", "--key", "./new.key")
    assert not (shell.root / "new.key").exists()


def test_a_locked_database_is_not_called_damaged(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: object) -> None:
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr("concordance.doors.cli.log.SqliteStore", locked)
    assert "database is locked" in shell.refused("store-unusable", "fsck", "./log.db")


def test_bad_arguments(shell: Shell) -> None:
    shell.refused("key-name", "keygen", "./k", "--name", "a b", "--type", "witness")
    shell.refused("key-malformed", *[w if w != "VKEY" else "nonsense" for w in WITNESS])
    shell.refused("index-out-of-range", "prove", "./log.db", "--index", "3", "--out", "./r")
    shell.refused("wrong-key-type", "sign", "./0.json", "--key", "./log.key", "--out", "./x")
    (shell.root / "big").write_bytes(b" " * ((16 << 20) + 1))
    assert "big" in shell.refused("file-oversized", "sign", "./big", "--key", "./signer.key", "--out", "./x")
    assert shell.run("prove", "./log.db", "--out", "./r").exit_code == 2
    assert shell.run("fsck", "./out").exit_code == 2
    assert not (shell.root / "r").exists()


def test_the_help_states_promise_and_limits_in_both_languages() -> None:
    text = " ".join(CliRunner().invoke(log, ["--help"]).output.split())
    for words in ("What it does not prove", "stolen key", "Il ne prouve pas", "clé volée"):
        assert words in text
    assert set(log.commands) >= {
        "init", "append", "prove", "verify", "witness", "monitor", "export", "fsck"
    }  # fmt: skip
