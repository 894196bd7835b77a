"""Bounds: which is stricter, and what is kept of several."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordance.base.dates import Period, parse_period
from concordance.harmonise.durations import AT_ONCE, PROMPTLY, Duration, compare_bounds, stricter, strictest
from concordance.harmonise.order import Order

KEYS = st.sampled_from(["within", "at_least", "at_most", "every"])
PERIODS = st.builds(
    Period, years=st.integers(0, 12), months=st.integers(0, 30), weeks=st.integers(0, 6), days=st.integers(0, 40)
)
BOUNDS: st.SearchStrategy[Duration] = st.one_of(
    PERIODS, st.integers(1, 200).map(lambda n: Period(hours=n)), st.sampled_from([AT_ONCE, PROMPTLY])
)


@pytest.mark.parametrize(
    ("key", "a", "b", "order"),
    [
        ("within", "P15D", "P10D", Order.WIDER),
        ("within", "PT72H", "P15D", Order.NARROWER),
        ("within", "PT72H", "P3D", Order.NARROWER),
        ("within", "P2D", "PT72H", Order.NARROWER),
        ("within", "P1Y", "P12M", Order.EQUAL),
        ("within", "P14D", "P2W", Order.EQUAL),
        ("within", "P1M", "P30D", Order.OVERLAPPING),
        ("within", "P28D", "P1M", Order.NARROWER),
        ("at_least", "P10Y", "P6M", Order.NARROWER),
        ("at_least", "P6M", "P10Y", Order.WIDER),
        ("at_most", "P6M", "P10Y", Order.NARROWER),
        ("every", "P1Y", "P4Y", Order.NARROWER),
    ],
)
def test_periods_are_ordered_by_strictness(key: str, a: str, b: str, order: Order) -> None:
    assert compare_bounds(key, [parse_period(a)], [parse_period(b)]) is order


def test_speeds() -> None:
    day = parse_period("P1D")
    assert compare_bounds("within", [AT_ONCE], [day]) is Order.NARROWER
    assert compare_bounds("within", [AT_ONCE], [PROMPTLY]) is Order.NARROWER
    assert compare_bounds("within", [PROMPTLY], [day]) is Order.OVERLAPPING
    assert compare_bounds("within", [], [day]) is Order.WIDER


@given(KEYS, st.lists(BOUNDS, max_size=3), st.lists(BOUNDS, max_size=3))
def test_the_other_side_sees_the_inverse(key: str, a: list[Duration], b: list[Duration]) -> None:
    assert compare_bounds(key, a, b) is compare_bounds(key, b, a).inverse


@given(KEYS, BOUNDS, BOUNDS, BOUNDS)
def test_strictness_is_transitive(key: str, a: Duration, b: Duration, c: Duration) -> None:
    if stricter(key, a, b) and stricter(key, b, c):
        assert stricter(key, a, c)


@given(KEYS, st.lists(BOUNDS, min_size=1, max_size=6))
def test_the_strictest_never_weaken(key: str, bounds: list[Duration]) -> None:
    kept = strictest(key, bounds)
    assert kept
    assert set(kept) <= set(bounds)
    for bound in bounds:
        assert any(stricter(key, strict, bound) for strict in kept)
