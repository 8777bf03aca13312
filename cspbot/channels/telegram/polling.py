"""Fetches updates by long polling, and notices when that has silently stopped.

In place of python-telegram-bot's own Updater: in it a poll on a half-open connection can wait for
ever while it counts as running (its issues 4523 and 4405), its back-off of up to 30 seconds cannot
be interrupted, so that SIGTERM turns into a kill, and one update that it cannot read is fetched
again and again with all that came after it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from time import monotonic
from typing import Any, NoReturn

from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError, TimedOut
from telegram.request import HTTPXRequest

from cspbot.channels.telegram.memory import Recent
from cspbot.channels.telegram.pacing import seconds_of

WANTED = (Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY)
POLL_SECONDS = 25
"""How long Telegram keeps a poll open when there is nothing to fetch."""
STALLED_AFTER = 150.0
"""Seconds for one poll, far beyond its time-outs; then its connection is given up."""
MOST_STALLS = 3
"""In a row; then the process ends, so that whatever supervises it starts a fresh one."""
FIRST_PAUSE = 1.0
"""Seconds to rest after a failure; doubled each time, up to the longest."""
LONGEST_PAUSE = 30.0
MOST_REJECTIONS = 3
"""A token that Telegram has once accepted is given up after so many rejections in a row."""

KEPT = ("message_id", "date", "chat", "from", "text", "caption")
"""What is kept of a message that cannot be read in full."""

CONFLICT = (
    "Another program fetches the messages of this bot, so some will not be answered here. Stop "
    "the other one. If there is none, the token has leaked: have @BotFather revoke it and set "
    "the new one in TELEGRAM_BOT_TOKEN. Trying again until then."
)

log = logging.getLogger(__name__)


class PollingStalledError(Exception):
    """Polls end neither in updates nor in an error, not even on fresh connections."""


class PollRequest(HTTPXRequest):
    """The HTTP client of the poller."""

    async def renew(self) -> None:
        """Drop all connections and start again with new ones."""
        with contextlib.suppress(Exception):  # what cannot be closed in good order is let go
            await asyncio.wait_for(self.shutdown(), timeout=5)
        await self.initialize()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Parse an answer; of an update that cannot be read keep what can be.

        Left as it is it would fail the whole batch, again and again, as it is never acknowledged.
        """
        answer = HTTPXRequest.parse_json_payload(payload)
        updates = answer.get("result")
        if isinstance(updates, list):
            answer["result"] = [_readable(update) for update in updates]
        return answer


def _readable(update: dict[str, Any]) -> dict[str, Any]:
    """Return an update, or what is left of one that the library cannot read."""
    try:
        Update.de_json(update, None)
    except Exception as error:  # whatever it stumbles over
        # only the type: the message may quote what the person sent
        log.error("an update cannot be read in full: %s", type(error).__name__)
    else:
        return update
    # Telegram adds to its messages several times a year; text and chat stay as they are.
    with contextlib.suppress(Exception):
        message = {name: update["message"][name] for name in KEPT if name in update["message"]}
        plain = {"update_id": update["update_id"], "message": message}
        Update.de_json(plain, None)
        return plain
    return {"update_id": update["update_id"]}


class Poller:
    """Puts updates on a queue, each once, as they come."""

    def __init__(
        self,
        bot: Bot,
        request: PollRequest,
        updates: asyncio.Queue[object],
        *,
        poll_seconds: int,
        stalled_after: float,
        first_pause: float,
    ) -> None:
        self._bot = bot
        self._request = request
        self._updates = updates
        self._poll_seconds = poll_seconds
        self._stalled_after = stalled_after
        self._offset = 0
        self._seen: Recent[int, bool] = Recent(1_000)
        self._trouble: type[Exception] | None = None
        self._first_pause = self._pause = first_pause
        self.last_completed = monotonic()
        """When a poll last came back with an answer; `time.monotonic`."""

    async def run(self) -> NoReturn:
        """Fetch updates until cancelled.

        Raises:
            InvalidToken: the token is no longer accepted.
            PollingStalledError: polling hangs and cannot be brought back.
        """
        stalls = rejections = 0
        while True:
            try:
                await self._fetch()
            except TimeoutError:
                stalls += 1
                waited = monotonic() - self.last_completed
                log.error("no poll has come back for %.0f s: starting polling afresh", waited)
                if stalls >= MOST_STALLS:
                    raise PollingStalledError from None
                await self._request.renew()
            except InvalidToken:
                rejections += 1
                if rejections >= MOST_REJECTIONS:
                    raise
                await self._rest()
            except Exception as error:  # whatever it is, the next poll may do better
                stalls = rejections = 0
                await self._recover(error)
            else:
                stalls = rejections = 0

    async def acknowledge(self) -> None:
        """Tell Telegram what has been handled, lest it comes again at the next start."""
        if self._offset:
            await self._bot.get_updates(self._offset, timeout=0, allowed_updates=WANTED)

    async def _fetch(self) -> None:
        """Make one poll and put what it brings on the queue.

        Raises:
            TimeoutError: the poll has come to no end at all.
            TelegramError: it failed.
        """
        poll = asyncio.ensure_future(
            self._bot.get_updates(self._offset, timeout=self._poll_seconds, allowed_updates=WANTED)
        )
        poll.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
        try:
            # Not `wait_for`: that waits for a cancelled poll to end, which a stuck one may not.
            ended, _ = await asyncio.wait({poll}, timeout=self._stalled_after)
        finally:
            poll.cancel()
        if not ended:
            raise TimeoutError
        for update in poll.result():
            self._take(update)
        self.last_completed = monotonic()
        self._pause = self._first_pause
        if self._trouble:
            log.warning("polling works again")
            self._trouble = None

    def _take(self, update: Update) -> None:
        self._offset = update.update_id + 1
        # An acknowledgement that got lost brings an update back. Compared one by one because ids
        # start anew, and may be lower, after a week without any.
        if not self._seen.get(update.update_id):
            self._seen.put(update.update_id, True)
            self._updates.put_nowait(update)

    async def _recover(self, error: Exception) -> None:
        """Tell of a trouble once, and rest before the next poll."""
        if type(error) is not self._trouble:
            self._trouble = type(error)
            self._tell(error)
        if isinstance(error, RetryAfter):
            await asyncio.sleep(seconds_of(error))
        elif not isinstance(error, TimedOut):  # which has taken long enough
            await self._rest()

    def _tell(self, error: Exception) -> None:
        match error:
            case Conflict():
                log.warning(CONFLICT)
            case TelegramError():
                log.warning("Telegram cannot be reached (%s). Trying again until it can.", error)
            case _:
                log.error("a poll brought what cannot be read", exc_info=error)

    async def _rest(self) -> None:
        await asyncio.sleep(self._pause)
        self._pause = min(LONGEST_PAUSE, 2 * self._pause)
