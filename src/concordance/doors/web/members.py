"""The people of an organisation: invited by one of them, and leaving. What there is stays with the organisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from concordance.doors.web.accounts import Who, digest
from concordance.doors.web.policy import Role
from concordance.registry.access import AccessToken, Identity, Invitation
from concordance.registry.accounts import Account, SignedIn
from concordance.registry.models import Organisation
from concordance.registry.moments import stamp

OPEN_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Invited:
    """Where an invitation leads: to an organisation, with the role of whoever invites."""

    organisation: str
    title: str
    role: Role


def members_of(session: Session, organisation: str) -> list[Account]:
    """The accounts of an organisation, by name."""
    return list(session.scalars(select(Account).where(Account.organisation_id == organisation).order_by(Account.id)))


def invite(session: Session, who: Who, secret: str, now: datetime) -> None:
    """Open an invitation under a secret, and forget those that are over."""
    session.execute(delete(Invitation).where(Invitation.until < stamp(now)))
    session.add(Invitation(digest=digest(secret), account_id=who.id, until=stamp(now + OPEN_FOR)))


def invitation(session: Session, secret: str, now: datetime) -> Invited | None:
    """Where an invitation leads; None when it is over, used or unknown."""
    row = session.get(Invitation, digest(secret))
    if row is None or row.until < stamp(now):
        return None
    by = session.get_one(Account, row.account_id)
    organisation = session.get(Organisation, by.organisation_id) if by.organisation_id else None
    return Invited(organisation.id, organisation.name, cast("Role", by.role)) if organisation else None


def use_up(session: Session, secret: str) -> bool:
    """Take an invitation away; False when somebody else just did."""
    gone = delete(Invitation).where(Invitation.digest == digest(secret)).returning(Invitation.digest)
    return session.scalar(gone) is not None


def leave(session: Session, who: Who) -> bool:
    """Take an account away with all that lets it in; False for the last one, who would leave nobody behind."""
    session.get(Organisation, who.organisation, with_for_update=True)
    staying = select(func.count()).where(Account.organisation_id == who.organisation, Account.id != who.id)
    if not session.scalar(staying):
        return False
    for table in (SignedIn, AccessToken, Invitation, Identity):
        session.execute(delete(table).where(table.account_id == who.id))
    session.execute(delete(Account).where(Account.id == who.id))
    return True
