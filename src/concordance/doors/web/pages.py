"""Templates → pages. Every text stands in its template in both languages, side by side: `t("Home", "Accueil")`."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import cache, partial
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from concordance.base.text import LANGUAGES, Lang, Text
from concordance.doors.web import words
from concordance.norms.outcome import Outcome
from concordance.report.words import MODALITIES, OUTCOMES, amount, day, shown_value

ASSETS = files("concordance.doors.web") / "assets"


@cache
def environment() -> Environment:
    """The templates, escaping by default; a name that is missing is an error, not an empty text."""
    made = Environment(
        loader=PackageLoader("concordance.doors.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(asset=asset, quote=partial(quote, safe=""), words=words, Text=Text)
    made.globals["t"] = _t
    made.globals["href"] = _href
    made.filters["day"] = _day
    made.filters["said"] = _said
    made.filters["value"] = _value
    return made


@cache
def asset(name: str) -> str:
    """The address of an asset; it changes with its content, so that it may be kept for a year."""
    digest = hashlib.sha256((ASSETS / name).read_bytes()).hexdigest()[:12]
    return f"/assets/{name}?v={digest}"


@pass_context
def _t(context: Context, en: str, fr: str) -> str:
    return fr if context["lang"] == "fr" else en


@pass_context
def _href(context: Context, path: str, **query: object) -> str:
    """An address of this site in the language of the page; what is None is left out of the query."""
    given = {name: str(value) for name, value in query.items() if value is not None and value != ""}
    return str(context["prefix"]) + quote(path) + (f"?{urlencode(given)}" if given else "")


@pass_context
def _day(context: Context, value: date | str | None) -> str:
    if value is None or value == "":
        return "—"
    return day(date.fromisoformat(value[:10]) if isinstance(value, str) else value, context["lang"])


@pass_context
def _said(context: Context, text: Text | None) -> str:
    return text(context["lang"]) if text else ""


@pass_context
def _value(context: Context, value: object) -> str:
    return shown_value(value, context["lang"])


def lang_of(request: Request) -> Lang:
    """The language of a request."""
    found: Lang = getattr(request.state, "lang", "en")
    return found


def render(request: Request, template: str, status: int = 200, /, **context: Any) -> HTMLResponse:
    """A page in the language of the request."""
    lang = lang_of(request)
    text = (
        environment()
        .get_template(template)
        .render(
            request=request,
            lang=lang,
            prefix=getattr(request.state, "prefix", ""),
            switch={other: _switch(request, other) for other in LANGUAGES if other != lang},
            path=own_path(request),
            who=getattr(request.state, "who", None),
            csrf=getattr(request.state, "csrf", ""),
            outcome=lambda found: OUTCOMES[Outcome(found)](lang),
            modality=lambda name: MODALITIES[name](lang),
            amount=partial(amount, lang=lang),
            **context,
        )
    )
    return HTMLResponse(text, status)


def local(request: Request, path: str) -> str:
    """An address of this site, for redirects, in the language of the request."""
    return f"{getattr(request.state, 'prefix', '')}{path}"


def own_path(request: Request) -> str:
    """The path of a request without the prefix of its language."""
    path = request.scope["path"]
    prefix = getattr(request.state, "prefix", "")
    return path[len(prefix) :] or "/"


def _switch(request: Request, other: Lang) -> str:
    query = request.url.query if request.method == "GET" else ""
    return f"/{other}{quote(own_path(request))}" + (f"?{query}" if query else "")
