"""What Alembic runs: on the connection it is handed, never on one of its own."""

from __future__ import annotations

from alembic import context

from concordance.registry.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
