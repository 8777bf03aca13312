"""An answer holds a value of the very kind that is asked for: a day, a number of these."""

from __future__ import annotations

from datetime import date

import pytest

from cspbot.assistant import Assistant
from cspbot.knowledge.facts import Knowledge
from cspbot.language.fitting import counts, has_day, wants_day
from cspbot.language.words import plain_words
from cspbot.messages import Answered, Question, Unknown

TODAY = date(2023, 10, 1)


@pytest.fixture(scope="module")
def assistant(county: Knowledge) -> Assistant:
    return Assistant(county)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("what date is it", True),
        ("which days is she in", True),
        ("date of the meeting", True),
        ("what year was it formed", False),
        ("up to what point", False),
    ],
)
def test_day_is_asked(text: str, wanted: bool):
    """A date or a day asks for more than a year."""
    assert wants_day(text) is wanted


def test_day_is_told():
    """A day of a month or of the week is a day; a month is none."""
    assert has_day("It opened on 8 April 2016.")
    assert has_day("They sit on Tuesdays.")
    assert not has_day("It runs from June to November 2015.")


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("Six other district partnerships would join.", True),
        ("The number of partnerships is 6.", True),
        ("The partnership's review was carried out by four managers.", False),
        ("The partnership of 2010 ended.", False),
    ],
)
def test_number_counts_thing(text: str, counted: bool):
    """A number counts what stands after it, and not whatever else a sentence speaks of."""
    assert counts(text, "partnership".__eq__) is counted


@pytest.mark.parametrize(
    "text",
    [
        "how many plans has the Ambridge partnership refreshed",
        "how many people came to the village hall in Ambridge",
        "what date did the Environment Committee at Ambridge agree to the merger",
        "why was the Ambridge plan scrapped",
    ],
)
def test_other_kind_is_refused(assistant: Assistant, text: str):
    """A fact with the words of a question and no value of its kind is no answer."""
    assert isinstance(assistant.reply(Question(text, TODAY)), Unknown)


def test_undated_report_says_so(assistant: Assistant):
    """That a document prints no date is the answer to the question for its date."""
    reply = assistant.reply(Question("what date is the felpersham briefing note", TODAY))
    assert isinstance(reply, Answered)
    assert "prints no date" in reply.text


def test_proposal_is_no_decision(assistant: Assistant):
    """What was decided is not answered with what was asked for, where no decision is recorded."""
    text = "what did the committee decide about the recommendations of the Ambridge report"
    reply = assistant.reply(Question(text, TODAY))
    assert isinstance(reply, Unknown)
    assert "records no decision" in reply.text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("what does Ambridge have for speeding", "£8,000"),
        ("who on earth chairs Ambridge", "Joan Archer"),
    ],
)
def test_asked_of_partnership(assistant: Assistant, text: str, told: str):
    """What a partnership has for a thing is no question for what the thing is."""
    assert told in assistant.reply(Question(text, TODAY)).text


def test_saving_is_no_cost(assistant: Assistant):
    """That a merger costs nothing does not tell how much it saves."""
    text = "how much will the Borsetshire merger save"
    assert isinstance(assistant.reply(Question(text, TODAY)), Unknown)


def test_non_apart_is_non():
    """'Non statutory' is 'non-statutory'."""
    assert plain_words("non statutory") == plain_words("non-statutory") == ("nonstatutory",)
