"""Backups: all rows of the store in one SQLite file, and back into either kind of database."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Table, cast, delete, func, insert, select
from sqlalchemy.dialects.postgresql import REGCLASS
from sqlalchemy.orm import Session

from cspbot.store.migrating import revision
from cspbot.store.problems import DamagedStoreError, StoreError
from cspbot.store.store import Store
from cspbot.store.tables import TABLES, PollerRow

KEPT = tuple(table for table in TABLES if table is not PollerRow.__table__)
"""Which process fetches messages just now is no part of a backup."""
BATCH = 1_000
"""Rows at a time, so that a large store takes no more memory than a small one."""
SQLITE = b"SQLite format 3\0"
"""How each file of SQLite begins."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore has done."""

    rows: int
    set_aside: Path | None
    """Where the store is that was damaged."""


def count(store: Store) -> int:
    """Return how many rows the store holds.

    Raises:
        StoreError: the store cannot be used.
    """
    with store.snapshot() as session:
        return sum(session.scalar(select(func.count()).select_from(t)) or 0 for t in KEPT)


def backup(store: Store, file: Path) -> int:
    """Write all rows to a file as they are at one moment, while others go on writing.

    The file is there whole or not at all: one that was there before stays until then.

    Returns:
        How many rows it has.

    Raises:
        StoreError: the store cannot be read, or the file not be written.
    """
    called = f"The backup {file}"
    if store.path and not store.path.exists():
        raise StoreError(f"{store.called} is not there yet: nothing to back up.")
    try:
        _refuse_other_files(store, file)
        with TemporaryDirectory(prefix=f".{file.name}-", dir=file.parent) as folder:
            made = Path(folder) / "backup.db"
            rows = _write(store, made, called)
            made.chmod(0o600)  # it holds what is known of people
            made.replace(file)
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreError(f"{called} cannot be written: {reason}. Choose another place.") from error
    return rows


def _refuse_other_files(store: Store, file: Path) -> None:
    if _is_same(store, file):
        raise StoreError(f"{file} is the store itself: choose another name for the backup.")
    if file.exists():
        with file.open("rb") as there:
            if there.read(len(SQLITE)) != SQLITE:
                raise StoreError(f"{file} is there and is no backup: choose another name.")


def _is_same(store: Store, file: Path) -> bool:
    return bool(store.path and store.path.resolve() == file.resolve())


def _write(store: Store, path: Path, called: str) -> int:
    made = Store(f"sqlite:///{path}", called)
    try:
        with store.snapshot() as source, made.write() as target:
            rows = sum(_copy(store, source, target, table) for table in KEPT)
    finally:
        made.close()
    with closing(sqlite3.connect(path)) as connection:
        # one file instead of three, which can be read where nothing can be written
        connection.execute("PRAGMA journal_mode = DELETE")
    return rows


def restore(
    store: Store, file: Path, finish: Callable[[Session], None] = lambda _: None
) -> Restored:
    """Replace all rows of the store by those of a backup, in one step, while others use it.

    A store in a damaged file is set aside under another name, and a new one made.

    Args:
        store: what is written.
        file: the backup, of this version or an earlier one.
        finish: does what else belongs to that step.

    Raises:
        StoreError: the backup cannot be used, or the store not be written; nothing was changed.
        NewerStoreError: a later version of the program wrote the backup.
    """
    if _is_same(store, file):
        raise StoreError(f"{file} is the store itself: name a backup of it.")
    with _opened(file) as read:
        try:
            return Restored(_replace(read, store, finish), None)
        except DamagedStoreError:
            set_aside = _set_aside(store)
            return Restored(_replace(read, store, finish), set_aside)


@contextmanager
def _opened(file: Path) -> Iterator[Store]:
    """Open a copy of a backup that is of this version; the backup stays as it is."""
    if not file.is_file():
        raise StoreError(f"{file} is not there, or is no file: name a backup.")
    with TemporaryDirectory() as folder:
        copied = Path(folder) / "backup.db"
        try:
            _copy_file(file, copied)
        except sqlite3.Error as error:
            raise _no_backup(file, error) from error
        read = Store(f"sqlite:///{copied}", f"The backup {file}")
        try:
            with read.engine.connect() as connection:
                if revision(connection) is None:
                    raise StoreError(f"{file} is no backup of cspbot: its tables are not in it.")
            read.open()
            yield read
        finally:
            read.close()


def _copy_file(file: Path, to: Path) -> None:
    """Copy a SQLite file, with what may still be in its write-ahead log, and check it.

    Raises:
        sqlite3.Error: it is none, or damaged.
    """
    with (
        closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(to)) as target,
    ):
        source.backup(target)
        found = target.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        raise sqlite3.DatabaseError(str(found).splitlines()[0])


def _no_backup(file: Path, error: Exception) -> StoreError:
    return StoreError(
        f"{file} is no backup, or it is damaged ({error}). Nothing was changed; try another one."
    )


def _replace(read: Store, store: Store, finish: Callable[[Session], None]) -> int:
    with read.snapshot() as source, store.write(alone=True) as target:
        rows = 0
        for table in KEPT:
            target.execute(delete(table))
            rows += _copy(read, source, target, table)
            if not store.is_sqlite and "id" in table.c:
                _number_on(target, table)
        finish(target)
    return rows


def _copy(read: Store, source: Session, target: Session, table: Table) -> int:
    rows = 0
    for part in _parts(read, source, table):
        target.execute(insert(table), part)
        rows += len(part)
    return rows


def _parts(read: Store, source: Session, table: Table) -> Iterator[list[dict[str, object]]]:
    """Yield the rows of a table, some at a time; what is wrong is told of the store read."""
    try:
        with read.telling():
            found = source.execute(select(table), execution_options={"yield_per": BATCH})
            for part in found.mappings().partitions():
                yield [dict(row) for row in part]
    except (ValueError, TypeError, DamagedStoreError) as error:
        # no damage of the store that is written, which would be set aside for it
        raise StoreError(f"{read.called} cannot be read: {table.name}: {error}") from error


def _number_on(target: Session, table: Table) -> None:
    """Let new rows get numbers that no row has had: a button may still name one.

    Not taken back should the rest fail, which does no harm as it only ever goes up.
    """
    sequence = target.scalar(select(func.pg_get_serial_sequence(table.name, "id")))
    sequence = cast(sequence, REGCLASS)
    used = select(func.max(table.c.id)).scalar_subquery()
    highest = func.greatest(used, func.pg_sequence_last_value(sequence), 1)
    target.execute(select(func.setval(sequence, highest)))


def _set_aside(store: Store) -> Path | None:
    """Rename a damaged file, with its write-ahead log; None if the store is no file.

    Raises:
        StoreError: it cannot be renamed.
    """
    path = store.path
    if path is None:
        raise StoreError(f"{store.called} is damaged: see to the server first.")
    store.close()
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    try:
        for end in ("-wal", "-shm", ""):
            part = path.with_name(path.name + end)
            if part.exists():
                part.rename(aside.with_name(aside.name + end))
    except OSError as error:
        raise StoreError(f"{store.called} is damaged and cannot be renamed: {error}.") from error
    store.try_again()
    return aside
