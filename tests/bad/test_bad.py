"""One minimal bad input per problem code: exactly that code is found, with its place and a way out.

Each folder `<code>` or `<code>~<variant>` is laid over `_good`: its files replace or add to the good ones, `remove.txt`
names files to take away, `command.txt` a command line to run, `also.txt` codes that cannot but follow from the fault.
`problem.txt` is the reviewed message, as it is printed.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from codes import codes_in, server_codes

from concordance.base.problem import ProblemsError
from concordance.pipeline import check_corpus, compile_score, load_profile
from concordance.reading.tree import MAX_BYTES
from support import ROOT, run_cli

HERE = Path(__file__).parent
CASES = sorted(path.name for path in HERE.iterdir() if path.is_dir() and not path.name.startswith("_"))
PAGES = ROOT / "docs" / "reference" / "problems"
BY_TEST = {"file-too-large", "no-solver"}
"""Codes whose input is made by a test below: five megabytes need not lie in the repository, nor a missing package."""


def build(name: str, into: Path) -> Path:
    """The good corpus and profile with the fault of one folder."""
    work = into / "bad"
    shutil.copytree(HERE / "_good", work)
    shutil.copytree(HERE / name, work, dirs_exist_ok=True)
    removed = work / "remove.txt"
    for path in removed.read_text().split() if removed.exists() else ():
        (work / path).unlink()
    return work


def run(work: Path) -> tuple[int, str]:
    """Exit code and messages: of the command given, of assessing a bad profile, or of checking a bad corpus."""
    profile, corpus = work / "profile.yaml", work / "corpus"
    given = work / "command.txt"
    if given.exists():
        command = given.read_text().format(profile=profile, corpus=corpus)
    elif profile.exists() and profile.read_bytes() != (HERE / "_good" / "profile.yaml").read_bytes():
        command = f"assess {profile} --corpus {corpus} --at 2026-11-22"
    else:
        command = f"corpus check --corpus {corpus}"
    ran = run_cli(*shlex.split(command))
    assert not ran.out
    return ran.code, ran.err.replace(f"{work}/", "")


def test_what_the_faults_are_laid_over_is_good(tmp_path: Path) -> None:
    shutil.copytree(HERE / "_good", tmp_path / "good")
    score, problems, played = check_corpus(tmp_path / "good" / "corpus")
    assert score is not None
    assert not problems.found
    assert played == 2
    load_profile(tmp_path / "good" / "profile.yaml", compile_score(tmp_path / "good" / "corpus"))


@pytest.mark.parametrize("name", CASES)
def test_a_bad_input_gets_its_problem_and_no_other(
    name: str, tmp_path: Path, snapshot: Callable[[Path, str], None]
) -> None:
    code, told = run(build(name, tmp_path))
    assert code == 2
    found = re.findall(r"^error\[(.+?)\]", told, re.MULTILINE)
    follows = HERE / name / "also.txt"
    also = set(follows.read_text().split()) if follows.exists() else set()
    assert set(found) == {name.partition("~")[0], *also}, told
    assert told.count("\n  --> ") >= len(found)
    assert told.count("\n  = help: ") == len(found)
    snapshot(HERE / name / "problem.txt", told)


BY_CASES = frozenset(
    {"case-fails", "norm-without-case", "exception-without-case", "unknown-situation", "unknown-outcome"}
)
"""Codes about cases, which prove a corpus and are not needed to play it."""
CORPORA = [
    name
    for name in CASES
    if name.partition("~")[0] not in BY_CASES | {"unknown-norm"}
    and name not in {"bad-date", "unknown-fact~case"}
    and any((HERE / name / "corpus").rglob("*"))
    and not (HERE / name / "command.txt").exists()
]


@pytest.mark.parametrize("name", CORPORA)
def test_a_corpus_with_a_problem_is_not_played(name: str, tmp_path: Path) -> None:
    work = build(name, tmp_path)
    ran = run_cli("assess", work / "profile.yaml", "--corpus", work / "corpus", "--at", "2026-11-22")
    assert ran.code == 2
    assert f"error[{name.partition('~')[0]}]" in ran.err
    assert not ran.out


def test_a_file_over_five_megabytes_is_not_read(tmp_path: Path) -> None:
    work = build("empty-file~profile", tmp_path)
    with (work / "profile.yaml").open("wb") as file:
        file.truncate(10 * MAX_BYTES)
    code, told = run(work)
    assert code == 2
    assert "error[file-too-large]" in told
    assert "profile.yaml:1:1" in told


def test_a_missing_solver_is_named_with_the_extra_that_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from concordance.engines import proof

    monkeypatch.setitem(__import__("sys").modules, "pysat.solvers", None)
    with pytest.raises(ProblemsError) as raised:
        proof._solver()
    (problem,) = raised.value.problems
    assert problem.code == "no-solver"
    assert "concordance-ai[proof]" in problem.help


@pytest.mark.parametrize("code", sorted(codes_in()))
def test_every_code_of_the_source_has_a_bad_input_and_a_page(code: str) -> None:
    assert code in BY_TEST | {name.partition("~")[0] for name in CASES}, "add a folder under tests/bad/"
    page = PAGES / f"{code}.md"
    assert page.exists(), f"write {page.relative_to(ROOT)}"
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {code}\n")
    assert "\n*En français :* " in text
    assert "\n## Example\n" in text
    assert "\n## Remedy\n" in text
    reviewed = HERE / code / "problem.txt"
    if reviewed.exists():
        told = reviewed.read_text(encoding="utf-8").split("\n\n")
        assert any(block.strip() in text for block in told if block.startswith(f"error[{code}]")), "the page is stale"
    assert f"]({code}.md)" in (PAGES / "README.md").read_text(encoding="utf-8")


def test_no_folder_and_no_page_outlives_its_code() -> None:
    known = set(codes_in())
    assert {name.partition("~")[0] for name in CASES} <= known
    assert {page.stem for page in PAGES.glob("*.md")} - {"README"} <= known | server_codes()
