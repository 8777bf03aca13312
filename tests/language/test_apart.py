"""A verb is read whole where its other half stands apart from it."""

from __future__ import annotations

from datetime import date

import pytest

from cspbot.assistant import Assistant
from cspbot.knowledge.facts import Knowledge
from cspbot.messages import Question

TODAY = date(2023, 10, 1)


@pytest.fixture(scope="module")
def assistant(county: Knowledge) -> Assistant:
    return Assistant(county)


def terms(assistant: Assistant, text: str) -> list[str]:
    return [t.text for t in assistant.query(Question(text, TODAY)).reading.terms]


@pytest.mark.parametrize(
    "text",
    ["who put the Ambridge report together", "who put the report of Ambridge together?",
     "who put it together for Ambridge"],
)  # fmt: skip
def test_halves_are_one(assistant: Assistant, text: str):
    """'Put ... together' asks for the author, wherever its second half stands."""
    assert any(t.startswith("put") and t.endswith("together") for t in terms(assistant, text))


@pytest.mark.parametrize(
    "text",
    ["who put money in for the cameras in Felpersham",  # goes into a purse, and is no half
     "what did the board set when it turned up in Ambridge",  # the half of another verb
     "would the merger leave us out of pocket"],  # 'out of' begins something else
)  # fmt: skip
def test_strangers_stay_apart(assistant: Assistant, text: str):
    """A word that belongs to what follows, or to another verb, is no half."""
    assert not {"set up", "leave out"} & set(terms(assistant, text))
