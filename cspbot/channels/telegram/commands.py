"""The commands of the bot, and the question that each stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle

from cspbot.messages import Choice


@dataclass(frozen=True, slots=True)
class Command:
    """A command as Telegram lists it."""

    name: str
    description: str
    """What the menu says beside it; 256 characters at most."""
    about: str = ""
    """The question about one partnership, `{}` standing for it; empty: not a question."""
    alone: str = ""
    """The question when no partnership is named; empty: the channel answers itself."""


COMMANDS = (
    Command("start", "What I can answer, with examples"),
    Command("help", "How to ask, and all commands"),
    Command("ask", "Ask a question: /ask who chairs ...", "{}", ""),
    Command("why", "How your last question was understood"),
    Command("about", "Coverage, sources, limits and privacy", "{}", ""),
    Command("partnerships", "The partnerships that I cover", "{}", ""),
    Command("mine", "Set the partnership that you ask about"),
    Command(
        "authorities",
        "Responsible authorities of a partnership",
        "who are the responsible authorities of {}",
        "who are the responsible authorities",
    ),
    Command(
        "priorities",
        "Priorities of a partnership",
        "what are the priorities of {}",
        "what are the priorities",
    ),
    Command(
        "funding",
        "Money that a partnership was given",
        "what is the funding of {}",
        "what is the funding",
    ),
    Command(
        "meetings",
        "When and where a partnership meets",
        "when does {} meet",
        "when are the meetings",
    ),
    Command(
        "contacts",
        "Whom to ring or write to",
        "who is the contact for {}",
        "who is the contact",
    ),
    Command(
        "pack",
        "What to know before the next meeting",
        "meeting pack for {}",
        "meeting pack",
    ),
    Command("sources", "The documents behind the answers"),
)
BY_NAME = {command.name: command for command in COMMANDS}
IN_GROUPS = ("ask",)
"""Offered in a group's menu; the others are obeyed there only when addressed to the bot."""

EXAMPLES = ("priorities", "contacts", "funding")


def question(name: str, rest: str) -> str:
    """Return the question that a command and what was typed after it stand for; may be empty."""
    if name == "start":
        return linked(rest)
    command = BY_NAME.get(name)
    rest = " ".join(rest.split()) if name != "ask" else rest.strip()
    if command is None or not command.about:
        return rest
    return command.about.format(rest) if rest else command.alone


def linked(payload: str) -> str:
    """Return the question that a deep link stands for: 'nncsp-priorities', 'nncsp', a sentence.

    A payload has letters, digits, '_' and '-' only, so the hyphens of an id and those between
    words cannot be told apart; read as spaces they name the partnership either way.
    """
    *partnership, topic = payload.replace("_", "-").strip("-").split("-")
    if partnership and topic.lower() in BY_NAME:
        return question(topic.lower(), " ".join(partnership))
    return " ".join((*partnership, topic))


def examples(partnerships: Sequence[Choice]) -> tuple[Choice, ...]:
    """Return three questions to begin with, spread over the partnerships; none if there are none.

    Each is its own label, so that it can be read off the button where it is too long for its data.
    """
    names = cycle(one.label for one in partnerships)
    asked = [
        _sentence(question(topic, name)) for topic, name in zip(EXAMPLES, names, strict=False)
    ]
    return tuple(Choice(text, f"example {at}", text) for at, text in enumerate(asked))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}?"
