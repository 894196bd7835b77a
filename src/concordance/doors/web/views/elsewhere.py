"""Signing in at an identity provider: there, and back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from concordance.doors.web.asking import SettingsDep
from concordance.doors.web.identities import Waiting, account_of, answered, arrive, ask
from concordance.doors.web.layers import Haste
from concordance.doors.web.oidc import address_of, person
from concordance.doors.web.pages import local
from concordance.doors.web.provider import Provider
from concordance.doors.web.refusals import problem, too_hasty
from concordance.doors.web.settings import Settings
from concordance.doors.web.views.account import attempts_of, welcome
from concordance.doors.web.visitors import ShelfDep, cookie_name, form_cookie, set_cookie

pages = APIRouter(include_in_schema=False)


@pages.get("/sign-in/elsewhere")
def elsewhere(
    request: Request, settings: SettingsDep, shelf: ShelfDep, attempts: Annotated[Haste, Depends(attempts_of)]
) -> Response:
    """Send the browser to the provider, with what its answer has to fit."""
    provider = _provider(settings)
    if wait := attempts.seconds_to_wait(request.client.host if request.client else "unknown"):
        return too_hasty(request, wait)
    browser = form_cookie(request, settings)
    waiting = Waiting(settings.token(), settings.token(), settings.token() + settings.token())
    response = RedirectResponse(address_of(provider, _redirect(request, settings), waiting), 303)
    with shelf.writing() as session:
        ask(session, waiting, browser, settings.clock())
    set_cookie(response, settings, browser, "form")
    return response


@pages.get("/sign-in/back")
def back(request: Request, settings: SettingsDep, shelf: ShelfDep, state: str = "") -> Response:
    """The answer of the provider: whoever has an account is signed in, others are asked for what one needs."""
    provider, now = _provider(settings), settings.clock()
    browser = request.cookies.get(cookie_name(settings, "form"), "")
    with shelf.writing() as session:
        waiting = answered(session, state, browser, now)
    known = person(provider, _redirect(request, settings), dict(request.query_params), waiting, now)
    with shelf.writing() as session:
        who = account_of(session, known)
        if who is None:
            arrive(session, known, browser, now)
    if who is not None:
        return welcome(request, settings, shelf, who)
    return RedirectResponse(local(request, "/account" if request.state.who else "/sign-up"), 303)


def _provider(settings: Settings) -> Provider:
    if settings.provider is None:
        raise problem(
            "no-such-page",
            "this server knows no identity provider",
            "ce serveur ne connaît pas de fournisseur d’identité",
            "sign in with a password",
            "se connecter avec un mot de passe",
        )
    return settings.provider


def _redirect(request: Request, settings: Settings) -> str:
    """The address that the provider knows of this server; it sends nobody to another."""
    scheme = "https" if settings.secure else request.url.scheme
    return f"{scheme}://{request.url.netloc}/sign-in/back"
