"""Counts by group: the only thing that group metrics depend on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class GroupCounts:
    """`table[group, truth, decision]`: the confusion counts of every group, in the order of `names`."""

    names: tuple[str, ...]
    table: NDArray[np.int64]

    def size(self, group: int) -> int:
        """The number of persons of a group."""
        return int(self.table[group].sum())

    def selected(self, group: int) -> int:
        """The number of persons of a group with decision 1."""
        return int(self.table[group, :, 1].sum())


def group_counts(
    groups: NDArray[Any], decision: NDArray[np.int8], truth: NDArray[np.int8] | None = None
) -> GroupCounts:
    """Count; without truth all persons are counted under truth 0."""
    codes, names = _codes(groups)
    cell = codes * 4 + decision.astype(np.int64) + (0 if truth is None else truth.astype(np.int64) * 2)
    table = np.bincount(cell, minlength=4 * len(names)).reshape(len(names), 2, 2)
    return GroupCounts(names, table.astype(np.int64))


def cross(attributes: dict[str, NDArray[Any]]) -> NDArray[Any]:
    """The intersections of several attributes as one: `Female | Black`."""
    columns = list(attributes.values())
    coded = [_codes(column) for column in columns]
    code = np.zeros(len(columns[0]), dtype=np.int64)
    for codes, names in coded:
        code = code * len(names) + codes
    found, inverse = np.unique(code, return_inverse=True)
    first = np.zeros(len(found), dtype=np.int64)
    first[inverse[::-1]] = np.arange(len(code))[::-1]
    labels = np.array([" | ".join(str(column[row]) for column in columns) for row in first], dtype=object)
    return np.asarray(labels[inverse], dtype=object)


def _codes(groups: NDArray[Any]) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    import pandas as pd

    codes, names = pd.factorize(groups, sort=True)
    return np.asarray(codes, dtype=np.int64), tuple(str(name) for name in names)
