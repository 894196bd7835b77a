"""Finding what is held, and the small things that doors need on the way."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from concordance.registry.events import By, Happening, record
from concordance.registry.importing import columns_of, difference, record_id
from concordance.registry.keeping import add
from concordance.registry.models import AssessmentRow, Organisation, Record, System
from concordance.registry.refusals import refusal
from concordance.registry.register import Register
from concordance.registry.values import MisfitError, read_fields


def record_held(session: Session, id_: str) -> Record:
    """The record. Raises ProblemsError `not-held`."""
    found = session.get(Record, id_)
    if found is None:
        raise refusal("not-held", what="record", id=id_)
    return found


def assessment_held(session: Session, id_: str) -> AssessmentRow:
    """The assessment. Raises ProblemsError `not-held`."""
    found = session.get(AssessmentRow, id_)
    if found is None:
        raise refusal("not-held", what="assessment", id=id_)
    return found


def ensure_system(session: Session, by: By, system: str, organisation: str, name: str) -> System:
    """The system, put in with its organisation where it is not there yet."""
    if session.get(Organisation, organisation) is None:
        add(session, by, Organisation(id=organisation, name=organisation, country=None, identifiers={}))
    found = session.get(System, system)
    if found is None:
        found = System(id=system, organisation_id=organisation, name=name, purpose=None, status=None)
        add(session, by, found)
    return found


def register_system(
    session: Session, by: By, register: Register, row: dict[str, Any], system_id: str | None = None
) -> Record:
    """One entry made or changed by hand, in the words of the register; the actor is the provenance of its fields.

    Raises ProblemsError `row-key` or `row-value`.
    """
    key = row.get(register.key)
    if not isinstance(key, str) or not key.strip():
        raise refusal("row-key", row=1, field=register.key)
    try:
        fields = read_fields(row, register, by.actor)
    except MisfitError as error:
        raise refusal("row-value", row=1, field=error.field, wanted=error.wanted, value=repr(error.value)) from error
    id_ = record_id(register, key)
    found, columns = session.get(Record, id_), columns_of(fields)
    if found is None:
        found = Record(id=id_, register=register.register, key=key, position=0, listed=True, **columns)
        happening = Happening("record-added", id_, {"digest": columns["digest"]})
        session.add(found)
    else:
        happening = Happening("record-changed", id_, {"changes": difference(found.fields, fields)})
        for name, value in columns.items():
            setattr(found, name, value)
    found.system_id = system_id
    session.flush()
    record(session, by, happening)
    return found
