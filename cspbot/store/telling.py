"""Tells what a database error means, so that whoever runs the bot knows what to do."""

from __future__ import annotations

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from cspbot.store.problems import StoreError

REASONS = (
    (("database is locked", "database table is locked", "lock timeout", "deadlock"),
     "it is locked by another program. End that one, or wait until it is done"),
    (("readonly", "read-only", "permission denied", "unable to open"),
     "it cannot be written. Check the rights of the file and its folder"),
    (("disk is full", "disk full", "no space left", "disk i/o error"),
     "the disk is full or failing. Make room, then start again"),
    (("malformed", "not a database", "corrupt"),
     "it is damaged. Put a backup in its place: python bot.py restore FILE"),
    (("connection refused", "could not connect", "connection failed", "server closed",
      "could not translate", "terminating connection", "connection is bad", "timeout expired"),
     "the server cannot be reached. Check DATABASE_URL and that the server runs"),
    (("password", "authentication", "does not exist"),
     "the server turns the name, password or database away. Check DATABASE_URL"),
)  # fmt: skip


def told(error: Exception, url: URL) -> StoreError:
    """Say what a database error means, and what to do; never with the password in it."""
    said = str(error.orig if isinstance(error, DBAPIError) else error).lower()
    reason = next((why for marks, why in REASONS if any(m in said for m in marks)), "")
    where = url.database if url.get_backend_name() == "sqlite" else url.render_as_string()
    first = said.splitlines()[0] if said else type(error).__name__
    return StoreError(f"The store {where} cannot be used: {reason or first}.")
