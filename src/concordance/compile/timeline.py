"""Which text is law on which day, given what was published: the two axes of time, resolved before any engine runs."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from concordance.base.dates import FAR
from concordance.norms.instrument import Entry, Instrument, Wording

ENDS = frozenset({"repealed", "expired", "withdrawn"})
SUSPENDS = frozenset({"stayed"})
RESUMES = frozenset({"stay-lifted"})
BEGINNING = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Law:
    """One instrument as it was known on a day."""

    instrument: Instrument
    known: date

    def wordings(self) -> list[Wording]:
        """The texts published by then, oldest first."""
        return sorted((w for w in self.instrument.wordings if w.published <= self.known), key=lambda w: w.published)

    def text_on(self, day: date) -> str | None:
        """The text in force on a day, or None."""
        if self.suspended_on(day):
            return None
        current = [w for w in self.wordings() if w.in_force and w.in_force <= day]
        return max(current, key=lambda w: (w.in_force or FAR, w.published)).id if current else None

    def text_for_concepts(self, day: date) -> str:
        """The text whose definitions give meaning on a day: that in force, else the nearest known one."""
        wordings = self.wordings() or list(self.instrument.wordings)
        begun = [w for w in wordings if w.in_force and w.in_force <= day]
        return (max(begun, key=lambda w: (w.in_force or FAR, w.published)) if begun else wordings[0]).id

    def suspended_on(self, day: date) -> bool:
        """Whether it is repealed, expired or stayed on a day, by what was known."""
        state = False
        for event in sorted(self.instrument.status, key=lambda e: e.on):
            if event.on > day or event.known_on > self.known:
                continue
            if event.event in ENDS | SUSPENDS:
                state = True
            elif event.event in RESUMES:
                state = False
        return state

    def entries(self, timetable: str, day: date, text: str) -> list[Entry]:
        """The lines of a timetable that are open on a day under a text."""
        lines = self.instrument.timetables.get(timetable, ())
        return [e for e in lines if text in e.in_texts and e.start <= day < e.until]

    def moved_by(self) -> frozenset[str]:
        """The facts whose days open lines of its timetables."""
        lines = (entry for entries in self.instrument.timetables.values() for entry in entries)
        return frozenset(entry.since for entry in lines if entry.since)

    def days(self) -> set[date]:
        """Every day on which something of the instrument can change."""
        found = {w.in_force for w in self.wordings() if w.in_force}
        found |= {
            e.on for e in self.instrument.status if e.event in ENDS | SUSPENDS | RESUMES and e.known_on <= self.known
        }
        for lines in self.instrument.timetables.values():
            for entry in lines:
                found |= {entry.start, entry.until}
        return {day for day in found if day != FAR}


@dataclass(frozen=True, slots=True)
class Intervals:
    """The timeline cut at every day on which the law changes: interval i runs from `starts[i]` to the next start."""

    starts: tuple[date, ...]

    def index(self, day: date) -> int:
        """The interval that holds a day."""
        return bisect_right(self.starts, day) - 1

    def until(self, index: int) -> date:
        """The first day after an interval."""
        return self.starts[index + 1] if index + 1 < len(self.starts) else FAR


def cut(instruments: Iterable[Instrument], known: date, also: Iterable[date] = ()) -> Intervals:
    """The intervals of some instruments as known on a day, cut on other days `also`."""
    days = {BEGINNING, *also}
    for instrument in instruments:
        days |= Law(instrument, known).days()
    return Intervals(tuple(sorted(days)))
