"""Regimes and measures as a picture: which measure discharges duties of which regimes, and how many.

Columns are regimes, rows are measures that discharge more than one duty; a dot's area grows with the number of duties
it stands for, and a line joins the regimes that one measure serves.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from concordance.assess.result import Assessment, Measure
from concordance.base.text import Lang
from concordance.report.words import word

WIDTH, LABELS, TOP, ROW, FOOT = 900, 400, 190, 26, 34
SHOWN = 30
_LONGEST, _SLANT, _LARGEST = 56, 110, 12.0


@dataclass(frozen=True, slots=True)
class Dot:
    """The duties of one regime that one measure discharges."""

    x: float
    y: float
    radius: float
    count: int


@dataclass(frozen=True, slots=True)
class Row:
    """One measure: its label, its dots, and the line between the first and the last."""

    y: float
    label: str
    whole: str
    dots: tuple[Dot, ...]
    across: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One regime: its name, and how many of its duties bind or will."""

    x: float
    label: str
    duties: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """What the template draws. `head` is where the names of regimes stand; `left_out` counts the measures not drawn."""

    width: int
    height: int
    head: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    left_out: int
    title: str
    told: str


def draw_matrix(result: Assessment, lang: Lang) -> Matrix | None:
    """Regimes × measures of an assessment, or None when no measure discharges two duties."""
    merged = [measure for measure in result.measures if len(measure.duties) > 1][:SHOWN]
    if not merged:
        return None
    totals = Counter(merge.instrument for measure in result.measures for merge in measure.duties)
    names = {instrument.id: instrument.short(lang) for instrument in result.instruments}
    step = (WIDTH - LABELS - _SLANT) / len(totals)
    places = {regime: round(LABELS + step * (index + 0.5), 1) for index, regime in enumerate(totals)}
    rows = tuple(_row(measure, TOP + ROW * index, places, lang) for index, measure in enumerate(merged))
    duties = sum(totals.values())
    return Matrix(
        width=WIDTH,
        height=TOP + ROW * len(rows) + FOOT,
        head=TOP - 28,
        columns=tuple(Column(places[regime], names[regime], count) for regime, count in totals.items()),
        rows=rows,
        left_out=len(result.measures) - len(rows),
        title=word("matrix", lang),
        told=f"{duties} {word('norms_become', lang)} {len(result.measures)} {word('measures_count', lang)}",
    )


def _row(measure: Measure, y: float, places: dict[str, float], lang: Lang) -> Row:
    counts = Counter(merge.instrument for merge in measure.duties)
    whole = measure.says(lang)
    dots = tuple(Dot(places[regime], y, round(min(_LARGEST, 3 + 3 * n**0.5), 1), n) for regime, n in counts.items())
    return Row(
        y=y,
        label=whole if len(whole) <= _LONGEST else whole[: _LONGEST - 1] + "…",
        whole=whole,
        dots=tuple(sorted(dots, key=lambda dot: dot.x)),
        across=len(counts) > 1,
    )
