"""A clock for what waits: it moves at once to the next moment that anyone waits for."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from heapq import heappop, heappush
from typing import Any

STEPS = 30
"""How often whatever is ready may go on before the clock moves."""


class Clock:
    """A clock that moves to the next moment that anyone waits for, when nobody has more to do."""

    def __init__(self) -> None:
        self.at = 0.0
        self._waiting: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = 0

    async def sleep(self, seconds: float) -> None:
        future = asyncio.get_running_loop().create_future()
        self._count += 1
        heappush(self._waiting, (self.at + seconds, self._count, future))
        await future

    async def run(self, doing: Coroutine[Any, Any, object]) -> None:
        task = asyncio.ensure_future(doing)
        while not task.done():
            for _ in range(STEPS):
                await asyncio.sleep(0)
            if self._waiting:
                at, _, future = heappop(self._waiting)
                self.at = max(self.at, at)
                future.set_result(None)
        await task
