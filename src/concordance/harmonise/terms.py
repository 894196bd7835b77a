"""The terms of two acts compared, one by one: recipients, means, manners, topics and moments."""

from __future__ import annotations

from collections.abc import Iterable

from concordance.harmonise.doing import CONTAINERS, DOCUMENT, NARROWING, REQUESTS, SOFTENING, TOPICS, TRIGGERS, Doing
from concordance.harmonise.order import Order, combine, from_inclusion
from concordance.harmonise.words import Words


def demanded(key: str, a: tuple[str, ...], b: tuple[str, ...], words: Words) -> Order:
    """The order of one term: what stands on one side only is asked more, save that it narrows the thing (`of`)."""
    if key == "manner" and any(words.undo(x, y) for x in a for y in b):
        return Order.DISJOINT
    if key == "to":
        return from_inclusion(words.reaches(b, a), words.reaches(a, b))
    if key == "manner":
        return combine([_met(_firm(a), _firm(b), words), _met(_soft(b), _soft(a), words)])
    if key == "contents":
        return from_inclusion(_holds_all(b, a, words), _holds_all(a, b, words))
    if key not in TOPICS:
        return _met(a, b, words)
    if a and b:
        found = words.things.compare(a[0], b[0])
        return Order.OVERLAPPING if found is Order.DISJOINT and words.touch(a[0], b[0]) else found
    return Order.WIDER if bool(a) is (key not in NARROWING) else Order.NARROWER


def _holds_all(held: Iterable[str], wanted: Iterable[str], words: Words) -> bool:
    """Whether what is held contains each thing wanted: itself, or the whole of which it is a part."""
    held = tuple(held)
    return all(any(words.things.under(name, have) for have in held) for name in wanted)


def same_content(key: str, a: Doing, b: Doing, words: Words) -> bool:
    """Whether topics only say in which document, assessment or system a content stands: it can stand in two of them."""
    if key == "about" and all(words.verbs.under(doing.verb, "document") for doing in (a, b)):
        return True
    return key in CONTAINERS and all(words.things.under(doing.terms[key][0], DOCUMENT) for doing in (a, b))


def _met(a: Iterable[str], b: Iterable[str], words: Words) -> Order:
    """Which of two lists of terms asks more: whether each term of the one is met by the other, and the reverse."""
    a, b = tuple(a), tuple(b)
    return from_inclusion(words.things.covers(b, a), words.things.covers(a, b))


def _firm(manners: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in manners if name not in SOFTENING)


def _soft(manners: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in manners if name in SOFTENING)


def occasion(key: str, a: Doing, b: Doing, words: Words) -> Order:
    """A moment that only starts a period, or is that of a report, is one more term; else it is another occasion.

    What is due upon request only is asked in fewer situations. Of two moments the more general one asks more.
    """
    left, right = a.terms.get(key, ()), b.terms.get(key, ())
    if left and right:
        found = words.things.compare(left[0], right[0])
        return Order.OVERLAPPING if found is Order.DISJOINT else found
    dated, other = (a, b) if left else (b, a)
    if any(trigger in other.terms for trigger in TRIGGERS):
        return Order.OVERLAPPING
    if REQUESTS.issuperset(dated.terms[key]):
        return Order.NARROWER if left else Order.WIDER
    if dated.bounds or words.verbs.under(dated.verb, "report"):
        return Order.WIDER if left else Order.NARROWER
    return Order.OVERLAPPING


def joined_terms(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[str, ...]:
    """The terms of both; what softens a demand only where it softens both."""
    softens_one = SOFTENING & (set(a) ^ set(b))
    return tuple(name for name in dict.fromkeys((*a, *b)) if name not in softens_one)
