"""A server with a clock that stands still, an empty registry, and one with a few records and people."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="the pages need the extra `web`")
pytest.importorskip("sqlalchemy", reason="the pages need the extra `registry`")

from fastapi import FastAPI
from starlette.testclient import TestClient

from concordance.doors.web import accounts
from concordance.doors.web.accounts import Who
from concordance.doors.web.app import make_app
from concordance.doors.web.policy import Role
from concordance.doors.web.settings import Settings
from concordance.registry.events import By
from concordance.registry.importing import import_register
from concordance.registry.keeping import add
from concordance.registry.models import Organisation, System
from concordance.registry.register import register_named
from concordance.registry.rows import read_register_file

NOW = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
PASSWORD = "a horse that staples batteries"
XSS = "<script>alert(1)</script>"
ROWS = [
    {
        "id": str(number),
        "title": f"Systeem {number}" if number else XSS,
        "organisatie": "Gemeente Één",
        "doel": "Uitkeringen beoordelen",
        "status": "in_gebruik" if number % 2 else "ontwikkeling",
        "impactassessment": "Onbekend",
        "juridische_basis": "",
        "geregistreerd": "2026-04-07",
        "toegevoegd": "2026-05-13",
        "url": "https://example.org/x",
    }
    for number in range(60)
]


def settings(folder: Path, **given: object) -> Settings:
    """Settings whose tokens are counted and whose clock stands still."""
    numbers = itertools.count()
    base = {
        "database": f"sqlite:///{folder}/registry.sqlite",
        "clock": lambda: NOW,
        "token": lambda: f"token-{next(numbers)}-0123456789abcdef",
        "requests_per_minute": 1_000_000,
        "sign_ins_per_minute": 1_000_000,
        "setup_key": "the-key",
    }
    return Settings(**{**base, **given})  # type: ignore[arg-type]


def person(app: FastAPI, name: str, role: Role, organisation: str) -> None:
    """An account, with its organisation."""
    with app.state.shelf.writing() as session:
        if session.get(Organisation, organisation) is None:
            kept = Organisation(id=organisation, name=organisation, country=None, identifiers={})
            add(session, By("test", NOW), kept)
        accounts.add_account(session, Who(name, name, role, organisation, f"feed-of-{name}"), PASSWORD)


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """A server with sixty records, a person per role, and a system of one provider. Tests add, and take nothing away."""
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
    return made


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A visitor without an account; what breaks is an answer, as it is for visitors."""
    yield TestClient(app, raise_server_exceptions=False)


def token_in(text: str) -> str:
    """The token of the forms of a page."""
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', text)
    assert found, "no form with a token"
    return found[1]


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
