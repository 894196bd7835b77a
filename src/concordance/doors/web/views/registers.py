"""The public registers: a list that can be searched, and every record with the origin of each field."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import select

from concordance.doors.web.logged import places
from concordance.doors.web.pages import render
from concordance.doors.web.shared import Shared
from concordance.doors.web.visitors import ShelfDep
from concordance.registry.cells import to_csv
from concordance.registry.events import history
from concordance.registry.exporting import listed
from concordance.registry.models import Intake
from concordance.registry.records import record_held
from concordance.registry.register import labels, register_named, registers
from concordance.registry.values import EXTRA, write_row

pages = APIRouter(include_in_schema=False, dependencies=[Shared])


@pages.get("/registers")
def search(
    request: Request, shelf: ShelfDep, q: str = "", register: str = "", status: str = "", page: str = "1"
) -> HTMLResponse:
    """Records that hold every word asked for."""
    catalogue = shelf.catalogue()
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1
    return render(
        request,
        "registers.html",
        q=q[:200],
        register=register,
        status=status,
        found=catalogue.find(q, register, status, number),
        counts=catalogue.counts,
        registers=registers(),
        statuses=catalogue.statuses,
    )


@pages.get("/registers/{register}.csv")
def download(register: str, shelf: ShelfDep) -> Response:
    """A register as a table; cells that a spreadsheet would run are guarded."""
    asked = register_named(register)
    with shelf.reading() as session:
        text = to_csv([write_row(record.fields, asked) for record in listed(session, asked)], asked)
    headers = {"Content-Disposition": f'attachment; filename="{asked.register}.csv"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


@pages.get("/records/{id_:path}")
def record(request: Request, id_: str, shelf: ShelfDep) -> HTMLResponse:
    """One record: what it says, what it leaves out, where each field was taken from, what happened to it."""
    with shelf.reading() as session:
        found = record_held(session, id_)
        numbers = {value["intake"] for value in found.fields.values() if isinstance(value["intake"], int)}
        intakes = {each.id: each for each in session.scalars(select(Intake).where(Intake.id.in_(numbers)))}
        events = history(session, id_)
        asked = register_named(found.register)
        shared = {field.id: field.values for field in asked.fields}
        fields = [
            (labels().get(name), name.removeprefix(EXTRA), value, shared.get(name, {}).get(str(value.get("value")), ""))
            for name, value in sorted(found.fields.items(), key=lambda item: item[1]["state"] != "given")
        ]
        shown = {"record": found, "register": asked, "fields": fields, "intakes": intakes, "events": events}
        receipts = places(session, events) if request.app.state.ledger else {}
        return render(request, "record.html", receipts=receipts, **shown)
