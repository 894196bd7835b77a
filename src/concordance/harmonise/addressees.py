"""Whom two norms address: by the names and hierarchy of roles, else by what the roles are defined as."""

from __future__ import annotations

from dataclasses import dataclass

from concordance.base.text import Text
from concordance.harmonise.conditions import Bench
from concordance.harmonise.order import Order, from_inclusion
from concordance.harmonise.standing import Standing
from concordance.harmonise.wording import ORDERS, joined
from concordance.harmonise.words import EVERYBODY
from concordance.norms.vocabulary import PLAYED_KINDS

_STATE = "state"
"""States are those that carry the text, whichever it is: where a text applies is not counted."""
_MEETING_KINDS = frozenset({_STATE, "person"})
"""Kinds of which two roles can be one and the same, though nothing defines them by facts."""


@dataclass(frozen=True, slots=True)
class AddresseeComparison:
    """The order of two sets of bearers, and why."""

    order: Order
    because: tuple[Text, ...]


def compare_addressees(a: Standing, b: Standing, bench: Bench) -> AddresseeComparison:
    """Whether all whom the first binds are bound by the second, the reverse, some, or none.

    A role is the same in two laws when it has the same name, and within another when the hierarchy says so or when its
    definition, in the situations of its norm, implies the other's.
    """
    inside = all(_covered(role, a, b, bench) for role in a.norm.bearers)
    around = all(_covered(role, b, a, bench) for role in b.norm.bearers)
    order = from_inclusion(inside, around)
    if order is Order.OVERLAPPING and not _meet(a, b, bench):
        order = Order.DISJOINT
    if order is Order.EQUAL:
        return AddresseeComparison(order, (ORDERS[order],))
    left, right = (joined(bench.wording.label(role) for role in side.norm.bearers) for side in (a, b))
    told = Text(f"{left.en} / {right.en}", f"{left.fr} / {right.fr}")
    return AddresseeComparison(order, (told, _REASONS[order]))


_REASONS = {
    Order.NARROWER: Text(
        "whoever the first binds is bound by the second", "tous ceux que vise la première sont visés par la seconde"
    ),
    Order.WIDER: Text(
        "whoever the second binds is bound by the first", "tous ceux que vise la seconde sont visés par la première"
    ),
    Order.OVERLAPPING: Text("one organisation can be both", "une même organisation peut être les deux"),
    Order.DISJOINT: Text("nobody is both", "nul n’est les deux"),
}


def _covered(role: str, own: Standing, other: Standing, bench: Bench) -> bool:
    if any(bench.words.things.under(role, wide) for wide in other.norm.bearers):
        return True
    roles = bench.program.score.vocabulary.roles
    kind = roles[role].kind
    if kind == _STATE:
        return any(roles[other_role].kind == _STATE for other_role in other.norm.bearers)
    if kind in PLAYED_KINDS and EVERYBODY in other.norm.bearers:
        return True
    if kind != "operator" or not _operators(other, bench):
        return False
    wide = [other.roles[r] for r in _operators(other, bench)]
    return bench.possible([own.roles[role], own.situation], wide) is None


def _operators(standing: Standing, bench: Bench) -> list[str]:
    roles = bench.program.score.vocabulary.roles
    return [role for role in standing.norm.bearers if roles[role].kind == "operator"]


def _meet(a: Standing, b: Standing, bench: Bench) -> bool:
    roles = bench.program.score.vocabulary.roles
    for one in a.norm.bearers:
        for other in b.norm.bearers:
            if bench.words.things.compare(one, other) is not Order.DISJOINT:
                return True
            if EVERYBODY in {one, other} and {roles[one].kind, roles[other].kind} <= PLAYED_KINDS:
                return True
            if roles[one].kind == roles[other].kind and roles[one].kind in _MEETING_KINDS:
                return True
            if roles[one].kind == roles[other].kind == "operator" and bench.possible([a.roles[one], b.roles[other]]):
                return True
    return False
