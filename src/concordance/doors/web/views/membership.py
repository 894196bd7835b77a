"""One's own account: its tokens, the people of the organisation, invitations, leaving."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from concordance.doors.web import members, tokens
from concordance.doors.web.accounts import MOST, Who
from concordance.doors.web.asking import SettingsDep
from concordance.doors.web.identities import link
from concordance.doors.web.pages import local, render
from concordance.doors.web.policy import Action
from concordance.doors.web.refusals import problem
from concordance.doors.web.settings import Settings
from concordance.doors.web.signing_up import Newcomer, bad, invitation_over, join
from concordance.doors.web.views.account import form_page, vouched_for, welcome
from concordance.doors.web.visitors import OwnForm, ShelfDep, cookie_name, who_must
from concordance.registry.moments import stamp

pages = APIRouter(include_in_schema=False)
DAYS = (30, 90, tokens.LONGEST)


@pages.get("/account")
def account(request: Request, settings: SettingsDep, shelf: ShelfDep) -> Response:
    """The account of whoever is signed in."""
    return _account(request, settings, shelf, who_must(request, Action.KEEP_ACCOUNT))


def _account(request: Request, settings: Settings, shelf: ShelfDep, who: Who, **shown: object) -> Response:
    with shelf.reading() as session:
        kept = tokens.tokens_of(session, who)
        people = members.members_of(session, who.organisation or "")
    context: dict[str, object] = {"token": None, "invitation": None, **shown}
    context |= {"tokens": kept, "people": people, "days": DAYS, "now": stamp(settings.clock())}
    context |= {"provider": settings.provider, "person": vouched_for(request, settings, shelf)}
    return render(request, "account.html", **context)


@pages.post("/account/tokens", dependencies=[OwnForm])
def add_token(
    request: Request,
    settings: SettingsDep,
    shelf: ShelfDep,
    name: Annotated[str, Form(max_length=60)] = "",
    days: Annotated[int, Form(ge=1, le=tokens.LONGEST)] = DAYS[0],
) -> Response:
    """A new token, shown once."""
    who = who_must(request, Action.KEEP_ACCOUNT)
    if not name.strip():
        raise bad("name", "say what the token is for", "dire à quoi sert le jeton")
    with shelf.writing() as session:
        if len(tokens.tokens_of(session, who)) >= tokens.MOST:
            told = (f"an account has at most {tokens.MOST} tokens", f"un compte a au plus {tokens.MOST} jetons")
            raise problem("too-many-tokens", *told, "revoke one first", "en révoquer un d’abord")
        made = tokens.make_token(session, who, name.strip(), settings.token(), settings.clock(), days)
    return _account(request, settings, shelf, who, token=made)


@pages.post("/account/tokens/{number}", dependencies=[OwnForm])
def revoke_token(request: Request, number: int, shelf: ShelfDep) -> Response:
    """End a token."""
    who = who_must(request, Action.KEEP_ACCOUNT)
    with shelf.writing() as session:
        tokens.revoke(session, who, number)
    return RedirectResponse(local(request, "/account"), 303)


@pages.post("/account/identity", dependencies=[OwnForm])
def add_identity(request: Request, settings: SettingsDep, shelf: ShelfDep) -> Response:
    """Let an identity that a provider just vouched for enter this account; said here, on a form of ours."""
    who = who_must(request, Action.KEEP_ACCOUNT)
    known = vouched_for(request, settings, shelf)
    if known is None:
        raise problem(
            "oidc-refused",
            "no identity provider vouched for you in this browser",
            "aucun fournisseur d’identité ne s’est porté garant de vous dans ce navigateur",
            "begin again from the page of your account",
            "recommencer depuis la page de votre compte",
        )
    with shelf.writing() as session:
        link(session, who, known)
    return RedirectResponse(local(request, "/account"), 303)


@pages.post("/account/invitations", dependencies=[OwnForm])
def invite(request: Request, settings: SettingsDep, shelf: ShelfDep) -> Response:
    """A link with which one more person joins the organisation, shown once."""
    who = who_must(request, Action.INVITE)
    secret = settings.token()
    with shelf.writing() as session:
        members.invite(session, who, secret, settings.clock())
    return _account(request, settings, shelf, who, invitation=f"{str(request.base_url).rstrip('/')}/join?key={secret}")


@pages.post("/account/leave", dependencies=[OwnForm])
def leave(
    request: Request, settings: SettingsDep, shelf: ShelfDep, sure: Annotated[str, Form(max_length=3)] = ""
) -> Response:
    """Close one's account; what there is stays with the organisation."""
    who = who_must(request, Action.KEEP_ACCOUNT)
    if sure != "yes":
        raise bad("leaving", "confirm that you leave", "confirmer votre départ")
    with shelf.writing() as session:
        if not members.leave(session, who):
            raise problem(
                "last-member",
                "you are the last account of your organisation: nobody could act for it any more",
                "vous êtes le dernier compte de votre organisation : plus personne ne pourrait agir pour elle",
                "invite somebody first",
                "inviter d’abord quelqu’un",
            )
    response = RedirectResponse(local(request, "/"), 303)
    response.delete_cookie(cookie_name(settings), secure=settings.secure, httponly=True, samesite="lax")
    return response


@pages.get("/join")
def join_form(request: Request, settings: SettingsDep, shelf: ShelfDep, key: str = "") -> Response:
    """The form for whoever was invited."""
    with shelf.reading() as session:
        invited = members.invitation(session, key[:MOST], settings.clock())
    if invited is None:
        raise invitation_over()
    known = vouched_for(request, settings, shelf)
    return form_page(request, settings, "join.html", key=key, invited=invited, person=known, provider=settings.provider)


@pages.post("/join", dependencies=[OwnForm])
def join_in(
    request: Request,
    settings: SettingsDep,
    shelf: ShelfDep,
    key: Annotated[str, Form(max_length=MOST)] = "",
    name: Annotated[str, Form(max_length=120)] = "",
    password: Annotated[str, Form(max_length=MOST)] = "",
) -> Response:
    """One more account of the organisation that invited."""
    newcomer = Newcomer(name, password, vouched_for(request, settings, shelf))
    with shelf.writing() as session:
        who = join(session, settings, newcomer, key)
    return welcome(request, settings, shelf, who)
