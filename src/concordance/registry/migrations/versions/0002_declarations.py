"""Environmental declarations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "declaration",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("of", sa.String(length=200), nullable=False),
        sa.Column("at", sa.String(length=20), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration")),
    )
    with op.batch_alter_table("declaration") as table:
        table.create_index(table.f("ix_declaration_of"), ["of"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("declaration") as table:
        table.drop_index(table.f("ix_declaration_of"))

    op.drop_table("declaration")
