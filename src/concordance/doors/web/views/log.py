"""The log of the server: a page about it, its static files (C2SP tlog-tiles), receipts, and a witness for others."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, PlainTextResponse
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from concordance.doors.web.asking import SettingsDep
from concordance.doors.web.ledger import Ledger
from concordance.doors.web.logged import kinds_of, owned
from concordance.doors.web.pages import render
from concordance.doors.web.policy import Action
from concordance.doors.web.visitors import ShelfDep, who_must
from concordance.doors.web.witnessing import cosign_request
from concordance.evidence.errors import EvidenceError
from concordance.evidence.tiles import parse_tile_path

PER_PAGE = 25
FOREVER = {"Cache-Control": "public, max-age=31536000, immutable", "Access-Control-Allow-Origin": "*"}
ANEW = {"Cache-Control": "no-cache", "Access-Control-Allow-Origin": "*"}
RECEIPT = "text/plain; charset=utf-8"

pages = APIRouter(include_in_schema=False)
files = APIRouter(include_in_schema=False)
"""For programs: no language, no session, and refusals as plain text."""


async def ledger_of(request: Request) -> Ledger:
    """The log of the server. 404 where it has none."""
    found: Ledger | None = request.app.state.ledger
    if found is None:
        raise HTTPException(404)
    return found


LedgerDep = Annotated[Ledger, Depends(ledger_of)]


@pages.get("/log")
def overview(request: Request, ledger: LedgerDep, before: Annotated[int | None, Query(ge=0)] = None) -> HTMLResponse:
    """Whose log it is, how far it is, its newest entries."""
    point = ledger.published()
    size = point.head.size if point else 0
    end = size if before is None else min(before, size)
    start = max(0, end - PER_PAGE)
    entries = kinds_of(ledger.entries(start, end, size))[::-1]
    witnesses = [line.name for line in point.note.signatures if line.name != ledger.vkey.name] if point else []
    shown = {"size": size, "entries": entries, "start": start, "end": end, "witnesses": witnesses}
    return render(request, "log.html", vkey=ledger.vkey.vkey, root=point.head.root.hex() if point else "", **shown)


@pages.get("/receipts/own")
def own(request: Request, ledger: LedgerDep, shelf: ShelfDep) -> HTMLResponse:
    """The receipts of what the organisation of whoever asks did here."""
    who = who_must(request, Action.SEE_DESK)
    point = ledger.published()
    with shelf.reading() as session:
        found = owned(session, who.organisation, point.head.size if point else 0)
    return render(request, "log_own.html", found=found)


@files.api_route("/log/checkpoint", methods=["GET", "HEAD"])
def checkpoint(ledger: LedgerDep) -> Response:
    """The newest signed head; the one file that changes."""
    point = ledger.published()
    if point is None:
        return _absent()
    return Response(point.encode(), media_type=RECEIPT, headers=ANEW)


@files.api_route("/log/tile/{rest:path}", methods=["GET", "HEAD"])
def tile(ledger: LedgerDep, rest: str) -> Response:
    """A tile or a bundle of entries; each has one spelling and never changes."""
    try:
        path = ledger.public / parse_tile_path(f"tile/{rest}").path
    except EvidenceError:
        return _absent()
    if not path.is_file():
        return _absent()
    return FileResponse(path, media_type="application/octet-stream", headers=FOREVER)


@files.api_route("/log/key", methods=["GET", "HEAD"])
def key(ledger: LedgerDep) -> Response:
    """The public key of the log, one line."""
    return PlainTextResponse(f"{ledger.vkey.vkey}\n", headers=ANEW)


@files.api_route("/log/receipts/{index}.tlog-proof", methods=["GET", "HEAD"])
def receipt(ledger: LedgerDep, index: int) -> Response:
    """The receipt of an entry under the newest head, with the entry in it."""
    found = ledger.receipt(index)
    if found is None:
        return _absent()
    named = {"Content-Disposition": f'attachment; filename="{index}.tlog-proof"'}
    return Response(found.encode(), media_type=RECEIPT, headers={**ANEW, **named})


@files.post("/witness/add-checkpoint")
async def add_checkpoint(request: Request, settings: SettingsDep) -> Response:
    """Cosign the head of a log that this server witnesses."""
    if settings.witness is None:
        return _absent()
    body, now = await request.body(), int(settings.clock().timestamp())
    answer = await run_in_threadpool(cosign_request, settings.witness, body, now)
    return Response(answer.body, answer.status, headers={"Content-Type": answer.content_type})


def _absent() -> Response:
    return PlainTextResponse("not found\n", 404)
