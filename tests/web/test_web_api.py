"""The API: results of the core, one shape of refusal, and a description that holds."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from starlette.testclient import TestClient

from concordance.assess.result import Assessment

BOT = {"profile": "bot", "facts": {"system.interacts_directly_with_people": True}}
ASKED: dict[str, Any] = {"profile": BOT, "at": "2026-12-03", "regimes": ["eu/ai-act"]}


def test_an_assessment_reads_back(client: TestClient) -> None:
    answer = client.post("/api/v1/assess", json=ASKED)
    assert answer.status_code == 200
    result = msgspec.json.decode(answer.content, type=Assessment)
    assert result.profile == "bot"
    assert result.at.isoformat() == "2026-12-03"
    as_text = client.post(
        "/api/v1/assess",
        json={**ASKED, "profile": "profile: bot\nfacts:\n  system.interacts_directly_with_people: true\n"},
    )
    assert as_text.content == answer.content


def test_today_is_the_day_of_the_server(client: TestClient) -> None:
    asked = {"profile": BOT, "regimes": ["us-nyc/ll-144"]}
    assert client.post("/api/v1/assess", json=asked).json()["at"] == "2026-12-03"


def test_explanations_and_questions(client: TestClient) -> None:
    why = client.post("/api/v1/explain", json={**ASKED, "norm": "50.1"}).json()
    assert why["norm"] == "eu/ai-act/50.1"
    assert {part["name"] for part in why["parts"]} >= {"scope", "bearer", "when", "dates"}
    questions = client.post("/api/v1/questions", json=ASKED).json()
    assert questions[0]["worth"] >= questions[-1]["worth"]


@pytest.mark.parametrize(
    ("path", "has"),
    [
        ("/corpus", "instruments"),
        ("/instruments/eu/ai-act?at=2026-12-03", "standing"),
        ("/facts/system.purposes", "question"),
        ("/search?q=watermark", "norms"),
        ("/registers/nl", "fields"),
        ("/records/nl:1", "history"),
        ("/crosswalk?a=oecd/ai-principles&b=unesco/recommendation", "lines"),
    ],
)
def test_what_can_be_read(client: TestClient, path: str, has: str) -> None:
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == 200
    assert has in answer.json()


def test_lists(client: TestClient) -> None:
    assert {each["id"] for each in client.get("/api/v1/instruments").json()} >= {"eu/ai-act", "us-co/sb-24-205"}
    assert len(client.get("/api/v1/facts").json()) > 500


def test_records_are_found_by_words_register_and_shared_status(client: TestClient) -> None:
    found = client.get("/api/v1/records?q=UITKERINGEN systeem&register=nl&status=in-service&page=2").json()
    assert (found["total"], found["page"], found["pages"]) == (30, 2, 2)
    assert {each["status"] for each in found["records"]} == {"in-service"}
    assert next(each for each in client.get("/api/v1/registers").json() if each["id"] == "nl")["records"] == 60


REFUSED: list[tuple[str, str, Any, int, str]] = [
    ("POST", "/assess", {"profile": {"profile": "x", "facts": {"no.fact": True}}}, 422, "unknown-fact"),
    ("POST", "/assess", {"profile": "profile: x\nfacts: [\n"}, 422, "not-yaml"),
    ("POST", "/assess", {"profile": ""}, 422, "empty-file"),
    ("POST", "/assess", {"profile": "\ud800"}, 422, "not-utf8"),
    ("POST", "/assess", {**ASKED, "regimes": ["eu/none"]}, 422, "unknown-instrument"),
    ("POST", "/assess", {**ASKED, "at": "2026-13-01"}, 422, "bad-request"),
    ("POST", "/assess", {**ASKED, "more": 1}, 422, "bad-request"),
    ("POST", "/assess", [1], 422, "bad-request"),
    ("POST", "/explain", {**ASKED, "norm": "none"}, 422, "unknown-norm"),
    ("GET", "/instruments/eu/none", None, 404, "unknown-instrument"),
    ("GET", "/instruments?at=tomorrow", None, 422, "bad-date"),
    ("GET", "/facts/none", None, 404, "no-such-page"),
    ("GET", "/search", None, 422, "bad-request"),
    ("GET", "/crosswalk?a=x&b=y", None, 404, "unknown-instrument"),
    ("GET", "/registers/none", None, 404, "unknown-register"),
    ("GET", "/records/none", None, 404, "not-held"),
    ("GET", "/records?page=0", None, 422, "bad-request"),
    ("GET", "/none", None, 404, "no-such-page"),
    ("PUT", "/assess", {}, 405, "bad-request"),
    ("POST", "/receipts/verify", {"receipt": "x"}, 422, "no-key"),
    ("POST", "/receipts/verify", {"receipt": "x", "log_key": "y"}, 422, "key-malformed"),
]


@pytest.mark.parametrize(("method", "path", "body", "status", "code"), REFUSED)
def test_refusals_have_one_shape(client: TestClient, method: str, path: str, body: Any, status: int, code: str) -> None:
    content = None if body is None else json.dumps(body)
    answer = client.request(method, f"/api/v1{path}", content=content, headers={"content-type": "application/json"})
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert set(told) == {"type", "title", "status", "detail", "problems"}
    assert (answer.status_code, told["status"], told["problems"][0]["code"]) == (status, status, code)
    assert all(set(each) == {"code", "message", "help", "places"} for each in told["problems"])


def test_places_name_line_and_column(client: TestClient) -> None:
    profile = "profile: x\nfacts:\n  no.fact: true\n  other.fact: true\n"
    problems = client.post("/api/v1/assess", json={"profile": profile}).json()["problems"]
    assert [each["places"] for each in problems] == [
        [{"path": "profile", "line": 3, "column": 3}],
        [{"path": "profile", "line": 4, "column": 3}],
    ]


def test_the_description_refers_to_nothing_that_is_missing(client: TestClient) -> None:
    described = client.get("/api/openapi.json").json()
    known = described["components"]["schemas"]

    def follow(node: Any) -> None:
        if isinstance(node, dict):
            reference = node.get("$ref", "")
            assert not reference or reference.rpartition("/")[2] in known, reference
            for each in node.values():
                follow(each)
        elif isinstance(node, list):
            for each in node:
                follow(each)

    follow(described)
    for path, methods in described["paths"].items():
        for operation in methods.values():
            assert operation["description"], path
            assert "application/problem+json" in operation["responses"]["422"]["content"], path
