"""Handles chats side by side, and the updates of one chat one after the other."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

AT_ONCE = 10_000
"""Updates under way, nearly all of them waiting for their chat's turn. High, because whoever
sends a hundred messages in a row would otherwise take all places and hold up every other chat."""


class InOrder(BaseUpdateProcessor):
    """Keeps the order within a chat: a follow-up must find the context of the answer before it."""

    def __init__(self) -> None:
        super().__init__(AT_ONCE)
        self._turns: dict[int, asyncio.Lock] = {}
        self._waiting: Counter[int] = Counter()

    async def initialize(self) -> None:
        """Do nothing: there is nothing to set up."""

    async def shutdown(self) -> None:
        """Do nothing: there is nothing to take down."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Handle an update when those before it in the same chat are done."""
        chat = update.effective_chat if isinstance(update, Update) else None
        if chat is None:
            await coroutine
            return
        turn = self._turns.setdefault(chat.id, asyncio.Lock())
        self._waiting[chat.id] += 1
        try:
            async with turn:  # waiting tasks are let in in the order in which they came
                await coroutine
        finally:
            if asyncio.iscoroutine(coroutine):
                coroutine.close()  # of use only if the process ends before its turn has come
            self._waiting[chat.id] -= 1
            if not self._waiting[chat.id]:
                del self._waiting[chat.id], self._turns[chat.id]
