"""Events → signed statements in a transparency log, each once, in order.

The statement of an event names it by the digest of its canonical bytes; what those bytes are, anyone who is given the
event can recompute. Signing is deterministic, so a batch that was cut short is simply sent again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from concordance.evidence.envelope import sign_statement
from concordance.evidence.errors import EvidenceError
from concordance.evidence.keys import SecretKey
from concordance.evidence.log import Log
from concordance.evidence.statement import make_statement
from concordance.registry.models import Event, Logged
from concordance.registry.refusals import refusal

BATCH = 256
PREDICATES = {
    "assessment-made": "assessment",
    "document-added": "audit-evidence",
    "inspection-decision": "decision",
}
"""Kinds of events with a predicate of their own; `incident-…` and `inspection-…` have theirs, the rest registers."""

_WAITING = select(Event).outerjoin(Logged).where(Logged.seq.is_(None)).order_by(Event.seq)
_TURN = 0x434F4E4C
"""Advisory lock of PostgreSQL under which events are published, so that no two processes take the same ones."""


@dataclass(frozen=True, slots=True)
class Published:
    """Where an event went."""

    seq: int
    predicate: str
    index: int


def waits(session: Session) -> bool:
    """Whether any event is not in the log yet."""
    return session.scalars(_WAITING.limit(1)).first() is not None


def publish(session: Session, log: Log, keys: Sequence[SecretKey], most: int | None = None) -> list[Published]:
    """Write the events that are not in the log yet, oldest first. Raises ProblemsError `log-refused`."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})
    events = list(session.scalars(_WAITING.limit(most)))
    done: list[Published] = []
    for start in range(0, len(events), BATCH):
        done += _batch(session, log, keys, events[start : start + BATCH])
    return done


def _batch(session: Session, log: Log, keys: Sequence[SecretKey], events: Sequence[Event]) -> list[Published]:
    with refused_by_log():
        added = log.append([sign_statement(statement_of(event), keys) for event in events])
    done = [Published(e.seq, predicate_of(e), a.index) for e, a in zip(events, added, strict=True)]
    session.add_all(Logged(seq=one.seq, predicate=one.predicate, log=log.key.name, log_index=one.index) for one in done)
    session.flush()
    return done


@contextmanager
def refused_by_log() -> Iterator[None]:
    """What the evidence room refuses becomes a problem of this one."""
    try:
        yield
    except EvidenceError as error:
        raise refusal("log-refused", why=error.text()) from error


def predicate_of(event: Event) -> str:
    """The predicate under which an event enters the log."""
    if event.kind.startswith("incident-"):
        return "incident"
    return PREDICATES.get(event.kind, "inspection-finding" if event.kind.startswith("inspection-") else "registration")


def statement_of(event: Event) -> dict[str, object]:
    """The statement of an event: tokens, times and digests, nothing that could have to be erased."""
    own = event.digest.removeprefix("sha256:")
    predicate = {"at": event.at, **_FIELDS[predicate_of(event)](event, event.body, own)}
    return make_statement(predicate_of(event), predicate, own)


def _registration(event: Event, _: Mapping[str, Any], own: str) -> dict[str, object]:
    return {"system": event.subject, "provider": event.actor, "profile": own}


def _assessment(_: Event, body: Mapping[str, Any], __: str) -> dict[str, object]:
    return {name: body[name] for name in ("system", "corpus", "result", "engine")}


def _evidence(event: Event, body: Mapping[str, Any], _: str) -> dict[str, object]:
    shown = {"system": body["system"], "auditor": event.actor, "method": body["kind"]}
    return {**shown, "evidence": body["commitment"]}


def _incident(event: Event, body: Mapping[str, Any], own: str) -> dict[str, object]:
    report = body.get("commitment", own)
    return {
        "system": body.get("system", event.subject),
        "severity": body.get("severity", "unchanged"),
        "report": report,
    }


def _finding(event: Event, body: Mapping[str, Any], own: str) -> dict[str, object]:
    shown = {"system": body.get("system", event.subject), "authority": event.actor, "outcome": event.kind}
    return {**shown, "finding": body.get("commitment", own)}


def _decision(event: Event, body: Mapping[str, Any], own: str) -> dict[str, object]:
    decision = body.get("commitment", own)
    system = body.get("system", event.subject)
    return {"authority": event.actor, "decision": decision, "effect": body["effect"], "system": system}


_FIELDS = {
    "registration": _registration,
    "assessment": _assessment,
    "audit-evidence": _evidence,
    "incident": _incident,
    "inspection-finding": _finding,
    "decision": _decision,
}
