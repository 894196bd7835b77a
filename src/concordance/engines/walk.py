"""The reference engine: one profile, one graph, Kleene's three values, and why. Plain on purpose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from concordance.compile.dag import And, Atom, Constant, Dag, NodeKind, Not, Or
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
    given, bound = float(number), float(atom.value)  # 10^26 written out is 1e26, here as in every engine
    return given >= bound if atom.test == "ge" else given > bound


@dataclass(slots=True)
class Walk:
    """One profile on one graph. Results are kept, so that many norms cost little more than one."""

    dag: Dag
    answers: Mapping[str, FactValue]
    _truths: list[Truth] = field(default_factory=list)
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
        while len(self._truths) <= node:  # children come before parents, so one pass in order of number is enough
            self._truths.append(self._evaluate(self.dag.nodes[len(self._truths)]))
        return self._truths[node]

    def _evaluate(self, content: NodeKind) -> Truth:
        truths = self._truths
        match content:
            case Atom():
                return test(content, self.answers.get(content.fact))
            case And(of=inners):
                return conjoin([truths[inner] for inner in inners])
            case Or(of=inners):
                return disjoin([truths[inner] for inner in inners])
            case Not(of=inner):
                return negate(truths[inner])
            case Constant(value=value):
                return value

    def because(self, node: int) -> frozenset[str]:
        """The facts that a true or false node rests on: few, and enough to decide it whatever the rest.

        Greedy: where one child decides, the child with the fewest facts; where all must agree, all of them.
        """
        if self.truth(node) is None:
            return frozenset()
        if node not in self._reasons:
            self._reasons[node] = self._reason(node)
        return self._reasons[node]

    def _reason(self, node: int) -> frozenset[str]:
        truth = self.truth(node)
        match self.dag.nodes[node]:
            case Constant():
                return frozenset()
            case Atom(fact=fact):
                return frozenset({fact})
            case Not(of=inner):
                return self.because(inner)
            case And(of=inners) | Or(of=inners):
                deciding = [self.because(inner) for inner in inners if self.truth(inner) is truth]
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


def conjoin(values: Sequence[Truth]) -> Truth:
    """Kleene's and, over any number of values."""
    if False in values:
        return False
    return None if None in values else True


def disjoin(values: Sequence[Truth]) -> Truth:
    """Kleene's or, over any number of values."""
    if True in values:
        return True
    return None if None in values else False
