"""What a regulator publishes of inspections and incidents: a page for everybody, and the same as CSV and JSON."""

from __future__ import annotations

import dataclasses
import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from concordance.doors.web.asking import DeskDep, SettingsDep
from concordance.doors.web.pages import render
from concordance.doors.web.visitors import ShelfDep
from concordance.registry.environment_comparison import as_csv
from concordance.registry.incidents.statistics import YearOfIncidents, incident_statistics, incident_years
from concordance.registry.oversight.statistics import YearOfInspections, authorities_of, statistics, years_of

pages = APIRouter(include_in_schema=False)
Year = Annotated[int | None, Query(ge=1990, le=2199)]
Authority = Annotated[str, Query(max_length=200)]
COLUMNS = ("year", "of", "figure", "item", "value")


@pages.get("/statistics/oversight")
def oversight(
    request: Request,
    shelf: ShelfDep,
    desk: DeskDep,
    settings: SettingsDep,
    year: Year = None,
    authority: Authority = "",
) -> HTMLResponse:
    """The figures of one year, of one authority or of all."""
    asked = year or settings.today().year
    with shelf.reading() as session:
        cases, incidents = _figures(session, asked, authority)
        years = sorted({asked, settings.today().year, *years_of(session), *incident_years(session)}, reverse=True)
        authorities = authorities_of(session)
    norms = {f"{i.id}/{n.id}": (i.short, n.cite) for i in desk.score.instruments.values() for n in i.norms}
    return render(
        request,
        "oversight.html",
        cases=cases,
        incidents=incidents,
        years=years,
        authorities=authorities,
        authority=authority,
        year=asked,
        norms=norms,
        instruments={i.id: i.short for i in desk.score.instruments.values()},
    )


def _figures(session: Session, year: int, authority: str) -> tuple[YearOfInspections, YearOfIncidents]:
    return statistics(session, year, authority or None), incident_statistics(session, year)


@pages.get("/statistics/oversight.json")
def as_json(shelf: ShelfDep, settings: SettingsDep, year: Year = None, authority: Authority = "") -> Response:
    """The same figures for programs."""
    with shelf.reading() as session:
        cases, incidents = _figures(session, year or settings.today().year, authority)
    found = {"inspections": dataclasses.asdict(cases), "incidents": dataclasses.asdict(incidents)}
    text = json.dumps(found, ensure_ascii=False, indent=1)
    return _download(text, "application/json", f"oversight-{cases.year}.json")


@pages.get("/statistics/oversight.csv")
def as_table(shelf: ShelfDep, settings: SettingsDep, year: Year = None, authority: Authority = "") -> Response:
    """The same figures as rows; cells that a spreadsheet would run are guarded."""
    with shelf.reading() as session:
        cases, incidents = _figures(session, year or settings.today().year, authority)
    rows = [*_rows("inspections", cases), *_rows("incidents", incidents)]
    return _download(as_csv(COLUMNS, rows), "text/csv; charset=utf-8", f"oversight-{cases.year}.csv")


def _download(text: str, kind: str, name: str) -> Response:
    return Response(text, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _rows(of: str, found: YearOfInspections | YearOfIncidents) -> list[dict[str, Any]]:
    rows = []
    for figure, value in dataclasses.asdict(found).items():
        if figure != "year":
            items = value.items() if isinstance(value, dict) else [("", value)]
            rows += [{"year": found.year, "of": of, "figure": figure, "item": k, "value": v} for k, v in items]
    return rows
