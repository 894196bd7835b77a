"""Bytes → assessment, in a page. Read this first.

corpus/  ──read──►  Score  ──check──►  (problems, all at once)
                      │
                      └──compile──►  Program: one Boolean graph, an interval of the law at a time
profile  ──read──►  Profile  ──play──►  Assessment  ──►  report, harmonise, registry, doors
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from concordance.assess.assessment import assess
from concordance.assess.cases import check_cases
from concordance.assess.plausibility import check_plausibility
from concordance.assess.result import Assessment
from concordance.base.problem import Problems
from concordance.compile.checks import check_score
from concordance.compile.choice import Choice, check_choice
from concordance.compile.program import Program
from concordance.harmonise.harmony import harmonise
from concordance.norms.profile import Profile
from concordance.norms.score import Score
from concordance.reading.corpus import read_corpus
from concordance.reading.profile import read_profile_file


def corpus_folder() -> Path:
    """The corpus that ships with the code: inside the package when installed, beside it in a checkout."""
    shipped = Path(str(files("concordance") / "_corpus"))
    return shipped if shipped.is_dir() else Path(__file__).resolve().parents[2] / "corpus"


def load_score(root: Path | None = None) -> Score:
    """The score of a corpus folder (the shipped one by default). Raises ProblemsError, with every problem."""
    return _load((root or corpus_folder()).resolve())


def load_proof(root: Path | None = None) -> Score:
    """The score with its cases and situations, which playing a profile does not need."""
    return _load((root or corpus_folder()).resolve(), with_proof=True)


@lru_cache(maxsize=4)
def _load(root: Path, *, with_proof: bool = False) -> Score:
    """A corpus from elsewhere is checked before it is played: in silence, a misspelt fact would hold of nothing."""
    problems = Problems()
    score = read_corpus(root, problems, with_proof=with_proof)
    if score is not None and root != corpus_folder().resolve():
        check_score(score, problems)
    problems.stop_if_any()
    assert score is not None
    return score


BINDING = Choice()
"""Every binding, adopted instrument."""

UNPLAYABLE = frozenset({"wrong-comparison", "definition-cycle", "unknown-role"})
"""Problems with which no graph can be built, so that no case can be played."""


def check_corpus(root: Path | None = None, only: str = "") -> tuple[Score | None, Problems, int]:
    """Read, check and prove a corpus: the score, every problem, and how many cases were played."""
    problems, played = Problems(), 0
    score = read_corpus((root or corpus_folder()).resolve(), problems)
    if score is not None:
        check_score(score, problems)
        if not any(problem.code in UNPLAYABLE for problem in problems):
            played = check_cases(score, problems, only)
    return score, problems, played


@lru_cache(maxsize=16)
def compile_score(root: Path | None = None, known: date | None = None, choice: Choice = BINDING) -> Program:
    """The compiled score, as the law was known on a day (by default: all that the corpus knows).

    Raises ProblemsError when the choice names an instrument that the corpus does not hold.
    """
    score, problems = load_score(root), Problems()
    check_choice(choice, score, problems)
    problems.stop_if_any()
    return Program(score, known or score.as_of, choice)


def load_profile(path: Path, program: Program) -> Profile:
    """The profile in a file. Raises ProblemsError for bad input and for facts that contradict each other."""
    problems = Problems()
    profile = read_profile_file(path, program.score, problems)
    problems.stop_if_any()
    assert profile is not None
    check_plausibility(profile, program, problems)
    problems.stop_if_any()
    return profile


def assess_file(
    path: Path, at: date, known: date | None = None, root: Path | None = None, choice: Choice = BINDING
) -> Assessment:
    """The assessment of a profile file on a day, with the measures and tensions that follow from its duties."""
    program = compile_score(root, known, choice)
    profile = load_profile(path, program)
    return harmonise(assess(profile, program, at), profile, program)
