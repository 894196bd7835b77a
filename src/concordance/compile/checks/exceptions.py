"""An exception changes something: one that could never defeat what it stands under is refused."""

from __future__ import annotations

from concordance.base.problem import Problems
from concordance.compile.choice import Choice
from concordance.compile.dag import FALSE, TRUE
from concordance.compile.program import ExceptionNodes, NormNodes, Program
from concordance.norms.score import Score


def check_exceptions(score: Score, problems: Problems) -> None:
    """Reports `idle-exception`."""
    bills = frozenset(i.id for i in score.instruments.values() if i.kind == "bill")
    program = Program(score, score.as_of, Choice(soft=True, pending=bills))
    seen: set[int] = set()
    for piece in program.all():
        for nodes in piece.norms.values():
            if id(nodes.norm) not in seen:
                seen.add(id(nodes.norm))
                _check(nodes, problems)


def _check(nodes: NormNodes, problems: Problems) -> None:
    for exception in nodes.unless:
        _check_one(exception, nodes.when, problems)


def _check_one(exception: ExceptionNodes, under: int, problems: Problems) -> None:
    if exception.when in {FALSE, TRUE} or under == FALSE:
        problems.report(
            "idle-exception",
            f"the exception `{exception.of.id}` never or always holds: it defeats nothing, or everything",
            exception.of.span,
            help="state the facts under which it holds",
        )
    for inner in exception.unless:
        _check_one(inner, exception.when, problems)
