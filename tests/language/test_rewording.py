"""How names take the place of their like in a question, on the invented county."""

from __future__ import annotations

from datetime import date

import pytest

from cspbot.knowledge.facts import Knowledge
from cspbot.language.index import FactIndex
from cspbot.language.lexicon import lexicon
from cspbot.language.reader import Reader
from cspbot.language.rewording import Rewording

TODAY = date(2023, 10, 1)


@pytest.fixture(scope="module")
def reader(county: Knowledge) -> Reader:
    words = lexicon()
    return Reader(county, FactIndex(county, words), words)


@pytest.fixture(scope="module")
def rewording(county: Knowledge, reader: Reader) -> Rewording:
    return Rewording(county, reader)


@pytest.mark.parametrize(
    ("asked", "new", "expected"),
    [
        ("Who chairs Ambridge?", "felpersham", "Who chairs felpersham?"),
        ("how often does Ambridge CSP meet", "felpersham", "how often does felpersham meet"),
        ("who sits on the Ambridge board", "felpersham", "who sits on the felpersham board"),
        ("what is Joan Archer's post", "sam carter", "what is sam carter post"),
        ("what is her post", "joan archer", "what is joan archer post"),
        ("who chairs it", "ambridge", "who chairs it in ambridge"),
        ("is ambridge or felpersham older", "borsetshire", "is borsetshire older"),
        ("how much did signs get in 2022/23", "2023/24", "how much did signs get in 2023/24"),
    ],
)
def test_like_for_like(rewording, reader, asked, new, expected):
    """A name replaces one of its kind, a year a year; the rest stays as it was typed."""
    found = rewording.replaced(asked, reader.read(new, TODAY), TODAY)
    assert " ".join(found.split()) == expected


def test_stranger_makes_room(rewording, reader):
    """A name that nothing knows gives way to the next."""
    new = reader.read("ambridge", TODAY)
    assert rewording.replaced("who chairs leicester", new, TODAY, "leicester") == (
        "who chairs ambridge"
    )


@pytest.mark.parametrize(
    ("said", "expected"),
    [("the year before", "2021/22"), ("the year after", "2023/24"), ("this year", "")],
)
def test_years_step(rewording, said, expected):
    """'The year before' counts from the year of the question, not from today."""
    assert rewording.stepped("what was paid in 2022/23", said, TODAY) == expected


def test_year_to_step_from(rewording):
    """Where the question names no year there is nothing to count from."""
    assert rewording.stepped("what was paid", "the year before", TODAY) == ""


def test_form_is_exchanged(rewording):
    """One question word takes the place of another."""
    asked = rewording.other_form("when was ambridge formed?", "why", TODAY, bare=False)
    assert " ".join(asked.split()) == "why was ambridge formed?"


def test_pointing_goes_with_the_form(rewording):
    """'Is it' goes with the question word that it belongs to."""
    asked = rewording.other_form("where is it held", "and when", TODAY, bare=False)
    assert " ".join(asked.split()) == "and when held"
