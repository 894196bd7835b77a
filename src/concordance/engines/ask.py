"""Which question next: the one expected to settle most.

Unknown facts are sampled; every sample is one bit of a plane (a Python int), so a pass over the graph evaluates all
samples at once. The worth of a fact is the information it gives about the open norms, in bits: the sum over norms of
H(norm) - H(norm | answer). Only facts that can still change something are considered. Facts that nobody knows are
sampled too, never asked.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import log2

from concordance.compile.dag import And, Atom, Constant, Dag, Not, Or
from concordance.engines.walk import Walk
from concordance.norms.profile import FactValue
from concordance.norms.vocabulary import Fact

SAMPLES = 1024
CONCERN = 0.2
"""What one more open norm counts beside a bit: a norm that is rarely true gives little information and is open all the
same. Chosen on `bench/questions.py`, where values from 0.01 to 0.4 differ by one part in a hundred."""
_SET_WORD_SHARE = 0.15


@dataclass(frozen=True, slots=True, order=True)
class Question:
    """A fact worth asking: `worth` in bits, `concerns` how many open norms turn on it."""

    fact: str
    worth: float
    concerns: int


def rank(
    dag: Dag,
    targets: Iterable[int],
    answers: Mapping[str, FactValue],
    facts: Mapping[str, Fact],
    nobody_knows: frozenset[str] = frozenset(),
    seed: int = 0,
    samples: int = SAMPLES,
) -> list[Question]:
    """Open questions, most worth first (in bits, plus a little for every open norm that turns on the fact).

    Empty when every target is decided or nothing can be asked.
    """
    walk = Walk(dag, answers)
    missing = {target: walk.missing(target) for target in set(targets)}
    missing = {target: names for target, names in missing.items() if names}
    unknown = sorted(set().union(*missing.values())) if missing else []
    if not unknown:
        return []
    sampler = _Sampler(walk, facts, random.Random(seed), samples)  # noqa: S311 - ordering questions needs no secrecy
    planes = sampler.evaluate(list(missing), unknown)
    found = []
    for name in unknown:
        if name in nobody_knows:
            continue
        concerned = [target for target, names in missing.items() if name in names]
        worth = sum(_gain(planes[target], sampler.groups[name], samples) for target in concerned)
        found.append(Question(name, round(worth, 6), len(concerned)))
    return sorted(found, key=lambda q: (-(q.worth + CONCERN * q.concerns), q.fact))


def _entropy(ones: int, total: int) -> float:
    if ones in {0, total}:
        return 0.0
    p = ones / total
    return -p * log2(p) - (1 - p) * log2(1 - p)


def _gain(plane: int, groups: list[int], samples: int) -> float:
    """H(target) - H(target | group), in bits."""
    left = 0.0
    for group in groups:
        size = group.bit_count()
        if size:
            left += size / samples * _entropy((plane & group).bit_count(), size)
    return max(0.0, _entropy(plane.bit_count(), samples) - left)


@dataclass(slots=True)
class _Sampler:
    """Draws the unknown facts and evaluates the open part of the graph on all samples at once."""

    walk: Walk
    facts: Mapping[str, Fact]
    rng: random.Random
    samples: int
    groups: dict[str, list[int]] = field(default_factory=dict)
    atoms: dict[int, int] = field(default_factory=dict)

    def evaluate(self, targets: list[int], unknown: list[str]) -> dict[int, int]:
        """A plane for every node below the targets."""
        nodes = self.walk.dag.reachable(targets)
        tested: dict[str, list[tuple[int, Atom]]] = {name: [] for name in unknown}
        for node in nodes:
            content = self.walk.dag.nodes[node]
            if isinstance(content, Atom) and content.fact in tested:
                tested[content.fact].append((node, content))
        for name in unknown:
            self._draw(name, tested[name])
        return self._planes(nodes)

    def _planes(self, nodes: list[int]) -> dict[int, int]:
        full = (1 << self.samples) - 1
        planes: dict[int, int] = {}
        for node in nodes:
            truth = self.walk.truth(node)
            if truth is not None:
                planes[node] = full if truth else 0
                continue
            match self.walk.dag.nodes[node]:
                case Atom():
                    planes[node] = self.atoms.get(node, 0)
                case Not(of=inner):
                    planes[node] = full ^ planes[inner]
                case And(of=inners):
                    plane = full
                    for inner in inners:
                        plane &= planes[inner]
                    planes[node] = plane
                case Or(of=inners):
                    plane = 0
                    for inner in inners:
                        plane |= planes[inner]
                    planes[node] = plane
                case Constant():
                    pass
        return planes

    def _draw(self, name: str, tested: list[tuple[int, Atom]]) -> None:
        fact = self.facts[name]
        match fact.type:
            case "bool":
                self._draw_bool(name, tested, fact.prior)
            case "choice":
                self._draw_choice(name, tested, fact)
            case "set":
                self._draw_set(name, tested)
            case _:
                self._draw_number(name, tested)

    def _random_plane(self, share: float) -> int:
        if share == 0.5:
            return self.rng.getrandbits(self.samples)
        return sum(
            1 << bit for bit, drawn in enumerate(self.rng.choices((0, 1), (1 - share, share), k=self.samples)) if drawn
        )

    def _partition(self, parts: int) -> list[int]:
        """Each sample in one of the parts, at random."""
        planes = [0] * parts
        for bit, part in enumerate(self.rng.choices(range(parts), k=self.samples)):
            planes[part] |= 1 << bit
        return planes

    def _draw_bool(self, name: str, tested: list[tuple[int, Atom]], prior: float) -> None:
        plane = self._random_plane(prior)
        self.groups[name] = [plane, ((1 << self.samples) - 1) ^ plane]
        for node, _ in tested:
            self.atoms[node] = plane

    def _draw_choice(self, name: str, tested: list[tuple[int, Atom]], fact: Fact) -> None:
        words = list(fact.values)
        planes = dict(zip(words, self._partition(len(words)), strict=True))
        for node, atom in tested:
            self.atoms[node] = planes.get(str(atom.value), 0)
        wanted = {str(atom.value) for _, atom in tested}
        rest = sum(plane for word, plane in planes.items() if word not in wanted)
        self.groups[name] = [planes[word] for word in wanted if word in planes] + [rest]

    def _draw_set(self, name: str, tested: list[tuple[int, Atom]]) -> None:
        """One word for most samples, two for some: what real answers look like."""
        words = sorted({str(atom.value) for _, atom in tested})
        first = self._partition(len(words) + 1)
        planes = {
            word: plane | self._random_plane(_SET_WORD_SHARE / len(words))
            for word, plane in zip(words, first[1:], strict=True)
        }
        for node, atom in tested:
            self.atoms[node] = planes[str(atom.value)]
        self.groups[name] = first

    def _draw_number(self, name: str, tested: list[tuple[int, Atom]]) -> None:
        """One part between every two thresholds."""
        bounds = sorted({(atom.value, atom.test == "gt") for _, atom in tested})
        parts = self._partition(len(bounds) + 1)
        for node, atom in tested:
            place = bounds.index((atom.value, atom.test == "gt"))
            self.atoms[node] = sum(parts[place + 1 :])
        self.groups[name] = parts
