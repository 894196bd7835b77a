"""Conditions compared over all profiles: can they hold together, does one imply the other?

Random profiles first: most questions have an easy witness. What they do not show is proved, or refuted by a witness,
with the solver. Whatever the source, a witness is played by the reference engine before anybody sees it; one that it
refutes is a defect of the program and raises.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from concordance.compile.dag import TRUE
from concordance.compile.program import Program
from concordance.engines.proof import Prover
from concordance.engines.sample import Samples
from concordance.engines.walk import Walk
from concordance.harmonise.order import Order, from_inclusion
from concordance.harmonise.wording import Wording
from concordance.harmonise.words import Words, words_of
from concordance.norms.profile import FactValue

Witness = Mapping[str, FactValue]
"""Facts of a profile that shows something: only those it rests on; any others may be anything."""


class RefutedWitnessError(RuntimeError):
    """A witness that the reference engine does not confirm: an internal error, never a result."""


@dataclass(frozen=True, slots=True)
class ConditionComparison:
    """The order of two conditions, with a witness of each thing said to be possible."""

    order: Order
    both: Witness | None
    only_a: Witness | None
    only_b: Witness | None


@dataclass(slots=True, repr=False)
class Bench:
    """What comparisons are made on: the graph, its samples and its prover, and the words of the vocabulary.

    `seed` draws the samples; it changes which witness is shown, never what is possible.
    """

    program: Program
    seed: int = 0
    words: Words = field(init=False)
    wording: Wording = field(init=False)
    _samples: Samples = field(init=False)
    _prover: Prover | None = None
    _implausible: tuple[int, ...] = ()
    _answers: dict[tuple[frozenset[int], frozenset[int]], Witness | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        vocabulary, dag = self.program.score.vocabulary, self.program.dag
        self.words, self.wording = words_of(vocabulary), Wording(vocabulary)
        lowering = self.program.lowering(self.program.known)
        self._implausible = tuple(lowering.condition(rule.never) for rule in vocabulary.plausibility)
        self._samples = Samples(dag, vocabulary, self.seed)

    def possible(self, holds: Iterable[int], fails: Iterable[int] = ()) -> Witness | None:
        """A witness that all of `holds` can hold while all of `fails` fail; None when it is proved that they cannot."""
        key = (frozenset(holds), frozenset(fails))
        if key not in self._answers:
            found = self._sampled(*key) or self._proved(*key)
            self._answers[key] = None if found is None else self._confirmed(found, *key)
        return self._answers[key]

    def _sampled(self, holds: frozenset[int], fails: frozenset[int]) -> Witness | None:
        found = self._samples.possible(holds, fails)
        if found is None:
            return None
        walk = Walk(self.program.dag, found)
        return None if any(walk.truth(node) for node in self._implausible) else found

    def _proved(self, holds: frozenset[int], fails: frozenset[int]) -> Witness | None:
        if self._prover is None:
            self._prover = Prover(self.program.dag, self.program.score.vocabulary)
            self._prover.never(self._implausible)
        return self._prover.possible(holds, fails)

    def _confirmed(self, found: Witness, holds: frozenset[int], fails: frozenset[int]) -> Witness:
        """The facts the witness rests on, after the reference engine has confirmed both it and them."""
        self.confirm(found, holds, fails)
        walk = Walk(self.program.dag, found)
        resting = {fact for node in holds | fails for fact in walk.because(node)}
        few = {name: value for name, value in found.items() if name in resting}
        self.confirm(few, holds, fails)
        return few

    def confirm(self, witness: Witness, holds: Iterable[int], fails: Iterable[int] = ()) -> None:
        """Play a witness on the reference engine. Raises RefutedWitnessError."""
        walk = Walk(self.program.dag, witness)
        wrong = [node for node in holds if walk.truth(node) is not True]
        wrong += [node for node in fails if walk.truth(node) is not False]
        wrong += [node for node in self._implausible if walk.truth(node) is True]
        if wrong:
            raise RefutedWitnessError(f"the reference engine refutes a witness at nodes {wrong}: {dict(witness)}")

    def compare(self, a: int, b: int, of_a: int = TRUE, of_b: int = TRUE) -> ConditionComparison:
        """Whether one condition implies the other, both each other, or neither, and whether they can meet.

        `of_a` and `of_b` are what else holds wherever the first or the second is asked: who is addressed.
        """
        only_a, only_b = self.possible([a, of_a], [b]), self.possible([b, of_b], [a])
        both = self.possible([a, b])
        order = from_inclusion(only_a is None, only_b is None)
        if order is not Order.EQUAL and both is None:
            order = Order.DISJOINT
        return ConditionComparison(order, both, only_a, only_b)
