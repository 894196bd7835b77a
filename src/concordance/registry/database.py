"""The database: opened, made, upgraded. SQLite in one file, or PostgreSQL by URL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DataError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from concordance.registry.refusals import refusal

MIGRATIONS = Path(__file__).parent / "migrations"
POOL_TIMEOUT = 60
"""Seconds that a request waits for a connection; then the registry is said to be unusable."""
MIGRATING = 0x434F4E43
"""Advisory lock of PostgreSQL under which the schema is changed."""
READING = "reading"
"""Execution option of connections that only read."""


def open_engine(url: str) -> Engine:
    """An engine for a URL, or for the path of a SQLite file. Nothing is read or made yet."""
    full = url if "://" in url else f"sqlite:///{url}"
    full = full.replace("postgresql://", "postgresql+psycopg://", 1)
    try:
        engine = create_engine(full, **_pool(full))
    except (SQLAlchemyError, NoSuchModuleError, ValueError) as error:
        raise refusal("registry-unusable", why=str(error)) from error
    except ModuleNotFoundError as error:
        raise refusal("registry-extra", library=error.name) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _careful)
        event.listen(engine, "begin", _begin)
    return engine


def _pool(url: str) -> dict[str, Any]:
    """Connections wait for each other rather than fail; one that PostgreSQL has closed is opened again."""
    if url.startswith("sqlite"):
        return {}
    return {"pool_size": 10, "max_overflow": 10, "pool_timeout": POOL_TIMEOUT, "pool_pre_ping": True}


def _careful(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # transactions are begun by `_begin`: Python's own guess breaks savepoints
    cursor = connection.cursor()
    for pragma in ("busy_timeout=10000", "foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Whoever only reads waits for nobody; a writer takes the lock at once, so that it cannot fail half way."""
    only_reads = connection.get_execution_options().get(READING)
    connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def newest() -> str:
    """The version of the schema that this program speaks."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def current(engine: Engine) -> str | None:
    """The version of the schema in the database; None when there is none."""
    with engine.connect().execution_options(**{READING: True}) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def migrate(engine: Engine, to: str = "head") -> None:
    """Bring the schema up to (or, with an earlier version or `base`, down to) a version, in one transaction."""
    config = _config()
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":  # several processes may start at once
            connection.execute(text("SELECT pg_advisory_xact_lock(:one)"), {"one": MIGRATING})
        config.attributes["connection"] = connection
        down = to == "base" or to.startswith("-")
        (command.downgrade if down else command.upgrade)(config, to)


@dataclass(frozen=True, slots=True)
class Registry:
    """An opened registry. Everything that belongs together happens in one `writing`: all of it, or nothing."""

    engine: Engine

    @classmethod
    def open(cls, url: str) -> Registry:
        """Open what exists. Raises ProblemsError `registry-absent`, `registry-version`, `registry-unusable`."""
        if "://" not in url and not Path(url).is_file():
            raise refusal("registry-absent", where=url)
        engine = open_engine(url)
        with _said():
            found = current(engine)
        if found is None:
            raise refusal("registry-absent", where=url)
        if found != newest():
            raise refusal("registry-version", found=found, wanted=newest())
        return cls(engine)

    @classmethod
    def make(cls, url: str) -> Registry:
        """Make a registry, or upgrade the one there is."""
        engine = open_engine(url)
        with _said():
            migrate(engine)
        return cls(engine)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session in a transaction: committed at the end, rolled back by any error."""
        with _said(), Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reading only; it is closed, not committed, and what was read stays readable."""
        with _said(), Session(self.engine) as session:
            session.connection(execution_options={READING: True})
            yield session


@contextmanager
def _said() -> Iterator[None]:
    try:
        yield
    except DataError as error:  # a text too long for its column, or with a character that PostgreSQL has no room for
        raise refusal("value-unusable", why=str(error.orig).splitlines()[0]) from error
    except DBAPIError as error:
        raise refusal("registry-unusable", why=str(error.orig).splitlines()[0]) from error
    except PoolTimeout as error:
        raise refusal("registry-unusable", why=f"no connection was free for {POOL_TIMEOUT} s") from error
