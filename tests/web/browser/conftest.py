"""A server on a free port, and Chromium in front of it.

Needs Chromium (CHROMIUM, or /usr/bin/chromium), `playwright` and `axe-playwright-python`, which carries axe-core.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from web_support import ROWS, settings

from concordance.doors.web.app import make_app
from concordance.doors.web.demo import registers_in, seed
from concordance.doors.web.settings import LogPlace

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python")
CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
sys.path.append(str(Path(__file__).parents[2] / "evidence"))  # hunts after receipts are shared with that folder
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser and takes its time."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Chromium: set CHROMIUM"))


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """The address of a server of this application."""
    import uvicorn

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="session")
def address(app: FastAPI) -> Iterator[str]:
    """The server of all tests."""
    with serving(app) as found:
        yield found


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """A demonstration with a log; `state.passwords` holds those of its people."""
    folder = tmp_path_factory.mktemp("demo")
    app = make_app(settings(folder, log=LogPlace(folder / "log")))
    file = folder / "nl_algoritmeregister.json"
    file.write_text(json.dumps({"algoritmes": ROWS, "count": len(ROWS)}), encoding="utf-8")
    done = seed(registers_in(folder), app.state.shelf, app.state.desk, app.state.settings)
    app.state.passwords = done.passwords
    app.state.ledger.publish(app.state.shelf)
    return app


@pytest.fixture(scope="session")
def site(demo: FastAPI) -> Iterator[str]:
    """The address of the demonstration."""
    with serving(demo) as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium."""
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def obstacles() -> Callable[[Any], list[str]]:
    """What axe finds on a page."""

    def look(page: Any) -> list[str]:
        found = axe.Axe().run(page, options={"runOnly": TAGS})
        return [f"{v['id']}: {n['html'][:160]}" for v in found.response["violations"] for n in v["nodes"]]

    return look
