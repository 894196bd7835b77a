"""Incidents over the API: what follows from a report, the report kept, and what was done about it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from concordance.doors.api.bearer import needs
from concordance.doors.api.described import json_reply, reply
from concordance.doors.api.given import Id, NewIncident, OfSystem, PageNumber, PerPage
from concordance.doors.api.once import OnceDep
from concordance.doors.api.results import Obligations
from concordance.doors.api.shapes import PRIVATE_REFUSALS
from concordance.doors.api.told import IncidentTold, Page, StepTold, paged
from concordance.doors.web.accounts import Who
from concordance.doors.web.asking import DeskDep, SettingsDep
from concordance.doors.web.own import own_incident, own_system
from concordance.doors.web.policy import Action
from concordance.doors.web.reporting import Reported, keep, read
from concordance.doors.web.visitors import ShelfDep
from concordance.registry.incidents.keeping import incident_held, steps_of
from concordance.registry.models import Incident, IncidentStep

api = APIRouter(prefix="/api/v1", responses=PRIVATE_REFUSALS, tags=["incidents"])
Reporter = Annotated[Who, needs(Action.REPORT_INCIDENT)]
Seer = Annotated[Who, needs(Action.SEE_SYSTEM)]


def told(session: Session, incident: Incident) -> IncidentTold:
    """An incident as programs are told of it."""
    own = {name: getattr(incident, name) for name in IncidentTold.model_fields if name != "steps"}
    return IncidentTold(**own, steps=[step_told(step) for step in steps_of(session, incident.id)])


def step_told(step: IncidentStep) -> StepTold:
    """A step as programs are told of it."""
    return StepTold(number=step.id, **{n: getattr(step, n) for n in StepTold.model_fields if n != "number"})


def _said(given: NewIncident) -> dict[str, Any]:
    return {name: value for name, value in given.model_dump(exclude={"system"}).items() if value not in ({}, [])}


@api.post("/obligations", **reply("Obligations"))
def obligations(
    given: NewIncident, request: Request, who: Reporter, shelf: ShelfDep, desk: DeskDep, settings: SettingsDep
) -> Response:
    """Who must be told of an incident by when, with a draft of each form; nothing is kept."""
    with shelf.reading() as session:
        system = own_system(session, request, given.system, Action.REPORT_INCIDENT)
        return json_reply(_follows(read(session, system, _said(given), desk, settings)))


def _follows(made: Reported) -> Obligations:
    duties = made.duties
    return Obligations(duties.regimes, duties.notifications, duties.open, duties.measures, made.drafts)


@api.get("/incidents")
def every(
    request: Request, who: Seer, shelf: ShelfDep, system: OfSystem, page: PageNumber = 1, per_page: PerPage = 25
) -> Page[IncidentTold]:
    """The incidents of a system, newest first."""
    with shelf.reading() as session:
        own_system(session, request, system, Action.SEE_SYSTEM)
        query = select(Incident).where(Incident.system == system).order_by(Incident.aware_at.desc(), Incident.id)
        return paged(session.scalars(query).all(), page, per_page, lambda each: told(session, each))


@api.post("/incidents", status_code=201)
def report(
    given: NewIncident,
    request: Request,
    who: Reporter,
    shelf: ShelfDep,
    desk: DeskDep,
    settings: SettingsDep,
    once: OnceDep,
) -> IncidentTold:
    """Report an incident: its clocks run from here, each as a step."""
    with shelf.writing() as session:
        system = own_system(session, request, given.system, Action.REPORT_INCIDENT)

        def kept() -> str:
            return keep(session, who, read(session, system, _said(given), desk, settings), settings).id

        return told(session, incident_held(session, once.do(session, who, given, kept)))


@api.get("/incidents/{id_:path}")
def one(id_: Id, request: Request, who: Seer, shelf: ShelfDep) -> IncidentTold:
    """An incident with its clocks and steps."""
    with shelf.reading() as session:
        return told(session, own_incident(session, request, id_, Action.SEE_SYSTEM))
