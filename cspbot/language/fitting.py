"""Tells whether a text holds a value of the very kind that a question asks for.

A fact may have all the words of a question and not what it asks: the year where a day is wanted,
a number that counts something else. What is asked for is then not held.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from cspbot.knowledge.facts import MONTHS
from cspbot.language.differing import numeral
from cspbot.language.words import plain_words, stem

_WANTS_DAY = re.compile(
    r"\b(?:what|which|wich|wot)(?: was| is|'?s)?(?: the)? (?:(?:exact|actual) )?(?:dates?|days?)\b"
    r"|\bdate of\b|\bwhat day\b"
)
"""A day is asked for, and no month or year will do."""
_DAY = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{'|'.join(MONTHS)})\b"
    r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b"
)
REACH = 6
"""How many words after a number the thing that it counts may stand: 'six other Norfolk district
community safety partnerships'."""


def wants_day(lowered: str) -> bool:
    """Tell whether a question, in lower case, asks for a date to the day."""
    return bool(_WANTS_DAY.search(lowered))


def has_day(text: str) -> bool:
    """Tell whether a text has a date to the day, or a day of the week."""
    return bool(_DAY.search(text))


def counts(text: str, is_thing: Callable[[str], bool]) -> bool:
    """Tell whether a number in a text counts a thing, which is known by the stems of its words.

    'Six other district partnerships' and 'the number of partnerships ... is 6' count partnerships.
    """
    words = plain_words(text)
    stemmed = [stem(w) for w in words]
    for i, word in enumerate(words):
        reach = stemmed[i + 1 : i + 1 + REACH]
        if (numeral(word) or word.isdigit() or word == "number") and any(map(is_thing, reach)):
            return True
    return False
