"""People in chats of the fake Bot API: what they type and press, and what they see."""

from __future__ import annotations

import asyncio
import re
from itertools import count
from typing import Any

from tests.fakes.bot_api import ME, BotApi, Message
from tests.fakes.telegram_html import units

PATIENCE = 5.0
"""Seconds that a person waits for the bot."""

_numbers = count(7_000)
_COMMAND = re.compile(r"(?<!\S)/\w{1,32}(?:@\w+)?")
_MENTION = re.compile(r"(?<!\w)@\w{4,32}")


class Shown:
    """A message of the bot, as it stood when the bot last wrote it."""

    def __init__(self, message: Message) -> None:
        self.id: int = message["message_id"]
        self.text: str = message.get("text") or message.get("caption", "")
        self.entities: list[dict[str, Any]] = message.get("entities", [])
        self.is_edited: bool = "edit_date" in message
        self.reply_to: int | None = message.get("reply_to_message", {}).get("message_id")
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        self.buttons: list[dict[str, Any]] = [button for row in rows for button in row]

    @property
    def labels(self) -> list[str]:
        return [button["text"] for button in self.buttons]

    def marked(self, kind: str) -> str:
        """Return the text that is marked as bold, expandable_blockquote and so on."""
        whole = self.text.encode("utf-16-le")
        parts = [
            whole[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le")
            for e in self.entities
            if e["type"] == kind
        ]
        return "\n".join(parts)


class Chat:
    """One person in one chat."""

    def __init__(self, api: BotApi, kind: str = "private", chat: dict[str, Any] | None = None):
        number = next(_numbers)
        self.api = api
        self.user: dict[str, Any] = {"id": number, "is_bot": False, "first_name": "Joan"}
        if kind == "private":
            self.chat: dict[str, Any] = {"id": number, "type": "private", "first_name": "Joan"}
        else:
            self.chat = chat or {"id": -number, "type": kind, "title": "Ambridge officers"}
        self._events: asyncio.Queue[Shown] = asyncio.Queue()
        api.watchers[self.chat["id"]] = self._show

    def another(self) -> Chat:
        """Return another person in the same group; the two look at one screen."""
        other = Chat(self.api, self.chat["type"], self.chat)
        other._events = self._events
        self.api.watchers[self.chat["id"]] = self._show
        return other

    def sends(self, text: str = "", **fields: Any) -> int:
        """Send a message and do not wait; return its id."""
        if text:
            fields = {"text": text, "entities": _entities(text), **fields}
        if "caption" in fields:
            fields["caption_entities"] = _entities(fields["caption"])
        message = self.api.new_message(self.chat, self.user, **fields)
        self.api.push("message", message)
        number: int = message["message_id"]
        return number

    def replies(self, to: Shown, text: str) -> int:
        """Reply to a message of the bot; return the id of the reply."""
        return self.sends(text, reply_to_message=self.api.messages[self.chat["id"]][to.id])

    async def say(self, text: str = "", within: float = PATIENCE, **fields: Any) -> Shown:
        """Send a message; return what the bot says next."""
        self.sends(text, **fields)
        return await self.next(within)

    async def edit(self, message: int, text: str) -> Shown:
        """Edit one's own message; return what the bot says or changes next."""
        known = self.api.messages[self.chat["id"]][message]
        known.update(text=text, entities=_entities(text), edit_date=known["date"] + 5)
        self.api.push("edited_message", known)
        return await self.next()

    async def press(self, shown: Shown, label: str) -> Shown:
        """Press a button; return what the bot says or changes next."""
        await self.tap(shown, label)
        return await self.next()

    async def tap(self, shown: Shown, label: str, *, bring: bool = True) -> str:
        """Press a button and wait until its spinner stops; return what pops up.

        Args:
            shown: the message with the button.
            label: what the button says, or how that begins.
            bring: whether Telegram still brings the message; not for one that is very old.
        """
        button = next(b for b in shown.buttons if b["text"].startswith(label))
        return await self.tap_data(shown, button["callback_data"], bring=bring)

    async def tap_data(self, shown: Shown, data: str, *, bring: bool = True) -> str:
        """Press a button that brings such data."""
        number = self.api.new_press()
        message = self.api.messages[self.chat["id"]][shown.id]
        if not bring:
            message = {"chat": self.chat, "message_id": shown.id, "date": 0}
        query = {
            "id": number,
            "from": self.user,
            "chat_instance": "1",
            "message": message,
            "data": data,
        }
        self.api.push("callback_query", query)
        async with asyncio.timeout(PATIENCE):
            while number not in self.api.popups:
                await asyncio.sleep(0.005)
        return self.api.popups[number]

    def _show(self, message: Message) -> None:
        self._events.put_nowait(Shown(message))

    async def next(self, within: float = PATIENCE) -> Shown:
        """Return what the bot says or changes next."""
        async with asyncio.timeout(within):
            return await self._events.get()

    def heard_nothing(self) -> bool:
        """Tell whether all that the bot said has been looked at."""
        return self._events.empty()


def _entities(text: str) -> list[dict[str, Any]]:
    """Mark commands and mentions, as Telegram does before a bot gets the message."""
    return [
        {"type": kind, "offset": units(text[: found.start()]), "length": units(found[0])}
        for kind, pattern in (("bot_command", _COMMAND), ("mention", _MENTION))
        for found in pattern.finditer(text)
    ]


BOT = f"@{ME['username']}"
