"""One visit at the desk: who comes, with what, when; and what the desk has at hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from cspbot.accounts.privacy import Keeping
from cspbot.accounts.roles import MAY, Act, Standing
from cspbot.accounts.said import Said
from cspbot.accounts.saying import NAMES
from cspbot.diary.diary import Diary
from cspbot.knowledge.facts import Fact, Knowledge
from cspbot.messages import AUDIENCES, Choice, Considered, Question, Role
from cspbot.store.store import Store


class Assistant(Protocol):
    """What the desk needs of the assistant."""

    knowledge: Knowledge

    def consider(self, question: Question, /) -> Considered:
        """Answer a question, and say what was made of it."""

    def partnerships(self) -> tuple[Choice, ...]:
        """Return the partnerships covered."""

    def resolve(self, text: str, /) -> tuple[Choice, ...]:
        """Return the partnerships that fit what was typed."""

    def diary(self, role: Role, areas: tuple[str, ...], /) -> Diary:
        """Return the meetings that someone of a role may see."""


class Living(Protocol):
    """What the desk needs of the knowledge while the bot runs."""

    def is_stale(self) -> bool:
        """Tell whether there is something to load."""

    def reload(self) -> bool:
        """Load what has changed; False if nothing has."""

    def place(self, record: str, /) -> str:
        """Return the file and line of a record; '' where it cannot be told."""

    def amended(self, files: Mapping[str, bytes], /) -> AbstractContextManager[object]:
        """Let the knowledge with these further files serve, if it is sound."""


@dataclass(frozen=True, slots=True)
class Asker:
    """A person in a chat."""

    user: int
    chat: int

    @property
    def in_group(self) -> bool:
        """Tell whether others read along; a private chat has the number of its person."""
        return self.chat != self.user


@dataclass(frozen=True, slots=True)
class House:
    """How whoever runs the bot has set it."""

    admins: frozenset[int] = frozenset()
    is_open: bool = True
    operator: str = ""
    """Who runs it and how to reach them, for the privacy notice."""
    keeping: Keeping = field(default_factory=Keeping)
    web: str = ""
    """The address of the web server as people reach it; empty: there is none."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One command or press."""

    asker: Asker
    standing: Standing
    typed: str
    """What was typed after the command."""
    at: datetime
    bot: str
    """The bot's user name, for links to it."""
    store: Store
    assistant: Assistant
    living: Living
    house: House

    @property
    def knowledge(self) -> Knowledge:
        """What the person may see of the knowledge."""
        allowed = AUDIENCES[self.standing.role]
        return self.assistant.knowledge.visible_to(allowed, self.standing.areas)

    def sees(self, fact: Fact) -> bool:
        """Tell whether the person may see a fact where they are."""
        if fact.audience == "public":
            return True
        allowed = AUDIENCES[self.standing.role]
        return (
            not self.asker.in_group
            and fact.audience in allowed
            and self.standing.covers(fact.scope)
        )

    def with_typed(self, typed: str) -> Visit:
        """Return the same visit with other words."""
        return replace(self, typed=typed)

    def labels(self, partnerships: Sequence[str]) -> list[str]:
        """Return what partnerships are called."""
        return [one.label for one in self.assistant.partnerships() if one.key in partnerships]

    def label(self, partnership: str) -> str:
        """Return what a partnership is called; its id where it is not held any more."""
        return next(iter(self.labels([partnership])), partnership)


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the desk; only private chats may send it."""

    name: str
    description: str
    """What the menu says beside it."""
    act: Act
    """What one must be allowed to do."""
    answer: Callable[[Visit], Said]
    is_slow: bool = False
    """It takes seconds, so a channel lets others go on meanwhile."""
    tells: bool = False
    """It tells what is held: refused where questions are, while the bot is paused or closed."""


@dataclass(frozen=True, slots=True)
class Press:
    """What a button of the desk does; checked anew at each press, for data can be made up."""

    verb: str
    act: Act
    answer: Callable[[Visit, tuple[str, ...]], Said]
    is_slow: bool = False
    tells: bool = False


def those_who_may(act: Act) -> str:
    """Name the roles that may do something: 'an officer or an admin'."""
    names = [NAMES[role] for role in Role if role in MAY[act]]
    return " or ".join(names)
