"""The tables of those who sign in: accounts, and their sessions. What they may do is decided by the doors."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from concordance.registry.models import ID, STAMP, Base


class Account(Base):
    """Somebody who can sign in, for an organisation or an authority. `password` is an Argon2id digest."""

    __tablename__ = "web_account"
    id: Mapped[str] = mapped_column(String(120), primary_key=True)
    name: Mapped[str] = mapped_column(ID)
    role: Mapped[str] = mapped_column(String(20))
    organisation_id: Mapped[str | None] = mapped_column(ID, index=True)
    password: Mapped[str] = mapped_column(ID)
    feed: Mapped[str] = mapped_column(String(64), unique=True)


class SignedIn(Base):
    """A session: the digest of its token, never the token."""

    __tablename__ = "web_session"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("web_account.id"), index=True)
    until: Mapped[str] = mapped_column(STAMP, index=True)
