"""A memory whose conversations outlast a restart."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from cspbot.accounts import conversations
from cspbot.channels.telegram.memory import Conversation, RecentMemory, Who
from cspbot.store.problems import StoreError
from cspbot.store.store import Store

log = logging.getLogger(__name__)


class StoredMemory(RecentMemory):
    """Keeps conversations in memory and in the store; where that fails, in memory alone.

    Answers to edit and the question behind a clarifying message stay in memory: buttons find
    what they need in the message itself.
    """

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._store = store
        self._now = now

    def conversation(self, who: Who, /) -> Conversation:
        """Return what is known of a person, as it was before a restart where need be."""
        known = super().conversation(who)
        if known != Conversation():
            return known
        try:
            with self._store.read() as session:
                context = conversations.load(session, who.chat, who.user, self._now())
        except StoreError as error:
            log.info("a conversation could not be read: %s", error)
            return known
        return Conversation(context)

    def keep_conversation(self, who: Who, conversation: Conversation, /) -> None:
        """Replace what is known of a person."""
        super().keep_conversation(who, conversation)
        try:
            with self._store.write() as session:
                conversations.keep(session, who.chat, who.user, self._now(), conversation.context)
        except StoreError as error:
            log.info("a conversation could not be kept: %s", error)
