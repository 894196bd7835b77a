"""The API against its own description: whatever is sent, it answers as it says it does, and never breaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance
from starlette.testclient import TestClient
from web_support import person, token_of
from web_support import settings as server

from concordance.doors.web.app import make_app
from concordance.doors.web.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = (ROOT / "examples" / "cv-screening.yaml").read_text(encoding="utf-8")
SYSTEM = "org/scorer"
NOT_IN_A_SCHEMA = [positive_data_acceptance]
"""What the corpus knows (instruments, facts, days of the calendar) no schema can say: such requests are refused too."""
BY_CHANCE = [*NOT_IN_A_SCHEMA, negative_data_rejection]
"""Chance leaves out the token, which the test then puts back; at length it also makes bodies over the limit."""
DESCRIBED = schemathesis.openapi.from_asgi("/api/openapi.json", make_app(Settings(database="sqlite://")))
PRIVATE = DESCRIBED.include(lambda each: bool(each.operation.definition.raw.get("security")))


def bounded(examples: int) -> settings:
    return settings(max_examples=examples, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))


@dataclass(frozen=True)
class Served:
    """A server of its own, with a provider who has an assessed system, an authority, and a token of each."""

    app: FastAPI
    headers: dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Served:
    made = make_app(server(tmp_path_factory.mktemp("schema")))
    person(made, "ada", "provider", "org")
    person(made, "alma", "authority", "authority")
    headers = {name: {"Authorization": f"Bearer {token_of(made, name)}"} for name in ("ada", "alma")}
    program = TestClient(made, headers=headers["ada"])
    assert program.post("/api/v1/systems", json={"name": "scorer"}).json()["id"] == SYSTEM
    body = {"system": SYSTEM, "profile": EXAMPLE}
    assert program.post("/api/v1/assessments", json=body).status_code == 201
    return Served(made, {"": {}, **headers})


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Served:
    """A server with a corpus of one law, which is compiled in no time, for any day by which it was published."""
    corpus = ROOT / "tests" / "bad" / "_good" / "corpus"
    return Served(make_app(server(tmp_path_factory.mktemp("small"), corpus=corpus)), {"": {}})


def attempts(case: Any) -> Iterator[Any]:
    """The case as it was made up, and the same about a system that is there."""
    yield case
    if "id_" in (case.path_parameters or {}) or "system" in (case.path_parameters or {}):
        case.path_parameters = dict.fromkeys(case.path_parameters, SYSTEM)
        yield case
    if "system" in (case.query or {}):
        case.query = {**case.query, "system": SYSTEM}
        yield case
    if isinstance(case.body, dict) and "system" in case.body:
        case.body = {**case.body, "system": SYSTEM}
        yield case


def hold(case: Any, served: Served, name: str = "", but: Sequence[Any] = NOT_IN_A_SCHEMA) -> None:
    """Every check of the description, as somebody or as nobody."""
    for each in attempts(case):
        each.call_and_validate(app=served.app, headers=served.headers[name], excluded_checks=list(but))


@DESCRIBED.parametrize()
@bounded(3)
def test_without_a_token(case: Any, small: Served) -> None:
    hold(case, small)


@PRIVATE.parametrize()
@bounded(3)
def test_as_a_provider(case: Any, served: Served) -> None:
    hold(case, served, "ada", BY_CHANCE)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["", "ada", "alma"])
@DESCRIBED.parametrize()
@bounded(100)
def test_at_length(case: Any, served: Served, name: str) -> None:
    hold(case, served, name, BY_CHANCE)
