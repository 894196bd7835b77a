"""The figures that a regulator publishes: the same on the page, as CSV and as JSON, and nobody's name in them."""

from __future__ import annotations

import csv
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from concordance.registry.models import Case, CaseStep, Incident, IncidentStep

NORM = "eu/ai-act/50.1"


@pytest.fixture(scope="module", autouse=True)
def decided(app: FastAPI) -> None:
    """A decided case, and an incident with a notification that was late, in a year of their own."""
    case: dict[str, Any] = {"authority": "msa.example", "organisation": "secret-org", "system": "secret-system"}
    incident: dict[str, Any] = {"kind": "incident", "system": "secret-system", "severity": "serious-incident"}
    with app.state.shelf.writing() as session:
        session.add(
            Case(
                id="stat-1",
                basis="eu/ai-act/74.5",
                state="decided",
                opened_at="2031-01-10T00:00:00Z",
                decided_at="2031-03-01T00:00:00Z",
                effect="fine",
                amount=5000.0,
                currency="EUR",
                **case,
            )
        )
        known = "2031-02-01T00:00:00Z"
        session.add(Incident(id="stat-i", status="open", aware_at=known, content={}, salt="", **incident))
        session.flush()
        findings = {"findings": [{"norm": NORM, "outcome": "established", "text": "secret text"}]}
        session.add(
            CaseStep(case_id="stat-1", move="find", at="2031-02-01T00:00:00Z", by="x", content=findings, salt="")
        )
        session.add(
            IncidentStep(
                incident_id="stat-i",
                kind="notification",
                what="csirt",
                due="2031-02-02T00:00:00Z",
                done="2031-02-03T00:00:00Z",
                state="done",
            )
        )


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_everybody_reads_the_figures(client: TestClient, lang: str) -> None:
    page = client.get(f"/{lang}/statistics/oversight", params={"year": 2031})
    assert page.status_code == 200
    main = page.text.split("<main")[1]
    for word in ("5,000" if lang == "en" else "5\u202f000", "Art. 50(1)", "50"):
        assert word in main
    assert ("late" if lang == "en" else "en retard") in main
    assert "secret" not in main


def test_downloads_say_the_same(client: TestClient) -> None:
    found = client.get("/statistics/oversight.json", params={"year": 2031}).json()
    assert found["inspections"]["fines"] == {"EUR": 5000.0}
    assert found["inspections"]["median_days_to_decision"] == 50.0
    assert found["incidents"]["notifications"] == {"late": 1}
    answer = client.get("/statistics/oversight.csv", params={"year": 2031})
    rows = {(r["figure"], r["item"]): r["value"] for r in csv.DictReader(answer.text.splitlines())}
    assert rows[("provisions", NORM)] == "1"
    assert rows[("by_severity", "serious-incident")] == "1"
    assert "secret" not in answer.text


def test_one_authority_and_other_years(client: TestClient) -> None:
    def figures(**asked: object) -> Any:
        return client.get("/statistics/oversight.json", params=asked).json()["inspections"]

    assert figures(year=2031, authority="msa.example")["decided"] == 1
    assert figures(year=2031, authority="nobody")["decided"] == 0
    assert figures(year=2030)["decided"] == 0
    assert client.get("/statistics/oversight", params={"year": 1}).status_code == 422
