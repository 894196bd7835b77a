"""Cases and situations speak of things that exist."""

from __future__ import annotations

from concordance.base.problem import Problems, did_you_mean
from concordance.norms.case import Case
from concordance.norms.instrument import Instrument
from concordance.norms.outcome import Outcome
from concordance.norms.score import Score

TRUTHS = frozenset({"true", "false", "unknown"})
OUTCOMES = frozenset(Outcome)


def check_expectations(score: Score, problems: Problems) -> None:
    """Reports `unknown-fact`, `unknown-situation`, `unknown-norm` and `unknown-outcome` in cases."""
    for instrument in score.instruments.values():
        norms = {norm.id for norm in instrument.norms}
        definitions = {definition.name for definition in instrument.definitions}
        for case in instrument.cases:
            _facts(case, instrument, score, problems)
            _expected(case, norms, definitions, problems)


def can_be_expected(name: str, outcome: str, instrument: Instrument) -> bool:
    """Whether an expectation names something of the instrument and one of its outcomes; if not, it is reported here."""
    if any(norm.id == name for norm in instrument.norms):
        return outcome in OUTCOMES
    return outcome in TRUTHS and any(definition.name == name for definition in instrument.definitions)


def _facts(case: Case, instrument: Instrument, score: Score, problems: Problems) -> None:
    for name in case.given:
        if name not in score.vocabulary.facts:
            help_text = did_you_mean(name, score.vocabulary.facts)
            problems.report("unknown-fact", f"no fact is called `{name}`", case.span, help=help_text)
    for name in case.like:
        if name not in instrument.situations:
            help_text = did_you_mean(name, instrument.situations)
            problems.report("unknown-situation", f"no situation is called `{name}`", case.span, help=help_text)


def _expected(case: Case, norms: set[str], definitions: set[str], problems: Problems) -> None:
    for name, outcome in case.expect.items():
        allowed = OUTCOMES if name in norms else TRUTHS
        if name not in norms and name not in definitions:
            help_text = did_you_mean(name, norms | definitions)
            problems.report("unknown-norm", f"no norm or definition is called `{name}`", case.span, help=help_text)
        elif outcome not in allowed:
            help_text = "one of: " + ", ".join(sorted(allowed))
            problems.report("unknown-outcome", f"`{outcome}` is no outcome of `{name}`", case.span, help=help_text)
