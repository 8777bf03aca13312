"""Small talk takes what is no question about a partnership, and nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from cspbot import wording
from cspbot.assistant import Assistant
from cspbot.knowledge.facts import Knowledge
from cspbot.messages import Context, Question, Reply, Unknown, Why
from cspbot.topics import small_talk

DATA = yaml.safe_load(Path(__file__).with_name("small_talk.yaml").read_text(encoding="utf-8"))
TAKEN = [(kind, ask) for kind, asks in DATA["taken"].items() for ask in asks]
BEGINS = {
    "abilities": "I look up what",
    "coverage": "I cover Ambridge",
    "age": "I know nothing newer",
    "sources": "My facts come from",
    "complaint": "I am sorry",
}


@pytest.fixture(scope="module")
def assistant(county: Knowledge) -> Assistant:
    return Assistant(county)


def say(assistant: Assistant, text: str, **question: object) -> Reply | None:
    asked = Question(text, date(2024, 5, 1), **question)  # type: ignore[arg-type]
    return small_talk.answer(assistant.query(asked))


@pytest.mark.parametrize(("kind", "ask"), TAKEN)
def test_message_has_its_wording(assistant: Assistant, kind: str, ask: str):
    """Each kind of message gets the wording of its kind, however it is put."""
    reply = say(assistant, ask)
    assert isinstance(reply, Unknown), "left to the other topics"
    expected = BEGINS.get(kind) or getattr(wording, kind.upper())
    assert reply.text.startswith(expected)


@pytest.mark.parametrize("ask", DATA["left"])
def test_question_is_left(assistant: Assistant, ask: str):
    """What a record could answer is left to the other topics, whatever words it is put in."""
    assert say(assistant, ask) is None


def test_every_rule_is_tried():
    """A rule that no message of the test data needs is one too many."""
    assert {kind for kind, _ in TAKEN} == set(small_talk.kinds())


@pytest.mark.parametrize("text", ["", "   ", "???", "👍"])
def test_no_words_typed(assistant: Assistant, text: str):
    """A message without a word is told so, with an example that works."""
    reply = say(assistant, text)
    assert isinstance(reply, Unknown)
    assert reply.why is Why.EMPTY
    assert "'who chairs Ambridge?'" in reply.text


def test_pressed_choice_is_left(assistant: Assistant):
    """A pressed button answers what the bot asked, whatever the question was."""
    assert say(assistant, "hello", chosen="ambridge") is None


def test_context_stays(assistant: Assistant):
    """After a thank you the next question still knows what was spoken of."""
    context = Context(partnerships=("ambridge",), asked="who chairs Ambridge?")
    reply = say(assistant, "thanks", context=context)
    assert reply is not None
    assert reply.context == context


def test_this_is_what_was_spoken_of(assistant: Assistant):
    """'How does this work' is about the bot only as the first message."""
    context = Context(partnerships=("ambridge",), asked="what is the merger?")
    assert say(assistant, "how does this work?") is not None
    assert say(assistant, "how does this work?", context=context) is None


def test_reports_by_age(assistant: Assistant):
    """Asked how old its data are, the bot lists the reports, oldest first."""
    reply = say(assistant, "how old is your data?")
    assert reply is not None
    assert (
        "• Felpersham briefing note, about November 2022\n"
        "• Ambridge committee report, 14 September 2023\n"
    ) in reply.text


def test_restricted_sources_stay_unsaid(assistant: Assistant):
    """A document that only officers may see is not named to the public."""
    reply = say(assistant, "where do your facts come from?")
    assert reply is not None
    assert "contact sheet" not in reply.text
