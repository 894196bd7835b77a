"""Confidence intervals in closed form for rates, their differences and their ratios.

Wilson (1927) for one rate; Newcombe (1998), method 10, for the difference of two; MOVER-R (Donner and Zou
2012) over Wilson limits for the ratio: all three stay honest at zero counts and in small groups, where the
normal approximation and the bootstrap claim certainty.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with its bounds; None where undefined or unbounded."""

    value: float | None
    low: float | None
    high: float | None


def normal_quantile(level: float) -> float:
    """The two-sided standard normal quantile: 1.96 for a level of 0.95."""
    return NormalDist().inv_cdf(0.5 + level / 2)


def simultaneous(level: float, comparisons: int) -> float:
    """The level for each of several comparisons so that all hold together at `level` (Bonferroni)."""
    return 1 - (1 - level) / max(1, comparisons)


def wilson(hits: int, n: int, level: float) -> Interval:
    """The Wilson score interval of a rate; an empty group has neither value nor bounds."""
    if not 0 <= hits <= n:
        raise ValueError(f"{hits} hits in {n} observations")
    if n == 0:
        return Interval(None, None, None)
    z, rate = normal_quantile(level), hits / n
    centre = (rate + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n))
    return Interval(rate, max(0.0, min(rate, centre - half)), min(1.0, max(rate, centre + half)))


def difference(hits_a: int, n_a: int, hits_b: int, n_b: int, level: float) -> Interval:
    """Rate a minus rate b, Newcombe's hybrid score interval."""
    a, b = wilson(hits_a, n_a, level), wilson(hits_b, n_b, level)
    if a.value is None or b.value is None or a.low is None or a.high is None or b.low is None or b.high is None:
        return Interval(None, None, None)
    value = a.value - b.value
    down = math.hypot(a.value - a.low, b.high - b.value)
    up = math.hypot(a.high - a.value, b.value - b.low)
    return Interval(value, max(-1.0, value - down), min(1.0, value + up))


def ratio(hits_a: int, n_a: int, hits_b: int, n_b: int, level: float) -> Interval:
    """Rate a over rate b, MOVER-R; undefined when b has no hits, unbounded above when b may be zero."""
    a, b = wilson(hits_a, n_a, level), wilson(hits_b, n_b, level)
    if a.value is None or a.low is None or a.high is None or not b.value or b.low is None or b.high is None:
        return Interval(None, None, None)
    product = a.value * b.value
    low = _root(product, a.low, a.value, b.high, b.value, -1)
    high = None if b.low <= 0 else _root(product, a.high, a.value, b.low, b.value, +1)
    return Interval(a.value / b.value, max(0.0, low), high)


def _root(product: float, limit_a: float, rate_a: float, limit_b: float, rate_b: float, sign: int) -> float:
    inner = product * product - limit_a * limit_b * (2 * rate_a - limit_a) * (2 * rate_b - limit_b)
    return (product + sign * math.sqrt(max(0.0, inner))) / (limit_b * (2 * rate_b - limit_b))


def mean(values: list[float], level: float) -> Interval:
    """The mean with a normal interval; fewer than two values have no bounds."""
    n = len(values)
    if n == 0:
        return Interval(None, None, None)
    centre = math.fsum(values) / n
    if n == 1:
        return Interval(centre, None, None)
    spread = math.sqrt(math.fsum((v - centre) ** 2 for v in values) / (n - 1) / n) * normal_quantile(level)
    return Interval(centre, centre - spread, centre + spread)
