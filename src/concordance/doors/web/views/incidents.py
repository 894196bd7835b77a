"""Incidents: one form → who must be told by when, a draft of each form; kept, and followed to its end."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from concordance.base.span import Span
from concordance.doors.web.asking import DeskDep, SettingsDep
from concordance.doors.web.desk import Desk
from concordance.doors.web.own import by, own_incident, own_system
from concordance.doors.web.pages import local, render
from concordance.doors.web.policy import Action
from concordance.doors.web.refusals import problem
from concordance.doors.web.reporting import keep as put_in
from concordance.doors.web.reporting import last_profile, read
from concordance.doors.web.visitors import OwnForm, ShelfDep, who_must
from concordance.registry.incidents.keeping import settle, steps_of
from concordance.registry.incidents.report import SEVERITIES
from concordance.registry.models import IncidentStep, System
from concordance.registry.refusals import refusal

pages = APIRouter(include_in_schema=False)
FACTS = ("incident.kind", "incident.occurred_in", "incident.causal_link")
"""Facts that the form asks for; what else matters is listed as open with the result."""
ZONES = (
    "UTC",
    "Europe/Brussels",
    "Europe/Paris",
    "Europe/London",
    "America/New_York",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "Asia/Seoul",
    "Asia/Shanghai",
    "Asia/Tokyo",
)


@pages.get("/report/{id_:path}")
def form(request: Request, id_: str, shelf: ShelfDep, desk: DeskDep) -> HTMLResponse:
    """The form for an incident of a system that was assessed."""
    with shelf.reading() as session:
        system = own_system(session, request, id_, Action.REPORT_INCIDENT)
        last_profile(session, system)
    return _page(request, system, desk, given={}, duties=None)


def _page(request: Request, system: System, desk: DeskDep, **context: Any) -> HTMLResponse:
    facts = [desk.score.vocabulary.facts[name] for name in FACTS]
    context = {"drafts": (), "report": None, **context}
    return render(
        request, "incident_form.html", system=system, facts=facts, severities=SEVERITIES, zones=ZONES, **context
    )


@pages.post("/report/{id_:path}", dependencies=[OwnForm])
async def report(
    request: Request, id_: str, shelf: ShelfDep, desk: DeskDep, settings: SettingsDep, do: Annotated[str, Form()] = ""
) -> Response:
    """What follows from the report; with `do=keep` it goes into the registry."""
    from starlette.concurrency import run_in_threadpool

    given = await request.form()
    plain = {name: [str(value) for value in given.getlist(name)] for name in given}
    return await run_in_threadpool(_report, request, id_, shelf, desk, settings, plain, keep=do == "keep")


def _report(
    request: Request,
    id_: str,
    shelf: ShelfDep,
    desk: DeskDep,
    settings: SettingsDep,
    given: dict[str, list[str]],
    *,
    keep: bool,
) -> Response:
    with shelf.writing() as session:
        system = own_system(session, request, id_, Action.REPORT_INCIDENT)
        who = who_must(request, Action.REPORT_INCIDENT, system.organisation_id)
        made = read(session, system, _said(given, desk), desk, settings)
        if not keep:
            shown = {"duties": made.duties, "drafts": made.drafts, "report": made.report}
            return _page(request, system, desk, given=given, **shown)
        address = local(request, f"/incidents/{put_in(session, who, made, settings).id}")
    return RedirectResponse(address, 303)


def _said(given: dict[str, list[str]], desk: Desk) -> dict[str, Any]:
    """The form as the document of a report."""

    def one(field: str) -> str:
        return (given.get(field) or [""])[0].strip()

    facts = desk.score.vocabulary.facts
    answers = {fact: _answer(facts[fact].type, given.get(fact, [])) for fact in FACTS}
    return {
        "kind": one("kind"),
        "title": {"en": one("title"), "fr": one("title")},
        "severity": one("severity"),
        "aware_at": _aware(one("aware_at"), one("zone")).isoformat(),
        "facts": {fact: value for fact, value in answers.items() if value},
        "record": {field: one(field) for field in ("description", "contact") if one(field)},
    }


def _answer(kind: str, values: list[str]) -> list[str] | str:
    chosen = [value for value in values if value]
    return chosen if kind == "set" else (chosen or [""])[0]


def _aware(text: str, zone: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone if zone in ZONES else "UTC"))
    except ValueError:
        raise problem(
            "bad-moment",
            "the moment of awareness is no day and time",
            "le moment de la prise de connaissance n’est pas une date avec heure",
            "write for instance 2028-02-18T16:40",
            "écrire par exemple 2028-02-18T16:40",
            Span("aware_at"),
        ) from None


@pages.get("/incidents/{id_:path}")
def incident(request: Request, id_: str, shelf: ShelfDep) -> HTMLResponse:
    """An incident with its clocks and steps, for its organisation and for authorities."""
    with shelf.reading() as session:
        found = own_incident(session, request, id_, Action.SEE_SYSTEM)
        return render(request, "incident.html", incident=found, steps=steps_of(session, id_))


@pages.post("/steps/{number}", dependencies=[OwnForm])
def step_done(request: Request, number: int, shelf: ShelfDep, settings: SettingsDep) -> Response:
    """Say that a step was taken, now."""
    who = who_must(request, Action.REPORT_INCIDENT)
    with shelf.writing() as session:
        found = session.get(IncidentStep, number)
        if found is None:
            raise refusal("not-held", what="step", id=number)
        owner = own_incident(session, request, found.incident_id, Action.REPORT_INCIDENT)
        settle(session, by(who, settings), number, settings.clock())
        address = local(request, f"/incidents/{owner.id}")
    return RedirectResponse(address, 303)
