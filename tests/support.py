"""What several test rooms share: the command line with its real exit codes, and small builders."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from concordance.assess.assessment import assess
from concordance.assess.result import Assessment, Duty, TierFound
from concordance.base.problem import Problems
from concordance.base.span import NOWHERE
from concordance.base.text import Text
from concordance.compile.program import Program
from concordance.norms.condition import Condition
from concordance.norms.profile import FactValue, Judgement, Profile
from concordance.reading.condition import parse_condition

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left: its exit code and what it printed."""

    code: int
    out: str
    err: str


def run_cli(*args: str | Path, said: str = "") -> Ran:
    """`concordance …` in this process, through `main`, so that exit codes are those that a shell sees.

    `said` is what is typed at prompts.
    """
    from concordance.doors.cli.main import main

    argv, stdin = sys.argv, sys.stdin
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    sys.argv, sys.stdin = ["concordance", *map(str, args)], io.StringIO(said)
    code = 0
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            main()
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 1
    finally:
        sys.argv, sys.stdin = argv, stdin
    return Ran(code, *(stream.buffer.getvalue().decode() for stream in (out, err)))  # type: ignore[attr-defined]


def condition(text: str) -> Condition:
    """The condition that a text states; the text must be right."""
    problems = Problems()
    read = parse_condition(text, NOWHERE, problems)
    problems.stop_if_any()
    assert read is not None
    return read


def profile_of(answers: Mapping[str, FactValue], program: Program) -> Profile:
    """A profile with these answers; legal standards are signed by nobody in particular."""
    known = program.score.vocabulary.facts
    judged = {name for name in answers if known[name].judgement}
    chosen = {name for name in answers if known[name].is_reading}
    return Profile(
        name="made",
        title=Text("made", "fait"),
        description=None,
        facts={name: value for name, value in answers.items() if name not in judged | chosen},
        judgements={name: Judgement(answers[name], "a tester", "for the test", None) for name in judged},
        chosen={name.removeprefix("reading."): str(answers[name]) for name in chosen},
    )


def assess_answers(answers: Mapping[str, FactValue], program: Program, at: date) -> Assessment:
    """The assessment of some answers on a day."""
    return assess(profile_of(answers, program), program, at)


def duty(result: Assessment, norm: str, instrument: str = "eu/ai-act") -> Duty:
    """One duty of an assessment, by its norm."""
    return next(found for found in result.duties if found.norm == f"{instrument}/{norm}")


def has_duty(result: Assessment, norm: str, instrument: str = "eu/ai-act") -> bool:
    """Whether the norm is in the law on that day or later."""
    return any(found.norm == f"{instrument}/{norm}" for found in result.duties)


def tier(result: Assessment, name: str, instrument: str = "eu/ai-act") -> TierFound:
    """One tier of an assessment."""
    found = next(found for found in result.instruments if found.id == instrument)
    return next(one for one in found.tiers if one.tier == name)
