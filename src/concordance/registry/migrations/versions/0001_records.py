"""Organisations, systems, models, assessments, documents, records, and the history of all of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from concordance.registry.migrations.guards import protect, release

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "event",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("at", sa.String(length=20), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=71), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event") as table:
        table.create_index(table.f("ix_event_kind"), ["kind"], unique=False)
        table.create_index(table.f("ix_event_subject"), ["subject"], unique=False)

    op.create_table(
        "intake",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("register", sa.String(length=60), nullable=False),
        sa.Column("at", sa.String(length=20), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=71), nullable=False),
        sa.Column("head", sa.JSON(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake")),
    )
    with op.batch_alter_table("intake") as table:
        table.create_index(table.f("ix_intake_register"), ["register"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("country", sa.String(length=60), nullable=True),
        sa.Column("identifiers", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_table(
        "version",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("of", sa.String(length=200), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("released_on", sa.String(length=10), nullable=True),
        sa.Column("built_on", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version")),
    )
    with op.batch_alter_table("version") as table:
        table.create_index(table.f("ix_version_of"), ["of"], unique=False)

    op.create_table(
        "logged",
        sa.Column("seq", SEQUENCE, nullable=False),
        sa.Column("predicate", sa.String(length=60), nullable=False),
        sa.Column("log", sa.String(length=200), nullable=False),
        sa.Column("log_index", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["event.seq"], name=op.f("fk_logged_seq")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_logged")),
    )
    op.create_table(
        "model",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("organisation_id", sa.String(length=200), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("training_compute", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_model_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model")),
    )
    with op.batch_alter_table("model") as table:
        table.create_index(table.f("ix_model_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "system",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("organisation_id", sa.String(length=200), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("status", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_system_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_system")),
    )
    with op.batch_alter_table("system") as table:
        table.create_index(table.f("ix_system_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "assessment",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("system_id", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.String(length=20), nullable=False),
        sa.Column("at", sa.String(length=10), nullable=False),
        sa.Column("known", sa.String(length=10), nullable=False),
        sa.Column("corpus_version", sa.String(length=60), nullable=False),
        sa.Column("corpus_hash", sa.String(length=71), nullable=False),
        sa.Column("engine", sa.String(length=60), nullable=False),
        sa.Column("choice", sa.JSON(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("result_digest", sa.String(length=71), nullable=False),
        sa.ForeignKeyConstraint(["system_id"], ["system.id"], name=op.f("fk_assessment_system_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
    )
    with op.batch_alter_table("assessment") as table:
        table.create_index(table.f("ix_assessment_system_id"), ["system_id"], unique=False)

    op.create_table(
        "document",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("system_id", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("digest", sa.String(length=71), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("location", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["system_id"], ["system.id"], name=op.f("fk_document_system_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    with op.batch_alter_table("document") as table:
        table.create_index(table.f("ix_document_system_id"), ["system_id"], unique=False)

    op.create_table(
        "record",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("register", sa.String(length=60), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("system_id", sa.String(length=200), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=71), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["system_id"], ["system.id"], name=op.f("fk_record_system_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record")),
        sa.UniqueConstraint("register", "key", name=op.f("uq_record_register")),
    )
    with op.batch_alter_table("record") as table:
        table.create_index("ix_record_list", ["register", "position"], unique=False)
        table.create_index(table.f("ix_record_system_id"), ["system_id"], unique=False)

    protect("event")
    protect("logged")


def downgrade() -> None:
    release("event")
    release("logged")
    with op.batch_alter_table("record") as table:
        table.drop_index(table.f("ix_record_system_id"))
        table.drop_index("ix_record_list")

    op.drop_table("record")
    with op.batch_alter_table("document") as table:
        table.drop_index(table.f("ix_document_system_id"))

    op.drop_table("document")
    with op.batch_alter_table("assessment") as table:
        table.drop_index(table.f("ix_assessment_system_id"))

    op.drop_table("assessment")
    with op.batch_alter_table("system") as table:
        table.drop_index(table.f("ix_system_organisation_id"))

    op.drop_table("system")
    with op.batch_alter_table("model") as table:
        table.drop_index(table.f("ix_model_organisation_id"))

    op.drop_table("model")
    op.drop_table("logged")
    with op.batch_alter_table("version") as table:
        table.drop_index(table.f("ix_version_of"))

    op.drop_table("version")
    op.drop_table("organisation")
    with op.batch_alter_table("intake") as table:
        table.drop_index(table.f("ix_intake_register"))

    op.drop_table("intake")
    with op.batch_alter_table("event") as table:
        table.drop_index(table.f("ix_event_subject"))
        table.drop_index(table.f("ix_event_kind"))

    op.drop_table("event")
