"""What changes for whom between two days: the norms of an instrument that come in, go, or ask something else.

By default both days are seen with all that the corpus knows; or each as the law was known on that day, which shows
what an amendment did. Facts are not asked: a norm counts on a day when the text in force has it and a line of its
timetable is open, if only for some; which ones is then said by an example.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import msgspec

from concordance.base.problem import Problem, ProblemsError
from concordance.base.span import NOWHERE
from concordance.base.text import Text
from concordance.compile.choice import Choice
from concordance.compile.dag import TRUE, Dag
from concordance.compile.program import Program
from concordance.compile.timeline import Law
from concordance.harmonise.acts import compare_acts
from concordance.harmonise.conditions import Bench
from concordance.harmonise.order import Order
from concordance.harmonise.relation import facts_in_words
from concordance.harmonise.standing import Standing, stand_on
from concordance.harmonise.wording import joined
from concordance.norms.instrument import Instrument
from concordance.norms.norm import Norm
from concordance.norms.score import Score

REACH: dict[Order, Text] = {
    Order.NARROWER: Text("it reaches further than before", "elle porte plus loin qu’avant"),
    Order.WIDER: Text("it reaches less far than before", "elle porte moins loin qu’avant"),
    Order.OVERLAPPING: Text(
        "it leaves some whom it reached and reaches others", "elle quitte certains et en atteint d’autres"
    ),
    Order.DISJOINT: Text("it reaches none of those whom it reached", "elle n’atteint plus aucun de ceux d’avant"),
}
FOR_SOME = Text("for some only, for instance where", "pour certains seulement, par exemple si")
NOW_TOO = Text("now also where", "désormais aussi si")
NO_LONGER = Text("no longer where", "plus si")


class ChangeKind(StrEnum):
    """What became of a norm."""

    CAME = "came"
    WENT = "went"
    CHANGED = "changed"


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One norm that is not on the second day what it was on the first.

    `on` is the first day on which it came or went; None where it changed, or where each day is seen as then known.
    `was` is the earlier summary where it differs; `how` says in what the act, its addressees or its reach differ, or
    for whom alone it came.
    """

    norm: str
    citation: str
    kind: ChangeKind
    modality: str
    bearer: tuple[str, ...]
    bearer_says: tuple[Text, ...]
    says: Text
    was: Text | None
    how: tuple[Text, ...]
    on: date | None


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """The changes of an instrument, with the texts in force on either day and how many norms stayed as they were.

    `scope` says how the reach of the text as a whole changed; the reach of single norms is told within it.
    """

    instrument: str
    short: Text
    from_: date = msgspec.field(name="from")
    to: date
    text_from: str | None
    text_to: str | None
    known_from: date
    known_to: date
    scope: tuple[Text, ...]
    changes: tuple[Change, ...]
    unchanged: int


def changes(instrument: Instrument, start: date, end: date, score: Score, *, as_known: bool = False) -> Changes:
    """What changes between two days. With `as_known`, each day is seen as the law was published by then.

    Raises ProblemsError (`bad-date`) unless the first day is before the second.
    """
    if start >= end:
        place = Problem("bad-date", f"{start} is not before {end}", (NOWHERE,), "give the earlier day first")
        raise ProblemsError([place])
    dag, choice = Dag(), Choice(frozenset({instrument.id}))
    known = (start, end) if as_known else (score.as_of, score.as_of)
    before, after = (Program(score, day, choice, dag) for day in known)
    found = _Comparison(instrument, _Day(start, before), _Day(end, after), as_known)
    told = tuple(found.changes())
    both = found.first.keys() & found.second.keys()
    return Changes(
        instrument=instrument.id,
        short=instrument.short,
        from_=start,
        to=end,
        text_from=Law(instrument, known[0]).text_on(start),
        text_to=Law(instrument, known[1]).text_on(end),
        known_from=known[0],
        known_to=known[1],
        scope=tuple(found.scope()),
        changes=told,
        unchanged=len(both) - sum(change.kind is ChangeKind.CHANGED for change in told),
    )


@dataclass(frozen=True, slots=True)
class _Day:
    """A day, and the law as it is seen."""

    day: date
    program: Program

    def norms(self, instrument: Instrument) -> dict[str, Norm]:
        """The norms of which the text in force on the day has an open line."""
        law = Law(instrument, self.program.known)
        text = law.text_on(self.day)
        if text is None:
            return {}
        here = (norm for norm in instrument.norms if text in norm.in_texts)
        return {norm.id: norm for norm in here if law.entries(norm.applies, self.day, text)}

    def open(self, norm: Norm, instrument: Instrument) -> int:
        """For whom a line of its timetable is open on the day."""
        law, lowering = Law(instrument, self.program.known), self.program.lowering(self.day)
        text = law.text_on(self.day)
        assert text is not None
        lines = law.entries(norm.applies, self.day, text)
        return self.program.dag.either(lowering.condition(line.when) if line.when else TRUE for line in lines)

    def reach(self, standing: Standing) -> int:
        """Whom and when a norm reaches within the scope of its text, the conditions of its open lines included."""
        open_ = self.open(standing.norm, standing.instrument)
        return self.program.dag.both([standing.bearer, standing.situation, open_])

    def scope(self, instrument: Instrument) -> int:
        """How far the text reaches as a whole."""
        return self.program.lowering(self.day).scope(instrument, None)


@dataclass(slots=True)
class _Comparison:
    """An instrument on two days."""

    instrument: Instrument
    before: _Day
    after: _Day
    as_known: bool
    first: dict[str, Norm] = field(init=False)
    second: dict[str, Norm] = field(init=False)
    _bench: Bench = field(init=False)

    def __post_init__(self) -> None:
        self.first, self.second = self.before.norms(self.instrument), self.after.norms(self.instrument)
        self._bench = Bench(self.after.program)

    def scope(self) -> Iterator[Text]:
        """How the reach of the text as a whole changed, where it is in force on both days."""
        if self.first and self.second:
            yield from self._reach(self.before.scope(self.instrument), self.after.scope(self.instrument))

    def changes(self) -> Iterator[Change]:
        """Every norm that is not what it was, in the order of the text."""
        for key in dict.fromkeys(norm.id for norm in self.instrument.norms):
            old, new = self.first.get(key), self.second.get(key)
            if new is not None and old is None:
                yield self._change(new, ChangeKind.CAME, how=tuple(self._for_whom(new)))
            elif old is not None and new is None:
                yield self._change(old, ChangeKind.WENT)
            elif old is not None and new is not None:
                how = tuple(self._how(old, new))
                if how or old.says != new.says:
                    yield self._change(new, ChangeKind.CHANGED, old.says if old.says != new.says else None, how)

    def _change(self, norm: Norm, kind: ChangeKind, was: Text | None = None, how: tuple[Text, ...] = ()) -> Change:
        roles = self.after.program.score.vocabulary.roles
        return Change(
            norm=f"{self.instrument.id}/{norm.id}",
            citation=norm.cite,
            kind=kind,
            modality=norm.modality,
            bearer=norm.bearers,
            bearer_says=tuple(roles[role].label for role in norm.bearers),
            says=norm.says,
            was=was,
            how=how,
            on=None if kind is ChangeKind.CHANGED or self.as_known else self._turn(norm.id, kind),
        )

    def _for_whom(self, norm: Norm) -> Iterator[Text]:
        open_ = self.after.open(norm, self.instrument)
        witness = None if open_ == TRUE else self._bench.possible([open_])
        if witness is not None:
            facts = facts_in_words(witness)
            yield Text(f"{FOR_SOME.en} {facts}", f"{FOR_SOME.fr} {facts}")

    def _turn(self, key: str, kind: ChangeKind) -> date | None:
        """The first day on which a norm came or went, where both days are seen with the same knowledge."""
        program = self.after.program
        days = (day for day in program.intervals.starts if self.before.day < day <= self.after.day)
        came = kind is ChangeKind.CAME
        return next((day for day in days if (key in _Day(day, program).norms(self.instrument)) is came), None)

    def _how(self, old: Norm, new: Norm) -> Iterator[Text]:
        was = stand_on(old, self.instrument, self.before.program, self.before.day)
        now = stand_on(new, self.instrument, self.after.program, self.after.day)
        acts = compare_acts(was.doing, now.doing, self._bench.words, self._bench.wording)
        yield from (facet.because for facet in acts.facets)
        if set(old.bearers) != set(new.bearers):
            yield self._addressees(old, new)
        if was.played and now.played:
            yield from self._reach(self.before.reach(was), self.after.reach(now))

    def _addressees(self, old: Norm, new: Norm) -> Text:
        was, now = (joined(map(self._bench.wording.label, norm.bearers)) for norm in (old, new))
        return Text(f"addressed to {now.en}, before to {was.en}", f"adressée à {now.fr}, auparavant à {was.fr}")

    def _reach(self, was: int, now: int) -> Iterator[Text]:
        found = self._bench.compare(was, now)
        if found.order is Order.EQUAL:
            return
        told = REACH[found.order]
        for how, witness in ((NO_LONGER, found.only_a), (NOW_TOO, found.only_b)):
            if witness is not None:
                facts = facts_in_words(witness)
                told = Text(f"{told.en}; {how.en} {facts}", f"{told.fr}\u00a0; {how.fr} {facts}")
        yield told
