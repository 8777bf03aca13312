"""What the channel remembers between updates, behind one small interface.

Nothing here is needed to understand a button; conversations are also kept in `stored.py`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from cspbot.messages import Context, Question

Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Who:
    """A person in a chat: in a group each person has a conversation of their own."""

    chat: int
    user: int


@dataclass(frozen=True, slots=True)
class Place:
    """A message in a chat."""

    chat: int
    message: int


@dataclass(frozen=True, slots=True)
class Conversation:
    """What is known of a person in a chat."""

    context: Context = field(default_factory=Context)
    last: Question | None = None
    """Their last question, for /why."""
    asked_in: int = 0
    """The message that it was asked in; 0 where it came from a button."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """The answer to one message, kept so that an edit of the message edits the answer."""

    answers: tuple[int, ...]
    """Ids of the messages that the answer was sent in, in order."""
    before: Context
    """The context that the question was asked in."""


class Memory(Protocol):
    """Keeps conversations and answers; may forget any of it at any time."""

    def conversation(self, who: Who, /) -> Conversation:
        """Return what is known of a person; an empty one if nothing is."""

    def keep_conversation(self, who: Who, conversation: Conversation, /) -> None:
        """Replace what is known of a person."""

    def exchange(self, asked: Place, /) -> Exchange | None:
        """Return the answer to a message; None if there was none or it is forgotten."""

    def keep_exchange(self, asked: Place, exchange: Exchange, /) -> None:
        """Remember the answer to a message."""

    def pending(self, clarifying: Place, /) -> str:
        """Return the whole question behind a clarifying message; empty if it is forgotten."""

    def keep_pending(self, clarifying: Place, question: str, /) -> None:
        """Remember the whole question behind a clarifying message."""

    def forget(self, user: int, /) -> None:
        """Drop what is known of a person in all chats."""


class Recent(Generic[Key, Value]):
    """The entries used last, up to a fixed number."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._entries: OrderedDict[Key, Value] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: Key) -> Value | None:
        """Return an entry and count it as used; None if it is not held."""
        if key not in self._entries:
            return None
        self._entries.move_to_end(key)
        return self._entries[key]

    def put(self, key: Key, value: Value) -> None:
        """Hold an entry, dropping whichever was used longest ago if there are too many."""
        self._entries[key] = value
        self._entries.move_to_end(key)
        if len(self._entries) > self._most:
            self._entries.popitem(last=False)

    def drop(self, which: Callable[[Key], bool]) -> None:
        """Drop the entries whose keys are told so."""
        for key in [key for key in self._entries if which(key)]:
            del self._entries[key]


class RecentMemory:
    """A `Memory` of the conversations and answers used last."""

    # A conversation takes about 2 kB, an exchange about 1 kB: some 30 MB when full, for far more
    # people than five partnerships have officers.
    def __init__(self, conversations: int = 5_000, exchanges: int = 10_000) -> None:
        self._conversations: Recent[Who, Conversation] = Recent(conversations)
        self._exchanges: Recent[Place, Exchange] = Recent(exchanges)
        self._pending: Recent[Place, str] = Recent(exchanges)

    def conversation(self, who: Who, /) -> Conversation:
        """Return what is known of a person; an empty one if nothing is."""
        return self._conversations.get(who) or Conversation()

    def keep_conversation(self, who: Who, conversation: Conversation, /) -> None:
        """Replace what is known of a person."""
        self._conversations.put(who, conversation)

    def exchange(self, asked: Place, /) -> Exchange | None:
        """Return the answer to a message; None if there was none or it is forgotten."""
        return self._exchanges.get(asked)

    def keep_exchange(self, asked: Place, exchange: Exchange, /) -> None:
        """Remember the answer to a message."""
        self._exchanges.put(asked, exchange)

    def pending(self, clarifying: Place, /) -> str:
        """Return the whole question behind a clarifying message; empty if it is forgotten."""
        return self._pending.get(clarifying) or ""

    def keep_pending(self, clarifying: Place, question: str, /) -> None:
        """Remember the whole question behind a clarifying message."""
        self._pending.put(clarifying, question)

    def forget(self, user: int, /) -> None:
        """Drop what is known of a person in all chats."""
        self._conversations.drop(lambda who: who.user == user)
        # a private chat has the number of its person
        self._exchanges.drop(lambda place: place.chat == user)
        self._pending.drop(lambda place: place.chat == user)
