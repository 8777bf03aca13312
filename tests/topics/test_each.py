"""One thing asked of several people named, in the invented county."""

from __future__ import annotations

from datetime import date

import pytest

from cspbot.assistant import Assistant
from cspbot.knowledge.facts import Knowledge
from cspbot.messages import Answered, Question, Unknown

DAY = date(2024, 5, 1)


@pytest.fixture(scope="module")
def bot(county: Knowledge) -> Assistant:
    return Assistant(county)


def test_each_is_answered_alone(bot: Assistant) -> None:
    """Who has what is asked is given it; who has none is said to have none."""
    reply = bot.reply(Question("phone numbers of Sam Carter and Joan Archer", DAY))
    assert isinstance(reply, Answered)
    assert "01632 960101" in reply.text
    assert "I do not hold a telephone number for Joan Archer." in reply.text


def test_nobody_has_it(bot: Assistant) -> None:
    """Where none of them has it, all are named in the refusal."""
    reply = bot.reply(Question("emails of Superintendent Sam Carter and Joan Archer", DAY))
    assert isinstance(reply, Unknown)
    assert "for Sam Carter" in reply.text
    assert "for Joan Archer" in reply.text


def test_who_they_are(bot: Assistant) -> None:
    """Where nothing but names is asked, each is said who they are."""
    reply = bot.reply(Question("who are Superintendent Sam Carter and Joan Archer?", DAY))
    assert isinstance(reply, Answered)
    first, second = reply.text.split("\n")[:2]
    assert "Area Commander" in first
    assert second.startswith("Joan Archer")


def test_one_person_is_no_matter_for_it(bot: Assistant) -> None:
    """One person named is answered, or refused, as ever."""
    reply = bot.reply(Question("phone number of Joan Archer", DAY))
    assert reply.text.startswith("I do not hold a telephone number for Joan Archer. I do hold")
