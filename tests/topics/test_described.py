"""A thing that is asked for by a description must be the thing described."""

from __future__ import annotations

from datetime import date

import pytest

from cspbot.assistant import Assistant
from cspbot.config import ROOT
from cspbot.knowledge.facts import Knowledge
from cspbot.knowledge.store import load_knowledge
from cspbot.messages import Answered, Question, Unknown

TODAY = date(2023, 10, 1)


@pytest.fixture(scope="module")
def assistant(county: Knowledge) -> Assistant:
    return Assistant(county)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("what is the night bus project in Ambridge", "night"),
        ("what does the falconry scheme do in Ambridge", "falconry"),
        ("who sits on the licensing panel in Felpersham", "panel"),
    ],
)
def test_stranger_is_refused(assistant: Assistant, text: str, named: str):
    """Neither all projects nor another one is given for a project that no record has."""
    reply = assistant.reply(Question(text, TODAY))
    assert isinstance(reply, Unknown)
    assert named in reply.text


def test_own_words_are_understood(assistant: Assistant):
    """A project may be described in other words than its name."""
    reply = assistant.reply(Question("what is the tool engraving project in Ambridge", TODAY))
    assert isinstance(reply, Answered)
    assert "Tool Marking" in reply.text


@pytest.fixture(scope="module")
def reports() -> Assistant:
    return Assistant(load_knowledge(ROOT / "knowledge", None))


@pytest.mark.parametrize("text", ["{}", "what is the {}", "tell me about the {}"])
def test_law_alone_is_explained(reports: Assistant, text: str):
    """A law that is all that is named is explained, and no question about crimes or a place."""
    reply = reports.reply(Question(text.format("Crime and Disorder Act 1998"), TODAY))
    assert isinstance(reply, Answered)
    assert "Crime and Disorder Act 1998" in reply.text


@pytest.mark.parametrize("text", ["CSP", "tell me about CSP?"])
def test_word_alone_is_explained(assistant: Assistant, text: str):
    """A word of the field that is all that is typed gets its meaning."""
    reply = assistant.reply(Question(text, TODAY))
    assert isinstance(reply, Answered)
    assert "ommunity" in reply.text
