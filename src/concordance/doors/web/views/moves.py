"""The steps of an inspection as forms: what a form says goes the same way as a file of the command line."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from concordance.assess.result import Assessment
from concordance.base.problem import ProblemsError
from concordance.base.text import Text
from concordance.doors.web import inspecting
from concordance.doors.web.accounts import Who
from concordance.doors.web.asking import DeskDep, SettingsDep
from concordance.doors.web.pages import local, render
from concordance.doors.web.refusals import problem, shown
from concordance.doors.web.settings import Settings
from concordance.doors.web.views.inspections import FORM, acting, case_for, conducts, form_of, fresh, last_of
from concordance.doors.web.visitors import OwnForm, ShelfDep
from concordance.registry.assessments import result_of
from concordance.registry.models import AssessmentRow, Case, CaseStep
from concordance.registry.oversight.cases import FileIn, hand_in, move_named, steps_of, take_step
from concordance.registry.oversight.machine import EFFECTS
from concordance.registry.oversight.rules import breached
from concordance.registry.oversight.steps import step_in
from concordance.registry.oversight.waiting import waiting

pages = APIRouter(include_in_schema=False)
NO_FORM = frozenset({"not-held", "not-allowed", "sign-in", "move-unknown"})
"""Refusals that are no fault of a form: they are answered by a page of their own."""


@pages.get("/moves/{move}/{id_:path}")
def move_form(
    request: Request,
    move: str,
    id_: str,
    shelf: ShelfDep,
    desk: DeskDep,
    settings: SettingsDep,
    effect: Annotated[str, Query(max_length=200)] = "",
) -> HTMLResponse:
    """The form of a move. `effect` is the decision to propose, a fine with its sanction behind a colon."""
    with shelf.reading() as session:
        return _moving(request, session, desk, settings, move, id_, {"choice": [effect]}, None)


def _moving(
    request: Request,
    session: Session,
    desk: DeskDep,
    settings: Settings,
    move: str,
    id_: str,
    given: inspecting.Form,
    error: ProblemsError | None,
) -> HTMLResponse:
    case, who = case_for(session, request, id_)
    check_side(case, who, move)
    steps = steps_of(session, id_)
    row = session.get(AssessmentRow, case.assessment_id) if case.assessment_id else None
    result = result_of(row) if row else None
    context: dict[str, Any] = {"case": case, "move": move, "given": given, "last": last_of(steps)}
    context["asked"] = waiting(case.state, steps, settings.today())
    if move == "find":
        context["norms"] = _norms(desk, result)
        context["rows"] = _rows(given, context["last"].get("find"))
    if move == "propose":
        context["ceilings"] = inspecting.ceilings(result, breached(steps), desk.score, settings.today())
        context["effects"] = EFFECTS
        context["instruments"] = {i.id: i.short for i in desk.score.instruments.values()}
    problems = shown(error.problems, request) if error else ()
    return render(request, "move.html", 422 if error else 200, problems=problems, today=settings.today(), **context)


def _norms(desk: DeskDep, result: Assessment | None) -> list[tuple[str, str, Text]]:
    """Norms to find on: those of the assessment first; every norm of the corpus can be named all the same."""
    if result is not None:
        return [(d.norm, d.citation, d.says) for d in result.duties]
    return [(f"{i.id}/{n.id}", n.cite, n.says) for i in desk.score.instruments.values() for n in i.norms]


def _rows(given: inspecting.Form, before: CaseStep | None) -> list[dict[str, str]]:
    said = inspecting.findings_of(given) or (before.content["findings"] if before else [])
    return [*said, *({} for _ in range(min(3, inspecting.ROWS - len(said))))]


def check_side(case: Case, who: Who, move: str) -> None:
    """Who may make a move: the authority whose case it is, or the organisation its own. Raises `not-allowed`."""
    if conducts(case, who) or (who.role != "authority" and move_named(move).own):
        return
    raise problem(
        "not-allowed",
        "this step is not for your side of the case",
        "cette étape ne revient pas à votre côté du dossier",
        "it is for the authority whose case it is",
        "elle revient à l’autorité dont c’est le dossier",
    )


@pages.post("/moves/{move}/{id_:path}", dependencies=[OwnForm])
async def move(
    request: Request, move: str, id_: str, shelf: ShelfDep, desk: DeskDep, settings: SettingsDep
) -> Response:
    """Make a move. What is refused comes back as the form, with every problem above it."""
    form, files = await form_of(request)
    return await run_in_threadpool(_move, request, move, id_, shelf, desk, settings, form, files)


def _move(
    request: Request,
    move: str,
    id_: str,
    shelf: ShelfDep,
    desk: DeskDep,
    settings: Settings,
    form: dict[str, list[str]],
    files: list[FileIn],
) -> Response:
    try:
        with shelf.writing() as session:
            case, who = case_for(session, request, id_)
            check_side(case, who, move)
            actor, score = acting(who, settings), desk.score
            if move == "receive-evidence":
                note = inspecting.one(form, "note")
                hand_in(session, actor, id_, note, files, score, lambda: fresh(settings), FORM)
            else:
                content = step_in(
                    inspecting.as_document(inspecting.content_of(move, form)), "form", move_named(move).says
                )
                take_step(session, actor, id_, move, content, score, lambda: fresh(settings), FORM)
    except ProblemsError as error:
        if any(each.code in NO_FORM for each in error.problems):
            raise
        with shelf.reading() as session:
            return _moving(request, session, desk, settings, move, id_, form, error)
    return RedirectResponse(local(request, f"/inspections/{id_}"), 303)
