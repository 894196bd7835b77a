"""Concerns: near misses, dangers and breaches told without an account, and the way back by a code."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from concordance.base.problem import ProblemsError
from concordance.doors.web.asking import SettingsDep
from concordance.doors.web.pages import local, render
from concordance.doors.web.policy import Action
from concordance.doors.web.refusals import shown
from concordance.doors.web.settings import Settings
from concordance.doors.web.views.inspections import acting, fresh
from concordance.doors.web.visitors import OwnForm, ShelfDep, form_cookie, set_cookie, who_must
from concordance.registry.events import By
from concordance.registry.incidents import concerns as core
from concordance.registry.models import Concern

pages = APIRouter(include_in_schema=False)
Words = Annotated[str, Form(max_length=100_000)]
Short = Annotated[str, Form(max_length=2_000)]


def reporter(settings: Settings) -> By:
    """Whoever reports, in the history: one word for all of them."""
    return By(core.ANONYMOUS, settings.clock())


def _with_form(request: Request, settings: Settings, template: str, status: int = 200, **context: object) -> Response:
    """A page with a form for somebody who is not signed in."""
    token = form_cookie(request, settings) if request.state.who is None else None
    page = render(request, template, status, **context)
    if token:
        set_cookie(page, settings, token, "form")
    return page


@pages.get("/concern")
def form(request: Request, settings: SettingsDep) -> Response:
    """The form, for everybody."""
    return _with_form(request, settings, "concern_form.html", kinds=core.KINDS, given={}, problems=())


@pages.post("/concern", dependencies=[OwnForm])
def report(
    request: Request,
    shelf: ShelfDep,
    settings: SettingsDep,
    kind: Short = "",
    about: Words = "",
    text: Words = "",
    identity: Words = "",
) -> Response:
    """Keep a concern, and show its code, once."""
    told = core.Given(kind, about, text, identity)
    try:
        with shelf.writing() as session:
            kept = core.receive(session, reporter(settings), told, lambda: fresh(settings))
    except ProblemsError as error:
        given = {"kind": kind, "about": about, "text": text, "identity": identity}
        problems = shown(error.problems, request)
        return _with_form(
            request, settings, "concern_form.html", 422, kinds=core.KINDS, given=given, problems=problems
        )
    return render(request, "concern_kept.html", kept=kept, sealed=bool(identity.strip()))


@pages.post("/concern/open", dependencies=[OwnForm])
def open_(
    request: Request,
    shelf: ShelfDep,
    settings: SettingsDep,
    code: Short = "",
    do: Short = "",
    text: Words = "",
) -> Response:
    """What became of a concern, for whoever holds its code, which no address holds; `do` writes, discloses, erases."""
    try:
        with shelf.writing() as session:
            concern = core.by_code(session, code)
            by = reporter(settings)
            if do == "write":
                core.write(session, by, concern, core.REPORTER, text)
            elif do == "disclose":
                core.disclose(session, by, concern, code)
            elif do == "forget":
                core.forget(session, by, concern)
            messages = core.messages_of(session, concern.id)
    except ProblemsError as error:
        problems = shown(error.problems, request)
        return _with_form(request, settings, "concern_code.html", 422, problems=problems)
    return _with_form(
        request, settings, "concern.html", concern=concern, messages=messages, code=code, inside=False, nexts=()
    )


@pages.get("/concern/open")
def code_form(request: Request, settings: SettingsDep) -> Response:
    """Where the code is typed."""
    return _with_form(request, settings, "concern_code.html", problems=())


@pages.get("/concerns")
def every(request: Request, shelf: ShelfDep, settings: SettingsDep) -> HTMLResponse:
    """The concerns, for authorities, with the days until which each is owed an answer."""
    who_must(request, Action.READ_CONCERNS)
    with shelf.reading() as session:
        found = core.concerns(session)
    due = {concern.id: core.periods(concern) for concern in found}
    return render(request, "concerns.html", concerns=found, due=due, today=settings.today())


@pages.get("/concerns/{id_}")
def concern(request: Request, id_: str, shelf: ShelfDep) -> HTMLResponse:
    """One concern, for authorities: never who reported it, unless they disclosed it."""
    who_must(request, Action.READ_CONCERNS)
    with shelf.reading() as session:
        found = core.concern_held(session, id_)
        messages = core.messages_of(session, id_)
    return render(
        request, "concern.html", concern=found, messages=messages, code="", inside=True, nexts=_nexts(found)
    )


def _nexts(concern: Concern) -> tuple[str, ...]:
    return core.STATUSES[core.STATUSES.index(concern.status) + 1 :]


@pages.post("/concerns/{id_}", dependencies=[OwnForm])
def answer(
    request: Request, id_: str, shelf: ShelfDep, settings: SettingsDep, status: Short = "", text: Words = ""
) -> Response:
    """Write to the reporter, move the concern on, or both."""
    who = who_must(request, Action.READ_CONCERNS)
    with shelf.writing() as session:
        found, by = core.concern_held(session, id_), acting(who, settings)
        if text.strip():
            core.write(session, by, found, core.AUTHORITY, text)
        if status:
            core.move_on(session, by, found, status)
    return RedirectResponse(local(request, f"/concerns/{id_}"), 303)
