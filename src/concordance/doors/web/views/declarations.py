"""Environmental declarations: read, compared and downloaded by everybody, made by whoever answers for a system."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from concordance.base.problem import ProblemsError
from concordance.doors.web.asking import SettingsDep
from concordance.doors.web.inspecting import number, one
from concordance.doors.web.own import by, own_system
from concordance.doors.web.pages import local, render
from concordance.doors.web.policy import Action
from concordance.doors.web.refusals import shown
from concordance.doors.web.settings import Settings
from concordance.doors.web.visitors import OwnForm, ShelfDep, who_must
from concordance.registry.environment import (
    ACCOUNTING,
    BOUNDARIES,
    METHODS,
    UNITS,
    declaration_held,
    declaration_in,
    declarations,
    declare,
)
from concordance.registry.environment_comparison import COLUMNS, apart, as_csv, groups, scaled, table
from concordance.registry.events import history
from concordance.registry.models import Declaration, Model, System
from concordance.registry.refusals import refusal

pages = APIRouter(include_in_schema=False)
SHARED = ("hardware", "location", "standard", "reviewed_by")
FIGURE = ("unit", "boundary", "method", "per", "accounting", "how", "source")
NUMBERS = ("value", "low", "high", "coverage")
ROWS = 6
"""Figures that one form can hold; more go into a second declaration, or a file at the command line."""


@pages.get("/declarations")
def every(request: Request, shelf: ShelfDep, quantity: Annotated[str, Query(max_length=40)] = "") -> HTMLResponse:
    """The declarations, and their figures side by side where they can be compared."""
    with shelf.reading() as session:
        kept = declarations(session)
        names = names_of(session, {each.of for each in kept})
    found = [group for group in groups(kept) if quantity in {"", group.quantity}]
    differ = [each for each in apart(groups(kept)) if quantity in {"", each.quantity}]
    return render(
        request,
        "declarations.html",
        declarations=kept,
        names=names,
        groups=found,
        apart=differ,
        quantities=tuple(UNITS),
        quantity=quantity,
    )


def names_of(session: Session, ids: set[str]) -> dict[str, str]:
    """What systems and models are called."""
    found: dict[str, str] = {}
    for kind in (System, Model):
        found |= {row.id: row.name for row in session.execute(select(kind.id, kind.name).where(kind.id.in_(ids)))}
    return found


@pages.get("/declarations.csv")
def as_table(shelf: ShelfDep) -> Response:
    """Every figure as a row."""
    with shelf.reading() as session:
        text = as_csv(COLUMNS, table(declarations(session)))
    headers = {"Content-Disposition": 'attachment; filename="declarations.csv"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


@pages.get("/declarations.json")
def as_json(shelf: ShelfDep) -> Response:
    """Every declaration as it was made."""
    with shelf.reading() as session:
        rows = [each.content for each in declarations(session)]
    headers = {"Content-Disposition": 'attachment; filename="declarations.json"'}
    return Response(json.dumps(rows, ensure_ascii=False, indent=1), media_type="application/json", headers=headers)


@pages.get("/declarations/{id_:path}")
def declaration(request: Request, id_: str, shelf: ShelfDep) -> HTMLResponse:
    """One declaration: every figure as declared and in the common unit, and how often it was corrected."""
    with shelf.reading() as session:
        found = declaration_held(session, id_)
        names, events = names_of(session, {found.of}), history(session, id_)
    figures = [(each, scaled(each), next(iter(UNITS[each["quantity"]]))) for each in found.content["figures"]]
    return render(request, "declaration.html", declaration=found, names=names, events=events, figures=figures)


@pages.get("/declare/{id_:path}")
def form(request: Request, id_: str, shelf: ShelfDep) -> HTMLResponse:
    """The form, for one's own system."""
    with shelf.reading() as session:
        return _form(request, session, id_, {}, None)


def _form(
    request: Request, session: Session, id_: str, given: dict[str, list[str]], error: ProblemsError | None
) -> HTMLResponse:
    system = own_system(session, request, id_, Action.DECLARE)
    used = {figure["per"] for each in declarations(session) for figure in each.content["figures"] if "per" in figure}
    return render(
        request,
        "declare.html",
        422 if error else 200,
        system=system,
        given=given,
        problems=shown(error.problems, request) if error else (),
        units=UNITS,
        boundaries=BOUNDARIES,
        methods=METHODS,
        accounting=ACCOUNTING,
        rows=range(1, ROWS + 1),
        uses=sorted(used),
    )


@pages.post("/declare/{id_:path}", dependencies=[OwnForm])
async def make(request: Request, id_: str, shelf: ShelfDep, settings: SettingsDep) -> Response:
    """Make a declaration; one of the same name is corrected, and its history stays."""
    form = await request.form()
    plain = {name: [str(value) for value in form.getlist(name)] for name in form}
    return await run_in_threadpool(_make, request, id_, shelf, settings, plain)


def _make(request: Request, id_: str, shelf: ShelfDep, settings: Settings, form: dict[str, list[str]]) -> Response:
    try:
        with shelf.writing() as session:
            system = own_system(session, request, id_, Action.DECLARE)
            who = who_must(request, Action.DECLARE, system.organisation_id)
            document = json.dumps(content_of(system.id, form), ensure_ascii=False, indent=1)
            given = declaration_in(document.encode(), "form")
            before = session.get(Declaration, given["declaration"])
            if before is not None and before.of != system.id:
                raise refusal("taken", what="declaration", id=given["declaration"])
            kept = declare(session, by(who, settings), given)
            address = local(request, f"/declarations/{kept.id}")
    except ProblemsError as error:
        if any(each.code in {"not-allowed", "sign-in", "not-held"} for each in error.problems):
            raise
        with shelf.reading() as session:
            return _form(request, session, id_, form, error)
    return RedirectResponse(address, 303)


def content_of(system: str, form: dict[str, list[str]]) -> dict[str, Any]:
    """What the form says, as a declaration file says it; its name stands under that of the system."""
    name = "-".join(one(form, "name").casefold().split())
    found: dict[str, Any] = {"declaration": f"{system}/{name}" if name else "", "of": system}
    found |= {"from": one(form, "from"), "until": one(form, "until")}
    found |= {key: one(form, key) for key in SHARED if one(form, key)}
    return {**found, "figures": [_figure(form, n) for n in range(1, ROWS + 1) if one(form, f"value-{n}")]}


def _figure(form: dict[str, list[str]], n: int) -> dict[str, Any]:
    quantity, _, unit = one(form, f"unit-{n}").partition(":")
    found: dict[str, Any] = {"quantity": quantity, "unit": unit}
    found |= {key: one(form, f"{key}-{n}") for key in FIGURE[1:] if one(form, f"{key}-{n}")}
    return found | {key: number(one(form, f"{key}-{n}")) for key in NUMBERS if one(form, f"{key}-{n}")}
