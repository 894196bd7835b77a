"""What the pages show is run: commands leave with 0, print what the page says they print, and profiles are read."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from pages import ROOT, commands, fences, missing_chunk, name, pages, scripts

from concordance.base.problem import Problems
from concordance.doors.cli.main import cli
from concordance.evidence.statement import make_statement
from concordance.norms.score import Score
from concordance.reading.profile import read_profile_file
from support import Ran, run_cli

NOT_RUN = {
    "test": "runs this very suite",
    "serve": "serves until it is stopped",
}
"""First words of commands that no page test runs, and why."""

OWN_FILES = {
    "inspect": "a case over two years, which tests/registry conducts",
    "keep-a-register": "registers downloaded from their publishers, which tests/registry imports",
    "report-an-incident": "incidents of one's own, which tests/registry reports",
}
"""Guides whose commands need files that only the reader has: these commands are parsed and not run. And why."""

WITH_COMMANDS = [page for page in pages() if "reference" not in page.parts and commands(page)]
"""Pages of the reference are left out: what problem pages show is run by tests/bad, which they are taken from."""
ENDS = {"ask": "q\n"}
"""What is typed at a command that asks."""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of an audit."""
    file = tmp_path_factory.mktemp("audit") / "results.json"
    audited = ROOT / "examples" / "cv-screening"
    assert run_cli("audit", "run", audited, "--only", "fairness.impact-ratio", "--json", file).code == 0
    return file


@pytest.fixture(scope="module")
def proof(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log with its key, an auditor's key and statement, and whom to trust."""
    folder = tmp_path_factory.mktemp("proof")

    def key(*words: str | Path) -> str:
        ran = run_cli("log", *words, "--json")
        assert ran.code == 0, ran.err
        return str(json.loads(ran.out)["vkey"])

    log = key("init", folder / "log.db", "--origin", "log.example/audits", "--key", folder / "log.key")
    auditor = key("keygen", folder / "auditor.key", "--name", "auditor.example", "--type", "statement")
    (folder / "policy.txt").write_text(f"log {log}\nquorum none\n", encoding="utf-8")
    (folder / "signers.txt").write_text(f"signer {auditor} audit-evidence\n", encoding="utf-8")
    said = {"at": "2026-11-22T08:00:00Z", "system": "cv", "auditor": "a", "method": "m", "evidence": "0" * 64}
    statement = make_statement("audit-evidence", said, "1" * 64)
    (folder / "statement.json").write_text(json.dumps(statement), encoding="utf-8")
    return folder


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, results: Path, proof: Path) -> Path:
    """A folder like a fresh checkout, with a system of one's own, what was measured of it, and a log."""
    shutil.copytree(proof, tmp_path, dirs_exist_ok=True)
    (tmp_path / "examples").mkdir()
    for stands_for in ("FOLDER", "DOSSIER"):
        os.symlink(ROOT / "examples" / "cv-screening", tmp_path / stands_for)
    for measured in ("before.json", "after.json", "avant.json", "apres.json"):
        shutil.copy(results, tmp_path / measured)
    for found in (ROOT / "examples").iterdir():
        os.symlink(found, tmp_path / "examples" / found.name)
    shutil.copy(ROOT / "examples" / "cv-screening.yaml", tmp_path / "system.yaml")
    monkeypatch.chdir(tmp_path)
    return tmp_path


_corpus_ran: dict[tuple[str, ...], Ran] = {}
"""What commands on the corpus left: they read nothing else, and playing every case takes seconds."""


def call(words: tuple[str, ...]) -> Ran:
    """Run a command, without a redirection of its output, which is kept as the file it names."""
    if words[0] == "corpus" and words in _corpus_ran:
        return _corpus_ran[words]
    target = words[words.index(">") + 1] if ">" in words else None
    ran = run_cli(*(words[: words.index(">")] if target else words), said=ENDS.get(words[0], ""))
    if words[0] == "corpus":
        _corpus_ran[words] = ran
    if target:
        Path(target).write_text(ran.out, encoding="utf-8")
    return ran


def not_understood(words: tuple[str, ...]) -> list[str]:
    """The words of a command that name no command and no option where one should stand."""
    command: click.Command = cli
    rest = list(words)
    while isinstance(command, click.Group):
        found = command.get_command(click.Context(command), rest[0]) if rest else None
        if found is None:
            return rest or ["nothing"]
        command, rest = found, rest[1:]
    known = {"--help", *(option for param in command.params for option in param.opts)}
    return [word for word in rest if word.startswith("--") and word not in known]


def test_a_command_that_is_none_is_found_out() -> None:
    assert not_understood(("corpus", "show", "eu/ai-act", "--lang", "fr")) == []
    assert not_understood(("corpus", "shows", "eu/ai-act")) == ["shows", "eu/ai-act"]
    assert not_understood(("corpus", "show", "eu/ai-act", "--tongue", "fr")) == ["--tongue"]
    assert not_understood(("corpus",)) == ["nothing"]


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=name)
@pytest.mark.usefixtures("desk")
def test_commands_of_a_page_run(page: Path) -> None:
    for script in scripts(page):
        subprocess.run([sys.executable, script], check=True)
    for shown in commands(page):
        if page.name.split(".")[0] in OWN_FILES:
            assert not_understood(shown.words) == [], f"{name(page)}: concordance {' '.join(shown.words)}"
        if shown.words[0] in NOT_RUN or page.name.split(".")[0] in OWN_FILES:
            continue
        ran = call(shown.words)
        told = f"{name(page)}: concordance {' '.join(shown.words)}\n{ran.err}"
        assert ran.code in ({0, 1} if "--fail-on" in shown.words else {0}), told
        absent = missing_chunk(shown.chunks, ran.out + ran.err)
        assert absent is None, f"{told}\nis shown to print, and does not:\n{absent}\n--- it prints\n{ran.out}"


def test_the_pages_that_people_read_first_show_commands() -> None:
    shown = {name(page) for page in WITH_COMMANDS}
    assert {"README.md", "README.fr.md", "docs/tour.md", "docs/tour.fr.md", "CONTRIBUTING.md"} <= shown


def test_output_that_a_command_does_not_print_is_found_out() -> None:
    assert missing_chunk((("a", "b"), ("d",)), "a\nb\nc\nd\n") is None
    assert missing_chunk((("a", "c"),), "a\nb\nc\n") == "a\nc"
    assert missing_chunk((("c",), ("a",)), "a\nb\nc\n") == "a"


PROFILES = [
    pytest.param(body, id=f"{name(page)}-{place}")
    for page in pages()
    for place, body in enumerate(fences(page, "yaml"))
    if body.startswith("profile:") and "problems" not in page.parts
]


@pytest.mark.parametrize("body", PROFILES)
def test_profiles_of_the_pages_are_read(body: str, score: Score, tmp_path: Path) -> None:
    file = tmp_path / "profile.yaml"
    file.write_text(body, encoding="utf-8")
    problems = Problems()
    assert read_profile_file(file, score, problems) is not None
    assert [str(problem) for problem in problems] == []
