"""Importing whole registers: handed in by an authority, done in the background, watched by whoever may import."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import select
from sqlalchemy.orm import defer

from concordance.doors.web.asking import SettingsDep
from concordance.doors.web.own import by
from concordance.doors.web.pages import local, render
from concordance.doors.web.policy import Action
from concordance.doors.web.visitors import OwnForm, ShelfDep, who_must
from concordance.doors.web.working import Working, working_of
from concordance.registry.importing import How
from concordance.registry.jobs import imports
from concordance.registry.jobs.tables import Job
from concordance.registry.refusals import refusal
from concordance.registry.register import registers

pages = APIRouter(include_in_schema=False)
SHOWN = 50


@pages.get("/imports")
def every(request: Request, shelf: ShelfDep) -> HTMLResponse:
    """The imports, newest first, and the form for another."""
    who_must(request, Action.IMPORT_REGISTER)
    newest = select(Job).options(defer(Job.payload)).where(Job.task == imports.NAME).order_by(Job.id.desc())
    with shelf.reading() as session:
        found = list(session.scalars(newest.limit(SHOWN)))
    return render(request, "imports.html", jobs=found, registers=registers(), suffixes=imports.SUFFIXES)


@pages.post("/imports", dependencies=[OwnForm])
def hand_in(
    request: Request,
    settings: SettingsDep,
    working: Annotated[Working, Depends(working_of)],
    file: UploadFile,
    chosen: Annotated[str, Form(alias="register", max_length=60)] = "",
    part: Annotated[str, Form(max_length=10)] = "",
    strict: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Have a file imported. The same file handed in twice is one import while that is not done."""
    who = who_must(request, Action.IMPORT_REGISTER)
    how = How(whole=not part, nothing_if_bad=bool(strict))
    wanted = imports.wanted(chosen, file.filename or "", file.file.read(), how)
    number = working.jobs.submit(by(who, settings), wanted)
    return RedirectResponse(local(request, f"/imports/{number}"), 303)


@pages.get("/imports/{number}")
def one(request: Request, number: int, shelf: ShelfDep) -> HTMLResponse:
    """How far an import is, and in the end what it did."""
    who_must(request, Action.IMPORT_REGISTER)
    with shelf.reading() as session:
        found = session.get(Job, number, options=[defer(Job.payload)])
    if found is None or found.task != imports.NAME:
        raise refusal("not-held", what="import", id=number)
    return render(request, "import.html", job=found)
