"""Inspections and their steps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inspection",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("authority", sa.String(length=200), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("system", sa.String(length=200), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("assessment_id", sa.String(length=200), nullable=True),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.Column("opened_at", sa.String(length=20), nullable=False),
        sa.Column("decided_at", sa.String(length=20), nullable=True),
        sa.Column("effect", sa.String(length=60), nullable=True),
        sa.Column("amount", sa.Double(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("appeal", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_inspection_assessment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
    )
    with op.batch_alter_table("inspection") as table:
        table.create_index(table.f("ix_inspection_authority"), ["authority"], unique=False)

    op.create_table(
        "inspection_step",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.String(length=200), nullable=False),
        sa.Column("move", sa.String(length=60), nullable=False),
        sa.Column("at", sa.String(length=20), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["inspection.id"], name=op.f("fk_inspection_step_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_step")),
    )
    with op.batch_alter_table("inspection_step") as table:
        table.create_index(table.f("ix_inspection_step_case_id"), ["case_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("inspection_step") as table:
        table.drop_index(table.f("ix_inspection_step_case_id"))

    op.drop_table("inspection_step")
    with op.batch_alter_table("inspection") as table:
        table.drop_index(table.f("ix_inspection_authority"))

    op.drop_table("inspection")
