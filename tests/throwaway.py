"""A PostgreSQL server for tests, made in a temporary folder and thrown away."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def postgres_server(connections: int = 100) -> Iterator[str]:
    """The address of a server on a socket, which runs as user postgres where the tests run as root.

    The test is skipped where there is no such server, or no psycopg.
    """
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("no PostgreSQL server (Debian: postgresql)")
    binaries, folder = found[-1].parent, Path(tempfile.mkdtemp(prefix="pg-"))
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)

    def call(name: str, *words: str) -> None:
        subprocess.run((str(binaries / name), *words), check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)

    data = str(folder / "data")
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections={connections}"
    try:
        call("initdb", "-D", data, "-U", "registry", "-A", "trust", "-N")
        call("pg_ctl", "-D", data, "-o", options, "-l", str(folder / "server.log"), "-w", "start")
        try:
            yield f"postgresql://registry@/postgres?host={folder}"
        finally:
            call("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def database(server: str, name: str, template: str | None = None) -> str:
    """The address of a new database of a server, empty or a copy of another."""
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
    return server.replace("/postgres?", f"/{name}?")
