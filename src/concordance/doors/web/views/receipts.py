"""The page on which anyone checks a receipt."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import HTMLResponse

from concordance.doors.web.asking import SettingsDep
from concordance.doors.web.pages import lang_of, render
from concordance.doors.web.receipts import check, refusal_texts, script, source_hash, style
from concordance.evidence.errors import EvidenceError

pages = APIRouter(include_in_schema=False)


@pages.get("/receipts")
def form(request: Request) -> HTMLResponse:
    """What to paste, and what a check proves."""
    return _page(request, 200, given={}, checked=None, refused=None)


@pages.get("/receipts/offline.html")
def offline(request: Request) -> HTMLResponse:
    """The page as one file that checks on any machine; its own policy lets it run nothing else and send nothing."""
    page = render(
        request,
        "receipt_offline.html",
        refusals=refusal_texts(lang_of(request)),
        script=script(),
        style=style(),
        script_hash=source_hash(script()),
        style_hash=source_hash(style()),
    )
    name = "verifier-un-recu.html" if lang_of(request) == "fr" else "check-a-receipt.html"
    page.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return page


@pages.post("/receipts")
def verify(
    request: Request,
    settings: SettingsDep,
    receipt: Annotated[str, Form()] = "",
    file: UploadFile | None = None,
    log_key: Annotated[str, Form()] = "",
    policy: Annotated[str, Form()] = "",
    entry: Annotated[str, Form()] = "",
    signers: Annotated[str, Form()] = "",
) -> HTMLResponse:
    """The result of the check, or the reason of the refusal, above the form."""
    if file is not None and file.filename:
        receipt = file.file.read().decode("utf-8", "replace")
    given = {"receipt": receipt, "log_key": log_key, "policy": policy, "entry": entry, "signers": signers}
    try:
        checked = check(receipt, policy, log_key, entry, settings.clock(), signers)
    except EvidenceError as error:
        return _page(request, 422, given=given, checked=None, refused=error.problem(lang_of(request)))
    return _page(request, 200, given=given, checked=checked, refused=None)


def _page(request: Request, status: int, **context: Any) -> HTMLResponse:
    return render(request, "receipts.html", status, refusals=refusal_texts(lang_of(request)), **context)
