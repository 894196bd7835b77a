"""Periods in words: within 15 days after becoming aware of the incident; for at least 10 years."""

from __future__ import annotations

from concordance.assess.result import Deadline
from concordance.base.dates import parse_period
from concordance.base.text import Lang, Text
from concordance.harmonise.wording import duration

_BOUNDS = {
    "within": Text("within {}", "dans un délai de {}"),
    "at_least": Text("for at least {}", "pendant au moins {}"),
    "at_most": Text("for at most {}", "pendant au plus {}"),
    "every": Text("every {}", "tous les {}"),
}
_EACH = {
    "P1D": Text("every day", "chaque jour"),
    "P1W": Text("every week", "chaque semaine"),
    "P1M": Text("every month", "chaque mois"),
    "P1Y": Text("every year", "chaque année"),
}
_BEFORE = {
    "at_least": Text("at least {} before: {}", "au moins {} avant : {}"),
    "every": Text("{}, the first time before: {}", "{}, la première fois avant : {}"),
}
_COUNTED = Text("counted from: {}", "à compter de : {}")


def bound_text(found: Deadline, lang: Lang) -> str:
    """The period of a deadline, and what it is counted from."""
    period = duration(parse_period(found.period))(lang)
    told = _BOUNDS[found.bound](lang).format(period)
    if found.bound == "every":
        told = period = _EACH[found.period](lang) if found.period in _EACH else told
    if found.before and found.event_says and found.bound in _BEFORE:
        return _BEFORE[found.bound](lang).format(period, found.event_says(lang))
    if found.event_says is None:
        return told
    return f"{told}, {_COUNTED(lang).format(found.event_says(lang))}"
