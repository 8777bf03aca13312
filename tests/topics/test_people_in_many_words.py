"""Whom to ring, who chairs and how many there are, in whatever words; of nobody else."""

from __future__ import annotations

from datetime import date

import pytest

from cspbot.messages import Answered, Context, Question, Reply, Unknown
from tests.questions.grading import assistant

TODAY = date(2024, 5, 1)


def ask(text: str, context: Context | None = None) -> Reply:
    return assistant("county").reply(Question(text, TODAY, context=context or Context()))


@pytest.mark.parametrize("text", [
    "phone number for Sam Carter in Ambridge", "Ambridge: Sam Carter's number?",
    "how can I ring Sam Carter in Ambridge", "what's Sam Carter's tel in Ambridge",
    "do you have a number for Sam Carter in Ambridge",
    "on what number is Sam Carter of Ambridge reached",
])  # fmt: skip
def test_a_number_that_is_printed(text: str) -> None:
    assert "01632 960101" in ask(text).text


@pytest.mark.parametrize("text", [
    "phone number for Joan Archer", "Joan Archer number?", "how can I ring Joan Archer",
    "do you have a number for Joan Archer", "what's Joan Archer's tel",
])  # fmt: skip
def test_no_other_number_stands_in(text: str) -> None:
    reply = ask(text)
    assert isinstance(reply, Unknown)
    assert "telephone number" in reply.text


def test_whom_to_ring_gives_the_number_too() -> None:
    reply = ask("who do I ring about the tool marking days in Ambridge")
    assert isinstance(reply, Answered)
    assert "Sam Carter" in reply.text
    assert "01632 960101" in reply.text


@pytest.mark.parametrize("text", [
    "who chairs Ambridge CSP", "who's in the chair at Ambridge", "Ambridge chair?",
    "name the chair of the Ambridge partnership", "chairman of Ambridge CSP",
    "who heads the Ambridge alliance",
])  # fmt: skip
def test_who_chairs(text: str) -> None:
    assert "Joan Archer" in ask(text).text


@pytest.mark.parametrize("text", [
    "how many priorities does Ambridge have", "number of priorities in Ambridge",
    "Ambridge priorities - how many",
])  # fmt: skip
def test_a_list_is_counted(text: str) -> None:
    assert ask(text).text.startswith("Two (2).")


def test_it_is_what_can_have_a_chair() -> None:
    """A police force has no chair: 'it' is the partnership that was asked about."""
    context = ask("which police force covers Ambridge").context
    assert "Joan Archer" in ask("who chairs it?", context).text
