"""Periods compared as bounds: within 72 hours is stricter than within 15 days, ten years of keeping than six months."""

from __future__ import annotations

from collections.abc import Iterable

from concordance.base.dates import Period
from concordance.harmonise.order import Order, from_inclusion

Duration = Period | str
"""A period, or the speed `immediately` or `without-undue-delay`."""
AT_ONCE, PROMPTLY = "immediately", "without-undue-delay"
LONGER_IS_STRICTER = frozenset({"at_least"})


def compare_bounds(key: str, a: Iterable[Duration], b: Iterable[Duration]) -> Order:
    """Two sets of bounds that each must all be kept; narrower is stricter. A missing bound is the widest."""
    a, b = tuple(a), tuple(b)
    return from_inclusion(_implies(key, a, b), _implies(key, b, a))


def strictest(key: str, bounds: Iterable[Duration]) -> tuple[Duration, ...]:
    """The bounds that no other makes idle: usually one; more where the law does not order them."""
    kept: list[Duration] = []
    for bound in dict.fromkeys(bounds):
        if not any(stricter(key, other, bound) for other in kept):
            kept = [other for other in kept if not stricter(key, bound, other)] + [bound]
    return tuple(kept)


def stricter(key: str, a: Duration, b: Duration) -> bool:
    """Whether who keeps the first bound keeps the second."""
    return no_longer(b, a) if key in LONGER_IS_STRICTER else no_longer(a, b)


def _implies(key: str, strict: tuple[Duration, ...], loose: tuple[Duration, ...]) -> bool:
    return all(any(stricter(key, have, wanted) for have in strict) for wanted in loose)


def no_longer(a: Duration, b: Duration) -> bool:
    """Whether the first is never longer than the second.

    At once is shorter than all. Without undue delay is not ordered beside a number of days. A period in days ends with
    the last hour of its last day (Reg. 1182/71, Art. 3(2)), so 72 hours are shorter than three days.
    """
    if isinstance(a, str) or isinstance(b, str):
        return a in {b, AT_ONCE}
    if _months(a) <= _months(b) and _hours(a) <= _hours(b):
        same = _months(a) == _months(b) and _hours(a) == _hours(b)
        return not same or bool(a.hours) or not b.hours
    return _calendar(a).most_hours <= _calendar(b).least_hours


def _months(period: Period) -> int:
    return period.years * 12 + period.months


def _hours(period: Period) -> int:
    return (period.weeks * 7 + period.days) * 24 + period.hours


def _calendar(period: Period) -> Period:
    """Twelve months written as a year, whose bounds are tighter."""
    years, months = divmod(_months(period), 12)
    return Period(years, months, period.weeks, period.days, period.hours)
