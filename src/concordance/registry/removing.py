"""Taking a system out again, as long as nothing else is about it. Its history stays."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from concordance.registry.events import By, Happening, record
from concordance.registry.models import Case, Declaration, Incident, System, Version
from concordance.registry.refusals import refusal
from concordance.registry.tables import metadata

BY_NAME = ((Incident, "system"), (Case, "system"), (Version, "of"), (Declaration, "of"))
"""Columns that name a system without a reference that the database checks."""


def remove_system(session: Session, by: By, system: System) -> None:
    """Take a system out. Raises ProblemsError `in-use` when something is about it."""
    for table, column in _about():
        if session.scalar(select(column).where(column == system.id).limit(1)) is not None:
            raise refusal("in-use", id=system.id, by=table)
    record(session, by, Happening("system-removed", system.id, {"organisation": system.organisation_id}))
    session.delete(system)
    session.flush()


def _about() -> Iterator[tuple[str, ColumnElement[object]]]:
    """Every table and column that can name a system."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            if any(key.target_fullname == "system.id" for key in column.foreign_keys):
                yield table.name, column
    for kind, name in BY_NAME:
        yield kind.__tablename__, kind.__table__.columns[name]
