"""How Alembic runs the steps: on the connection, and in the transaction, that it is given."""

from __future__ import annotations

from alembic import context

from cspbot.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    # SQLite cannot change a column in place: the table is made anew and the rows are copied
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
