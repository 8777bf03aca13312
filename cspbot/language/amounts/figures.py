"""Reads amounts of money and other figures as people type them: '£56k', 'ten grand', '0.5m', '3'.

Years are not figures: 'periods' reads them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

_DIGITS = re.compile(r"(£?)(\d[\d,]*(?:\.\d+)?)(k|m|bn)?(%?)")
_THOUSAND, _MILLION = Decimal(1_000), Decimal(1_000_000)
_SCALES: Mapping[str, Decimal] = {
    "k": _THOUSAND, "grand": _THOUSAND, "thousand": _THOUSAND, "thousands": _THOUSAND,
    "thou": _THOUSAND, "m": _MILLION, "mil": _MILLION, "million": _MILLION,
    "bn": 1_000 * _MILLION, "billion": 1_000 * _MILLION, "hundred": Decimal(100),
}  # fmt: skip
_UNITS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SPELLED: Mapping[str, int] = {
    **{word: n for n, word in enumerate(_UNITS, 1)},
    **{word: 10 * n for n, word in enumerate(_TENS, 2)},
    "dozen": 12,
}
_POUNDS = frozenset({"pounds", "pound", "quid"})
_YEARS = range(1990, 2101)
_SPANNING = frozenset({"and", "to", "or"})
LEAST_MONEY = 1_000
"""From here on a bare figure is taken for pounds; below, for a count: 'the 3 tasking grants'."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a question."""

    value: Decimal
    start: int
    """Its first word."""
    size: int
    is_money: bool
    step: Decimal = Decimal(1)
    """What its last digit counts: 100 in '40.8k', 1 in '40,810'."""
    is_percent: bool = False

    @property
    def end(self) -> int:
        """The word after its last one."""
        return self.start + self.size

    def names(self, amount: Decimal | None) -> bool:
        """Tell whether an amount may be what was meant: '£40.8k' for £40,810."""
        if amount is None:
            return False
        # Half of the last digit either way, yet '5k' is not £5,400; to the pound, the pence.
        margin = min(self.step / 2, self.value / 50) if self.step > 1 else Decimal("0.5")
        return abs(amount - self.value) <= margin


def read_figures(words: Sequence[str]) -> tuple[Figure, ...]:
    """Return the figures among these words, in order; '20' is thousands in '20 to 39k'."""
    found = list(_figures(words))
    for i, (figure, following) in enumerate(pairwise(found)):
        joined = following.start == figure.end or (
            following.start == figure.end + 1 and words[figure.end] in _SPANNING
        )
        scaled = following.step >= 100 and following.value >= LEAST_MONEY
        if joined and scaled and not figure.is_money and figure.value < following.value:
            found[i] = replace(
                figure, value=figure.value * following.step, step=following.step, is_money=True
            )
    return tuple(found)


def _figures(words: Sequence[str]) -> Iterator[Figure]:
    i = 0
    while i < len(words):
        figure = _figure(words, i)
        if figure:
            yield figure
        i += figure.size if figure else 1


def _figure(words: Sequence[str], start: int) -> Figure | None:
    """Read the figure that begins at a word; None where none does."""
    if words[start : start + 2] == ["half", "a"] or words[start] in ("a", "an"):
        return _of_articles(words, start)
    typed = _DIGITS.fullmatch(words[start])
    if not typed:
        return _spelled(words, start)
    pounds, digits, scale, percent = typed.groups()
    if digits.startswith("0") and not digits.startswith("0."):
        return None  # a telephone number
    value = Decimal(digits.replace(",", ""))
    step = Decimal(1).scaleb(-len(digits.partition(".")[2]))
    size = 1
    if not scale and _is_scale(words, start + 1):
        scale, size = words[start + 1], 2
    if not (pounds or scale or "," in digits) and value in _YEARS and len(digits) == 4:
        return None
    factor = _SCALES[scale] if scale else Decimal(1)
    value, step = value * factor, step * factor
    spoken = words[start + size : start + size + 1]
    if spoken and spoken[0] in _POUNDS:
        size, pounds = size + 1, "£"
    is_money = not percent and bool(pounds or scale or value >= LEAST_MONEY)
    return Figure(value, start, size, is_money, step, bool(percent))


def _spelled(words: Sequence[str], start: int) -> Figure | None:
    if words[start] not in _SPELLED:
        return None
    value, size = _SPELLED[words[start]], 1
    following = words[start + 1 : start + 2]
    if words[start] in _TENS and following and _SPELLED.get(following[0], 10) < 10:
        value, size = value + _SPELLED[following[0]], 2
    return _scaled(words, start, Decimal(value), size)


def _of_articles(words: Sequence[str], start: int) -> Figure | None:
    """Read 'half a million', 'a hundred grand', 'a thousand pounds'; None for other articles."""
    size = 2 if words[start] == "half" else 1
    if _is_scale(words, start + size):
        value = Decimal("0.5") if size == 2 else Decimal(1)
        figure = _scaled(words, start, value, size)
        # Half a million is no more exact than it sounds, and yet not £490,000.
        return replace(figure, step=figure.step / 100) if figure.size > size else None
    return None


def _is_scale(words: Sequence[str], at: int) -> bool:
    """Tell whether a word multiplies the number before it; 'grand' not in 'grand total'."""
    said = words[at : at + 2]
    return bool(said) and said[0] in _SCALES and said != ["grand", "total"]


def _scaled(words: Sequence[str], start: int, value: Decimal, size: int) -> Figure:
    step, pounds = Decimal(1), False
    while words[start + size : start + size + 1]:
        word = words[start + size]
        if word in _POUNDS:
            pounds = True
            size += 1
            break
        if not _is_scale(words, start + size):
            break
        value, size = value * _SCALES[word], size + 1
        step = step if word == "hundred" else step * _SCALES[word]
    return Figure(value, start, size, pounds or value >= LEAST_MONEY, step)
