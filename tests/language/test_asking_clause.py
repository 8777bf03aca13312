"""Which clause of a message asks, and what it asks of the others."""

from __future__ import annotations

from datetime import date

import pytest

from cspbot.assistant import Assistant
from cspbot.knowledge.facts import Knowledge
from cspbot.language.words import words_of
from cspbot.messages import Answered, Question, Unknown

TODAY = date(2023, 10, 1)


@pytest.fixture(scope="module")
def assistant(county: Knowledge) -> Assistant:
    return Assistant(county)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("when the police are short of staff, who chairs Ambridge", "who"),
        ("if the merger goes ahead, how is the chair chosen", "how"),
        ("when does it meet", "when"),
        ("I farm near Ambridge. Is there a quorum begun there", "yes_no"),
        ("my shop is in Ambridge. do I have to pay the chair", "yes_no"),
        ("farmer here near Ambridge, is there a quorum begun there", "yes_no"),
    ],
)
def test_form_of_main_clause(assistant: Assistant, text: str, form: str):
    """The clause that asks says what is wanted; one that says when or if does not."""
    assert assistant.query(Question(text, TODAY)).reading.form == form


@pytest.mark.parametrize(
    "text",
    [
        "My manager at the flower shop wonders who chairs Ambridge",
        "As a florist I want to know who chairs Ambridge; can you say?",
        "Ordering flowers for an opening; who chairs Ambridge?",
        "I'm finding out for our florist who chairs Ambridge",
    ],
)
def test_who_wants_to_know_is_not_asked_about(assistant: Assistant, text: str):
    """What stands before a clause that says itself what is asked of what needs no record."""
    reply = assistant.reply(Question(text, TODAY))
    assert isinstance(reply, Answered)
    assert "Joan Archer" in reply.text


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("who'll chair it", ("who", "chair", "it")),
        ("what're they doing", ("what", "they", "doing")),
        ("the plan of mar 16", ("the", "plan", "of", "march", "2016")),
        ("the plan of sept '17", ("the", "plan", "of", "september", "2017")),
        ("on 16 mar 18:00", ("on", "16", "march", "18", "00")),
        ("meeting on jan 11", ("meeting", "on", "january", "11")),
    ],
)
def test_what_is_shortened(typed: str, read: tuple[str, ...]):
    """Verbs shortened after a question word, and months with a year of two figures."""
    assert tuple(w.text for w in words_of(typed)) == read


def test_word_met_before(assistant: Assistant):
    """'What's that short for' asks for the abbreviation that the clause before it has."""
    text = "my boss and the grants officer keep on about the CSP, what's that short for"
    reply = assistant.reply(Question(text, TODAY))
    assert "CSP stands for community safety partnership" in reply.text


def test_place_of_meeting_a_word(assistant: Assistant):
    """Where a thing was met is no part of what it is."""
    reply = assistant.reply(Question("what does CSP mean in the Felpersham note", TODAY))
    assert "CSP stands for community safety partnership" in reply.text


def test_merger_of_all(assistant: Assistant):
    """What a report says of a merger answers a question that names one place in it."""
    text = "what are the risks of the Borsetshire merger for people in Penny Hassett"
    reply = assistant.reply(Question(text, TODAY))
    assert isinstance(reply, Answered)
    assert "villages are heard less" in reply.text


@pytest.mark.parametrize(
    "text",
    [
        "who chairs Penny Hassett CSP",
        "which of Penny Hassett and Ambridge pulled out of the merger",
    ],
)
def test_partnership_of_its_own(assistant: Assistant, text: str):
    """What only one of them can have or do is not answered from what is held on all."""
    assert isinstance(assistant.reply(Question(text, TODAY)), Unknown)


def test_somebody_else(assistant: Assistant):
    """Who cannot be reached is not the answer to who else could be."""
    text = "I can't raise Sam Carter about the Ambridge grants, who else has a phone number?"
    reply = assistant.reply(Question(text, TODAY))
    assert not reply.text.startswith("Sam Carter")


def test_whether_there_is_one(assistant: Assistant):
    """That there is such a thing is told without its address; the address needs one."""
    there = assistant.reply(Question("does Ambridge have a website", TODAY))
    assert isinstance(there, Answered)
    none = assistant.reply(Question("what is the website of Felpersham", TODAY))
    assert isinstance(none, Unknown)


def test_which_of_two_partnerships(assistant: Assistant):
    """'And which with Felpersham' asks what was asked of the partnership before it."""
    text = "Which police force is in with Ambridge, and which with Felpersham?"
    reply = assistant.reply(Question(text, TODAY))
    assert "Felpersham: The police force" in reply.text
