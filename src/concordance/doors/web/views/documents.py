"""Documents of a system as evidence: handed in, linked to duties, given out as files, erased.

What was handed in is never rendered: it leaves as an attachment of no type, whatever it says that it is.
"""

from __future__ import annotations

import re
import secrets
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from concordance.assess.result import Duty
from concordance.base.problem import ProblemsError
from concordance.doors.web.asking import DeskDep, SettingsDep
from concordance.doors.web.board import system_shown
from concordance.doors.web.own import by, own_system
from concordance.doors.web.pages import local, render
from concordance.doors.web.policy import Action, may
from concordance.doors.web.settings import Settings
from concordance.doors.web.visitors import OwnForm, ShelfDep, who_must
from concordance.registry.documents.examine import MAX_FILE, TYPES, examine
from concordance.registry.documents.keeping import (
    GROUNDS,
    KINDS,
    bytes_of,
    check_norms,
    document_held,
    documents_of,
    erase_document,
    keep_document,
)
from concordance.registry.documents.store import Store, store_beside
from concordance.registry.models import Document
from concordance.registry.refusals import refusal

pages = APIRouter(include_in_schema=False)
PENDING = ("applies", "unproven", "breached", "met", "undetermined", "unsettled")
"""Outcomes of duties that a document can be evidence for: all but those that do not apply."""


def store_of(settings: Settings) -> Store:
    """Where the server keeps the bytes of documents."""
    return Store(settings.documents) if settings.documents else store_beside(settings.database)


@pages.get("/documents/{id_:path}")
def documents(request: Request, id_: str, shelf: ShelfDep) -> HTMLResponse:
    """The documents of a system, and the form to hand one in."""
    with shelf.reading() as session:
        found = own_system(session, request, id_, Action.SEE_SYSTEM)
        kept = documents_of(session, id_)
        result = system_shown(session, found, "").result
    who = who_must(request, Action.SEE_SYSTEM)
    duties: list[Duty] = [d for d in result.duties if d.outcome in PENDING] if result else []
    return render(
        request,
        "documents.html",
        system=found,
        kept=kept,
        duties=sorted(duties, key=lambda duty: (duty.instrument, duty.norm)),
        cited={duty.norm: duty for duty in result.duties} if result else {},
        kinds=KINDS,
        grounds=GROUNDS,
        types=tuple(TYPES),
        most=MAX_FILE,
        keeps=may(who.role, Action.KEEP_EVIDENCE, who.organisation, found.organisation_id),
    )


@pages.post("/documents/{id_:path}", dependencies=[OwnForm])
def hand_in(
    request: Request,
    id_: str,
    shelf: ShelfDep,
    desk: DeskDep,
    settings: SettingsDep,
    file: UploadFile,
    kind: Annotated[str, Form(max_length=60)] = "",
    norm: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Keep a document. It is examined before anything is written."""
    with shelf.reading() as session:
        own_system(session, request, id_, Action.KEEP_EVIDENCE)
    given = examine(file.filename or "", file.file.read(MAX_FILE + 1))
    norms = check_norms(norm or [], desk.score)
    with shelf.writing() as session:
        own_system(session, request, id_, Action.KEEP_EVIDENCE)
        who = by(who_must(request, Action.KEEP_EVIDENCE), settings)
        store = store_of(settings)
        keep_document(session, who, store, id_, kind, given, norms, lambda: secrets.token_bytes(32))
    return RedirectResponse(local(request, f"/documents/{id_}"), 303)


@pages.get("/document/{id_:path}")
def document(request: Request, id_: str, shelf: ShelfDep, settings: SettingsDep) -> Response:
    """The bytes of a document, as a file to be saved."""
    with shelf.reading() as session:
        row = _own_document(session, request, id_, Action.SEE_SYSTEM)
        data = bytes_of(row, store_of(settings))
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", row.title)
    named = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(row.title, safe='')}"
    return Response(data, media_type="application/octet-stream", headers={"Content-Disposition": named})


@pages.post("/erase/{id_:path}", dependencies=[OwnForm])
def erase(
    request: Request,
    id_: str,
    shelf: ShelfDep,
    settings: SettingsDep,
    ground: Annotated[str, Form(max_length=60)] = "",
) -> Response:
    """Erase a document, on a ground."""
    with shelf.writing() as session:
        row = _own_document(session, request, id_, Action.KEEP_EVIDENCE)
        who = by(who_must(request, Action.KEEP_EVIDENCE), settings)
        erase_document(session, who, store_of(settings), id_, ground)
        system = row.system_id
    return RedirectResponse(local(request, f"/documents/{system}"), 303)


def _own_document(session: Session, request: Request, id_: str, action: Action) -> Document:
    """The document, for whoever may do this with its system; for others it is as if it were not there."""
    who_must(request, action)
    found = document_held(session, id_)
    try:
        own_system(session, request, found.system_id, action)
    except ProblemsError as error:
        if error.problems[0].code == "not-held":
            raise refusal("not-held", what="document", id=id_[:200]) from None
        raise
    return found
