"""Runs what may wait for a disk or a database server in a thread of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")


class Apart:
    """One thread, so that what runs in it needs no locks; the event loop goes on meanwhile."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="desk")

    async def run(
        self, do: Callable[Given, Result], *given: Given.args, **named: Given.kwargs
    ) -> Result:
        """Call a function in the thread, after those that were asked for before it."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, partial(do, *given, **named))

    def close(self) -> None:
        """Let the thread end when it is done."""
        self._thread.shutdown(wait=False)
