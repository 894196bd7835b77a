"""A claim and the duty that mirrors it: what one has a right to, another owes (Hohfeld, 23 Yale Law Journal 16, 1913).

A right that names by whom it is owed is compared with a duty or a prohibition as the duty it mirrors: to give what the
person may receive, on request. A request is how a right is exercised and no further condition of it. Two rights are
compared as they stand, and so is a liberty, which nobody owes.
"""

from __future__ import annotations

from dataclasses import replace

from concordance.compile.dag import And, Not
from concordance.compile.program import Program
from concordance.harmonise.conditions import Bench
from concordance.harmonise.doing import REQUESTS, TRIGGERS, Doing, Force
from concordance.harmonise.standing import Standing, stand_on
from concordance.harmonise.words import Words
from concordance.norms.norm import Act, Modality, Parameter

_ASKING = "request."
"""Facts on what somebody has asked for begin so."""


def facing(a: Standing, b: Standing, bench: Bench) -> tuple[Standing, Standing]:
    """The two as they are compared: beside a duty, a right is the duty that mirrors it."""
    if _is_claim(a) and b.doing.force is not Force.MAY:
        return _mirrored(a, bench), _owed(b, a, bench)
    if _is_claim(b) and a.doing.force is not Force.MAY:
        return _owed(a, b, bench), _mirrored(b, bench)
    return a, b


def _is_claim(standing: Standing) -> bool:
    return standing.norm.modality == "right" and bool(standing.norm.owed_by)


def _mirrored(right: Standing, bench: Bench) -> Standing:
    norm, act = right.norm, _owed_act(right.norm.act, right.norm.bearers[0], bench)
    modality: Modality = "prohibition" if norm.act.verb == "refuse" else "obligation"
    duty = replace(norm, modality=modality, bearers=norm.owed_by, act=act)
    standing = stand_on(duty, right.instrument, bench.program, right.day)
    return replace(standing, doing=_without_recipient(standing.doing, norm.bearers, bench.words))


def _owed_act(act: Act, to: str, bench: Bench) -> Act:
    """What is owed to whoever may do this."""
    if act.verb == "refuse":
        return replace(act, verb="use")
    if act.verb == "contest":
        return replace(act, verb="ensure", object="contestability", params={**act.params, "of": act.object})
    params: dict[str, Parameter] = dict(act.params)
    if not params.keys() & {*TRIGGERS, "before"}:
        params["on"] = "request"
    if "that" in params:
        return replace(act, verb="inform", object=to, params=params)
    verb, thing = _done_by(act.object, bench) or "provide", act.object
    if not bench.words.things.under(thing, "information"):
        thing = str(params.pop("of", thing)) if verb != "provide" else thing
    return replace(act, verb=verb, object=thing, params=params)


def _done_by(thing: str, bench: Bench) -> str:
    """The verb by which something is given to somebody: that of the word or of the nearest broader one."""
    objects = bench.program.score.vocabulary.objects
    chain = (objects[name].done_by for name in bench.words.things.chain(thing) if name in objects)
    return next((verb for verb in chain if verb), "")


def _owed(duty: Standing, right: Standing, bench: Bench) -> Standing:
    """The duty less what the right leaves unsaid: that it is done for the person, and that the person has asked."""
    doing = _without_recipient(duty.doing, right.norm.bearers, bench.words)
    asked = REQUESTS.intersection(name for key in TRIGGERS for name in doing.terms.get(key, ()))
    return replace(duty, doing=doing, situation=_unasked(duty.situation, bench.program) if asked else duty.situation)


def _without_recipient(doing: Doing, people: tuple[str, ...], words: Words) -> Doing:
    if not words.reaches(doing.terms.get("to", ()), people):
        return doing
    return replace(doing, terms={key: value for key, value in doing.terms.items() if key != "to"})


def _unasked(situation: int, program: Program) -> int:
    """A situation without its parts that only say what was asked for; exceptions stay."""
    dag = program.dag
    node = dag.nodes[situation]
    parts = node.of if isinstance(node, And) else (situation,)
    return dag.both(part for part in parts if isinstance(dag.nodes[part], Not) or not _asks(dag.support(part)))


def _asks(facts: frozenset[str]) -> bool:
    return bool(facts) and all(name.startswith(_ASKING) for name in facts)
