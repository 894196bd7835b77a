"""One fact away: whether changing a single answer would turn a node from false to true."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from concordance.compile.dag import Atom, Dag
from concordance.engines.walk import Walk
from concordance.norms.profile import FactValue
from concordance.norms.score import Score


def just_misses(node: int, walk: Walk, score: Score) -> bool:
    """Whether some single change of one answer makes the node true."""
    for fact in walk.dag.support(node) & score.vocabulary.facts.keys():
        for value in _others(fact, node, walk, score):
            if Walk(walk.dag, {**walk.answers, fact: value}).truth(node) is True:
                return True
    return False


def _others(fact: str, node: int, walk: Walk, score: Score) -> Iterator[FactValue]:
    """Values that the node can tell from the present one."""
    kind = score.vocabulary.facts[fact].type
    present = walk.answers.get(fact)
    match kind:
        case "bool":
            yield from (value for value in (True, False) if value is not present)
        case "choice":
            yield from (value for value in score.vocabulary.facts[fact].values if value != present)
        case "set":
            yield from _neighbours(fact, present, walk.dag, node)
        case _:
            yield from _thresholds(fact, kind, walk.dag, node)


def _atoms(fact: str, dag: Dag, node: int) -> Iterator[Atom]:
    for below in dag.reachable([node]):
        atom = dag.nodes[below]
        if isinstance(atom, Atom) and atom.fact == fact:
            yield atom


def _neighbours(fact: str, present: FactValue | None, dag: Dag, node: int) -> Iterator[FactValue]:
    words = present if isinstance(present, frozenset) else frozenset()
    for atom in _atoms(fact, dag, node):
        assert isinstance(atom.value, str)
        yield words ^ {atom.value}


def _thresholds(fact: str, kind: str, dag: Dag, node: int) -> Iterator[FactValue]:

    for atom in _atoms(fact, dag, node):
        assert isinstance(atom.value, int | float)
        for value in (atom.value - 1, atom.value, atom.value + 1):
            yield date.fromordinal(int(value)) if kind == "date" else value
