"""Incidents in the registry: reported, notified, followed up, redressed, closed; each step an event.

The content of a report stands in a row that can be erased; its events hold tokens and a salted commitment only.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, cast, get_args

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from concordance.base.canonical import canonical_json
from concordance.base.text import Text
from concordance.norms.profile import FactValue, Profile
from concordance.registry.events import By, Happening, history, record
from concordance.registry.incidents.duties import IncidentDuties
from concordance.registry.incidents.protected import Fresh, commitment_of
from concordance.registry.incidents.report import ENDED, REDRESS, IncidentReport, Kind, Step, StepKind
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
    rows = [(step, _step_row(kept.id, step)) for step in report.steps]
    session.add_all(row for _, row in rows)
    session.flush()
    body = {
        "system": report.system,
        "kind": report.kind,
        "severity": report.severity,
        "commitment": commitment_of(canonical_json(content), salt),
        "regimes": list(duties.regimes),
    }
    record(session, by, Happening("incident-reported", kept.id, body | ({"reporter": reporter} if reporter else {})))
    begun = [(row, step.done or stamp(by.at)) for step, row in rows if step.kind == "redress"]
    record(session, by, *(_told(kept, row, on) for row, on in begun))
    return kept


def content_of(report: IncidentReport) -> dict[str, Any]:
    """The report as JSON. Of the profile, only what was said of the incident."""
    answers = report.profile.answers
    facts = {name: answers[name] for name in sorted(report.reported)}
    return {
        "title": {"en": report.title.en, "fr": report.title.fr},
        "aware_at": report.aware_at.isoformat(),
        "moments": {name: moment.isoformat() for name, moment in report.moments.items()},
        "facts": {name: _plain(value) for name, value in facts.items()},
        "record": report.record,
        "risks": list(report.risks),
        "norms": list(report.norms),
        "principles": list(report.principles),
    }


def _plain(value: FactValue) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    return value.isoformat() if isinstance(value, date) else value


def report_in(kept: Incident) -> IncidentReport:
    """The report that was kept, as far as it was: for export. The profile holds what was said of the incident alone.

    Raises ProblemsError `incident-empty` when its content was erased.
    """
    content = kept.content
    if not content:
        raise refusal("incident-empty", id=kept.id)
    facts = {name: frozenset(v) if isinstance(v, list) else v for name, v in content["facts"].items()}
    return IncidentReport(
        id=kept.id,
        kind=cast("Kind", kept.kind),
        title=Text(content["title"]["en"], content["title"]["fr"]),
        severity=kept.severity,
        system=kept.system,
        aware_at=datetime.fromisoformat(content["aware_at"]),
        moments={name: datetime.fromisoformat(text) for name, text in content["moments"].items()},
        profile=Profile(kept.system, Text(kept.system, kept.system), None, facts),
        reported=frozenset(facts),
        record=content["record"],
        risks=tuple(content["risks"]),
        norms=tuple(content["norms"]),
        principles=tuple(content["principles"]),
    )


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
    state = step.state or ("done" if step.done else "open")
    return IncidentStep(
        incident_id=incident,
        kind=step.kind,
        what=step.what,
        about=step.about,
        place=None,
        due=step.due,
        done=step.done if state in ENDED else None,
        state=state,
    )


def add_step(session: Session, by: By, id_: str, step: Step) -> IncidentStep:
    """Add a corrective action, a follow-up or a redress. Raises `incident-closed`, `step-kind`, `step-empty`."""
    incident = _open(session, id_)
    if step.kind not in get_args(StepKind):
        raise refusal("step-kind", value=step.kind, known=", ".join(get_args(StepKind)))
    if not step.what.strip():
        raise refusal("step-empty")
    row = _step_row(id_, step)
    session.add(row)
    session.flush()
    record(session, by, _told(incident, row, step.done or stamp(by.at)))
    return row


def _open(session: Session, id_: str) -> Incident:
    incident = incident_held(session, id_)
    if incident.status == "closed":
        raise refusal("incident-closed", id=id_)
    return incident


def _told(incident: Incident, step: IncidentStep, on: str) -> Happening:
    """What an event says of a step: never its words."""
    late = bool(step.due and step.done and step.done[: len(step.due)] > step.due)
    body = {"system": incident.system, "step": step.id, "kind": step.kind, "state": step.state, "on": on, "late": late}
    return Happening("incident-step", incident.id, body)


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
    """Say that a step was done (a notification sent, an action taken), or where a redress stands, and when.

    Raises ProblemsError `not-held`, `step-state` for a state that does not follow, or `incident-closed`.
    """
    found = session.get(IncidentStep, step)
    if found is None:
        raise refusal("not-held", what="step", id=step)
    incident = _open(session, found.incident_id)
    if state not in next_states(found):
        raise refusal("step-state", state=state, now=found.state, known=", ".join(next_states(found)) or "-")
    found.state = state
    found.done = stamp(at) if state in ENDED else None
    record(session, by, _told(incident, found, stamp(at)))
    return found


def next_states(step: IncidentStep) -> tuple[str, ...]:
    """The states that may follow: a redress goes forward through its own; other steps are done, or refused."""
    if step.state in ENDED:
        return ()
    if step.kind != "redress":
        return ("done", "refused")
    here = REDRESS.index(step.state) if step.state in REDRESS else -1
    return REDRESS[here + 1 :]


def redress_history(session: Session, incident: str) -> dict[int, list[tuple[str, str]]]:
    """Through which states each redress went, and when: step → (state, day or moment), oldest first."""
    found: dict[int, list[tuple[str, str]]] = {}
    for event in history(session, incident):
        if event.kind == "incident-step" and event.body["kind"] == "redress" and "state" in event.body:
            found.setdefault(event.body["step"], []).append((event.body["state"], event.body["on"]))
    return found


def close(session: Session, by: By, id_: str) -> Incident:
    """Close an incident. Raises ProblemsError `incident-unsettled` while a step with a duty is open."""
    incident = incident_held(session, id_)
    waiting = [s for s in steps_of(session, id_) if s.state not in ENDED]
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
