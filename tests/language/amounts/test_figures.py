"""Amounts are read as people type them; years, dates and telephone numbers are none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cspbot.language.amounts.figures import Figure, read_figures
from cspbot.language.words import words_of


def figures(text: str) -> tuple[Figure, ...]:
    return read_figures([w.text for w in words_of(text)])


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("£56k", 56_000),
        ("56 grand", 56_000),
        ("ten grand", 10_000),
        ("£0.5m", 500_000),
        ("half a million", 500_000),
        ("2.4 million", 2_400_000),
        ("twenty five thousand pounds", 25_000),
        ("a hundred grand", 100_000),
        ("£24,595", 24_595),
        ("207950", 207_950),
        ("five quid", 5),
    ],
)
def test_amount_is_read(typed: str, value: int):
    """One amount, however it is written."""
    (figure,) = figures(typed)
    assert figure.is_money
    assert figure.value == value


@pytest.mark.parametrize("typed", ["in 2016", "15/16", "01527 53", "a grand total", "m", ""])
def test_other_numbers_are_no_money(typed: str):
    """A year, a telephone number, a 'grand total' is not pounds."""
    assert not any(figure.is_money for figure in figures(typed))


def test_small_number_counts():
    """'The 3 tasking grants' has a count, 'three of them' too."""
    found = figures("3 or three")
    assert [f.value for f in found] == [3, 3]
    assert not any(f.is_money for f in found)


@pytest.mark.parametrize("typed", ["between 20 and 39 thousand", "20-39k", "20 to 39k"])
def test_scale_holds_for_both(typed: str):
    """Of two figures with one scale, both have it."""
    assert [f.value for f in figures(typed)] == [20_000, 39_000]


@pytest.mark.parametrize(
    ("typed", "amount", "names"),
    [
        ("£40.8k", "40810", True),
        ("£208k", "207950", True),
        ("£2.9m", "2946000", True),
        ("£5k", "5400", False),
        ("half a million", "490000", False),
        ("£40,810", "40811", False),
        ("£23,106", "23105.56", True),
    ],
)
def test_rounded_amount_names_line(typed: str, amount: str, names: bool):
    """A rounded amount stands for a line's that rounds to it, and for no other."""
    assert figures(typed)[0].names(Decimal(amount)) is names
