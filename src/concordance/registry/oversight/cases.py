"""Inspection cases: each step checked against the law of the procedure, kept, and told as an event.

What a step says stands in a row of its own under a salt; its event holds tokens and the commitment.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from concordance.base.canonical import canonical_json
from concordance.base.problem import Problems, did_you_mean
from concordance.base.span import Span
from concordance.evidence.commitment import commit
from concordance.norms.score import Score
from concordance.norms.vocabulary import PLAYED_KINDS
from concordance.reading.kinds import BAD, Dict, Shape
from concordance.reading.tree import parse_tree
from concordance.registry.assessments import result_of
from concordance.registry.events import By, Happening, record
from concordance.registry.incidents.protected import Fresh
from concordance.registry.models import AssessmentRow, Case, CaseStep
from concordance.registry.moments import stamp, token
from concordance.registry.oversight.ceilings import check_fine
from concordance.registry.oversight.machine import MOVES, Move
from concordance.registry.refusals import refusal
from concordance.registry.rows import read_bytes


def read_step(path: Path, shape: Shape) -> dict[str, Any]:
    """What a file says for a step, as plain JSON. Raises ProblemsError with every problem at its place."""
    problems = Problems()
    tree = parse_tree(read_bytes(path), str(path), problems)
    node: Any = BAD if tree is None else shape.read(tree, problems)
    problems.stop_if_any()
    found: dict[str, Any] = _plain(node)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def open_case(session: Session, by: By, given: dict[str, Any], score: Score, fresh: Fresh, place: Span) -> Case:
    """Open a case on a legal basis (a norm of the corpus) or an agreement (a digest).

    Raises ProblemsError `taken`, `basis-missing`, `basis-unknown` or `not-held` for the assessment.
    """
    id_ = token(given["case"], place)
    if session.get(Case, id_) is not None:
        raise refusal("taken", place, what="case", id=id_)
    _check_basis(given, score, place)
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


def _check_basis(given: dict[str, Any], score: Score, place: Span) -> None:
    if ("basis" in given) == ("agreement" in given):
        raise refusal("basis-missing", place)
    norms = {f"{i.id}/{n.id}": n for i in score.instruments.values() for n in i.norms}
    if "basis" in given and given["basis"] not in norms:
        raise refusal("basis-unknown", place, value=given["basis"], near=did_you_mean(given["basis"], norms))
    roles = score.vocabulary.roles
    if "basis" in given and all(roles[b].kind in PLAYED_KINDS for b in norms[given["basis"]].bearers):
        raise refusal("basis-private", place, value=given["basis"])


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
    _check(session, by, case, name, content, score, place)
    _apply(session, by, case, name, content)
    case.state = move.after or case.state
    _keep(session, by, case, name, content, fresh)
    return case


def _check(session: Session, by: By, case: Case, name: str, content: dict[str, Any], score: Score, place: Span) -> None:
    steps = steps_of(session, case.id)
    match name:
        case "find":
            _check_norms(content["findings"], score, place)
        case "invite-reply" if not established(steps):
            raise refusal("nothing-established", place)
        case "propose":
            _check_heard(by, steps, place)
            _check_decision(session, by, case, content, score, place)
        case "confirm" if _last(steps, "propose").by == by.actor:
            raise refusal("second-person", place, person=by.actor)
        case "close" if case.state == "findings" and established(steps):
            raise refusal("findings-open", place)


def _check_norms(findings: Sequence[dict[str, Any]], score: Score, place: Span) -> None:
    norms = {f"{i.id}/{n.id}" for i in score.instruments.values() for n in i.norms}
    for finding in findings:
        if finding["norm"] not in norms:
            raise refusal("basis-unknown", place, value=finding["norm"], near=did_you_mean(finding["norm"], norms))


def established(steps: Sequence[CaseStep]) -> bool:
    """Whether the latest findings hold that a norm was breached."""
    found = [step for step in steps if step.move == "find"]
    return bool(found) and any(f["outcome"] == "established" for f in found[-1].content["findings"])


def _check_heard(by: By, steps: Sequence[CaseStep], place: Span) -> None:
    """The right to be heard: a reply has come, or its last day has passed."""
    invited = _last(steps, "invite-reply")
    replied = any(step.move == "reply" and step.id > invited.id for step in steps)
    if not replied and by.at.date() <= date.fromisoformat(invited.content["by"]):
        raise refusal("not-heard", place, until=invited.content["by"])


def _check_decision(session: Session, by: By, case: Case, content: dict[str, Any], score: Score, place: Span) -> None:
    if content["effect"] == "fine":
        row = session.get(AssessmentRow, case.assessment_id) if case.assessment_id else None
        check_fine(content, result_of(row) if row else None, score, by.at.date(), place)
    elif "amount" in content:
        raise refusal("amount-without-fine", place, effect=content["effect"])


def _apply(session: Session, by: By, case: Case, name: str, content: dict[str, Any]) -> None:
    """What a move changes of the case beside its state."""
    if name == "confirm":
        proposed = _last(steps_of(session, case.id), "propose").content
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


def _last(steps: Sequence[CaseStep], move: str) -> CaseStep:
    return next(step for step in reversed(steps) if step.move == move)


def _keep(session: Session, by: By, case: Case, name: str, content: dict[str, Any], fresh: Fresh) -> None:
    salt = fresh()
    commitment = commit(canonical_json(content), salt)
    step = CaseStep(case_id=case.id, move=name, at=stamp(by.at), by=by.actor, content=content, salt=salt.hex())
    session.add(step)
    session.flush()
    body: dict[str, Any] = {"system": case.system, "authority": case.authority, "commitment": commitment}
    kind = f"inspection-{name}"
    if name == "confirm":
        kind, body = "inspection-decision", {**body, "effect": case.effect}
    record(session, by, Happening(kind, case.id, {**body, "step": step.id, "state": case.state}))
