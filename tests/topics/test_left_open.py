"""What a source leaves open refuses the questions that ask for just that, and no others."""

from __future__ import annotations

from datetime import date

import pytest

from cspbot.assistant import Assistant
from cspbot.config import ROOT
from cspbot.knowledge.store import load_knowledge
from cspbot.messages import Answered, Context, Question, Reply, Unknown

TODAY = date(2026, 3, 1)


@pytest.fixture(scope="module")
def assistant() -> Assistant:
    return Assistant(load_knowledge(ROOT / "knowledge", None))


def ask(assistant: Assistant, text: str, context: Context | None = None) -> Reply:
    return assistant.reply(Question(text, TODAY, context=context or Context()))


@pytest.mark.parametrize(
    ("open_", "held", "told"),
    [
        ("what time is the safe place launch in Bromsgrove", "where is the safe place launch",
         "Starlight"),
        ("what does Facewatch cost after the first 100", "who pays for Facewatch", "NWCSP"),
        ("who chairs the safeguarding children board in Telford",
         "which boards in Telford share domestic abuse as a priority", "Safeguarding"),
        ("how many CCTV cameras does North Worcestershire have",
         "how much did North Worcestershire get for CCTV", "£40,810"),
        ("who is the community safety manager for Kettering",
         "who is the community safety manager for Corby", "Antonia Malpas"),
    ],
)  # fmt: skip
def test_asks_for_just_that(assistant: Assistant, open_: str, held: str, told: str):
    """A sentence on what is open refuses what it names; the same thing is answered otherwise."""
    refused, answered = ask(assistant, open_), ask(assistant, held)
    assert not isinstance(refused, Answered), refused
    assert isinstance(answered, Answered), answered
    assert told in answered.text


def test_list_of_partnerships_is_not_shortened(assistant: Assistant):
    """Who runs a scheme is open in one report; that the report speaks of the scheme is not."""
    reply = ask(assistant, "we run a pub. where is pubwatch talked about, which areas?")
    assert isinstance(reply, Answered)
    assert "Wellingborough" in reply.text
    assert "Bromsgrove" in reply.text


@pytest.mark.parametrize(
    "text",
    [
        "who is the mayor of Wellingborough",
        "what did scrutiny say about Telford's progress",
        "how long has Gill Chapman worked in Wellingborough",
        "what is the address of the Starlight community centre",
    ],
)
def test_beside_is_no_answer(assistant: Assistant, text: str):
    """A particular word, what came of something and a duration must be told, not its like."""
    assert isinstance(ask(assistant, text), Unknown)


def test_what_it_does_is_no_question_for_its_meaning(assistant: Assistant):
    """'What must a plan show' asks something of the plan; 'what is it' asks what it is."""
    asked = ask(assistant, "what must the partnership plan in Wellingborough show")
    assert isinstance(asked, Answered)
    assert "resources" in asked.text
    meant = ask(assistant, "what is tasking")
    assert isinstance(meant, Answered)
    assert meant.text.startswith("Tasking means")


def test_lines_of_one_partnership_need_no_name(assistant: Assistant):
    """Only one partnership has tasking lines: they are taken for meant, and it is said so."""
    reply = ask(assistant, "how much went on tasking altogether")
    assert isinstance(reply, Answered)
    assert "£102,250" in reply.text
    assert any("North Worcestershire" in notice for notice in reply.notices)


@pytest.mark.parametrize(
    "text", ["how much would the countywide partnership cost", "how much is paid for MARAC"]
)
def test_lines_of_something_else_are_not_taken(assistant: Assistant, text: str):
    """A word that the lines do not explain asks for no line of theirs."""
    reply = ask(assistant, text)
    assert not (isinstance(reply, Answered) and "£" in reply.text), reply


def test_two_question_words_share_what_is_asked(assistant: Assistant):
    """Both halves of 'where will they meet and how often' are answered."""
    reply = ask(assistant, "where will the NNCSP meet and how often")
    assert isinstance(reply, Answered)
    assert "four districts" in reply.text
    assert "quarterly" in reply.text
