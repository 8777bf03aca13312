"""The turn to fetch messages, as it stands in the store."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

from cspbot.store import poller
from cspbot.store.poller import FREE_AFTER, Held
from cspbot.store.store import Store
from cspbot.store.tables import PollerRow

NOW = datetime(2024, 5, 20, 9, 0, tzinfo=UTC)


def take(store: Store, holder: str, at: datetime = NOW, bot: str = "bot") -> Held | None:
    with store.write() as session:
        return poller.take(session, at, bot, holder)


def beat(store: Store, holder: str, at: datetime = NOW) -> bool:
    with store.write() as session:
        return poller.beat(session, at, "bot", holder)


def test_one_has_the_turn(store: Store):
    """The first has it, the next is told who and since when; another bot has a turn of its own."""
    assert take(store, "first") is None
    assert take(store, "second", NOW + timedelta(seconds=1)) == Held("first", NOW, NOW)
    assert take(store, "second", bot="another bot") is None


def test_beats_keep_it(store: Store):
    """It is had as long as there are beats, and free once the last one is too old."""
    take(store, "first")
    later = NOW + FREE_AFTER
    assert beat(store, "first", later)
    assert take(store, "second", later + FREE_AFTER) is not None
    assert take(store, "second", later + FREE_AFTER + timedelta(seconds=1)) is None
    assert not beat(store, "first", later)
    assert take(store, "first", later) is not None


def test_release_frees_it(store: Store):
    """Given back it is free; what another has cannot be given back."""
    take(store, "first")
    with store.write() as session:
        poller.release(session, "bot", "second")
    assert take(store, "second") is not None
    with store.write() as session:
        poller.release(session, "bot", "first")
    assert take(store, "second") is None


def test_many_ask_at_once(store: Store):
    """Of many that ask at the same moment one gets it."""
    got = []
    start = threading.Barrier(6)

    def ask(number: int) -> None:
        start.wait()
        got.append(take(store, f"holder {number}"))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got.count(None) == 1


def test_killed_here_is_gone(store: Store):
    """A process that has ended on this very machine is not waited for; one that runs is."""
    code = "from cspbot.store.poller import name_of_process as n; print(n())"
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()
    assert take(store, ended) is None
    here = poller.name_of_process()
    assert take(store, here) is None
    held = take(store, poller.name_of_process())
    assert held is not None
    assert held.name.endswith(f"process {os.getpid()}")


def test_other_machines_are_waited_for(store: Store):
    """The number of a process says nothing about one on another machine."""
    for holder in ("host process 99999999 in elsewhere as 0", "host process 99999999 in  as 0"):
        with store.write() as session:
            session.merge(PollerRow(bot="bot", holder=holder, since=NOW, beat=NOW))
        assert take(store, "another") is not None


def test_token_is_not_kept(store: Store):
    """What the store knows a bot by does not show its token; names fit their column."""
    name = poller.name_of_bot("123456:secret-part")
    assert "secret" not in name
    assert len(name) == 64
    assert len(poller.name_of_process()) <= 80
