"""Sends an answer, or turns messages sent earlier into it."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import (
    Bot,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram.constants import MessageLimit, ParseMode
from telegram.error import BadRequest, TelegramError

from cspbot.accounts.said import Attachment, Note
from cspbot.channels.telegram.layout import Outgoing, lay_out_said

log = logging.getLogger(__name__)

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True, slots=True)
class Target:
    """Where an answer goes."""

    chat: int
    thread: int | None = None
    """The topic of a forum."""
    reply_to: int | None = None
    """The message that it replies to."""


def target(message: Message, *, reply: bool) -> Target:
    """Return where the answer to a message goes."""
    thread = message.message_thread_id if message.is_topic_message else None
    return Target(message.chat_id, thread, message.message_id if reply else None)


async def send(bot: Bot, to: Target, outgoing: Outgoing) -> tuple[int, ...]:
    """Send an answer; return the ids of its messages."""
    sent = [await _send(bot, to, text, keyboard) for text, keyboard in _with_keyboard(outgoing)]
    return tuple(sent)


async def send_notes(bot: Bot, notes: Sequence[Note]) -> None:
    """Tell others, each in their private chat; whoever cannot be reached keeps nobody else."""
    for note in notes:
        try:
            await send(bot, Target(note.user), lay_out_said(note.said))
        except TelegramError as error:
            log.warning("a note could not be sent: %s", error)


async def send_file(bot: Bot, to: Target, outgoing: Outgoing, file: Attachment) -> None:
    """Send a file or picture with a text under it; a text too long for that follows it."""
    (first, keyboard), *rest = _with_keyboard(outgoing)
    fits = not rest and len(first) <= MessageLimit.CAPTION_LENGTH
    send_one = bot.send_photo if file.is_picture else bot.send_document
    await send_one(
        to.chat,
        InputFile(file.content, filename=file.name),
        caption=first if fits else None,
        parse_mode=ParseMode.HTML,
        reply_markup=keyboard if fits else None,
        message_thread_id=to.thread,
    )
    if not fits:
        await send(bot, to, outgoing)


async def replace(
    bot: Bot, to: Target, earlier: Sequence[int], outgoing: Outgoing
) -> tuple[int, ...]:
    """Turn messages sent earlier into an answer, whatever the number of parts of either."""
    shown = []
    for at, (text, keyboard) in enumerate(_with_keyboard(outgoing)):
        kept = at < len(earlier) and await _edit(bot, to.chat, earlier[at], text, keyboard)
        shown.append(earlier[at] if kept else await _send(bot, to, text, keyboard))
    for surplus in earlier[len(shown) :]:
        # gone already, or too old to delete: an old part left standing is no reason to fail
        with contextlib.suppress(TelegramError):
            await bot.delete_message(to.chat, surplus)
    return tuple(shown)


def _with_keyboard(outgoing: Outgoing) -> list[tuple[str, InlineKeyboardMarkup | None]]:
    *first, last = outgoing.texts
    return [*((text, None) for text in first), (last, outgoing.keyboard)]


async def _send(bot: Bot, to: Target, text: str, keyboard: InlineKeyboardMarkup | None) -> int:
    # The replied message may have been deleted meanwhile; the answer is still wanted.
    reply = to.reply_to and ReplyParameters(to.reply_to, allow_sending_without_reply=True)
    message = await bot.send_message(
        to.chat,
        text,
        parse_mode=ParseMode.HTML,
        link_preview_options=NO_PREVIEW,
        reply_parameters=reply or None,
        message_thread_id=to.thread,
        reply_markup=keyboard,
    )
    return message.message_id


async def _edit(
    bot: Bot, chat: int, message: int, text: str, keyboard: InlineKeyboardMarkup | None
) -> bool:
    """Edit a message; False if Telegram no longer lets it be edited."""
    try:
        await bot.edit_message_text(
            text,
            chat,
            message,
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            reply_markup=keyboard,
        )
    except BadRequest as error:
        told = error.message.lower()
        if "message is not modified" in told:
            return True
        if "message to edit not found" in told or "message can't be edited" in told:
            return False
        raise
    return True
