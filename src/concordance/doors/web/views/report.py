"""A profile in, the report out: on the page, as a file, or as data."""

from __future__ import annotations

from functools import cache
from typing import Annotated

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from concordance.doors.web.asking import DeskDep, SettingsDep, choice_of, given_profile, read_day
from concordance.doors.web.desk import When
from concordance.doors.web.pages import lang_of, render
from concordance.report.html import to_html
from concordance.report.machine import to_json

pages = APIRouter(include_in_schema=False)


@pages.get("/assess")
def form(request: Request, desk: DeskDep, settings: SettingsDep) -> HTMLResponse:
    """Paste a profile, or choose a file."""
    return render(request, "assess.html", today=settings.today(), score=desk.score)


@pages.post("/assess")
def assess(
    request: Request,
    desk: DeskDep,
    settings: SettingsDep,
    profile: Annotated[str, Form()] = "",
    file: UploadFile | None = None,
    at: Annotated[str, Form()] = "",
    known: Annotated[str, Form()] = "",
    regime: Annotated[str, Form()] = "",
    form: Annotated[str, Form()] = "",
) -> Response:
    """The report. `form` is empty for a page, or `html` or `json` for a file."""
    given = given_profile(request, profile, file)
    when = When(read_day(at, "at") or settings.today(), read_day(known, "known"))
    result = desk.assess(given.data, when, choice_of([regime]))
    if form == "json":
        return _file(to_json(result), "assessment.json", "application/json")
    whole = to_html(result, lang_of(request))
    if form == "html":
        return _file(whole.encode(), "assessment.html", "text/html; charset=utf-8")
    return render(request, "report.html", result=result, inner=inner(whole), given=given.text, when=when, regime=regime)


def _file(data: bytes, name: str, media_type: str) -> Response:
    return Response(data, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def inner(whole: str) -> Markup:
    """What stands inside the body of the self-contained report, as a part of another page: it has one `main` only."""
    _, _, rest = whole.partition("<body>")
    body, _, _ = rest.rpartition("</body>")
    body = body.replace("<main>", '<div class="report-main">').replace("</main>", "</div>")
    return Markup(body)  # noqa: S704 - the report escapes what it is given; this is its own text


@cache
def style() -> str:
    """The style sheet inside the report's template."""
    look = Environment(loader=PackageLoader("concordance.report"), autoescape=True)
    source, _, _ = PackageLoader("concordance.report").get_source(look, "assessment.html")
    return look.from_string(source.partition("<style>")[2].partition("</style>")[0]).render()


@pages.get("/report.css")
def style_sheet() -> Response:
    """The report's own style, served apart: the pages allow no style of their own inside."""
    return Response(style(), media_type="text/css", headers={"Cache-Control": "public, max-age=3600"})
