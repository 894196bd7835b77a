"""Finding what is held, and the small things that doors need on the way."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from concordance.registry.events import By, Happening, record
from concordance.registry.importing import MAX_KEY, columns_of, difference, record_id
from concordance.registry.keeping import add, held
from concordance.registry.models import AssessmentRow, Organisation, Record, System
from concordance.registry.refusals import refusal
from concordance.registry.register import Register
from concordance.registry.values import FieldValues, MisfitError, read_fields


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
    """The system, put in with its organisation where it is not there yet.

    Raises ProblemsError `taken` for a system that another organisation answers for.
    """
    if session.get(Organisation, organisation) is None:
        add(session, by, Organisation(id=organisation, name=organisation, country=None, identifiers={}))
    found = session.get(System, system)
    if found is None:
        found = System(id=system, organisation_id=organisation, name=name, purpose=None, status=None)
        add(session, by, found)
    if found.organisation_id != organisation:
        raise refusal("taken", what="system", id=system)
    return found


def register_system(
    session: Session,
    by: By,
    register: Register,
    row: dict[str, Any],
    system_id: str | None = None,
    *,
    replace: bool = False,
) -> Record:
    """One entry made by hand, or with `replace` changed, in the words of the register.

    The actor is the provenance of its fields. Raises ProblemsError `row-key`, `row-value`, `not-held` for an unknown
    system, or `taken` for the key of a record that is there already.
    """
    key = row.get(register.key)
    if not isinstance(key, str) or not 0 < len(key.strip()) <= MAX_KEY:
        raise refusal("row-key", row=1, field=register.key)
    try:
        fields = read_fields(row, register, by.actor)
    except MisfitError as error:
        raise refusal("row-value", row=1, field=error.field, wanted=error.wanted, value=repr(error.value)) from error
    if system_id is not None:
        held(session, System, system_id)
    id_ = record_id(register, key)
    found, columns = session.get(Record, id_, with_for_update=True), columns_of(fields)
    if found is not None and not replace:
        raise refusal("taken", what="record", id=key[:80])
    if found is not None:
        return _replaced(session, by, found, fields, system_id)
    named = {"id": id_, "register": register.register, "key": key, "system_id": system_id}
    return _added(session, by, named | columns)


def _added(session: Session, by: By, columns: dict[str, Any]) -> Record:
    """The new record. Of the same submission twice at the same moment one makes it, and both get it."""
    try:
        with session.begin_nested():
            session.execute(insert(Record), {"position": 0, "listed": True, **columns})
    except IntegrityError:
        found = session.get(Record, columns["id"])
        if found is None or (found.digest, found.system_id) != (columns["digest"], columns["system_id"]):
            raise refusal("taken", what="record", id=columns["key"][:80]) from None
        return found
    record(session, by, Happening("record-added", columns["id"], {"digest": columns["digest"]}))
    return session.get_one(Record, columns["id"])


def _replaced(session: Session, by: By, found: Record, fields: FieldValues, system_id: str | None) -> Record:
    """The record with what is said now; what is said as before keeps its provenance, and is no event."""
    changes = difference(found.fields, fields)
    kept = {name: value if name in changes else found.fields[name] for name, value in fields.items()}
    if system_id is not None and system_id != found.system_id:
        changes["system"] = {"old": found.system_id, "new": system_id}
        found.system_id = system_id
    for name, value in columns_of(kept).items():
        setattr(found, name, value)
    session.flush()
    if changes:
        record(session, by, Happening("record-changed", found.id, {"changes": changes}))
    return found
