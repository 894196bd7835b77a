from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from concordance.registry.database import Registry
from concordance.registry.events import By

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def by() -> By:
    return By("registrar.example", NOON)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A throw-away server on a socket in a temporary folder; as user postgres where the tests run as root."""
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

    data, options = str(folder / "data"), f"-k {folder} -c listen_addresses='' -c fsync=off"
    try:
        call("initdb", "-D", data, "-U", "registry", "-A", "trust", "-N")
        call("pg_ctl", "-D", data, "-o", options, "-l", str(folder / "server.log"), "-w", "start")
        yield f"postgresql://registry@/postgres?host={folder}"
        call("pg_ctl", "-D", data, "-m", "fast", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of either kind."""
    if request.param == "sqlite":
        return str(tmp_path / "registry.db")
    import psycopg

    server = request.getfixturevalue("postgres")
    name = f"t{abs(hash(request.node.nodeid))}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return server.replace("/postgres?", f"/{name}?")


@pytest.fixture
def registry(url: str) -> Registry:
    return Registry.make(url)


@pytest.fixture
def lite(tmp_path: Path) -> Registry:
    """A registry in one SQLite file, for what does not depend on the database."""
    return Registry.make(str(tmp_path / "lite.db"))
