"""What happens when an update cannot be handled: an apology, and a log without anyone's words."""

from __future__ import annotations

import logging

from telegram import Update
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.ext import ContextTypes

from cspbot import wording
from cspbot.accounts import saying
from cspbot.channels.telegram import delivery
from cspbot.channels.telegram.layout import plain
from cspbot.store.problems import StoreError

log = logging.getLogger(__name__)


async def apologise(update: object, running: ContextTypes.DEFAULT_TYPE) -> None:
    """Log what went wrong, and tell the person where that can reach them."""
    error = running.error
    number = update.update_id if isinstance(update, Update) else 0
    if error is None or _cannot_be_told(error):
        # An apology would meet the same fate, or follow an answer that did arrive after all.
        log.warning("update %d: the answer may not have arrived: %s", number, error)
        return
    if isinstance(error, StoreError):
        log.error("update %d: %s", number, error)
        told = saying.STORE_AWAY
    else:
        log.error("update %d could not be handled", number, exc_info=error)
        told = wording.FAULT
    message = update.effective_message if isinstance(update, Update) else None
    if message is None:
        return
    try:
        await delivery.send(running.bot, delivery.target(message, reply=False), plain(told))
    except TelegramError as again:
        log.warning("update %d: no apology could be sent: %s", number, again)


def _cannot_be_told(error: Exception) -> bool:
    """Tell whether the chat is out of reach: blocked, moved, flooded, or the network is down."""
    if isinstance(error, BadRequest):
        return False
    return isinstance(error, Forbidden | ChatMigrated | RetryAfter | NetworkError)
