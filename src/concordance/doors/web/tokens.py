"""Personal access tokens: a program acts for an account, until a day, without its password.

A token is random, begins with a word that scanners of secrets can find, and is kept as a digest.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from concordance.doors.web.accounts import Who, digest, who_of
from concordance.registry.access import AccessToken
from concordance.registry.accounts import Account
from concordance.registry.moments import stamp

PREFIX = "concordance_"
LONGEST = 366
"""Days for which a token can be made."""
MOST = 20
"""Tokens of one account."""


def make_token(session: Session, who: Who, name: str, secret: str, now: datetime, days: int) -> str:
    """A new token, which is told only now. `secret` is random, 256 bits."""
    token = PREFIX + secret
    until = stamp(now + timedelta(days=days))
    session.add(AccessToken(digest=digest(token), account_id=who.id, name=name, made=stamp(now), until=until))
    return token


def tokens_of(session: Session, who: Who) -> list[AccessToken]:
    """The tokens of an account, those that are over included, newest first."""
    of = select(AccessToken).where(AccessToken.account_id == who.id)
    return list(session.scalars(of.order_by(AccessToken.id.desc())))


def revoke(session: Session, who: Who, number: int) -> None:
    """End a token of one's own; that of somebody else stays."""
    session.execute(delete(AccessToken).where(AccessToken.id == number, AccessToken.account_id == who.id))


def bearer_of(session: Session, token: str, now: datetime) -> Who | None:
    """For whom a token acts; None when it is over, revoked or unknown."""
    found = session.scalar(select(AccessToken).where(AccessToken.digest == digest(token)))
    if found is None or found.until < stamp(now):
        return None
    return who_of(session.get_one(Account, found.account_id))
