"""Keeps to Telegram's flood limits, and repeats requests that certainly were not carried out."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import timedelta
from time import monotonic
from typing import Any

import httpx
from telegram.error import BadRequest, NetworkError, RetryAfter
from telegram.ext import BaseRateLimiter

from cspbot.channels.telegram.memory import Recent

IN_ALL = (25, 1.0)
"""Messages in so many seconds, to all chats together. Thirty are allowed, by
core.telegram.org/bots/faq; some arrive closer together than they left, and refusals cost time."""
IN_CHAT = (5, 5.0)
"""One a second in any chat; 'short bursts' are allowed, such as an answer in several parts."""
IN_GROUP = (20, 60.0)

WRITING = ("send", "edit")
"""How the methods begin that count as messages."""

LONGEST_WAIT = 60.0
"""Seconds; an answer that could only be sent after longer is no longer wanted."""
TRIES = 4
FIRST_PAUSE = 0.5
"""Seconds before the first repeat; doubled each time."""

AT_START = ("getMe", "deleteWebhook")
"""Calls that are made again, and told of, by whoever starts the bot."""
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""Failures before anything was sent."""

log = logging.getLogger(__name__)

Result = bool | dict[str, Any] | list[dict[str, Any]]
Call = Callable[..., Coroutine[Any, Any, Result]]


class Window:
    """Allows so many events in any span of so many seconds."""

    def __init__(self, most: int, seconds: float) -> None:
        self._seconds = seconds
        self._times: deque[float] = deque(maxlen=most)

    def take(self, now: float) -> float:
        """Take the next place; return when it is, which is now if there is room."""
        full = len(self._times) == self._times.maxlen
        at = max(now, self._times[0] + self._seconds) if full else now
        self._times.append(at)
        return at


class Pacer(BaseRateLimiter[None]):
    """Holds requests back until they are allowed, and repeats those that were refused.

    Not python-telegram-bot's AIORateLimiter: in 22.8 any request that ends lifts the halt that
    another was told to keep (its issue 5338). A deadline that only moves forward cannot be lifted.
    """

    def __init__(
        self, longest_wait: float = LONGEST_WAIT,
        now: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:  # fmt: skip
        """Begin with nothing sent.

        Args:
            longest_wait: seconds after which a request is given up rather than made.
            now: a clock in seconds that only moves forward.
            sleep: waits for so many seconds of that clock.
        """
        self._longest_wait = longest_wait
        self._now, self._sleep = now, sleep
        self._halted_until = 0.0
        self._all = Window(*IN_ALL)
        self._chats: Recent[int | str, tuple[Window, ...]] = Recent(10_000)

    async def initialize(self) -> None:
        """Do nothing: there is nothing to set up."""

    async def shutdown(self) -> None:
        """Do nothing: there is nothing to take down."""

    async def process_request(
        self,
        callback: Call,
        args: Any,  # noqa: ANN401 - typed so by the base class
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Result:
        """Make a request when it is allowed.

        Raises:
            RetryAfter: it would have to wait for longer than a minute, or was refused repeatedly.
            NetworkError: it failed, and may or may not have been carried out.
        """
        wait_until = self._now() + self._longest_wait
        for pause in (FIRST_PAUSE * 2**n for n in range(TRIES - 1)):
            await self._wait_for_turn(endpoint, data, wait_until)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as refused:
                self._halt(seconds_of(refused))
            except NetworkError as error:
                if not _may_repeat(endpoint, error):
                    raise
                log.info("%s failed (%s), once more in %.1f s", endpoint, error, pause)
                await self._sleep(pause)
        await self._wait_for_turn(endpoint, data, wait_until)
        return await callback(*args, **kwargs)

    def _halt(self, seconds: float) -> None:
        log.warning("Telegram asks for a pause of %.0f s: too many messages", seconds)
        self._halted_until = max(self._halted_until, self._now() + seconds)

    async def _wait_for_turn(
        self, endpoint: str, data: Mapping[str, object], wait_until: float
    ) -> None:
        """Wait for room in each window of a message, and for the halt to end."""
        for window in self._windows(data) if endpoint.startswith(WRITING) else ():
            at = window.take(self._now())
            await self._sleep_until(at, wait_until)
        # Last, and again after each sleep: meanwhile another request may be told to halt.
        while self._halted_until > self._now():
            await self._sleep_until(self._halted_until, wait_until)

    async def _sleep_until(self, at: float, wait_until: float) -> None:
        seconds = at - self._now()
        if at > wait_until:
            raise RetryAfter(timedelta(seconds=seconds))
        if seconds > 0:
            await self._sleep(seconds)

    def _windows(self, data: Mapping[str, object]) -> tuple[Window, ...]:
        """Return what limits a message: its chat, then the bot as a whole."""
        chat = data.get("chat_id")
        if not isinstance(chat, int | str):
            return ()
        known = self._chats.get(chat)
        if known is None:
            in_group = isinstance(chat, str) or chat < 0
            known = (Window(*IN_CHAT), *([Window(*IN_GROUP)] if in_group else []))
            self._chats.put(chat, known)
        return (*known, self._all)


def seconds_of(refused: RetryAfter) -> float:
    """Return how long Telegram asks to wait; the library gives a number or, later, a timedelta."""
    after = refused.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)


def _may_repeat(endpoint: str, error: NetworkError) -> bool:
    """Tell whether a failed request can be made again without doing something twice.

    A message that timed out may have been delivered, so `send...` is repeated only if the
    connection failed; anything else does no harm twice. A BadRequest counts as a NetworkError in
    python-telegram-bot, and would be refused again.
    """
    if isinstance(error, BadRequest) or endpoint in AT_START:
        return False
    return isinstance(error.__cause__, NOT_SENT) or not endpoint.startswith("send")
