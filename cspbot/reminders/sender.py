"""Sends what is due, in order of its time, and marks each message with what became of it.

Nothing here is a timer that must not be missed: it wakes, looks into the store, and sends.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from enum import Enum
from typing import TypeVar

from sqlalchemy.orm import Session

from cspbot import wording
from cspbot.reminders import outbox
from cspbot.reminders.outbox import Claimed
from cspbot.store.problems import StoreError
from cspbot.store.store import Store

AT_ONCE = 16
"""Messages under way: at 30 a second, which Telegram allows, a request may take half a second."""
LATE_AFTER = timedelta(minutes=10)
"""From when on a reminder says that it is late."""
REST_SECONDS = 5.0
"""Between two looks into the store."""
AGAIN_AFTER = timedelta(seconds=30)
"""Before a message that could not be sent is tried again; doubled each time."""

log = logging.getLogger(__name__)

Result = TypeVar("Result")


class Outcome(Enum):
    """What became of a message."""

    SENT = "sent"
    NOT_SENT = "not sent"
    """It certainly did not leave: it may be tried again."""
    UNCERTAIN = "uncertain"
    """It may have been delivered: it must not be tried again."""
    BLOCKED = "blocked"
    """The person cannot be reached any more."""


Send = Callable[[int, str], Awaitable[Outcome]]
"""Sends a text to a person; raises nothing."""


def name_of_process() -> str:
    """Return a name for this process that no other one has."""
    return f"{os.getpid()}-{secrets.token_hex(4)}"


class Sender:
    """Sends from the outbox; several may run, in one process or in many."""

    def __init__(self, store: Store, send: Send, now: Callable[[], datetime]) -> None:
        self._store = store
        self._send = send
        self._now = now
        self._name = name_of_process()

    async def run(self, stop: asyncio.Event) -> None:
        """Send what is due until told to stop."""
        while not stop.is_set():
            try:
                if await self.send_due():
                    continue
            except StoreError as error:
                log.warning("no reminders can be sent: %s", error)
            try:
                await asyncio.wait_for(stop.wait(), REST_SECONDS)
            except TimeoutError:
                continue
        await self._in_store(outbox.give_back, self._name)

    async def send_due(self) -> int:
        """Send one handful of what is due; return how many that were.

        Raises:
            StoreError: the store cannot be used.
        """
        claimed = await self._in_store(_taken, self._now(), self._name)
        if not claimed:
            return 0
        numbers = [message.id for message in claimed]
        begun = await self._in_store(
            outbox.begin, self._now(), self._name, numbers, at_leisure=False
        )
        # in the order of their time, which is the order in which they get their turn to leave
        under_way = {asyncio.create_task(self._deliver(m)) for m in claimed if m.id in begun}
        while under_way:
            # whatever has been answered while the last ones were marked is marked together
            done, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
            await self._in_store(_mark, self._now(), [task.result() for task in done])
        return len(claimed)

    async def _deliver(self, message: Claimed) -> tuple[Claimed, Outcome]:
        is_late = self._now() - message.due_at > LATE_AFTER
        text = wording.late(message.text) if is_late else message.text
        return message, await self._send(message.user, text)

    async def _in_store(
        self, do: Callable[..., Result], *given: object, at_leisure: bool = True
    ) -> Result:
        """Do something in one write transaction, in a thread: it may wait for other writers.

        At leisure, where a loss of power that takes it back makes a message late or uncertain.
        """

        def in_thread() -> Result:
            with self._store.write(at_leisure=at_leisure) as session:
                return do(session, *given)

        return await asyncio.to_thread(in_thread)


def _taken(session: Session, now: datetime, holder: str) -> tuple[Claimed, ...]:
    """Claim a handful, what others left behind among it."""
    outbox.take_over(session, now)
    return outbox.claim(session, now, holder, AT_ONCE)


def _mark(session: Session, now: datetime, told: Iterable[tuple[Claimed, Outcome]]) -> None:
    """Mark what became of some messages."""
    for message, outcome in told:
        match outcome:
            case Outcome.SENT:
                outbox.end(session, now, message.id, outbox.SENT)
            case Outcome.UNCERTAIN:
                log.warning("reminder %d may or may not have been sent", message.id)
                outbox.end(session, now, message.id, outbox.UNCERTAIN)
            case Outcome.BLOCKED:
                outbox.end(session, now, message.id, outbox.BLOCKED)
                outbox.pause(session, now, message.user)
            case Outcome.NOT_SENT:
                again_at = now + AGAIN_AFTER * 2**message.tries
                outbox.put_back(session, message.id, again_at)
