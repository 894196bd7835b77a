"""Who asks the API: whoever a personal access token acts for (RFC 6750). Cookies count for nothing here.

The gate is that of the pages: the same table of roles and actions, the same refusals.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes
from starlette.concurrency import run_in_threadpool

from concordance.doors.web.accounts import Who
from concordance.doors.web.asking import SettingsDep
from concordance.doors.web.policy import Action, may
from concordance.doors.web.refusals import problem
from concordance.doors.web.settings import Settings
from concordance.doors.web.shelf import Shelf
from concordance.doors.web.tokens import bearer_of
from concordance.doors.web.visitors import ShelfDep, who_must

_SCHEME = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    description="A personal access token, made on the page of an account. Beside it stands the action it must allow.",
)


async def asker(
    request: Request,
    actions: SecurityScopes,
    settings: SettingsDep,
    shelf: ShelfDep,
    given: Annotated[HTTPAuthorizationCredentials | None, Security(_SCHEME)],
) -> Who:
    """Whoever asks, if they may do one of these. Raises ProblemsError `sign-in`, `token-refused`, `not-allowed`."""
    request.state.who = None
    if given is not None:
        request.state.who = await run_in_threadpool(_whose, shelf, given.credentials, settings)
        if request.state.who is None:
            raise problem(
                "token-refused",
                "this token is unknown, over or revoked",
                "ce jeton est inconnu, échu ou révoqué",
                "make another on the page of your account",
                "en créer un autre sur la page de votre compte",
            )
    wanted = [Action(name) for name in actions.scopes]
    mine = [action for action in wanted if request.state.who and may(request.state.who.role, action)]
    return who_must(request, (mine or wanted)[0])


def _whose(shelf: Shelf, token: str, settings: Settings) -> Who | None:
    with shelf.reading() as session:
        return bearer_of(session, token, settings.clock())


def needs(*actions: Action) -> Any:
    """A parameter that is whoever asks, and who may do one of these; the description of the API says so."""
    return Security(asker, scopes=[action.value for action in actions])
