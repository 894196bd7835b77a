"""An incident on the pages: from the first facts to those that open duties ask for, then steps, redress, the end."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from web_support import NOW, person, token_in

from concordance.doors.web.desk import When
from concordance.registry.assessments import keep_assessment
from concordance.registry.events import By
from concordance.registry.incidents.data import entries
from concordance.registry.incidents.exchange import to_aiid, to_oecd
from concordance.registry.incidents.keeping import incident_held, report_in, steps_of
from concordance.registry.keeping import add
from concordance.registry.models import System
from support import EXAMPLES

SYSTEM = "org-lab/triage"
OTHER = "org-lab/triage-b"
"""Reports are named by system and second, and the clock of the tests stands still: one report to a system."""
FORM: dict[str, Any] = {
    "title": "Patients were put in the wrong order",
    "description": "For two days the service ranked some patients too low.",
    "contact": "incidents@lab.example",
    "kind": "incident",
    "severity": "serious-incident",
    "aware_at": "2026-12-02T16:40",
    "zone": "Europe/Paris",
    "incident.kind": ["serious-health-harm"],
    "incident.occurred_in": ["FR", "IE"],
    "incident.causal_link": "established",
    "incident.personal_data_breach": "yes",
    "risks": ["privacy-loss"],
    "norms": "eu/ai-act/15.5",
}


@pytest.fixture(scope="module", autouse=True)
def lab(app: FastAPI) -> None:
    """A laboratory with a system that many laws bind."""
    person(app, "lab", "provider", "org-lab")
    by, desk, when = By("web:org-lab", NOW), app.state.desk, When(NOW.date())
    data = (EXAMPLES / "incidents" / "frontier-triage.yaml").read_bytes()
    with app.state.shelf.writing() as session, desk.program(when) as program:
        for name in (SYSTEM, OTHER):
            add(session, by, System(id=name, organisation_id="org-lab", name="Triage", purpose=None, status=None))
            keep_assessment(session, by, f"{name}/1", name, desk.profile(data, when), program, when.at)


@pytest.fixture
def visitor(signed_in: Callable[[str], TestClient]) -> TestClient:
    return signed_in("lab")


def send(visitor: TestClient, do: str, system: str = SYSTEM, **other: Any) -> Any:
    page = visitor.get(f"/en/report/{system}")
    return visitor.post(f"/en/report/{system}", data={"csrf": token_in(page.text), "do": do} | FORM | other)


JUDGED = {
    "breach.risk_to_people": "high",
    "by:breach.risk_to_people": "R. Byrne",
    "why:breach.risk_to_people": "Health data of many patients.",
}


def test_open_duties_ask_for_what_would_settle_them(visitor: TestClient) -> None:
    first = send(visitor, "look")
    assert first.status_code == 200, first.text
    assert 'name="incident.compromises_network_or_data"' in first.text
    assert 'name="by:breach.risk_to_people"' in first.text
    second = send(visitor, "look", **JUDGED, **{"record:measures_taken": "Service stopped."})
    assert "Art. 34(1)" in second.text
    assert "Service stopped." in second.text
    assert 'name="record:measures_planned"' in second.text, "a draft is filled from it"
    unsigned = send(visitor, "look", **{**JUDGED, "by:breach.risk_to_people": ""})
    assert (unsigned.status_code, "who answers this, and why?" in unsigned.text) == (422, True)
    assert "Health data of many patients." in unsigned.text, "the form comes back as it was"


def test_from_the_report_to_its_end(visitor: TestClient, signed_in: Callable[[str], TestClient], app: FastAPI) -> None:
    kept = send(visitor, "keep", **JUDGED)
    assert kept.url.path.startswith(f"/en/incidents/{SYSTEM}/incident/"), kept.text
    id_ = kept.url.path.removeprefix("/en/incidents/")
    token = token_in(kept.text)
    assert "privacy" in kept.text.casefold()

    def post(path: str, **form: str) -> Any:
        return visitor.post(f"/en/{path}", data={"csrf": token, **form})

    post(f"add-step/{id_}", kind="corrective", what="Check signatures at every start", due="2026-12-20")
    page = post(f"add-step/{id_}", kind="redress", what="Costs of a second opinion", whom="patients")
    assert "claimed" in page.text
    assert post(f"add-step/{id_}", kind="redress", what=" ").status_code == 422
    assert post(f"add-step/{id_}", kind="notification", what="x").status_code == 422
    early = post(f"close-incident/{id_}")
    assert (early.status_code, "steps are still open" in early.text) == (422, True)
    with app.state.shelf.reading() as session:
        steps = steps_of(session, id_)
    redress = next(step for step in steps if step.kind == "redress")
    post(f"steps/{redress.id}", state="acknowledged", at="2026-12-03")
    assert post(f"steps/{redress.id}", state="claimed").status_code == 422
    assert "remedied" in post(f"steps/{redress.id}", state="remedied", at="2026-12-03").text
    for step in steps:
        if step.kind != "redress":
            assert post(f"steps/{step.id}").status_code == 200
    assert "closed" in post(f"close-incident/{id_}").text
    assert signed_in("other").post(f"/close-incident/{id_}", data={"csrf": token}).status_code in {403, 404, 422}
    with app.state.shelf.reading() as session:
        report = report_in(incident_held(session, id_))
    assert visitor.get(f"/export-incident/oecd/{id_}").json() == json.loads(json.dumps(to_oecd(report)))
    assert visitor.get(f"/export-incident/aiid/{id_}").json() == json.loads(json.dumps(to_aiid(report)))
    assert visitor.get(f"/export-incident/xml/{id_}").status_code == 404
    assert signed_in("authority").get(f"/fr/incidents/{id_}").status_code == 200
    assert signed_in("other").get(f"/export-incident/aiid/{id_}").status_code == 404


@pytest.mark.parametrize("form", ["aiid", "oecd"])
def test_a_report_begins_from_a_file(visitor: TestClient, form: str) -> None:
    table = {
        "title": "A shuttle stood in the way",
        "description": "A lorry touched it.",
        "Alleged developer of AI system": '["navya"]',
        "date": "2017-11-08",
        "reports": "[242]",
    }
    criteria = [
        {"id": 1, "value": {"en": table["title"], "fr": table["title"]}},
        {"id": 2, "value": table["description"]},
        {"id": 6, "value": ["FR"]},
        {"id": 9, "value": ["navya"]},
    ]
    data = json.dumps(table if form == "aiid" else {"criteria": criteria}).encode()
    token = token_in(visitor.get("/en/desk").text)
    sent = {"data": {"csrf": token, "form": form}, "files": {"file": ("x.json", data, "application/json")}}
    page = visitor.post(f"/en/begin-report/{SYSTEM}", **sent)  # type: ignore[arg-type]
    assert page.status_code == 200, page.text
    assert 'value="A shuttle stood in the way"' in page.text
    assert re.search(r'name="record:developer" value="navya"', page.text)
    if form == "oecd":
        assert re.search(r'value="FR" checked', page.text)
    bad = {"data": {"csrf": token, "form": form}, "files": {"file": ("x.json", b"{", "application/json")}}
    assert visitor.post(f"/en/begin-report/{SYSTEM}", **bad).status_code == 422  # type: ignore[arg-type]


def test_every_kind_of_entry_comes_through_the_form(visitor: TestClient, app: FastAPI) -> None:
    said = {"text": "words", "list": "one; two", "number": "4100", "flag": "yes", "moment": "2026-12-01T08:00"}
    form = {f"record:{name}": said[entry.type] for name, entry in entries().items()}
    form = {name: value for name, value in form.items() if name not in {"record:description", "record:contact"}}
    kept = send(visitor, "keep", OTHER, **form)
    id_ = kept.url.path.removeprefix("/en/incidents/")
    with app.state.shelf.reading() as session:
        record = incident_held(session, id_).content["record"]
    assert set(record) == set(entries())
    assert (record["people_affected"], record["developer"], record["malicious"]) == (4100, ["one", "two"], True)
    assert record["started_at"] == "2026-12-01T08:00:00+01:00"
