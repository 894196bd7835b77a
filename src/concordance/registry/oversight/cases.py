"""Inspection cases: each step checked against the law of the procedure, kept, and told as an event.

What a step says stands in a row of its own under a salt; its event holds tokens and the commitment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from concordance.base.canonical import canonical_json, digest
from concordance.base.span import Span
from concordance.evidence.commitment import commit
from concordance.norms.score import Score
from concordance.registry.events import By, Happening, record
from concordance.registry.incidents.protected import Fresh
from concordance.registry.models import AssessmentRow, Case, CaseFile, CaseStep
from concordance.registry.moments import stamp, token
from concordance.registry.oversight.machine import MOVES, Move
from concordance.registry.oversight.rules import check_basis, check_step, last
from concordance.registry.refusals import refusal


@dataclass(frozen=True, slots=True)
class FileIn:
    """A file that comes in with a step."""

    name: str
    data: bytes


def open_case(session: Session, by: By, given: dict[str, Any], score: Score, fresh: Fresh, place: Span) -> Case:
    """Open a case on a legal basis (a norm of the corpus) or an agreement (a digest).

    Raises ProblemsError `taken`, `basis-missing`, `basis-unknown` or `not-held` for the assessment.
    """
    id_ = token(given["case"], place)
    if session.get(Case, id_) is not None:
        raise refusal("taken", place, what="case", id=id_)
    check_basis(given, score, place)
    if "assessment" in given and session.get(AssessmentRow, given["assessment"]) is None:
        raise refusal("not-held", place, what="assessment", id=given["assessment"])
    case = Case(
        id=id_,
        authority=token(given["authority"], place),
        organisation=token(given["organisation"], place),
        system=token(given["system"], place),
        basis=given.get("basis") or given["agreement"],
        assessment_id=given.get("assessment"),
        state="opened",
        opened_at=stamp(by.at),
        decided_at=None,
        effect=None,
        amount=None,
        currency=None,
        appeal=None,
    )
    session.add(case)
    session.flush()
    _keep(session, by, case, "open", given, fresh)
    return case


def case_held(session: Session, id_: str) -> Case:
    """The case. Raises ProblemsError `not-held`."""
    found = session.get(Case, id_)
    if found is None:
        raise refusal("not-held", what="case", id=id_)
    return found


def steps_of(session: Session, case: str) -> list[CaseStep]:
    """The steps of a case, in order."""
    return list(session.scalars(select(CaseStep).where(CaseStep.case_id == case).order_by(CaseStep.id)))


def move_named(name: str) -> Move:
    """The move. Raises ProblemsError `move-unknown`."""
    if name not in MOVES:
        raise refusal("move-unknown", value=name, known=", ".join(MOVES))
    return MOVES[name]


def take_step(
    session: Session, by: By, id_: str, name: str, content: dict[str, Any], score: Score, fresh: Fresh, place: Span
) -> Case:
    """Make a move. Raises ProblemsError `move-now`, or the refusal of the rule that the move would break."""
    case, move = case_held(session, id_), move_named(name)
    if case.state not in move.before:
        possible = ", ".join(n for n, m in MOVES.items() if case.state in m.before) or "-"
        raise refusal("move-now", place, move=name, state=case.state, possible=possible)
    check_step(session, by, case, name, content, steps_of(session, id_), score, place)
    _apply(session, by, case, name, content)
    case.state = move.after or case.state
    _keep(session, by, case, name, content, fresh)
    return case


def hand_in(
    session: Session,
    by: By,
    id_: str,
    note: str,
    files: Sequence[FileIn],
    score: Score,
    fresh: Fresh,
    place: Span,
) -> CaseStep:
    """Take evidence in, in words and files. Raises ProblemsError `evidence-empty` for neither, or `move-now`."""
    kept = [one for one in files if one.data]
    if not kept and not note.strip():
        raise refusal("evidence-empty", place)
    content: dict[str, Any] = {"evidence": [digest(one.data) for one in kept]}
    content |= {"note": note.strip()} if note.strip() else {}
    take_step(session, by, id_, "receive-evidence", content, score, fresh, place)
    step = last(steps_of(session, id_), "receive-evidence")
    session.add_all(
        CaseFile(step_id=step.id, name=one.name[-200:], digest=digest(one.data), size=len(one.data), data=one.data)
        for one in kept
    )
    session.flush()
    return step


def files_of(session: Session, steps: Sequence[CaseStep]) -> dict[int, list[CaseFile]]:
    """The files that came in with steps, by step."""
    found: dict[int, list[CaseFile]] = {}
    ids = [step.id for step in steps]
    for one in session.scalars(select(CaseFile).where(CaseFile.step_id.in_(ids)).order_by(CaseFile.id)):
        found.setdefault(one.step_id, []).append(one)
    return found


def _apply(session: Session, by: By, case: Case, name: str, content: dict[str, Any]) -> None:
    """What a move changes of the case beside its state."""
    if name == "confirm":
        proposed = last(steps_of(session, case.id), "propose").content
        case.decided_at, case.effect = stamp(by.at), proposed["effect"]
        case.amount, case.currency = proposed.get("amount"), proposed.get("currency")
    if name == "appeal":
        case.appeal = "pending"
    if name == "appeal-outcome":
        case.appeal = content["outcome"]
        if content["outcome"] == "annulled":
            case.amount = None
        elif content["outcome"] == "varied":
            case.amount = content.get("amount", case.amount)


def _keep(session: Session, by: By, case: Case, name: str, content: dict[str, Any], fresh: Fresh) -> None:
    salt = fresh()
    commitment = commit(canonical_json(content), salt)
    step = CaseStep(case_id=case.id, move=name, at=stamp(by.at), by=by.who, content=content, salt=salt.hex())
    session.add(step)
    session.flush()
    body: dict[str, Any] = {"system": case.system, "authority": case.authority, "commitment": commitment}
    kind = f"inspection-{name}"
    if name == "confirm":
        kind, body = "inspection-decision", {**body, "effect": case.effect}
    record(session, by, Happening(kind, case.id, {**body, "step": step.id, "state": case.state}))
