"""Tokens of programs, and the people of an organisation: invited, joining, leaving."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from starlette.testclient import TestClient
from web_support import NOW, PASSWORD, person, settings, token_in

from concordance.doors.web.app import make_app


class Office:
    """A server of its own, with a clock that can be moved, and one provider."""

    def __init__(self, folder: Path) -> None:
        self.now = NOW
        self.app: FastAPI = make_app(settings(folder, clock=self.clock))
        person(self.app, "ada", "provider", "org")

    def clock(self) -> datetime:
        return self.now

    def enter(self, name: str) -> TestClient:
        visitor = TestClient(self.app, raise_server_exceptions=False)
        form = {"csrf": token_in(visitor.get("/sign-in").text), "name": name, "password": PASSWORD}
        assert visitor.post("/sign-in", data=form).status_code == 200
        return visitor

    def token(self, visitor: TestClient, **given: str) -> str:
        form = {"csrf": token_in(visitor.get("/account").text), "name": "reports", "days": "30", **given}
        made = re.search(r"<code>(concordance_[^<]+)</code>", visitor.post("/account/tokens", data=form).text)
        assert made
        return made[1]

    def status(self, token: str) -> int:
        bearer = {"authorization": f"Bearer {token}"}
        return TestClient(self.app).get("/api/v1/me", headers=bearer).status_code


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_a_token_acts_until_its_day(office: Office) -> None:
    token = office.token(office.enter("ada"))
    assert office.status(token) == 200
    office.now = NOW + timedelta(days=30)
    assert office.status(token) == 200
    office.now += timedelta(seconds=1)
    assert office.status(token) == 401


def test_a_token_is_shown_once_and_kept_as_a_digest(office: Office) -> None:
    visitor = office.enter("ada")
    token = office.token(visitor)
    assert token not in visitor.get("/account").text
    with office.app.state.shelf.reading() as session:
        kept = session.execute(text("select * from web_token")).all()
    assert len(kept) == 1
    assert token not in str(kept)


def test_a_token_is_revoked_by_its_own_account_alone(office: Office) -> None:
    person(office.app, "eve", "provider", "other")
    ada, eve = office.enter("ada"), office.enter("eve")
    token = office.token(ada)
    eve.post("/account/tokens/1", data={"csrf": token_in(eve.get("/account").text)})
    assert office.status(token) == 200
    page = ada.post("/account/tokens/1", data={"csrf": token_in(ada.get("/account").text)})
    assert page.url.path == "/account"
    assert office.status(token) == 401


@pytest.mark.parametrize(("wrong", "code"), [({"name": " "}, 422), ({"days": "0"}, 422), ({"days": "367"}, 422)])
def test_a_token_has_a_name_and_an_end(office: Office, wrong: dict[str, str], code: int) -> None:
    visitor = office.enter("ada")
    form = {"csrf": token_in(visitor.get("/account").text), "name": "x", "days": "30", **wrong}
    assert visitor.post("/account/tokens", data=form).status_code == code


def test_tokens_are_not_without_end(office: Office) -> None:
    visitor = office.enter("ada")
    for _ in range(20):
        office.token(visitor)
    form = {"csrf": token_in(visitor.get("/account").text), "name": "one more", "days": "30"}
    assert visitor.post("/account/tokens", data=form).status_code == 422


def invitation_of(visitor: TestClient) -> str:
    page = visitor.post("/account/invitations", data={"csrf": token_in(visitor.get("/account").text)})
    found = re.search(r"/join\?key=([^<]+)</code>", page.text)
    assert found
    return found[1]


def join(office: Office, key: str, name: str = "bo") -> int:
    visitor = TestClient(office.app, raise_server_exceptions=False)
    page = visitor.get("/fr/join", params={"key": key})
    if page.status_code != 200:
        return page.status_code
    form = {"csrf": token_in(page.text), "key": key, "name": name, "password": PASSWORD}
    return visitor.post("/join", data=form).status_code


def test_an_invitation_opens_one_account_of_the_same_organisation(office: Office) -> None:
    ada = office.enter("ada")
    ada.post("/systems", data={"csrf": token_in(ada.get("/desk").text), "name": "Scorer"})
    key = invitation_of(ada)
    assert key not in ada.get("/account").text
    assert join(office, key) == 200
    assert join(office, key, "cy") == 404
    assert office.enter("bo").get("/systems/org/scorer").status_code == 200


def test_an_invitation_ends(office: Office) -> None:
    key = invitation_of(office.enter("ada"))
    office.now = NOW + timedelta(days=7, seconds=1)
    assert join(office, key) == 404
    assert join(office, "guessed") == 404


def test_a_name_that_is_taken_does_not_use_an_invitation_up(office: Office) -> None:
    key = invitation_of(office.enter("ada"))
    assert join(office, key, "Ada") == 422
    assert join(office, key, "bo") == 200


def test_leaving_closes_every_way_in_and_leaves_the_systems(office: Office) -> None:
    ada = office.enter("ada")
    ada.post("/systems", data={"csrf": token_in(ada.get("/desk").text), "name": "Scorer"})
    token, key, pending = office.token(ada), invitation_of(ada), invitation_of(ada)
    form = {"csrf": token_in(ada.get("/account").text), "sure": "yes"}
    assert ada.post("/account/leave", data=form).status_code == 409, "the last one stays"
    assert join(office, key) == 200
    assert ada.post("/account/leave", data={**form, "sure": ""}).status_code == 422
    assert ada.post("/account/leave", data=form).status_code == 200
    assert (ada.get("/desk").status_code, office.status(token), join(office, pending, "cy")) == (401, 401, 404)
    assert office.enter("bo").get("/systems/org/scorer").status_code == 200
