"""The corpus proves itself: every case has the outcome it expects, every norm and exception has its cases.

`check_cases` runs each case on the reference engine. From the runs it derives what is still uncovered: a norm never
seen to apply or never seen not to, an exception that no case turns or that none just misses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from concordance.assess.near_miss import just_misses
from concordance.base.problem import Problems
from concordance.base.span import Span
from concordance.compile.checks.expectations import can_be_expected
from concordance.compile.choice import Choice
from concordance.compile.program import ExceptionNodes, NormNodes, Program
from concordance.engines.outcome import find, outcome_of
from concordance.engines.walk import Walk
from concordance.norms.case import Case
from concordance.norms.instrument import Instrument
from concordance.norms.outcome import Outcome
from concordance.norms.profile import FactValue
from concordance.norms.score import Score
from concordance.norms.vocabulary import PLAYED_KINDS
from concordance.reading.facts import is_null, read_answers
from concordance.reading.tree import Node


@dataclass(slots=True)
class Programs:
    """Compiled scores by the day up to which the law is known."""

    score: Score
    _made: dict[date, Program] = field(default_factory=dict)

    def known(self, day: date | None) -> Program:
        """The program for a day of knowledge; the corpus' own by default."""
        day = day or self.score.as_of
        if day not in self._made:
            self._made[day] = Program(self.score, day, self._everything())
        return self._made[day]

    def _everything(self) -> Choice:
        """Soft law and pending texts too: their cases are played like any other."""
        return Choice(soft=True, pending=frozenset(i.id for i in self.score.instruments.values() if i.kind == "bill"))


@dataclass(frozen=True, slots=True)
class RunCase:
    """A case with its answers, ready to be played."""

    case: Case
    instrument: Instrument
    answers: dict[str, FactValue]


def run_cases(score: Score, problems: Problems, only: str = "") -> Iterator[RunCase]:
    """Every case with its situations and facts read. Problems say which facts are wrong."""
    for instrument in score.instruments.values():
        if only and instrument.id != only:
            continue
        for case in instrument.cases:
            answers = _answers(case, instrument, score, problems)
            if answers is not None:
                yield RunCase(case, instrument, answers)


def _answers(case: Case, instrument: Instrument, score: Score, problems: Problems) -> dict[str, FactValue] | None:
    before = len(problems)
    given: dict[str, Node] = {}
    for name in case.like:
        given.update(instrument.situations.get(name, {}))  # type: ignore[arg-type]
    given.update(case.given)  # type: ignore[arg-type]
    places: dict[str, Span] = dict.fromkeys(case.given, case.span)
    answers = read_answers({n: v for n, v in given.items() if not is_null(v)}, places, score.vocabulary, problems)
    return answers if len(problems) == before else None


@dataclass(slots=True)
class Coverage:
    """What the cases have shown of each norm and exception of the text in force."""

    seen: dict[tuple[str, str, str], set[Outcome]] = field(default_factory=dict)
    turned: set[Span] = field(default_factory=set)
    missed: set[Span] = field(default_factory=set)


def check_cases(score: Score, problems: Problems, only: str = "") -> int:
    """Play every case and say how many; report `case-fails`, `norm-without-case` and `exception-without-case`."""
    programs, coverage, played = Programs(score), Coverage(), 0
    for run in run_cases(score, problems, only):
        played += 1
        _play(run, programs, coverage, problems)
    for instrument in score.instruments.values():
        if not only or instrument.id == only:
            _report_uncovered(instrument, score, coverage, problems)
    return played


def _play(run: RunCase, programs: Programs, coverage: Coverage, problems: Problems) -> None:
    program = programs.known(run.case.known).fitted(run.answers)
    piece = program.on(run.case.at)
    walk = Walk(program.dag, run.answers)
    for name, expected in run.case.expect.items():
        if not can_be_expected(name, expected, run.instrument):
            continue  # said already, with the place
        if name in piece.definitions:
            truth = walk.truth(piece.definitions[name])
            actual = {True: "true", False: "false", None: "unknown"}[truth]
            reason = _reason(walk, piece.definitions[name])
        else:
            actual, reason = _play_norm(name, run, program, walk, coverage)
        if actual != expected:
            day = run.case.at
            message = f"`{run.case.name}`: {name} on {day} is expected {expected}, and the engine says {actual}"
            problems.report("case-fails", message, run.case.span, help=reason)


def _reason(walk: Walk, node: int) -> str:
    if walk.truth(node) is None:
        return "unknown: " + ", ".join(sorted(walk.missing(node)))
    return "it rests on " + (", ".join(f"{f}={_show(walk, f)}" for f in sorted(walk.because(node))) or "nothing")


def _show(walk: Walk, fact: str) -> str:
    value = walk.answers.get(fact)
    return "{" + ", ".join(sorted(value)) + "}" if isinstance(value, frozenset) else str(value)


def _play_norm(name: str, run: RunCase, program: Program, walk: Walk, coverage: Coverage) -> tuple[str, str]:
    """Outcome and reason. A norm that the text in force does not hold does not apply."""
    nodes = program.on(run.case.at).norms.get(f"{run.instrument.id}/{name}")
    if nodes is None:
        for norm in run.instrument.norms:
            if norm.id == name:
                for text in norm.in_texts:
                    coverage.seen.setdefault((run.instrument.id, norm.id, text), set()).add(Outcome.DOES_NOT_APPLY)
        return Outcome.DOES_NOT_APPLY, "the norm is not in the text in force on that day"
    finding = find(nodes.applies, walk, program.score.vocabulary.facts)
    outcome = outcome_of(nodes, walk, finding)
    for text in nodes.norm.in_texts:
        coverage.seen.setdefault((run.instrument.id, name, text), set()).add(outcome)
    for exception in nodes.unless:
        _note(exception, [nodes.scope, nodes.bearer, nodes.when, nodes.dates], nodes, walk, program, coverage)
    return outcome, _why(nodes, walk)


def _why(nodes: NormNodes, walk: Walk) -> str:
    parts = {"scope": nodes.scope, "bearer": nodes.bearer, "when": nodes.when, "dates": nodes.dates}
    told = [f"{part} is {walk.truth(node)} ({_reason(walk, node)})" for part, node in parts.items()]
    told += [f"exception {e.of.id} is {walk.truth(e.effective)}" for e in nodes.unless]
    return "; ".join(told)


def _note(
    exception: ExceptionNodes, context: list[int], nodes: NormNodes, walk: Walk, program: Program, coverage: Coverage
) -> None:
    """Whether this case turns the exception (everything else holds and it takes effect) or just misses it."""
    if all(walk.truth(node) is True for node in context):
        if walk.truth(exception.effective) is True:
            coverage.turned.add(exception.of.span)
        elif walk.truth(exception.effective) is False and just_misses(exception.effective, walk, program.score):
            coverage.missed.add(exception.of.span)
    for inner in exception.unless:
        _note(inner, [*context, exception.when], nodes, walk, program, coverage)


def _report_uncovered(instrument: Instrument, score: Score, coverage: Coverage, problems: Problems) -> None:
    for norm in instrument.norms:
        if not any(score.vocabulary.roles[b].kind in PLAYED_KINDS for b in norm.bearers if b in score.vocabulary.roles):
            continue
        seen = set().union(*(coverage.seen.get((instrument.id, norm.id, text), set()) for text in norm.in_texts))
        if not any(outcome.binds for outcome in seen) and norm.applies:
            _report(norm.id, "is never seen to apply", norm.span, problems)
        if Outcome.DOES_NOT_APPLY not in seen:
            _report(norm.id, "is never seen not to apply", norm.span, problems)
        for exception in norm.unless:
            _report_exception(norm.id, exception.id, exception.span, coverage, problems)
            for inner in exception.unless:
                _report_exception(norm.id, inner.id, inner.span, coverage, problems)


def _report(norm: str, what: str, span: Span, problems: Problems) -> None:
    problems.report("norm-without-case", f"`{norm}` {what} in any case", span, help="add a case")


def _report_exception(norm: str, exception: str, span: Span, coverage: Coverage, problems: Problems) -> None:
    for places, what in ((coverage.turned, "is changed by"), (coverage.missed, "just misses")):
        if span not in places:
            message = f"no case of `{norm}` {what} the exception `{exception}`"
            problems.report("exception-without-case", message, span, help="add a case with that one fact different")
