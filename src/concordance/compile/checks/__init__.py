"""Checks of the score, in order. Each is one file and reports problems; none changes anything."""

from __future__ import annotations

from collections.abc import Callable

from concordance.base.problem import Problems
from concordance.compile.checks.acts import check_acts
from concordance.compile.checks.citations import check_citations
from concordance.compile.checks.conditions import check_conditions
from concordance.compile.checks.crosswalks import check_crosswalks
from concordance.compile.checks.cycles import check_cycles
from concordance.compile.checks.exceptions import check_exceptions
from concordance.compile.checks.expectations import check_expectations
from concordance.compile.checks.lifecycle import check_lifecycle
from concordance.compile.checks.parameters import check_parameters
from concordance.compile.checks.references import check_references
from concordance.compile.checks.same_meaning import check_same_meaning
from concordance.compile.checks.uniqueness import check_uniqueness
from concordance.norms.score import Score

CHECKS: tuple[Callable[[Score, Problems], None], ...] = (
    check_uniqueness,
    check_references,
    check_conditions,
    check_cycles,
    check_acts,
    check_parameters,
    check_citations,
    check_lifecycle,
    check_expectations,
    check_crosswalks,
    check_exceptions,
    check_same_meaning,
)


def check_score(score: Score, problems: Problems) -> None:
    """Run every check, all problems at once. Exceptions are checked last: that needs a graph that can be built."""
    for check in CHECKS:
        if check is check_exceptions and len(problems):
            return
        check(score, problems)
