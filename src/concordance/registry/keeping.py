"""Organisations, systems, models, versions: put in and changed, each change an event."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from concordance.registry.events import By, Happening, record
from concordance.registry.models import Model, Organisation, System, Version
from concordance.registry.moments import token
from concordance.registry.refusals import refusal

Kept = Organisation | System | Model | Version
NAMES = {Organisation: "organisation", System: "system", Model: "model", Version: "version"}


def add(session: Session, by: By, thing: Kept) -> None:
    """Put a new thing in. Raises ProblemsError `bad-token`, `taken`, or `not-held` for what it refers to."""
    name = NAMES[type(thing)]
    if session.get(type(thing), token(thing.id)) is not None:
        raise refusal("taken", what=name, id=thing.id)
    _check_references(session, thing)
    session.add(thing)
    session.flush()
    record(session, by, Happening(f"{name}-added", thing.id, columns(thing)))


def change(session: Session, by: By, thing: Kept, **values: Any) -> dict[str, Any]:
    """Change columns of a thing; what is given as it was changes nothing. Returns what changed: old and new."""
    changed = {
        name: {"old": getattr(thing, name), "new": value}
        for name, value in values.items()
        if getattr(thing, name) != value
    }
    for name, value in values.items():
        setattr(thing, name, value)
    _check_references(session, thing)
    if changed:
        record(session, by, Happening(f"{NAMES[type(thing)]}-changed", thing.id, changed))
    return changed


def held(session: Session, kind: type[Kept], id_: str) -> Any:
    """The thing by its identifier. Raises ProblemsError `not-held`."""
    thing = session.get(kind, id_)
    if thing is None:
        raise refusal("not-held", what=NAMES[kind], id=id_)
    return thing


def columns(thing: Kept) -> dict[str, Any]:
    """The columns of a thing, without its identifier."""
    names = type(thing).__table__.columns.keys()
    return {name: getattr(thing, name) for name in names if name != "id" and getattr(thing, name) is not None}


def _check_references(session: Session, thing: Kept) -> None:
    match thing:
        case System() | Model():
            held(session, Organisation, thing.organisation_id)
        case Version():
            if session.get(System, thing.of) is None:
                held(session, Model, thing.of)
            for model in thing.built_on:
                if (version := session.get(Version, model)) is None or session.get(Model, version.of) is None:
                    held(session, Model, model)
        case Organisation():
            pass
