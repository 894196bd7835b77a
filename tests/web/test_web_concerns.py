"""Reports without an account: a code instead of a name, a conversation, and an identity that only its owner opens."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from starlette.testclient import TestClient
from web_support import XSS, token_in

from concordance.registry.events import event_bytes
from concordance.registry.incidents.concerns import by_code
from concordance.registry.models import Concern, Event

FORM = {"kind": "breach", "about": "the sorter", "text": f"Tests were never run. {XSS}", "identity": "Ada Example"}


def send(visitor: TestClient, lang: str = "en", **other: str) -> Any:
    page = visitor.get(f"/{lang}/concern")
    return visitor.post(f"/{lang}/concern", data={"csrf": token_in(page.text)} | FORM | other)


def code_in(text: str) -> str:
    found = re.search(r'class="code">([0-9A-Z-]{34})<', text)
    assert found, text
    return found[1]


def back(visitor: TestClient, code: str, **other: str) -> Any:
    page = visitor.get("/en/concern/open")
    return visitor.post("/en/concern/open", data={"csrf": token_in(page.text), "code": code} | other)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_reporter_comes_back_and_decides(
    client: TestClient, signed_in: Callable[[str], TestClient], app: FastAPI, lang: str
) -> None:
    answer = send(client, lang)
    assert answer.status_code == 200, answer.text
    code, officer = code_in(answer.text), signed_in("authority")
    with app.state.shelf.reading() as session:
        id_ = by_code(session, code).id
        told = b"".join(event_bytes(event) for event in session.scalars(select(Event)))
    assert b"never run" not in told
    assert code.encode() not in told
    page = officer.get(f"/{lang}/concerns/{id_}").text
    assert "Ada Example" not in page
    assert XSS not in page
    assert id_ in officer.get("/en/concerns").text
    token = token_in(page)
    officer.post(f"/concerns/{id_}", data={"csrf": token, "text": "Which release?", "status": "acknowledged"})
    mine = back(client, code.lower())
    assert "Which release?" in mine.text
    assert code not in str(mine.url)
    assert "Version 2.4." in back(client, code, do="write", text="Version 2.4.").text
    assert "Ada Example" not in officer.get(f"/{lang}/concerns/{id_}").text
    back(client, code, do="disclose")
    assert "Ada Example" in officer.get(f"/{lang}/concerns/{id_}").text
    back(client, code, do="forget")
    assert "Ada Example" not in officer.get(f"/{lang}/concerns/{id_}").text


@pytest.mark.parametrize("wrong", [{"kind": "x"}, {"text": " "}, {"text": "x" * 20_001}])
def test_a_bad_report_comes_back_as_it_was(client: TestClient, wrong: dict[str, str]) -> None:
    answer = send(client, **wrong)
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert 'value="the sorter"' in answer.text


def test_no_code_no_concern(client: TestClient) -> None:
    answer = back(client, "0000-0000-0000-0000-0000-0000-0000", do="disclose")
    assert (answer.status_code, "no concern is kept under this code" in answer.text) == (422, True)
    assert client.post("/concern", data=FORM).status_code == 403


@pytest.mark.parametrize("who", ["provider", "auditor", "witness"])
def test_only_authorities_read(signed_in: Callable[[str], TestClient], who: str) -> None:
    assert signed_in(who).get("/concerns").status_code == 403
    assert signed_in(who).get("/concerns/concern-x").status_code == 403


def test_states_go_forward_only(client: TestClient, signed_in: Callable[[str], TestClient], app: FastAPI) -> None:
    code, officer = code_in(send(client, text="Another one.", identity="").text), signed_in("authority")
    with app.state.shelf.reading() as session:
        id_ = next(row.id for row in session.scalars(select(Concern)) if row.content["text"] == "Another one.")
    token = token_in(officer.get(f"/concerns/{id_}").text)
    assert officer.post(f"/concerns/{id_}", data={"csrf": token, "status": "closed"}).status_code == 200
    assert officer.post(f"/concerns/{id_}", data={"csrf": token, "status": "received"}).status_code == 422
    assert "closed" in back(client, code).text
    assert officer.get("/concerns/none").status_code == 404
