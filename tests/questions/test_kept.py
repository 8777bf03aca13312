"""What is kept from one message to the next makes answers quicker, and changes none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pytest
import yaml

from cspbot.assistant import Assistant
from cspbot.knowledge.facts import Knowledge
from cspbot.messages import Context, Question, Reply
from tests.questions.grading import FOLDER

Talk = Mapping[str, Any]


@pytest.fixture(scope="module")
def talks() -> list[Talk]:
    paths = sorted((FOLDER / "county").glob("*.yaml"))
    return [talk for path in paths for talk in yaml.safe_load(path.read_text(encoding="utf-8"))]


def replies(assistant: Assistant, talks: Iterable[Talk]) -> dict[str, Reply]:
    found: dict[str, Reply] = {}
    for talk in talks:
        context = Context()
        for number, turn in enumerate(talk["turns"]):
            reply = assistant.reply(Question(turn["ask"], date(2024, 5, 1), context=context))
            found[f"{talk['id']}/{number}"] = reply
            context = reply.context
    return found


def test_order_changes_nothing(county: Knowledge, talks: list[Talk]):
    """A conversation is answered alike whatever others asked before it."""
    assert replies(Assistant(county), talks) == replies(Assistant(county), reversed(talks))


def test_nothing_runs_over(county: Knowledge, talks: list[Talk]):
    """A conversation is answered alike by a bot that has just answered the same."""
    assistant = Assistant(county)
    assert replies(assistant, talks) == replies(assistant, talks)
