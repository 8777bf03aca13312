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
from cspbot.store.problems import LockedStoreError, StoreError
from cspbot.store.telling import is_of_the_store, name_of, told

BUSY_SECONDS = 5
"""How long a write waits for another one."""
AGAIN_AFTER = 15.0
"""Seconds until a store that could not be used is tried again."""
SILENT_SECONDS = 10
"""A server that says nothing for so long counts as gone."""
WRITING = "writing"
"""Option of a connection: 'shared' with other processes, or 'alone'."""
AT_LEISURE = "at_leisure"
"""Option of a connection that writes: whether the disk may have it later."""
WRITERS = 0x637371
"""The number of the lock on PostgreSQL that all writers share, but for one that writes alone:
locking its tables one by one would catch others midway, and each would wait for the other."""

log = logging.getLogger(__name__)

DATABASE_ERRORS = (DBAPIError, sqlite3.Error)


class Store:
    """A database, opened and brought up to date at its first use.

    Safe for threads. What cannot be done raises `StoreError`, and then at once until it is time
    to try again, so that a broken disk holds nobody up. Reading goes on where only writing fails.
    """

    def __init__(self, url: str, called: str = "") -> None:
        """Name the database; nothing is opened yet.

        Args:
            url: as SQLAlchemy writes it: 'sqlite:///cspbot.db', 'postgresql://...'.
            called: what people know it by, where that is not its address.

        Raises:
            StoreError: this is no such address.
        """
        self.url = parsed(url)
        self.called = called or name_of(self.url)
        self._engine = _engine(self.url)
        self._is_open = False
        self._opened: tuple[int, int] | None = None
        self._log: tuple[int, int] | None = None
        """The file that was opened, and its write-ahead log."""
        self._lock = Lock()
        self._failed: dict[bool, tuple[float, StoreError]] = {}
        """By whether it was a write: until when it is not tried again, and why."""

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session to read with.

        Raises:
            StoreError: the store cannot be used.
        """
        with self._session(False, {}) as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """Give a session to read with that sees one state of the store until its end.

        Raises:
            StoreError: the store cannot be used.
        """
        # a read transaction of SQLite is one anyway
        options = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with self._session(False, options) as session:
            yield session

    @contextmanager
    def write(self, *, alone: bool = False, at_leisure: bool = False) -> Iterator[Session]:
        """Give a session whose changes are all kept at its end, or none where something fails.

        Args:
            alone: while nobody else writes, in any process; in SQLite it is always so.
            at_leisure: the disk need not have them yet: a loss of power may take them back, as
                counts can bear and what someone was told is done cannot. A crash of the program
                takes nothing back.

        Raises:
            StoreError: the store cannot be used; nothing was changed.
        """
        options = {WRITING: "alone" if alone else "shared", AT_LEISURE: at_leisure}
        with self._session(True, options) as session:
            yield session
            session.commit()

    def open(self) -> None:
        """Make or migrate the tables now rather than at the first use.

        Raises:
            StoreError: the store cannot be used.
            NewerStoreError: a later version of the program wrote it.
        """
        with self._lock:
            if self._is_open and _identity(self.path) != self._opened:
                # Another file was put in its place: the old one, still open here, would go on
                # taking what is written and be gone with the process.
                log.warning("%s was replaced: opening it anew", self.called)
                self._let_go()
                self._drop_stale_log()
            if self._is_open:
                return
            self._refuse_for_now(False)
            self._make_folder()
            with self._telling(False, True):
                migrate(self._engine, self.called)
            self._is_open, self._opened = True, _identity(self.path)
            self._log = _identity(self._log_path)

    def close(self) -> None:
        """Close all connections; a later use opens new ones."""
        with self._lock:
            self._let_go()

    def try_again(self) -> None:
        """Forget what failed: the reason is gone."""
        self._failed.clear()

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Turn the errors of this database into `StoreError`; for those who stream its rows."""
        with self._telling():
            yield

    @property
    def is_sqlite(self) -> bool:
        """Tell whether the store is a file."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def path(self) -> Path | None:
        """The file; None where the store is on a server or in memory."""
        name = self.url.database
        return Path(name) if self.is_sqlite and name and name != ":memory:" else None

    @property
    def engine(self) -> Engine:
        """The engine, for tests."""
        return self._engine

    @contextmanager
    def _session(self, writing: bool, options: dict[str, Any]) -> Iterator[Session]:
        self._refuse_for_now(writing)
        self.open()
        with (
            self._telling(*((True,) if writing else (False, True))),
            self._engine.connect().execution_options(**options) as connection,
            Session(connection, expire_on_commit=False) as session,
        ):
            yield session

    def _refuse_for_now(self, writing: bool) -> None:
        until, failed = self._failed.get(writing, (0.0, None))
        if failed and monotonic() < until:
            raise type(failed)(*failed.args)  # a new one: one raised again grows with each time

    @contextmanager
    def _telling(self, *affected: bool) -> Iterator[None]:
        """Turn errors into `StoreError`; remember them for the reads or writes affected."""
        try:
            yield
        except DATABASE_ERRORS as error:
            found = told(error, self.called)
            if not isinstance(found, LockedStoreError):
                # whatever is mended meanwhile is then found by connecting anew
                self._let_go()
            if is_of_the_store(error):
                for writing in affected:
                    self._failed[writing] = (monotonic() + AGAIN_AFTER, found)
            raise found from error

    def _let_go(self) -> None:
        self._is_open = False
        self._engine.dispose()

    @property
    def _log_path(self) -> Path | None:
        return self.path.with_name(f"{self.path.name}-wal") if self.path else None

    def _drop_stale_log(self) -> None:
        """Delete the log of a file that was replaced: SQLite would apply it to the new one."""
        path = self._log_path
        if path and self._log and _identity(path) == self._log:
            path.unlink(missing_ok=True)

    def _make_folder(self) -> None:
        if self.path:
            # what is kept is of no business to other users of the machine
            try:
                self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as error:
                raise told(error, self.called) from error


def _identity(path: Path | None) -> tuple[int, int] | None:
    """Return what tells a file from another one of its name; None where there is none."""
    try:
        found = path.stat() if path else None
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found else None


def parsed(url: str) -> URL:
    """Read the address of a database; 'postgres://', as hosts write it, is PostgreSQL too.

    Raises:
        StoreError: this is no address, or of a database that is not supported.
    """
    try:
        found = make_url(url)
    except (ArgumentError, ValueError):
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
        engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        return engine
    engine = create_engine(
        url,
        # a connection that the server closed overnight is replaced and not shown to anyone
        pool_pre_ping=True,
        hide_parameters=True,  # in its errors: they may be someone's words
        connect_args={
            "connect_timeout": BUSY_SECONDS,
            "tcp_user_timeout": SILENT_SECONDS * 1000,
            "keepalives_idle": SILENT_SECONDS,
        },
    )
    event.listen(engine, "begin", _begin_on_server)
    return engine


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # the driver opens no transactions of its own
    for pragma in (
        "journal_mode = WAL",
        f"busy_timeout = {BUSY_SECONDS * 1000}",
        "foreign_keys = ON",
    ):
        try:
            connection.execute(f"PRAGMA {pragma}")
        except sqlite3.OperationalError as error:  # read-only: it can still be read
            log.info("PRAGMA %s: %s", pragma, error)


def _begin(connection: Any) -> None:  # noqa: ANN401 - SQLAlchemy gives it so
    options = connection.get_execution_options()
    if options.get(WRITING):
        # what someone was told is done must survive a loss of power
        flushed = "NORMAL" if options.get(AT_LEISURE) else "FULL"
        connection.exec_driver_sql(f"PRAGMA synchronous = {flushed}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(WRITING) else "BEGIN")


def _begin_on_server(connection: Any) -> None:  # noqa: ANN401 - SQLAlchemy gives it so
    options = connection.get_execution_options()
    if writing := options.get(WRITING):
        shared = "" if writing == "alone" else "_shared"
        flushed = "SET LOCAL synchronous_commit = off;" if options.get(AT_LEISURE) else ""
        connection.exec_driver_sql(
            # set here, since a pooler before the server takes no settings when it is connected to
            f"{flushed}SET LOCAL lock_timeout = {BUSY_SECONDS * 1000};"
            f"SELECT pg_advisory_xact_lock{shared}({WRITERS})"
        )
