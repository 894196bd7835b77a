"""How two norms stand to each other: equal, subset, superset, intersects, none (the set theory of NIST IR 8477).

A norm is a subset of another when the other asks at least as much, of at least its addressees, in at least its
situations: whoever does what the wider asks has done what the narrower asks. Places are compared apart: laws of two
places can ask the same of the same system.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec

from concordance.assess.play import shown
from concordance.assess.result import Shown
from concordance.base.text import Text
from concordance.compile.dag import TRUE
from concordance.harmonise.acts import Facet, compare_acts
from concordance.harmonise.addressees import compare_addressees
from concordance.harmonise.claims import facing
from concordance.harmonise.conditions import Bench, ConditionComparison, Witness
from concordance.harmonise.doing import PERIODS
from concordance.harmonise.order import Order, combine
from concordance.harmonise.standing import Standing, stand
from concordance.harmonise.wording import ORDERS, REACHES
from concordance.norms.vocabulary import PLAYED_KINDS

_STRICTNESS = frozenset({*PERIODS, "manner"})


class Kind(StrEnum):
    """The relation of the first norm to the second."""

    EQUAL = "equal"
    SUBSET = "subset"
    SUPERSET = "superset"
    INTERSECTS = "intersects"
    NONE = "none"

    @property
    def inverse(self) -> Kind:
        """The same relation seen from the other norm."""
        return {Kind.SUBSET: Kind.SUPERSET, Kind.SUPERSET: Kind.SUBSET}.get(self, self)


_KINDS = {
    Order.EQUAL: Kind.EQUAL,
    Order.NARROWER: Kind.SUBSET,
    Order.WIDER: Kind.SUPERSET,
    Order.OVERLAPPING: Kind.INTERSECTS,
    Order.DISJOINT: Kind.NONE,
}


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One of the two norms."""

    norm: str
    citation: str
    modality: str
    bearer: tuple[str, ...]
    act: str
    says: Text


class RelationPart(msgspec.Struct, frozen=True, kw_only=True):
    """One respect in which the two are compared: `who`, `what`, `how-strict`, `when`, `where`, `force`."""

    name: str
    order: Order
    because: tuple[Text, ...]


class Relation(msgspec.Struct, frozen=True, kw_only=True):
    """The relation of norm `a` to norm `b`, part by part.

    `where` (scope) and `binding` (law or commitment) are told and do not count, save that norms of which nobody can
    ever be under both have nothing in common. `jointly_possible` says whether one
    profile can be under both, None where a norm binds nobody who is played; `witness` is such a profile.
    """

    a: Side
    b: Side
    relation: Kind
    parts: tuple[RelationPart, ...]
    where: RelationPart
    binding: RelationPart
    jointly_possible: bool | None
    witness: dict[str, Shown] | None


def relate(a: str, b: str, bench: Bench, at: date | None = None) -> Relation:
    """The relation of two norms given by name, in the texts of a day or in their latest. Raises ProblemsError."""
    return relate_standings(stand(a, bench.program, at), stand(b, bench.program, at), bench)


def relate_standings(first: Standing, second: Standing, bench: Bench) -> Relation:
    """The relation of two norms; a right stands beside a duty as the duty that mirrors it."""
    a, b = facing(first, second, bench)
    act = compare_acts(a.doing, b.doing, bench.words, bench.wording)
    strict = [facet for facet in act.facets if facet.name in _STRICTNESS]
    plain = [facet for facet in act.facets if facet.name not in _STRICTNESS]
    who = compare_addressees(a, b, bench)
    parts = (
        RelationPart(name="who", order=who.order, because=who.because),
        _facets("what", plain),
        _facets("how-strict", strict),
        _situations(a, b, bench),
    )
    order = combine(part.order for part in parts)
    played = a.played and b.played
    joint = bench.possible([a.reach, b.reach]) if played else None
    where = _where(a, b, bench)
    if played and joint is None and order is not Order.DISJOINT and all(bench.possible([x.reach]) for x in (a, b)):
        order, where = Order.DISJOINT, _never_both(where)
    return Relation(
        a=_side(first),
        b=_side(second),
        relation=_KINDS[order],
        parts=parts,
        where=where,
        binding=_binding(a, b),
        jointly_possible=joint is not None if played else None,
        witness=None if joint is None else show(joint),
    )


def show(witness: Witness) -> dict[str, Shown]:
    """A witness as it is shown."""
    return {name: shown(value) for name, value in sorted(witness.items())}


def _side(standing: Standing) -> Side:
    norm = standing.norm
    return Side(
        norm=standing.key,
        citation=norm.cite,
        modality=norm.modality,
        bearer=norm.bearers,
        act=norm.act.source_text,
        says=norm.says,
    )


def _facets(name: str, facets: list[Facet]) -> RelationPart:
    order = combine(facet.order for facet in facets)
    return RelationPart(
        name=name, order=order, because=tuple(facet.because for facet in facets) or (ORDERS[Order.EQUAL],)
    )


def _situations(a: Standing, b: Standing, bench: Bench) -> RelationPart:
    situations = (_with_traits(side, other, bench) for side, other in ((a, b), (b, a)))
    found = bench.compare(*situations, *(_addressed(side, bench) for side in (a, b)))
    reasons = [*_implications(found), *_exceptions(a, b)]
    return RelationPart(name="when", order=found.order, because=tuple(reasons))


def _with_traits(own: Standing, other: Standing, bench: Bench) -> int:
    """The situation of a norm, with what its law asks of the system of those whom the other law calls by the same name.

    Addressees of one name count as the same, so what their definitions say of the system is compared here.
    """
    if own.instrument.id == other.instrument.id:
        return own.situation
    shared = [own.traits[role] if role in other.roles else TRUE for role in own.roles]
    return bench.program.dag.both([own.situation, bench.program.dag.either(shared)])


def _addressed(standing: Standing, bench: Bench) -> int:
    """Who is asked, as far as facts tell: only those who play a system."""
    roles = bench.program.score.vocabulary.roles
    return standing.bearer if all(roles[role].kind in PLAYED_KINDS for role in standing.norm.bearers) else TRUE


def _implications(found: ConditionComparison) -> list[Text]:
    match found.order:
        case Order.EQUAL:
            return [Text("both apply in the same situations", "les deux s’appliquent dans les mêmes situations")]
        case Order.DISJOINT:
            return [
                Text("they never apply in the same situation", "elles ne s’appliquent jamais dans la même situation")
            ]
    return [
        Text(
            f"{side.en} alone applies for instance where {facts_in_words(witness)}",
            f"{side.fr} seule s’applique par exemple si {facts_in_words(witness)}",
        )
        for side, witness in ((_FIRST, found.only_a), (_SECOND, found.only_b))
        if witness is not None
    ]


_FIRST, _SECOND = Text("the first", "la première"), Text("the second", "la seconde")


def facts_in_words(witness: Witness) -> str:
    """Facts and values, as in a profile."""
    told = [f"{name}={_value(value)}" for name, value in show(witness).items()]
    return ", ".join(told) or "…"


def _value(value: Shown) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(value) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _exceptions(a: Standing, b: Standing) -> list[Text]:
    left, right = (", ".join(e.id for e in side.norm.unless) for side in (a, b))
    if not left and not right:
        return []
    return [
        Text(
            f"exceptions: {left or 'none'} / {right or 'none'}",
            f"exceptions : {left or 'aucune'} / {right or 'aucune'}",
        )
    ]


def _where(a: Standing, b: Standing, bench: Bench) -> RelationPart:
    places = f"{a.instrument.jurisdiction} / {b.instrument.jurisdiction}"
    if not (a.played and b.played):
        same = a.instrument.jurisdiction == b.instrument.jurisdiction
        return RelationPart(
            name="where", order=Order.EQUAL if same else Order.OVERLAPPING, because=(Text(places, places),)
        )
    found = bench.compare(a.scope, b.scope)
    return RelationPart(name="where", order=found.order, because=(Text(places, places), REACHES[found.order]))


def _never_both(where: RelationPart) -> RelationPart:
    """One law leaves to the other whatever the other governs: places do not count, but such an exclusion does."""
    told = Text("no system is ever under both texts", "aucun système ne relève jamais des deux textes")
    return RelationPart(name=where.name, order=Order.DISJOINT, because=(where.because[0], told))


def _binding(a: Standing, b: Standing) -> RelationPart:
    words = {True: Text("binding", "contraignant"), False: Text("not binding", "non contraignant")}
    left, right = words[a.instrument.hard], words[b.instrument.hard]
    order = Order.EQUAL if a.instrument.hard == b.instrument.hard else Order.OVERLAPPING
    return RelationPart(
        name="binding", order=order, because=(Text(f"{left.en} / {right.en}", f"{left.fr} / {right.fr}"),)
    )
