"""An organisation's side: its systems, the board of duties, the calendar, its entries in registers."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import select
from starlette.concurrency import run_in_threadpool

from concordance.doors.web.accounts import by_feed
from concordance.doors.web.asking import DeskDep, SettingsDep, choice_of, given_profile, read_day
from concordance.doors.web.board import calendar, occasions, system_shown, systems_of
from concordance.doors.web.desk import When
from concordance.doors.web.own import (
    OPEN_REGISTERS,
    STATUSES,
    by,
    changed_system,
    entered,
    new_system,
    open_register,
    own_system,
    scope_of,
)
from concordance.doors.web.pages import lang_of, local, render
from concordance.doors.web.policy import Action
from concordance.doors.web.settings import Settings
from concordance.doors.web.shelf import Shelf
from concordance.doors.web.visitors import OwnForm, ShelfDep, who_must
from concordance.registry.assessments import keep_assessment
from concordance.registry.jobs.sweep import reminders
from concordance.registry.keeping import held
from concordance.registry.models import AssessmentRow, Event, Incident, Organisation, Record
from concordance.registry.refusals import refusal
from concordance.registry.register import Register, labels, register_named
from concordance.registry.removing import remove_system as take_out
from concordance.report.view import make_view

pages = APIRouter(include_in_schema=False)


@pages.get("/desk")
def desk(request: Request, shelf: ShelfDep, settings: SettingsDep) -> HTMLResponse:
    """The systems and the days ahead."""
    who = who_must(request, Action.SEE_DESK)
    with shelf.reading() as session:
        shown = systems_of(session, scope_of(who))
        said = reminders(session, scope_of(who))
    days = occasions(shown, settings.today())
    return render(request, "desk.html", shown=shown, reminders=said, days=days[:12], in_all=len(days))


@pages.get("/calendar/{feed}.ics")
def feed(request: Request, feed: str, shelf: ShelfDep, settings: SettingsDep) -> Response:
    """The days ahead for a calendar program, which cannot sign in: the address itself is the secret."""
    with shelf.reading() as session:
        who = by_feed(session, feed)
        if who is None:
            raise refusal("not-held", what="calendar", id="…")
        shown = systems_of(session, scope_of(who))
    data = calendar(occasions(shown, settings.today()), lang_of(request), settings.clock())
    return Response(data, media_type="text/calendar; charset=utf-8")


@pages.post("/systems", dependencies=[OwnForm])
def add_system(
    request: Request, shelf: ShelfDep, settings: SettingsDep, name: Annotated[str, Form(max_length=200)] = ""
) -> Response:
    """Describe a new system of one's own organisation."""
    who = who_must(request, Action.KEEP_SYSTEM)
    with shelf.writing() as session:
        made = new_system(session, who, settings, name).id
    return RedirectResponse(local(request, f"/systems/{made}"), 303)


@pages.post("/change-system/{id_:path}", dependencies=[OwnForm])
def change_system(
    request: Request,
    id_: str,
    shelf: ShelfDep,
    settings: SettingsDep,
    name: Annotated[str, Form(max_length=200)] = "",
    purpose: Annotated[str, Form(max_length=2000)] = "",
    status: Annotated[str, Form(max_length=60)] = "",
) -> Response:
    """Say anew what a system is called, is for, and where it stands."""
    with shelf.writing() as session:
        found = own_system(session, request, id_, Action.KEEP_SYSTEM)
        said = {"name": name, "purpose": purpose or None, "status": status or None}
        changed_system(session, by(who_must(request, Action.KEEP_SYSTEM), settings), found, **said)
    return RedirectResponse(local(request, f"/systems/{id_}"), 303)


@pages.post("/remove-system/{id_:path}", dependencies=[OwnForm])
def remove_system(request: Request, id_: str, shelf: ShelfDep, settings: SettingsDep) -> Response:
    """Take a system out that nothing else is about."""
    with shelf.writing() as session:
        found = own_system(session, request, id_, Action.KEEP_SYSTEM)
        take_out(session, by(who_must(request, Action.KEEP_SYSTEM), settings), found)
    return RedirectResponse(local(request, "/desk"), 303)


@pages.get("/systems/{id_:path}")
def system(request: Request, id_: str, shelf: ShelfDep, settings: SettingsDep) -> HTMLResponse:
    """A system: its board of duties, its entries, its history."""
    with shelf.reading() as session:
        found = own_system(session, request, id_, Action.SEE_SYSTEM)
        organisation: Organisation = held(session, Organisation, found.organisation_id)
        shown = system_shown(session, found, organisation.name)
        entries = list(session.scalars(select(Record).where(Record.system_id == id_)))
        reports = list(session.scalars(select(Incident).where(Incident.system == id_).order_by(Incident.aware_at)))
        made = session.scalars(select(AssessmentRow.id).where(AssessmentRow.system_id == id_))
        subjects = [id_, *made, *(entry.id for entry in entries), *(each.id for each in reports)]
        events = list(session.scalars(select(Event).where(Event.subject.in_(subjects)).order_by(Event.seq)))
    view = make_view(shown.result) if shown.result else None
    context: dict[str, Any] = {"today": settings.today(), "days": occasions([shown], settings.today())[:12]}
    context["names"] = {each.id: each.short for each in shown.result.instruments} if shown.result else {}
    context["statuses"] = STATUSES
    context |= {
        "registers": [register_named(name) for name in OPEN_REGISTERS],
        "entries": entries,
        "incidents": reports,
    }
    return render(request, "system.html", shown=shown, view=view, events=events, **context)


@pages.post("/assessments/{id_:path}", dependencies=[OwnForm])
def assess(
    request: Request,
    id_: str,
    shelf: ShelfDep,
    desk: DeskDep,
    settings: SettingsDep,
    profile: Annotated[str, Form()] = "",
    file: UploadFile | None = None,
    at: Annotated[str, Form()] = "",
) -> Response:
    """Assess a system on a profile, and keep all that the result rests on."""
    when = When(read_day(at, "at") or settings.today())
    with shelf.writing() as session:
        system = own_system(session, request, id_, Action.ASSESS)
        who = who_must(request, Action.ASSESS, system.organisation_id)
        given = given_profile(request, profile, file)
        with desk.program(when, choice_of([])) as program:
            described = desk.profile(given.data, when)
            name = f"{id_}/{settings.clock():%Y%m%dT%H%M%S}"
            keep_assessment(session, by(who, settings), name, id_, described, program, when.at)
    return RedirectResponse(local(request, f"/systems/{id_}"), 303)


@pages.get("/enter/{register}/{id_:path}")
def entry_form(request: Request, register: str, id_: str, shelf: ShelfDep) -> HTMLResponse:
    """The form of a register, field by field, with the provision that asks for each."""
    asked = register_named(open_register(register))
    with shelf.reading() as session:
        found = own_system(session, request, id_, Action.REGISTER)
    return render(request, "entry.html", register=asked, labels=labels(), system=found)


@pages.post("/enter/{register}/{id_:path}", dependencies=[OwnForm])
async def enter(request: Request, register: str, id_: str, shelf: ShelfDep, settings: SettingsDep) -> Response:
    """Enter a system in a register; what is left empty is `not provided`."""
    asked = register_named(open_register(register))
    form = await request.form()
    row: dict[str, Any] = {field.source: str(form.get(field.source, "")).strip() for field in asked.fields}
    for field in asked.fields:
        if field.type == "list":
            row[field.source] = [part.strip() for part in row[field.source].split(",") if part.strip()]
    entry = await run_in_threadpool(_enter, request, asked, row, id_, shelf, settings)
    return RedirectResponse(local(request, f"/records/{entry}"), 303)


def _enter(
    request: Request, asked: Register, row: dict[str, Any], id_: str, shelf: Shelf, settings: Settings
) -> str:
    with shelf.writing() as session:
        own_system(session, request, id_, Action.REGISTER)
        who = who_must(request, Action.REGISTER)
        return entered(session, by(who, settings), asked, row, id_).id
