"""Says how two things that stand side by side differ: which is older, which is more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from cspbot.knowledge.ageing import years_between
from cspbot.knowledge.facts import Fact
from cspbot.language.reading import Reading

DATED = ("partnership.formed", "document.date", "document.date_inferred", "merger.start")
"""Fields whose value is the date that a thing is known by."""

OLDEST = frozenset({"older", "oldest", "earlier", "earliest", "newer", "newest", "younger",
                    "youngest", "latest", "later", "recent"})  # fmt: skip
_FIRST = OLDEST | {"longer", "longest", "first", "before", "years"}
_NEWER = frozenset({"newer", "newest", "younger", "youngest", "latest", "later", "recent"})

_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}")
_YEAR_ONLY = len("2010")
_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
            "twelve")  # fmt: skip

Side = tuple[str, Sequence[Fact]]
"""What a side is called, and the facts on it, best first."""


def numeral(word: str) -> int | None:
    """Return the number that a word or a few figures stand for, from two to twelve and beyond."""
    if word in _NUMBERS:
        return _NUMBERS.index(word) + 2
    return int(word) if word.isdigit() and len(word) < 3 else None


def difference(reading: Reading, one: Side, two: Side) -> str:
    """Return the sentence that compares two sides; '' where they are no dates and no numbers."""
    return _by_date(reading, one, two) or _by_number(reading, one, two)


def years_apart(first: str, second: str) -> str:
    """Say how many years lie between two partial dates, as exactly as they are known."""
    if min(len(first), len(second)) == _YEAR_ONLY:
        years = int(second[:4]) - int(first[:4])
        return f"about {years} years" if years != 1 else "about a year"
    years = years_between(first, _day(second))
    if years == 1:
        return "a year"
    return f"{years} years" if years else "less than a year"


def _by_date(reading: Reading, one: Side, two: Side) -> str:
    """Say which of two was first, or last, and by how many years."""
    words = set(reading.words)
    if not (_FIRST & words or reading.work.has("difference")):
        return ""
    dates = [(_date(facts), name) for name, facts in (one, two)]
    if not all(found for found, _ in dates):
        return ""
    (first, earlier), (second, later) = sorted(dates)
    if first == second:
        return f"{earlier} and {later} are of the same date."
    return f"{later if _NEWER & words else earlier}, by {years_apart(first, second)}."


def _date(facts: Sequence[Fact]) -> str:
    found = (f.value for f in facts if f.field in DATED and _DATE.fullmatch(f.value))
    return next(found, "")


def _day(partial: str) -> date:
    """Return the first day of a partial date."""
    year, month, day = (*map(int, partial.split("-")), 1, 1)[:3]
    return date(year, month, day)


def _by_number(reading: Reading, one: Side, two: Side) -> str:
    """Give both numbers where 'how many' or 'which has more' is asked, with their difference."""
    compares = reading.work.has("choice", "comparative", "difference")
    alike = one[1][0].field == two[1][0].field
    if not (alike and (compares or reading.form == "how_many")):
        return ""
    numbers = [(number, name) for name, facts in (one, two)
               if (number := _number(facts[0])) is not None]  # fmt: skip
    if len(numbers) < 2:
        return ""
    if numbers[0][0] == numbers[1][0]:
        return f"Both have {numbers[0][0]}."
    if not compares:
        return f"{numbers[0][1]} {numbers[0][0]}, {numbers[1][1]} {numbers[1][0]}."
    (less, _), (more, most) = sorted(numbers)
    return f"{most} has {more - less} more: {more} against {less}."


def _number(fact: Fact) -> int | None:
    """Return the number that a fact gives: its value, or how many things it lists."""
    if fact.value.isdigit() and not _DATE.fullmatch(fact.value):
        return int(fact.value)
    listed = fact.value.split(", ")
    if len(listed) > 1 and set(listed) <= set(fact.mentions):
        return len(listed)
    words = re.findall(r"[a-z]+", fact.text.lower())
    said = [n for w in words if (n := numeral(w)) is not None]
    return said[0] if len(said) == 1 else None
