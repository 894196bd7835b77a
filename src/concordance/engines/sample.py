"""Many random complete profiles at once, to find quickly what is possible before anything is proved.

A plane is a Python int with one bit a profile; a node's plane has the bits of the profiles in which it holds. Facts are
drawn when first needed, from their own values and from both sides of every threshold, so two norms cost only their
own facts. What no sample shows may still be possible: ask `proof`.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from concordance.compile.dag import And, Atom, Constant, Dag, Not, Or
from concordance.norms.profile import FactValue
from concordance.norms.vocabulary import Fact, Vocabulary

SIZE = 256
_HOW_MANY = (0, 0, 1, 1, 1, 2, 2, 3)


@dataclass(slots=True)
class Samples:
    """Random profiles on one graph; the same seed draws the same profiles for the same questions in the same order."""

    dag: Dag
    vocabulary: Vocabulary
    seed: int = 0
    size: int = SIZE
    _plausible: int = -1
    _planes: dict[int, int] = field(default_factory=dict)
    _drawn: dict[str, list[FactValue]] = field(default_factory=dict)

    @property
    def all(self) -> int:
        """The plane of every plausible profile."""
        return self._plausible & ((1 << self.size) - 1)

    def never(self, nodes: Iterable[int]) -> None:
        """Leave out the profiles in which one of these nodes holds (rules of plausibility)."""
        for node in nodes:
            self._plausible &= ~self.plane(node)

    def possible(self, holds: Iterable[int], fails: Iterable[int] = ()) -> dict[str, FactValue] | None:
        """A sampled profile of the facts concerned in which all of `holds` hold and all of `fails` fail, or None."""
        holds, fails = tuple(holds), tuple(fails)
        plane = self.all
        for node in holds:
            plane &= self.plane(node)
        for node in fails:
            plane &= ~self.plane(node)
        if not plane:
            return None
        row = plane.bit_length() - 1
        names = frozenset().union(*(self.dag.support(node) for node in (*holds, *fails)))
        return {name: self._drawn[name][row] for name in sorted(names)}

    def plane(self, node: int) -> int:
        """The profiles in which a node holds."""
        if node not in self._planes:
            for below in self.dag.reachable([node]):
                if below not in self._planes:
                    self._planes[below] = self._evaluate(below)
        return self._planes[node]

    def _evaluate(self, node: int) -> int:
        full = (1 << self.size) - 1
        match self.dag.nodes[node]:
            case Constant(value=value):
                return full if value else 0
            case Atom() as atom:
                return _pack([_holds(atom, value) for value in self._values(atom)])
            case Not(of=inner):
                return full ^ self._planes[inner]
            case And(of=inners):
                plane = full
                for inner in inners:
                    plane &= self._planes[inner]
                return plane
            case Or(of=inners):
                plane = 0
                for inner in inners:
                    plane |= self._planes[inner]
                return plane

    def _values(self, atom: Atom) -> list[FactValue]:
        if atom.fact not in self._drawn:
            fact = self.vocabulary.facts[atom.fact]
            rng = random.Random(f"{self.seed}/{fact.name}")  # noqa: S311 - sampling needs no secrecy
            self._drawn[atom.fact] = self._draw(fact, rng)
        return self._drawn[atom.fact]

    def _draw(self, fact: Fact, rng: random.Random) -> list[FactValue]:
        match fact.type:
            case "bool":
                return rng.choices((True, False), k=self.size)
            case "choice":
                return rng.choices(tuple(fact.values), k=self.size)
            case "set":
                return [self._words(fact, rng) for _ in range(self.size)]
        numbers = rng.choices(self._near_thresholds(fact), k=self.size)
        return [date.fromordinal(int(n)) for n in numbers] if fact.type == "date" else list(numbers)

    def _words(self, fact: Fact, rng: random.Random) -> frozenset[str]:
        """Mostly one word or none: what real answers look like."""
        words = set(rng.sample(sorted(fact.values), min(len(fact.values), rng.choice(_HOW_MANY))))
        if "EU" in fact.values:
            places = (word for word in tuple(words) if word in self.vocabulary.jurisdictions)
            words |= {wider for word in places for wider in self.vocabulary.wider_places(word) if wider in fact.values}
        return frozenset(words)

    def _near_thresholds(self, fact: Fact) -> Sequence[float]:
        atoms = (node for node in self.dag.nodes if isinstance(node, Atom) and node.fact == fact.name)
        bounds = {float(atom.value) for atom in atoms if not isinstance(atom.value, str)}
        if fact.type == "date":
            return sorted({bound + step for bound in bounds for step in (-1, 0, 1)})
        return sorted(
            {near for bound in bounds for near in (bound / 2, max(0.0, bound - 1), bound, bound + 1, bound * 2)}
        )


def _pack(holds: list[bool]) -> int:
    """Row i is bit i."""
    return int("".join("1" if h else "0" for h in reversed(holds)), 2)


def _holds(atom: Atom, value: FactValue) -> bool:
    match atom.test:
        case "is":
            return value == atom.value
        case "has":
            assert isinstance(value, frozenset)
            return atom.value in value
    number = value.toordinal() if isinstance(value, date) else value
    assert isinstance(number, int | float)
    assert isinstance(atom.value, int | float)
    given, bound = float(number), float(atom.value)
    return given >= bound if atom.test == "ge" else given > bound
