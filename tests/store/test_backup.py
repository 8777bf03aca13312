"""Backups: whole, of one moment, and back into either database."""

from __future__ import annotations

import os
import pty
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cspbot.accounts import house, people
from cspbot.config import ROOT
from cspbot.messages import Role
from cspbot.store import poller
from cspbot.store.backup import backup, count, restore
from cspbot.store.problems import NewerStoreError, StoreError
from cspbot.store.rows import count_up
from cspbot.store.store import Store
from cspbot.store.tables import AskedRow, AuditRow, UsageRow
from tests.store.filled import NOW, content, fill

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def nothing_else(_: Session) -> None:
    """Finish a restore with nothing else in its step."""


@pytest.fixture
def other(empty_url: str) -> Store:
    """A second store, which is new."""
    return Store(empty_url)


def test_every_table_is_filled(store: Store):
    """What the other tests compare has a row in every table."""
    fill(store)
    assert [name for name, rows in content(store).items() if not rows] == []


def test_backup_brings_all_back(store: Store, tmp_path: Path):
    """After a restore every row is as it was, and what came later is gone."""
    fill(store)
    before = content(store)
    written = backup(store, tmp_path / "b.db")
    assert written == count(store) == sum(map(len, before.values()))
    with store.write() as session:
        people.revoke(session, NOW, 2**52, 1)
        people.grant(session, NOW, 9, Role.ADMIN, (), "came later")
    assert content(store) != before
    assert restore(store, tmp_path / "b.db", nothing_else).rows == written
    assert content(store) == before


def test_backup_moves_between_databases(store: Store, other: Store, tmp_path: Path):
    """A backup of either database fills a new one of either kind."""
    fill(store)
    backup(store, tmp_path / "moved.db")
    restore(other, tmp_path / "moved.db", nothing_else)
    assert content(other) == content(store)
    other.close()


def test_numbers_are_not_given_twice(store: Store, tmp_path: Path):
    """A row made after a restore has a number that no row had before it: buttons name rows."""
    fill(store)
    backup(store, tmp_path / "b.db")
    with store.write() as session:
        house.resume(session, NOW, 1)
        latest = session.scalars(select(AuditRow.id).order_by(AuditRow.id.desc())).first()
        session.execute(delete(AuditRow))
    restore(store, tmp_path / "b.db", nothing_else)
    with store.write() as session:
        house.resume(session, NOW, 1)
    with store.read() as session:
        made = session.scalars(select(AuditRow.id).order_by(AuditRow.id.desc())).first()
    assert made is not None
    assert latest is not None
    assert made > latest


def test_backup_is_of_one_moment(store: Store, tmp_path: Path):
    """What is written together is in a backup together, however busy the store is meanwhile."""
    stop = threading.Event()

    def write_pairs() -> None:
        while not stop.is_set():
            with store.write() as session:
                count_up(session, AskedRow, {"day": NOW.date(), "partnership": "a", "field": "b"})
                count_up(
                    session, UsageRow,
                    {"day": NOW.date(), "topic": "t", "partnership": "a", "outcome": "answer",
                     "role": "public"},
                )  # fmt: skip

    writing = threading.Thread(target=write_pairs)
    writing.start()
    try:
        for number in range(8):
            backup(store, tmp_path / f"{number}.db")
    finally:
        stop.set()
        writing.join()
    for number in range(8):
        with sqlite3.connect(tmp_path / f"{number}.db") as made:
            pair = [made.execute(f"SELECT sum(count) FROM {t}").fetchone()  # noqa: S608
                    for t in ("asked", "usage")]  # fmt: skip
        made.close()
        assert pair[0] == pair[1]


def test_restore_while_others_write(store: Store, tmp_path: Path):
    """A restore among writers is one step: each writer comes before or after it."""
    fill(store)
    backup(store, tmp_path / "b.db")
    done: list[int] = []

    def write() -> None:
        for number in range(30):
            with store.write() as session:
                people.grant(session, NOW, 100 + number, Role.MEMBER, (), "")
                house.resume(session, NOW, 100 + number)
            done.append(number)

    writing = threading.Thread(target=write)
    writing.start()
    restore(store, tmp_path / "b.db", nothing_else)
    writing.join()
    assert len(done) == 30
    with store.read() as session:
        granted = {p.user for n in range(9) for p in people.page(session, n).people}
        noted = set(session.scalars(select(AuditRow.user).where(AuditRow.user >= 100)))
    assert granted == noted


def test_backup_is_one_private_file(store: Store, tmp_path: Path):
    """A backup is a single file for its owner alone, with nothing left beside it."""
    fill(store)
    folder = tmp_path / "backups"
    folder.mkdir()
    for _ in range(2):
        backup(store, folder / "b.db")
    assert [path.name for path in folder.iterdir()] == ["b.db"]
    assert (folder / "b.db").stat().st_mode & 0o777 == 0o600


def test_poller_is_left_out(store: Store, tmp_path: Path):
    """Which process fetches messages is neither in a backup nor changed by a restore."""
    with store.write() as session:
        poller.take(session, NOW, "bot", "old")
    backup(store, tmp_path / "b.db")
    with store.write() as session:
        poller.release(session, "bot", "old")
        poller.take(session, NOW, "bot", "new")
    restore(store, tmp_path / "b.db", nothing_else)
    with store.write() as session:
        held = poller.take(session, NOW, "bot", "third")
    assert held is not None
    assert held.holder == "new"


# What is refused --------------------------------------------------------------------------------


def damaged(path: Path) -> None:
    """Overwrite the middle of a file."""
    content = bytearray(path.read_bytes())
    content[4096 : 4096 * 6] = os.urandom(4096 * 5)
    path.write_bytes(content)


def empty(path: Path) -> None:
    """Leave nothing in a file."""
    path.write_bytes(b"")


def cut_off(path: Path) -> None:
    """Leave half of a file, as a copy that was broken off."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def words(path: Path) -> None:
    """Write a text into a file."""
    path.write_text("partnerships: []\n" * 1_000, encoding="utf-8")


def other_tables(path: Path) -> None:
    """Make it a database of something else."""
    path.unlink()
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE people (name TEXT)")
    made.close()


def a_date_that_is_none(path: Path) -> None:
    """Write a moment into it that cannot be read."""
    with sqlite3.connect(path) as made:
        made.execute("UPDATE people SET since = 'yesterday'")
    made.close()


def a_table_less(path: Path) -> None:
    """Take one of its tables away."""
    with sqlite3.connect(path) as made:
        made.execute("DROP TABLE usage")
    made.close()


def gone(path: Path) -> None:
    """Delete it."""
    path.unlink()


@pytest.mark.parametrize(
    "spoil",
    [damaged, empty, cut_off, words, other_tables, a_date_that_is_none, a_table_less, gone],
)
def test_bad_backup_changes_nothing(store: Store, tmp_path: Path, spoil):
    """A file that is no whole backup is refused by name, and the store stays as it is."""
    fill(store)
    file = tmp_path / "b.db"
    backup(store, file)
    with store.write() as session:
        people.grant(session, NOW, 9, Role.ADMIN, (), "came later")
    before = content(store)
    spoil(file)
    with pytest.raises(StoreError, match=r"b\.db"):
        restore(store, file, nothing_else)
    assert content(store) == before


def test_newer_backup_is_refused(store: Store, tmp_path: Path):
    """A backup of a later version is refused, with what to do, and the store stays as it is."""
    fill(store)
    before = content(store)
    backup(store, tmp_path / "b.db")
    with sqlite3.connect(tmp_path / "b.db") as made:
        made.execute("UPDATE alembic_version SET version_num = '9999'")
    made.close()
    with pytest.raises(NewerStoreError, match=r"b\.db was written by a later version"):
        restore(store, tmp_path / "b.db", nothing_else)
    assert content(store) == before


def test_failing_restore_changes_nothing(store: Store, tmp_path: Path):
    """Whatever fails on the way, even at the very end, leaves the store as it was."""
    fill(store)
    backup(store, tmp_path / "b.db")
    with store.write() as session:
        people.grant(session, NOW, 9, Role.ADMIN, (), "came later")
    before = content(store)

    def fails(_: Session) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        restore(store, tmp_path / "b.db", fails)
    assert content(store) == before


def test_store_itself_is_no_backup(tmp_path: Path):
    """The store's own file is neither written over by a backup nor restored from."""
    store = Store(f"sqlite:///{tmp_path / 'store.db'}")
    fill(store)
    (tmp_path / "link.db").symlink_to(tmp_path / "store.db")
    for name in ("store.db", "link.db"):
        with pytest.raises(StoreError, match="is the store itself"):
            backup(store, tmp_path / name)
        with pytest.raises(StoreError, match="is the store itself"):
            restore(store, tmp_path / name, nothing_else)
    store.close()


def test_other_files_are_kept(store: Store, tmp_path: Path):
    """A backup takes the place of no file that is something else."""
    fill(store)
    (tmp_path / "ambridge.yaml").write_text("partnerships: []\n", encoding="utf-8")
    with pytest.raises(StoreError, match="is no backup"):
        backup(store, tmp_path / "ambridge.yaml")
    assert (tmp_path / "ambridge.yaml").read_text(encoding="utf-8") == "partnerships: []\n"


@pytest.mark.parametrize("place", ["missing/b.db", "file/b.db", "folder"])
def test_places_that_cannot_be_written(store: Store, tmp_path: Path, place: str):
    """A place where no file can be is told of with the reason."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    with pytest.raises(StoreError, match="Choose another place"):
        backup(store, tmp_path / place)


def test_damaged_store_is_set_aside(tmp_path: Path):
    """A damaged file is kept under another name, and a new store has the rows of the backup."""
    store = Store(f"sqlite:///{tmp_path / 'store.db'}")
    fill(store)
    before = content(store)
    backup(store, tmp_path / "b.db")
    store.close()
    damaged(tmp_path / "store.db")
    spoilt = (tmp_path / "store.db").read_bytes()
    running = Store(f"sqlite:///{tmp_path / 'store.db'}")
    done = restore(running, tmp_path / "b.db", nothing_else)
    assert content(running) == before
    assert done.set_aside
    assert done.set_aside.name == "store.db.damaged-1"
    assert done.set_aside.read_bytes()[4096 : 4096 * 6] == spoilt[4096 : 4096 * 6]
    running.close()


def test_replaced_file_is_noticed(tmp_path: Path):
    """A store whose file is put in place by hand goes on with the new file, not the lost one."""
    store = Store(f"sqlite:///{tmp_path / 'store.db'}")
    fill(store)
    backup(store, tmp_path / "b.db")
    with store.write() as session:
        people.grant(session, NOW, 9, Role.ADMIN, (), "came later")
    (tmp_path / "b.db").replace(tmp_path / "store.db")
    with store.write() as session:
        people.grant(session, NOW, 10, Role.ADMIN, (), "kept")
    again = Store(f"sqlite:///{tmp_path / 'store.db'}")
    with again.read() as session:
        labels = {one.user for one in people.page(session, 0).people}
    assert labels == {2**52, 10}
    store.close()
    again.close()


# The commands -----------------------------------------------------------------------------------


@pytest.fixture
def run(database_url: str) -> Run:
    """Run bot.py on a store."""

    def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "bot.py", *arguments], input=stdin, capture_output=True, text=True,
            cwd=ROOT, env={**os.environ, "DATABASE_URL": database_url}, timeout=60, check=False,
        )  # fmt: skip

    return run


def test_commands_back_up_and_restore(run: Run, store: Store, tmp_path: Path):
    """`backup` and `restore` say how much they did; rows are replaced only with a yes."""
    fill(store)
    before = content(store)
    rows = count(store)
    file = str(tmp_path / "b.db")
    assert run("backup", file).stdout == f"Wrote {rows} rows to {file}.\n"
    with store.write() as session:
        people.grant(session, NOW, 9, Role.ADMIN, (), "came later")
    refused = run("restore", file)
    assert refused.returncode == 2
    assert f"holds {rows + 1} rows. Replace them all? --yes does." in refused.stderr
    assert "a-password" not in refused.stderr
    assert len(content(store)["people"]) == 2
    done = run("restore", file, "--yes")
    assert (done.stdout, done.stderr) == (f"Restored {rows} rows from {file}.\n", "")
    assert content(store)["people"] == before["people"]


def test_restore_asks_at_a_terminal(tmp_path: Path):
    """At a terminal the question is put, and no is taken for an answer."""
    store = Store(f"sqlite:///{tmp_path / 'store.db'}")
    fill(store)
    before = content(store)
    backup(store, tmp_path / "b.db")
    ours, theirs = pty.openpty()
    os.write(ours, b"n\n")
    done = subprocess.run(
        [sys.executable, "bot.py", "restore", str(tmp_path / "b.db")],
        stdin=theirs, capture_output=True, text=True, cwd=ROOT, timeout=60, check=False,
        env={**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'store.db'}"},
    )  # fmt: skip
    os.close(ours)
    os.close(theirs)
    assert "Replace them all? [y/N]" in done.stdout + done.stderr
    assert done.returncode == 130
    assert content(store) == before
    store.close()


def test_backup_needs_a_store(tmp_path: Path):
    """Where there is no store yet, `backup` says so and makes none."""
    done = subprocess.run(
        [sys.executable, "bot.py", "backup", str(tmp_path / "b.db")], capture_output=True,
        text=True, cwd=ROOT, timeout=60, check=False,
        env={**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'store.db'}"},
    )  # fmt: skip
    assert done.returncode == 2
    assert "is not there yet: nothing to back up" in done.stderr
    assert list(tmp_path.iterdir()) == []
