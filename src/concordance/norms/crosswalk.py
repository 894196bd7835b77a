"""A comparison of instruments by principle: which rows, in which order, under which names. It holds no result."""

from __future__ import annotations

from dataclasses import dataclass

from concordance.base.span import Span
from concordance.base.text import Text


@dataclass(frozen=True, slots=True)
class CrosswalkSide:
    """One instrument compared: the wording, and the norms by which it names its principles."""

    instrument: str
    text: str
    headings: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class CrosswalkRow:
    """A line of the comparison: the principles that it stands for, and its name."""

    principles: tuple[str, ...]
    label: Text
    span: Span


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """A comparison that somebody has drawn up, without its cells."""

    id: str
    title: Text
    source: str
    sides: tuple[CrosswalkSide, ...]
    rows: tuple[CrosswalkRow, ...]
    span: Span

    def side(self, instrument: str) -> CrosswalkSide | None:
        """The side of an instrument, if it is compared here."""
        return next((side for side in self.sides if side.instrument == instrument), None)
