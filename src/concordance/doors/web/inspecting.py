"""Forms of an inspection → the same content that a file of the command line holds, and what each side sees."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from concordance.assess.result import Assessment, SanctionFound
from concordance.base.text import Text
from concordance.norms.score import Score
from concordance.norms.vocabulary import PLAYED_KINDS
from concordance.registry.models import Case, CaseStep, Event, Logged
from concordance.registry.oversight.ceilings import Factor, factors_for
from concordance.registry.oversight.machine import MOVES
from concordance.registry.oversight.rules import sanctions_one_of

Form = Mapping[str, Sequence[str]]
ROWS = 12
"""Findings that one form can hold."""
INSIDE = frozenset({"propose", "send-back"})
"""Moves that stay inside the authority until the decision is confirmed."""
ONE: dict[str, tuple[str, ...]] = {
    "request-evidence": ("by",),
    "invite-reply": ("by", "note"),
    "reply": ("text",),
    "propose": ("effect", "reasons", "sanction", "currency"),
    "send-back": ("reasons",),
    "confirm": ("note",),
    "appeal": ("court", "filed"),
    "appeal-outcome": ("outcome", "reasons"),
    "follow-up": ("what", "due", "done"),
    "close": ("reasons",),
}
"""Fields of a form that go into the content as they are."""


def one(form: Form, name: str) -> str:
    """The first value of a field, trimmed; empty where it was not sent."""
    return (form.get(name) or [""])[0].strip()


def lines(form: Form, name: str) -> list[str]:
    """A field with one thing to a line."""
    return [line.strip() for line in one(form, name).splitlines() if line.strip()]


def content_of(move: str, form: Form) -> dict[str, Any]:
    """What a form says for a move. Empty fields are left out, so that the shape of the move asks for them."""
    found: dict[str, Any] = {name: one(form, name) for name in ONE.get(move, ()) if one(form, name)}
    match move:
        case "request-evidence":
            found["what"] = lines(form, "what")
        case "find":
            found["findings"] = findings_of(form)
        case "propose":
            found |= {"corrective": corrective} if (corrective := lines(form, "corrective")) else {}
            found |= {"factors": factors} if (factors := _factors(form)) else {}
    if move in {"propose", "appeal-outcome"} and one(form, "amount"):
        found["amount"] = number(one(form, "amount"))
    return found


def as_document(content: Mapping[str, Any]) -> bytes:
    """The content as the bytes of a file, so that one reader checks both."""
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def findings_of(form: Form) -> list[dict[str, str]]:
    """The rows of findings that say something."""
    rows = [{key: one(form, f"{key}-{n}") for key in ("norm", "outcome", "text")} for n in range(1, ROWS + 1)]
    return [{key: text for key, text in row.items() if text} for row in rows if row["norm"] or row["text"]]


def _factors(form: Form) -> dict[str, dict[str, str]]:
    names = [name.removeprefix("weight:") for name in form if name.startswith("weight:")]
    weighed = {name: {"weight": one(form, f"weight:{name}"), "why": one(form, f"why:{name}")} for name in names}
    return {name: each for name, each in weighed.items() if each["weight"] and each["why"]}


def number(text: str) -> float | str:
    """The number of a field; what is none is left to the reader, which refuses it with its place."""
    try:
        return float(text)
    except ValueError:
        return text


def allowed(case: Case, *, inside: bool) -> list[str]:
    """The moves that one side may make now, those that are its own first."""
    found = [name for name, move in MOVES.items() if case.state in move.before and (inside or move.own)]
    return sorted(found, key=lambda name: inside and MOVES[name].own)


def seen(case: Case, steps: Sequence[CaseStep], *, inside: bool) -> list[CaseStep]:
    """The steps that one side sees. The organisation sees a proposal once it is the decision."""
    if inside:
        return list(steps)
    proposals = [step.id for step in steps if step.move == "propose"]
    decided = {proposals[-1]} if case.decided_at and proposals else set()
    return [step for step in steps if step.move not in INSIDE or step.id in decided]


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A fine that the law knows, with what has to be weighed.

    `related` says that it sanctions something that was found; `open` that it could be imposed on that day.
    """

    sanction: SanctionFound
    factors: tuple[Factor, ...]
    related: bool
    open: bool


def ceilings(assessment: Assessment | None, found: frozenset[str], score: Score, on: date) -> list[Ceiling]:
    """The fines that follow from an assessment: those for what was found first, highest ceiling first."""
    made = [_ceiling(each, found, score, on) for each in (assessment.sanctions if assessment else ())]
    return sorted(made, key=lambda each: (not each.open, not each.related, -(each.sanction.amount or 0)))


def _ceiling(sanction: SanctionFound, found: frozenset[str], score: Score, on: date) -> Ceiling:
    related = sanctions_one_of(sanction.id, found, score)
    in_force = sanction.amount is not None and sanction.from_ is not None and sanction.from_ <= on
    return Ceiling(sanction, factors_for(sanction.id, score), related, related and in_force)


def powers(score: Score) -> list[tuple[Text, list[tuple[str, str, Text]]]]:
    """Norms that an inspection can rest on, by instrument: powers of whoever is no operator and no private person."""
    roles = score.vocabulary.roles
    found = []
    for instrument in score.instruments.values():
        rows = {
            f"{instrument.id}/{n.id}": (f"{instrument.id}/{n.id}", n.cite, n.says)
            for n in instrument.norms
            if n.modality == "power" and any(roles[b].kind not in PLAYED_KINDS for b in n.bearers)
        }
        if rows:
            found.append((instrument.short, list(rows.values())))
    return found


def logged(session: Session, case: str) -> dict[int, int]:
    """Where the steps of a case stand in the transparency log: step → index."""
    rows = session.execute(select(Event.body, Logged.log_index).join(Logged).where(Event.subject == case))
    return {body["step"]: index for body, index in rows if "step" in body}
