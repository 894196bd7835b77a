"""The registry behind the pages: opened once, made where it is missing, with an index of its records in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Lock

from fastapi import Request
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from concordance.doors.web.finding import plain
from concordance.registry.database import Registry
from concordance.registry.models import Event, Record
from concordance.registry.register import registers
from concordance.registry.values import plain as given
from concordance.registry.watching import Watch

PER_PAGE = 25
CHUNK = 500
"""Records read by their names at a time, below the limits on parameters."""


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
    """Every listed record, as it stood at a version of the database."""

    lines: tuple[Line, ...]
    counts: dict[str, int]
    statuses: tuple[str, ...]

    def find(self, query: str, register: str, status: str, page: int) -> Page:
        """The lines that hold every word, in one register and one status when they are named."""
        found: Sequence[Line] = self.lines
        if register:
            found = [line for line in found if line.register == register]
        if status:
            found = [line for line in found if line.status == status]
        for word in plain(query)[:200].split():
            found = [line for line in found if word in line.text]
        pages = max(1, -(-len(found) // PER_PAGE))
        number = min(max(1, page), pages)
        return Page(tuple(found[(number - 1) * PER_PAGE : number * PER_PAGE]), len(found), number, pages)


def catalogue_of(lines: Iterable[Line]) -> Catalogue:
    """The catalogue of some lines, in their order."""
    kept = tuple(lines)
    statuses = sorted({line.status for line in kept if line.status})
    return Catalogue(kept, dict(Counter(line.register for line in kept)), tuple(statuses))


@dataclass(slots=True)
class _Listing:
    """The catalogue with what tells whether it is out of date."""

    version: str
    told: int
    by_id: dict[str, tuple[str, Line]]
    catalogue: Catalogue


@dataclass(slots=True)
class Shelf:
    """The registry at a database URL."""

    url: str
    _registry: Registry | None = None
    _watch: Watch | None = None
    _listing: _Listing | None = None
    _opening: Lock = field(default_factory=Lock)
    _reading: Lock = field(default_factory=Lock)

    @property
    def registry(self) -> Registry:
        """The registry, made or brought up to date when it is first asked for."""
        with self._opening:
            if self._registry is None:
                self._registry = Registry.make(self.url)
            return self._registry

    @property
    def watch(self) -> Watch:
        """What tells whether anything was committed."""
        engine = self.registry.engine
        with self._opening:
            if self._watch is None:
                self._watch = Watch(engine)
            return self._watch

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reading."""
        with self.registry.reading() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session in a transaction; rows keep what was read of them after it."""
        with self.registry.writing() as session:
            yield session

    def catalogue(self) -> Catalogue:
        """The records, read again whenever records changed since."""
        version = self.watch.version()
        with self._reading:
            if self._listing is None or self._listing.version != version:
                with self.reading() as session:
                    self._listing = _listed(session, version, self._listing)
            return self._listing.catalogue


def _listed(session: Session, version: str, before: _Listing | None) -> _Listing:
    """The records now. Events only get more, so that as many of them as before are the same; so are lines by digest."""
    about_records = or_(Event.kind.startswith("record-"), Event.kind.startswith("register-"))
    told = session.scalar(select(func.count()).select_from(Event).where(about_records)) or 0
    if before is not None and before.told == told:
        return replace(before, version=version)
    order = select(Record.id, Record.digest).where(Record.listed).order_by(Record.register, Record.position, Record.id)
    names = session.execute(order).all()
    known = before.by_id if before else {}
    fresh = [id_ for id_, digest in names if known.get(id_, ("",))[0] != digest]
    for start in range(0, len(fresh), CHUNK):
        rows = session.scalars(select(Record).where(Record.id.in_(fresh[start : start + CHUNK])))
        known = known | {row.id: (row.digest, _line(row)) for row in rows}
    by_id = {id_: known[id_] for id_, _ in names}
    return _Listing(version, told, by_id, catalogue_of(line for _, line in by_id.values()))


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
