"""The terminal: readable at a keyboard and in a pipe, choices by number, a clean end."""

from __future__ import annotations

import io
from datetime import date

import pytest
from rich.console import Console

from cspbot.channels import console
from cspbot.channels.console import Conversation, chat
from cspbot.messages import Answered, Choice, Clarify, Context, Question, Reply, Source

TODAY = date(2024, 5, 1)
CHOICES = (Choice("Ambridge", "p:a"), Choice("Felpersham", "p:f"))


def answer(question: Question) -> Reply:
    """Ask which partnership; told by a choice or by context, answer."""
    if question.text == "who chairs it?" and not question.chosen:
        return Clarify("Which partnership?", CHOICES, Context(pending=question.text))
    text = f"{question.text} [{question.chosen}] £5 • on {question.today}"
    next_question = Choice("Priorities", "", "what are its priorities?")
    return Answered(
        text, (Source("the report", "1.6"),), ("It is old.",), (next_question,), Context()
    )


class Keyboard(io.StringIO):
    """Standard input that is a terminal."""

    def isatty(self) -> bool:
        return True


def talk(
    stdin: io.StringIO, monkeypatch: pytest.MonkeyPatch, *typed: str | type[BaseException]
) -> str:
    """Return all that is shown; what is typed at a terminal is given apart."""
    lines = iter(typed)

    def read(prompt: str) -> str:
        assert prompt == console.PROMPT
        line = next(lines, EOFError)
        if isinstance(line, str):
            return line
        raise line

    monkeypatch.setattr("builtins.input", read)
    shown = io.StringIO()
    screen = Console(file=shown, force_terminal=stdin.isatty(), width=80, color_system=None)
    chat(answer, lambda: TODAY, stdin, screen, "Hello.")
    return shown.getvalue()


def test_pipe_shows_question_and_answer(monkeypatch):
    """Piped input is answered line by line until it ends; the output reads by itself."""
    assert talk(io.StringIO("one?\n\ntwo?\n"), monkeypatch) == (
        "> one?\none? [] £5 • on 2024-05-01\nIt is old.\nSource: the report, 1.6\n"
        "You could ask: what are its priorities?\n\n"
        "> two?\ntwo? [] £5 • on 2024-05-01\nIt is old.\nSource: the report, 1.6\n"
        "You could ask: what are its priorities?\n\n"
    )


def test_number_picks_a_choice(monkeypatch):
    """The number of a choice asks the same question again with that choice."""
    shown = talk(io.StringIO("who chairs it?\n2\n"), monkeypatch)
    assert "Which partnership?\n  1. Ambridge\n  2. Felpersham\n" in shown
    assert "who chairs it? [p:f]" in shown


def test_number_that_is_no_choice_is_told():
    """A number past the last choice is asked for again, and the choices stay open."""
    conversation = Conversation(answer, lambda: TODAY)
    conversation.take("who chairs it?")
    assert conversation.take("7").text.startswith(
        "There is no choice 7. Type a number from 1 to 2"
    )
    assert conversation.take("1").text.startswith("who chairs it? [p:a]")


@pytest.mark.parametrize("line", ["9" * 5000, "²", "1.5", "who else?"])
def test_anything_else_is_a_question(line):
    """With choices open, whatever is no short number is a new question."""
    conversation = Conversation(answer, lambda: TODAY)
    conversation.take("who chairs it?")
    assert conversation.take(line).text.startswith(f"{line} []")


def test_number_without_choices_is_a_question():
    """When nothing was asked back, a number is a question like any other."""
    assert Conversation(answer, lambda: TODAY).take("2").text.startswith("2 []")


def test_context_is_carried_on():
    """What a reply remembers goes with the next question."""
    seen = []

    def remember(question: Question) -> Reply:
        seen.append(question.context.asked)
        return Answered("yes", (), context=Context(asked=question.text))

    conversation = Conversation(remember, lambda: TODAY)
    for line in ("first", "second"):
        conversation.take(line)
    assert seen == ["", "first"]


def test_terminal_is_greeted(monkeypatch):
    """At a keyboard there is a greeting and how to leave; the question is not echoed."""
    shown = talk(Keyboard(), monkeypatch, "one?")
    assert shown.startswith(f"Hello.\n{console.HOW_TO_LEAVE}\none? [] £5")


@pytest.mark.parametrize("last", [EOFError, KeyboardInterrupt, "exit", "Quit"])
def test_leaving_is_clean(monkeypatch, last):
    """Ctrl-D, Ctrl-C and a word end the conversation without noise."""
    assert talk(Keyboard(), monkeypatch, "one?", last).endswith("\n")


def test_marks_are_not_markup(monkeypatch):
    """Square brackets in a question or an answer are shown as they are."""
    assert "[bold]x[/bold] [] £5" in talk(io.StringIO("[bold]x[/bold]\n"), monkeypatch)
