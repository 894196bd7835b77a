"""Files of inspections; what people report without an account."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inspection_file",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=71), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["step_id"], ["inspection_step.id"], name=op.f("fk_inspection_file_step_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_file")),
    )
    with op.batch_alter_table("inspection_file") as table:
        table.create_index(table.f("ix_inspection_file_step_id"), ["step_id"], unique=False)

    op.create_table(
        "concern",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=60), nullable=False),
        sa.Column("acknowledged_at", sa.String(length=20), nullable=True),
        sa.Column("answered_at", sa.String(length=20), nullable=True),
        sa.Column("identity", sa.Text(), nullable=True),
        sa.Column("disclosed", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern")),
        sa.UniqueConstraint("code", name=op.f("uq_concern_code")),
    )
    op.create_table(
        "concern_message",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("concern_id", sa.String(length=200), nullable=False),
        sa.Column("at", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_concern_message_concern_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_message")),
    )
    with op.batch_alter_table("concern_message") as table:
        table.create_index(table.f("ix_concern_message_concern_id"), ["concern_id"], unique=False)


def downgrade() -> None:
    for name, of in (("concern_message", "concern_id"), ("concern", ""), ("inspection_file", "step_id")):
        if of:
            with op.batch_alter_table(name) as table:
                table.drop_index(table.f(f"ix_{name}_{of}"))
        op.drop_table(name)
