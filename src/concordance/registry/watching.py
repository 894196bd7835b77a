"""Whether anything was committed to the database since, by whatever process: what is kept of it is then out of date."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from sqlalchemy import Engine

from concordance.registry.refusals import refusal

LOOK = {"sqlite": "PRAGMA data_version", "postgresql": "SELECT pg_current_snapshot()::text"}
"""What answers differently after each commit. SQLite's counter tells a connection of the commits of all others
(sqlite.org/pragma.html); a snapshot of PostgreSQL names the very transactions that can be seen (manual, 9.27.11)."""


@dataclass(slots=True)
class Watch:
    """A connection of its own that writes nothing, and looks."""

    engine: Engine
    _connection: Any = None
    _opened: int = 0
    _lock: Lock = field(default_factory=Lock)

    @property
    def quick(self) -> bool:
        """Whether a look takes some microseconds and no way over a network."""
        return self.engine.dialect.name == "sqlite"

    def version(self) -> str:
        """A text that is another one after each commit. While it is the same, what can be seen is the same.

        Raises ProblemsError `registry-unusable` when the database does not answer.
        """
        failures: Any = self.engine.dialect.loaded_dbapi.Error
        with self._lock:
            with suppress(failures):
                return self._look()
            self.close()
            try:
                return self._look()
            except failures as error:
                raise refusal("registry-unusable", why=str(error).splitlines()[0]) from error

    def _look(self) -> str:
        if self._connection is None:
            connection: Any = self.engine.raw_connection()
            if self.engine.dialect.name == "postgresql":
                connection.driver_connection.autocommit = True
            connection.detach()  # it is never given back: nobody else may write by it
            self._connection = connection
            self._opened += 1
        cursor = self._connection.cursor()
        cursor.execute(LOOK[self.engine.dialect.name])
        (found,) = cursor.fetchone()
        cursor.close()
        return f"{self._opened}/{found}"

    def close(self) -> None:
        """Close the connection; the next look opens another, and tells another version."""
        if self._connection is not None:
            with suppress(self.engine.dialect.loaded_dbapi.Error):
                self._connection.close()
            self._connection = None
