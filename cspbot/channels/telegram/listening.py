"""Reads what people send: which messages are for the bot, and which question is in them."""

from __future__ import annotations

import re
import unicodedata

from telegram import Message, User
from telegram.constants import ChatType, MessageEntityType
from telegram.ext import filters

from cspbot.channels.telegram import commands

_COMMAND = re.compile(r"/(\w+)(?:@\w+)?(?:\s+|$)(.*)", re.DOTALL)

_BLANK = dict.fromkeys(map(ord, "\u034f\u115f\u1160\u2800\u3164\uffa0"), " ")
"""Characters that show nothing, though Unicode counts them as letters, marks or symbols."""


def clean(text: str) -> str:
    """Return the text without what cannot be seen: controls, direction marks, lone surrogates.

    Direction marks left in would turn the bot's own words around where an answer quotes them.
    """
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    kept = (
        " " if unicodedata.category(character) == "Cc" and character != "\n" else character
        for character in whole.translate(_BLANK)
        if unicodedata.category(character) != "Cf"
    )
    return "".join(kept).strip()


def question_in(message: Message, username: str) -> str:
    """Return the question that a message asks, a command in it spelt out; may be empty.

    The same for a message that has just come and for one that a button press brings back.
    """
    text = clean(message.text or message.caption or "")
    text = re.sub(rf"(?<!\w)@{re.escape(username)}\b", " ", text, flags=re.IGNORECASE).strip()
    command = _COMMAND.fullmatch(text)
    if command and command[1].lower() in commands.BY_NAME:
        return commands.question(command[1].lower(), command[2])
    return text


def typed_after(message: Message) -> str:
    """Return what was typed after the command of a message."""
    command = _COMMAND.fullmatch(clean(message.text or ""))
    return command[2].strip() if command else ""


def command_in(message: Message) -> str:
    """Return the name of the command that a message is; empty if it is none."""
    command = _COMMAND.fullmatch(clean(message.text or ""))
    return command[1].lower() if command else ""


class _ForTheBot(filters.MessageFilter):
    """Messages that the bot should answer: in a group /ask, mentions and replies to it only."""

    def filter(self, message: Message) -> bool:
        """Tell whether a message is for the bot."""
        if message.chat.type == ChatType.PRIVATE:
            return True
        # A channel's posts, also where Telegram copies them into its discussion group, are not
        # put to the bot by anyone.
        if message.chat.type == ChatType.CHANNEL or message.is_automatic_forward:
            return False
        me = message.get_bot().bot
        return _is_reply_to(message, me) or _names(message, me) or _is_ask(message, me)


class _FromPerson(filters.MessageFilter):
    """Messages by people; two bots that answer each other would never stop."""

    def filter(self, message: Message) -> bool:
        """Tell whether a person wrote it; an anonymous administrator writes as the group."""
        author = message.from_user
        return author is None or not author.is_bot or message.sender_chat is not None


def _is_reply_to(message: Message, me: User) -> bool:
    replied = message.reply_to_message
    return bool(replied and replied.from_user and replied.from_user.id == me.id)


def _names(message: Message, me: User) -> bool:
    """Tell whether the bot is mentioned, in the text, a caption or a command ('/help@bot')."""
    named = f"@{me.username}".lower()
    found = message.parse_entities() | message.parse_caption_entities()
    for entity, text in found.items():
        match entity.type:
            case MessageEntityType.MENTION if text.lower() == named:
                return True
            case MessageEntityType.BOT_COMMAND if text.lower().endswith(named):
                return True
            case MessageEntityType.TEXT_MENTION if entity.user and entity.user.id == me.id:
                return True
    return False


def _is_ask(message: Message, me: User) -> bool:
    word = (message.text or "").split(maxsplit=1)[:1]
    return bool(word) and word[0].lower() in ("/ask", f"/ask@{me.username}".lower())


FOR_THE_BOT = filters.UpdateType.MESSAGES & _FromPerson() & _ForTheBot()
"""New and edited messages by people, for the bot; no channel posts."""
