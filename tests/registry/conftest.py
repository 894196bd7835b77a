from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from concordance.registry.database import Registry
from concordance.registry.events import By
from throwaway import database, postgres_server

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def by() -> By:
    return By("registrar.example", NOON)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A server for the databases of the tests."""
    with postgres_server() as address:
        yield address


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of either kind: each test of the registry runs on both."""
    if request.param == "sqlite":
        return str(tmp_path / "registry.db")
    return database(request.getfixturevalue("postgres"), named(request))


def named(request: pytest.FixtureRequest) -> str:
    return "t" + sha256(request.node.nodeid.encode()).hexdigest()[:24]


@pytest.fixture(scope="session")
def made_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry with nothing in it, which tests get copies of: migrations take longer than most tests."""
    path = tmp_path_factory.mktemp("made") / "registry.db"
    Registry.make(str(path)).engine.dispose()
    return path


@pytest.fixture(scope="session")
def made_database(postgres: str) -> str:
    """The same on the server; its name there."""
    Registry.make(database(postgres, "made")).engine.dispose()
    return "made"


@pytest.fixture
def registry(url: str, request: pytest.FixtureRequest) -> Iterator[Registry]:
    """A registry of either kind, with nothing in it."""
    if "://" in url:
        server, made = request.getfixturevalue("postgres"), request.getfixturevalue("made_database")
        drop(server, named(request))
        database(server, named(request), made)
    else:
        shutil.copy(request.getfixturevalue("made_file"), url)
    opened = Registry.open(url)
    yield opened
    opened.engine.dispose()


def drop(server: str, name: str) -> None:
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name}")


@pytest.fixture
def lite(made_file: Path, tmp_path: Path) -> Registry:
    """A registry in one SQLite file, for what only that can show."""
    return Registry.open(str(shutil.copy(made_file, tmp_path / "lite.db")))
