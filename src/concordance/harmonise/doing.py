"""What a norm asks to be done or left, in a form in which two can be compared.

`inform(person, that=x)` and `inform(authority, about=x)` name the recipient where other verbs name the thing; here the
thing is always the object and the recipient always `to`. What is published is published to the public. A prohibition to
refrain from something and a duty to refrain from it are one: to leave it. After a request and upon it are one moment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from concordance.harmonise.durations import Duration
from concordance.harmonise.words import PUBLIC, Words
from concordance.norms.norm import Act, Norm

DOCUMENT = "documentation"
_ENTERING = frozenset({"register", "declare"})
"""Verbs whose `of` names what is registered or declared, and whose object one of its particulars."""
_SHOWING = frozenset({"publish", "provide", "instruct"})
"""Verbs by which a document that `of` names is shown, and which name one of its contents."""
RECIPIENT_FIRST = frozenset({"inform", "warn", "instruct", "advise"})
PERIODS = ("within", "at_least", "at_most", "every")
TRIGGERS = ("after", "on")
REQUESTS = frozenset({"request", "reasoned_request"})
"""Moments at which somebody asks: what is due only then is asked in fewer situations."""
TOPICS = ("about", "that", "of", "against")
NARROWING = ("about", "of", "against")
"""Topics that say which things of a class are meant, or in which respect: without them, all."""
CONTAINERS = frozenset({"about", "of"})
"""Topics that can name the document which holds what is told."""
SOFTENING = frozenset({"best_effort"})
"""Manners that ask for less: to endeavour is less than to do."""
PARTNERS = ("to", "with_")
GATHERED = (*PARTNERS, "manner", "before", "contents")
"""Terms of which several can be met together: recipients, means, manners, moments to be ahead of, contents."""


class Force(StrEnum):
    """Whether something is to be done, to be left, or allowed."""

    DO = "do"
    LEAVE = "leave"
    MAY = "may"


@dataclass(frozen=True, slots=True)
class Doing:
    """A verb, a thing, and every term as the set of words that must all be met; bounds as durations.

    `serves` names the principles that the norm serves, as objects.
    """

    force: Force
    verb: str
    object: str
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    bounds: Mapping[str, tuple[Duration, ...]] = field(default_factory=dict)
    serves: tuple[str, ...] = ()


def doing_of(norm: Norm) -> Doing:
    """What a norm asks."""
    served = tuple(name.replace("-", "_") for name in norm.principles)
    return replace(of_act(norm.act, _force(norm)), serves=served)


def _force(norm: Norm) -> Force:
    if norm.modality in {"permission", "power", "right"}:
        return Force.MAY
    return Force.LEAVE if norm.modality == "prohibition" or norm.act.verb == "refrain" else Force.DO


def of_act(act: Act, force: Force) -> Doing:
    """An act in comparable form, to be done, left or allowed."""
    terms: dict[str, tuple[str, ...]] = {}
    bounds: dict[str, tuple[Duration, ...]] = {}
    for key, value in act.params.items():
        if key in PERIODS:
            assert not isinstance(value, int | float | tuple)
            bounds[key] = (value,)
        elif key != "from_":
            moment = "on" if key == "after" and value in REQUESTS else key
            terms[moment] = tuple(sorted(value)) if isinstance(value, tuple) else (str(value),)
    verb = act.verb
    if force is Force.LEAVE and verb == "refrain":
        verb = str(act.params.get("from_", "act"))
    if verb == "publish" and terms.get("to") == (PUBLIC,):
        del terms["to"]
    if verb in RECIPIENT_FIRST and "to" not in terms:
        topic = next((key for key in ("that", "about") if key in terms), "")
        thing = terms.pop(topic)[0] if topic else "information"
        return Doing(force, verb, thing, {"to": (act.object,), **terms}, bounds)
    return Doing(force, verb, act.object, terms, bounds)


def with_contents(doing: Doing, words: Words) -> Doing:
    """To put something into a document, a register or a declaration is to make that, with this among its contents."""
    home = next((key for key in ("about", "of") if _holds(key, doing, words)), "")
    if doing.force is not Force.DO or not home:
        return doing
    terms = {key: value for key, value in doing.terms.items() if key != home}
    verb = "provide" if doing.verb == "instruct" else doing.verb
    return replace(doing, verb=verb, object=doing.terms[home][0], terms={**terms, "contents": (doing.object,)})


def _holds(key: str, doing: Doing, words: Words) -> bool:
    if doing.verb in _ENTERING:
        return key == "of" and key in doing.terms
    document = words.things.under(doing.terms.get(key, ("",))[0], DOCUMENT)
    return document and (doing.verb == "document" or (key == "of" and doing.verb in _SHOWING))
