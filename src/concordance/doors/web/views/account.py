"""Signing up, in and out. A failed attempt says nothing about which half was wrong."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from concordance.doors.web import accounts
from concordance.doors.web.accounts import MOST, Who
from concordance.doors.web.asking import SettingsDep
from concordance.doors.web.identities import Person, arrived
from concordance.doors.web.layers import Haste
from concordance.doors.web.pages import local, render
from concordance.doors.web.policy import SELF_MADE, Action, Role
from concordance.doors.web.refusals import problem, too_hasty
from concordance.doors.web.settings import Settings
from concordance.doors.web.signing_up import Newcomer, bad, found
from concordance.doors.web.visitors import OwnForm, ShelfDep, cookie_name, form_cookie, set_cookie, who_must

pages = APIRouter(include_in_schema=False)


async def attempts_of(request: Request, settings: SettingsDep) -> Haste:
    """How hastily clients try to sign in; kept with the application."""
    if not hasattr(request.app.state, "attempts"):
        request.app.state.attempts = Haste(settings.sign_ins_per_minute, settings.clock)
    found: Haste = request.app.state.attempts
    return found


def form_page(request: Request, settings: Settings, template: str, status: int = 200, **context: object) -> Response:
    """A page with a form for whoever is not signed in, with the cookie that its token belongs to."""
    token = form_cookie(request, settings)
    response = render(request, template, status, **context)
    set_cookie(response, settings, token, "form")
    return response


@pages.get("/sign-in")
def sign_in_form(request: Request, settings: SettingsDep) -> Response:
    """The form."""
    return form_page(request, settings, "sign_in.html", wrong=False, name="", provider=settings.provider)


@pages.post("/sign-in", dependencies=[OwnForm])
def sign_in(
    request: Request,
    settings: SettingsDep,
    shelf: ShelfDep,
    attempts: Annotated[Haste, Depends(attempts_of)],
    name: Annotated[str, Form(max_length=MOST)] = "",
    password: Annotated[str, Form(max_length=MOST)] = "",
) -> Response:
    """Begin a session under a new token."""
    client = request.client.host if request.client else "unknown"
    if wait := attempts.seconds_to_wait(client):
        return too_hasty(request, wait)
    with shelf.reading() as session:
        who = accounts.verify(session, name.strip().casefold(), password)
    if who is None:
        return form_page(request, settings, "sign_in.html", 403, wrong=True, name=name, provider=settings.provider)
    return welcome(request, settings, shelf, who)


def welcome(request: Request, settings: Settings, shelf: ShelfDep, who: Who) -> Response:
    """Begin a session, at the desk."""
    token = settings.token()
    with shelf.writing() as session:
        accounts.sign_in(session, who, token, settings.clock())
    response = RedirectResponse(local(request, "/desk"), 303)
    set_cookie(response, settings, token)
    response.delete_cookie(cookie_name(settings, "form"), secure=settings.secure, httponly=True, samesite="lax")
    return response


@pages.post("/sign-out", dependencies=[OwnForm])
def sign_out(request: Request, settings: SettingsDep, shelf: ShelfDep) -> Response:
    """End the session, here and on the server."""
    name = cookie_name(settings)
    with shelf.writing() as session:
        accounts.sign_out(session, request.cookies.get(name, ""))
    response = RedirectResponse(local(request, "/"), 303)
    response.delete_cookie(name, secure=settings.secure, httponly=True, samesite="lax")
    return response


@pages.get("/sign-up")
def sign_up_form(request: Request, settings: SettingsDep, shelf: ShelfDep) -> Response:
    """The form for a provider or deployer."""
    return form_page(request, settings, "sign_up.html", roles=SELF_MADE, person=vouched_for(request, settings, shelf))


def vouched_for(request: Request, settings: Settings, shelf: ShelfDep) -> Person | None:
    """Whom an identity provider vouched for in this browser a moment ago, where there is one and no account yet."""
    if settings.provider is None:
        return None
    with shelf.reading() as session:
        return arrived(session, request.cookies.get(cookie_name(settings, "form"), ""), settings.clock())


@pages.post("/sign-up", dependencies=[OwnForm])
def sign_up(
    request: Request,
    settings: SettingsDep,
    shelf: ShelfDep,
    name: Annotated[str, Form(max_length=120)] = "",
    organisation: Annotated[str, Form(max_length=200)] = "",
    role: Annotated[str, Form()] = "",
    password: Annotated[str, Form(max_length=MOST)] = "",
) -> Response:
    """A new organisation with its first account."""
    chosen = next((each for each in SELF_MADE if each == role), None)
    if chosen is None:
        raise bad("role", "choose provider or deployer", "choisir fournisseur ou déployeur")
    newcomer = Newcomer(name, password, vouched_for(request, settings, shelf))
    with shelf.writing() as session:
        who = found(session, settings, newcomer, chosen, organisation)
    return welcome(request, settings, shelf, who)


@pages.get("/set-up")
def set_up_form(request: Request, settings: SettingsDep, shelf: ShelfDep, key: str = "") -> Response:
    """The form for the first authority of this server."""
    _check_key(shelf, settings, key)
    return form_page(request, settings, "set_up.html", key=key)


@pages.post("/set-up", dependencies=[OwnForm])
def set_up(
    request: Request,
    settings: SettingsDep,
    shelf: ShelfDep,
    key: Annotated[str, Form(max_length=MOST)] = "",
    name: Annotated[str, Form(max_length=120)] = "",
    organisation: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=MOST)] = "",
) -> Response:
    """The first account of an authority, for whoever holds the key that the server told at its start."""
    _check_key(shelf, settings, key)
    with shelf.writing() as session:
        who = found(session, settings, Newcomer(name, password), "authority", organisation)
    return welcome(request, settings, shelf, who)


def _check_key(shelf: ShelfDep, settings: Settings, key: str) -> None:
    with shelf.reading() as session:
        done = accounts.any_authority(session)
    if done or not settings.setup_key or not hmac.compare_digest(settings.setup_key.encode(), key.encode()):
        raise problem(
            "not-allowed",
            "this server is set up, or the key is not its own",
            "ce serveur est déjà installé, ou la clé n’est pas la sienne",
            "the address with the key is shown where the server was started",
            "l’adresse avec la clé est affichée là où le serveur a démarré",
        )


@pages.get("/accounts")
def accounts_form(request: Request) -> Response:
    """An authority gives accounts to auditors, witnesses and other authorities."""
    who_must(request, Action.ADD_ACCOUNT)
    return render(request, "accounts.html", made=None)


@pages.post("/accounts", dependencies=[OwnForm])
def add_account(
    request: Request,
    settings: SettingsDep,
    shelf: ShelfDep,
    name: Annotated[str, Form(max_length=120)] = "",
    organisation: Annotated[str, Form(max_length=200)] = "",
    role: Annotated[str, Form()] = "",
) -> Response:
    """A new account with a password that is shown once."""
    who_must(request, Action.ADD_ACCOUNT)
    given: dict[str, Role] = {"auditor": "auditor", "witness": "witness", "authority": "authority"}
    if role not in given:
        raise bad("role", "choose auditor, witness or authority", "choisir auditeur, témoin ou autorité")
    password = settings.token()
    with shelf.writing() as session:
        who = found(session, settings, Newcomer(name, password), given[role], organisation)
    return render(request, "accounts.html", made=(who, password))
