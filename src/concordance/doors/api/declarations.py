"""Environmental declarations over the API: as made, and side by side where they can be compared."""

from __future__ import annotations

import dataclasses
from typing import Annotated, Any

from fastapi import APIRouter, Query

from concordance.doors.api.shapes import REFUSALS
from concordance.doors.web.visitors import ShelfDep
from concordance.registry.environment import declaration_held, declarations
from concordance.registry.environment_comparison import apart, groups, table
from concordance.registry.models import Declaration

api = APIRouter(prefix="/api/v1", responses=REFUSALS, tags=["declarations"])
Words = Annotated[str, Query(max_length=200)]


@api.get("/declarations")
def every(shelf: ShelfDep, of: Words = "", quantity: Words = "") -> list[dict[str, Any]]:
    """Declarations of energy, CO2e, water and accelerator time; of one system, or with one quantity."""
    with shelf.reading() as session:
        found = [each for each in declarations(session) if of in {"", each.of}]
    return [_shown(each) for each in found if quantity in {"", *(f["quantity"] for f in each.content["figures"])}]


@api.get("/declarations/figures")
def figures(shelf: ShelfDep, quantity: Words = "") -> list[dict[str, Any]]:
    """Every declared figure as a row, also in the common unit of its quantity."""
    with shelf.reading() as session:
        rows = table(declarations(session))
    return [row for row in rows if quantity in {"", row["quantity"]}]


@api.get("/declarations/compared")
def compared(shelf: ShelfDep) -> dict[str, Any]:
    """Figures in groups that can be compared, and for each quantity in what the groups differ."""
    with shelf.reading() as session:
        found = groups(declarations(session))
    return {
        "groups": [{**dataclasses.asdict(group), "methods": group.methods} for group in found],
        "apart": [dataclasses.asdict(each) for each in apart(found)],
    }


@api.get("/declarations/{id_:path}")
def declaration(id_: str, shelf: ShelfDep) -> dict[str, Any]:
    """One declaration as it was last made."""
    with shelf.reading() as session:
        return _shown(declaration_held(session, id_))


def _shown(kept: Declaration) -> dict[str, Any]:
    return {**kept.content, "declared_at": kept.at}
