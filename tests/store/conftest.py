"""Processes that act on a store, and can be killed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest

from cspbot.assistant import Assistant
from cspbot.config import ROOT
from tests.store.acts import assistant


class Driver:
    """Gives orders to `tests.store.driver`."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.store.driver"], cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self._line()

    def carry_out(self, **order: object) -> list[int]:
        """Let children do something; return how each ended: -9 where it was killed."""
        assert self._process.stdin
        self._process.stdin.write(f"{json.dumps(order)}\n")
        self._process.stdin.flush()
        ended: list[int] = json.loads(self._line())
        return ended

    def _line(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline()

    def end(self) -> None:
        """Let it end."""
        self._process.communicate("")


@pytest.fixture(scope="session")
def driver() -> Iterator[Driver]:
    """A process whose children act."""
    one = Driver()
    yield one
    one.end()


@pytest.fixture(scope="session")
def known() -> Assistant:
    """The assistant that knows the invented county."""
    return assistant()
