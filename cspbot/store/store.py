"""One store: opens the database, and gives out transactions that read or write.

SQLite: write-ahead log, so that readers wait for nobody; each write transaction takes the lock at
its start, because one that begins by reading and then writes is refused at once when another got
there first. PostgreSQL: as it is.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session

from cspbot.store.migrating import migrate
from cspbot.store.problems import StoreError
from cspbot.store.telling import told

BUSY_SECONDS = 5
"""How long a write waits for another one."""
AGAIN_AFTER = 15.0
"""Seconds until a store that could not be used is tried again."""
WRITING = "writing"

log = logging.getLogger(__name__)


class Store:
    """A database, opened and brought up to date at its first use.

    Safe for threads. A database that cannot be used raises `StoreError` at each use, at once
    until it is time to try again, so that a broken disk holds nobody up.
    """

    def __init__(self, url: str) -> None:
        """Name the database; nothing is opened yet.

        Args:
            url: as SQLAlchemy writes it: 'sqlite:///cspbot.db', 'postgresql://...'.

        Raises:
            StoreError: this is no such address.
        """
        self.url = parsed(url)
        self._engine = _engine(self.url)
        self._ready = False
        self._lock = Lock()
        self._failed: tuple[float, StoreError] | None = None

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session that sees one state of the store.

        Raises:
            StoreError: the store cannot be used.
        """
        with self._session({}) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Give a session whose changes are all kept at its end, or none where something fails.

        Raises:
            StoreError: the store cannot be used; nothing was changed.
        """
        with self._session({WRITING: True}) as session:
            yield session
            session.commit()

    def open(self) -> None:
        """Make or migrate the tables now rather than at the first use.

        Raises:
            StoreError: the store cannot be used.
            NewerStoreError: a later version of the program wrote it.
        """
        with self._lock:
            if self._ready:
                return
            if self._failed and monotonic() < self._failed[0]:
                raise self._failed[1]
            try:
                self._make_folder()
                migrate(self._engine)
            except (DBAPIError, OSError, sqlite3.Error) as error:
                found = told(error, self.url)
                self._failed = (monotonic() + AGAIN_AFTER, found)
                raise found from error
            self._ready, self._failed = True, None

    def close(self) -> None:
        """Close all connections; a later use opens new ones."""
        self._engine.dispose()

    @property
    def is_sqlite(self) -> bool:
        """Tell whether the store is a file."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def engine(self) -> Engine:
        """The engine, for backups and tests."""
        return self._engine

    @contextmanager
    def _session(self, options: dict[str, Any]) -> Iterator[Session]:
        self.open()
        try:
            with (
                self._engine.connect().execution_options(**options) as connection,
                Session(connection, expire_on_commit=False) as session,
            ):
                yield session
        except (DBAPIError, sqlite3.Error) as error:
            raise told(error, self.url) from error

    def _make_folder(self) -> None:
        if self.is_sqlite and self.url.database and self.url.database != ":memory:":
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)


def parsed(url: str) -> URL:
    """Read the address of a database; 'postgres://', as hosts write it, is PostgreSQL too.

    Raises:
        StoreError: this is no address, or of a database that is not supported.
    """
    try:
        found = make_url(url)
    except ArgumentError:
        raise StoreError(
            "DATABASE_URL is not the address of a database: write sqlite:///path/to/file.db or "
            "postgresql://user:password@host/name."
        ) from None
    if found.drivername in ("postgres", "postgresql"):
        found = found.set(drivername="postgresql+psycopg")
    if found.drivername not in ("sqlite", "postgresql+psycopg"):
        raise StoreError(
            f"DATABASE_URL names '{found.drivername}': only sqlite and postgresql are supported."
        )
    return found


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        return engine
    # pre_ping: a connection that the server closed overnight is replaced and not shown to anyone
    return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": BUSY_SECONDS})


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # the driver opens no transactions of its own
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",  # what someone was told is done must survive a loss of power
        f"busy_timeout = {BUSY_SECONDS * 1000}",
        "foreign_keys = ON",
    ):
        try:
            connection.execute(f"PRAGMA {pragma}")
        except sqlite3.OperationalError as error:  # read-only: it can still be read
            log.info("PRAGMA %s: %s", pragma, error)


def _begin(connection: Any) -> None:  # noqa: ANN401 - SQLAlchemy gives it so
    writing = connection.get_execution_options().get(WRITING)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
