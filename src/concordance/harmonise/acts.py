"""Two acts compared: equal, narrower, wider, overlapping or disjoint, part by part, with reasons.

What is to be done is compared as demands: whoever does what the wider asks has done what the narrower asks. A kind of
the verb asks more, and so does a broader class or the whole of the thing, a further term, a shorter deadline, a longer
time of keeping. What is to be left or may be done is compared as doings: to forbid, or to allow, a wider doing is to
forbid or to allow more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from concordance.base.text import Text
from concordance.harmonise.doing import GATHERED, NARROWING, PARTNERS, PERIODS, TOPICS, TRIGGERS, Doing, Force
from concordance.harmonise.durations import Duration, compare_bounds, no_longer, strictest
from concordance.harmonise.order import Order, combine, from_inclusion
from concordance.harmonise.parts import ENDS, akin, home, meet, touching, verb_of_part
from concordance.harmonise.terms import demanded, joined_terms, occasion, same_content
from concordance.harmonise.wording import KINDS, ORDERS, Wording, on_parting
from concordance.harmonise.words import PEOPLE, PUBLIC, Words


@dataclass(frozen=True, slots=True)
class Facet:
    """One part of two acts: its order, what stands on either side, and the reason in words."""

    name: str
    order: Order
    a: Text
    b: Text
    because: Text


@dataclass(frozen=True, slots=True)
class ActComparison:
    """The order of two acts and every facet that differs."""

    order: Order
    facets: tuple[Facet, ...]


def compare_acts(a: Doing, b: Doing, words: Words, wording: Wording) -> ActComparison:
    """The comparison of what two acts demand, facet by facet."""
    return _compared(_orders(a, b, words), a, b, wording, ORDERS)


def compare_doings(a: Doing, b: Doing, words: Words, wording: Wording) -> ActComparison:
    """The comparison of two acts of one force as sets of doings: a narrower one is a kind of the wider."""
    return _compared(_alike(a, b, words) or _doings(a, b, words), a, b, wording, KINDS)


def _compared(
    orders: Mapping[str, Order], a: Doing, b: Doing, wording: Wording, told: Mapping[Order, Text]
) -> ActComparison:
    facets = (_facet(name, order, a, b, wording, told) for name, order in orders.items() if order is not Order.EQUAL)
    return ActComparison(combine(orders.values()), tuple(facets))


def order_of(a: Doing, b: Doing, words: Words) -> Order:
    """The order alone."""
    return combine(_orders(a, b, words).values())


def doings_order(a: Doing, b: Doing, words: Words) -> Order:
    """The order of two acts as sets of doings, whatever their force: is every way of doing one a way of the other."""
    return combine(_doings(a, b, words).values())


def _orders(a: Doing, b: Doing, words: Words) -> dict[str, Order]:
    return _alike(a, b, words) or (_demands(a, b, words) if a.force is Force.DO else _doings(a, b, words))


def _alike(a: Doing, b: Doing, words: Words) -> dict[str, Order]:
    """What is asked, forbidden and allowed is nowhere the same; to do one thing may serve what is left with another."""
    if a.force is b.force:
        return {}
    do, leave = (a, b) if a.force is Force.DO else (b, a)
    serves = (do.force, leave.force) == (Force.DO, Force.LEAVE) and meet(do, leave, words)
    return {"force": Order.OVERLAPPING if serves else Order.DISJOINT}


def _demands(a: Doing, b: Doing, words: Words) -> dict[str, Order]:
    orders, home_key, whole = _verb_and_thing(a, b, words)
    if home_key in ENDS:
        return orders
    for key in _terms(a, b):
        if key == home_key or (whole and key in NARROWING and key in whole.terms):
            continue
        left, right = a.terms.get(key, ()), b.terms.get(key, ())
        orders[key] = occasion(key, a, b, words) if key in TRIGGERS else demanded(key, left, right, words)
        if orders[key] is Order.DISJOINT and same_content(key, a, b, words):
            orders[key] = Order.OVERLAPPING
    return orders | {key: order.inverse for key, order in _bounds(a, b).items()}


def _verb_and_thing(a: Doing, b: Doing, words: Words) -> tuple[dict[str, Order], str, Doing | None]:
    """The orders of two verbs and two things; if one is a part of the other, the topic that says so and the whole.

    Which whole is meant is then meant of the part too.
    """
    homes = [(part, whole, home(part, whole, words)) for part, whole in ((a, b), (b, a))]
    if bool(homes[0][2]) is not bool(homes[1][2]):
        part, whole, key = next(found for found in homes if found[2])
        orders = {"verb": verb_of_part(part, whole, words), "object": Order.NARROWER}
        return orders if part is a else {name: order.inverse for name, order in orders.items()}, key, whole
    verb = words.verbs.compare(a.verb, b.verb).inverse
    if verb is Order.DISJOINT and akin(a.verb, b.verb, words) and not words.undo(a.verb, b.verb):
        verb = Order.OVERLAPPING
    thing = words.things.compare(a.object, b.object)
    if thing is Order.DISJOINT and touching(a, b, words):
        thing = Order.OVERLAPPING
    return {"verb": verb, "object": thing}, "", None


def _doings(a: Doing, b: Doing, words: Words) -> dict[str, Order]:
    thing = words.things.compare(a.object, b.object)
    if thing is Order.DISJOINT and words.touch(a.object, b.object):
        thing = Order.OVERLAPPING
    orders = {"verb": words.verbs.compare(a.verb, b.verb), "object": thing}
    for key in _terms(a, b):
        orders[key] = _done(key, a.terms.get(key, ()), b.terms.get(key, ()), words)
    return orders | _bounds(a, b)


def _done(key: str, a: tuple[str, ...], b: tuple[str, ...], words: Words) -> Order:
    if key in {*TRIGGERS, "before"}:
        return from_inclusion(set(b) <= set(a), set(a) <= set(b))
    if key == "manner" and any(words.undo(x, y) for x in a for y in b):
        return Order.DISJOINT
    apart = Order.DISJOINT if key in TOPICS else Order.OVERLAPPING
    return from_inclusion(words.things.covers(a, b), words.things.covers(b, a), apart=apart)


def _terms(a: Doing, b: Doing) -> tuple[str, ...]:
    return tuple(key for key in (*TOPICS, *GATHERED, *TRIGGERS) if key in a.terms or key in b.terms)


def _bounds(a: Doing, b: Doing) -> dict[str, Order]:
    """By strictness; the stricter is narrower."""
    keys = (key for key in PERIODS if key in a.bounds or key in b.bounds)
    return {key: compare_bounds(key, a.bounds.get(key, ()), b.bounds.get(key, ())) for key in keys}


def _facet(name: str, order: Order, a: Doing, b: Doing, wording: Wording, told: Mapping[Order, Text]) -> Facet:
    left, right = wording.facet(name, a), wording.facet(name, b)
    return Facet(name, order, left, right, on_parting(name, left, right, told[order]))


def discharges(done: Doing, asked: Doing, words: Words) -> bool:
    """Whether to do (or leave) the one is to do (or leave) the other: the other asks no more."""
    return order_of(asked, done, words).within


def common_form(a: Doing, b: Doing, words: Words) -> Doing | None:
    """The strictest common form: one act that discharges both; None where no single act does.

    Only acts on the same thing have one, with topics on one line of the hierarchy and the same trigger: what is due
    after one event does not discharge what is due after another. Different verbs must share recipients and means: to
    enter something in a register does not inform somebody else. Of two things to be left, the wider is left.
    """
    if a.force is not b.force or a.object != b.object:
        return None
    orders = _orders(a, b, words)
    if orders["verb"] in {Order.DISJOINT, Order.OVERLAPPING}:
        return None
    if a.force is not Force.DO:
        return next((x for x in (a, b) if discharges(x, a, words) and discharges(x, b, words)), None)
    if not _same_occasion(a, b, words) or not _same_audience(a, b, words):
        return None
    if a.verb != b.verb and any(a.terms.get(key) != b.terms.get(key) for key in PARTNERS):
        return None
    if any(orders.get(key) in {Order.DISJOINT, Order.OVERLAPPING} for key in TOPICS):
        return None
    bounds = {key: strictest(key, (*a.bounds.get(key, ()), *b.bounds.get(key, ()))) for key in PERIODS}
    bounds = {key: found for key, found in bounds.items() if found}
    if orders.get("manner") is Order.DISJOINT or impossible(bounds):
        return None
    verb = b.verb if orders["verb"].within else a.verb
    return Doing(a.force, verb, a.object, _common_terms(a, b, words), bounds)


def _same_occasion(a: Doing, b: Doing, words: Words) -> bool:
    """The same trigger; or, of two reports, no trigger in one: what is reported is itself the occasion."""
    left, right = ([x.terms.get(key) for key in TRIGGERS] for x in (a, b))
    if "on" in a.terms or "on" in b.terms:
        return left == right
    reports = words.verbs.under(a.verb, "report") and words.verbs.under(b.verb, "report")
    return left == right or (reports and not (any(left) and any(right)))


def _same_audience(a: Doing, b: Doing, words: Words) -> bool:
    """People on both sides, or on neither: telling those concerned is not reporting to an authority."""
    audiences = [x.terms["to"] for x in (a, b) if "to" in x.terms]
    kinds = {any(words.things.under(name, group) for group in (PEOPLE, PUBLIC)) for to in audiences for name in to}
    return len(kinds) < 2


def _common_terms(a: Doing, b: Doing, words: Words) -> dict[str, tuple[str, ...]]:
    """Every term of either that no other makes idle; of topics the one that asks more."""
    terms = {}
    for key in _terms(a, b):
        every = joined_terms(a.terms.get(key, ()), b.terms.get(key, ()))
        if key in TOPICS:
            more = b if demanded(key, a.terms.get(key, ()), b.terms.get(key, ()), words).within else a
            every = more.terms.get(key, ())
        kept = tuple(sorted(w for w in every if not any(o != w and _idle(key, w, o, words) for o in every)))
        if kept:
            terms[key] = kept
    return terms


def _idle(key: str, word: str, beside: str, words: Words) -> bool:
    if key == "to":
        return words.reaches([beside], [word])
    return words.things.under(word, beside) if key == "contents" else words.things.under(beside, word)


def impossible(bounds: Mapping[str, tuple[Duration, ...]]) -> bool:
    """Keep for longer than may be kept."""
    pairs = product(bounds.get("at_most", ()), bounds.get("at_least", ()))
    return any(no_longer(most, least) and not no_longer(least, most) for most, least in pairs)
