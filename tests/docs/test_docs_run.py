"""What the pages show is run: commands leave with 0, print what the page says they print, and profiles are read."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from pages import ROOT, commands, fences, missing_chunk, name, pages

from concordance.base.problem import Problems
from concordance.norms.score import Score
from concordance.reading.profile import read_profile_file
from support import Ran, run_cli

NOT_RUN = {
    "test": "runs this very suite",
    "serve": "serves until it is stopped",
}
"""First words of commands that no page test runs, and why."""

WITH_COMMANDS = [page for page in pages() if "reference" not in page.parts and commands(page)]
"""Pages of the reference are left out: what problem pages show is run by tests/bad, which they are taken from."""
ENDS = {"ask": "q\n"}
"""What is typed at a command that asks."""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of an audit."""
    file = tmp_path_factory.mktemp("audit") / "results.json"
    audited = ROOT / "examples" / "audit" / "cv-screening"
    assert run_cli("audit", "run", audited, "--only", "fairness.impact-ratio", "--json", file).code == 0
    return file


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, results: Path) -> Path:
    """A folder like a fresh checkout: the examples, a system of one's own, and what was measured of it."""
    (tmp_path / "examples").mkdir()
    for stands_for in ("FOLDER", "DOSSIER"):
        os.symlink(ROOT / "examples" / "audit" / "cv-screening", tmp_path / stands_for)
    for measured in ("before.json", "after.json", "avant.json", "apres.json"):
        shutil.copy(results, tmp_path / measured)
    for found in (ROOT / "examples").iterdir():
        os.symlink(found, tmp_path / "examples" / found.name)
    shutil.copy(ROOT / "examples" / "cv-screening.yaml", tmp_path / "system.yaml")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(words: tuple[str, ...]) -> Ran:
    """Run a command, without a redirection of its output, which is kept as the file it names."""
    target = words[words.index(">") + 1] if ">" in words else None
    ran = run_cli(*(words[: words.index(">")] if target else words), said=ENDS.get(words[0], ""))
    if target:
        Path(target).write_text(ran.out, encoding="utf-8")
    return ran


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=name)
@pytest.mark.usefixtures("desk")
def test_commands_of_a_page_run(page: Path) -> None:
    for shown in commands(page):
        if shown.words[0] in NOT_RUN:
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
