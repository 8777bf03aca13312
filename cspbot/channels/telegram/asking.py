"""What the channel needs of an assistant, as it asks for it."""

from __future__ import annotations

from typing import Protocol

from cspbot.diary.diary import Diary
from cspbot.knowledge.facts import Knowledge
from cspbot.messages import Choice, Considered, Question, Role


class Assistant(Protocol):
    """Answers questions and tells about itself. All of it takes milliseconds and never waits."""

    knowledge: Knowledge

    def consider(self, question: Question, /) -> Considered:
        """Answer one question, and say what was made of it."""

    def explain(self, question: Question, /) -> str:
        """Say in plain text how a question was understood and what the answer rests on."""

    def about(self) -> str:
        """Say in plain text what is covered, from which sources, how old, and the limits."""

    def partnerships(self) -> tuple[Choice, ...]:
        """Return the partnerships covered: `label` as people call it, `key` its id."""

    def sources(self, partnership: str = "", /) -> str:
        """List in plain text the documents that answers come from: all, or one partnership's."""

    def resolve(self, text: str, /) -> tuple[Choice, ...]:
        """Return the partnerships that fit what was typed, as `partnerships` gives them."""

    def diary(self, role: Role, areas: tuple[str, ...], /) -> Diary:
        """Return the meetings that someone of a role may see."""
