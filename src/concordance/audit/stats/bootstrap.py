"""Bootstrap of statistics that depend on counts only: resampling rows is drawing the counts from a
multinomial.

Efron (1979). A million rows and a thousand replicates cost a thousand draws of a handful of cells; the result
has exactly the distribution of the row-wise bootstrap.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from concordance.audit.stats.intervals import Interval

Counts = NDArray[np.int64]
Numbers = NDArray[np.float64]


def count_replicates(counts: Counts, replicates: int, seed: int) -> Counts:
    """`replicates` resampled tables of the shape of `counts`, each with the same total."""
    total = int(counts.sum())
    drawn = np.random.default_rng(seed).multinomial(total, counts.ravel() / total, size=replicates)
    return np.asarray(drawn.reshape((replicates, *counts.shape)), dtype=np.int64)


def percentile(value: float, replicates: Numbers, level: float) -> Interval:
    """The percentile interval; replicates where the statistic is undefined are left out."""
    defined = replicates[np.isfinite(replicates)]
    if len(defined) == 0:
        return Interval(value, None, None)
    low, high = np.quantile(defined, [(1 - level) / 2, (1 + level) / 2])
    return Interval(value, float(low), float(high))


def row_bootstrap(
    statistic: Callable[[NDArray[np.int64]], float], n: int, replicates: int, seed: int, level: float
) -> Interval:
    """Percentile interval of a statistic of row numbers, for statistics that counts do not determine."""
    draw = np.random.default_rng(seed)
    values = np.array([statistic(draw.integers(0, n, n)) for _ in range(replicates)])
    return percentile(statistic(np.arange(n)), values, level)
