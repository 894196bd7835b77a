"""Inspections over the API: read by both sides of a case, conducted by the authority, answered by the other."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated

from fastapi import APIRouter, Request
from sqlalchemy import select
from sqlalchemy.orm import Session

from concordance.base.span import Span
from concordance.doors.api.bearer import needs
from concordance.doors.api.given import File, Id, NewInspection, NewStep, PageNumber, PerPage
from concordance.doors.api.once import OnceDep
from concordance.doors.api.shapes import PRIVATE_REFUSALS
from concordance.doors.api.told import CaseInFull, CaseStepTold, CaseTold, Page, paged
from concordance.doors.web import inspecting
from concordance.doors.web.accounts import Who
from concordance.doors.web.asking import DeskDep, SettingsDep
from concordance.doors.web.desk import Desk
from concordance.doors.web.policy import Action
from concordance.doors.web.refusals import problem
from concordance.doors.web.settings import Settings
from concordance.doors.web.views.inspections import acting, case_for, check_own, conducts, fresh
from concordance.doors.web.views.moves import check_side
from concordance.doors.web.visitors import ShelfDep
from concordance.registry.keeping import held
from concordance.registry.models import Case, System
from concordance.registry.oversight.cases import (
    FileIn,
    case_held,
    files_of,
    hand_in,
    move_named,
    open_case,
    steps_of,
    take_step,
)
from concordance.registry.oversight.machine import OPENING
from concordance.registry.oversight.steps import step_in

api = APIRouter(prefix="/api/v1", responses=PRIVATE_REFUSALS, tags=["inspections"])
Party = Annotated[Who, needs(Action.INSPECT, Action.ANSWER_INSPECTION)]
BODY = Span("body")


def told(case: Case) -> CaseTold:
    """A case as programs are told of it."""
    own = {name: getattr(case, name) for name in CaseTold.model_fields if name != "assessment"}
    return CaseTold(assessment=case.assessment_id, **own)


def in_full(session: Session, case: Case, who: Who) -> CaseInFull:
    """A case with its steps, as one side of it sees them."""
    inside = who.role == "authority"
    steps = inspecting.seen(case, steps_of(session, case.id), inside=inside)
    files = files_of(session, steps)
    shown = [
        CaseStepTold(move=s.move, at=s.at, content=s.content, files=[f.id for f in files.get(s.id, [])]) for s in steps
    ]
    moves = inspecting.allowed(case, inside=inside) if not inside or conducts(case, who) else []
    return CaseInFull(**told(case).model_dump(), moves=moves, steps=shown)


@api.get("/inspections")
def every(who: Party, shelf: ShelfDep, page: PageNumber = 1, per_page: PerPage = 25) -> Page[CaseTold]:
    """The cases, newest first: all of them for authorities, for an organisation those that concern it."""
    query = select(Case).order_by(Case.opened_at.desc(), Case.id)
    if who.role != "authority":
        query = query.where(Case.organisation == who.organisation)
    with shelf.reading() as session:
        return paged(session.scalars(query).all(), page, per_page, told)


@api.post("/inspections", status_code=201)
def open_(
    given: NewInspection,
    who: Annotated[Who, needs(Action.INSPECT)],
    shelf: ShelfDep,
    desk: DeskDep,
    settings: SettingsDep,
    once: OnceDep,
) -> CaseTold:
    """Open a case on a system."""
    with shelf.writing() as session:
        made = once.do(session, who, given, lambda: _opened(session, who, desk, settings, given))
        return told(case_held(session, made))


def _opened(session: Session, who: Who, desk: Desk, settings: Settings, given: NewInspection) -> str:
    system: System = held(session, System, given.system)
    said = given.model_dump(exclude_none=True)
    said |= {"authority": who.organisation or "", "organisation": system.organisation_id}
    content = step_in(inspecting.as_document(said), "body", OPENING)
    check_own(session, content)
    return open_case(session, acting(who, settings), content, desk.score, lambda: fresh(settings), BODY).id


@api.get("/inspections/{id_:path}")
def one(id_: Id, request: Request, who: Party, shelf: ShelfDep) -> CaseInFull:
    """A case, its steps, and the moves that the procedure allows this side now."""
    with shelf.reading() as session:
        case, _ = case_for(session, request, id_)
        return in_full(session, case, who)


@api.post("/inspection-steps", status_code=201)
def step(
    given: NewStep, request: Request, who: Party, shelf: ShelfDep, desk: DeskDep, settings: SettingsDep, once: OnceDep
) -> CaseInFull:
    """Make a move in a case; `receive-evidence` takes files, and a note as its content."""
    with shelf.writing() as session:
        case, _ = case_for(session, request, given.case)
        check_side(case, who, given.move)
        once.do(session, who, given, lambda: _stepped(session, case, who, desk, settings, given))
        return in_full(session, case, who)


def _stepped(session: Session, case: Case, who: Who, desk: Desk, settings: Settings, given: NewStep) -> str:
    actor, score = acting(who, settings), desk.score
    if given.move == "receive-evidence":
        note, files = str(given.content.get("note", "")), [_file(each) for each in given.files]
        hand_in(session, actor, case.id, note, files, score, lambda: fresh(settings), BODY)
    else:
        content = step_in(inspecting.as_document(given.content), "content", move_named(given.move).says)
        take_step(session, actor, case.id, given.move, content, score, lambda: fresh(settings), BODY)
    return case.id


def _file(given: File) -> FileIn:
    try:
        return FileIn(given.name, base64.b64decode(given.data, validate=True))
    except binascii.Error:
        raise problem(
            "bad-base64",
            f"the data of `{given.name[:60]}` is not Base64",
            f"les données de `{given.name[:60]}` ne sont pas en Base64",
            "encode the bytes of the file in Base64 (RFC 4648, section 4)",
            "coder les octets du fichier en Base64 (RFC 4648, section 4)",
            Span("files"),
        ) from None
