"""Storage that fails: told in words, questions are answered, nothing is lost, used again later."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event

from cspbot.accounts import saying
from cspbot.accounts.desk import Desk
from cspbot.accounts.visit import Asker
from cspbot.assistant import Assistant
from cspbot.config import ROOT
from cspbot.messages import Answered, NotAllowed, Question
from cspbot.store import store as stores
from cspbot.store.backup import backup, restore
from cspbot.store.problems import StoreError
from cspbot.store.store import Store
from tests.postgres import Server
from tests.store.acts import ADMIN, HELD, TODAY, desk_of
from tests.store.filled import content, fill

AGAIN = 0.2
"""Seconds until a store that failed is tried again, in these tests."""
CHILD = """
import logging, resource, sys
from cspbot.accounts.visit import Asker
from cspbot.store.store import Store
from tests.store.acts import ADMIN, HELD, TODAY, assistant, desk_of
from cspbot.messages import Question
logging.basicConfig()
desk = desk_of(Store(sys.argv[1]), assistant())
most = int(sys.argv[2])
if most:
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
for number in range(int(sys.argv[3])):
    said = desk.take(Asker(ADMIN, ADMIN), "pause", f"reason {number}" + 200 * "x")
    print("told" if said.text.startswith("Done") else said.text)
print(desk.reply(Asker(ADMIN, ADMIN), Question(HELD, TODAY)).text)
"""
"""What a process does whose rights or disk are limited: pauses, then a question."""


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let little time pass until a failure counts and until the next try."""
    monkeypatch.setattr(stores, "AGAIN_AFTER", AGAIN)
    monkeypatch.setattr(stores, "BUSY_SECONDS", 1)


def answers(desk: Desk[Assistant], user: int = 50) -> bool:
    """Tell whether a question is answered from the knowledge."""
    reply = desk.reply(Asker(user, user), Question(HELD, TODAY))
    return isinstance(reply, Answered) and "Joan Archer" in reply.text


def refused(desk: Desk[Assistant]) -> bool:
    """Tell whether a command says that it cannot be carried out."""
    return desk.take(Asker(ADMIN, ADMIN), "resume", "").text == saying.STORE_AWAY


def works_again(desk: Desk[Assistant]) -> bool:
    """Wait until a command is carried out again."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if desk.take(Asker(ADMIN, ADMIN), "open", "").text == saying.OPENED:
            return True
        time.sleep(AGAIN)
    return False


# Locked -----------------------------------------------------------------------------------------


@contextmanager
def locked(store: Store) -> Iterator[None]:
    """Keep a store from being written, as another program does that hangs in a transaction."""
    if store.path:
        with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
        return
    url = store.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as connection:
        connection.execute("LOCK TABLE usage, settings IN SHARE ROW EXCLUSIVE MODE")
        yield


def test_locked_store(database_url: str, known: Assistant, caplog: pytest.LogCaptureFixture):
    """While another program holds the lock questions are answered, and roles still count."""
    store = Store(database_url)
    fill(store)
    desk = desk_of(store, known)
    assert desk.take(Asker(ADMIN, ADMIN), "resume", "").text == saying.RESUMED
    before = content(store)
    with locked(store):
        for _ in range(3):
            assert answers(desk)
        assert refused(desk)
        assert "You are an officer" in desk.take(Asker(2**52, 2**52), "whoami", "").text
        assert content(store) == before
    assert caplog.text.count("it is locked by another program") == 1
    assert works_again(desk)
    assert answers(desk)
    assert "the store can be used again" in caplog.text
    store.close()


# Damaged ----------------------------------------------------------------------------------------


def spoil_head(path: Path) -> None:
    """Overwrite the beginning."""
    with path.open("r+b") as file:
        file.write(b"x" * 4096)


def spoil_all_but_head(path: Path) -> None:
    """Overwrite what is after the first page."""
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(path.stat().st_size - 4096))


@pytest.mark.parametrize("spoil", [spoil_head, spoil_all_but_head])
@pytest.mark.parametrize("is_running", [True, False], ids=["while it runs", "before it starts"])
def test_damaged_file(
    tmp_path: Path, known: Assistant, caplog: pytest.LogCaptureFixture,
    spoil: Callable[[Path], None], is_running: bool,
):  # fmt: skip
    """A damaged file is told of with what to do; a restore from another process mends it."""
    path = tmp_path / "store.db"
    store = Store(f"sqlite:///{path}")
    fill(store)
    desk = desk_of(store, known)
    assert desk.take(Asker(ADMIN, ADMIN), "resume", "").text == saying.RESUMED
    before = content(store)
    backup(store, tmp_path / "backup.db")
    if not is_running:
        store.close()
    else:
        with closing(sqlite3.connect(path)) as other:
            other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    spoil(path)
    assert answers(desk)
    assert answers(desk)
    assert refused(desk)
    assert "is damaged. Put a backup in its place: python bot.py restore FILE" in caplog.text
    other_process = Store(f"sqlite:///{path}")
    restore(other_process, tmp_path / "backup.db", lambda _: None)
    assert content(other_process) == before
    other_process.close()
    assert works_again(desk)
    assert "You are an officer" in desk.take(Asker(2**52, 2**52), "whoami", "").text
    store.close()


# Not to be written ------------------------------------------------------------------------------


def without_rights() -> tuple[str, ...]:
    """Return what to put before a command so that the rights of files hold for root too."""
    if os.geteuid() != 0:
        return ()
    if not shutil.which("setpriv"):
        pytest.skip("root may write anything, and setpriv is not there to take that away")
    return ("setpriv", "--bounding-set", "-dac_override,-dac_read_search,-fowner")


def run_child(url: str, most: int = 0, acts: int = 1) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*without_rights(), sys.executable, "-c", CHILD, url, str(most), str(acts)],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip


@pytest.mark.parametrize(("file", "folder"), [(0o444, 0o755), (0o644, 0o555), (0o444, 0o555)])
def test_read_only(tmp_path: Path, file: int, folder: int):
    """Where the file or its folder cannot be written, that is told, and what is there stays."""
    place = tmp_path / "data"
    store = Store(f"sqlite:///{place / 'store.db'}")
    fill(store)
    before = content(store)
    store.close()
    (place / "store.db").chmod(file)
    place.chmod(folder)
    done = run_child(f"sqlite:///{place / 'store.db'}")
    place.chmod(0o755)
    (place / "store.db").chmod(0o644)
    told, answer = done.stdout.splitlines()[0], done.stdout
    assert told == saying.STORE_AWAY
    assert "Joan Archer" in answer
    assert "cannot be used: it cannot be read or written. Check the rights" in done.stderr
    assert content(store) == before
    store.close()


def test_folder_cannot_be_made(tmp_path: Path, known: Assistant, caplog: pytest.LogCaptureFixture):
    """A place where there can be no file, or that is a folder, is told of; then used if mended."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    for place in ("file/store.db", "folder"):
        store = Store(f"sqlite:///{tmp_path / place}")
        desk = desk_of(store, known)
        assert answers(desk)
        assert refused(desk)
        assert f"The store {tmp_path / place} cannot be used: " in caplog.text
        (tmp_path / place.split("/")[0]).rename(tmp_path / f"was-{place.split('/')[0]}")
        assert works_again(desk)
        store.close()


def test_server_takes_no_writes(
    postgres: Server, postgres_template: str, known: Assistant, caplog
):
    """A server that lets nothing be written, as one that stands by, still tells who is who."""
    name = postgres.create(postgres_template)
    store = Store(postgres.url(name))
    fill(store)
    desk = desk_of(store, known)
    assert desk.take(Asker(ADMIN, ADMIN), "resume", "").text == saying.RESUMED
    store.close()
    postgres.order(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    assert answers(desk)
    assert refused(desk)
    assert "You are an officer" in desk.take(Asker(2**52, 2**52), "whoami", "").text
    assert "cannot be read or written" in caplog.text
    postgres.order(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
    assert works_again(desk)
    store.close()
    postgres.drop(name)


# Full -------------------------------------------------------------------------------------------


def test_full_disk(tmp_path: Path):
    """On a disk that fills up what was told is there, what was not is told, and answers go on."""
    store = Store(f"sqlite:///{tmp_path / 'store.db'}")
    fill(store)
    noted = len(content(store)["audit"])
    store.close()
    done = run_child(f"sqlite:///{tmp_path / 'store.db'}", most=128 * 1024, acts=30)
    lines = done.stdout.splitlines()
    told = lines.count("told")
    assert 0 < told < 30
    assert saying.STORE_AWAY in lines
    assert "the disk is full or failing. Make room" in done.stderr
    assert "Joan Archer" in done.stdout
    assert len(content(store)["audit"]) == noted + told
    store.close()


def test_room_is_made(tmp_path: Path, known: Assistant, caplog: pytest.LogCaptureFixture):
    """Once there is room again the store is used again, without a restart."""
    store = Store(f"sqlite:///{tmp_path / 'store.db'}")
    fill(store)
    desk = desk_of(store, known)
    assert desk.take(Asker(ADMIN, ADMIN), "resume", "").text == saying.RESUMED
    is_full = True

    def limit(connection: sqlite3.Connection, _: object) -> None:
        if is_full:
            connection.execute("PRAGMA max_page_count = 1")  # means: no more than there are

    store.close()
    event.listen(store.engine, "connect", limit)
    for user in range(400):
        assert answers(desk, 1_000 + user)
        if "the disk is full" in caplog.text:
            break
    assert "the disk is full or failing" in caplog.text
    is_full = False
    assert works_again(desk)
    store.close()


# Servers that go and come -----------------------------------------------------------------------


def test_server_ends_and_starts(
    postgres: Server, postgres_template: str, known: Assistant, caplog
):
    """While the server is away questions are answered; when it is back all is there, and used."""
    name = postgres.create(postgres_template)
    store = Store(postgres.url(name))
    fill(store)
    desk = desk_of(store, known)
    assert desk.take(Asker(ADMIN, ADMIN), "resume", "").text == saying.RESUMED
    before = content(store)
    postgres.stop()
    try:
        assert answers(desk)
        assert refused(desk)
    finally:
        postgres.start()
    told = "the server cannot be reached. Check DATABASE_URL and that the server runs"
    assert caplog.text.count(told) == 1
    assert "a-password" not in caplog.text
    again = Store(postgres.url(name))
    assert content(again) == before
    again.close()
    assert works_again(desk)
    assert answers(desk)
    store.close()
    postgres.drop(name)


def test_connections_are_cut(postgres: Server, postgres_template: str, known: Assistant, caplog):
    """A connection that the server closed meanwhile is replaced, and nobody notices."""
    name = postgres.create(postgres_template)
    store = Store(postgres.url(name))
    desk = desk_of(store, known)
    assert answers(desk)
    postgres.cut_connections(name)
    assert answers(desk)
    assert desk.take(Asker(ADMIN, ADMIN), "open", "").text == saying.OPENED
    assert caplog.text == ""
    store.close()
    postgres.drop(name)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("a-password-of-the-tests", "another"), "turns the name, password or database away"),
        (("/test_", "/no_such_"), "turns the name, password or database away"),
        (("cspbot:", "nobody:"), "turns the name, password or database away"),
        (("127.0.0.1", "127.0.0.1:1,127.0.0.1"), "cannot be reached"),
        (("127.0.0.1", "no-such-host.invalid"), "cannot be reached"),
    ],
)
def test_wrong_server(postgres: Server, change: tuple[str, str], told: str):
    """What is wrong with an address is told, without the password."""
    url = postgres.url("test_none").replace(*change)
    if ",127" in url:
        url = url.replace(f",127.0.0.1:{postgres.port}", "").replace(":1,", ":1")
    store = Store(url)
    with pytest.raises(StoreError, match=told) as raised:
        store.open()
    assert "password-of" not in str(raised.value)
    assert "another" not in str(raised.value)


# What held before -------------------------------------------------------------------------------


@contextmanager
def away(store: Store) -> Iterator[None]:
    """Take a store away for a while."""
    assert store.path
    store.close()
    hidden = store.path.with_name("hidden")
    store.path.rename(hidden)
    store.path.mkdir()
    yield
    store.path.rmdir()
    hidden.rename(store.path)


@pytest.mark.parametrize(
    ("command", "told"), [(("pause", "figures are checked"), "figures"), (("close", ""), "access")]
)
def test_state_outlasts_store(tmp_path: Path, known: Assistant, command, told: str):
    """A bot that was paused or closed stays so while the store is away."""
    store = Store(f"sqlite:///{tmp_path / 'store.db'}")
    desk = desk_of(store, known)
    desk.take(Asker(ADMIN, ADMIN), *command)
    assert not answers(desk)
    taken: AbstractContextManager[None] = away(store)
    with taken:
        reply = desk.reply(Asker(50, 50), Question(HELD, TODAY))
        assert isinstance(reply, NotAllowed)
        assert told in reply.text
        assert answers(desk, ADMIN)
    assert works_again(desk)
    store.close()
