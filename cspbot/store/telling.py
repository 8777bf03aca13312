"""Tells what a database error means, so that whoever runs the bot knows what to do."""

from __future__ import annotations

from sqlalchemy.engine import URL
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from cspbot.store.problems import DamagedStoreError, LockedStoreError, StoreError

DAMAGED = ("malformed", "not a database", "corrupt")
LOCKED = ("database is locked", "table is locked", "lock timeout", "deadlock")
REASONS = (
    (DAMAGED,
     "it is damaged. Put a backup in its place: python bot.py restore FILE"),
    (LOCKED,
     "it is locked by another program. End that one, or wait until it is done"),
    (("disk is full", "disk full", "no space left", "disk i/o error", "file too large"),
     "the disk is full or failing. Make room; it is tried again"),
    (("readonly", "read-only", "permission denied", "unable to open"),
     "it cannot be read or written. Check the rights of the file and its folder, or of the user "
     "on the server"),
    # before what any failed connection says, because it says that too
    (("password authentication", "no password", "fatal: database", "fatal: role", "pg_hba.conf"),
     "the server turns the name, password or database away. Check DATABASE_URL"),
    (("too many clients", "connection slots", "too many connections"),
     "the server has no connection free. End other programs that use it"),
    (("connection refused", "could not connect", "connection failed", "closed the connection",
      "server closed", "could not translate", "failed to resolve", "terminating connection",
      "connection is bad", "connection is closed", "connection is lost", "connection timeout",
      "timeout expired", "shutting down", "starting up", "could not receive data",
      "could not send data"),
     "the server cannot be reached. Check DATABASE_URL and that the server runs"),
)  # fmt: skip
"""The first that fits counts."""


def told(error: Exception, called: str) -> StoreError:
    """Say what a database error means, and what to do; never with a password or anyone's words.

    Args:
        error: what the database said.
        called: which database, as people know it: 'The store data/cspbot.db'.
    """
    said = str(error.orig if isinstance(error, DBAPIError) else error)
    marks = " ".join(said.lower().split())
    first = said.splitlines()[0] if said else type(error).__name__
    reason = next((why for fit, why in REASONS if any(mark in marks for mark in fit)), first)
    if not is_of_the_store(error):
        return StoreError(f"{called} does not take what was to be written: {first}.")
    kinds = ((DAMAGED, DamagedStoreError), (LOCKED, LockedStoreError))
    kind = next((kind for fit, kind in kinds if any(mark in marks for mark in fit)), StoreError)
    return kind(f"{called} cannot be used: {reason}.")


def is_of_the_store(error: Exception) -> bool:
    """Tell whether an error is about the store rather than about what was written."""
    return not isinstance(error, IntegrityError | DataError)


def name_of(url: URL) -> str:
    """Return what people know a database by; without its password."""
    if url.get_backend_name() == "sqlite":
        return f"The store {url.database or 'in memory'}"
    return f"The store {url.render_as_string(hide_password=True)}"
