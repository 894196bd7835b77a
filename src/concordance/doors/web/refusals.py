"""Every refusal has one shape: a page that lists problems with their places and remedies, or RFC 9457 for the API."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from concordance.base.problem import Problem, ProblemsError
from concordance.base.span import NOWHERE, Span
from concordance.base.text import Lang
from concordance.doors.web.pages import lang_of, own_path, render
from concordance.evidence.errors import EvidenceError
from concordance.registry.refusals import RegistryProblem

API = "/api/"
MEDIA_TYPE = "application/problem+json"
STATUS_OF = {
    "unknown-instrument": 404,
    "unknown-register": 404,
    "not-held": 404,
    "no-such-page": 404,
    "sign-in": 401,
    "token-refused": 401,
    "not-allowed": 403,
    "form-expired": 403,
    "oidc-refused": 403,
    "invitation-over": 404,
    "last-member": 409,
    "taken": 409,
    "document-quota": 409,
    "document-erased": 410,
    "document-size": 413,
    "in-use": 409,
    "oidc-unreachable": 502,
    "registry-absent": 503,
    "registry-unusable": 503,
}
"""Problems that HTTP has a status for; the others are 422: the request was read, its content cannot be used. What an
address names and is not there is 404; what a body names is 422."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A problem as it is shown: in the language of the page where it speaks it, else in English (`lang`)."""

    code: str
    message: str
    help: str
    lang: Lang
    places: tuple[str, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BilingualProblem(Problem):
    """A problem of this door, in both languages."""

    message_fr: str = ""
    help_fr: str = ""


def problem(code: str, en: str, fr: str, help_en: str, help_fr: str, *places: Span) -> ProblemsError:
    """A refusal of this door."""
    return ProblemsError([BilingualProblem(code, en, places or (NOWHERE,), help_en, fr, help_fr)])


def answer(request: Request, problems: Iterable[Problem], status: int | None = None) -> Response:
    """The response to a request that is refused."""
    found = tuple(problems)
    code = status or next((STATUS_OF[p.code] for p in found if p.code in STATUS_OF), 422)
    if code == 404 and status is None and request.method == "POST":
        code = 422
    if own_path(request).startswith(API):
        return JSONResponse(as_json(found, code, lang_of(request)), code, _challenge(found, code), MEDIA_TYPE)
    return render(request, "problems.html", code, problems=shown(found, request), code=code)


def shown(found: Iterable[Problem], request: Request) -> list[Shown]:
    """Problems as a page shows them: with a form that was refused, or on a page of their own."""
    return [_shown(each, request) for each in found]


def _challenge(found: Iterable[Problem], status: int) -> dict[str, str]:
    """How a program may say who it is, beside a 401 (RFC 6750, section 3)."""
    error = ', error="invalid_token"' if any(each.code == "token-refused" for each in found) else ""
    return {"WWW-Authenticate": f'Bearer realm="concordance"{error}'} if status == 401 else {}


def as_json(problems: Iterable[Problem], status: int, lang: Lang = "en") -> dict[str, object]:
    """The body of a refusal by the API (RFC 9457), with every problem, in a language where it speaks it."""
    found = [
        {
            "code": each.code,
            **dict(zip(("message", "help"), _said(each, lang), strict=True)),
            "places": [{"path": p.path, "line": p.line, "column": p.col} for p in each.places if p != NOWHERE],
        }
        for each in problems
    ]
    title = HTTPStatus(status).phrase
    word = {"en": "problem", "fr": "problème"}[lang]
    colon = {"en": ":", "fr": " :"}[lang]
    detail = f"{len(found)} {word}{'s' if len(found) != 1 else ''}{colon} {found[0]['message']}" if found else title
    return {
        "type": "urn:concordance:problems",
        "title": title,
        "status": status,
        "detail": detail,
        "problems": found,
    }


def too_large(request: Request, most: int) -> Response:
    """413: the body is over the limit."""
    error = problem(
        "body-too-large",
        f"the request has more than {most:,} bytes",
        f"la requête dépasse {most:,} octets",
        "send one system at a time",
        "envoyer un système à la fois",
    )
    return answer(request, error.problems, 413)


def too_hasty(request: Request, seconds: int) -> Response:
    """429: the client is asked to wait."""
    error = problem(
        "too-many-requests",
        f"too many requests; wait {seconds} s",
        f"trop de requêtes ; attendre {seconds} s",
        "the header Retry-After says how long to wait",
        "l’en-tête Retry-After dit combien de temps attendre",
    )
    response = answer(request, error.problems, 429)
    response.headers["Retry-After"] = str(seconds)
    return response


def add_handlers(app: FastAPI) -> None:
    """Give every kind of refusal its answer."""
    app.add_exception_handler(ProblemsError, _on_problems)
    app.add_exception_handler(EvidenceError, _on_evidence)
    app.add_exception_handler(RequestValidationError, _on_shape)
    app.add_exception_handler(HTTPException, _on_http)


def _on_problems(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemsError)
    return answer(request, error.problems)


def _on_evidence(request: Request, error: Exception) -> Response:
    assert isinstance(error, EvidenceError)
    return answer(request, [error.problem(lang_of(request))])


def _on_shape(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = [
        Problem(
            "bad-request", f"{one['msg']}", (Span(".".join(map(str, one["loc"]))),), "see the description of the API"
        )
        for one in error.errors()
    ]
    return answer(request, found, 422)


def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        found = problem(
            "no-such-page",
            "there is nothing at this address",
            "il n’y a rien à cette adresse",
            "begin at the home page",
            "repartir de l’accueil",
        ).problems
    else:
        found = (Problem("bad-request", str(error.detail), (NOWHERE,), "see the description of the API"),)
    response = answer(request, found, error.status_code)
    response.headers.update(error.headers or {})
    if error.status_code == 405:
        response.headers["Allow"] = ", ".join(_allowed(request)) or response.headers.get("Allow", "")
    return response


def _allowed(request: Request) -> list[str]:
    """What an address of the API can be asked, of all routes (RFC 9110, section 10.2.1): one route knows its own."""
    found = set()
    for path, methods in request.app.openapi()["paths"].items():
        if re.fullmatch(re.sub(r"\\\{\w+\\\}", ".+", re.escape(path)), own_path(request)):
            found |= {method.upper() for method in methods}
    return sorted(found)


def defect(request: Request) -> Response:
    """500, a defect of ours: what broke goes to the log of the server, not to whoever asked."""
    found = problem(
        "defect",
        "something broke on this server",
        "quelque chose s’est cassé sur ce serveur",
        "tell its operator when it happened",
        "dire à son exploitant quand c’est arrivé",
    ).problems
    return answer(request, found, 500)


def _shown(found: Problem, request: Request) -> Shown:
    lang = lang_of(request)
    own: Lang = "fr" if lang == "fr" and isinstance(found, RegistryProblem | BilingualProblem) else "en"
    message, remedy = _said(found, lang)
    places = [p for p in found.places if p != NOWHERE]
    lines = getattr(request.state, "source", "").splitlines()
    quoted = tuple(lines[p.line - 1][:200] if 0 < p.line <= len(lines) else "" for p in places)
    return Shown(found.code, message, remedy, own, tuple(map(str, places)), quoted)


def _said(found: Problem, lang: Lang) -> tuple[str, str]:
    """Message and remedy of a problem in a language, where it speaks it."""
    if lang == "fr" and isinstance(found, RegistryProblem | BilingualProblem):
        return found.message_fr, found.help_fr
    return found.message, found.help
