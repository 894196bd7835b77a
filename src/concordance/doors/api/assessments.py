"""Assessments that are kept, the board of duties and the days ahead, over the API."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from concordance.assess.result import Duty
from concordance.doors.api.bearer import needs
from concordance.doors.api.described import json_reply, reply, reply_text
from concordance.doors.api.given import Id, NewAssessment, OfSystem, PageNumber, PerPage
from concordance.doors.api.once import OnceDep
from concordance.doors.api.results import Board
from concordance.doors.api.shapes import PRIVATE_REFUSALS
from concordance.doors.api.told import AssessmentTold, Both, DayAhead, Page, paged
from concordance.doors.web.accounts import Who
from concordance.doors.web.asking import DeskDep, SettingsDep, choice_of
from concordance.doors.web.board import Occasion, SystemShown, calendar, occasions, system_shown, systems_of
from concordance.doors.web.desk import Desk, When
from concordance.doors.web.own import by, own_system, scope_of
from concordance.doors.web.pages import lang_of
from concordance.doors.web.policy import Action
from concordance.doors.web.settings import Settings
from concordance.doors.web.visitors import ShelfDep
from concordance.registry.assessments import keep_assessment
from concordance.registry.models import AssessmentRow
from concordance.registry.records import assessment_held
from concordance.registry.refusals import refusal
from concordance.report.view import Group, make_view

api = APIRouter(prefix="/api/v1", responses=PRIVATE_REFUSALS, tags=["assessments"])
Seer = Annotated[Who, needs(Action.SEE_SYSTEM)]
Reader = Annotated[Who, needs(Action.SEE_DESK)]


def told(row: AssessmentRow) -> AssessmentTold:
    """An assessment as programs are told of it."""
    shown = {name: getattr(row, name) for name in AssessmentTold.model_fields if name != "system"}
    return AssessmentTold(system=row.system_id, **shown)


@api.get("/assessments")
def every(
    request: Request, who: Seer, shelf: ShelfDep, system: OfSystem, page: PageNumber = 1, per_page: PerPage = 25
) -> Page[AssessmentTold]:
    """The assessments of a system, newest first."""
    with shelf.reading() as session:
        own_system(session, request, system, Action.SEE_SYSTEM)
        of = select(AssessmentRow).where(AssessmentRow.system_id == system)
        found = session.scalars(of.order_by(AssessmentRow.made_at.desc(), AssessmentRow.id.desc())).all()
    return paged(found, page, per_page, told)


@api.post("/assessments", status_code=201)
def make(
    given: NewAssessment,
    request: Request,
    who: Annotated[Who, needs(Action.ASSESS)],
    shelf: ShelfDep,
    desk: DeskDep,
    settings: SettingsDep,
    once: OnceDep,
) -> AssessmentTold:
    """Assess a system on a profile, and keep all that the result rests on."""
    with shelf.writing() as session:
        own_system(session, request, given.system, Action.ASSESS)
        made = once.do(session, who, given, lambda: _made(session, who, desk, settings, given))
        return told(assessment_held(session, made))


def _made(session: Session, who: Who, desk: Desk, settings: Settings, given: NewAssessment) -> str:
    when = When(given.at or settings.today())
    with desk.program(when, choice_of([])) as program:
        profile = desk.profile(given.data(), when)
        name = f"{given.system}/{settings.clock():%Y%m%dT%H%M%S}"
        return keep_assessment(session, by(who, settings), name, given.system, profile, program, when.at).id


@api.get("/assessments/{id_:path}", **reply("Assessment"))
def one(id_: Id, request: Request, who: Seer, shelf: ShelfDep) -> Response:
    """The result of an assessment, byte for byte as it was made."""
    with shelf.reading() as session:
        row = assessment_held(session, id_)
        own_system(session, request, row.system_id, Action.SEE_SYSTEM)
        return Response(row.result, media_type="application/json")


@api.get("/duties/{system:path}", **reply("Board"))
def board(system: Id, request: Request, who: Seer, shelf: ShelfDep) -> Response:
    """The board of duties of a system that was assessed."""
    with shelf.reading() as session:
        shown = system_shown(session, own_system(session, request, system, Action.SEE_SYSTEM), "")
    if shown.row is None or shown.result is None:
        raise refusal("not-held", what="assessment", id=system)
    view = make_view(shown.result)
    lanes = (_duties(view.now), _duties(view.coming), view.undetermined, view.unsettled)
    return json_reply(Board(system, shown.row.id, shown.row.at, *lanes))


def _duties(groups: tuple[Group, ...]) -> tuple[Duty, ...]:
    return tuple(duty for group in groups for duty in group.duties)


@api.get("/deadlines")
def deadlines(
    request: Request,
    who: Reader,
    shelf: ShelfDep,
    settings: SettingsDep,
    system: OfSystem = "",
    page: PageNumber = 1,
    per_page: PerPage = 25,
) -> Page[DayAhead]:
    """The days ahead, soonest first: duties begin or end, something falls due."""
    return paged(occasions(_shown(request, who, shelf, system), settings.today()), page, per_page, _deadline)


@api.get("/deadlines.ics", **reply_text("text/calendar", "An iCalendar (RFC 5545)."))
def deadlines_for_calendars(
    request: Request, who: Reader, shelf: ShelfDep, settings: SettingsDep, system: OfSystem = ""
) -> Response:
    """The days ahead for calendar programs."""
    found = occasions(_shown(request, who, shelf, system), settings.today())
    return Response(calendar(found, lang_of(request), settings.clock()), media_type="text/calendar")


def _shown(request: Request, who: Who, shelf: ShelfDep, system: str) -> list[SystemShown]:
    with shelf.reading() as session:
        if not system:
            return systems_of(session, scope_of(who))
        return [system_shown(session, own_system(session, request, system, Action.SEE_SYSTEM), "")]


def _deadline(each: Occasion) -> DayAhead:
    title, what = (Both(en=text.en, fr=text.fr) for text in (each.title, each.what))
    return DayAhead(on=each.on.isoformat(), system=each.system, title=title, what=what, norms=list(each.norms))
