"""The clock of incidents: a deadline ahead is said once, and so is one that passed, which enters the history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from concordance.registry.events import By, Happening, record_all
from concordance.registry.jobs.tables import Reminder
from concordance.registry.jobs.work import Task, Work
from concordance.registry.models import Incident, IncidentStep, System
from concordance.registry.moments import stamp

AHEAD = timedelta(hours=48)
"""How long before its end a period is said to end soon."""
OPEN = ("open", "planned")


@dataclass(frozen=True, slots=True)
class Due:
    """A step that waits, of an incident, with the moment by which it is to be done, and what was said of it."""

    step: IncidentStep
    incident: Incident
    kind: str


def moment_of(due: str) -> datetime:
    """The last moment of a step: as it stands, or the end of its day in UTC."""
    if len(due) > len("2028-02-18"):
        return datetime.fromisoformat(due)
    return datetime.combine(datetime.fromisoformat(due).date(), time(23, 59, 59), tzinfo=UTC)


def standing(due: str, now: datetime) -> str | None:
    """`overdue`, `soon`, or None while there is time."""
    moment = moment_of(due)
    if moment < now:
        return "overdue"
    return "soon" if moment - now <= AHEAD else None


def waiting(session: Session, now: datetime) -> list[Due]:
    """Steps that wait and are due soon or overdue, soonest first."""
    until = stamp(now + AHEAD)  # texts of days and moments are ordered as they are in time
    query = (
        select(IncidentStep, Incident)
        .join(Incident, IncidentStep.incident_id == Incident.id)
        .where(IncidentStep.state.in_(OPEN), IncidentStep.due <= until, Incident.status != "closed")
        .order_by(IncidentStep.due, IncidentStep.id)
    )
    rows = [(step, incident, standing(step.due or "", now)) for step, incident in session.execute(query)]
    return [Due(step, incident, kind) for step, incident, kind in rows if kind is not None]


def sweep(session: Session, by: By) -> list[Due]:
    """Say what is due soon or overdue and was not said so before: a reminder each, and an event for what is overdue."""
    given = {(step, kind) for step, kind in session.execute(select(Reminder.step_id, Reminder.kind))}
    fresh = [due for due in waiting(session, by.at) if (due.step.id, due.kind) not in given]
    if fresh:
        rows = [{"step_id": due.step.id, "kind": due.kind, "at": stamp(by.at)} for due in fresh]
        session.execute(insert(Reminder), rows)
    record_all(session, by, [_told(due) for due in fresh if due.kind == "overdue"])
    return fresh


def _told(due: Due) -> Happening:
    body = {"system": due.incident.system, "step": due.step.id, "kind": due.step.kind, "due": due.step.due}
    return Happening("incident-overdue", due.incident.id, body)


def reminders(session: Session, organisation: str | None) -> list[Due]:
    """What was said to an organisation, or to all, of steps that still wait; an overdue step is no longer due soon."""
    query = (
        select(IncidentStep, Incident, Reminder.kind)
        .join(Incident, IncidentStep.incident_id == Incident.id)
        .join(Reminder, Reminder.step_id == IncidentStep.id)
        .where(IncidentStep.state.in_(OPEN), Incident.status != "closed")
        .order_by(IncidentStep.due, IncidentStep.id, Reminder.kind)
    )
    if organisation is not None:
        query = query.join(System, System.id == Incident.system).where(System.organisation_id == organisation)
    found: dict[int, Due] = {}
    for step, incident, kind in session.execute(query):
        found.setdefault(step.id, Due(step, incident, kind))  # `overdue` comes before `soon`
    return list(found.values())


def _do(work: Work) -> dict[str, Any]:
    with work.registry.reading() as session:
        anything = bool(waiting(session, work.by.at))
    fresh: Sequence[Due] = ()
    if anything:
        with work.registry.writing() as session:
            fresh = sweep(session, work.by)
    return {kind: sum(due.kind == kind for due in fresh) for kind in ("soon", "overdue")}


SWEEP = Task("sweep", _do, every=60)
