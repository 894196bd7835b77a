"""The score, compiled: for every interval of the law and every norm, nodes of one shared graph.

`Program` is lazy: an interval is lowered when somebody asks for a day in it; nodes are shared between all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date, timedelta

from concordance.compile.choice import Choice, played
from concordance.compile.dag import TRUE, Dag
from concordance.compile.leaning import leaning
from concordance.compile.lower import Lowering
from concordance.compile.timeline import Intervals, Law, cut
from concordance.norms.instrument import Entry, Instrument
from concordance.norms.norm import Norm, Unless
from concordance.norms.score import Score
from concordance.norms.vocabulary import PLAYED_KINDS


@dataclass(frozen=True, slots=True)
class ExceptionNodes:
    """One exception: its condition, whether it is effective (not defeated itself), and its own exceptions."""

    of: Unless
    when: int
    effective: int
    unless: tuple[ExceptionNodes, ...]


@dataclass(frozen=True, slots=True)
class NormNodes:
    """One norm in one interval. `applies` is everything together; the parts are kept to explain it."""

    norm: Norm
    instrument: str
    text: str
    scope: int
    bearer: int
    when: int
    dates: int
    unless: tuple[ExceptionNodes, ...]
    applies: int
    met: int | None

    @property
    def key(self) -> str:
        """The norm's name over all instruments."""
        return f"{self.instrument}/{self.norm.id}"


@dataclass(frozen=True, slots=True)
class Slice:
    """The law in one interval."""

    start: date
    until: date
    norms: dict[str, NormNodes]
    definitions: dict[str, int]
    scopes: dict[str, int]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in which nothing about a norm changes."""

    start: date
    until: date
    nodes: NormNodes


@dataclass(frozen=True, slots=True)
class _Piece:
    """One instrument in one stretch of days in which nothing about it changes."""

    norms: dict[str, NormNodes]
    scope: int
    definitions: dict[str, int]


@dataclass(slots=True)
class Program:
    """The compiled score, as the law was known on a day; `choice` says which instruments are played.

    Where a line of a timetable opens on a day that a fact gives, the law changes on that day for one profile only:
    `fitted` cuts the intervals there too. Unfitted, such a fact is compared with the first day of an interval.
    """

    score: Score
    known: date
    choice: Choice = field(default_factory=Choice)
    dag: Dag = field(default_factory=Dag)
    instruments: tuple[Instrument, ...] = field(init=False)
    intervals: Intervals = field(init=False)
    _slices: dict[int, Slice] = field(default_factory=dict)
    _lowerings: dict[tuple[tuple[str, str], ...], Lowering] = field(default_factory=dict)
    _timeless: dict[tuple[int, int], _Timeless] = field(default_factory=dict)
    _own: dict[str, Intervals] = field(default_factory=dict)
    _pieces: dict[tuple[str, int, frozenset[str]], _Piece] = field(default_factory=dict)
    _moved_by: dict[str, frozenset[str]] = field(default_factory=dict)
    _turns: dict[str, date] = field(default_factory=dict)
    _stretches: dict[str, list[Stretch]] = field(default_factory=dict)
    _leaning: dict[str, tuple[Instrument, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.instruments = played(self.score, self.choice)
        self.intervals = cut(self.instruments, self.known)
        self._leaning = leaning(self.score)
        for instrument in self.instruments:
            self._own[instrument.id] = cut((instrument, *self._leaning[instrument.id]), self.known)
            self._moved_by[instrument.id] = Law(instrument, self.known).moved_by()

    def fitted(self, answers: Mapping[str, object]) -> Program:
        """This program for one profile: cut also on the days, given by its facts, on which lines of timetables open."""
        moving = frozenset().union(*self._moved_by.values())
        turns = {fact: day for fact in moving if isinstance(day := answers.get(fact), date)}
        if turns == self._turns:
            return self
        fitted = copy(self)
        fitted._turns, fitted._slices, fitted._stretches = turns, {}, {}
        fitted.intervals = cut(self.instruments, self.known, turns.values())
        return fitted

    def on(self, day: date) -> Slice:
        """The law on a day."""
        return self.slice(max(0, self.intervals.index(day)))

    def all(self) -> list[Slice]:
        """Every interval in order."""
        return [self.slice(index) for index in range(len(self.intervals.starts))]

    def stretches(self) -> dict[str, list[Stretch]]:
        """The life of every norm: its stretches in order, with gaps where no text in force holds it."""
        if not self._stretches:
            for piece in self.all():
                for key, nodes in piece.norms.items():
                    life = self._stretches.setdefault(key, [])
                    same = life and life[-1].nodes is nodes and life[-1].until == piece.start
                    start = life.pop().start if same else piece.start
                    life.append(Stretch(start, piece.until, nodes))
        return self._stretches

    def slice(self, index: int) -> Slice:
        """The law in interval `index`."""
        if index not in self._slices:
            self._slices[index] = self._join(self.intervals.starts[index], self.intervals.until(index))
        return self._slices[index]

    def lowering(self, day: date) -> Lowering:
        """Conditions → nodes, with all definitions that hold on a day."""
        return self._lowering(self.score.instruments.values(), day)

    def _lowering(self, instruments: Iterable[Instrument], day: date) -> Lowering:
        texts = {i.prefix: Law(i, self.known).text_for_concepts(day) for i in instruments}
        key = tuple(texts.items())
        if key not in self._lowerings:
            self._lowerings[key] = Lowering(self.dag, self.score, texts)
        return self._lowerings[key]

    def _join(self, start: date, until: date) -> Slice:
        joined = Slice(start, until, {}, {}, {})
        for instrument in self.instruments:
            piece = self._piece(instrument, start)
            joined.norms.update(piece.norms)
            joined.definitions.update(piece.definitions)
            joined.scopes[instrument.id] = piece.scope
        return joined

    def _piece(self, instrument: Instrument, day: date) -> _Piece:
        own = self._own[instrument.id]
        index = own.index(day)
        moving = self._moved_by[instrument.id] & self._turns.keys()
        come = frozenset(fact for fact in moving if own.starts[index] < self._turns[fact] <= day)
        if (instrument.id, index, come) not in self._pieces:
            self._pieces[instrument.id, index, come] = self._lower(instrument, index, come)
        return self._pieces[instrument.id, index, come]

    def _lower(self, instrument: Instrument, index: int, come: frozenset[str]) -> _Piece:
        """An instrument in one of its intervals; of the days within it that facts give, those in `come` are past.

        A fact that has come is compared with the last day of the interval, the others with the first: so the graph
        holds two atoms for an interval and not one for every day that some profile ever gave.
        """
        own = self._own[instrument.id]
        day, last = own.starts[index], own.until(index) - timedelta(days=1)
        moment = _Moment(day, dict.fromkeys(come, last))
        lowering = self._lowering(self._leaning[instrument.id], day)
        law = Law(instrument, self.known)
        text = law.text_on(day)
        norms: dict[str, NormNodes] = {}
        for norm in instrument.norms if text else ():
            if text in norm.in_texts and self._played(norm):
                nodes = _norm_nodes(norm, self._timeless_of(norm, instrument, lowering), law, moment, lowering, text)
                norms[nodes.key] = nodes
        return _Piece(norms, lowering.scope(instrument, None), lowering.definitions())

    def _timeless_of(self, norm: Norm, instrument: Instrument, lowering: Lowering) -> _Timeless:
        key = (id(norm), id(lowering))
        if key not in self._timeless:
            self._timeless[key] = _timeless(norm, instrument, lowering)
        return self._timeless[key]

    def _played(self, norm: Norm) -> bool:
        return any(self.score.vocabulary.roles[bearer].kind in PLAYED_KINDS for bearer in norm.bearers)


@dataclass(frozen=True, slots=True)
class _Timeless:
    """What of a norm stays between intervals with the same texts, and the nodes made so far per date condition."""

    scope: int
    bearer: int
    when: int
    unless: tuple[ExceptionNodes, ...]
    guard: int
    met: int | None
    made: dict[tuple[int, str], NormNodes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Moment:
    """The first day of an interval, and for the facts whose day within it has come, the day to compare them with."""

    day: date
    come: Mapping[str, date]

    def open(self, entry: Entry, lowering: Lowering) -> int:
        """Whether a line of a timetable is open."""
        when = lowering.condition(entry.when) if entry.when else TRUE
        if entry.since is None:
            return when
        return lowering.dag.both([when, lowering.has_come(entry.since, self.come.get(entry.since, self.day))])


def _norm_nodes(
    norm: Norm, timeless: _Timeless, law: Law, moment: _Moment, lowering: Lowering, text: str
) -> NormNodes:
    """The norm in an interval; the same object in every interval where nothing about it differs."""
    dag = lowering.dag
    dates = dag.either(moment.open(entry, lowering) for entry in law.entries(norm.applies, moment.day, text))
    if (dates, text) not in timeless.made:
        timeless.made[dates, text] = NormNodes(
            norm=norm,
            instrument=law.instrument.id,
            text=text,
            scope=timeless.scope,
            bearer=timeless.bearer,
            when=timeless.when,
            dates=dates,
            unless=timeless.unless,
            applies=dag.both([timeless.guard, dates]),
            met=timeless.met,
        )
    return timeless.made[dates, text]


def _timeless(norm: Norm, instrument: Instrument, lowering: Lowering) -> _Timeless:
    dag = lowering.dag
    scope = lowering.scope(instrument, norm)
    bearer = dag.either(lowering.role(instrument, role) for role in norm.bearers)
    when = lowering.condition(norm.when)
    unless = tuple(_exception_nodes(exception, lowering) for exception in norm.unless)
    guard = dag.both([scope, bearer, when, *(dag.negate(exception.effective) for exception in unless)])
    met = lowering.condition(norm.met) if norm.met else None
    return _Timeless(scope, bearer, when, unless, guard, met)


def _exception_nodes(exception: Unless, lowering: Lowering) -> ExceptionNodes:
    inner = tuple(_exception_nodes(nested, lowering) for nested in exception.unless)
    when = lowering.condition(exception.when)
    effective = lowering.dag.both([when, *(lowering.dag.negate(nested.effective) for nested in inner)])
    return ExceptionNodes(exception, when, effective, inner)
