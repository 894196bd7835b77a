"""A server with a clock that stands still, an empty registry, and one with a few records and people."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="the pages need the extra `web`")
pytest.importorskip("sqlalchemy", reason="the pages need the extra `registry`")

from fastapi import FastAPI
from httpx import Response
from starlette.testclient import TestClient
from web_support import NOW, PASSWORD, ROWS, XSS, person, settings, token_in, token_of

from concordance.doors.web.app import make_app
from concordance.doors.web.policy import Role
from concordance.registry.events import By
from concordance.registry.importing import import_register
from concordance.registry.keeping import add
from concordance.registry.models import Case, System
from concordance.registry.register import register_named
from concordance.registry.rows import read_register_file


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """A server with sixty records, a person per role, and a system of one provider. Tests only add."""
    folder = tmp_path_factory.mktemp("web")
    made = make_app(settings(folder))
    path = folder / "nl.json"
    path.write_text(json.dumps({"algoritmes": ROWS, "count": len(ROWS)}), encoding="utf-8")
    register = register_named("nl")
    with made.state.shelf.writing() as session:
        import_register(session, By("test", NOW), register, read_register_file(path, register))
    people: tuple[tuple[str, Role], ...] = (
        ("provider", "provider"),
        ("other", "provider"),
        ("deployer", "deployer"),
        ("auditor", "auditor"),
        ("witness", "witness"),
        ("authority", "authority"),
    )
    for name, role in people:
        person(made, name, role, f"org-{name}")
    with made.state.shelf.writing() as session:
        kept = System(id="org-provider/scorer", organisation_id="org-provider", name=XSS, purpose=None, status=None)
        add(session, By("web:org-provider", NOW), kept)
    with made.state.shelf.writing() as session:
        session.add(
            Case(
                id="case-1",
                authority="org-authority",
                organisation=XSS,
                system="x",
                basis="eu/ai-act/74.1",
                state="opened",
                opened_at="2026-12-01T10:00:00Z",
            )
        )
    return made


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    """A visitor without an account; what breaks is an answer, as it is for visitors."""
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture
def signed_in(app: FastAPI) -> Callable[[str], TestClient]:
    """A visitor who signed in by the form."""

    def enter(name: str) -> TestClient:
        visitor = TestClient(app, raise_server_exceptions=False)
        token = token_in(visitor.get("/sign-in").text)
        answer = visitor.post("/sign-in", data={"csrf": token, "name": name, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return visitor

    return enter


@pytest.fixture(scope="session")
def programs(app: FastAPI) -> Callable[[str], Callable[..., Response]]:
    """A program that acts for somebody by a token: `programs("provider")("GET", "/me")`."""

    def acting(name: str) -> Callable[..., Response]:
        visitor = TestClient(app, raise_server_exceptions=False)
        headers = {"authorization": f"Bearer {token_of(app, name)}"}

        def ask(method: str, path: str, **given: Any) -> Response:
            given["headers"] = {**headers, **given.get("headers", {})}
            return visitor.request(method, f"/api/v1{path}", **given)

        return ask

    return acting
