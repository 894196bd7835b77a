"""Several processes behind one address: they are set up alike, and together keep to what one client may ask."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from web_support import NOW, settings

from concordance.doors.web.served import HANDED, handed, shares, worker
from concordance.doors.web.settings import Settings
from concordance.registry.database import Registry
from concordance.registry.events import By
from concordance.registry.records import register_system
from concordance.registry.register import register_named


def test_a_worker_is_set_up_as_its_server_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = Settings(database=f"sqlite:///{tmp_path}/r.sqlite", secure=True, setup_key="the-key")
    monkeypatch.setenv(HANDED, handed(given))
    assert worker().state.settings == given


@pytest.mark.parametrize("workers", [1, 2, 7])
def test_workers_share_what_a_client_may_ask(tmp_path: Path, workers: int) -> None:
    one = shares(settings(tmp_path, requests_per_minute=600, sign_ins_per_minute=10), workers)
    assert 600 <= one.requests_per_minute * workers < 600 + workers
    assert 10 <= one.sign_ins_per_minute * workers < 10 + workers


def get(port: int, path: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    assert answer.status == 200, text
    return text


@pytest.mark.slow
def test_all_workers_see_what_was_committed(tmp_path: Path) -> None:
    """Two processes answer; what a third commits is in the very next answer of both."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"sqlite:///{tmp_path}/r.sqlite"
    command = ("serve", "--port", str(port), "--database", url, "--workers", "2", "--rate", "1000000")
    running = subprocess.Popen(
        (sys.executable, "-m", "concordance", *command), stderr=subprocess.PIPE, text=True, env=os.environ
    )
    try:
        for _ in range(300):
            with suppress(OSError):
                get(port, "/about")
                break
            time.sleep(0.1)
        registry, register = Registry.open(url), register_named("nl")
        for number in range(20):
            with registry.writing() as session:
                row = {"id": f"n{number}", "title": f"Systeem {number}", "organisatie": "o"}
                register_system(session, By("test", NOW), register, row)
            totals = [re.findall(r'role="status"><b>(\d+)</b>', get(port, "/en/registers"))[0] for _ in range(6)]
            assert totals == [str(number + 1)] * 6
    finally:
        running.send_signal(signal.SIGTERM)
        told = running.communicate(timeout=30)[1]
    assert "set-up?key=" in told
