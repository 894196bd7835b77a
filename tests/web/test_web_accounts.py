"""Accounts: who gets in, for how long, and who makes the first one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from starlette.testclient import TestClient
from web_support import NOW, PASSWORD, person, settings, token_in

from concordance.doors.web.app import make_app


def sign_in(visitor: TestClient, name: str, password: str) -> int:
    token = token_in(visitor.get("/sign-in").text)
    return visitor.post("/sign-in", data={"csrf": token, "name": name, "password": password}).status_code


def test_a_wrong_name_and_a_wrong_password_look_alike(app: FastAPI) -> None:
    visitor = TestClient(app)
    answers = []
    for name, password in (("provider", "wrong"), ("nobody", PASSWORD)):
        token = token_in(visitor.get("/fr/sign-in").text)
        answer = visitor.post("/fr/sign-in", data={"csrf": token, "name": name, "password": password})
        assert answer.status_code == 403
        answers.append(answer.text.replace(name, "…"))
    assert answers[0] == answers[1]


def test_a_session_has_a_new_token_and_ends(tmp_path: Path) -> None:
    now = [NOW]
    made = make_app(settings(tmp_path, clock=lambda: now[0]))
    person(made, "ada", "provider", "org")
    visitor = TestClient(made)
    assert sign_in(visitor, "Ada ", PASSWORD) == 200
    assert visitor.get("/desk").status_code == 200
    now[0] = NOW + timedelta(hours=12, seconds=1)
    assert visitor.get("/desk").status_code == 401
    assert sign_in(visitor, "ada", PASSWORD) == 200
    with made.state.shelf.reading() as session:
        kept = session.execute(text("select digest from web_session")).all()
    assert len(kept) == 1, "sessions that are over are forgotten"
    assert visitor.cookies["concordance-session"] not in {row[0] for row in kept}


def test_signing_out_ends_the_session_on_the_server(signed_in: Callable[[str], TestClient], app: FastAPI) -> None:
    visitor = signed_in("deployer")
    stolen = visitor.cookies["concordance-session"]
    visitor.post("/sign-out", data={"csrf": token_in(visitor.get("/desk").text)})
    thief = TestClient(app, cookies={"concordance-session": stolen})
    assert thief.get("/desk").status_code == 401


def test_guessing_passwords_is_slow(tmp_path: Path) -> None:
    visitor = TestClient(make_app(settings(tmp_path, sign_ins_per_minute=2)))
    assert [sign_in(visitor, "x", "y") for _ in range(3)] == [403, 403, 429]


def test_signing_up(tmp_path: Path) -> None:
    visitor = TestClient(make_app(settings(tmp_path)))
    form = {"name": "Ada", "organisation": "Atelier Été", "role": "provider", "password": PASSWORD}
    for wrong in ({"role": "authority"}, {"role": ""}, {"password": "short"}, {"name": " "}, {"organisation": "!"}):
        token = token_in(visitor.get("/sign-up").text)
        assert visitor.post("/sign-up", data={**form, **wrong, "csrf": token}).status_code == 422, wrong
    token = token_in(visitor.get("/sign-up").text)
    desk = visitor.post("/fr/sign-up", data={**form, "csrf": token})
    assert desk.status_code == 200
    assert "atelier-ete" in desk.text
    again = TestClient(visitor.app)
    token = token_in(again.get("/sign-up").text)
    other = {**form, "name": "Eve", "csrf": token}
    assert again.post("/sign-up", data=other).status_code == 409, "nobody joins an organisation by its name"


def test_the_first_authority_needs_the_key_and_is_the_only_one_by_it(tmp_path: Path) -> None:
    visitor = TestClient(make_app(settings(tmp_path)))
    assert visitor.get("/set-up").status_code == 403
    assert visitor.get("/set-up?key=wrong").status_code == 403
    page = visitor.get("/fr/set-up?key=the-key")
    assert page.status_code == 200
    form = {"csrf": token_in(page.text), "name": "alma", "organisation": "Authority", "password": PASSWORD}
    assert visitor.post("/set-up", data={**form, "key": "wrong"}).status_code == 403
    assert visitor.post("/set-up", data={**form, "key": "the-key"}).status_code == 200
    assert visitor.get("/inbox").status_code == 200
    assert TestClient(visitor.app).get("/set-up?key=the-key").status_code == 403


def test_an_authority_gives_accounts(signed_in: Callable[[str], TestClient], app: FastAPI) -> None:
    authority = signed_in("authority")
    token = token_in(authority.get("/accounts").text)
    form = {"csrf": token, "name": "nia", "organisation": "Nia Audits", "role": "auditor"}
    assert authority.post("/accounts", data={**form, "role": "provider"}).status_code == 422
    page = authority.post("/accounts", data=form)
    password = re.search(r"nia: <code>([^<]+)</code>", page.text)
    assert password
    assert sign_in(TestClient(app), "nia", password[1]) == 200


@pytest.mark.parametrize("setting", [{"setup_key": ""}])
def test_without_a_key_nobody_sets_up(tmp_path: Path, setting: dict[str, str]) -> None:
    assert TestClient(make_app(settings(tmp_path, **setting))).get("/set-up?key=").status_code == 403
