"""Entries in registers: made over the API, and whole registers as files."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import select

from concordance.doors.api.bearer import needs
from concordance.doors.api.given import NewRegistration, OfSystem, PageNumber, PerPage
from concordance.doors.api.once import OnceDep
from concordance.doors.api.shapes import PRIVATE_REFUSALS, REFUSALS
from concordance.doors.api.told import Page, Registration, paged
from concordance.doors.web.accounts import Who
from concordance.doors.web.asking import SettingsDep
from concordance.doors.web.own import by, entered, own_system
from concordance.doors.web.policy import Action
from concordance.doors.web.visitors import ShelfDep
from concordance.registry.cells import to_csv
from concordance.registry.exporting import listed, to_json
from concordance.registry.models import Record
from concordance.registry.records import record_held
from concordance.registry.register import register_named
from concordance.registry.values import write_row

api = APIRouter(prefix="/api/v1", responses=PRIVATE_REFUSALS, tags=["registers"])
public = APIRouter(prefix="/api/v1", responses=REFUSALS, tags=["registers"])


def told(record: Record) -> Registration:
    """An entry as programs are told of it; `GET /records/{id}` has its fields."""
    return Registration(
        id=record.id,
        register_name=record.register,
        system=record.system_id or "",
        name=record.name,
        status=record.status,
        digest=record.digest,
        listed=record.listed,
    )


@api.get("/registrations")
def every(
    request: Request,
    who: Annotated[Who, needs(Action.SEE_SYSTEM)],
    shelf: ShelfDep,
    system: OfSystem,
    page: PageNumber = 1,
    per_page: PerPage = 25,
) -> Page[Registration]:
    """The entries of a system in registers."""
    with shelf.reading() as session:
        own_system(session, request, system, Action.SEE_SYSTEM)
        found = session.scalars(select(Record).where(Record.system_id == system).order_by(Record.id)).all()
    return paged(found, page, per_page, told)


@api.post("/registrations", status_code=201)
def enter(
    given: NewRegistration,
    request: Request,
    who: Annotated[Who, needs(Action.REGISTER)],
    shelf: ShelfDep,
    settings: SettingsDep,
    once: OnceDep,
) -> Registration:
    """Enter a system in a register, or say its entry anew; what is left out is `not provided`."""
    asked = register_named(given.register_)
    row: dict[str, Any] = {field.source: given.fields.get(field.source, "") for field in asked.fields}
    row |= given.fields
    with shelf.writing() as session:
        own_system(session, request, given.system, Action.REGISTER)
        made = once.do(session, who, given, lambda: entered(session, by(who, settings), asked, row, given.system).id)
        return told(record_held(session, made))


@public.get(
    "/exports/{register}",
    response_class=Response,
    responses={
        200: {
            "description": "The register as the file that it publishes, or as a table.",
            "content": {"application/json": {"schema": {}}, "text/csv": {"schema": {"type": "string"}}},
        }
    },
)
def export(
    register: str, shelf: ShelfDep, format_: Annotated[Literal["json", "csv"], Query(alias="format")] = "json"
) -> Response:
    """A register as a file. As JSON, importing it again gives the same records; in a table, formulas are guarded."""
    asked = register_named(register)
    with shelf.reading() as session:
        if format_ == "json":
            return Response(to_json(session, asked), media_type="application/json")
        rows = [write_row(record.fields, asked) for record in listed(session, asked)]
    return Response(to_csv(rows, asked), media_type="text/csv")
