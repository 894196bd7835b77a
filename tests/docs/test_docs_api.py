"""What the pages on the API show is sent to a server, by the very commands, and answers what the pages say."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pages import ROOT, fences, missing_chunk, name

pytest.importorskip("fastapi", reason="the API needs the extra `web`")
pytest.importorskip("sqlalchemy", reason="the API needs the extra `registry`")
if shutil.which("curl") is None:
    pytest.skip("the pages use curl", allow_module_level=True)

import uvicorn

from concordance.doors.web import accounts
from concordance.doors.web.accounts import Who
from concordance.doors.web.app import make_app
from concordance.doors.web.settings import Settings
from concordance.doors.web.tokens import make_token
from concordance.registry.events import By
from concordance.registry.keeping import add
from concordance.registry.models import Organisation

PAGES = [ROOT / "docs" / "how-to" / f"use-the-api{suffix}.md" for suffix in ("", ".fr")]


def commands(page: Path) -> list[tuple[str, list[str]]]:
    """Every command of the consoles of a page, over several lines where it goes on, with the lines it prints."""
    found: list[tuple[str, list[str]]] = []
    for body in fences(page, "console"):
        for line in body.splitlines():
            if line.startswith("$ "):
                found.append((line.removeprefix("$ "), []))
            elif found[-1][1] or not _goes_on(found[-1][0]):
                found[-1][1].append(line)
            else:
                found[-1] = (f"{found[-1][0]}\n{line}", [])
    return found


def _goes_on(command: str) -> bool:
    return command.endswith("\\") or command.count("'") % 2 == 1


def chunks(lines: list[str]) -> tuple[tuple[str, ...], ...]:
    """The lines in chunks; one with `…` alone stands for any number of lines."""
    found: list[list[str]] = [[]]
    for line in lines:
        if line.strip() == "…":
            found.append([])
        else:
            found[-1].append(line.rstrip())
    return tuple(tuple(chunk) for chunk in found if chunk)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A server on a free port, and what the commands find in their environment."""
    app = make_app(Settings(database=f"sqlite:///{tmp_path_factory.mktemp('api')}/registry.sqlite"))
    settings: Settings = app.state.settings
    who = Who("ada", "Ada", "provider", "example", "feed")
    with app.state.shelf.writing() as session:
        kept = Organisation(id="example", name="Example", country=None, identifiers={})
        add(session, By("test", settings.clock()), kept)
        accounts.add_account(session, who, "a horse that staples batteries")
        session.flush()
        token = make_token(session, who, "docs", settings.token(), settings.clock(), 1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.05)
    yield {**os.environ, "API": f"http://127.0.0.1:{port}/api/v1", "TOKEN": token, "NO_PROXY": "127.0.0.1"}
    server.should_exit = True
    thread.join()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_the_commands_answer_what_the_page_shows(page: Path, served: dict[str, str], tmp_path: Path) -> None:
    found = commands(page)
    assert len(found) >= 9
    for command, shown in found:
        words = ["bash", "-e", "-o", "pipefail", "-c", command]
        ran = subprocess.run(words, cwd=tmp_path, env=served, capture_output=True, text=True, timeout=60)
        told = f"{command}\n{ran.stdout}{ran.stderr}"
        assert ran.returncode == 0, told
        absent = missing_chunk(chunks(shown), ran.stdout)
        assert absent is None, f"{told}\n--- does not print\n{absent}"


def test_a_command_goes_on_where_it_is_not_ended() -> None:
    assert _goes_on("curl \\")
    assert _goes_on("curl -d '{")
    assert not _goes_on("curl -d '{}'")
