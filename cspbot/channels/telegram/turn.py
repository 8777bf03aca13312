"""The turn to fetch messages: of all processes with one token and one store, one has it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any, TypeVar

from cspbot.channels.telegram.apart import Apart
from cspbot.clock import LONDON
from cspbot.store import poller
from cspbot.store.poller import Held
from cspbot.store.problems import StoreError
from cspbot.store.store import Store

BEAT_SECONDS = 8.0
"""Between two beats; three of them fit into the time after which a holder counts as gone."""
ASK_SECONDS = 2.0
"""Until a process that waits asks again."""

WAITING = (
    "Another process ({name}, since {since}) fetches the messages of this bot. End it, or leave "
    "this one waiting: it takes over when the other is gone."
)
TAKEN = "The other process is gone."
LOST = "Another process fetches the messages of this bot now: this one waits until it is gone."

log = logging.getLogger(__name__)

Result = TypeVar("Result")


class Turn:
    """One process's place in the queue.

    Where the store cannot be used nobody can tell whose turn it is. Then messages are fetched
    without one: better two processes that Telegram keeps apart than none.
    """

    def __init__(
        self, store: Store, token: str, now: Callable[[], datetime], tell: Callable[[str], None]
    ) -> None:
        self._store = store
        self._bot = poller.name_of_bot(token)
        self._holder = poller.name_of_process()
        self._now = now
        self._tell = tell
        # not the desk's thread: a beat that waits behind many questions would come too late
        self._apart = Apart()

    async def hold(self, fetch: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        """Fetch messages whenever it is this process's turn; return what ends that.

        Args:
            fetch: begins to fetch; cancelled when the turn is lost.
        """
        while True:
            await self._wait()
            fetching = asyncio.ensure_future(fetch())
            losing = asyncio.ensure_future(self._until_lost())
            both: set[asyncio.Future[Any]] = {fetching, losing}
            try:
                await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            finally:
                fetching.cancel()
                losing.cancel()
                await asyncio.wait(both)
            if not fetching.cancelled():
                return fetching.result()
            losing.result()
            log.warning(LOST)

    async def leave(self, seconds: float) -> None:
        """Let the next one have the turn, as far as that is done in time."""
        with contextlib.suppress(StoreError, TimeoutError):
            await asyncio.wait_for(self._apart.run(self._release), seconds)
        self._apart.close()

    async def _wait(self) -> None:
        told = False
        while (held := await self._apart.run(self._take)) is not None:
            if not told:
                since = held.since.astimezone(LONDON)
                self._tell(
                    WAITING.format(name=held.name, since=f"{since:%H:%M on {since.day} %B}")
                )
                told = True
            await asyncio.sleep(ASK_SECONDS)
        if told:
            self._tell(TAKEN)

    async def _until_lost(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            if not await self._apart.run(self._beat):
                return

    def _take(self) -> Held | None:
        try:
            with self._store.write() as session:
                return poller.take(session, self._now(), self._bot, self._holder)
        except StoreError as error:
            log.info("fetching messages without a turn: %s", error)
            return None

    def _beat(self) -> bool:
        try:
            with self._store.write() as session:
                at = self._now()
                if poller.beat(session, at, self._bot, self._holder):
                    return True
                # not had because the store was away, or given to another
                return poller.take(session, at, self._bot, self._holder) is None
        except StoreError as error:
            log.info("no beat could be given: %s", error)
            return True

    def _release(self) -> None:
        with self._store.write() as session:
            poller.release(session, self._bot, self._holder)
