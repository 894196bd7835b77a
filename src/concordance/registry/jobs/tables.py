"""The tables of background work: jobs with their progress, and reminders that were given."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from concordance.registry.models import ID, STAMP, WORD, Base


class Job(Base):
    """A piece of work. `key` is there while it waits or runs, and keeps the same work from standing twice.

    One with `every` (seconds) waits again when it was done. `payload` is what it works on, dropped at the end; `beat`
    is its last sign of life.
    """

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_next", "state", "due"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    task: Mapped[str] = mapped_column(WORD)
    key: Mapped[str | None] = mapped_column(ID, unique=True)
    given: Mapped[dict[str, Any]]
    payload: Mapped[bytes | None] = mapped_column(LargeBinary)
    actor: Mapped[str] = mapped_column(ID)
    state: Mapped[str] = mapped_column(WORD)
    every: Mapped[int | None]
    tries: Mapped[int]
    due: Mapped[str] = mapped_column(STAMP)
    made: Mapped[str] = mapped_column(STAMP)
    begun: Mapped[str | None] = mapped_column(STAMP)
    beat: Mapped[str | None] = mapped_column(STAMP)
    ended: Mapped[str | None] = mapped_column(STAMP)
    done: Mapped[int]
    total: Mapped[int]
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    problem: Mapped[str | None] = mapped_column(Text)


class Reminder(Base):
    """That a step of an incident will be due (`soon`), or is (`overdue`), was said once, and when."""

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("step_id", "kind"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("incident_step.id"))
    kind: Mapped[str] = mapped_column(WORD)
    at: Mapped[str] = mapped_column(STAMP)
