"""Identities at a provider: what a browser was sent there with, whom it came back as, and whose account that is.

Whatever waits is bound to the browser by its cookie, ends after some minutes, and is used once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from concordance.doors.web.accounts import Who, digest, who_of
from concordance.doors.web.refusals import problem
from concordance.registry.access import Arrival, Asked, Identity
from concordance.registry.accounts import Account
from concordance.registry.moments import stamp

OPEN_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a provider vouches for."""

    issuer: str
    subject: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """What an answer of the provider has to fit."""

    state: str
    nonce: str
    verifier: str


def refused(why: str) -> Exception:
    """403: what the provider, or whoever pretends to be it, sent is not believed."""
    return problem(
        "oidc-refused",
        f"the answer of the identity provider is not accepted: {why}",
        f"la réponse du fournisseur d’identité n’est pas acceptée : {why}",
        "begin again from the page for signing in",
        "recommencer depuis la page de connexion",
    )


def ask(session: Session, waiting: Waiting, browser: str, now: datetime) -> None:
    """Note that a browser is sent to the provider, and forget whoever did not come back."""
    session.execute(delete(Asked).where(Asked.until < stamp(now)))
    row = Asked(
        state=digest(waiting.state),
        browser=digest(browser),
        nonce=waiting.nonce,
        verifier=waiting.verifier,
        until=stamp(now + OPEN_FOR),
    )
    session.add(row)


def answered(session: Session, state: str, browser: str, now: datetime) -> Waiting:
    """What was asked under a state, once. Raises ProblemsError `oidc-refused` for another browser's."""
    mine = (Asked.state == digest(state), Asked.browser == digest(browser), Asked.until >= stamp(now))
    row = session.execute(delete(Asked).where(*mine).returning(Asked.nonce, Asked.verifier)).first()
    if row is None:
        raise refused("state")
    return Waiting(state, row[0], row[1])


def account_of(session: Session, known: Person) -> Who | None:
    """Whose account it is."""
    mine = (Identity.issuer == known.issuer, Identity.subject == known.subject)
    row = session.scalar(select(Account).join(Identity, Identity.account_id == Account.id).where(*mine))
    return who_of(row) if row else None


def link(session: Session, who: Who, known: Person) -> None:
    """From now on this identity enters this account."""
    session.execute(delete(Arrival).where(Arrival.issuer == known.issuer, Arrival.subject == known.subject))
    session.add(Identity(issuer=known.issuer, subject=known.subject, account_id=who.id))


def arrive(session: Session, known: Person, browser: str, now: datetime) -> None:
    """Remember for a while whom the provider vouched for in this browser."""
    session.execute(delete(Arrival).where((Arrival.until < stamp(now)) | (Arrival.browser == digest(browser))))
    until = stamp(now + OPEN_FOR)
    session.add(Arrival(browser=digest(browser), issuer=known.issuer, subject=known.subject, until=until))


def arrived(session: Session, browser: str, now: datetime) -> Person | None:
    """Whom the provider vouched for in this browser a moment ago."""
    row = session.get(Arrival, digest(browser)) if browser else None
    return Person(row.issuer, row.subject) if row and row.until >= stamp(now) else None
