"""Incidents: one form → who must be told by when, a draft of each form; kept, and followed to its end."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Annotated, Any, cast

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from concordance.base.problem import ProblemsError
from concordance.doors.web import incident_fields
from concordance.doors.web.asking import DeskDep, SettingsDep, read_day
from concordance.doors.web.own import by, own_incident, own_system
from concordance.doors.web.pages import local, render
from concordance.doors.web.policy import Action
from concordance.doors.web.refusals import shown
from concordance.doors.web.reporting import keep as put_in
from concordance.doors.web.reporting import last_profile, read
from concordance.doors.web.visitors import OwnForm, ShelfDep, who_must
from concordance.registry.incidents.data import entries
from concordance.registry.incidents.exchange import exchange_in, to_aiid, to_oecd
from concordance.registry.incidents.keeping import (
    add_step,
    close,
    next_states,
    redress_history,
    report_in,
    settle,
    steps_of,
)
from concordance.registry.incidents.report import SEVERITIES, Step, StepKind
from concordance.registry.models import IncidentStep, System
from concordance.registry.refusals import refusal

pages = APIRouter(include_in_schema=False)
Short = Annotated[str, Form(max_length=300)]
FORMATS = {"oecd": to_oecd, "aiid": to_aiid}
NO_FORM = frozenset({"not-held", "not-allowed", "sign-in", "not-assessed"})
"""Refusals that are no fault of the form: they are answered by a page of their own."""


@pages.get("/report/{id_:path}")
def form(request: Request, id_: str, shelf: ShelfDep, desk: DeskDep) -> HTMLResponse:
    """The form for an incident of a system that was assessed."""
    with shelf.reading() as session:
        system = own_system(session, request, id_, Action.REPORT_INCIDENT)
        last_profile(session, system)
    return _page(request, system, desk, {})


def _page(
    request: Request,
    system: System,
    desk: DeskDep,
    given: dict[str, list[str]],
    *,
    error: ProblemsError | None = None,
    **context: Any,
) -> HTMLResponse:
    duties, drafts = context.get("duties"), context.get("drafts", ())
    return render(
        request,
        "incident_form.html",
        422 if error else 200,
        system=system,
        given=given,
        duties=duties,
        drafts=drafts,
        facts=incident_fields.facts_to_ask(given, duties, desk.score.vocabulary),
        first=len(incident_fields.FIRST),
        asked=incident_fields.entries_to_ask(given, drafts),
        entries=entries(),
        severities=SEVERITIES,
        zones=incident_fields.ZONES,
        vocabulary=desk.score.vocabulary,
        problems=shown(error.problems, request) if error else (),
    )


@pages.post("/report/{id_:path}", dependencies=[OwnForm])
async def report(
    request: Request, id_: str, shelf: ShelfDep, desk: DeskDep, settings: SettingsDep, do: Annotated[str, Form()] = ""
) -> Response:
    """What follows from the report; with `do=keep` it goes into the registry."""
    form = await request.form()
    given = {name: [str(value) for value in form.getlist(name)] for name in form}
    return await run_in_threadpool(_report, request, id_, shelf, desk, settings, given, keep=do == "keep")


def _report(
    request: Request,
    id_: str,
    shelf: ShelfDep,
    desk: DeskDep,
    settings: SettingsDep,
    given: dict[str, list[str]],
    *,
    keep: bool,
) -> Response:
    try:
        with shelf.writing() as session:
            system = own_system(session, request, id_, Action.REPORT_INCIDENT)
            who = who_must(request, Action.REPORT_INCIDENT, system.organisation_id)
            said = incident_fields.said(given, desk.score.vocabulary)
            made = read(session, system, said, desk, settings)
            if not keep:
                return _page(request, system, desk, given, duties=made.duties, drafts=made.drafts)
            address = local(request, f"/incidents/{put_in(session, who, made, settings).id}")
    except ProblemsError as error:
        if any(each.code in NO_FORM for each in error.problems):
            raise
        return _refused(request, id_, shelf, desk, given, error)
    return RedirectResponse(address, 303)


def _refused(
    request: Request, id_: str, shelf: ShelfDep, desk: DeskDep, given: dict[str, list[str]], error: ProblemsError
) -> HTMLResponse:
    with shelf.reading() as session:
        system = own_system(session, request, id_, Action.REPORT_INCIDENT)
        return _page(request, system, desk, given, error=error)


@pages.post("/begin-report/{id_:path}", dependencies=[OwnForm])
def begin(
    request: Request,
    id_: str,
    shelf: ShelfDep,
    desk: DeskDep,
    file: UploadFile | None = None,
    form: Short = "oecd",
) -> HTMLResponse:
    """Fill the form from a file in an exchange format; nothing is kept."""
    with shelf.reading() as session:
        system = own_system(session, request, id_, Action.REPORT_INCIDENT)
    try:
        found = exchange_in(file.file.read() if file else b"", "file", form)
    except ProblemsError as error:
        return _refused(request, id_, shelf, desk, {}, error)
    return _page(request, system, desk, incident_fields.begun(found, desk.score.vocabulary))


@pages.get("/incidents/{id_:path}")
def incident(request: Request, id_: str, shelf: ShelfDep, desk: DeskDep, settings: SettingsDep) -> HTMLResponse:
    """An incident with its clocks and steps, for its organisation and for authorities."""
    with shelf.reading() as session:
        found = own_incident(session, request, id_, Action.SEE_SYSTEM)
        steps, norms = steps_of(session, id_), desk.score.instruments.values()
        return render(
            request,
            "incident.html",
            incident=found,
            steps=steps,
            nexts={step.id: next_states(step) for step in steps},
            days=redress_history(session, id_),
            now=settings.clock().strftime("%Y-%m-%dT%H:%M:%SZ"),
            norms={f"{i.id}/{n.id}": (i.short, n.cite) for i in norms for n in i.norms},
            vocabulary=desk.score.vocabulary,
            entries=entries(),
        )


@pages.get("/export-incident/{form}/{id_:path}")
def export(request: Request, form: str, id_: str, shelf: ShelfDep) -> Response:
    """An incident by the OECD's criteria, or in the fields of the AI Incident Database."""
    with shelf.reading() as session:
        kept = own_incident(session, request, id_, Action.SEE_SYSTEM)
        if form not in FORMATS:
            raise refusal("not-held", what="format", id=form[:40])
        found = FORMATS[form](report_in(kept))
    headers = {"Content-Disposition": f'attachment; filename="incident-{form}.json"'}
    return Response(json.dumps(found, ensure_ascii=False, indent=1), media_type="application/json", headers=headers)


@pages.post("/steps/{number}", dependencies=[OwnForm])
def step_done(
    request: Request, number: int, shelf: ShelfDep, settings: SettingsDep, state: Short = "done", at: Short = ""
) -> Response:
    """Say that a step was taken, or where a redress stands: now, or on a day."""
    who = who_must(request, Action.REPORT_INCIDENT)
    day = read_day(at, "at")
    moment = datetime.combine(day, time(0), UTC) if day else settings.clock()
    with shelf.writing() as session:
        found = session.get(IncidentStep, number)
        if found is None:
            raise refusal("not-held", what="step", id=number)
        owner = own_incident(session, request, found.incident_id, Action.REPORT_INCIDENT)
        settle(session, by(who, settings), number, moment, state)
        address = local(request, f"/incidents/{owner.id}")
    return RedirectResponse(address, 303)


@pages.post("/add-step/{id_:path}", dependencies=[OwnForm])
def step_added(
    request: Request,
    id_: str,
    shelf: ShelfDep,
    settings: SettingsDep,
    kind: Short = "",
    what: Annotated[str, Form(max_length=5_000)] = "",
    whom: Short = "",
    due: Short = "",
) -> Response:
    """Add a corrective action, a follow-up, or a claim for redress."""
    who = who_must(request, Action.REPORT_INCIDENT)
    day = read_day(due, "due")
    step = Step(cast("StepKind", kind[:40]), what.strip(), day.isoformat() if day else None, None, whom.strip() or None)
    if kind == "redress":
        step = dataclasses.replace(step, state="claimed")
    return _followed(request, id_, shelf, lambda session: add_step(session, by(who, settings), id_, step))


@pages.post("/close-incident/{id_:path}", dependencies=[OwnForm])
def closed(request: Request, id_: str, shelf: ShelfDep, settings: SettingsDep) -> Response:
    """Close an incident of which every step is settled."""
    who = who_must(request, Action.REPORT_INCIDENT)
    return _followed(request, id_, shelf, lambda session: close(session, by(who, settings), id_))


def _followed(request: Request, id_: str, shelf: ShelfDep, do: Callable[[Session], object]) -> Response:
    with shelf.writing() as session:
        own_incident(session, request, id_, Action.REPORT_INCIDENT)
        do(session)
    return RedirectResponse(local(request, f"/incidents/{id_}"), 303)
