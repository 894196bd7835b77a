"""Whole registers handed in on a page, imported in the background, and what the clock of incidents says on the desk."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from web_support import NOW, PASSWORD, XSS, person, settings, token_in

from concordance.doors.web.app import make_app
from concordance.registry.events import By
from concordance.registry.keeping import add
from concordance.registry.models import Incident, IncidentStep, System
from concordance.registry.moments import stamp

ROWS = [{"id": str(n), "title": XSS if n == 1 else f"Systeem {n}", "organisatie": "o"} for n in range(30)]


@pytest.fixture
def made(tmp_path: Path) -> FastAPI:
    app = make_app(settings(tmp_path, jobs=True))
    person(app, "alma", "authority", "authority")
    person(app, "ada", "provider", "org")
    return app


@pytest.fixture
def working(made: FastAPI) -> Iterator[TestClient]:
    """A visitor of a server that does jobs."""
    with TestClient(made) as visitor:
        yield visitor


def sign_in(visitor: TestClient, name: str) -> TestClient:
    token = token_in(visitor.get("/sign-in").text)
    assert visitor.post("/sign-in", data={"csrf": token, "name": name, "password": PASSWORD}).status_code == 200
    return visitor


def hand_in(visitor: TestClient, name: str, data: bytes, **given: str) -> str:
    form = {"csrf": token_in(visitor.get("/imports").text), "register": "nl", **given}
    answer = visitor.post("/fr/imports", data=form, files={"file": (name, data)})
    assert answer.status_code == 200, answer.text
    return answer.request.url.path


def ended(visitor: TestClient, path: str) -> str:
    for _ in range(200):
        text = visitor.get(path).text
        if 'hx-trigger="every 2s"' not in text:
            return text
        time.sleep(0.05)
    raise AssertionError(text)


def test_a_register_is_imported_while_others_read(working: TestClient) -> None:
    sign_in(working, "alma")
    bad = [*ROWS, {"id": "", "title": "none"}]
    path = hand_in(working, "C:\\x\\nl.json", json.dumps({"algoritmes": bad}).encode())
    text = ended(working, path)
    assert "terminé" in text
    assert "nl.json:1:" in text
    assert "row-key" in text
    assert "Systeem 29" in TestClient(working.app).get("/registers?page=2").text
    assert "&lt;script&gt;alert" in TestClient(working.app).get("/registers").text
    assert "nl.json" in working.get("/imports").text


def test_nothing_goes_in_when_all_or_nothing_was_asked(working: TestClient) -> None:
    sign_in(working, "alma")
    path = hand_in(working, "nl.json", json.dumps([*ROWS, {"title": XSS}]).encode(), strict="yes")
    text = ended(working, path)
    assert "arrêté" in text
    assert "nothing-imported" in text
    assert "<b>0</b>" in TestClient(working.app).get("/registers").text


def test_a_file_of_another_kind_is_refused(working: TestClient) -> None:
    sign_in(working, "alma")
    form = {"csrf": token_in(working.get("/imports").text), "register": "nl"}
    for name, data in (("register.zip", b"PK"), ("", b"[]")):
        assert working.post("/imports", data=form, files={"file": (name, data)}).status_code == 422
    answer = working.post("/imports", data={**form, "register": "none"}, files={"file": ("x.json", b"[]")})
    assert "unknown-register" in answer.text


def test_a_register_may_be_larger_than_other_bodies_for_who_is_signed_in(working: TestClient) -> None:
    large = json.dumps([{**row, "doel": "x" * 50_000} for row in ROWS]).encode()
    assert len(large) > 1_000_000
    stranger = TestClient(working.app)
    assert stranger.post("/imports", data={}, files={"file": ("nl.json", large)}).status_code == 413
    sign_in(working, "alma")
    assert "terminé" in ended(working, hand_in(working, "nl.json", large))


def test_imports_are_for_authorities(working: TestClient) -> None:
    sign_in(working, "ada")
    assert working.get("/imports").status_code == 403
    assert working.get("/imports/1").status_code == 403


def test_other_jobs_are_no_imports(working: TestClient) -> None:
    sign_in(working, "alma")
    assert working.get("/imports/1").status_code == 404, "the sweep is job 1"
    assert working.get("/imports/999").status_code == 404


def test_the_desk_says_what_cannot_wait(made: FastAPI) -> None:
    with made.state.shelf.writing() as session:
        add(session, By("web:org", NOW), System(id="org/s", organisation_id="org", name="S", purpose=None, status=None))
        session.add(
            Incident(
                id="org/s/1",
                kind="incident",
                system="org/s",
                severity="serious",
                status="open",
                aware_at=stamp(NOW),
                content={},
                salt="",
                reporter=None,
            )
        )
        session.flush()
        for days, what in ((-1, "tell the authority"), (1, "tell the people"), (9, "write the report")):
            due = stamp(NOW + timedelta(days=days))
            row = {"what": what, "due": due, "about": None, "place": None, "done": None, "state": "open"}
            session.add(IncidentStep(incident_id="org/s/1", kind="notification", **row))
    visitor = sign_in(TestClient(made), "ada")
    assert "tell the authority" not in visitor.get("/desk").text
    made.state.working.workshop.begin()
    made.state.working.workshop.drain()
    text = visitor.get("/fr/desk").text
    assert "en retard depuis le 2 décembre 2026" in text
    assert "tell the people" in text
    assert "write the report" not in text
    person(made, "eve", "provider", "other")
    assert "tell the authority" not in sign_in(TestClient(made), "eve").get("/desk").text
