"""Who asks: the session of a request, the token of its forms, and the gate in front of what not everybody may do."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import Depends, Form, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from concordance.doors.web.accounts import LIFETIME, Who, csrf_of, signed_in
from concordance.doors.web.asking import SettingsDep
from concordance.doors.web.policy import Action, may
from concordance.doors.web.refusals import problem
from concordance.doors.web.settings import Settings
from concordance.doors.web.shelf import Shelf, shelf_of


def cookie_name(settings: Settings, kind: str = "session") -> str:
    """The name of a cookie; over HTTPS its prefix binds it to this host (RFC 6265bis, section 4.1.3)."""
    return f"__Host-concordance-{kind}" if settings.secure else f"concordance-{kind}"


async def visitor(request: Request, settings: SettingsDep) -> None:
    """Put whoever is signed in, and the token for forms, into the state of the request."""
    token = request.cookies.get(cookie_name(settings), "")
    who = None
    if token:
        who = await run_in_threadpool(_whose, request.app.state.shelf, token, settings)
    request.state.who = who
    form = token if who else request.cookies.get(cookie_name(settings, "form"), "")
    request.state.csrf = csrf_of(form) if form else ""


def _whose(shelf: Shelf, token: str, settings: Settings) -> Who | None:
    with shelf.reading() as session:
        return signed_in(session, token, settings.clock())


def set_cookie(response: Response, settings: Settings, token: str, kind: str = "session") -> None:
    """Send a cookie that scripts and other sites do not see."""
    response.set_cookie(
        cookie_name(settings, kind),
        token,
        max_age=int(LIFETIME.total_seconds()),
        httponly=True,
        secure=settings.secure,
        samesite="lax",
    )


def form_cookie(request: Request, settings: Settings) -> str:
    """A token for the forms of whoever is not signed in; the caller sends it as a cookie."""
    token = request.cookies.get(cookie_name(settings, "form"), "") or settings.token()
    request.state.csrf = csrf_of(token)
    return token


async def own_form(request: Request, csrf: Annotated[str, Form()] = "") -> None:
    """Refuse a form that no page of ours sent. Raises ProblemsError `form-expired`."""
    wanted = request.state.csrf
    if not wanted or not hmac.compare_digest(wanted.encode(), csrf.encode()):
        raise problem(
            "form-expired",
            "this form has expired or comes from another site",
            "ce formulaire a expiré ou vient d’un autre site",
            "open the page again and send it from there",
            "rouvrir la page et l’envoyer de là",
        )


OwnForm = Depends(own_form)


def who_must(request: Request, action: Action, owner: str | None = None) -> Who:
    """Whoever is signed in and may do this. Raises ProblemsError `sign-in` or `not-allowed`."""
    who: Who | None = request.state.who
    if who is None:
        raise problem(
            "sign-in",
            "sign in to see this page",
            "connectez-vous pour voir cette page",
            "use the link at the top of the page",
            "le lien est en haut de la page",
        )
    if not may(who.role, action, who.organisation, owner):
        raise problem(
            "not-allowed",
            "your role does not allow this",
            "votre rôle ne le permet pas",
            "ask an authority of this server",
            "demander à une autorité de ce serveur",
        )
    return who


ShelfDep = Annotated[Shelf, Depends(shelf_of)]
