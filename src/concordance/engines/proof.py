"""Exact answers over all profiles: can these conditions hold together, and if so, for whom?

The graph is translated once, node by node, into clauses for CaDiCaL (python-sat, MIT). A profile is complete here:
every fact has a value, so conditions are two-valued. Numbers and days are encoded by order (being over 10 implies
being over 5), choices by one variable a word (exactly one holds), sets by one variable a word; a place in a set
brings the wider places with it. Rules of plausibility are clauses too.

Independent of the other engines: it shares the graph with them and nothing else, and each of its witnesses is to be
played by `walk` before anybody sees it.
Tseitin, G. S. (1968), On the complexity of derivation in propositional calculus; order encoding: Tamura et al. (2009).
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Any

from concordance.base.problem import Problem, ProblemsError
from concordance.base.span import NOWHERE
from concordance.compile.dag import FALSE, TRUE, And, Atom, Constant, Dag, Not, Or
from concordance.norms.profile import FactValue
from concordance.norms.vocabulary import Fact, Vocabulary

Bound = tuple[float, bool]
"""A threshold: its value, and whether it is strict (`> value`); ordered as the half-lines they cut off."""


def _solver() -> Any:
    try:
        from pysat.solvers import Solver
    except ImportError:
        problem = Problem("no-solver", "proofs need python-sat", (NOWHERE,), "pip install 'concordance-ai[proof]'")
        raise ProblemsError([problem]) from None
    return Solver(name="cadical195")


@dataclass(slots=True)
class Prover:
    """Questions of possibility about nodes of one graph. Clauses are added as nodes are asked about, and kept."""

    dag: Dag
    vocabulary: Vocabulary
    solver: Any = field(default_factory=_solver)
    _literals: dict[int, int] = field(default_factory=dict)
    _words: dict[str, dict[str, int]] = field(default_factory=dict)
    _bounds: dict[str, list[Bound]] = field(default_factory=dict)
    _at: dict[tuple[str, Bound], int] = field(default_factory=dict)
    _count: int = 0

    def never(self, nodes: Iterable[int]) -> None:
        """From now on, none of these nodes holds for any profile (rules of plausibility)."""
        for node in nodes:
            self.solver.add_clause([-self.literal(node)])

    def possible(self, holds: Iterable[int], fails: Iterable[int] = ()) -> dict[str, FactValue] | None:
        """A complete profile of the facts concerned in which all of `holds` hold and all of `fails` fail, or None."""
        holds, fails = tuple(holds), tuple(fails)
        assumptions = [self.literal(node) for node in holds] + [-self.literal(node) for node in fails]
        if not self.solver.solve(assumptions=assumptions):
            return None
        names = sorted(frozenset().union(*(self.dag.support(node) for node in (*holds, *fails))))
        idle = self._idle(assumptions, [word for name in names for word in self._set_words(name)])
        self.solver.solve(assumptions=[*assumptions, *idle])
        true = {literal for literal in self.solver.get_model() if literal > 0}
        return {name: self._value(self.vocabulary.facts[name], true) for name in names}

    def _set_words(self, name: str) -> list[int]:
        return list(self._words[name].values()) if self.vocabulary.facts[name].type == "set" else []

    def _idle(self, assumptions: list[int], words: list[int]) -> list[int]:
        """The words of sets that a profile can do without, negated: whole halves at once where possible."""
        without = [-word for word in words]
        if self.solver.solve(assumptions=[*assumptions, *without]):
            return without
        if len(words) == 1:
            return []
        half = len(words) // 2
        left = self._idle(assumptions, words[:half])
        return left + self._idle([*assumptions, *left], words[half:])

    def literal(self, node: int) -> int:
        """The literal that stands for a node."""
        if node not in self._literals:
            for below in self.dag.reachable([node]):
                if below not in self._literals:
                    self._literals[below] = self._encode(below)
        return self._literals[node]

    def _encode(self, node: int) -> int:
        match self.dag.nodes[node]:
            case Constant(value=value):
                return self._constant(value)
            case Atom() as atom:
                return self._atom(atom)
            case Not(of=inner):
                return -self._literals[inner]
            case And(of=inners):
                return self._conjunction([self._literals[i] for i in inners])
            case Or(of=inners):
                return -self._conjunction([-self._literals[i] for i in inners])

    def _fresh(self) -> int:
        self._count += 1
        return self._count

    def _constant(self, value: bool) -> int:
        literal = self._fresh()
        self.solver.add_clause([literal if value else -literal])
        return literal

    def _conjunction(self, literals: list[int]) -> int:
        whole = self._fresh()
        for literal in literals:
            self.solver.add_clause([-whole, literal])
        self.solver.add_clause([whole, *(-literal for literal in literals)])
        return whole

    def _atom(self, atom: Atom) -> int:
        fact = self.vocabulary.facts[atom.fact]
        match fact.type:
            case "bool":
                return self._word_literals(fact)["true"]
            case "choice" | "set":
                return self._word_literals(fact)[str(atom.value)]
        assert not isinstance(atom.value, str)
        return self._threshold(fact, float(atom.value), strict=atom.test == "gt")

    def _word_literals(self, fact: Fact) -> dict[str, int]:
        if fact.name not in self._words:
            words = ("true",) if fact.type == "bool" else tuple(fact.values)
            literals = {word: self._fresh() for word in words}
            self._words[fact.name] = literals
            if fact.type == "choice":
                self.solver.add_clause(list(literals.values()))
                for one, other in combinations(literals.values(), 2):
                    self.solver.add_clause([-one, -other])
            elif fact.type == "set" and "EU" in fact.values:
                self._nest_places(literals)
        return self._words[fact.name]

    def _nest_places(self, literals: Mapping[str, int]) -> None:
        for word, literal in literals.items():
            if word in self.vocabulary.jurisdictions:
                for wider in self.vocabulary.wider_places(word)[1:]:
                    if wider in literals:
                        self.solver.add_clause([-literal, literals[wider]])

    def _threshold(self, fact: Fact, value: float, *, strict: bool) -> int:
        """Being above a bound implies being above every lower one. Days are whole: > 5 is >= 6. Nothing is below 0."""
        bound: Bound = (value + 1, False) if strict and fact.type == "date" else (value, strict)
        key = (fact.name, bound)
        if key not in self._at:
            literal = self._at[key] = self._fresh()
            line = self._bounds.setdefault(fact.name, [])
            place = bisect_left(line, bound)
            if place > 0:
                self.solver.add_clause([-literal, self._at[fact.name, line[place - 1]]])
            if place < len(line):
                self.solver.add_clause([-self._at[fact.name, line[place]], literal])
            insort(line, bound)
            if bound <= (0, False):
                self.solver.add_clause([literal])
        return self._at[key]

    def _value(self, fact: Fact, true: set[int]) -> FactValue:
        match fact.type:
            case "bool":
                return self._words[fact.name]["true"] in true
            case "choice":
                return next(word for word, literal in self._words[fact.name].items() if literal in true)
            case "set":
                return frozenset(word for word, literal in self._words[fact.name].items() if literal in true)
        number = _between(self._bounds[fact.name], [self._at[fact.name, b] in true for b in self._bounds[fact.name]])
        return date.fromordinal(int(number)) if fact.type == "date" else number


def _between(bounds: list[Bound], above: list[bool]) -> float:
    """A number above exactly the bounds it should be above: they are sorted, so a first part of them."""
    count = sum(above)
    if count == 0:
        return _below(bounds[0])
    value, strict = bounds[count - 1]
    if not strict:
        return value
    next_up = value + 1 if value + 1 > value else value * 2  # beyond 2**53 a step of one is lost in rounding
    if count == len(bounds) or next_up < bounds[count][0] or bounds[count] == (next_up, True):
        return next_up
    return (value + bounds[count][0]) / 2


def _below(bound: Bound) -> float:
    """Not above the lowest bound, and not negative."""
    value, strict = bound
    if strict:
        return value
    return max(0.0, value - 1 if value - 1 < value else value / 2)


__all__ = ["FALSE", "TRUE", "Prover"]
