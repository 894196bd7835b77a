"""Declarations of energy, carbon and water: made by form, read by everybody, compared with their like alone."""

from __future__ import annotations

import csv
from collections.abc import Callable

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from web_support import NOW, XSS, person, token_in

from concordance.registry.events import By, history
from concordance.registry.keeping import add
from concordance.registry.models import System

SYSTEM = "org-declarer/chat"
FORM = {
    "name": "Inference 2026 H1",
    "from": "2026-01-01",
    "until": "2026-06-30",
    "hardware": XSS,
    "value-1": "2.1",
    "unit-1": "energy:kWh",
    "per-1": "1000 requests",
    "boundary-1": "inference",
    "method-1": "measured",
    "low-1": "1.9",
    "high-1": "2.4",
    "coverage-1": "0.95",
    "how-1": "=cmd()",
    "value-2": "9",
    "unit-2": "energy:MWh",
    "boundary-2": "training",
    "method-2": "estimated",
}


@pytest.fixture(scope="module", autouse=True)
def declarer(app: FastAPI) -> None:
    """A provider with a system."""
    person(app, "declarer", "provider", "org-declarer")
    with app.state.shelf.writing() as session:
        kept = System(id=SYSTEM, organisation_id="org-declarer", name="Chat", purpose=None, status=None)
        add(session, By("web:org-declarer", NOW), kept)


def sent(visitor: TestClient, **other: str) -> object:
    page = visitor.get(f"/en/declare/{SYSTEM}")
    return visitor.post(f"/en/declare/{SYSTEM}", data={"csrf": token_in(page.text)} | FORM | other)


@pytest.fixture
def made(signed_in: Callable[[str], TestClient]) -> str:
    answer = sent(signed_in("declarer"))
    assert answer.status_code == 200, answer.text  # type: ignore[attr-defined]
    path: str = answer.url.path  # type: ignore[attr-defined]
    return path


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_declaration_is_public(made: str, client: TestClient, lang: str) -> None:
    assert made == f"/en/declarations/{SYSTEM}/inference-2026-h1"
    page = client.get(f"/{lang}{made.removeprefix('/en')}").text
    assert ("measured" if lang == "en" else "mesuré") in page
    assert XSS not in page
    assert "9,000 kWh" in page
    every = client.get(f"/{lang}/declarations").text
    assert ("cannot be compared" if lang == "en" else "ne se comparent pas") in every
    assert "1000 requests" in every
    assert "1000 requests" not in client.get(f"/{lang}/declarations?quantity=water").text


def test_downloads(made: str, client: TestClient) -> None:
    rows = list(csv.DictReader(client.get("/declarations.csv").text.splitlines()))
    energy = next(row for row in rows if row["of"] == SYSTEM and row["boundary"] == "inference")
    assert (energy["value"], energy["common_unit"], energy["how"]) == ("2.1", "kWh", "'=cmd()")
    assert any(each["of"] == SYSTEM for each in client.get("/declarations.json").json())


def test_the_api(made: str, client: TestClient) -> None:
    base = "/api/v1/declarations"
    one = client.get(f"{base}/{made.removeprefix('/en/declarations/')}")
    assert (one.status_code, one.json()["of"]) == (200, SYSTEM)
    assert [each["of"] for each in client.get(base, params={"of": SYSTEM}).json()] == [SYSTEM]
    assert client.get(base, params={"quantity": "water"}).json() == []
    figures = client.get(f"{base}/figures", params={"quantity": "energy"}).json()
    assert {row["quantity"] for row in figures} == {"energy"}
    compared = client.get(f"{base}/compared").json()
    assert {group["boundary"] for group in compared["groups"]} == {"inference", "training"}
    assert "boundary" in compared["apart"][0]["differ"]
    assert client.get(f"{base}/none").status_code == 404


def test_a_correction_keeps_its_history(made: str, signed_in: Callable[[str], TestClient], app: FastAPI) -> None:
    sent(signed_in("declarer"), **{"value-1": "2.2"})
    with app.state.shelf.reading() as session:
        kinds = [event.kind for event in history(session, made.removeprefix("/en/declarations/"))]
    assert kinds[0] == "declaration-added"
    assert kinds[-1] == "declaration-changed"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"value-1": "-1"}, "cannot be below zero"),
        ({"low-1": "3"}, "2.1"),
        ({"coverage-1": ""}, "coverage"),
        ({"until": "2025-01-01"}, "error-summary"),
        ({"value-1": "", "value-2": ""}, "no figure"),
        ({"value-1": "much"}, "error-summary"),
        ({"unit-1": "energy:L"}, "error-summary"),
        ({"name": ""}, "error-summary"),
    ],
)
def test_a_bad_form_comes_back(signed_in: Callable[[str], TestClient], wrong: dict[str, str], said: str) -> None:
    answer = sent(signed_in("declarer"), **{"name": "bad", **wrong})
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert said in answer.text  # type: ignore[attr-defined]
    assert 'value="1000 requests"' in answer.text  # type: ignore[attr-defined]


def test_nobody_declares_for_others(signed_in: Callable[[str], TestClient]) -> None:
    visitor = signed_in("other")
    assert visitor.get(f"/declare/{SYSTEM}").status_code == 404
    token = token_in(visitor.get("/desk").text)
    assert visitor.post(f"/declare/{SYSTEM}", data={"csrf": token} | FORM).status_code == 422
    assert signed_in("authority").get(f"/declare/{SYSTEM}").status_code == 403
