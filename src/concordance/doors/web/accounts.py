"""Local accounts and their sessions: passwords as Argon2id, sessions as digests of random tokens."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from concordance.doors.web.policy import Role
from concordance.registry.accounts import Account, SignedIn
from concordance.registry.moments import stamp

LIFETIME = timedelta(hours=12)
LEAST = 12
"""Characters of a password; longer is better than stranger (NIST SP 800-63B, section 5.1.1)."""
MOST = 200
_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash("nobody")
"""Verified when an account is unknown, so that the time taken does not tell."""


@dataclass(frozen=True, slots=True)
class Who:
    """Whoever asks, once known. `feed` is the secret part of the address of their calendar."""

    id: str
    name: str
    role: Role
    organisation: str | None
    feed: str


def add_account(session: Session, who: Who, password: str) -> None:
    """Put an account in; without a password, it is entered by an identity provider alone."""
    hashed = _HASHER.hash(password) if password else ""
    row = Account(
        id=who.id, name=who.name, role=who.role, organisation_id=who.organisation, password=hashed, feed=who.feed
    )
    session.add(row)


def any_authority(session: Session) -> bool:
    """Whether an authority can sign in already."""
    return bool(session.scalar(select(func.count()).select_from(Account).where(Account.role == "authority")))


def taken(session: Session, id_: str) -> bool:
    """Whether an account of that name is there."""
    return session.get(Account, id_) is not None


def verify(session: Session, id_: str, password: str) -> Who | None:
    """Whoever has that name and password."""
    row = session.get(Account, id_)
    known = row is not None and bool(row.password)
    try:
        _HASHER.verify(row.password if row and known else _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return None
    return who_of(row) if row and known else None


def sign_in(session: Session, who: Who, token: str, now: datetime) -> None:
    """Begin a session under a fresh token, and forget those that are over."""
    session.execute(delete(SignedIn).where(SignedIn.until < stamp(now)))
    session.add(SignedIn(digest=digest(token), account_id=who.id, until=stamp(now + LIFETIME)))


def sign_out(session: Session, token: str) -> None:
    """End a session."""
    session.execute(delete(SignedIn).where(SignedIn.digest == digest(token)))


def signed_in(session: Session, token: str, now: datetime) -> Who | None:
    """Whose session it is; None when it is over or unknown."""
    found = session.get(SignedIn, digest(token))
    if found is None or found.until < stamp(now):
        return None
    return who_of(session.get_one(Account, found.account_id))


def by_feed(session: Session, feed: str) -> Who | None:
    """Whose calendar it is."""
    row = session.scalar(select(Account).where(Account.feed == feed))
    return who_of(row) if row else None


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def csrf_of(token: str) -> str:
    """The token that forms of a session carry: whoever cannot read the session cookie cannot make it."""
    return hashlib.sha256(b"form:" + token.encode()).hexdigest()


def who_of(row: Account) -> Who:
    """An account as whoever asks."""
    return Who(row.id, row.name, cast("Role", row.role), row.organisation_id, row.feed)
