"""The hierarchies that acts are compared by: verbs, and the things they speak of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from concordance.harmonise.order import Order, from_inclusion
from concordance.norms.vocabulary import Term, Vocabulary

PEOPLE, PUBLIC, AUTHORITY, EVERYBODY = "person", "public", "authority", "any_person"


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """Names, each with the next broader one."""

    broader: Mapping[str, str]
    _chains: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)

    def chain(self, name: str) -> tuple[str, ...]:
        """The name and every broader one, nearest first."""
        if name not in self._chains:
            found = [name]
            while (wider := self.broader.get(found[-1], "")) and wider not in found:
                found.append(wider)
            self._chains[name] = tuple(found)
        return self._chains[name]

    def under(self, name: str, broad: str) -> bool:
        """Whether a name is another or a kind of it."""
        return broad in self.chain(name)

    def compare(self, a: str, b: str) -> Order:
        """Equal, a kind of, a genus of, or apart."""
        return from_inclusion(self.under(a, b), self.under(b, a), apart=Order.DISJOINT)

    def kin(self, a: str, b: str) -> bool:
        """Whether two names have a common broader one below the root of all: an audit and a test are assessments."""
        return bool(set(self.chain(a)[:-1]) & set(self.chain(b)[:-1]))

    def covers(self, strict: Iterable[str], loose: Iterable[str]) -> bool:
        """Whether each loose name is met by a strict one: itself or a kind of it."""
        strict = tuple(strict)
        return all(any(self.under(have, wanted) for have in strict) for wanted in loose)


@dataclass(frozen=True, slots=True)
class Words:
    """Verbs; things (objects, roles, events); which verbs and manners undo each other; what objects may hold.

    `local` names verbs and objects of acts that are done in each place anew.
    """

    verbs: Hierarchy
    things: Hierarchy
    undone_by: frozenset[tuple[str, str]]
    holds: Mapping[str, tuple[str, ...]]
    local: frozenset[str]

    def is_local(self, verb: str, thing: str) -> bool:
        """Whether to do this in one place is not to do it in another: to file something, to have an agent there."""
        return not self.local.isdisjoint((*self.verbs.chain(verb), *self.things.chain(thing)))

    def undo(self, a: str, b: str) -> bool:
        """Whether two verbs, or kinds of them, or two manners undo each other."""
        pairs = {(x, y) for x in self._wider(a) for y in self._wider(b)}
        return any((x, y) in self.undone_by or (y, x) in self.undone_by for x, y in pairs)

    def reaches(self, told: Iterable[str], wanted: Iterable[str]) -> bool:
        """Whether to address the first is to address each of the second.

        Of many people or organisations, whoever addresses all has addressed each kind. An authority is one body:
        whoever addresses a certain one has addressed an authority.
        """
        told = tuple(told)
        return all(any(self._reached(have, want) for have in told) for want in wanted)

    def _reached(self, told: str, wanted: str) -> bool:
        return (
            self.things.under(told, wanted) if self.things.under(told, AUTHORITY) else self.things.under(wanted, told)
        )

    def _wider(self, name: str) -> tuple[str, ...]:
        return self.verbs.chain(name) if name in self.verbs.broader else self.things.chain(name)

    def touch(self, a: str, b: str) -> bool:
        """Whether two objects may have something in common: one is a kind of the other, or may contain it."""
        return self._touches(a, b) or self._touches(b, a)

    def _touches(self, a: str, b: str) -> bool:
        held = {inner for wider in self.things.chain(a) for inner in self.holds.get(wider, ())}
        return self.things.under(a, b) or any(self.things.compare(inner, b) != Order.DISJOINT for inner in held)


def words_of(vocabulary: Vocabulary) -> Words:
    """The hierarchies of a vocabulary. Persons are people, authorities the authority, where nothing says more.

    The bodies of a union that duties speak of (the Commission, its offices) are authorities too.
    """
    genus = {"person": PEOPLE, "authority": AUTHORITY, "union": AUTHORITY}
    things = {event.name: event.broader for event in vocabulary.events.values()}
    things |= {role.name: role.broader or genus.get(role.kind, "") for role in vocabulary.roles.values()}
    things |= {term.name: term.broader for term in vocabulary.objects.values()}
    return Words(
        verbs=Hierarchy({term.name: term.broader for term in vocabulary.acts.values()}),
        things=Hierarchy(things),
        undone_by=frozenset(_opposites((*vocabulary.acts.values(), *vocabulary.objects.values()))),
        holds={term.name: term.holds for term in vocabulary.objects.values() if term.holds},
        local=frozenset(t.name for t in (*vocabulary.acts.values(), *vocabulary.objects.values()) if t.local),
    )


def _opposites(terms: Iterable[Term]) -> Iterable[tuple[str, str]]:
    for term in terms:
        for opposite in term.opposite:
            yield term.name, opposite
