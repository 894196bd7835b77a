"""Documents as evidence: linked to norms, committed to by salt, and erasable."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("document") as table:
        table.add_column(sa.Column("at", sa.String(length=20), nullable=False, server_default=""))
        table.add_column(sa.Column("commitment", sa.String(length=64), nullable=False, server_default=""))
        table.add_column(sa.Column("salt", sa.String(length=64), nullable=True))
        table.add_column(sa.Column("norms", sa.JSON(), nullable=False, server_default="[]"))
        table.alter_column("digest", existing_type=sa.String(length=71), nullable=True)
        table.drop_column("location")
        table.create_index(table.f("ix_document_digest"), ["digest"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("document") as table:
        table.drop_index(table.f("ix_document_digest"))
        table.add_column(sa.Column("location", sa.Text(), nullable=True))
        table.alter_column("digest", existing_type=sa.String(length=71), nullable=False)
        for name in ("norms", "salt", "commitment", "at"):
            table.drop_column(name)
