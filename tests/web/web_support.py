"""What the tests of the pages share: the clock, the people, the lists of pages."""

from __future__ import annotations

import hashlib
import itertools
import os
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from fastapi import FastAPI
from starlette.routing import Route

from concordance.doors.web import accounts
from concordance.doors.web.accounts import Who
from concordance.doors.web.app import PAGES
from concordance.doors.web.policy import Role
from concordance.doors.web.settings import Settings
from concordance.doors.web.tokens import make_token
from concordance.registry.accounts import Account
from concordance.registry.database import Registry
from concordance.registry.events import By
from concordance.registry.keeping import add
from concordance.registry.models import Organisation
from throwaway import database

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


SERVER = "CONCORDANCE_TEST_POSTGRES"
"""Where a PostgreSQL server is named here, the pages are tested on it (`test_web_on_postgres`), else on SQLite."""


def database_for(folder: Path) -> str:
    """A database for the server of a test: the same one for the same folder, as a file would be."""
    server = os.environ.get(SERVER)
    return _on_postgres(server, folder) if server else f"sqlite:///{folder}/registry.sqlite"


@cache
def _on_postgres(server: str, folder: Path) -> str:
    return database(server, f"w{hashlib.sha256(str(folder).encode()).hexdigest()[:20]}", _migrated(server))


@cache
def _migrated(server: str) -> str:
    """A database with all tables, to be copied: faster than making them every time."""
    Registry.make(database(server, "migrated")).engine.dispose()
    return "migrated"


def settings(folder: Path, **given: object) -> Settings:
    """Settings whose tokens are counted and whose clock stands still."""
    numbers = itertools.count()
    base = {
        "database": database_for(folder),
        "documents": folder / "documents",
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


def token_of(app: FastAPI, name: str) -> str:
    """A fresh token with which a program acts for an account."""
    with app.state.shelf.writing() as session:
        who = accounts.who_of(session.get_one(Account, name))
        return make_token(session, who, "test", app.state.settings.token(), NOW, 30)


PUBLIC = (
    "/",
    "/about",
    "/api",
    "/assess",
    "/interview",
    "/instruments",
    "/instruments?at=2025-01-01&known=2025-01-01",
    "/instruments/eu/ai-act",
    "/instruments/eu/ai-act?at=2026-12-03&known=2024-12-03",
    "/instruments/eu/ai-act/50",
    "/instruments/br/pl-2338-2023",
    "/instruments/unesco/recommendation/IV, Policy area 1",
    "/facts/system.purposes",
    "/search",
    "/search?q=watermark",
    "/registers",
    "/registers?q=uitkeringen&register=nl&status=in-service&page=2",
    "/records/nl:1",
    "/receipts",
    "/sign-in",
    "/sign-up",
    "/statistics",
    "/statistics/oversight",
    "/concern",
    "/concern/open",
    "/declarations",
)
PRIVATE = {
    "/account": "provider",
    "/desk": "provider",
    "/systems/org-provider/scorer": "provider",
    "/enter/eu-annex-viii-a/org-provider/scorer": "provider",
    "/documents/org-provider/scorer": "provider",
    "/inbox": "authority",
    "/imports": "authority",
    "/accounts": "authority",
    "/inspections": "authority",
    "/inspections/case-1": "authority",
    "/open-inspection": "authority",
    "/moves/request-evidence/case-1": "authority",
    "/concerns": "authority",
    "/declare/org-provider/scorer": "provider",
}


def token_in(text: str) -> str:
    """The token of the forms of a page."""
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', text)
    assert found, "no form with a token"
    return found[1]


def pages_of(app: FastAPI) -> list[Route]:
    return [route for router in PAGES for route in router.routes if isinstance(route, Route)]
