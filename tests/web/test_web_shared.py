"""Pages for everybody are kept until something is committed; nobody ever gets what was made for somebody."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from web_support import NOW, PASSWORD, PUBLIC, person, settings, token_in

from concordance.base.problem import ProblemsError
from concordance.doors.web.app import make_app
from concordance.doors.web.layers import HEADERS
from concordance.doors.web.shared import Looks, Page, Pages
from concordance.registry.events import By
from concordance.registry.models import Record
from concordance.registry.records import register_system
from concordance.registry.register import register_named

WRITE = """
import sys
from datetime import UTC, datetime
from concordance.registry.database import Registry
from concordance.registry.events import By
from concordance.registry.records import register_system
from concordance.registry.register import register_named
with Registry.open(sys.argv[1]).writing() as session:
    row = {"id": sys.argv[2], "title": sys.argv[2], "organisatie": "o"}
    register_system(session, By("test", datetime(2026, 12, 3, tzinfo=UTC)), register_named("nl"), row)
"""


@pytest.fixture
def made(tmp_path: Path) -> FastAPI:
    """A server whose clock can be set."""
    now = [NOW]
    app = make_app(settings(tmp_path, clock=lambda: now[0]))
    app.state.now = now
    return app


@pytest.fixture
def visitor(made: FastAPI) -> TestClient:
    return TestClient(made)


def add_record(made: FastAPI, key: str) -> Record:
    with made.state.shelf.writing() as session:
        row = {"id": key, "title": f"Systeem {key}", "organisatie": "o"}
        return register_system(session, By("test", NOW), register_named("nl"), row)


def counting(made: FastAPI, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often the list was asked for by a page that was made."""
    asked: list[int] = []
    shelf, whole = type(made.state.shelf), type(made.state.shelf).catalogue
    monkeypatch.setattr(shelf, "catalogue", lambda self: (asked.append(1), whole(self))[1])
    return asked


def test_a_page_is_made_once(made: FastAPI, visitor: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = counting(made, monkeypatch)
    first, second = visitor.get("/registers"), visitor.get("/registers")
    assert len(asked) == 1
    assert first.text == second.text
    for answer in (first, second):
        assert answer.headers["cache-control"] == "no-cache"
        assert {name.strip() for name in answer.headers["vary"].split(",")} == {"Cookie", "Accept-Language"}
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_who_has_the_page_is_told_so(made: FastAPI, visitor: TestClient) -> None:
    etag = visitor.get("/en/registers").headers["etag"]
    for held in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = visitor.get("/en/registers", headers={"If-None-Match": held})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == etag
        assert {name: again.headers[name] for name in HEADERS} == HEADERS
    assert visitor.get("/en/registers", headers={"If-None-Match": '"other"'}).status_code == 200
    add_record(made, "7")
    assert visitor.get("/en/registers", headers={"If-None-Match": etag}).status_code == 200


def test_a_commit_of_this_process_is_seen_at_once(made: FastAPI, visitor: TestClient) -> None:
    assert "Systeem 7" not in visitor.get("/registers").text
    add_record(made, "7")
    assert "Systeem 7" in visitor.get("/registers").text


def test_a_commit_of_another_process_is_seen_at_once(made: FastAPI, visitor: TestClient) -> None:
    for key in ("from-afar-1", "from-afar-2"):
        assert key not in visitor.get("/registers").text
        subprocess.run([sys.executable, "-c", WRITE, made.state.settings.database, key], check=True)
        assert key in visitor.get("/registers").text


def test_a_changed_record_is_listed_anew(made: FastAPI, visitor: TestClient) -> None:
    add_record(made, "7")
    assert "Systeem 7" in visitor.get("/registers").text
    with made.state.shelf.writing() as session:
        row = {"id": "7", "title": "Another name", "organisatie": "o"}
        register_system(session, By("test", NOW), register_named("nl"), row, replace=True)
    text = visitor.get("/registers").text
    assert "Another name" in text
    assert "Systeem 7" not in text


def test_nobody_gets_the_page_of_somebody(made: FastAPI) -> None:
    person(made, "ada", "provider", "org")
    anonymous, ada = TestClient(made), TestClient(made)
    token = token_in(ada.get("/sign-in").text)
    ada.post("/sign-in", data={"csrf": token, "name": "ada", "password": PASSWORD})
    for path in PUBLIC:
        for _ in range(2):
            own, other = ada.get(path), anonymous.get(path)
            assert own.headers["cache-control"] == "no-store", path
            assert "etag" not in own.headers
            assert ('name="csrf"' in own.text, "/sign-out" in own.text) == (True, True) or own.status_code != 200
            assert "/sign-out" not in other.text


def test_a_visitor_with_a_token_for_forms_gets_no_kept_page(visitor: TestClient) -> None:
    visitor.get("/sign-in")
    assert visitor.get("/registers").headers["cache-control"] == "no-store"


def test_what_carries_a_token_or_is_refused_is_not_kept(made: FastAPI, visitor: TestClient) -> None:
    tokens = {token_in(TestClient(made).get("/sign-in").text) for _ in range(3)}
    assert len(tokens) == 3
    for path in ("/facts/none", "/sign-up", "/api/v1/corpus"):
        assert "etag" not in visitor.get(path).headers


def test_each_language_has_its_page(visitor: TestClient) -> None:
    for _ in range(2):
        assert '<html lang="fr">' in visitor.get("/registers", headers={"Accept-Language": "fr"}).text
        assert '<html lang="en">' in visitor.get("/registers", headers={"Accept-Language": "en"}).text


def test_a_day_is_over_at_midnight(made: FastAPI, visitor: TestClient) -> None:
    assert 'value="2026-12-03"' in visitor.get("/instruments/eu/ai-act").text
    made.state.now[0] = NOW + timedelta(days=1)
    assert 'value="2026-12-04"' in visitor.get("/instruments/eu/ai-act").text


def test_the_law_is_shown_while_the_database_is_away(made: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = TestClient(made)
    assert visitor.get("/search?q=watermark").headers["cache-control"] == "no-cache"

    def away(_: object) -> str:
        raise ProblemsError([])

    monkeypatch.setattr(type(made.state.shelf.watch), "version", away)
    answer = visitor.get("/search?q=watermark")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")


def test_pages_used_last_are_kept_up_to_a_size() -> None:
    pages = Pages(most=10)
    for name, size in (("a", 4), ("b", 4), ("a", 5), ("c", 4)):
        pages.keep(("http", "host", "en", name, b""), Page("1", [], b"x" * size, ""))
    held = {name for name in "abc" if pages.find(("http", "host", "en", name, b""), "1")}
    assert (held, pages.size) == ({"a", "c"}, 9)
    assert pages.find(("http", "host", "en", "a", b""), "2") is None


class SlowWatch:
    """A watch whose looks can be held back."""

    quick = False

    def __init__(self) -> None:
        self.looks, self.go_on = 0, threading.Event()

    def version(self) -> str:
        self.looks += 1
        number = self.looks
        self.go_on.wait(10)
        return str(number)


def test_looks_are_shared_by_those_who_wait_but_never_older_than_the_question() -> None:
    watch: Any = SlowWatch()
    looks = Looks(lambda: watch)

    async def ask() -> tuple[str, list[str]]:
        first = asyncio.create_task(looks.version())
        while not watch.looks:
            await asyncio.sleep(0.001)
        later = [asyncio.create_task(looks.version()) for _ in range(20)]
        await asyncio.sleep(0)
        watch.go_on.set()
        return await first, await asyncio.gather(*later)

    first, later = asyncio.run(ask())
    assert first == "1"
    assert later == ["2"] * 20, "one look that began after the questions, for all of them"


def test_pages_are_kept_for_signed_out_visitors_only(signed_in: Callable[[str], TestClient]) -> None:
    visitor = signed_in("provider")
    assert visitor.get("/registers").headers["cache-control"] == "no-store"
    visitor.post("/sign-out", data={"csrf": token_in(visitor.get("/desk").text)})
    assert visitor.get("/registers").headers["cache-control"] == "no-cache"
