"""Incidents: one form → who must be told by when, a draft of each form; kept, and followed to its end."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from concordance.base.span import Span
from concordance.compile.program import Program
from concordance.doors.web.asking import DeskDep, SettingsDep
from concordance.doors.web.board import system_shown
from concordance.doors.web.desk import When
from concordance.doors.web.pages import local, render
from concordance.doors.web.policy import Action
from concordance.doors.web.refusals import problem
from concordance.doors.web.views.organisation import by, own_system
from concordance.doors.web.visitors import OwnForm, ShelfDep, who_must
from concordance.norms.profile import Profile
from concordance.reading.writing import profile_text
from concordance.registry.incidents.drafts import draft
from concordance.registry.incidents.duties import duties_of, form_of
from concordance.registry.incidents.keeping import incident_held, report_incident, settle, steps_of
from concordance.registry.incidents.report import SEVERITIES, IncidentReport, read_report
from concordance.registry.models import Incident, IncidentStep, System
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
        _profile_of(session, system)
    return _page(request, system, desk, given={}, duties=None)


def _page(request: Request, system: System, desk: DeskDep, **context: Any) -> HTMLResponse:
    facts = [desk.score.vocabulary.facts[name] for name in FACTS]
    context = {"drafts": (), "report": None, **context}
    return render(
        request, "incident_form.html", system=system, facts=facts, severities=SEVERITIES, zones=ZONES, **context
    )


def _profile_of(session: Session, system: System) -> str:
    row = system_shown(session, system, "").row
    if row is None:
        raise problem(
            "not-assessed",
            "this system was not assessed yet: what binds it is not known",
            "ce système n’a pas encore été évalué : on ne sait pas ce qui le lie",
            "assess it first, on its own page",
            "l’évaluer d’abord, sur sa page",
        )
    return row.profile


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
        name = f"{id_}/incident/{settings.clock():%Y%m%dT%H%M%S}"
        profile = desk.profile(_profile_of(session, system).encode(), When(settings.today()))
        with desk.program(When(settings.today())) as program:
            made = _read(name, dataclasses.replace(profile, name=id_), given, program)
            duties = duties_of(made, program)
            wanted = {each.form: each for one in duties.notifications if (each := form_of(one))}
            drafts = [draft(each, made, program.score) for each in wanted.values()]
        if not keep:
            return _page(request, system, desk, given=given, duties=duties, drafts=drafts, report=made)
        kept = report_incident(session, by(who, settings), made, duties, lambda: _salt(settings.token()))
        kept_id = kept.id
    return RedirectResponse(local(request, f"/incidents/{kept_id}"), 303)


def _salt(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _read(name: str, profile: Profile, given: dict[str, list[str]], program: Program) -> IncidentReport:
    """The form as a report, read like any file: its faults are those of a file, and it names no file of the server."""

    def one(field: str) -> str:
        return (given.get(field) or [""])[0].strip()

    facts = program.score.vocabulary.facts
    answers = {fact: _answer(facts[fact].type, given.get(fact, [])) for fact in FACTS}
    document = {
        "incident": name,
        "kind": one("kind"),
        "title": {"en": one("title"), "fr": one("title")},
        "severity": one("severity"),
        "profile": "profile.yaml",
        "aware_at": _aware(one("aware_at"), one("zone")).isoformat(),
        "facts": {fact: value for fact, value in answers.items() if value},
        "record": {field: one(field) for field in ("description", "contact") if one(field)},
    }
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "profile.yaml").write_text(profile_text(profile), encoding="utf-8")
        path = Path(folder) / "report"
        path.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
        return read_report(path, program.score)


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
        found = _own_incident(session, request, id_, Action.SEE_SYSTEM)
        return render(request, "incident.html", incident=found, steps=steps_of(session, id_))


@pages.post("/steps/{number}", dependencies=[OwnForm])
def step_done(request: Request, number: int, shelf: ShelfDep, settings: SettingsDep) -> Response:
    """Say that a step was taken, now."""
    with shelf.writing() as session:
        found = session.get(IncidentStep, number)
        if found is None:
            raise refusal("not-held", what="step", id=number)
        owner = _own_incident(session, request, found.incident_id, Action.REPORT_INCIDENT)
        who = who_must(request, Action.REPORT_INCIDENT)
        settle(session, by(who, settings), number, settings.clock())
        address = local(request, f"/incidents/{owner.id}")
    return RedirectResponse(address, 303)


def _own_incident(session: Session, request: Request, id_: str, action: Action) -> Incident:
    """The incident, for whoever may do this with its system; for others it is as if it were not there."""
    who_must(request, action)
    found = incident_held(session, id_)
    own_system(session, request, found.system, action)
    return found
