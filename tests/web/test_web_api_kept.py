"""What programs keep over the API: systems, assessments, entries, incidents, inspections; each for whom it is."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import Response
from icalendar import Calendar
from sqlalchemy import select
from starlette.testclient import TestClient
from web_support import XSS, token_of

from concordance.registry.access import Done
from concordance.registry.models import Record

EXAMPLE = (Path(__file__).resolve().parents[2] / "examples" / "cv-screening.yaml").read_text(encoding="utf-8")
Program = Callable[..., Response]


@pytest.fixture(scope="module")
def own(programs: Callable[[str], Program]) -> str:
    """A system that the deployer described and assessed over the API."""
    ask = programs("deployer")
    made = ask("POST", "/systems", json={"name": "Ranking of applicants"})
    assert made.status_code == 201, made.text
    assert made.json()["id"] == "org-deployer/ranking-of-applicants"
    kept = ask("POST", "/assessments", json={"system": made.json()["id"], "profile": EXAMPLE})
    assert kept.status_code == 201, kept.text
    return str(made.json()["id"])


def codes(answer: Response) -> list[str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return [each["code"] for each in answer.json()["problems"]]


def test_who_asks(programs: Callable[[str], Program]) -> None:
    me = programs("auditor")("GET", "/me").json()
    assert (me["account"], me["role"], me["organisation"]) == ("auditor", "auditor", "org-auditor")
    assert "see-system" in me["actions"]
    assert "assess" not in me["actions"]


def test_a_system_from_its_name_to_its_removal(programs: Callable[[str], Program]) -> None:
    ask = programs("provider")
    made = ask("POST", "/systems", json={"name": "To be removed"}).json()
    place = f"/systems/{made['id']}"
    changed = ask("PATCH", place, json={"purpose": "trying", "status": "in-development"}).json()
    assert (changed["name"], changed["purpose"], changed["status"]) == ("To be removed", "trying", "in-development")
    assert ask("GET", place).json() == changed
    assert ask("PATCH", place, json={"name": " "}).status_code == 422
    assert ask("PATCH", place, json={"status": "in the air"}).status_code == 422
    assert codes(ask("POST", "/systems", json={"name": "to be removed"})) == ["taken"]
    assert ask("DELETE", place).status_code == 204
    assert ask("GET", place).status_code == 404


def test_a_system_that_something_is_about_stays(own: str, programs: Callable[[str], Program]) -> None:
    assert codes(programs("deployer")("DELETE", f"/systems/{own}")) == ["in-use"]


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_what_is_another_s_is_as_if_it_were_not_there(
    own: str, programs: Callable[[str], Program], method: str
) -> None:
    ask, body = programs("other"), {"json": {}} if method == "PATCH" else {}
    found, absent = ask(method, f"/systems/{own}", **body), ask(method, "/systems/org-deployer/absent", **body)
    assert (found.status_code, absent.status_code) == (404, 404)
    assert found.text.replace(own, "…") == absent.text.replace("org-deployer/absent", "…")


@pytest.mark.parametrize("path", ["/assessments?system=", "/registrations?system=", "/incidents?system=", "/duties/"])
def test_nor_is_what_is_about_it(own: str, programs: Callable[[str], Program], path: str) -> None:
    assert programs("other")("GET", f"{path}{own}").status_code == 404
    assert programs("auditor")("GET", f"{path}{own}").status_code == 200


def test_lists_have_pages(own: str, programs: Callable[[str], Program]) -> None:
    first = programs("authority")("GET", "/systems?per_page=1").json()
    second = programs("authority")("GET", "/systems?per_page=1&page=2").json()
    assert first["total"] == first["pages"] >= 2
    assert first["items"] != second["items"]
    assert programs("authority")("GET", "/systems?page=99999").json()["items"] == []
    own_list = programs("deployer")("GET", "/systems").json()["items"]
    assert {each["organisation"] for each in own_list} == {"org-deployer"}


def test_an_assessment_is_read_as_it_was_made(own: str, programs: Callable[[str], Program]) -> None:
    ask = programs("deployer")
    kept = ask("GET", f"/assessments?system={own}").json()["items"][0]
    result = ask("GET", f"/assessments/{kept['id']}")
    assert result.json()["corpus"]["hash"] == kept["corpus_hash"]
    board = ask("GET", f"/duties/{own}").json()
    assert {duty["outcome"] for duty in board["now"]} <= {"applies", "met", "breached", "unproven"}
    assert board["assessment"] == kept["id"]
    assert programs("other")("GET", f"/assessments/{kept['id']}").status_code == 404


def test_deadlines_as_json_and_for_calendars(own: str, programs: Callable[[str], Program]) -> None:
    ask = programs("deployer")
    days = ask("GET", "/deadlines?per_page=100").json()
    events = Calendar.from_ical(ask("GET", "/deadlines.ics").content).walk("VEVENT")
    assert days["total"] == len(events) > 0
    assert days["items"] == sorted(days["items"], key=lambda each: each["on"])
    french = ask("GET", f"/deadlines.ics?system={own}", headers={"accept-language": "fr"}).text
    assert "norme" in french
    assert programs("other")("GET", f"/deadlines?system={own}").status_code == 404


def entry(own: str, name: str) -> dict[str, Any]:
    return {"register": "eu-annex-viii-a", "system": own, "fields": {"A.4": name, "A.10": ["FR"]}}


def test_a_registration_sent_twice_is_one(own: str, programs: Callable[[str], Program], app: FastAPI) -> None:
    ask, key = programs("deployer"), {"idempotency-key": "first-entry"}
    made = ask("POST", "/registrations", json=entry(own, "Ranking"), headers=key)
    assert made.status_code == 201, made.text
    with app.state.shelf.reading() as session:
        before = session.get_one(Record, made.json()["id"]).digest
    again = ask("POST", "/registrations", json=entry(own, "Ranking"), headers=key)
    assert (again.status_code, again.content) == (201, made.content)
    assert codes(ask("POST", "/registrations", json=entry(own, "Other"), headers=key)) == ["key-reused"]
    history = ask("GET", f"/records/{made.json()['id']}").json()["history"]
    assert [each["kind"] for each in history] == ["record-added"]
    assert before == made.json()["digest"]
    assert ask("GET", f"/registrations?system={own}").json()["items"] == [made.json()]


def test_many_at_the_same_moment_do_it_once(app: FastAPI) -> None:
    token = token_of(app, "provider")
    headers = {"authorization": f"Bearer {token}", "idempotency-key": "at-once"}

    def send(_: int) -> tuple[int, bytes]:
        visitor = TestClient(app, raise_server_exceptions=False)
        answer = visitor.post("/api/v1/systems", json={"name": "At once"}, headers=headers)
        return answer.status_code, answer.content

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(send, range(24)))
    assert len(answers) == 1
    assert answers.pop()[0] == 201


def test_nothing_of_a_submission_is_kept_beside_what_it_made(
    own: str, programs: Callable[[str], Program], app: FastAPI
) -> None:
    said = {"name": "Nothing of this"}
    made = programs("provider")("POST", "/systems", json=said, headers={"idempotency-key": "a-key-of-ours"}).json()
    with app.state.shelf.reading() as session:
        rows = [vars(row) for row in session.scalars(select(Done))]
    assert made["id"] in {row["made"] for row in rows}
    assert "a-key-of-ours" not in str(rows)
    assert "Nothing of this" not in str(rows)


def test_a_key_belongs_to_an_organisation(programs: Callable[[str], Program]) -> None:
    key = {"idempotency-key": "shared"}
    found = [programs(who)("POST", "/systems", json={"name": "Keyed"}, headers=key) for who in ("provider", "other")]
    assert [each.json()["organisation"] for each in found] == ["org-provider", "org-other"]


def test_what_was_refused_can_be_sent_again_under_its_key(own: str, programs: Callable[[str], Program]) -> None:
    ask, key = programs("deployer"), {"idempotency-key": "mended"}
    assert ask("POST", "/registrations", json=entry(own, ""), headers=key).status_code == 422
    assert ask("POST", "/registrations", json=entry(own, "Mended"), headers=key).status_code == 201


def test_nobody_overwrites_the_entry_of_another(own: str, programs: Callable[[str], Program]) -> None:
    ask = programs("other")
    assert programs("deployer")("POST", "/registrations", json=entry(own, "Mine")).status_code == 201
    assert ask("POST", "/systems", json={"name": "Theirs"}).status_code == 201
    assert codes(ask("POST", "/registrations", json=entry("org-other/theirs", "Mine"))) == ["taken"]


def report_on(system: str) -> dict[str, Any]:
    return {
        "system": system,
        "kind": "incident",
        "title": {"en": "Scores fell with age", "fr": "Les notes baissaient avec l’âge"},
        "severity": "serious-incident",
        "aware_at": "2028-02-18T16:40:00+01:00",
        "facts": {"incident.kind": ["fundamental-rights-infringement"], "incident.occurred_in": ["FR"]},
        "corrective": [{"what": "stop ranking", "due": "2028-02-20"}],
    }


def test_an_incident_from_its_obligations_to_its_steps(own: str, programs: Callable[[str], Program]) -> None:
    ask = programs("deployer")
    follows = ask("POST", "/obligations", json=report_on(own))
    assert follows.status_code == 200, follows.text
    assert {"notifications", "drafts", "regimes", "open"} <= set(follows.json())
    assert ask("GET", f"/incidents?system={own}").json()["total"] == 0, "nothing is kept"
    kept = ask("POST", "/incidents", json=report_on(own), headers={"idempotency-key": "report"}).json()
    assert ask("POST", "/incidents", json=report_on(own), headers={"idempotency-key": "report"}).json() == kept
    step = next(each for each in kept["steps"] if each["what"] == "stop ranking")
    assert step["state"] == "open"
    place = f"/incident-steps/{step['number']}"
    assert programs("other")("PUT", place, json={}).status_code == 404
    assert ask("PUT", place, json={"at": "2028-02-19"}).json()["done"] == "2028-02-19T00:00:00Z"
    redress = {"incident": kept["id"], "kind": "redress", "what": "rank again", "whom": "those put last"}
    assert programs("other")("POST", "/incident-steps", json=redress).status_code == 422
    claimed = ask("POST", "/incident-steps", json=redress).json()
    assert (claimed["state"], claimed["about"]) == ("claimed", "those put last")
    assert codes(ask("PATCH", f"/incidents/{kept['id']}", json={"status": "closed"})) == ["incident-unsettled"]
    assert ask("PUT", f"/incident-steps/{claimed['number']}", json={"state": "remedied"}).status_code == 200
    for open_ in (each for each in kept["steps"] if each["number"] != step["number"]):
        assert ask("PUT", f"/incident-steps/{open_['number']}", json={}).status_code == 200
    assert programs("authority")("GET", f"/incidents/{kept['id']}").json()["status"] == "open"
    assert ask("PATCH", f"/incidents/{kept['id']}", json={"status": "closed"}).json()["status"] == "closed"
    assert ask("GET", f"/incident-exports/aiid/{kept['id']}").status_code == 200
    assert programs("other")("GET", f"/incident-exports/oecd/{kept['id']}").status_code == 404
    assert programs("other")("GET", f"/incidents/{kept['id']}").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"aware_at": "yesterday"}, "bad-moment"),
        ({"facts": {"no.fact": True}}, "unknown-fact"),
        ({"kind": "whistle-blower", "record": {"contact": "me"}}, "identity-exposed"),
        ({"risks": ["none"]}, "link-unknown"),
        ({"system": "org-deployer/absent"}, "not-held"),
    ],
)
def test_a_bad_report_is_refused(
    own: str, programs: Callable[[str], Program], wrong: dict[str, Any], code: str
) -> None:
    answer = programs("deployer")("POST", "/incidents", json={**report_on(own), **wrong})
    assert answer.status_code == 422
    assert code in codes(answer)


def test_a_case_has_two_sides(own: str, programs: Callable[[str], Program]) -> None:
    authority, deployer, other = programs("authority"), programs("deployer"), programs("other")
    opening = {"case": "case-api", "system": own, "scope": "the ranking", "basis": "eu/ai-act/74.5"}
    assert deployer("POST", "/inspections", json=opening).status_code == 403
    opened = authority("POST", "/inspections", json=opening)
    assert opened.status_code == 201, opened.text
    asked = {"case": "case-api", "move": "request-evidence", "content": {"what": ["logs"], "by": "2027-01-15"}}
    assert codes(deployer("POST", "/inspection-steps", json=asked)) == ["not-allowed"]
    assert authority("POST", "/inspection-steps", json=asked).json()["state"] == "evidence"
    files = [{"name": "log.txt", "data": "bG9n"}]
    given = {"case": "case-api", "move": "receive-evidence", "files": files, "content": {"note": "the logs"}}
    assert deployer("POST", "/inspection-steps", json=given).status_code == 201
    assert codes(deployer("POST", "/inspection-steps", json={**given, "files": [{"name": "x", "data": "%"}]})) == [
        "bad-base64"
    ]
    assert [each["move"] for each in deployer("GET", "/inspections/case-api").json()["steps"]] == [
        "open",
        "request-evidence",
        "receive-evidence",
    ]
    assert "case-api" in {each["id"] for each in deployer("GET", "/inspections").json()["items"]}
    assert other("GET", "/inspections/case-api").status_code == 404
    assert other("GET", "/inspections").json()["items"] == []


def test_evidence_of_a_system_and_all_events(own: str, programs: Callable[[str], Program]) -> None:
    found = programs("deployer")("GET", f"/evidence?system={own}&per_page=100").json()["items"]
    assert {"system-added", "assessment-made"} <= {each["kind"] for each in found}
    assert [each["seq"] for each in found] == sorted(each["seq"] for each in found)
    assert programs("authority")("GET", "/events").json()["total"] > len(found)
    assert programs("auditor")("GET", f"/documents?system={own}").json()["items"] == []
    assert programs("deployer")("GET", "/events").status_code == 403


def test_figures_and_files_are_for_everybody(client: TestClient) -> None:
    figures = client.get("/api/v1/statistics/registers").json()
    assert next(each for each in figures if each["register"] == "nl")["records"] == 60
    assert client.get("/api/v1/statistics/inspections?year=2026").json()["year"] == 2026
    assert client.get("/api/v1/statistics/incidents").json()["year"] == 2026
    whole = client.get("/api/v1/exports/nl").json()
    assert whole["count"] == 60
    table = client.get("/api/v1/exports/nl?format=csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert "Systeem 1" in table.text
    assert client.get("/api/v1/exports/nl?format=xml").status_code == 422


def test_refusals_speak_french(client: TestClient) -> None:
    french = client.get("/api/v1/records/none", headers={"accept-language": "fr-CA, en;q=0.5"})
    english = client.get("/api/v1/records/none")
    assert french.json()["detail"].startswith("1 problème : ")
    assert french.json()["problems"][0]["message"] != english.json()["problems"][0]["message"]
    assert french.headers["vary"] == "Accept-Language"
    assert client.get("/fr/api/v1/records/none").json() == french.json()


@pytest.mark.parametrize("name", ["\ud800", "\x00", "x" * 201, "", "…", 7, None])
def test_names_that_cannot_be_kept(programs: Callable[[str], Program], name: object) -> None:
    import json

    body = json.dumps({"name": name})
    answer = programs("provider")("POST", "/systems", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422


def test_hostile_texts_come_back_as_they_are(programs: Callable[[str], Program]) -> None:
    made = programs("provider")("POST", "/systems", json={"name": f"api {XSS}"})
    assert made.json()["name"] == f"api {XSS}"
    assert made.headers["x-content-type-options"] == "nosniff"
