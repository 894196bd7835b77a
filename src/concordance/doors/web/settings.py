"""What a served application is given: where things are kept, and the doors through which time and chance come in."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from concordance.doors.web.provider import Provider

MAX_BODY = 1_000_000
"""Bytes of the largest body that is read; a profile has some thousand."""


def utc_now() -> datetime:
    """The moment by the clock of this machine."""
    return datetime.now(tz=UTC)


@dataclass(frozen=True, slots=True)
class LogPlace:
    """Where a transparency log is kept. `origin` names a new one: a URL without its scheme.

    `database` is a PostgreSQL address, for a log that several servers write; `bucket` a URL of an object store where
    its files are published as well.
    """

    folder: Path
    origin: str = "localhost/log"
    database: str = ""
    bucket: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a server is set up.

    `secure` says whether it is reached by HTTPS, so that cookies are kept to it. Whoever has `setup_key` makes the
    first account of an authority; empty means that nobody does. `provider` is where people may also sign in.
    `documents` is the folder of what organisations hand in, beside the database by default. `log` is where what
    happens is entered; `witness` a folder of the witness that this server is for other logs. `jobs`: this process also
    does the work that nobody waits for. `ready`: corpus and registers are read before the first request is answered.
    """

    database: str = "sqlite:///concordance.sqlite"
    corpus: Path | None = None
    secure: bool = False
    clock: Callable[[], datetime] = utc_now
    token: Callable[[], str] = secrets.token_urlsafe
    max_body: int = MAX_BODY
    documents: Path | None = None
    requests_per_minute: int = 600
    sign_ins_per_minute: int = 10
    setup_key: str = ""
    jobs: bool = False
    ready: bool = False
    provider: Provider | None = None
    log: LogPlace | None = None
    witness: Path | None = None

    def today(self) -> date:
        """The day on which pages stand when none is asked for."""
        return self.clock().astimezone().date()
