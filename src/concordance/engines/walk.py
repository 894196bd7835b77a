"""The reference engine: one profile, one graph, Kleene's three values, and why. Plain on purpose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from concordance.compile.dag import And, Atom, Constant, Dag, Not, Or
from concordance.norms.profile import FactValue

Truth = bool | None


def test(atom: Atom, value: FactValue | None) -> Truth:
    """An atom of a fact's value; a missing value is unknown."""
    if value is None:
        return None
    match atom.test:
        case "is":
            return value == atom.value
        case "has":
            assert isinstance(value, frozenset)
            return atom.value in value
    number = value.toordinal() if isinstance(value, date) else value
    assert isinstance(number, int | float)
    assert isinstance(atom.value, int | float)
    return number >= atom.value if atom.test == "ge" else number > atom.value


@dataclass(slots=True)
class Walk:
    """One profile on one graph. Results are kept, so that many norms cost little more than one."""

    dag: Dag
    answers: Mapping[str, FactValue]
    _truths: dict[int, Truth] = field(default_factory=dict)
    _reasons: dict[int, frozenset[str]] = field(default_factory=dict)
    _variants: dict[tuple[tuple[str, FactValue], ...], Walk] = field(default_factory=dict)

    def given(self, more: Mapping[str, FactValue]) -> Walk:
        """The same profile with more answers; kept, since many norms ask for the same few."""
        key = tuple(sorted(more.items()))
        if key not in self._variants:
            self._variants[key] = Walk(self.dag, {**self.answers, **more})
        return self._variants[key]

    def truth(self, node: int) -> Truth:
        """True, false, or None for unknown."""
        if node not in self._truths:
            for below in self.dag.reachable([node]):
                if below not in self._truths:
                    self._truths[below] = self._evaluate(below)
        return self._truths[node]

    def _evaluate(self, node: int) -> Truth:
        match self.dag.nodes[node]:
            case Constant(value=value):
                return value
            case Atom() as atom:
                return test(atom, self.answers.get(atom.fact))
            case Not(of=inner):
                return negate(self._truths[inner])
            case And(of=inners):
                return conjoin(self._truths[inner] for inner in inners)
            case Or(of=inners):
                return disjoin(self._truths[inner] for inner in inners)

    def because(self, node: int) -> frozenset[str]:
        """The facts that a true or false node rests on: few, and enough to decide it whatever the rest.

        Greedy: where one child decides, the child with the fewest facts; where all must agree, all of them.
        """
        self.truth(node)
        for below in self.dag.reachable([node]):
            if below not in self._reasons and self._truths[below] is not None:
                self._reasons[below] = self._reason(below)
        return self._reasons.get(node, frozenset())

    def _reason(self, node: int) -> frozenset[str]:
        truth = self._truths[node]
        match self.dag.nodes[node]:
            case Constant():
                return frozenset()
            case Atom(fact=fact):
                return frozenset({fact})
            case Not(of=inner):
                return self._reasons[inner]
            case And(of=inners) | Or(of=inners):
                deciding = [self._reasons[inner] for inner in inners if self._truths[inner] is truth]
                if isinstance(self.dag.nodes[node], And) is truth:
                    return frozenset().union(*deciding)
                return min(deciding, key=lambda facts: (len(facts), sorted(facts)))

    def missing(self, node: int) -> frozenset[str]:
        """The unknown facts that could still settle an unknown node; empty for a known one."""
        if self.truth(node) is not None:
            return frozenset()
        found: set[str] = set()
        stack, seen = [node], {node}
        while stack:
            current = stack.pop()
            content = self.dag.nodes[current]
            if isinstance(content, Atom):
                found.add(content.fact)
            open_children = {c for c in self.dag.children(current) if self.truth(c) is None} - seen
            seen |= open_children
            stack.extend(open_children)
        return frozenset(found)


def negate(value: Truth) -> Truth:
    """Kleene's not."""
    return None if value is None else not value


def conjoin(values: Iterable[Truth]) -> Truth:
    """Kleene's and, over any number of values."""
    result: Truth = True
    for value in values:
        if value is False:
            return False
        if value is None:
            result = None
    return result


def disjoin(values: Iterable[Truth]) -> Truth:
    """Kleene's or, over any number of values."""
    result: Truth = False
    for value in values:
        if value is True:
            return True
        if value is None:
            result = None
    return result
