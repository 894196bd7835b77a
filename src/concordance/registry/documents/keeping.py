"""Documents of a system as evidence: kept, linked to duties, erased; each step an event.

Events hold a salted commitment to the bytes, never their name or plain digest: with the bytes and the salt gone,
nothing in the history or in a log says what they were, not even to someone who guesses them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, get_args

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from concordance.base.problem import did_you_mean
from concordance.evidence.commitment import commit, opens
from concordance.norms.score import Score
from concordance.registry.documents.examine import Examined
from concordance.registry.documents.store import Store
from concordance.registry.events import By, Happening, record
from concordance.registry.keeping import held
from concordance.registry.models import Document, System
from concordance.registry.moments import stamp
from concordance.registry.refusals import refusal

Fresh = Callable[[], bytes]
"""Gives 32 new random bytes; comes in by the door."""
Kind = Literal[
    "technical-documentation",
    "audit-results",
    "test-report",
    "certificate",
    "declaration-of-conformity",
    "instructions",
    "impact-assessment",
    "other",
]
Ground = Literal["erasure-request", "retention-ended", "mistake"]
KINDS: tuple[Kind, ...] = get_args(Kind)
GROUNDS: tuple[Ground, ...] = get_args(Ground)
MAX_DOCUMENTS = 500
MAX_TOTAL = 500_000_000
"""What is kept of one system: documents, and bytes of all of them."""


def check_norms(norms: Iterable[str], score: Score) -> list[str]:
    """The norms, each once, in order. Raises ProblemsError `link-unknown` for one that the corpus does not hold."""
    known = {f"{one.id}/{norm.id}" for one in score.instruments.values() for norm in one.norms}
    asked = sorted(set(norms))
    for name in asked:
        if name not in known:
            raise refusal("link-unknown", value=name[:80], near=did_you_mean(name, known))
    return asked


def keep_document(
    session: Session, by: By, store: Store, system: str, kind: str, given: Examined, norms: list[str], fresh: Fresh
) -> Document:
    """Keep a document of a system; the same bytes of the same system are kept once, and gain its norms.

    Raises ProblemsError `not-held`, `document-kind` or `document-quota`.
    """
    held(session, System, system)
    if kind not in KINDS:
        raise refusal("document-kind", value=kind[:60], known=", ".join(KINDS))
    _alone(session, given.digest)
    same = select(Document).where(Document.system_id == system, Document.digest == given.digest)
    kept = session.scalar(same)
    if kept is not None:
        return _linked(session, by, kept, norms)
    _check_quota(session, system, len(given.data))
    salt = fresh()
    commitment = commit(given.data, salt)
    row = Document(
        id=f"{system[:160]}/document/{commitment[:24]}",
        system_id=system,
        kind=kind,
        title=given.name,
        media_type=given.media_type,
        digest=given.digest,
        size=len(given.data),
        at=stamp(by.at),
        commitment=commitment,
        salt=salt.hex(),
        norms=norms,
    )
    store.put(given.data)
    session.add(row)
    session.flush()
    record(session, by, Happening("document-added", row.id, _told(row)))
    return row


def _told(row: Document) -> dict[str, object]:
    """What the event of a document says: nothing that could have to be erased."""
    return {
        "system": row.system_id,
        "kind": row.kind,
        "media_type": row.media_type,
        "commitment": row.commitment,
        "norms": row.norms,
    }


def _linked(session: Session, by: By, kept: Document, norms: list[str]) -> Document:
    more = sorted({*kept.norms, *norms})
    if more != kept.norms:
        happening = Happening("document-linked", kept.id, {"system": kept.system_id, "norms": more})
        kept.norms = more
        session.flush()
        record(session, by, happening)
    return kept


def _check_quota(session: Session, system: str, size: int) -> None:
    of = select(func.count(), func.coalesce(func.sum(Document.size), 0))
    count, total = session.execute(of.where(Document.system_id == system, Document.digest.is_not(None))).one()
    if count >= MAX_DOCUMENTS or total + size > MAX_TOTAL:
        raise refusal("document-quota", most=MAX_DOCUMENTS, bytes=f"{MAX_TOTAL:,}")


def _alone(session: Session, digest: str) -> None:
    """Nobody else keeps or erases the same bytes until this transaction ends. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:digest, 0))"), {"digest": digest})


def document_held(session: Session, id_: str) -> Document:
    """The document, or what is left of it. Raises ProblemsError `not-held`."""
    found = session.get(Document, id_)
    if found is None:
        raise refusal("not-held", what="document", id=id_[:200])
    return found


def documents_of(session: Session, system: str) -> list[Document]:
    """The documents of a system, oldest first; erased ones are named still, by their commitment."""
    return list(
        session.scalars(select(Document).where(Document.system_id == system).order_by(Document.at, Document.id))
    )


def bytes_of(row: Document, store: Store) -> bytes:
    """The bytes, as they came in. Raises ProblemsError `document-erased` or `document-lost`."""
    if row.digest is None or row.salt is None:
        raise refusal("document-erased", id=row.id)
    data = store.get(row.digest)
    if not opens(row.commitment, data, bytes.fromhex(row.salt)):
        raise refusal("document-lost", why="salt")
    return data


def erase_document(session: Session, by: By, store: Store, id_: str, ground: str) -> Document:
    """Delete bytes, name, digest and salt; kind, norms and commitment stay. Erasing twice is no error.

    Bytes that another system handed in as well stay with that one. They go before the rows do: if this is cut short,
    it is repeated. Raises ProblemsError `not-held` or `document-ground`.
    """
    if ground not in GROUNDS:
        raise refusal("document-ground", value=ground[:60], known=", ".join(GROUNDS))
    row = document_held(session, id_)
    if row.digest is None:
        return row
    _alone(session, row.digest)
    session.refresh(row)
    if row.digest is None:  # somebody else was quicker
        return row
    others = select(func.count()).where(Document.digest == row.digest, Document.id != row.id)
    if not session.scalar(others):
        store.erase(row.digest)
    row.digest, row.salt, row.title, row.size = None, None, "", 0
    session.flush()
    told = {"system": row.system_id, "commitment": row.commitment, "ground": ground}
    record(session, by, Happening("document-erased", row.id, told))
    return row
