"""Two acts compared: equal, narrower, wider, overlapping or disjoint, part by part, with reasons.

An act is the set of doings that fulfil it. One act is narrower than another when whoever does the first has done the
second: a kind of the verb, a kind of the object, a further term, a shorter deadline, a longer time of keeping.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from concordance.base.text import Text
from concordance.harmonise.doing import GATHERED, PARTNERS, PERIODS, TOPICS, TRIGGERS, Doing, Force
from concordance.harmonise.durations import Duration, compare_bounds, no_longer, strictest
from concordance.harmonise.order import Order, combine, from_inclusion
from concordance.harmonise.wording import Wording, on_parting
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
    """The comparison of two acts, facet by facet."""
    orders = _orders(a, b, words)
    facets = (_facet(name, order, a, b, wording) for name, order in orders.items() if order is not Order.EQUAL)
    return ActComparison(combine(orders.values()), tuple(facets))


def order_of(a: Doing, b: Doing, words: Words) -> Order:
    """The order alone."""
    return combine(_orders(a, b, words).values())


def _orders(a: Doing, b: Doing, words: Words) -> dict[str, Order]:
    orders = {
        "force": Order.EQUAL if a.force is b.force else Order.DISJOINT,
        "verb": words.verbs.compare(a.verb, b.verb),
        "object": words.things.compare(a.object, b.object),
    }
    for key in (*TOPICS, *GATHERED, *TRIGGERS):
        if key in a.terms or key in b.terms:
            orders[key] = _term_order(key, a.terms.get(key, ()), b.terms.get(key, ()), words)
    for key in PERIODS:
        if key in a.bounds or key in b.bounds:
            orders[key] = compare_bounds(key, a.bounds.get(key, ()), b.bounds.get(key, ()))
    return orders


def _term_order(key: str, a: tuple[str, ...], b: tuple[str, ...], words: Words) -> Order:
    if key in {*TRIGGERS, "before"}:
        return from_inclusion(set(b) <= set(a), set(a) <= set(b))
    if key == "manner" and any(words.undo(x, y) for x in a for y in b):
        return Order.DISJOINT
    apart = Order.DISJOINT if key in TOPICS else Order.OVERLAPPING
    return from_inclusion(words.things.covers(a, b), words.things.covers(b, a), apart=apart)


def _facet(name: str, order: Order, a: Doing, b: Doing, wording: Wording) -> Facet:
    left, right = wording.facet(name, a), wording.facet(name, b)
    return Facet(name, order, left, right, on_parting(name, order, left, right))


def discharges(done: Doing, asked: Doing, words: Words) -> bool:
    """Whether doing the one is doing the other; of things to be left, whether leaving the one leaves the other."""
    if asked.force is Force.LEAVE:
        return order_of(asked, done, words).within
    return order_of(done, asked, words).within


def common_form(a: Doing, b: Doing, words: Words) -> Doing | None:
    """The strictest common form: one act that discharges both; None where no single act does.

    Only acts on the same thing have one, with topics on one line of the hierarchy and the same trigger: what is due
    after one event does not discharge what is due after another. Different verbs must share recipients and means: to
    enter something in a register does not inform somebody else. Of two things to be left, the wider is left.
    """
    if a.force is not b.force or a.object != b.object or words.verbs.compare(a.verb, b.verb) is Order.DISJOINT:
        return None
    if a.force is not Force.DO:
        return next((x for x in (a, b) if discharges(x, a, words) and discharges(x, b, words)), None)
    if not _same_occasion(a, b, words) or not _same_audience(a, b, words):
        return None
    if a.verb != b.verb and any(a.terms.get(key) != b.terms.get(key) for key in PARTNERS):
        return None
    orders = _orders(a, b, words)
    if any(orders.get(key) in {Order.DISJOINT, Order.OVERLAPPING} for key in TOPICS):
        return None
    bounds = {key: strictest(key, (*a.bounds.get(key, ()), *b.bounds.get(key, ()))) for key in PERIODS}
    bounds = {key: found for key, found in bounds.items() if found}
    if orders.get("manner") is Order.DISJOINT or impossible(bounds):
        return None
    verb = a.verb if orders["verb"].within else b.verb
    return Doing(a.force, verb, a.object, _common_terms(a, b, words), bounds)


def _same_occasion(a: Doing, b: Doing, words: Words) -> bool:
    """The same trigger; or, of two reports, no trigger in one: what is reported is itself the occasion."""
    left, right = ([x.terms.get(key) for key in TRIGGERS] for x in (a, b))
    reports = words.verbs.under(a.verb, "report") and words.verbs.under(b.verb, "report")
    return left == right or (reports and not (any(left) and any(right)))


def _same_audience(a: Doing, b: Doing, words: Words) -> bool:
    """People on both sides, or on neither: telling those concerned is not reporting to an authority."""
    audiences = [x.terms["to"] for x in (a, b) if "to" in x.terms]
    kinds = {any(words.things.under(name, group) for group in (PEOPLE, PUBLIC)) for to in audiences for name in to}
    return len(kinds) < 2


def _common_terms(a: Doing, b: Doing, words: Words) -> dict[str, tuple[str, ...]]:
    terms = {}
    for key in (*TOPICS, *GATHERED, *TRIGGERS):
        every = dict.fromkeys((*a.terms.get(key, ()), *b.terms.get(key, ())))
        if every:
            terms[key] = tuple(sorted(w for w in every if not any(o != w and words.things.under(o, w) for o in every)))
    return terms


def impossible(bounds: Mapping[str, tuple[Duration, ...]]) -> bool:
    """Keep for longer than may be kept."""
    pairs = product(bounds.get("at_most", ()), bounds.get("at_least", ()))
    return any(no_longer(most, least) and not no_longer(least, most) for most, least in pairs)
