"""Kill -9 in the middle of writes: what was told is there afterwards, nothing is half there.

The acts are done once in peace, and the whole store is looked at after each. A process that does
the same is then killed at some point. If it had told of so many acts, the store must be as it was
after that many, or after one more: the kill may have come between the write and the telling.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

import pytest
from sqlalchemy import event, text

from cspbot.assistant import Assistant
from cspbot.store.store import Store
from tests.postgres import Server
from tests.store.acts import acts, desk_of
from tests.store.conftest import Driver
from tests.store.filled import content

State = dict[str, list[tuple[Any, ...]]]
KINDS = ("before commit", "after commit", "before statement")


class Ground:
    """Where the acts are done: new databases of one kind, and the states that they go through."""

    def __init__(self, kind: str, request: pytest.FixtureRequest) -> None:
        self._request = request
        self._server: Server | None = None
        if kind == "sqlite":
            self._template = str(request.getfixturevalue("sqlite_template"))
        else:
            self._server = request.getfixturevalue("postgres")
            self._template = request.getfixturevalue("postgres_template")
        folder: Path = request.getfixturevalue("tmp_path_factory").mktemp("killed")
        self.told = folder / "told"
        self._file = folder / "store.db"
        known: Assistant = request.getfixturevalue("known")
        self.states, self.commits, self.statements, self.seconds = self._in_peace(known)

    @contextmanager
    def store(self) -> Iterator[Store]:
        """Give a new store."""
        self.told.unlink(missing_ok=True)
        if self._server is None:
            for end in ("-wal", "-shm", ""):
                self._file.with_name(self._file.name + end).unlink(missing_ok=True)
            shutil.copyfile(self._template, self._file)
            with closing(Store(f"sqlite:///{self._file}")) as store:
                yield store
            return
        name = self._server.create(self._template)
        with closing(Store(self._server.url(name))) as store:
            yield store
        self._server.drop(name)

    def _in_peace(self, known: Assistant) -> tuple[list[State], list[int], int, float]:
        commits: list[int] = []
        statements: list[str] = []
        with self.store() as store:
            store.open()
            event.listen(store.engine, "commit", lambda _: commits.append(1))
            desk = desk_of(store, known)
            states, commits_so_far, seconds = [state(store)], [0], 0.0
            listener = lambda *given: statements.append(given[2])  # noqa: E731 - to be removed
            for act in acts(desk):
                event.listen(store.engine, "before_cursor_execute", listener)
                begun = monotonic()
                act()
                seconds += monotonic() - begun
                event.remove(store.engine, "before_cursor_execute", listener)
                states.append(state(store))
                commits_so_far.append(len(commits))
        return states, commits_so_far, len(statements), seconds

    def kill(self, driver: Driver, known: Assistant, **point: object) -> int:
        """Let the acts be done until a kill; check what is there. Return how many were told."""
        with self.store() as store:
            url = store.url.render_as_string(hide_password=False)
            driver.carry_out(work="act", url=url, told=str(self.told), **point)
            told = len(self.told.read_text().splitlines()) if self.told.exists() else 0
            found = state(store)
            allowed = self.states[told : told + 2]
            assert found in allowed, f"{point}: told {told}, and this is neither: {found}"
            if store.is_sqlite:
                with store.read() as session:
                    assert session.scalar(text("PRAGMA integrity_check")) == "ok"
            desk_of(store, known).set_mine(99, ["ambridge-csp"])  # it can be written again
            assert state(store) != found
        return told


def state(store: Store) -> State:
    """Return all that a store holds, but for what is random."""
    found = content(store)
    invitations = found["invitations"]
    found["invitations"] = [tuple(v for v in row if not _is_hash(v)) for row in invitations]
    return found


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and len(value) == 64


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def ground(request: pytest.FixtureRequest) -> Ground:
    return Ground(request.param, request)


def test_each_act_is_one_step(ground: Ground):
    """Every act that people do is one transaction, and changes something."""
    assert ground.commits == list(range(len(ground.states)))
    quiet = [n for n, (a, b) in enumerate(zip(ground.states, ground.states[1:], strict=False))
             if a == b]  # fmt: skip
    assert quiet == [len(ground.states) - 2], "all but the tidying, which finds nothing old here"


@pytest.mark.parametrize("kind", KINDS)
def test_killed_now_and_then(ground: Ground, driver: Driver, known: Assistant, kind: str):
    """A sample of the points at which a process can be killed."""
    last = ground.statements if kind == "before statement" else ground.commits[-1]
    for number in (1, 2, last // 2, last):
        told = ground.kill(driver, known, at=kind, number=number)
        assert told < len(ground.states) - 1


def test_not_killed(ground: Ground, driver: Driver, known: Assistant):
    """A process that nobody kills ends where the acts in peace end."""
    assert ground.kill(driver, known) == len(ground.states) - 1


@pytest.mark.faults
@pytest.mark.parametrize("kind", ["before commit", "after commit"])
def test_killed_at_every_commit(ground: Ground, driver: Driver, known: Assistant, kind: str):
    """Every boundary of a commit."""
    for number in range(1, ground.commits[-1] + 1):
        ground.kill(driver, known, at=kind, number=number)


@pytest.mark.faults
def test_killed_at_any_time(ground: Ground, driver: Driver, known: Assistant):
    """A hundred random points: half of them statements, half moments, whatever goes on then."""
    random = Random(20240520)  # noqa: S311 - for much the same points each time
    for _ in range(50):
        number = random.randint(1, ground.statements)
        ground.kill(driver, known, at="before statement", number=number)
    told = {
        ground.kill(driver, known, after_seconds=random.uniform(0, 1.5 * ground.seconds))
        for _ in range(50)
    }
    assert len(told) > 3, "the moments were not spread over the acts"
