"""Accounts and sessions. Versions before this one made these tables beside the migrations: what they hold is kept."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sessions, accounts = _taken_out("web_session"), _taken_out("web_account")
    account = op.create_table(
        "web_account",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=200), nullable=True),
        sa.Column("password", sa.String(length=200), nullable=False),
        sa.Column("feed", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_account")),
        sa.UniqueConstraint("feed", name=op.f("uq_web_account_feed")),
    )
    with op.batch_alter_table("web_account") as table:
        table.create_index(table.f("ix_web_account_organisation_id"), ["organisation_id"], unique=False)

    session = op.create_table(
        "web_session",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=120), nullable=False),
        sa.Column("until", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["web_account.id"], name=op.f("fk_web_session_account_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_web_session")),
    )
    with op.batch_alter_table("web_session") as table:
        table.create_index(table.f("ix_web_session_account_id"), ["account_id"], unique=False)
        table.create_index(table.f("ix_web_session_until"), ["until"], unique=False)

    op.bulk_insert(account, accounts)
    op.bulk_insert(session, sessions)


def _taken_out(name: str) -> list[dict[str, Any]]:
    """The rows of a table that is there already; the table is dropped."""
    bind = op.get_bind()
    if not sa.inspect(bind).has_table(name):
        return []
    rows = [dict(row) for row in bind.execute(sa.text(f"SELECT * FROM {name}")).mappings()]  # noqa: S608 - our names
    op.drop_table(name)
    return rows


def downgrade() -> None:
    with op.batch_alter_table("web_session") as table:
        table.drop_index(table.f("ix_web_session_until"))
        table.drop_index(table.f("ix_web_session_account_id"))

    op.drop_table("web_session")
    with op.batch_alter_table("web_account") as table:
        table.drop_index(table.f("ix_web_account_organisation_id"))

    op.drop_table("web_account")
