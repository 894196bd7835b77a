"""The score: the whole corpus, read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from concordance.base.text import Text
from concordance.norms.crosswalk import Crosswalk
from concordance.norms.instrument import Instrument
from concordance.norms.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class ReadingOption:
    """One reading of unsettled law: what it says, who holds it, where it was found."""

    id: str
    says: Text
    held_by: str
    source: str


@dataclass(frozen=True, slots=True)
class Reading:
    """An unsettled question of law and its competing readings. Also a fact, `reading.<id>`, open until chosen."""

    id: str
    question: Text
    cite: tuple[str, ...]
    options: dict[str, ReadingOption]
    instrument: str


@dataclass(frozen=True, slots=True)
class Score:
    """Vocabulary, instruments and readings, with the version and digest that every result records.

    `as_of` is the day up to which the corpus knows the law.
    """

    version: str
    as_of: date
    digest: str
    vocabulary: Vocabulary
    readings: dict[str, Reading]
    instruments: dict[str, Instrument]
    crosswalks: dict[str, Crosswalk] = field(default_factory=dict)
