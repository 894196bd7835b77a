"""What benchmarks of the served application start and throw away: a PostgreSQL server, a web server."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def postgres(connections: int = 100) -> Iterator[str]:
    """A PostgreSQL server as it comes (fsync on), on a socket; as user postgres when this runs as root."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)

    def call(name: str, *words: str) -> None:
        command = (str(binaries / name), "-D", str(folder / "data"), *words)
        subprocess.run(command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)

    options = f"-k {folder} -c listen_addresses='' -c max_connections={connections}"
    try:
        call("initdb", "-U", "registry", "-A", "trust")
        call("pg_ctl", "-o", options, "-l", str(folder / "server.log"), "-w", "start")
        try:
            yield f"postgresql://registry@/postgres?host={folder}"
        finally:
            call("pg_ctl", "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def server(module: str, *words: str, port: int, path: str, **environment: str) -> Iterator[int]:
    """A Python server in processes of its own, once it answers; its process. Stopped with all its workers."""
    command = (sys.executable, "-m", module, *words, "--port", str(port))
    running = subprocess.Popen(command, env={**os.environ, **environment}, stderr=subprocess.DEVNULL)
    try:
        _wait(running, port, path)
        yield running.pid
    finally:
        running.terminate()
        running.wait(30)


def cpu_seconds(pid: int) -> float:
    """Seconds of CPU that a process and its children have used so far (proc(5), fields 4, 14 and 15)."""
    found = 0
    for each in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it may have ended meanwhile
            name, fields = each.parent.name, each.read_text().rpartition(")")[2].split()
            if str(pid) in {name, fields[1]}:
                found += int(fields[11]) + int(fields[12])
    return found / os.sysconf("SC_CLK_TCK")


def _wait(running: subprocess.Popen[bytes], port: int, path: str) -> None:
    for _ in range(3000):
        if running.poll() is not None:
            raise SystemExit(f"the server stopped with {running.returncode}")
        with suppress(OSError):
            if get(port, path)[0] == 200:
                return
        time.sleep(0.1)
    raise SystemExit("the server does not answer")


def get(port: int, path: str) -> tuple[int, str]:
    """Status and body of an address."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body
