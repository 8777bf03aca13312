"""What is to be worked out is read from ordinary words, and from those alone."""

from __future__ import annotations

import pytest

from cspbot.language.amounts.operations import Operations, read_operations
from cspbot.language.words import words_of


def operations(text: str) -> Operations:
    words = words_of(text)
    after = text[len(text.rstrip(" ?%")) :]
    return read_operations([w.text for w in words], [*(w.before for w in words), after])


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("brom + redditch", {"sum"}),
        ("what do they add up to", {"sum"}),
        ("hate crime %", {"share"}),
        ("so avg per project", {"average"}),
        ("did it take more than half of it", {"fraction"}),
        ("how much more did it get than that", {"difference"}),
        ("redditch minus bromsgrove", {"minus"}),
        ("second biggest?", {"most"}),
        ("lines < 10k", {"under"}),
        ("which got at least £5,000", {"at_least"}),
        ("£5,000 or under", {"at_most"}),
        ("exactly ten grand", {"exactly"}),
        ("between 20 and 39 thousand", {"between"}),
        ("in order, highest first", {"order"}),
        ("how many times bigger", {"ratio"}),
    ],
)
def test_operation_is_read(asked: str, names: set[str]):
    """One way of asking each."""
    assert operations(asked).sums == names


@pytest.mark.parametrize(
    "asked",
    ["what sort of project", "is it mostly health", "what does that mean", "a different place",
     "Bromsgrove High Street", "who shared it", "almost everyone"],
)  # fmt: skip
def test_other_words_ask_for_nothing(asked: str):
    """Words that only look alike ask for nothing to be worked out."""
    assert operations(asked).sums == set()


def test_limit_has_its_amounts():
    """The amounts of a limit are known, in the order typed."""
    found = operations("between £20k and £39k").bounds("between")
    assert [figure.value for figure in found] == [20_000, 39_000]


def test_longer_phrase_wins():
    """'At least' is a limit and no superlative."""
    assert "least" not in operations("at least £5,000")
