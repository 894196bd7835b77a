"""The tables: who, what, which documents, which records, and the history of all of it.

Moments are UTC texts (`2028-02-18T15:40:00Z`), days are `YYYY-MM-DD`: the same bytes on every database.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

ID, STAMP, DAY, WORD, DIGEST = String(200), String(20), String(10), String(60), String(71)
SEQUENCE = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    """Every table; constraints are named, so that migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {dict[str, Any]: JSON, list[Any]: JSON}  # noqa: RUF012 - SQLAlchemy's own protocol


class Organisation(Base):
    """A provider, deployer, authority or other body."""

    __tablename__ = "organisation"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    country: Mapped[str | None] = mapped_column(WORD)
    identifiers: Mapped[dict[str, Any]]


class System(Base):
    """An AI system, with the organisation that answers for it."""

    __tablename__ = "system"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    purpose: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str | None] = mapped_column(WORD)


class Model(Base):
    """An AI model, which systems may be built on."""

    __tablename__ = "model"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    training_compute: Mapped[float | None]


class Version(Base):
    """One version of a system or of a model (`of`), with the models, or versions of models, that it is built on."""

    __tablename__ = "version"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    of: Mapped[str] = mapped_column(ID, index=True)
    label: Mapped[str] = mapped_column(Text)
    released_on: Mapped[str | None] = mapped_column(DAY)
    built_on: Mapped[list[Any]]


class AssessmentRow(Base):
    """An assessment as it was made: profile, corpus, days, choice and result, so that it can be replayed."""

    __tablename__ = "assessment"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    system_id: Mapped[str] = mapped_column(ForeignKey("system.id"), index=True)
    made_at: Mapped[str] = mapped_column(STAMP)
    at: Mapped[str] = mapped_column(DAY)
    known: Mapped[str] = mapped_column(DAY)
    corpus_version: Mapped[str] = mapped_column(WORD)
    corpus_hash: Mapped[str] = mapped_column(DIGEST)
    engine: Mapped[str] = mapped_column(WORD)
    choice: Mapped[dict[str, Any]]
    profile: Mapped[str] = mapped_column(Text)
    result: Mapped[str] = mapped_column(Text)
    result_digest: Mapped[str] = mapped_column(DIGEST)


class Document(Base):
    """A document as evidence for duties (`norms`); its bytes lie outside the database, by `digest` (SHA-256, hex).

    `title` is the name it came with. Events hold `commitment`, made with `salt`; erasing empties `title`, `digest`
    and `salt`.
    """

    __tablename__ = "document"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    system_id: Mapped[str] = mapped_column(ForeignKey("system.id"), index=True)
    kind: Mapped[str] = mapped_column(WORD)
    title: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(String(120))
    digest: Mapped[str | None] = mapped_column(DIGEST, index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[str] = mapped_column(STAMP)
    commitment: Mapped[str] = mapped_column(String(64))
    salt: Mapped[str | None] = mapped_column(String(64))
    norms: Mapped[list[Any]]


class Intake(Base):
    """One import: which register, which file, under which licence. Fields refer to it as their provenance."""

    __tablename__ = "intake"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    register: Mapped[str] = mapped_column(WORD, index=True)
    at: Mapped[str] = mapped_column(STAMP)
    source: Mapped[str] = mapped_column(Text)
    licence: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(DIGEST)
    head: Mapped[dict[str, Any]]
    rows: Mapped[int]
    refused: Mapped[int]


class Record(Base):
    """One entry of a register. `fields` holds every field with its state, value and provenance.

    `name`, `organisation` and `status` repeat fields for lists and search; `position` is the order of the source.
    """

    __tablename__ = "record"
    __table_args__ = (UniqueConstraint("register", "key"), Index("ix_record_list", "register", "position"))
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    register: Mapped[str] = mapped_column(WORD)
    key: Mapped[str] = mapped_column(Text)
    position: Mapped[int]
    system_id: Mapped[str | None] = mapped_column(ForeignKey("system.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    organisation: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str | None] = mapped_column(Text)
    fields: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(DIGEST)
    listed: Mapped[bool]


class Event(Base):
    """Something that happened. Append-only: the database refuses to change or delete it.

    `digest` is SHA-256 over the canonical JSON of the other columns. Nothing that may have to be erased stands here:
    such things are named by a salted commitment.
    """

    __tablename__ = "event"
    seq: Mapped[int] = mapped_column(SEQUENCE, primary_key=True, autoincrement=True)
    at: Mapped[str] = mapped_column(STAMP)
    actor: Mapped[str] = mapped_column(ID)
    kind: Mapped[str] = mapped_column(WORD, index=True)
    subject: Mapped[str] = mapped_column(ID, index=True)
    body: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(DIGEST)


class Logged(Base):
    """Where an event stands in the transparency log."""

    __tablename__ = "logged"
    seq: Mapped[int] = mapped_column(SEQUENCE, ForeignKey("event.seq"), primary_key=True)
    predicate: Mapped[str] = mapped_column(WORD)
    log: Mapped[str] = mapped_column(ID)
    log_index: Mapped[int] = mapped_column(BigInteger)


class Declaration(Base):
    """An environmental declaration of a system or model (`of`), as it was last made."""

    __tablename__ = "declaration"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    of: Mapped[str] = mapped_column(ID, index=True)
    at: Mapped[str] = mapped_column(STAMP)
    content: Mapped[dict[str, Any]]


class Incident(Base):
    """A reported incident. `content` and `salt` can be erased; events hold only the commitment to the content.

    `reporter` is the salted commitment to a protected identity, never the identity.
    """

    __tablename__ = "incident"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    kind: Mapped[str] = mapped_column(WORD)
    system: Mapped[str] = mapped_column(ID, index=True)
    severity: Mapped[str] = mapped_column(WORD)
    status: Mapped[str] = mapped_column(WORD)
    aware_at: Mapped[str] = mapped_column(STAMP)
    content: Mapped[dict[str, Any]]
    salt: Mapped[str] = mapped_column(String(64))
    reporter: Mapped[str | None] = mapped_column(String(64))


class IncidentStep(Base):
    """A notification, corrective action, follow-up or redress; `due` is a day or a moment."""

    __tablename__ = "incident_step"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    incident_id: Mapped[str] = mapped_column(ForeignKey("incident.id"), index=True)
    kind: Mapped[str] = mapped_column(WORD)
    what: Mapped[str] = mapped_column(Text)
    about: Mapped[str | None] = mapped_column(Text)
    place: Mapped[str | None] = mapped_column(WORD)
    due: Mapped[str | None] = mapped_column(STAMP)
    done: Mapped[str | None] = mapped_column(STAMP)
    state: Mapped[str] = mapped_column(WORD)


class Case(Base):
    """An inspection. Its state moves only as `oversight.machine` allows; amounts are in whole units of the currency."""

    __tablename__ = "inspection"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    authority: Mapped[str] = mapped_column(ID, index=True)
    organisation: Mapped[str] = mapped_column(ID)
    system: Mapped[str] = mapped_column(ID)
    basis: Mapped[str] = mapped_column(Text)
    assessment_id: Mapped[str | None] = mapped_column(ForeignKey("assessment.id"))
    state: Mapped[str] = mapped_column(WORD)
    opened_at: Mapped[str] = mapped_column(STAMP)
    decided_at: Mapped[str | None] = mapped_column(STAMP)
    effect: Mapped[str | None] = mapped_column(WORD)
    amount: Mapped[float | None]
    currency: Mapped[str | None] = mapped_column(String(3))
    appeal: Mapped[str | None] = mapped_column(WORD)


class CaseStep(Base):
    """One step of an inspection: what was said, by whom, when. Its event holds the commitment to `content`."""

    __tablename__ = "inspection_step"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("inspection.id"), index=True)
    move: Mapped[str] = mapped_column(WORD)
    at: Mapped[str] = mapped_column(STAMP)
    by: Mapped[str] = mapped_column(ID)
    content: Mapped[dict[str, Any]]
    salt: Mapped[str] = mapped_column(String(64))


class CaseFile(Base):
    """A file that came in with a step of an inspection. The step names it by `digest`; the bytes can be erased."""

    __tablename__ = "inspection_file"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("inspection_step.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(DIGEST)
    size: Mapped[int] = mapped_column(BigInteger)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class Concern(Base):
    """What somebody reported without an account. `code` is the digest of the code with which they come back.

    `identity` is encrypted under that code, which only the reporter holds; `disclosed` is what they let the authority
    read. Events hold the salted commitment to `content` alone.
    """

    __tablename__ = "concern"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(WORD)
    content: Mapped[dict[str, Any]]
    salt: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[str] = mapped_column(STAMP)
    status: Mapped[str] = mapped_column(WORD)
    acknowledged_at: Mapped[str | None] = mapped_column(STAMP)
    answered_at: Mapped[str | None] = mapped_column(STAMP)
    identity: Mapped[str | None] = mapped_column(Text)
    disclosed: Mapped[str | None] = mapped_column(Text)


class ConcernMessage(Base):
    """One message between a reporter and the authority."""

    __tablename__ = "concern_message"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    concern_id: Mapped[str] = mapped_column(ForeignKey("concern.id"), index=True)
    at: Mapped[str] = mapped_column(STAMP)
    sender: Mapped[str] = mapped_column(WORD)
    text: Mapped[str] = mapped_column(Text)
