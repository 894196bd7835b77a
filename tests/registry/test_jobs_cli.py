"""`concordance jobs`: work is given by one process, done by another, and watched by a third."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="the command needs the extra `web`")

from concordance.registry.database import Registry

pytestmark = pytest.mark.slow

ROWS = [{"id": str(n), "title": f"T{n}", "organisatie": "o"} for n in range(50)]


def concordance(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run((sys.executable, "-m", "concordance", *words), capture_output=True, text=True, timeout=120)


@contextmanager
def worker(address: str) -> Iterator[subprocess.Popen[str]]:
    command = (sys.executable, "-m", "concordance", "jobs", "work", "--database", address)
    running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        yield running
    finally:
        if running.poll() is None:
            running.send_signal(signal.SIGTERM)
        running.communicate(timeout=60)


@pytest.fixture
def address(url: str) -> str:
    """The database as servers name it."""
    Registry.make(url)
    return url if "://" in url else f"sqlite:///{url}"


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "nl.json"
    path.write_text(json.dumps([*ROWS, {"id": ""}]), encoding="utf-8")
    return path


def listed(address: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(concordance("jobs", "list", "--database", address, "--json").stdout)
    return found


def test_work_is_given_and_done_elsewhere(address: str, register: Path) -> None:
    given = concordance("jobs", "import", "nl", str(register), "--database", address, "--as", "me")
    assert given.returncode == 0, given.stderr
    assert [job["state"] for job in listed(address)] == ["waiting"]
    with worker(address) as running:
        done = concordance("jobs", "import", "nl", str(register), "--database", address, "--wait", "--lang", "fr")
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        for _ in range(100):
            if all(job["state"] != "running" for job in listed(address)):
                break
            time.sleep(0.1)
        running.send_signal(signal.SIGTERM)
        assert running.wait(60) == 0, "it stops when told to, and not by an error"
    assert (told["state"], told["result"]["refused"]) == ("done", 1)
    assert told["result"]["new"] + told["result"]["unchanged"] == 50
    assert {job["task"] for job in listed(address)} == {"import", "sweep"}


def test_what_fails_is_an_exit_code(address: str, register: Path) -> None:
    refused = concordance("jobs", "import", "nowhere", str(register), "--database", address)
    assert refused.returncode == 2
    assert "unknown-register" in refused.stderr
    with worker(address):
        strict = ("jobs", "import", "nl", str(register), "--database", address, "--all-or-nothing", "--wait")
        stopped = concordance(*strict)
    assert stopped.returncode == 2
    assert "nothing-imported" in json.loads(stopped.stdout)["problem"]


def test_looking_makes_nothing(tmp_path: Path) -> None:
    absent = concordance("jobs", "list", "--database", f"sqlite:///{tmp_path}/none.sqlite")
    assert absent.returncode == 2
    assert "registry-absent" in absent.stderr
    assert list(tmp_path.iterdir()) == []
