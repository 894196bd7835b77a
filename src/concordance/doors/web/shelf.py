"""The registry behind the pages: opened once, made where it is missing, with an index of its records in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

from fastapi import Request
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from concordance.doors.web.finding import plain
from concordance.registry.database import Registry
from concordance.registry.models import Event, Record
from concordance.registry.register import registers
from concordance.registry.values import plain as given

PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class Line:
    """A record in a list."""

    id: str
    register: str
    name: str
    organisation: str
    status: str
    about: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: the lines, how many there are in all, and which page of how many."""

    lines: tuple[Line, ...]
    total: int
    number: int
    pages: int


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every listed record, as it stood after an event."""

    after: int
    lines: tuple[Line, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Records per register."""
        return dict(Counter(line.register for line in self.lines))

    def find(self, query: str, register: str, status: str, page: int) -> Page:
        """The lines that hold every word, in one register and one status when they are named."""
        words = plain(query)[:200].split()
        found = [
            line
            for line in self.lines
            if (not register or line.register == register)
            and (not status or line.status == status)
            and all(word in line.text for word in words)
        ]
        pages = max(1, -(-len(found) // PER_PAGE))
        number = min(max(1, page), pages)
        return Page(tuple(found[(number - 1) * PER_PAGE : number * PER_PAGE]), len(found), number, pages)


@dataclass(slots=True)
class Shelf:
    """The registry at a database URL."""

    url: str
    _registry: Registry | None = None
    _catalogue: Catalogue | None = None
    _lock: Lock = field(default_factory=Lock)

    @property
    def registry(self) -> Registry:
        """The registry, made or brought up to date when it is first asked for."""
        with self._lock:
            if self._registry is None:
                self._registry = Registry.make(self.url)
            return self._registry

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reading."""
        with self.registry.reading() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session in a transaction; rows keep what was read of them after it."""
        with self.registry.writing() as session:
            session.expire_on_commit = False
            yield session

    def catalogue(self) -> Catalogue:
        """The records, read again whenever something happened since."""
        with self.reading() as session:
            last = session.scalar(select(func.max(Event.seq))) or 0
            if self._catalogue is None or self._catalogue.after != last:
                rows = session.scalars(select(Record).where(Record.listed).order_by(Record.register, Record.position))
                self._catalogue = Catalogue(last, tuple(map(_line, rows)))
            return self._catalogue


def status_of(record: Record) -> str:
    """The status in the words that all registers share."""
    known = registers().get(record.register)
    field = next((each for each in known.fields if each.id == "status"), None) if known else None
    own = record.status or ""
    return field.values.get(own, own) if field else own


def _line(record: Record) -> Line:
    about = given(record.fields, "description") or given(record.fields, "purpose") or ""
    told = (record.name, record.organisation or "", about, record.key)
    return Line(
        id=record.id,
        register=record.register,
        name=record.name,
        organisation=record.organisation or "",
        status=status_of(record),
        about=about[:240],
        text=plain(" ".join(told)),
    )


async def shelf_of(request: Request) -> Shelf:
    """The shelf of the server."""
    found: Shelf = request.app.state.shelf
    return found
