"""Documents handed in through the pages: by whom, what comes back and how, what is refused, what erasing leaves."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable

import pytest
from fastapi import FastAPI
from httpx import Response
from sqlalchemy import select
from starlette.testclient import TestClient
from web_support import token_in

from concordance.registry.documents.examine import MAX_FILE
from concordance.registry.models import Event

PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer << >>\nstartxref\n0\n%%EOF\n"
PATH = "/documents/org-provider/scorer"


def hand_in(visitor: TestClient, name: str, data: bytes, path: str = PATH, **form: object) -> Response:
    token = token_in(visitor.get("/desk").text)
    fields = {"csrf": token, "kind": "audit-results", **form}
    return visitor.post(path, data=fields, files={"file": (name, data, "text/html")})


def document_in(text: str, name: str) -> str:
    found = re.search(rf'href="(?:/en|/fr)?(/document/[^"]+)">{re.escape(name)}<', text)
    assert found
    return found[1]


def test_from_the_form_to_the_file(signed_in: Callable[[str], TestClient]) -> None:
    visitor = signed_in("provider")
    page = hand_in(visitor, "Rapport d’été.pdf", PDF, norm="eu/ai-act/11.1")
    assert page.status_code == 200, page.text
    assert page.url.path == PATH
    assert "Rapport d’été.pdf" in page.text
    for reader in ("provider", "auditor", "authority"):
        answer = signed_in(reader).get(document_in(page.text, "Rapport d’été.pdf"))
        assert (answer.status_code, answer.content) == (200, PDF)
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-disposition"] == (
            "attachment; filename=\"Rapport_d__t_.pdf\"; filename*=UTF-8''Rapport%20d%E2%80%99%C3%A9t%C3%A9.pdf"
        )
    assert "<form" not in re.sub(r"<header.*?</header>", "", signed_in("auditor").get(PATH).text, flags=re.DOTALL)


def test_guessing_tells_nothing(signed_in: Callable[[str], TestClient]) -> None:
    there = document_in(hand_in(signed_in("provider"), "plan.pdf", PDF + b"\n").text, "plan.pdf")
    absent = there[:-4] + ("aaaa" if there[-4:] != "aaaa" else "bbbb")
    for who in ("other", "deployer"):
        visitor = signed_in(who)
        assert visitor.get(PATH).status_code == 404
        found, nothing = visitor.get(there), visitor.get(absent)
        assert (found.status_code, nothing.status_code) == (404, 404)
        assert found.text.replace(there[-24:], "") == nothing.text.replace(absent[-24:], "")
        assert hand_in(visitor, "a.pdf", PDF).status_code in {404, 422}
        token = token_in(visitor.get("/desk").text)
        erased = visitor.post(f"/erase{there.removeprefix('/document')}", data={"csrf": token, "ground": "mistake"})
        assert erased.status_code in {404, 422}
    for who in ("auditor", "authority", "witness"):
        assert hand_in(signed_in(who), "a.pdf", PDF).status_code == 403
    assert signed_in("provider").get(there).status_code == 200


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for n in range(6):
            made.writestr(str(n), bytes(40_000_000))
    return out.getvalue()


def slip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("../../x", b"x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "make", "status", "says"),
    [
        ("a.zip", bomb, 422, "décompressé, le document dépasse"),
        ("a.zip", slip, 422, "un nom qui mène hors de lui"),
        ("a.pdf", lambda: b"<script>alert(1)</script>", 422, "le contenu n’est pas ce que le nom annonce"),
        ("../a.pdf", lambda: PDF, 422, "n’est pas un nom de document"),
        ("a.html", lambda: b"<p>", 422, "ne sont pas acceptés"),
        ("a.pdf", lambda: b"", 413, "le document a 0 octets"),
        ("a.pdf", lambda: PDF + bytes(MAX_FILE), 413, "le document a"),
        ("a.pdf", lambda: PDF + bytes(MAX_FILE + 200_000), 413, "la requête dépasse"),
    ],
    ids=["bomb", "slip", "disguise", "path", "type", "empty", "large", "too-large"],
)
def test_what_is_refused(
    signed_in: Callable[[str], TestClient], name: str, make: Callable[[], bytes], status: int, says: str
) -> None:
    answer = hand_in(signed_in("provider"), name, make(), f"/fr{PATH}")
    assert answer.status_code == status, answer.text
    assert says in answer.text


def test_large_bodies_are_for_those_who_are_signed_in(client: TestClient) -> None:
    assert client.post(PATH, files={"file": ("a.pdf", PDF + bytes(2_000_000))}).status_code == 413


@pytest.mark.parametrize("form", [{"kind": "photo"}, {"norm": "eu/ai-act/none"}, {"csrf": "0"}])
def test_a_bad_form_is_refused(signed_in: Callable[[str], TestClient], form: dict[str, str]) -> None:
    assert hand_in(signed_in("provider"), "form.json", b"{}", **form).status_code in {403, 422}


def test_erasing_leaves_a_commitment(app: FastAPI, signed_in: Callable[[str], TestClient]) -> None:
    visitor = signed_in("provider")
    there = document_in(hand_in(visitor, "Ada.json", b'{"who": "Ada"}').text, "Ada.json")
    token, address = token_in(visitor.get("/desk").text), f"/erase{there.removeprefix('/document')}"
    assert visitor.post(address, data={"csrf": token, "ground": "boredom"}).status_code == 422
    gone = visitor.post(address, data={"csrf": token, "ground": "erasure-request"})
    assert gone.status_code == 200
    assert "Ada" not in gone.text
    assert visitor.get(there).status_code == 410
    with app.state.shelf.reading() as session:
        told = [e for e in session.scalars(select(Event)) if e.subject == there.removeprefix("/document/")]
    assert [event.kind for event in told] == ["document-added", "document-erased"]
    assert told[0].body["commitment"] == told[1].body["commitment"]


def test_the_same_file_is_kept_once(signed_in: Callable[[str], TestClient]) -> None:
    data = PDF.replace(b"endobj", b"endobj\n% " + zlib.compress(b"same"))
    first = document_in(hand_in(signed_in("provider"), "same.pdf", data).text, "same.pdf")
    text = hand_in(signed_in("provider"), "copy.pdf", data).text
    assert text.count(first) == 1
    assert "copy.pdf" not in text
