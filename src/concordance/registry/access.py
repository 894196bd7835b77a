"""The tables of other ways in: tokens of programs, invitations, identities at a provider, and what was done once.

What lets somebody in is random and stands here as a digest only.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from concordance.registry.models import ID, STAMP, Base

HEX = String(64)


class AccessToken(Base):
    """A personal access token, with which a program acts for an account until a day."""

    __tablename__ = "web_token"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    digest: Mapped[str] = mapped_column(HEX, unique=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("web_account.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    made: Mapped[str] = mapped_column(STAMP)
    until: Mapped[str] = mapped_column(STAMP)


class Invitation(Base):
    """A link with which one more person joins an organisation, once."""

    __tablename__ = "web_invitation"
    digest: Mapped[str] = mapped_column(HEX, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("web_account.id"), index=True)
    until: Mapped[str] = mapped_column(STAMP, index=True)


class Identity(Base):
    """Whom an identity provider knows as `subject` (OpenID Connect Core, section 2): the only link to an account."""

    __tablename__ = "web_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    issuer: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(String(255))
    account_id: Mapped[str] = mapped_column(ForeignKey("web_account.id"), index=True)


class Asked(Base):
    """A request to an identity provider that was not answered yet, bound to the browser that began it."""

    __tablename__ = "web_asked"
    state: Mapped[str] = mapped_column(HEX, primary_key=True)
    browser: Mapped[str] = mapped_column(HEX)
    nonce: Mapped[str] = mapped_column(String(100))
    verifier: Mapped[str] = mapped_column(String(128))
    until: Mapped[str] = mapped_column(STAMP, index=True)


class Arrival(Base):
    """Somebody whom an identity provider vouched for, and who has no account yet; bound to the browser."""

    __tablename__ = "web_arrival"
    browser: Mapped[str] = mapped_column(HEX, primary_key=True)
    issuer: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(String(255))
    until: Mapped[str] = mapped_column(STAMP, index=True)


class Done(Base):
    """What a submission under a key made, so that sending it again does not make it again.

    Nothing of the submission stands here: `key` is a digest, and `request` one that nobody makes without the key.
    """

    __tablename__ = "web_done"
    organisation_id: Mapped[str] = mapped_column(ID, primary_key=True)
    key: Mapped[str] = mapped_column(HEX, primary_key=True)
    request: Mapped[str] = mapped_column(HEX)
    made: Mapped[str] = mapped_column(ID)
    at: Mapped[str] = mapped_column(STAMP)
