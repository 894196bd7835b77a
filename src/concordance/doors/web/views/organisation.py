"""An organisation's side: its systems, the board of duties, the calendar, its entries in registers."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from concordance.doors.web.accounts import Who, by_feed
from concordance.doors.web.asking import DeskDep, SettingsDep, choice_of, given_profile, read_day
from concordance.doors.web.board import calendar, occasions, system_shown, systems_of
from concordance.doors.web.desk import When
from concordance.doors.web.interviewing import new_profile
from concordance.doors.web.pages import lang_of, local, render
from concordance.doors.web.policy import ANYWHERE, Action
from concordance.doors.web.refusals import problem
from concordance.doors.web.visitors import OwnForm, ShelfDep, who_must
from concordance.registry.assessments import keep_assessment
from concordance.registry.events import By
from concordance.registry.importing import record_id
from concordance.registry.keeping import add, held
from concordance.registry.models import AssessmentRow, Event, Incident, Organisation, Record, System
from concordance.registry.records import register_system
from concordance.registry.refusals import refusal
from concordance.registry.register import labels, register_named
from concordance.report.view import make_view

pages = APIRouter(include_in_schema=False)
OPEN_REGISTERS = ("eu-annex-viii-a", "eu-annex-viii-b", "eu-annex-viii-c")
"""Registers that systems of this server can be entered in; the others are copies of what others keep."""


def scope_of(who: Who) -> str | None:
    """Whose systems somebody sees: their organisation's, or everybody's."""
    return None if who.role in ANYWHERE or who.role == "auditor" else who.organisation


def by(who: Who, settings: SettingsDep) -> By:
    """Who acts, as the history has it: the organisation, never a person's name."""
    return By(f"web:{who.organisation}", settings.clock())


@pages.get("/desk")
def desk(request: Request, shelf: ShelfDep, settings: SettingsDep) -> HTMLResponse:
    """The systems and the days ahead."""
    who = who_must(request, Action.SEE_DESK)
    with shelf.reading() as session:
        shown = systems_of(session, scope_of(who))
    days = occasions(shown, settings.today())
    return render(request, "desk.html", shown=shown, days=days[:12], in_all=len(days))


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
    made = new_profile(name)
    if made is None or who.organisation is None:
        raise problem("bad-name", "a system needs a name", "un système a besoin d’un nom", "write it", "l’écrire")
    id_ = f"{who.organisation}/{made.name}"
    kept = System(id=id_, organisation_id=who.organisation, name=name.strip(), purpose=None, status=None)
    with shelf.writing() as session:
        add(session, by(who, settings), kept)
    return RedirectResponse(local(request, f"/systems/{id_}"), 303)


def own_system(session: Session, request: Request, id_: str, action: Action) -> System:
    """The system, for whoever may do this with it; for others it is as if it were not there."""
    who = who_must(request, action)
    system: System = held(session, System, id_)
    if scope_of(who) not in {None, system.organisation_id}:
        raise refusal("not-held", what="system", id=id_)
    who_must(request, action, None if who.role == "auditor" else system.organisation_id)
    return system


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
    asked = register_named(_open(register))
    with shelf.reading() as session:
        found = own_system(session, request, id_, Action.REGISTER)
    return render(request, "entry.html", register=asked, labels=labels(), system=found)


@pages.post("/enter/{register}/{id_:path}", dependencies=[OwnForm])
async def enter(request: Request, register: str, id_: str, shelf: ShelfDep, settings: SettingsDep) -> Response:
    """Enter a system in a register; what is left empty is `not provided`."""
    asked = register_named(_open(register))
    form = await request.form()
    row: dict[str, Any] = {field.source: str(form.get(field.source, "")).strip() for field in asked.fields}
    for field in asked.fields:
        if field.type == "list":
            row[field.source] = [part.strip() for part in row[field.source].split(",") if part.strip()]
    with shelf.writing() as session:
        own_system(session, request, id_, Action.REGISTER)
        who = who_must(request, Action.REGISTER)
        kept = session.get(Record, record_id(asked, row[asked.key])) if row[asked.key] else None
        if kept is not None and kept.system_id != id_:
            raise refusal("taken", what="record", id=row[asked.key])
        found = register_system(session, by(who, settings), asked, row, id_, replace=kept is not None)
        entered = found.id
    return RedirectResponse(local(request, f"/records/{entered}"), 303)


def _open(register: str) -> str:
    if register not in OPEN_REGISTERS:
        raise refusal("unknown-register", value=register, known=", ".join(OPEN_REGISTERS))
    return register
