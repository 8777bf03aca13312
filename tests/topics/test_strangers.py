"""A place that no record has is no place of a partnership."""

from __future__ import annotations

from datetime import date

import pytest

from cspbot.assistant import Assistant
from cspbot.knowledge.facts import Knowledge
from cspbot.messages import Question, Unknown

TODAY = date(2023, 10, 1)


@pytest.fixture(scope="module")
def assistant(county: Knowledge) -> Assistant:
    return Assistant(county)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("who chairs Danbridge CSP", "Danbridge"),
        ("who pays for tool marking in Chickendale and Ambridge", "Chickendale"),
        ("what is the risk of the merger in Ambridge for Danbridge", "Danbridge"),
    ],
)
def test_unknown_place_is_refused(assistant: Assistant, text: str, named: str):
    """What is held on a partnership is not told of a place that nothing knows, or of one alike."""
    reply = assistant.reply(Question(text, TODAY))
    assert isinstance(reply, Unknown)
    assert named.lower() in reply.text.lower()
