"""What an open case waits for, from whom, and until when: for lists, reminders and the pages of both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from concordance.registry.models import CaseStep


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something asked with a last day. `overdue` once that day has passed unanswered."""

    move: Literal["request-evidence", "invite-reply", "follow-up"]
    what: tuple[str, ...]
    by: date
    overdue: bool


ANSWER = {"request-evidence": "receive-evidence", "invite-reply": "reply"}


def waiting(state: str, steps: Sequence[CaseStep], today: date) -> tuple[Waiting, ...]:
    """What was asked and not answered yet, soonest first.

    A request for evidence is answered by what is handed in after it; it falls away when findings are made. Follow-ups
    wait while they have a last day and no day on which they were done.
    """
    found = [one for step in steps if (one := _open(state, step, steps, today))]
    return tuple(sorted(found, key=lambda one: one.by))


def _open(state: str, step: CaseStep, steps: Sequence[CaseStep], today: date) -> Waiting | None:
    if step.move == "follow-up":
        done = "done" in step.content or any(
            later.move == "follow-up" and later.id > step.id and later.content["what"] == step.content["what"]
            for later in steps
        )
        if state != "follow-up" or done or "due" not in step.content:
            return None
        due = date.fromisoformat(step.content["due"])
        return Waiting("follow-up", (step.content["what"],), due, today > due)
    answer, where = ANSWER.get(step.move), {"request-evidence": "evidence", "invite-reply": "hearing"}
    if answer is None or state != where[step.move]:
        return None
    if any(later.id > step.id and later.move == answer for later in steps):
        return None
    due = date.fromisoformat(step.content["by"])
    what = tuple(step.content.get("what", ()))
    move: Literal["request-evidence", "invite-reply"] = (
        "request-evidence" if step.move == "request-evidence" else "invite-reply"
    )
    return Waiting(move, what, due, today > due)
