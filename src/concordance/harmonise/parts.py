"""What one act has in common with another beyond equal words: parts of a whole, things said of a thing, things undone.

What must be in a document, an assessment or a system of management is part of drawing it up, making it or setting it
up; what serves a principle is part of honouring it, and what is done against a risk is part of mitigating it. To leave
something and to work against it, or to do what undoes it, have something in common.
"""

from __future__ import annotations

from concordance.harmonise.doing import DOCUMENT, Doing
from concordance.harmonise.order import Order
from concordance.harmonise.words import Words

_MAKING = ("document", "establish", "adopt", "develop", "agree")
"""Verbs that bring their object into being; to assess something brings into being an assessment of it."""
_AGAINST = ("mitigate", "stop", "protect")
"""Verbs that work against something: their object or, of what is protected, what it is protected against."""
_IN_WRITING = ("publish", "provide")
"""Verbs by which something written reaches others."""
_RELATED = ("about", "that", "of", "against")
_HOMES = ("about", "of")
PRINCIPLE = "principle"
"""Stands for a topic where something is part of honouring the principle that it serves."""
_THREAT = "against"
ENDS = frozenset({PRINCIPLE, _THREAT})
"""Wholes that ask for whatever serves an end: how a part is done is then within what they ask."""


def home(part: Doing, whole: Doing, words: Words) -> str:
    """The topic by which what the first asks for is a part of what the second asks for; empty where it is none."""
    for key in _HOMES:
        named = part.terms.get(key, ("",))[0]
        if part.object != whole.object and _is_home(part, named, whole, words):
            return key
    if _counters(part, whole, words):
        return _THREAT
    return PRINCIPLE if _honoured(part, whole) else ""


def _counters(part: Doing, whole: Doing, words: Words) -> bool:
    """To mitigate a risk is to do, among others, what one norm asks to be done against it."""
    threats = part.terms.get(_THREAT, ())
    return words.verbs.under(whole.verb, "mitigate") and any(words.things.under(name, whole.object) for name in threats)


def _honoured(part: Doing, whole: Doing) -> bool:
    """To ensure a principle as such is to do, among others, what serves it."""
    return whole.verb == "ensure" and not whole.terms and whole.object != part.object and whole.object in part.serves


def _is_home(part: Doing, named: str, whole: Doing, words: Words) -> bool:
    if not named or not words.things.under(named, whole.object):
        return False
    if words.verbs.under(part.verb, "document"):
        return words.things.under(whole.object, DOCUMENT) or _made(whole, words)
    return words.verbs.under(part.verb, whole.verb) and words.verbs.under(part.verb, "inform")


def _made(whole: Doing, words: Words) -> bool:
    return _brings_about(whole.verb, words) or words.verbs.under(whole.verb, "assess")


def _brings_about(verb: str, words: Words) -> bool:
    return any(words.verbs.under(verb, making) for making in _MAKING)


def verb_of_part(part: Doing, whole: Doing, words: Words) -> Order:
    """How the verb of a part stands to that of its whole: what is put into a whole that is made is made with it."""
    served = _made(whole, words) or _honoured(part, whole) or _counters(part, whole, words)
    if served or words.verbs.under(part.verb, whole.verb):
        return Order.EQUAL
    return words.verbs.compare(part.verb, whole.verb).inverse


def akin(a: str, b: str, words: Words) -> bool:
    """Whether two verbs have something in common on one thing: kinds of one verb below the root, or ways to make it.

    To put something into writing is part of handing it out in writing.
    """
    written = any(words.verbs.under(x, "document") and _hands_out(y, words) for x, y in ((a, b), (b, a)))
    return written or words.verbs.kin(a, b) or all(_brings_about(verb, words) for verb in (a, b))


def _hands_out(verb: str, words: Words) -> bool:
    return any(words.verbs.under(verb, way) for way in _IN_WRITING)


def touching(a: Doing, b: Doing, words: Words) -> bool:
    """Whether the things of two acts have something in common though neither contains the other."""
    return words.touch(a.object, b.object) or _said(a, b.object, words) or _said(b, a.object, words)


def _said(doing: Doing, thing: str, words: Words) -> bool:
    told = (name for key in _RELATED for name in doing.terms.get(key, ()))
    return any(words.things.compare(name, thing) is not Order.DISJOINT for name in told)


def meet(do: Doing, leave: Doing, words: Words) -> bool:
    """Whether to do the one and to leave the other serve one end.

    To protect data and not to share them, to keep people in charge and not to let machines decide, to reduce bias and
    not to discriminate. Where both say of what, for whom or against what, these must have something in common.
    """
    for key in _RELATED:
        for one in do.terms.get(key, ()):
            if any(not words.touch(one, other) for other in leave.terms.get(key, ())):
                return False
    if words.undo(do.verb, leave.verb):
        return words.touch(do.object, leave.object)
    return words.undo(do.object, leave.object) or any(words.touch(x, leave.object) for x in _fought(do, words))


def _fought(do: Doing, words: Words) -> tuple[str, ...]:
    if not any(words.verbs.under(do.verb, verb) for verb in _AGAINST):
        return ()
    return do.terms.get("against", ()) if words.verbs.under(do.verb, "protect") else (do.object,)
