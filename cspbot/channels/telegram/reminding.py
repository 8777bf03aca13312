"""Sends reminders on Telegram, and tells what became of each."""

from __future__ import annotations

import logging

from telegram import Bot
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from cspbot.channels.telegram import delivery
from cspbot.channels.telegram.delivery import Target
from cspbot.channels.telegram.layout import plain
from cspbot.channels.telegram.pacing import NOT_SENT
from cspbot.reminders.sender import Outcome, Send

GONE = ("chat not found", "user is deactivated", "peer_id_invalid")
"""How Telegram says that there is nobody any more."""

log = logging.getLogger(__name__)


def sender(bot: Bot) -> Send:
    """Return what sends a text to a person's private chat."""

    async def send(user: int, text: str) -> Outcome:
        try:
            await delivery.send(bot, Target(user), plain(text))
        except TelegramError as error:
            return outcome_of(error)
        return Outcome.SENT

    return send


def outcome_of(error: TelegramError) -> Outcome:
    """Tell what became of a message whose sending failed.

    Only what certainly did not reach Telegram counts as not sent. A time-out may have been
    delivered: sending again could tell someone twice.
    """
    match error:
        case Forbidden():
            return Outcome.BLOCKED
        case BadRequest() if any(mark in error.message.lower() for mark in GONE):
            return Outcome.BLOCKED
        case BadRequest() | RetryAfter():
            log.warning("a reminder was refused: %s", error)
            return Outcome.NOT_SENT
        case NetworkError() if isinstance(error.__cause__, NOT_SENT):
            return Outcome.NOT_SENT
        case _:
            return Outcome.UNCERTAIN
