"""Inspections: an authority conducts a case step by step, the organisation concerned answers on its own side."""

from __future__ import annotations

import hashlib
import re
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from concordance.base.problem import ProblemsError
from concordance.base.span import Span
from concordance.doors.web import inspecting
from concordance.doors.web.accounts import Who
from concordance.doors.web.asking import DeskDep, SettingsDep
from concordance.doors.web.pages import local, render
from concordance.doors.web.policy import Action
from concordance.doors.web.refusals import shown
from concordance.doors.web.settings import Settings
from concordance.doors.web.visitors import OwnForm, ShelfDep, who_must
from concordance.registry.events import By
from concordance.registry.keeping import held
from concordance.registry.models import AssessmentRow, Case, CaseFile, CaseStep, Organisation, System
from concordance.registry.oversight.cases import FileIn, case_held, files_of, open_case, steps_of
from concordance.registry.oversight.machine import OPENING
from concordance.registry.oversight.statistics import statistics
from concordance.registry.oversight.steps import step_in
from concordance.registry.oversight.waiting import waiting
from concordance.registry.refusals import refusal

pages = APIRouter(include_in_schema=False)
FORM = Span("form")


def fresh(settings: Settings) -> bytes:
    """Thirty-two bytes from the door through which chance comes in."""
    return hashlib.sha256(settings.token().encode()).digest()


def acting(who: Who, settings: Settings) -> By:
    """Who acts: the organisation in the history, the account beside the step, where the second person is checked."""
    return By(f"web:{who.organisation}", settings.clock(), who.id)


def party(request: Request) -> Who:
    """Whoever may see inspections: authorities, and organisations those that concern them."""
    who: Who | None = request.state.who
    return who_must(request, Action.INSPECT if who and who.role == "authority" else Action.ANSWER_INSPECTION)


def case_for(session: Session, request: Request, id_: str) -> tuple[Case, Who]:
    """The case, for the two sides of it; for others it is as if it were not there."""
    who = party(request)
    case = case_held(session, id_)
    if who.role != "authority" and case.organisation != who.organisation:
        raise refusal("not-held", what="case", id=id_)
    return case, who


def conducts(case: Case, who: Who) -> bool:
    """Whether somebody is of the authority whose case it is."""
    return who.role == "authority" and who.organisation == case.authority


@pages.get("/inspections")
def inspections(request: Request, shelf: ShelfDep, settings: SettingsDep) -> HTMLResponse:
    """The cases, newest first, with what each waits for, and for an authority the year in figures."""
    who, today = party(request), settings.today()
    with shelf.reading() as session:
        query = select(Case).order_by(Case.opened_at.desc(), Case.id)
        if who.role != "authority":
            query = query.where(Case.organisation == who.organisation)
        cases = list(session.scalars(query))
        asked = {case.id: waiting(case.state, steps_of(session, case.id), today) for case in cases}
        year = statistics(session, today.year, who.organisation) if who.role == "authority" else None
    return render(request, "inspections.html", cases=cases, asked=asked, year=year)


@pages.get("/open-inspection")
def open_form(
    request: Request, shelf: ShelfDep, desk: DeskDep, system: Annotated[str, Query(max_length=200)] = ""
) -> HTMLResponse:
    """The form that opens a case on a system: first which system, then basis, scope and assessment."""
    who_must(request, Action.INSPECT)
    with shelf.reading() as session:
        return _opening(request, session, desk, system, {}, None)


def _opening(
    request: Request, session: Session, desk: DeskDep, system: str, given: inspecting.Form, error: ProblemsError | None
) -> HTMLResponse:
    found = held(session, System, system) if system else None
    systems = session.execute(select(System.id, System.name, Organisation.name).join(Organisation)).all()
    made = session.scalars(
        select(AssessmentRow).where(AssessmentRow.system_id == system).order_by(AssessmentRow.made_at.desc())
    )
    return render(
        request,
        "inspection_open.html",
        422 if error else 200,
        system=found,
        systems=sorted(systems, key=lambda row: (row[2], row[1])),
        assessments=list(made) if found else [],
        powers=inspecting.powers(desk.score),
        given=given,
        problems=shown(error.problems, request) if error else (),
    )


async def form_of(request: Request) -> tuple[dict[str, list[str]], list[FileIn]]:
    """The fields of a form, and its files."""
    form = await request.form()
    plain = {name: [v for v in form.getlist(name) if isinstance(v, str)] for name in form}
    uploads = [v for name in form for v in form.getlist(name) if isinstance(v, UploadFile) and v.filename]
    return plain, [FileIn(str(v.filename), await v.read()) for v in uploads]


@pages.post("/open-inspection", dependencies=[OwnForm])
async def open_(request: Request, shelf: ShelfDep, desk: DeskDep, settings: SettingsDep) -> Response:
    """Open a case."""
    form, _ = await form_of(request)
    return await run_in_threadpool(_open, request, shelf, desk, settings, form)


def _open(
    request: Request, shelf: ShelfDep, desk: DeskDep, settings: Settings, form: dict[str, list[str]]
) -> Response:
    who, name = who_must(request, Action.INSPECT), inspecting.one(form, "system")
    try:
        with shelf.writing() as session:
            system: System = held(session, System, name)
            said = {key: inspecting.one(form, key) for key in ("case", "basis", "agreement", "assessment", "scope")}
            said |= {"authority": who.organisation or "", "organisation": system.organisation_id, "system": system.id}
            given = step_in(inspecting.as_document({k: v for k, v in said.items() if v}), "form", OPENING)
            check_own(session, given)
            case = open_case(session, acting(who, settings), given, desk.score, lambda: fresh(settings), FORM)
            address = local(request, f"/inspections/{case.id}")
    except ProblemsError as error:
        with shelf.reading() as session:
            return _opening(request, session, desk, name, form, error)
    return RedirectResponse(address, 303)


def check_own(session: Session, given: dict[str, Any]) -> None:
    """The assessment that a case rests on is one of its system."""
    row = session.get(AssessmentRow, given["assessment"]) if "assessment" in given else None
    if row is not None and row.system_id != given["system"]:
        raise refusal("not-held", FORM, what="assessment", id=given["assessment"])


@pages.get("/inspections/{id_:path}")
def inspection(request: Request, id_: str, shelf: ShelfDep, desk: DeskDep, settings: SettingsDep) -> HTMLResponse:
    """A case: what is asked by when, its steps, and the moves that the procedure allows this side now."""
    with shelf.reading() as session:
        case, who = case_for(session, request, id_)
        inside, steps = who.role == "authority", steps_of(session, id_)
        mine = inspecting.seen(case, steps, inside=inside)
        norms = {f"{i.id}/{n.id}": (i.short, n.cite) for i in desk.score.instruments.values() for n in i.norms}
        return render(
            request,
            "inspection.html",
            case=case,
            steps=mine,
            files=files_of(session, mine),
            asked=waiting(case.state, steps, settings.today()),
            moves=inspecting.allowed(case, inside=inside) if not inside or conducts(case, who) else [],
            inside=inside,
            mine=conducts(case, who),
            norms=norms,
            logged=inspecting.logged(session, id_),
            scope=steps[0].content.get("scope", "") if steps else "",
            last=last_of(steps),
        )


def last_of(steps: list[CaseStep]) -> dict[str, CaseStep]:
    """The latest step of each kind."""
    return {step.move: step for step in steps}


@pages.get("/evidence/{number}")
def evidence(request: Request, number: int, shelf: ShelfDep) -> Response:
    """A file of a case, for its two sides; always as a download, never shown by the browser."""
    with shelf.reading() as session:
        found = session.get(CaseFile, number)
        party(request)
        if found is None:
            raise refusal("not-held", what="file", id=number)
        case_for(session, request, session.get_one(CaseStep, found.step_id).case_id)
        name = re.sub(r"[^A-Za-z0-9._-]", "_", found.name) or "file"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(found.data, media_type="application/octet-stream", headers=headers)
