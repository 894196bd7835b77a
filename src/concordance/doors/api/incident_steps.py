"""What is done about an incident, over the API: steps added and taken, the incident closed, or written for others."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, time
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Request

from concordance.doors.api.bearer import needs
from concordance.doors.api.given import Id, IncidentChange, NewIncidentStep, StepTaken
from concordance.doors.api.incidents import step_told, told
from concordance.doors.api.once import OnceDep
from concordance.doors.api.shapes import PRIVATE_REFUSALS
from concordance.doors.api.told import IncidentTold, StepTold
from concordance.doors.web.accounts import Who
from concordance.doors.web.asking import SettingsDep
from concordance.doors.web.own import by, own_incident
from concordance.doors.web.policy import Action
from concordance.doors.web.visitors import ShelfDep
from concordance.registry.incidents.exchange import to_aiid, to_oecd
from concordance.registry.incidents.keeping import add_step, close, report_in, settle
from concordance.registry.incidents.report import Step
from concordance.registry.models import IncidentStep
from concordance.registry.refusals import refusal

api = APIRouter(prefix="/api/v1", responses=PRIVATE_REFUSALS, tags=["incidents"])
Reporter = Annotated[Who, needs(Action.REPORT_INCIDENT)]
FORMATS = {"oecd": to_oecd, "aiid": to_aiid}


@api.post("/incident-steps", status_code=201)
def add(
    given: NewIncidentStep, request: Request, who: Reporter, shelf: ShelfDep, settings: SettingsDep, once: OnceDep
) -> StepTold:
    """Add a corrective action, a follow-up, or a claim for redress."""
    step = Step(given.kind, given.what, given.due.isoformat() if given.due else None, None, given.whom)
    if given.kind == "redress":
        step = dataclasses.replace(step, state="claimed")
    with shelf.writing() as session:
        own_incident(session, request, given.incident, Action.REPORT_INCIDENT)
        made = once.do(
            session, who, given, lambda: str(add_step(session, by(who, settings), given.incident, step).id)
        )
        return step_told(session.get_one(IncidentStep, int(made)))


@api.put("/incident-steps/{number}")
def take(
    number: Annotated[int, Path(ge=1, lt=2**31)],
    given: StepTaken,
    request: Request,
    who: Reporter,
    shelf: ShelfDep,
    settings: SettingsDep,
) -> StepTold:
    """Say that a step was taken, or where a redress stands: now, or on a day."""
    moment = datetime.combine(given.at, time(0), UTC) if given.at else settings.clock()
    with shelf.writing() as session:
        found = session.get(IncidentStep, number)
        if found is None:
            raise refusal("not-held", what="step", id=number)
        own_incident(session, request, found.incident_id, Action.REPORT_INCIDENT)
        return step_told(settle(session, by(who, settings), number, moment, given.state))


@api.patch("/incidents/{id_:path}")
def change(
    id_: Id, given: IncidentChange, request: Request, who: Reporter, shelf: ShelfDep, settings: SettingsDep
) -> IncidentTold:
    """Close an incident of which every step is settled."""
    with shelf.writing() as session:
        own_incident(session, request, id_, Action.REPORT_INCIDENT)
        return told(session, close(session, by(who, settings), id_))


@api.get("/incident-exports/{form}/{id_:path}")
def export(
    form: Literal["oecd", "aiid"],
    id_: Id,
    request: Request,
    who: Annotated[Who, needs(Action.SEE_SYSTEM)],
    shelf: ShelfDep,
) -> dict[str, Any]:
    """An incident by the OECD's criteria, or in the fields of the AI Incident Database."""
    with shelf.reading() as session:
        found: dict[str, Any] = FORMATS[form](report_in(own_incident(session, request, id_, Action.SEE_SYSTEM)))
    return found
