"""The duties of an assessment that bind or will bind, each with what it asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from concordance.assess.result import Assessment, Duty
from concordance.harmonise.doing import Doing, doing_of
from concordance.norms.norm import Norm
from concordance.norms.score import Score

DUTIES = frozenset({"obligation", "prohibition", "commitment"})


@dataclass(frozen=True, slots=True)
class Bound:
    """One duty that binds on the day or will, its act in comparable form, since when it certainly does, and its place.

    `since` is later than the duty's own `from_` where the date alone is unsettled: every reading binds by then.
    """

    duty: Duty
    norm: Norm
    doing: Doing
    since: date | None
    place: str


def binding_duties(result: Assessment, score: Score) -> tuple[Bound, ...]:
    """Obligations, prohibitions and commitments that bind on the day or later, in the order of the result."""
    norms = {(f"{i.id}/{n.id}", text): n for i in score.instruments.values() for n in i.norms for text in n.in_texts}
    coming = _coming(result)
    found = []
    for duty in result.duties:
        if duty.modality in DUTIES and (duty.outcome.binds or duty.norm in coming):
            norm = norms[duty.norm, duty.text]
            since = duty.from_ if duty.outcome.binds else coming[duty.norm]
            found.append(Bound(duty, norm, doing_of(norm), since, score.instruments[duty.instrument].jurisdiction))
    return tuple(found)


def _coming(result: Assessment) -> dict[str, date]:
    """For every norm that begins to bind after the day, the first day: no fact and no reading can then undo it."""
    found: dict[str, date] = {}
    for step in result.timeline:
        if step.on > result.at:
            found = dict.fromkeys(step.begins, step.on) | found
    return found
