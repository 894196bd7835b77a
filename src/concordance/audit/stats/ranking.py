"""The area under the ROC curve with its standard error (Hanley and McNeil 1982)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from concordance.audit.stats.intervals import Interval, normal_quantile


def auc(score: NDArray[Any], positive: NDArray[Any], level: float) -> Interval:
    """Probability that a positive scores above a negative, ties counting half; undefined with one class."""
    hits = int(np.sum(positive == 1))
    misses = len(positive) - hits
    if hits == 0 or misses == 0:
        return Interval(None, None, None)
    ranks = _mid_ranks(np.asarray(score, dtype=np.float64))
    area = float((ranks[positive == 1].sum() - hits * (hits + 1) / 2) / (hits * misses))
    q1, q2 = area / (2 - area), 2 * area * area / (1 + area)
    variance = (area * (1 - area) + (hits - 1) * (q1 - area**2) + (misses - 1) * (q2 - area**2)) / (hits * misses)
    half = normal_quantile(level) * math.sqrt(max(0.0, variance))
    return Interval(area, max(0.0, area - half), min(1.0, area + half))


def _mid_ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    middles = ends - (counts - 1) / 2
    return np.asarray(middles[inverse], dtype=np.float64)
