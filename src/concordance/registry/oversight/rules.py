"""What the procedure asks of a step beside its place in the order: grounds, hearing, two people, ceilings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from concordance.base.problem import did_you_mean
from concordance.base.span import Span
from concordance.norms.score import Score
from concordance.norms.vocabulary import PLAYED_KINDS
from concordance.registry.assessments import result_of
from concordance.registry.events import By
from concordance.registry.models import AssessmentRow, Case, CaseStep
from concordance.registry.oversight.ceilings import check_fine
from concordance.registry.refusals import refusal


def check_basis(given: dict[str, Any], score: Score, place: Span) -> None:
    """A legal basis or an agreement. Raises ProblemsError `basis-missing`, `basis-unknown` or `basis-private`."""
    if ("basis" in given) == ("agreement" in given):
        raise refusal("basis-missing", place)
    norms = {f"{i.id}/{n.id}": n for i in score.instruments.values() for n in i.norms}
    if "basis" in given and given["basis"] not in norms:
        raise refusal("basis-unknown", place, value=given["basis"], near=did_you_mean(given["basis"], norms))
    roles = score.vocabulary.roles
    if "basis" in given and all(roles[b].kind in PLAYED_KINDS for b in norms[given["basis"]].bearers):
        raise refusal("basis-private", place, value=given["basis"])


def check_step(
    session: Session,
    by: By,
    case: Case,
    name: str,
    content: dict[str, Any],
    steps: Sequence[CaseStep],
    score: Score,
    place: Span,
) -> None:
    """Raises the refusal of the rule that the step would break."""
    match name:
        case "find":
            _check_norms(content["findings"], score, place)
        case "invite-reply" if not established(steps):
            raise refusal("nothing-established", place)
        case "propose":
            _check_heard(by, steps, place)
            _check_decision(session, by, case, content, steps, score, place)
        case "confirm" if last(steps, "propose").by == by.who:
            raise refusal("second-person", place, person=by.who)
        case "appeal-outcome" if "amount" in content:
            _check_varied(case, content, place)
        case "close" if case.state == "findings" and established(steps):
            raise refusal("findings-open", place)


def established(steps: Sequence[CaseStep]) -> bool:
    """Whether the latest findings hold that a norm was breached."""
    return bool(breached(steps))


def breached(steps: Sequence[CaseStep]) -> frozenset[str]:
    """The norms that the latest findings hold breached."""
    found = [step for step in steps if step.move == "find"]
    latest = found[-1].content["findings"] if found else ()
    return frozenset(each["norm"] for each in latest if each["outcome"] == "established")


def _check_ground(sanction: str, found: frozenset[str], score: Score, place: Span) -> None:
    if not sanctions_one_of(sanction, found, score):
        raise refusal("sanction-unrelated", place, value=sanction, norms=", ".join(sorted(found)))


def sanctions_one_of(sanction: str, found: frozenset[str], score: Score) -> bool:
    """Whether a sanction is one that the law attaches to one of the norms that were found breached."""
    name, _, own = sanction.rpartition("/")
    instrument = score.instruments.get(name)
    if instrument is None:
        return False
    stands_for = {own, *(other for s in instrument.sanctions if s.id == own for other in s.replaces)}
    return any(f"{name}/{n.id}" in found and n.sanction in stands_for for n in instrument.norms)


def last(steps: Sequence[CaseStep], move: str) -> CaseStep:
    """The latest step of a kind; the order of moves says that there is one."""
    return next(step for step in reversed(steps) if step.move == move)


def _check_norms(findings: Sequence[dict[str, Any]], score: Score, place: Span) -> None:
    norms = {f"{i.id}/{n.id}" for i in score.instruments.values() for n in i.norms}
    for finding in findings:
        if finding["norm"] not in norms:
            raise refusal("basis-unknown", place, value=finding["norm"], near=did_you_mean(finding["norm"], norms))


def heard(steps: Sequence[CaseStep], on: date) -> bool:
    """The right to be heard: a reply to the last invitation has come, or its last day has passed."""
    invited = last(steps, "invite-reply")
    replied = any(step.move == "reply" and step.id > invited.id for step in steps)
    return replied or on > date.fromisoformat(invited.content["by"])


def _check_heard(by: By, steps: Sequence[CaseStep], place: Span) -> None:
    if not heard(steps, by.at.date()):
        raise refusal("not-heard", place, until=last(steps, "invite-reply").content["by"])


def _check_decision(
    session: Session,
    by: By,
    case: Case,
    content: dict[str, Any],
    steps: Sequence[CaseStep],
    score: Score,
    place: Span,
) -> None:
    if content["effect"] == "fine":
        row = session.get(AssessmentRow, case.assessment_id) if case.assessment_id else None
        check_fine(content, result_of(row) if row else None, score, by.at.date(), place)
        _check_ground(content["sanction"], breached(steps), score, place)
    elif "amount" in content:
        raise refusal("amount-without-fine", place, effect=content["effect"])


def _check_varied(case: Case, content: dict[str, Any], place: Span) -> None:
    """A court may lower or raise a fine; it makes none where none was, and none below zero."""
    if case.effect != "fine" or content["outcome"] != "varied":
        raise refusal("amount-without-fine", place, effect=case.effect)
    if content["amount"] < 0:
        raise refusal("amount-negative", place)
