"""The log of a server, read over HTTP by code of others; and by no other way."""

from __future__ import annotations

import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from evidence_world import accept_all
from test_go import check_log

pytest.importorskip("fastapi", reason="needs the extra `web`")

import uvicorn

from concordance.doors.web.app import make_app
from concordance.doors.web.ledger import Ledger
from concordance.doors.web.settings import LogPlace, Settings
from concordance.evidence.log import Log

pytestmark = pytest.mark.go
__all__ = ["check_log"]
COUNT = 1000


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(make_app(settings), port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}/log"
    server.should_exit = True
    thread.join(10)


def test_go_agrees_with_what_is_served(check_log: Path, tmp_path: Path) -> None:
    settings = Settings(f"sqlite:///{tmp_path}/registry.sqlite", log=LogPlace(tmp_path / "log", "log.example/ai"))
    app = make_app(settings)
    ledger: Ledger = app.state.ledger
    with ledger._store() as store:
        Log(store, accept_all).append([b"entry %d" % number for number in range(COUNT)])
    ledger.publish(app.state.shelf)

    def run(url: str) -> subprocess.CompletedProcess[str]:
        command = [check_log, url, ledger.vkey.vkey, "0", "500", str(COUNT - 1)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    with serving(settings) as url:
        good = run(url)
        assert good.returncode == 0, good.stderr
        assert good.stdout.startswith(f"{COUNT} entries, 3 proofs, root ")
        tile = ledger.public / "tile" / "0" / "001"
        data = tile.read_bytes()
        tile.chmod(0o644)
        tile.write_bytes(bytes([data[0] ^ 1]) + data[1:])
        assert run(url).returncode == 1
        tile.unlink()
        absent = run(url)
        assert (absent.returncode, "404" in absent.stderr) == (1, True)
