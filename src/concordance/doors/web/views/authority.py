"""An authority's side: what came in, and the figures that everybody may read."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import select

from concordance.doors.web.figures import figures
from concordance.doors.web.pages import render
from concordance.doors.web.policy import Action
from concordance.doors.web.shared import Shared
from concordance.doors.web.visitors import ShelfDep, who_must
from concordance.registry.exporting import listed
from concordance.registry.models import Case, Concern, Event, Incident, Record, System
from concordance.registry.register import registers

pages = APIRouter(include_in_schema=False)
SHOWN = 100
"""Newest events in the inbox."""


@pages.get("/inbox")
def inbox(request: Request, shelf: ShelfDep) -> HTMLResponse:
    """What happened, newest first, without what whole imports brought."""
    who_must(request, Action.SEE_INBOX)
    with shelf.reading() as session:
        newest = select(Event).where(Event.actor.startswith("web:")).order_by(Event.seq.desc()).limit(SHOWN)
        events = list(session.scalars(newest))
        ids = {event.subject for event in events}
        systems = set(session.scalars(select(System.id).where(System.id.in_(ids))))
        records = set(session.scalars(select(Record.id).where(Record.id.in_(ids))))
        reports = set(session.scalars(select(Incident.id).where(Incident.id.in_(ids))))
        cases = set(session.scalars(select(Case.id).where(Case.id.in_(ids))))
        concerns = set(session.scalars(select(Concern.id).where(Concern.id.in_(ids))))
    known = {"systems": systems, "records": records, "reports": reports, "cases": cases, "concerns": concerns}
    return render(request, "inbox.html", events=events, **known)


@pages.get("/statistics", dependencies=[Shared])
def statistics(request: Request, shelf: ShelfDep) -> HTMLResponse:
    """Figures per register, with what was left out."""
    with shelf.reading() as session:
        found = [figures(each, listed(session, each)) for each in registers().values()]
    return render(request, "statistics.html", found=[each for each in found if each.records])
