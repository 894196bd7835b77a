"""Conditions → nodes of the graph, under the definitions of the texts that give meaning in an interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import NamedTuple

from concordance.compile.dag import FALSE, TRUE, Dag
from concordance.norms.condition import (
    All,
    AtLeast,
    Compare,
    Condition,
    Const,
    Contains,
    Member,
    Name,
    Not,
    Some,
)
from concordance.norms.instrument import Instrument
from concordance.norms.norm import Definition, Norm, Unless
from concordance.norms.score import Score
from concordance.norms.vocabulary import Fact


class _Lowered(NamedTuple):
    """A condition and its node. Holding the condition keeps its identity from being given to another."""

    of: Condition
    node: int


@dataclass(slots=True)
class Lowering:
    """Lowers conditions for one choice of texts: `texts` gives the text in force by the prefix of its instrument."""

    dag: Dag
    score: Score
    texts: dict[str, str]
    _definitions: dict[str, Definition] = field(default_factory=dict)
    _nodes: dict[str, int] = field(default_factory=dict)
    _conditions: dict[int, _Lowered] = field(default_factory=dict)
    _scopes: dict[tuple[str, frozenset[str]], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for instrument in self.score.instruments.values():
            text = self.texts.get(instrument.prefix)
            found = (d for d in instrument.definitions if text in d.in_texts)
            self._definitions.update((definition.name, definition) for definition in found)

    def definitions(self) -> dict[str, int]:
        """The node of every definition."""
        return {name: self.definition(name) for name in self._definitions}

    def source_of(self, name: str) -> Definition | None:
        """The definition of a name under these texts."""
        return self._definitions.get(name)

    def definition(self, name: str) -> int:
        """The node of a definition; a concept that the text in force does not know holds of nothing."""
        if name not in self._nodes:
            definition = self._definitions.get(name)
            self._nodes[name] = self.guarded(definition.when, definition.unless) if definition else FALSE
        return self._nodes[name]

    def guarded(self, when: Condition, unless: Sequence[Unless]) -> int:
        """A condition less its exceptions, each less its own."""
        exceptions = [self.dag.negate(self.guarded(e.when, e.unless)) for e in unless]
        return self.dag.both([self.condition(when), *exceptions])

    def role(self, instrument: Instrument, role: str) -> int:
        """Whether the organisation holds a role; a role that the instrument does not define narrows nothing."""
        name = f"{instrument.prefix}.{role}"
        if name in self._definitions:
            return self.definition(name)
        kind = self.score.vocabulary.roles[role].kind
        return TRUE if kind == "person" else FALSE

    def scope(self, instrument: Instrument, norm: Norm | None) -> int:
        """Whether the instrument reaches the profile (for one norm, or at all)."""
        text = self.texts[instrument.prefix]
        excluding = [
            exclusion
            for article in instrument.articles
            for exclusion in article.excludes
            if text in exclusion.in_texts and (exclusion.reaches(norm) if norm else not exclusion.partial)
        ]
        covers = [c for article in instrument.articles for c in article.covers if text in c.in_texts]
        covering = [cover for cover in covers if cover.reaches(norm)]
        names = (*(c.id for c in covering), *(f"not {exclusion.unless.id}" for exclusion in excluding))
        key = (instrument.id, frozenset(names))
        if key not in self._scopes:
            reached = self.dag.either(self.condition(cover.when) for cover in covering) if covers else TRUE
            self._scopes[key] = self._less(reached, [exclusion.unless for exclusion in excluding])
        return self._scopes[key]

    def _less(self, reached: int, excluding: list[Unless]) -> int:
        return self.dag.both([reached, *(self.dag.negate(self.guarded(e.when, e.unless)) for e in excluding)])

    def condition(self, condition: Condition) -> int:
        """The node of a condition."""
        key = id(condition)
        if key not in self._conditions:
            self._conditions[key] = _Lowered(condition, self._lower(condition))
        return self._conditions[key].node

    def has_come(self, fact: str, day: date) -> int:
        """Whether the day that a fact gives has come by some day."""
        return self.dag.negate(self.dag.atom(fact, "gt", day.toordinal()))

    def _lower(self, condition: Condition) -> int:
        dag = self.dag
        match condition:
            case Const(value=value):
                return TRUE if value else FALSE
            case Name(name=name):
                fact = self.score.vocabulary.facts.get(name)
                return dag.atom(name, "is", True) if fact else self.definition(name)
            case Contains(name=name, value=word):
                return dag.atom(name, "has", word)
            case Member(name=name, values=words):
                return dag.either(dag.atom(name, "is", word) for word in words)
            case Not(of=inner):
                return dag.negate(self.condition(inner))
            case All(of=inners):
                return dag.both(map(self.condition, inners))
            case Some(of=inners):
                return dag.either(map(self.condition, inners))
            case AtLeast(count=count, of=inners):
                nodes = [self.condition(inner) for inner in inners]
                return dag.either(dag.both(chosen) for chosen in combinations(nodes, count))
            case Compare():
                return self._compare(condition, self.score.vocabulary.facts.get(condition.name))

    def _compare(self, compare: Compare, fact: Fact | None) -> int:
        dag, name = self.dag, compare.name
        if fact is None or fact.type == "bool":
            holds = dag.atom(name, "is", True) if fact else self.definition(name)
            return holds if (compare.value is True) == (compare.op == "==") else dag.negate(holds)
        if fact.type == "choice":
            node = dag.atom(name, "is", compare.value if isinstance(compare.value, str) else "")
            return node if compare.op == "==" else dag.negate(node)
        bound = _ordinal(compare.value)
        at_least, above = dag.atom(name, "ge", bound), dag.atom(name, "gt", bound)
        match compare.op:
            case ">=":
                return at_least
            case ">":
                return above
            case "<":
                return dag.negate(at_least)
            case "<=":
                return dag.negate(above)
            case "==":
                return dag.both([at_least, dag.negate(above)])
            case "!=":
                return dag.either([dag.negate(at_least), above])


def _ordinal(value: object) -> int | float:
    """Numbers as they are, days as ordinals."""
    if isinstance(value, str):
        return date.fromisoformat(value).toordinal()
    assert isinstance(value, int | float)
    return value
