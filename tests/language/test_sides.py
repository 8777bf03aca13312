"""A question about several partnerships is cut into what it asks of each."""

from __future__ import annotations

from datetime import date

import pytest

from cspbot.assistant import Assistant
from cspbot.knowledge.facts import Knowledge
from cspbot.language.differing import difference, years_apart
from cspbot.language.sides import sides
from cspbot.messages import Question

BOTH = ("ambridge", "felpersham")


@pytest.fixture(scope="module")
def assistant(county: Knowledge) -> Assistant:
    return Assistant(county)


def words_of_sides(assistant: Assistant, text: str) -> list[set[str]]:
    query = assistant.query(Question(text, date(2024, 5, 1)))
    found = sides(query, BOTH).values()
    return [{t.text for t in side.reading.terms if t.weight >= 0.3} for side in found]


def test_one_question_is_asked_of_both(assistant: Assistant):
    """'Who chairs A and B' asks the same of each."""
    one, two = words_of_sides(assistant, "who chairs Ambridge and Felpersham?")
    assert one == two == {"chairs"}


def test_two_questions_are_told_apart(assistant: Assistant):
    """Each partnership gets the question of its own clause."""
    one, two = words_of_sides(
        assistant, "How often does Ambridge meet, and in Felpersham what is the budget?"
    )
    assert "meet" in one
    assert "budget" in two
    assert not one & two


def test_names_of_others_are_left_out(assistant: Assistant):
    """What is named of one partnership is not looked for in the other."""
    _, two = words_of_sides(assistant, "Tool Marking Days in Ambridge compared with Felpersham")
    assert "tool marking days" not in two


@pytest.mark.parametrize(
    ("first", "second", "apart"),
    [
        ("2010-07-28", "2019", "about 9 years"),
        ("1998", "1999", "about a year"),
        ("2016-03-21", "2017-12-07", "a year"),
        ("2016-03-21", "2016-12-07", "less than a year"),
    ],
)
def test_years_are_no_more_exact_than_dates(first: str, second: str, apart: str):
    """Where one date is a year only, the years between are said to be about right."""
    assert years_apart(first, second) == apart


def test_more_and_less_are_said(assistant: Assistant, county: Knowledge):
    """Two numbers of one field are compared, with the difference."""
    query = assistant.query(Question("which has more priorities", date(2024, 5, 1)))
    facts = county.facts
    one = ("Ambridge", [facts["ambridge.priorities"]])
    two = ("Felpersham", [facts["felpersham.priorities"]])
    numbers = [int(facts[f"{scope}.priorities"].value) for scope in BOTH]
    said = difference(query.reading, one, two)
    assert str(max(numbers)) in said
