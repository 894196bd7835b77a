"""Two instruments side by side, principle by principle. Every cell is computed from the norms' principles.

A text *names* a principle when it is among what its headings state, and holds it *in substance* when other clauses
serve it without such a name. A published table usually compares names; the clauses show what it leaves out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import msgspec

from concordance.base.problem import Problem, ProblemsError, did_you_mean
from concordance.base.span import NOWHERE
from concordance.base.text import Text
from concordance.compile.timeline import Law
from concordance.norms.crosswalk import Crosswalk, CrosswalkRow
from concordance.norms.instrument import Instrument
from concordance.norms.norm import Norm
from concordance.norms.score import Score


class Presence(StrEnum):
    """How a principle stands in a text."""

    NAMED = "named"
    IN_SUBSTANCE = "in-substance"
    ABSENT = "absent"


class Clause(msgspec.Struct, frozen=True, kw_only=True):
    """A norm that carries a principle."""

    norm: str
    citation: str
    says: Text
    confidence: str


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """One principle in one text: the headings that name it, and the clauses that serve it."""

    presence: Presence
    headings: tuple[Clause, ...]
    clauses: tuple[Clause, ...]


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One row: its name, the principles it stands for, a cell for each side."""

    label: Text
    principles: tuple[str, ...]
    cells: tuple[Cell, Cell]


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """An instrument and the wording of it that is compared."""

    instrument: str
    short: Text
    text: str
    published: date
    latest: str


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """Where the table says less than the sources: clauses without a name, or a name that came with a later wording."""

    kind: str
    label: Text
    instrument: str
    clauses: tuple[Clause, ...]


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A comparison. `drawn_from` is the published table that gives rows and order, if there is one."""

    title: Text
    drawn_from: str
    sides: tuple[Compared, Compared]
    lines: tuple[Line, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class _Side:
    """One instrument in one wording; without headings every clause counts as a name."""

    instrument: Instrument
    text: str
    headings: tuple[str, ...]

    def cell(self, row: CrosswalkRow) -> Cell:
        norms = (norm for norm in self.instrument.norms if self.text in norm.in_texts)
        found = [norm for norm in norms if not set(row.principles).isdisjoint(norm.principles)]
        named = [n for n in found if not self.headings or n.id in self.headings]
        presence = Presence.NAMED if named else Presence.IN_SUBSTANCE if found else Presence.ABSENT
        headings, clauses = ([n for n in found if (n.id in self.headings) is heading] for heading in (True, False))
        return Cell(presence=presence, headings=self._clauses(headings), clauses=self._clauses(clauses))

    def _clauses(self, norms: Iterable[Norm]) -> tuple[Clause, ...]:
        home = self.instrument.id
        return tuple(
            Clause(norm=f"{home}/{n.id}", citation=n.cite, says=n.says, confidence=n.provenance.confidence)
            for n in norms
        )

    def described(self, latest: str) -> Compared:
        (wording,) = (w for w in self.instrument.wordings if w.id == self.text)
        name, short = self.instrument.id, self.instrument.short
        return Compared(instrument=name, short=short, text=self.text, published=wording.published, latest=latest)


def cross(a: str, b: str, score: Score, at: date | None = None) -> Table:
    """The comparison of two instruments.

    Rows and wordings are those of a published comparison that the corpus holds of the two, or all their principles.
    `at` takes the wordings of a day instead. Raises ProblemsError (`unknown-instrument`).
    """
    pair = (_instrument(a, score), _instrument(b, score))
    crosswalk = next((c for c in score.crosswalks.values() if c.side(a) and c.side(b)), None)
    compared = (_side(pair[0], crosswalk, score, at), _side(pair[1], crosswalk, score, at))
    latest = (_side(pair[0], crosswalk, score, score.as_of), _side(pair[1], crosswalk, score, score.as_of))
    rows = crosswalk.rows if crosswalk else _rows(pair, score)
    lines = tuple(_line(row, *compared) for row in rows)
    now = (_line(row, *latest).cells for row in rows)
    return Table(
        title=crosswalk.title if crosswalk else _title(pair),
        drawn_from=crosswalk.source if crosswalk else "",
        sides=(compared[0].described(latest[0].text), compared[1].described(latest[1].text)),
        lines=lines,
        differences=tuple(_differences(lines, now, pair)),
    )


def _line(row: CrosswalkRow, a: _Side, b: _Side) -> Line:
    return Line(label=row.label, principles=row.principles, cells=(a.cell(row), b.cell(row)))


def _instrument(name: str, score: Score) -> Instrument:
    if name not in score.instruments:
        help_text = did_you_mean(name, score.instruments)
        raise ProblemsError([Problem("unknown-instrument", f"no instrument is called `{name}`", (NOWHERE,), help_text)])
    return score.instruments[name]


def _side(instrument: Instrument, crosswalk: Crosswalk | None, score: Score, at: date | None) -> _Side:
    given = crosswalk.side(instrument.id) if crosswalk else None
    day_text = Law(instrument, score.as_of).text_for_concepts(at or score.as_of)
    text = given.text if given and at is None else day_text
    return _Side(instrument, text, given.headings if given else ())


def _rows(pair: tuple[Instrument, Instrument], score: Score) -> tuple[CrosswalkRow, ...]:
    used = {principle for instrument in pair for norm in instrument.norms for principle in norm.principles}
    terms = (term for name, term in score.vocabulary.principles.items() if name in used)
    return tuple(CrosswalkRow((term.name,), term.label, term.span) for term in terms)


def _title(pair: tuple[Instrument, Instrument]) -> Text:
    a, b = (instrument.short for instrument in pair)
    return Text(f"{a.en} and {b.en}, by principle", f"{a.fr} et {b.fr}, par principe")


def _differences(
    lines: Iterable[Line], now: Iterable[tuple[Cell, Cell]], pair: tuple[Instrument, Instrument]
) -> Iterable[Difference]:
    for line, later in zip(lines, now, strict=True):
        for cell, current, instrument in zip(line.cells, later, pair, strict=True):
            if cell.presence is not Presence.NAMED and current.presence is Presence.NAMED:
                yield _difference("named-since", line, instrument, current.headings)
            if cell.presence is Presence.IN_SUBSTANCE:
                yield _difference("in-substance", line, instrument, cell.clauses)
            elif cell.presence is Presence.ABSENT and current.presence is Presence.IN_SUBSTANCE:
                yield _difference("in-substance-since", line, instrument, current.clauses)


def _difference(kind: str, line: Line, instrument: Instrument, clauses: tuple[Clause, ...]) -> Difference:
    return Difference(kind=kind, label=line.label, instrument=instrument.id, clauses=clauses)
