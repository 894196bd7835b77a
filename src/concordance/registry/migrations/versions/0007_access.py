"""Tokens, invitations, identities at a provider, and submissions that were done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "web_token",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("made", sa.String(length=20), nullable=False),
        sa.Column("until", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["web_account.id"], name=op.f("fk_web_token_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_web_token_digest")),
    )
    op.create_table(
        "web_invitation",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=120), nullable=False),
        sa.Column("until", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["web_account.id"], name=op.f("fk_web_invitation_account_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_web_invitation")),
    )
    op.create_table(
        "web_identity",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("account_id", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["web_account.id"], name=op.f("fk_web_identity_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_identity")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_web_identity_issuer")),
    )
    op.create_table(
        "web_asked",
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("browser", sa.String(length=64), nullable=False),
        sa.Column("nonce", sa.String(length=100), nullable=False),
        sa.Column("verifier", sa.String(length=128), nullable=False),
        sa.Column("until", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("state", name=op.f("pk_web_asked")),
    )
    op.create_table(
        "web_arrival",
        sa.Column("browser", sa.String(length=64), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("until", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("browser", name=op.f("pk_web_arrival")),
    )
    op.create_table(
        "web_done",
        sa.Column("organisation_id", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=False),
        sa.Column("made", sa.String(length=200), nullable=False),
        sa.Column("at", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "key", name=op.f("pk_web_done")),
    )
    for table, column in INDEXED:
        with op.batch_alter_table(table) as batch:
            batch.create_index(batch.f(f"ix_{table}_{column}"), [column], unique=False)


INDEXED = (
    ("web_token", "account_id"),
    ("web_invitation", "account_id"),
    ("web_invitation", "until"),
    ("web_identity", "account_id"),
    ("web_asked", "until"),
    ("web_arrival", "until"),
)


def downgrade() -> None:
    for table, column in reversed(INDEXED):
        with op.batch_alter_table(table) as batch:
            batch.drop_index(batch.f(f"ix_{table}_{column}"))
    for table in ("web_done", "web_arrival", "web_asked", "web_identity", "web_invitation", "web_token"):
        op.drop_table(table)
