"""Incidents in the registry: reported, notified, followed up, redressed, closed; each step an event.

The content of a report stands in a row that can be erased; its events hold tokens and a salted commitment only.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from concordance.base.canonical import canonical_json
from concordance.registry.events import By, Happening, record
from concordance.registry.incidents.duties import IncidentDuties
from concordance.registry.incidents.protected import Fresh, commitment_of
from concordance.registry.incidents.report import IncidentReport, Step
from concordance.registry.models import Incident, IncidentStep
from concordance.registry.moments import stamp
from concordance.registry.refusals import refusal


def report_incident(
    session: Session, by: By, report: IncidentReport, duties: IncidentDuties, fresh: Fresh, reporter: str | None = None
) -> Incident:
    """Keep a report with its clocks and steps. `reporter` is a commitment. Raises ProblemsError `taken`."""
    if session.get(Incident, report.id) is not None:
        raise refusal("taken", what="incident", id=report.id)
    content, salt = content_of(report), fresh()
    kept = Incident(
        id=report.id,
        kind=report.kind,
        system=report.system,
        severity=report.severity,
        status="open",
        aware_at=stamp(report.aware_at),
        content=content,
        salt=salt.hex(),
        reporter=reporter,
    )
    session.add(kept)
    session.flush()
    session.add_all(_clock_rows(kept.id, duties))
    session.add_all(_step_row(kept.id, step) for step in report.steps)
    session.flush()
    body = {
        "system": report.system,
        "kind": report.kind,
        "severity": report.severity,
        "commitment": commitment_of(canonical_json(content), salt),
        "regimes": list(duties.regimes),
    }
    record(session, by, Happening("incident-reported", kept.id, body | ({"reporter": reporter} if reporter else {})))
    return kept


def content_of(report: IncidentReport) -> dict[str, Any]:
    """The report as JSON. Of the profile, only what was said of the incident."""
    answers = report.profile.answers
    facts = {name: answers[name] for name in sorted(report.reported)}
    return {
        "title": {"en": report.title.en, "fr": report.title.fr},
        "aware_at": report.aware_at.isoformat(),
        "moments": {name: moment.isoformat() for name, moment in report.moments.items()},
        "facts": {name: sorted(value) if isinstance(value, frozenset) else str(value) for name, value in facts.items()},
        "record": report.record,
        "risks": list(report.risks),
        "norms": list(report.norms),
        "principles": list(report.principles),
    }


def _clock_rows(incident: str, duties: IncidentDuties) -> list[IncidentStep]:
    return [
        IncidentStep(
            incident_id=incident,
            kind="notification",
            what=one.recipient,
            about=one.norm,
            place=one.place,
            due=stamp(one.clock.due) if one.clock.due else None,
            done=None,
            state="open",
        )
        for one in duties.notifications
        if one.modality == "obligation"
    ]


def _step_row(incident: str, step: Step) -> IncidentStep:
    return IncidentStep(
        incident_id=incident,
        kind=step.kind,
        what=step.what,
        about=step.about,
        place=None,
        due=step.due,
        done=step.done,
        state=step.state or ("done" if step.done else "open"),
    )


def steps_of(session: Session, incident: str, kind: str | None = None) -> list[IncidentStep]:
    """The steps of an incident, soonest due first; those without a day last."""
    query = select(IncidentStep).where(IncidentStep.incident_id == incident)
    if kind is not None:
        query = query.where(IncidentStep.kind == kind)
    return list(session.scalars(query.order_by(IncidentStep.due.is_(None), IncidentStep.due, IncidentStep.id)))


def incident_held(session: Session, id_: str) -> Incident:
    """The incident. Raises ProblemsError `not-held`."""
    found = session.get(Incident, id_)
    if found is None:
        raise refusal("not-held", what="incident", id=id_)
    return found


def settle(session: Session, by: By, step: int, at: datetime, state: str = "done") -> IncidentStep:
    """Say that a step was done (a notification sent, an action taken, a redress given), and when.

    Raises ProblemsError `not-held` or, for a step of a closed incident, `incident-closed`.
    """
    found = session.get(IncidentStep, step)
    if found is None:
        raise refusal("not-held", what="step", id=step)
    incident = incident_held(session, found.incident_id)
    if incident.status == "closed":
        raise refusal("incident-closed", id=incident.id)
    found.done, found.state = stamp(at), state
    late = bool(found.due and len(found.due) == len(found.done) and found.done > found.due)
    body = {"system": incident.system, "step": found.id, "kind": found.kind, "done": found.done, "late": late}
    record(session, by, Happening("incident-step", incident.id, body))
    return found


def close(session: Session, by: By, id_: str) -> Incident:
    """Close an incident. Raises ProblemsError `incident-unsettled` while a step with a duty is open."""
    incident = incident_held(session, id_)
    waiting = [s for s in steps_of(session, id_) if s.state in {"open", "planned"}]
    if waiting:
        raise refusal("incident-unsettled", count=len(waiting), first=waiting[0].what)
    incident.status = "closed"
    record(session, by, Happening("incident-closed", id_, {"system": incident.system}))
    return incident


def erase_content(session: Session, by: By, id_: str, ground: str) -> Incident:
    """Erase content and salt; what stays (tokens, days, the commitment) tells nothing about people."""
    incident = incident_held(session, id_)
    incident.content, incident.salt = {}, ""
    for step in steps_of(session, id_):
        if step.kind == "redress":
            step.what, step.about = "erased", None
    record(session, by, Happening("incident-erased", id_, {"system": incident.system, "ground": ground}))
    return incident


def count_by(session: Session, columns: Sequence[str]) -> dict[str, dict[str, int]]:
    """How many incidents there are by each column: for the yearly report of an authority."""
    found = {}
    for name in columns:
        column = getattr(Incident, name)
        rows = session.execute(select(column, func.count()).group_by(column).order_by(column))
        found[name] = {str(value): number for value, number in rows}
    return found
