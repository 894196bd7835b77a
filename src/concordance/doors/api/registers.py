"""The public registers over the API."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query

from concordance.doors.api.shapes import REFUSALS
from concordance.doors.web.visitors import ShelfDep
from concordance.registry.events import history
from concordance.registry.records import record_held
from concordance.registry.register import register_named, registers

api = APIRouter(prefix="/api/v1", responses=REFUSALS)
Words = Annotated[str, Query(max_length=200)]


@api.get("/registers", tags=["registers"])
def every(shelf: ShelfDep) -> list[dict[str, Any]]:
    """Every register that is described, with the number of records held."""
    counts = shelf.catalogue().counts
    return [
        {
            "id": name,
            "title": {"en": each.title.en, "fr": each.title.fr},
            "source": each.source,
            "licence": each.licence,
            "records": counts.get(name, 0),
        }
        for name, each in registers().items()
    ]


@api.get("/registers/{register}", tags=["registers"])
def described(register: str) -> dict[str, Any]:
    """A register and its fields: shared name, own name, type, and the provision that asks for each."""
    found: dict[str, Any] = msgspec.to_builtins(register_named(register))
    return found


@api.get("/records", tags=["registers"])
def search(
    shelf: ShelfDep,
    q: Words = "",
    register: Words = "",
    status: Words = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> dict[str, Any]:
    """Records that hold every word, twenty-five to a page."""
    found = shelf.catalogue().find(q, register, status, page)
    shown = ("id", "register", "name", "organisation", "status")
    return {
        "total": found.total,
        "page": found.number,
        "pages": found.pages,
        "records": [{name: getattr(line, name) for name in shown} for line in found.lines],
    }


@api.get("/records/{id_:path}", tags=["registers"])
def record(id_: str, shelf: ShelfDep) -> dict[str, Any]:
    """A record: every field with its state, value and provenance, and what happened to it."""
    with shelf.reading() as session:
        found = record_held(session, id_)
        events = [{"at": e.at, "kind": e.kind, "body": e.body, "digest": e.digest} for e in history(session, id_)]
        kept = {"id": found.id, "register": found.register, "listed": found.listed, "fields": found.fields}
    return {**kept, "history": events}
