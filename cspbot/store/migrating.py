"""Brings a database to the tables of this version, step by step, without loss."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.engine import Engine

from cspbot.store.problems import NewerStoreError

FOLDER = Path(__file__).parent / "migrations"
TURN = 0x637370  # 'csp'
"""The number of the lock on PostgreSQL that lets one process migrate at a time."""


def migrate(engine: Engine, called: str, to: str = "head") -> None:
    """Make or change the tables until they are those of a version; nothing if they are.

    All steps are one transaction on both databases: a migration that fails or is killed leaves
    the old state.

    Args:
        engine: the database.
        called: what people know it by.
        to: the version.

    Raises:
        NewerStoreError: a later version of the program wrote the database.
    """
    with engine.connect() as connection:
        if to == "head" and revision(connection) == head():
            return
    writing = engine.execution_options(writing="shared")
    with writing.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": TURN})
        _refuse_newer(connection, called)
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, to)


def revision(connection: Connection) -> str | None:
    """Return which version of the tables a database has; None where it has none yet."""
    return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """Return the version of the tables that this program has."""
    found = ScriptDirectory.from_config(_config()).get_current_head()
    if found is None:
        raise RuntimeError(f"no migrations in {FOLDER}")
    return found


def _refuse_newer(connection: Connection, called: str) -> None:
    found = revision(connection)
    known = {step.revision for step in ScriptDirectory.from_config(_config()).walk_revisions()}
    if found and found not in known:
        raise NewerStoreError(
            f"{called} was written by a later version of cspbot (its tables are '{found}', this "
            f"version knows up to '{head()}'). Install that version, or use another one."
        )


def _config() -> Config:
    config = Config()
    # '%' is doubled because alembic reads its settings with interpolation
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return config
