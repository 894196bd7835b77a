"""The life of a text is told to its end: what was adopted came into force on a day, or it is said why it did not."""

from __future__ import annotations

from datetime import date

from concordance.base.problem import Problems
from concordance.compile.timeline import ENDS, SUSPENDS
from concordance.norms.instrument import Instrument
from concordance.norms.score import Score

_MAY_WAIT = frozenset({"bill", "treaty"})
"""Kinds whose texts exist before they are in force, and perhaps never are."""
_EXPLAINS = ENDS | SUSPENDS | {"delayed"}


def check_lifecycle(score: Score, problems: Problems) -> None:
    """Reports `undated-text` and `unannounced-end`."""
    for instrument in score.instruments.values():
        _check_ends(instrument, score.as_of, problems)
        if instrument.kind not in _MAY_WAIT:
            _check(instrument, problems)


def _check_ends(instrument: Instrument, as_of: date, problems: Problems) -> None:
    """An end to come counts only for whoever knows of it: the day on which it was decided must be there."""
    for event in instrument.status:
        if event.event in ENDS | SUSPENDS and event.on > as_of and event.known is None:
            problems.report(
                "unannounced-end",
                f"{instrument.id} is to be {event.event} on {event.on}, and nothing says since when that is known",
                event.span,
                help="add `known:`, the day on which it was decided",
            )


def _check(instrument: Instrument, problems: Problems) -> None:
    """A text without a day is one that was overtaken: its instrument was delayed, stayed or ended first."""
    for wording in instrument.wordings:
        explained = any(e.event in _EXPLAINS and e.on >= wording.published for e in instrument.status)
        if wording.in_force is None and not explained:
            problems.report(
                "undated-text",
                f"the text `{wording.id}` of {instrument.id} has no day on which it came into force",
                wording.span,
                help="add `in_force:`, or the event of `status:` (delayed, stayed, repealed) that kept it out of force",
            )
