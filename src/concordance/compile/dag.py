"""One shared, hash-consed Boolean graph. Every condition of the corpus is a node of it; engines see nothing else.

A node is an int. Children have smaller numbers than their parents, so one pass in order of number evaluates all.
Atoms test one fact: `is` (a bool that is true, a choice that is a word), `has` (a set that holds a word),
`ge` and `gt` (numbers, amounts, and days as ordinals). Connectives are Kleene's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

AtomTest = Literal["is", "has", "ge", "gt"]
TRUE, FALSE = 0, 1


class Atom(NamedTuple):
    """A test of one fact against a constant."""

    fact: str
    test: AtomTest
    value: bool | str | int | float


class Not(NamedTuple):
    """Negation."""

    of: int


class And(NamedTuple):
    """Conjunction of sorted, distinct nodes."""

    of: tuple[int, ...]


class Or(NamedTuple):
    """Disjunction of sorted, distinct nodes."""

    of: tuple[int, ...]


class Constant(NamedTuple):
    """True or false."""

    value: bool


NodeKind = Constant | Atom | Not | And | Or


@dataclass(slots=True)
class Dag:
    """The graph: `nodes[i]` is what node i is; equal things are one node."""

    nodes: list[NodeKind] = field(default_factory=lambda: [Constant(True), Constant(False)])
    _ids: dict[tuple[str, NodeKind], int] = field(default_factory=dict)
    _supports: dict[int, frozenset[str]] = field(default_factory=dict)

    def _intern(self, node: NodeKind) -> int:
        key = (type(node).__name__, node)
        if key not in self._ids:
            self._ids[key] = len(self.nodes)
            self.nodes.append(node)
        return self._ids[key]

    def atom(self, fact: str, test: AtomTest, value: bool | str | int | float) -> int:
        """The node that tests a fact."""
        return self._intern(Atom(fact, test, value))

    def negate(self, node: int) -> int:
        """Not; a double negation is the thing itself."""
        if node <= FALSE:
            return TRUE + FALSE - node
        inner = self.nodes[node]
        return inner.of if isinstance(inner, Not) else self._intern(Not(node))

    def both(self, nodes: Iterable[int]) -> int:
        """And. No node twice, no constants; `a and not a` stays: it is unknown, not false, when a is unknown."""
        return self._join(nodes, neutral=TRUE, absorbing=FALSE, kind=And)

    def either(self, nodes: Iterable[int]) -> int:
        """Or."""
        return self._join(nodes, neutral=FALSE, absorbing=TRUE, kind=Or)

    def _join(self, nodes: Iterable[int], *, neutral: int, absorbing: int, kind: type[And] | type[Or]) -> int:
        flat: set[int] = set()
        for node in nodes:
            inner = self.nodes[node]
            flat.update(inner.of if isinstance(inner, kind) else (node,))
        flat.discard(neutral)
        if absorbing in flat:
            return absorbing
        if len(flat) <= 1:
            return flat.pop() if flat else neutral
        return self._intern(kind(tuple(sorted(flat))))

    def children(self, node: int) -> tuple[int, ...]:
        """The nodes directly below."""
        match self.nodes[node]:
            case Not(of=inner):
                return (inner,)
            case And(of=inners) | Or(of=inners):
                return inners
        return ()

    def reachable(self, roots: Iterable[int]) -> list[int]:
        """Every node at or below the roots, children before parents."""
        seen: set[int] = set()
        stack = list(roots)
        while stack:
            node = stack.pop()
            if node not in seen:
                seen.add(node)
                stack.extend(self.children(node))
        return sorted(seen)

    def support(self, node: int) -> frozenset[str]:
        """The facts on which a node can depend."""
        if node not in self._supports:
            for below in self.reachable([node]):
                if below not in self._supports:
                    self._supports[below] = self._direct_support(below)
        return self._supports[node]

    def _direct_support(self, node: int) -> frozenset[str]:
        match self.nodes[node]:
            case Atom(fact=fact):
                return frozenset({fact})
        return frozenset().union(*(self._supports[child] for child in self.children(node)))
