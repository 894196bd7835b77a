"""What is somebody's own: whose systems they see, in whose name they act, which registers they can enter."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from sqlalchemy.orm import Session

from concordance.doors.web.accounts import Who
from concordance.doors.web.interviewing import new_profile
from concordance.doors.web.policy import ANYWHERE, Action
from concordance.doors.web.refusals import problem
from concordance.doors.web.settings import Settings
from concordance.doors.web.visitors import who_must
from concordance.registry.events import By
from concordance.registry.importing import record_id
from concordance.registry.incidents.keeping import incident_held
from concordance.registry.keeping import add, change, held
from concordance.registry.models import Incident, Record, System
from concordance.registry.records import register_system
from concordance.registry.refusals import refusal
from concordance.registry.register import Register

OPEN_REGISTERS = ("eu-annex-viii-a", "eu-annex-viii-b", "eu-annex-viii-c")
"""Registers that systems of this server can be entered in; the others are copies of what others keep."""
STATUSES = ("in-development", "on-market", "in-service", "no-longer-in-service", "recalled")
"""Where a system stands, in the words that the registers share."""


def scope_of(who: Who) -> str | None:
    """Whose systems somebody sees: their organisation's, or everybody's (None)."""
    return None if who.role in ANYWHERE or who.role == "auditor" else who.organisation or ""


def by(who: Who, settings: Settings) -> By:
    """Who acts, as the history has it: the organisation, never a person's name."""
    return By(f"web:{who.organisation}", settings.clock())


def own_system(session: Session, request: Request, id_: str, action: Action) -> System:
    """The system, for whoever may do this with it; for others it is as if it were not there."""
    who = who_must(request, action)
    system: System = held(session, System, id_)
    if scope_of(who) not in {None, system.organisation_id}:
        raise refusal("not-held", what="system", id=id_)
    who_must(request, action, None if who.role == "auditor" else system.organisation_id)
    return system


def own_incident(session: Session, request: Request, id_: str, action: Action) -> Incident:
    """The incident, for whoever may do this with its system; for others it is as if it were not there."""
    who_must(request, action)
    found = incident_held(session, id_)
    own_system(session, request, found.system, action)
    return found


def new_system(session: Session, who: Who, settings: Settings, name: str) -> System:
    """A new system of one's own organisation. Raises ProblemsError `bad-name` or `taken`."""
    made = new_profile(name)
    if made is None or who.organisation is None:
        raise problem("bad-name", "a system needs a name", "un système a besoin d’un nom", "write it", "l’écrire")
    id_ = f"{who.organisation}/{made.name}"
    kept = System(id=id_, organisation_id=who.organisation, name=name.strip(), purpose=None, status=None)
    add(session, by(who, settings), kept)
    return kept


def changed_system(session: Session, by: By, system: System, **said: str | None) -> System:
    """The system as it is described now. Raises ProblemsError `bad-name` or `bad-status`."""
    if not (said.get("name", system.name) or "").strip():
        raise problem("bad-name", "a system needs a name", "un système a besoin d’un nom", "write it", "l’écrire")
    if said.get("status") not in {None, *STATUSES}:
        known = ", ".join(STATUSES)
        told = (f"`{said['status']}` is no status of a system", f"`{said['status']}` n’est pas un état de système")
        raise problem("bad-status", *told, f"one of: {known}", f"l’un de : {known}")
    change(session, by, system, **said)
    return system


def entered(session: Session, by: By, register: Register, row: dict[str, Any], system: str) -> Record:
    """The entry of a system in a register, new or said anew. Raises ProblemsError `taken` for another's key."""
    key = row.get(register.key)
    kept = session.get(Record, record_id(register, key)) if isinstance(key, str) and key else None
    if kept is not None and kept.system_id != system:
        raise refusal("taken", what="record", id=str(key)[:80])
    return register_system(session, by, register, row, system, replace=kept is not None)


def open_register(register: str) -> str:
    """The name of a register that systems of this server can be entered in. Raises ProblemsError `unknown-register`."""
    if register not in OPEN_REGISTERS:
        raise refusal("unknown-register", value=register, known=", ".join(OPEN_REGISTERS))
    return register
