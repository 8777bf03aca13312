"""A conversation in the terminal, or over a pipe: line by line until the input ends."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import date
from typing import TextIO

from rich.console import Console
from rich.text import Text

from cspbot.layout import Layout, lay_out
from cspbot.messages import Choice, Context, Question, Reply

PROMPT = "> "
TOO_LONG = 4
"""Digits from which a number is no choice but a question, such as a telephone number."""
LEAVE = frozenset({"exit", "quit", "bye"})
HOW_TO_LEAVE = "Type a question and press Enter; Ctrl-D ends."


class Conversation:
    """One person's conversation: what is remembered between two lines."""

    def __init__(self, reply: Callable[[Question], Reply], today: Callable[[], date]) -> None:
        self.reply = reply
        self.today = today
        self.context = Context()
        self.asked = ""
        self.choices: tuple[Choice, ...] = ()

    def take(self, line: str) -> Layout:
        """Answer a line: a question, or the number of a choice that was just offered."""
        text, chosen = line, ""
        if self.choices and line.isdecimal() and len(line) < TOO_LONG:
            number = int(line)
            if not 1 <= number <= len(self.choices):
                return Layout(
                    "clarify",
                    f"There is no choice {number}. Type a number from 1 to {len(self.choices)}, "
                    "or ask something else.",
                    choices=self.choices,
                )
            text, chosen = self.asked, self.choices[number - 1].key
        answer = self.reply(Question(text, self.today(), context=self.context, chosen=chosen))
        self.context, self.asked = answer.context, text
        layout = lay_out(answer)
        self.choices = layout.choices
        return layout


def chat(
    reply: Callable[[Question], Reply],
    today: Callable[[], date],
    stdin: TextIO,
    console: Console,
    greeting: str = "",
) -> None:
    """Hold a conversation until the input ends or the person leaves.

    A person at a terminal is greeted and prompted; from a pipe, each question is shown before its
    answer, so that the output can be read by itself.
    """
    by_hand = stdin.isatty()
    if by_hand:
        _say(console, greeting)
        _say(console, HOW_TO_LEAVE, "dim")
    conversation = Conversation(reply, today)
    with contextlib.suppress(KeyboardInterrupt):
        for line in _typed() if by_hand else stdin:
            question = line.strip()
            if question.lower() in LEAVE:
                break
            if question:
                if not by_hand:
                    _say(console, PROMPT + question, "bold")
                show(conversation.take(question), console)
                _say(console, "")
    if by_hand:
        _say(console, "")


def _typed() -> Iterator[str]:
    """Yield what a person types; arrow keys and history work where the system has readline."""
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401 - makes input() edit lines

    with contextlib.suppress(EOFError):
        while True:
            yield input(PROMPT)


def show(layout: Layout, console: Console) -> None:
    """Print a reply: the answer plain, what goes with it set off by colour where there is any."""
    _say(console, layout.text)
    for notice in layout.notices:
        _say(console, notice, "yellow")
    if layout.source:
        _say(console, layout.source, "dim")
    for number, choice in enumerate(layout.choices, 1):
        _say(console, f"  {number}. {choice.label}", "bold")
    if layout.suggestions:
        asks = " · ".join(choice.ask or choice.label for choice in layout.suggestions)
        _say(console, f"You could ask: {asks}", "dim")


def _say(console: Console, text: str, style: str = "") -> None:
    # soft_wrap off a terminal: a pipe or file gets its lines whole
    console.print(Text(text, style=style), soft_wrap=not console.is_terminal)
