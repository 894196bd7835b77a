"""An organisation's side: a system from its name to its board, its calendar and its entry in a register."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI
from icalendar import Calendar
from starlette.testclient import TestClient
from web_support import PASSWORD, token_in

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "cv-screening.yaml"


@pytest.fixture(scope="module")
def assessed(app: FastAPI) -> str:
    """A system that the deployer described and assessed through the pages."""
    visitor = TestClient(app)
    visitor.post(
        "/sign-in", data={"csrf": token_in(visitor.get("/sign-in").text), "name": "deployer", "password": PASSWORD}
    )
    token = token_in(visitor.get("/desk").text)
    made = visitor.post("/systems", data={"csrf": token, "name": "Clavardeur d’été"})
    assert made.status_code == 200
    path = made.url.path
    assert path == "/systems/org-deployer/clavardeur-d-ete"
    with EXAMPLE.open("rb") as file:
        kept = visitor.post(f"/assessments{path.removeprefix('/systems')}", data={"csrf": token}, files={"file": file})
    assert kept.status_code == 200, kept.text
    return path


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_board(assessed: str, signed_in: Callable[[str], TestClient], lang: str) -> None:
    text = signed_in("deployer").get(f"/{lang}{assessed}").text
    assert text.count('class="cite" href="http') > 10
    assert ("assessment made" if lang == "en" else "évaluation faite") in text
    assert "web:org-deployer" in text
    assert assessed in signed_in("authority").get("/inbox").text


def test_the_calendar(assessed: str, client: TestClient) -> None:
    answer = client.get("/fr/calendar/feed-of-deployer.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert events
    assert len({event["uid"] for event in events}) == len(events)
    assert client.get("/fr/calendar/feed-of-deployer.ics").content == answer.content
    assert any("norme" in event["summary"] for event in events)
    assert client.get("/calendar/feed-of-nobody.ics").status_code == 404


def test_the_calendar_shows_one_s_own_only(assessed: str, client: TestClient) -> None:
    assert b"BEGIN:VEVENT" not in client.get("/calendar/feed-of-other.ics").content


def test_an_entry_in_a_register(assessed: str, signed_in: Callable[[str], TestClient], client: TestClient) -> None:
    visitor = signed_in("deployer")
    address = f"/enter/eu-annex-viii-a{assessed.removeprefix('/systems')}"
    token = token_in(visitor.get(address).text)
    row = {"csrf": token, "A.4": "Clavardeur", "A.10": "FR, DE", "A.7": "in service", "A.8": "sans objet"}
    entered = visitor.post(address, data=row)
    assert entered.status_code == 200
    assert entered.url.path.startswith("/records/eu-annex-viii-a:")
    assert "FR, DE" in entered.text
    assert "not provided" in entered.text
    assert "not applicable" in entered.text
    assert "Clavardeur" in client.get("/registers?q=clavardeur").text


def test_nobody_overwrites_the_entry_of_another(signed_in: Callable[[str], TestClient]) -> None:
    first, second = signed_in("provider"), signed_in("other")
    address = "/enter/eu-annex-viii-a/org-provider/scorer"
    row = {"csrf": token_in(first.get(address).text), "A.4": "Taken name"}
    assert first.post(address, data=row).status_code == 200
    token = token_in(second.get("/desk").text)
    second.post("/systems", data={"csrf": token, "name": "mine"})
    taken = second.post("/enter/eu-annex-viii-a/org-other/mine", data={"csrf": token, "A.4": "Taken name"})
    assert taken.status_code == 409
    assert second.post(address, data={**row, "csrf": token}).status_code in {404, 422}


@pytest.mark.parametrize(("row", "status"), [({"A.4": ""}, 422), ({"A.4": "x", "A.7": "in the air"}, 422)])
def test_a_bad_entry_is_refused(
    assessed: str, signed_in: Callable[[str], TestClient], row: dict[str, str], status: int
) -> None:
    visitor = signed_in("deployer")
    address = f"/fr/enter/eu-annex-viii-a{assessed.removeprefix('/systems')}"
    answer = visitor.post(address, data={"csrf": token_in(visitor.get(address).text), **row})
    assert answer.status_code == status
    assert "ligne 1" in answer.text


def test_only_registers_kept_here_are_open(signed_in: Callable[[str], TestClient]) -> None:
    assert signed_in("provider").get("/enter/nl/org-provider/scorer").status_code == 404


FORM = {
    "title": "Applicants over fifty were put last",
    "description": "For two weeks the score fell with age.",
    "kind": "incident",
    "severity": "serious-incident",
    "aware_at": "2028-02-18T16:40",
    "zone": "Europe/Paris",
    "incident.kind": ["fundamental-rights-infringement"],
    "incident.occurred_in": ["FR"],
    "incident.causal_link": "established",
}


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_an_incident_from_the_form_to_its_steps(
    assessed: str, signed_in: Callable[[str], TestClient], lang: str
) -> None:
    visitor, id_ = signed_in("deployer"), assessed.removeprefix("/systems/")
    address = f"/{lang}/report/{id_}"
    page = visitor.get(address)
    assert page.status_code == 200
    form = {**FORM, "csrf": token_in(page.text)}
    told = visitor.post(address, data={**form, "do": "look"})
    assert told.status_code == 200, told.text
    assert ("Who must be told, by when" if lang == "en" else "Qui doit être informé, et quand") in told.text
    if lang == "fr":
        return
    kept = visitor.post(address, data={**form, "do": "keep"})
    assert kept.url.path.startswith(f"/{lang}/incidents/{id_}/incident/")
    assert FORM["title"] in kept.text
    assert signed_in("authority").get(kept.url.path).status_code == 200
    assert signed_in("other").get(kept.url.path).status_code == 404
    assert kept.url.path.removeprefix("/en") in signed_in("authority").get("/inbox").text
    step = re.search(r'action="/en/steps/(\d+)"', kept.text)
    if step:
        assert signed_in("other").post(f"/steps/{step[1]}", data={"csrf": form["csrf"]}).status_code == 403
        done = visitor.post(f"/en/steps/{step[1]}", data={"csrf": form["csrf"]})
        assert "done" in done.text


@pytest.mark.parametrize(
    "wrong",
    [{"aware_at": "yesterday"}, {"aware_at": ""}, {"severity": "bad"}, {"title": ""}, {"incident.kind": ["x"]}],
)
def test_a_bad_report_is_refused(
    assessed: str, signed_in: Callable[[str], TestClient], wrong: dict[str, object]
) -> None:
    visitor, address = signed_in("deployer"), f"/report{assessed.removeprefix('/systems')}"
    form = {**FORM, "csrf": token_in(visitor.get(address).text), "do": "keep", **wrong}
    assert visitor.post(address, data=form).status_code == 422


def test_a_report_names_no_file_of_the_server(assessed: str, signed_in: Callable[[str], TestClient]) -> None:
    visitor, address = signed_in("deployer"), f"/report{assessed.removeprefix('/systems')}"
    form = {**FORM, "csrf": token_in(visitor.get(address).text), "profile": "/etc/passwd", "do": "look"}
    assert "root:" not in visitor.post(address, data=form).text


def test_an_incident_wants_an_assessed_system(signed_in: Callable[[str], TestClient]) -> None:
    assert signed_in("provider").get("/report/org-provider/scorer").status_code == 422
