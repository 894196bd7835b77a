"""What happened to a system, event by event, and where each stands in the transparency log; figures for everybody."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Request
from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from concordance.doors.api.bearer import needs
from concordance.doors.api.given import OfSystem, PageNumber, PerPage
from concordance.doors.api.shapes import PRIVATE_REFUSALS, REFUSALS
from concordance.doors.api.told import DocumentTold, EventTold, Page, paged
from concordance.doors.web.accounts import Who
from concordance.doors.web.asking import SettingsDep
from concordance.doors.web.figures import figures
from concordance.doors.web.own import own_system
from concordance.doors.web.policy import Action
from concordance.doors.web.visitors import ShelfDep
from concordance.registry.exporting import listed
from concordance.registry.incidents.statistics import incident_statistics
from concordance.registry.models import AssessmentRow, Document, Event, Incident, Logged, Record
from concordance.registry.oversight.statistics import statistics
from concordance.registry.register import registers

api = APIRouter(prefix="/api/v1", responses=PRIVATE_REFUSALS, tags=["evidence"])
public = APIRouter(prefix="/api/v1", responses=REFUSALS, tags=["statistics"])
ABOUT = (
    (AssessmentRow, AssessmentRow.system_id),
    (Record, Record.system_id),
    (Document, Document.system_id),
    (Incident, Incident.system),
)


@api.get("/evidence")
def of_system(
    request: Request,
    who: Annotated[Who, needs(Action.SEE_SYSTEM)],
    shelf: ShelfDep,
    system: OfSystem,
    page: PageNumber = 1,
    per_page: PerPage = 25,
) -> Page[EventTold]:
    """What happened to a system and to what is about it, oldest first."""
    with shelf.reading() as session:
        own_system(session, request, system, Action.SEE_SYSTEM)
        return _events(session, Event.subject.in_(_subjects(session, system)), page, per_page)


@api.get("/documents")
def documents(
    request: Request,
    who: Annotated[Who, needs(Action.SEE_SYSTEM)],
    shelf: ShelfDep,
    system: OfSystem,
    page: PageNumber = 1,
    per_page: PerPage = 25,
) -> Page[DocumentTold]:
    """The documents that are kept as evidence for the duties of a system."""
    with shelf.reading() as session:
        own_system(session, request, system, Action.SEE_SYSTEM)
        found = session.scalars(select(Document).where(Document.system_id == system).order_by(Document.id)).all()
        return paged(found, page, per_page, lambda each: DocumentTold.model_validate(each, from_attributes=True))


@api.get("/events")
def every(
    who: Annotated[Who, needs(Action.SEE_INBOX)], shelf: ShelfDep, page: PageNumber = 1, per_page: PerPage = 25
) -> Page[EventTold]:
    """All that happened, oldest first."""
    with shelf.reading() as session:
        return _events(session, true(), page, per_page)


def _events(session: Session, which: ColumnElement[bool], page: int, per_page: int) -> Page[EventTold]:
    total = session.scalar(select(func.count()).select_from(Event).where(which)) or 0
    query = select(Event, Logged).outerjoin(Logged).where(which).order_by(Event.seq)
    rows = session.execute(query.offset((page - 1) * per_page).limit(per_page)).all()
    items = [_told(event, logged) for event, logged in rows]
    return Page(total=total, page=page, pages=max(1, -(-total // per_page)), items=items)


def _subjects(session: Session, system: str) -> list[str]:
    found = (session.scalars(select(kind.id).where(column == system)) for kind, column in ABOUT)
    return [system, *(id_ for ids in found for id_ in ids)]


def _told(event: Event, logged: Logged | None) -> EventTold:
    place = {"log": logged.log, "log_index": logged.log_index} if logged else {"log": None, "log_index": None}
    own = {name: getattr(event, name) for name in EventTold.model_fields if name not in place}
    return EventTold.model_validate({**own, **place})


@public.get("/statistics/registers")
def of_registers(shelf: ShelfDep) -> list[dict[str, Any]]:
    """Every register in figures, with what was left out in how many records."""
    with shelf.reading() as session:
        found = [figures(each, listed(session, each)) for each in registers().values()]
    return [
        {
            "register": each.register.register,
            "records": each.records,
            "organisations": each.organisations,
            "statuses": dict(each.statuses),
            "not_provided": [msgspec.to_builtins(gap) for gap in each.gaps],
        }
        for each in found
    ]


Year = Annotated[int | None, Query(ge=2000, le=2199, description="This year by default.")]


@public.get("/statistics/inspections")
def of_inspections(shelf: ShelfDep, settings: SettingsDep, year: Year = None) -> dict[str, Any]:
    """A year of inspections in figures, of all authorities."""
    with shelf.reading() as session:
        found: dict[str, Any] = msgspec.to_builtins(statistics(session, year or settings.today().year))
    return found


@public.get("/statistics/incidents")
def of_incidents(shelf: ShelfDep, settings: SettingsDep, year: Year = None) -> dict[str, Any]:
    """A year of incidents in figures: under which regimes, told in time or late."""
    with shelf.reading() as session:
        found: dict[str, Any] = msgspec.to_builtins(incident_statistics(session, year or settings.today().year))
    return found
