"""Alembic's entry: runs the steps on the connection that it is handed, in its transaction."""

from __future__ import annotations

from alembic import context

from gateway.register.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a column only by copying its table
)
context.run_migrations()
