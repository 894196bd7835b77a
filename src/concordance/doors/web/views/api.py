"""The description of the API for people."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from concordance.doors.web.pages import render

pages = APIRouter(include_in_schema=False)


@pages.get("/api")
def described(request: Request) -> HTMLResponse:
    """Every operation, from the OpenAPI description."""
    return render(request, "api.html", api=request.app.openapi())
