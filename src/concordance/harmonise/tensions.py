"""Tensions: pairs of duties that cannot, or can hardly, both be performed as they stand, for a system under both.

A pair is found by structure: what one orders the other forbids; one keeps for longer than the other allows; manners
exclude each other; one keeps what the other erases; one discloses what the other protects. It is shown only with facts
that trigger both norms, played by the reference engine.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from datetime import date

from concordance.assess.grounds import link_for
from concordance.assess.result import Assessment, Tension, TensionSide
from concordance.base.dates import FAR
from concordance.base.text import Text
from concordance.compile.dag import FALSE
from concordance.compile.program import NormNodes, Program
from concordance.engines.outcome import find
from concordance.engines.walk import Walk
from concordance.harmonise.acts import doings_order, impossible
from concordance.harmonise.binding import DUTIES, binding_duties
from concordance.harmonise.conditions import Bench, RefutedWitnessError, Witness
from concordance.harmonise.doing import Doing, Force, doing_of
from concordance.harmonise.order import Order
from concordance.harmonise.relation import show
from concordance.harmonise.wording import Wording
from concordance.harmonise.words import Words, words_of
from concordance.norms.profile import Profile

CONDUCT = "supply_or_use"
"""What is done with a system by who has one: the law orders nobody to have one."""
_QUALIFYING = ("manner", "with_", "about", "that", "of")
REASONS: dict[str, Text] = {
    "ordered-and-forbidden": Text("what one orders, the other forbids", "ce que l’une ordonne, l’autre l’interdit"),
    "at-least-and-at-most": Text(
        "one asks for longer than the other allows", "l’une demande plus longtemps que l’autre ne permet"
    ),
    "opposite-manner": Text("the manners exclude each other", "les manières s’excluent"),
    "keep-and-erase": Text(
        "what one has kept may contain what the other has erased",
        "ce que l’une fait conserver peut contenir ce que l’autre fait effacer",
    ),
    "disclose-and-protect": Text(
        "what one has made known may contain what the other has protected",
        "ce que l’une fait divulguer peut contenir ce que l’autre fait protéger",
    ),
}


def tension_kind(a: Doing, b: Doing, words: Words) -> str | None:
    """The kind of tension between two acts, whichever comes first; None where there is none."""
    if {a.force, b.force} == {Force.DO, Force.LEAVE}:
        do, leave = (a, b) if a.force is Force.DO else (b, a)
        return "ordered-and-forbidden" if _forbidden(do, leave, words) else None
    if a.force is not Force.DO or b.force is not Force.DO:
        return None
    if words.undo(a.verb, b.verb):
        return _undone(a, b, words)
    if a.object != b.object or words.verbs.compare(a.verb, b.verb) is Order.DISJOINT:
        return None
    if any(words.undo(x, y) for x in a.terms.get("manner", ()) for y in b.terms.get("manner", ())):
        return "opposite-manner"
    both = {key: (*a.bounds.get(key, ()), *b.bounds.get(key, ())) for key in ("at_least", "at_most")}
    return "at-least-and-at-most" if impossible(both) else None


def _forbidden(do: Doing, leave: Doing, words: Words) -> bool:
    """Whether every way of doing the one is a way of doing what is to be left.

    Where a norm says to refrain from a thing that is itself an act (retaliation), to report or to stop that thing is
    not to do it: only the bare act is. An obligation to use or supply something in a certain way, with or for
    something, says how it is done if it is: a condition of what is otherwise forbidden orders nobody to do it.
    """
    bare = leave.verb == "act" and do.verb != "act"
    conditioned = words.verbs.under(do.verb, CONDUCT) and any(key in do.terms for key in _QUALIFYING)
    return not bare and not conditioned and doings_order(do, leave, words).within


def _undone(a: Doing, b: Doing, words: Words) -> str | None:
    """Verbs that undo each other are in tension on things that touch. To protect against something hides nothing."""
    if not words.touch(a.object, b.object) or "against" in a.terms or "against" in b.terms:
        return None
    erases = any(words.verbs.under(verb, "erase") for verb in (a.verb, b.verb))
    return "keep-and-erase" if erases else "disclose-and-protect"


@dataclasses.dataclass(frozen=True, slots=True)
class _Pair:
    kind: str
    a: NormNodes
    b: NormNodes


def _pairs(nodes: Sequence[NormNodes], words: Words) -> Iterator[_Pair]:
    """Every pair in tension by structure. Most norms can be in none, so only those that can are tried."""
    acts = [(found, doing_of(found.norm)) for found in nodes]
    sharp = [index for index, (_, doing) in enumerate(acts) if _can_clash(doing, words)]
    seen: set[tuple[int, int]] = set()
    for index in sharp:
        for other in range(len(acts)):
            pair = (min(index, other), max(index, other))
            if index == other or pair in seen:
                continue
            seen.add(pair)
            kind = tension_kind(acts[pair[0]][1], acts[pair[1]][1], words)
            if kind:
                yield _Pair(kind, acts[pair[0]][0], acts[pair[1]][0])


def _can_clash(doing: Doing, words: Words) -> bool:
    names = {name for pair in words.undone_by for name in pair[:1]}
    chain = words.verbs.chain(doing.verb)
    manners = doing.terms.get("manner", ())
    return doing.force is Force.LEAVE or "at_most" in doing.bounds or not names.isdisjoint({*chain, *manners})


def corpus_tensions(bench: Bench, at: date) -> tuple[Tension, ...]:
    """Every tension between norms in force on a day, each with a witness; between instruments first."""
    program = bench.program
    nodes = [n for n in program.on(at).norms.values() if n.applies != FALSE and n.norm.modality in DUTIES]
    found = []
    for pair in _pairs(nodes, bench.words):
        witness = bench.possible([pair.a.applies, pair.b.applies])
        if witness is not None:
            found.append(_tension(pair, witness, program, bench.wording))
    return tuple(sorted(found, key=lambda t: (t.a.instrument == t.b.instrument, t.kind, t.a.norm, t.b.norm)))


def profile_tensions(result: Assessment, profile: Profile, program: Program) -> tuple[Tension, ...]:
    """The tensions between duties that bind the profile, or will, on some same day; the profile is the witness."""
    spans = {}
    for bound in binding_duties(result, program.score):
        start = bound.since or result.at
        spans[bound.duty.norm] = (max(start, result.at), bound.duty.until or FAR)
    nodes = {key: norm for key, (start, _) in spans.items() if (norm := program.on(start).norms.get(key))}
    words, wording = words_of(program.score.vocabulary), Wording(program.score.vocabulary)
    found: list[Tension] = []
    for pair in _pairs(list(nodes.values()), words):
        first, second = spans[pair.a.key], spans[pair.b.key]
        day = max(first[0], second[0])
        if day < min(first[1], second[1]):
            found.append(_tension(pair, _witness(pair, profile, program), program, wording))
    return tuple(found)


def _witness(pair: _Pair, profile: Profile, program: Program) -> Witness:
    """The facts of the profile that trigger both norms. Raises RefutedWitnessError when they do not after all."""
    facts = program.score.vocabulary.facts
    full = Walk(program.dag, profile.answers)
    names = {name for n in (pair.a, pair.b) for name in find(n.applies, full, facts).because}
    few = {name: value for name, value in profile.answers.items() if name in names}
    walk = Walk(program.dag, few)
    if not all(find(n.applies, walk, facts).truth for n in (pair.a, pair.b)):
        raise RefutedWitnessError(f"the profile does not trigger both {pair.a.key} and {pair.b.key}")
    return few


def _tension(pair: _Pair, witness: Witness, program: Program, wording: Wording) -> Tension:
    return Tension(
        kind=pair.kind,
        a=_side(pair.a, program, wording),
        b=_side(pair.b, program, wording),
        because=REASONS[pair.kind],
        witness=show(witness),
    )


def _side(nodes: NormNodes, program: Program, wording: Wording) -> TensionSide:
    return TensionSide(
        norm=nodes.key,
        instrument=nodes.instrument,
        citation=nodes.norm.cite,
        link=link_for(nodes.norm.span.path, program.score.instruments[nodes.instrument]),
        asks=wording.act(doing_of(nodes.norm)),
    )
