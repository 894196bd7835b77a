"""The duties of an assessment that bind or will bind, each with what it asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from concordance.assess.result import Assessment, Duty
from concordance.harmonise.doing import Doing, doing_of
from concordance.norms.norm import Norm
from concordance.norms.outcome import Outcome
from concordance.norms.score import Score

DUTIES = frozenset({"obligation", "prohibition", "commitment"})


@dataclass(frozen=True, slots=True)
class Bound:
    """One duty that binds on the day or will, and its act in comparable form."""

    duty: Duty
    norm: Norm
    doing: Doing


def binding_duties(result: Assessment, score: Score) -> tuple[Bound, ...]:
    """Obligations, prohibitions and commitments that bind on the day or later, in the order of the result."""
    norms = {(f"{i.id}/{n.id}", text): n for i in score.instruments.values() for n in i.norms for text in n.in_texts}
    found = []
    for duty in result.duties:
        if duty.modality in DUTIES and binds(duty, result.at):
            norm = norms[duty.norm, duty.text]
            found.append(Bound(duty, norm, doing_of(norm)))
    return tuple(found)


def binds(duty: Duty, at: date) -> bool:
    """Whether a duty binds on a day or certainly binds from a later one: no fact and no reading can still undo it."""
    coming = duty.outcome is Outcome.DOES_NOT_APPLY and duty.from_ is not None and duty.from_ > at
    return duty.outcome.binds or (coming and not duty.missing and not duty.readings)
