"""Who asks, and the systems of an organisation, over the API."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from concordance.doors.api.bearer import needs
from concordance.doors.api.given import Id, NewSystem, PageNumber, PerPage, SystemChange
from concordance.doors.api.once import OnceDep
from concordance.doors.api.shapes import PRIVATE_REFUSALS
from concordance.doors.api.told import Me, Page, SystemTold
from concordance.doors.web.accounts import Who
from concordance.doors.web.asking import SettingsDep
from concordance.doors.web.own import by, changed_system, new_system, own_system, scope_of
from concordance.doors.web.policy import MAY, Action
from concordance.doors.web.visitors import ShelfDep
from concordance.registry.keeping import held
from concordance.registry.models import AssessmentRow, System
from concordance.registry.removing import remove_system

api = APIRouter(prefix="/api/v1", responses=PRIVATE_REFUSALS, tags=["systems"])
Keeper = Annotated[Who, needs(Action.KEEP_SYSTEM)]


@api.get("/me", tags=["systems"])
def me(who: Annotated[Who, needs(Action.SEE_DESK)]) -> Me:
    """For whom the token acts, and what they may do."""
    actions = sorted(action.value for action in MAY[who.role])
    return Me(account=who.id, role=who.role, organisation=who.organisation, actions=actions)


@api.get("/systems")
def every(
    who: Annotated[Who, needs(Action.SEE_DESK)], shelf: ShelfDep, page: PageNumber = 1, per_page: PerPage = 25
) -> Page[SystemTold]:
    """The systems of one's organisation; of all of them for authorities and auditors."""
    own, query = scope_of(who), select(System)
    if own is not None:
        query = query.where(System.organisation_id == own)
    with shelf.reading() as session:
        total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
        rows = session.scalars(query.order_by(System.id).offset((page - 1) * per_page).limit(per_page))
        items = [told(session, row) for row in rows]
    return Page(total=total, page=page, pages=max(1, -(-total // per_page)), items=items)


def told(session: Session, system: System) -> SystemTold:
    """A system as programs are told of it."""
    of = select(AssessmentRow.id).where(AssessmentRow.system_id == system.id)
    last = session.scalar(of.order_by(AssessmentRow.made_at.desc(), AssessmentRow.id.desc()).limit(1))
    return SystemTold(
        id=system.id,
        organisation=system.organisation_id,
        name=system.name,
        purpose=system.purpose,
        status=system.status,
        assessment=last,
    )


@api.post("/systems", status_code=201)
def add(given: NewSystem, who: Keeper, shelf: ShelfDep, settings: SettingsDep, once: OnceDep) -> SystemTold:
    """Describe a new system of one's own organisation."""
    with shelf.writing() as session:
        made = once.do(session, who, given, lambda: new_system(session, who, settings, given.name).id)
        return told(session, held(session, System, made))


@api.get("/systems/{id_:path}")
def one(id_: Id, request: Request, who: Annotated[Who, needs(Action.SEE_SYSTEM)], shelf: ShelfDep) -> SystemTold:
    """A system."""
    with shelf.reading() as session:
        return told(session, own_system(session, request, id_, Action.SEE_SYSTEM))


@api.patch("/systems/{id_:path}")
def change(
    id_: Id, given: SystemChange, request: Request, who: Keeper, shelf: ShelfDep, settings: SettingsDep
) -> SystemTold:
    """Say anew what a system is called, is for, or where it stands; what is left out stays."""
    with shelf.writing() as session:
        found = own_system(session, request, id_, Action.KEEP_SYSTEM)
        changed_system(session, by(who, settings), found, **given.model_dump(exclude_unset=True))
        return told(session, found)


@api.delete("/systems/{id_:path}", status_code=204)
def remove(id_: Id, request: Request, who: Keeper, shelf: ShelfDep, settings: SettingsDep) -> Response:
    """Take a system out that nothing else is about; its history stays."""
    with shelf.writing() as session:
        remove_system(session, by(who, settings), own_system(session, request, id_, Action.KEEP_SYSTEM))
    return Response(status_code=204)
