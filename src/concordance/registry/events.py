"""History: every change is an event, and events only ever get more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from concordance.base.canonical import canonical_json, digest
from concordance.base.problem import Problem
from concordance.registry.models import Event
from concordance.registry.moments import stamp, token
from concordance.registry.refusals import trouble


@dataclass(frozen=True, slots=True)
class By:
    """Who acts, and when: both come in from outside, and stand on every event of one act.

    `person` is who acted for the actor. It stands in rows that can be erased, never in an event.
    """

    actor: str
    at: datetime
    person: str = ""

    @property
    def who(self) -> str:
        """The person where one is named, else the actor."""
        return self.person or self.actor


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened to what."""

    kind: str
    subject: str
    body: dict[str, Any]


def record(session: Session, by: By, *happenings: Happening) -> None:
    """Append events, in order."""
    record_all(session, by, happenings)


def record_all(session: Session, by: By, happenings: Sequence[Happening]) -> None:
    """Append many events at once. Raises ProblemsError `bad-token` for an actor or subject no log could name."""
    if not happenings:
        return
    at, actor = stamp(by.at), token(by.actor)
    rows = [
        {"at": at, "actor": actor, "kind": one.kind, "subject": token(one.subject), "body": one.body}
        for one in happenings
    ]
    for row in rows:
        row["digest"] = digest(canonical_json(row))
    session.execute(insert(Event), rows)


def event_bytes(event: Event) -> bytes:
    """What the digest of an event is taken over: the canonical JSON of its other columns, without the number."""
    return canonical_json(
        {"at": event.at, "actor": event.actor, "kind": event.kind, "subject": event.subject, "body": event.body}
    )


def history(session: Session, subject: str) -> list[Event]:
    """What happened to one thing, oldest first."""
    return list(session.scalars(select(Event).where(Event.subject == subject).order_by(Event.seq)))


def faults(session: Session) -> Iterator[Problem]:
    """Events that are not what was recorded. On a registry whose history is whole this yields nothing.

    Numbers may have gaps where a transaction was rolled back on PostgreSQL; on SQLite they have none.
    """
    lite = session.get_bind().dialect.name == "sqlite"
    before = 0
    for event in session.scalars(select(Event).order_by(Event.seq).execution_options(yield_per=1000)):
        if digest(event_bytes(event)) != event.digest:
            yield trouble("history-altered", seq=event.seq)
        if lite and event.seq != before + 1:
            yield trouble("history-gap", seq=event.seq)
        before = event.seq
