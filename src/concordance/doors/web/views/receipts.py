"""The page on which anyone checks a receipt."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import HTMLResponse

from concordance.doors.web.asking import SettingsDep
from concordance.doors.web.pages import lang_of, render
from concordance.doors.web.receipts import check
from concordance.evidence.errors import EvidenceError

pages = APIRouter(include_in_schema=False)


@pages.get("/receipts")
def form(request: Request) -> HTMLResponse:
    """What to paste, and what a check proves."""
    return render(request, "receipts.html", given={}, checked=None, refused=None)


@pages.post("/receipts")
def verify(
    request: Request,
    settings: SettingsDep,
    receipt: Annotated[str, Form()] = "",
    file: UploadFile | None = None,
    log_key: Annotated[str, Form()] = "",
    policy: Annotated[str, Form()] = "",
    entry: Annotated[str, Form()] = "",
) -> HTMLResponse:
    """The result of the check, or the reason of the refusal, above the form."""
    if file is not None and file.filename:
        receipt = file.file.read().decode("utf-8", "replace")
    given = {"receipt": receipt, "log_key": log_key, "policy": policy, "entry": entry}
    try:
        checked = check(receipt, policy, log_key, entry, settings.clock())
    except EvidenceError as error:
        refused = error.problem(lang_of(request))
        return render(request, "receipts.html", 422, given=given, checked=None, refused=refused)
    return render(request, "receipts.html", given=given, checked=checked, refused=None)
