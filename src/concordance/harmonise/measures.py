"""Do once: the duties of one system grouped into measures, each the strictest common form of what they ask.

Two duties share a measure when one act can ask as much as both: on the same thing, with comparable verbs
and topics and the same trigger. Bounds become the strictest, recipients, means, manners and moments are gathered.
What is done in each place anew (a representative there, an entry in its register) is shared within one place only.
That every duty is discharged is not assumed: each measure is compared again with every duty it lists.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from concordance.assess.result import Assessment, Measure, Merge
from concordance.base.text import Text
from concordance.harmonise.acts import common_form, compare_acts, discharges, order_of
from concordance.harmonise.binding import Bound, binding_duties
from concordance.harmonise.doing import GATHERED, Doing, Force, with_contents
from concordance.harmonise.order import Order
from concordance.harmonise.wording import KEYS, Wording, joined
from concordance.harmonise.words import Words, words_of
from concordance.norms.score import Score

ALONE = Text("no other duty of this system asks for the same thing", "aucune autre obligation ne demande la même chose")
PART = Text("it asks for part of what this contains", "elle demande une partie de ce que cela contient")
WHOLE = Text("it asks for this as a whole", "elle demande l’ensemble")
SAME = Text("it asks for exactly this", "elle demande exactement cela")


class UncoveredDutyError(RuntimeError):
    """A duty that no measure discharges: an internal error, never a result."""


@dataclass(slots=True)
class _Group:
    common: Doing
    members: list[Bound] = field(default_factory=list)


def make_measures(result: Assessment, score: Score) -> tuple[Measure, ...]:
    """The measures that discharge every duty that binds or will, those that discharge most first.

    Raises UncoveredDutyError if the proof of coverage fails.
    """
    words, wording = words_of(score.vocabulary), Wording(score.vocabulary)
    duties = planned_duties(result, score, words)
    groups = group(duties, words)
    prove_coverage(duties, groups, words)
    ranked = sorted(groups, key=lambda g: (-len(_instruments(g)), -len(g.members)))
    names = Counter[str]()
    return tuple(_measure(found, names, words, wording) for found in ranked)


def planned_duties(result: Assessment, score: Score, words: Words) -> tuple[Bound, ...]:
    """The duties that bind or will, as they are planned: what a document must hold is its contents."""
    found = binding_duties(result, score)
    return tuple(dataclasses.replace(bound, doing=with_contents(bound.doing, words)) for bound in found)


def group(duties: Iterable[Bound], words: Words) -> list[_Group]:
    """Duties that share a measure, most specific first: the vaguer then finds a measure that already meets it."""
    groups: list[_Group] = []
    for bound in sorted(duties, key=lambda b: -_specificity(b.doing, words)):
        home = _home(bound, groups, words)
        if home is None:
            groups.append(_Group(bound.doing, [bound]))
            continue
        common = common_form(home.common, bound.doing, words)
        assert common is not None
        home.common = common
        home.members.append(bound)
    return groups


def _home(bound: Bound, groups: list[_Group], words: Words) -> _Group | None:
    """A group whose measure already discharges the duty, else one that can be made to."""
    near = [g for g in groups if g.common.object == bound.doing.object and _may_share(g, bound, words)]
    open_ = [g for g in near if common_form(g.common, bound.doing, words) is not None]
    return next((g for g in open_ if discharges(g.common, bound.doing, words)), open_[0] if open_ else None)


def _may_share(found: _Group, bound: Bound, words: Words) -> bool:
    """Whether one act can serve both places, or there is but one."""
    if all(member.place == bound.place for member in found.members):
        return True
    return not any(words.is_local(doing.verb, doing.object) for doing in (found.common, bound.doing))


def _specificity(doing: Doing, words: Words) -> int:
    return len(words.verbs.chain(doing.verb)) + sum(map(len, doing.terms.values())) + len(doing.bounds)


def prove_coverage(duties: Iterable[Bound], groups: Iterable[_Group], words: Words) -> None:
    """Every duty stands in a group whose common form asks at least what it asks.

    Raises UncoveredDutyError.
    """
    covered = {member.duty.norm for g in groups for member in g.members if discharges(g.common, member.doing, words)}
    missing = [bound.duty.norm for bound in duties if bound.duty.norm not in covered]
    if missing:
        raise UncoveredDutyError(f"no measure discharges {missing}")


def _instruments(found: _Group) -> tuple[str, ...]:
    return tuple(sorted({member.duty.instrument for member in found.members}))


def _measure(found: _Group, names: Counter[str], words: Words, wording: Wording) -> Measure:
    doing = found.common
    name = f"{doing.verb}-{doing.object}".replace("_", "-")
    names[name] += 1
    return Measure(
        id=name if names[name] == 1 else f"{name}-{names[name]}",
        says=wording.act(doing),
        force=doing.force,
        verb=doing.verb,
        object=doing.object,
        parameters={key: tuple(map(str, values)) for key, values in (*doing.terms.items(), *doing.bounds.items())},
        set_by=_set_by(found),
        duties=tuple(_merge(member, found, words, wording) for member in found.members),
        instruments=_instruments(found),
        from_=min((m.since for m in found.members if m.since), default=None),
    )


def _set_by(found: _Group) -> dict[str, tuple[str, ...]]:
    """For each parameter of the measure, the duties that ask for one of its values."""
    doing = found.common
    given: dict[str, tuple[str, ...]] = {}
    for key in (*doing.terms, *doing.bounds):
        kept = {*doing.terms.get(key, ()), *doing.bounds.get(key, ())}
        asked = ((m.duty.norm, {*m.doing.terms.get(key, ()), *m.doing.bounds.get(key, ())}) for m in found.members)
        given[key] = tuple(norm for norm, values in asked if values & kept)
    return given


def _merge(member: Bound, found: _Group, words: Words, wording: Wording) -> Merge:
    order = order_of(found.common, member.doing, words)
    duty = member.duty
    return Merge(
        norm=duty.norm,
        instrument=duty.instrument,
        citation=duty.citation,
        link=duty.link,
        measure_is=order if found.common.force is Force.LEAVE else order.inverse,
        why=ALONE if len(found.members) == 1 else _why(member, order, found, words, wording),
        specific=_specific(member, found, wording),
        from_=member.since,
    )


def _why(member: Bound, order: Order, found: _Group, words: Words, wording: Wording) -> Text:
    """One sentence: the same act, or each respect in which the measure does more than the duty asks."""
    if order is Order.EQUAL:
        return SAME
    facets = compare_acts(_beyond(found.common, member.doing), member.doing, words, wording).facets
    if "contents" in {facet.name for facet in facets}:
        return PART if "contents" in member.doing.terms else WHOLE
    told = joined((Text(f"{KEYS[f.name].en}: {f.a.en}", f"{KEYS[f.name].fr}\u00a0: {f.a.fr}") for f in facets), "; ")
    return Text(
        f"it asks for the same thing, and the measure does more ({told.en})",
        f"elle demande la même chose, et la mesure fait davantage ({told.fr})",
    )


def _beyond(common: Doing, asked: Doing) -> Doing:
    """The measure without the terms that the duty itself asks for: what is left is the more."""
    terms = {k: tuple(v for v in values if v not in asked.terms.get(k, ())) for k, values in common.terms.items()}
    terms = {k: values or common.terms[k] for k, values in terms.items()}
    return dataclasses.replace(common, terms=terms)


def _specific(member: Bound, found: _Group, wording: Wording) -> tuple[Text, ...]:
    """Recipients, means, manners and moments that no other regime of the measure asks for."""
    others = [m.doing for m in found.members if m.duty.instrument != member.duty.instrument]
    told = []
    for key in GATHERED:
        own = [v for v in member.doing.terms.get(key, ()) if not any(v in o.terms.get(key, ()) for o in others)]
        if own and others:
            values = joined(map(wording.label, own))
            told.append(Text(f"{KEYS[key].en}: {values.en}", f"{KEYS[key].fr}\u00a0: {values.fr}"))
    return tuple(told)
