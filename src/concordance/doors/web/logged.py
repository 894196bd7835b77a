"""What stands in the log, in words: entries of it, and the events of an organisation with their places in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from concordance.evidence.envelope import parse_entry
from concordance.evidence.errors import EvidenceError
from concordance.registry.models import Event, Logged

SHOWN = 200
"""Events of an organisation on its page, the newest first."""


@dataclass(frozen=True, slots=True)
class Entered:
    """An entry: its index, and what it states; empty where it is of another kind than this server enters."""

    index: int
    kind: str
    at: str
    about: str


@dataclass(frozen=True, slots=True)
class Own:
    """An event of an organisation; `index` is None until it is in the published log."""

    at: str
    kind: str
    subject: str
    index: int | None


def kinds_of(entries: Sequence[tuple[int, bytes]]) -> list[Entered]:
    """What entries state."""
    return [_entered(index, entry) for index, entry in entries]


def _entered(index: int, entry: bytes) -> Entered:
    try:
        statement = parse_entry(entry).statement
    except EvidenceError:
        return Entered(index, "", "", "")
    about = statement.predicate.get("system", statement.predicate.get("retired", ""))
    return Entered(index, statement.kind, str(statement.predicate["at"]), str(about))


def places(session: Session, events: Sequence[Event]) -> dict[int, int]:
    """The index of each of these events in the log, by its number; those that are not in it are left out."""
    found = session.scalars(select(Logged).where(Logged.seq.in_([each.seq for each in events])))
    return {each.seq: each.log_index for each in found}


def owned(session: Session, organisation: str | None, published: int) -> list[Own]:
    """What an organisation did over the web, with the index of each entry that the published head covers."""
    rows = session.execute(
        select(Event, Logged.log_index)
        .outerjoin(Logged)
        .where(Event.actor == f"web:{organisation}")
        .order_by(Event.seq.desc())
        .limit(SHOWN)
    )
    found: list[tuple[Event, int | None]] = [(event, index) for event, index in rows]
    return [
        Own(event.at, event.kind, event.subject, index if index is not None and index < published else None)
        for event, index in found
    ]
