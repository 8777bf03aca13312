"""Finds prose that still says a value which has been changed elsewhere."""

from __future__ import annotations

import re
from decimal import Decimal

from cspbot.knowledge.facts import Fact, Knowledge, spoken_date, spoken_money

TOO_COMMON = 5
"""Letters and figures below which a value stands in prose by chance: '12', 'high'."""


def facts_that_repeat(knowledge: Knowledge, value: str, about: str = "") -> tuple[Fact, ...]:
    """Return the facts whose sentence prints a value, however it is spaced or spelt.

    Give the old value and the knowledge with the amendment in it: what is made from the field
    itself then says the new one, and what is found is prose that somebody has to put right.

    Args:
        knowledge: what is looked through.
        value: as the record holds it: a number, a name, '2016-03-21', '24595'.
        about: id of a thing; only facts on it or naming it are looked at. Needed where the value
            is short, since that stands in other sentences by chance: without it nothing is found.
    """
    value = value.strip()
    letters = re.sub(r"\W", "", value)
    if not letters or (len(letters) < TOO_COMMON and not about):
        return ()
    ways = {value, _spoken(value)} - {""}
    spelt = re.compile("|".join(_pattern(way) for way in ways), re.IGNORECASE)
    return tuple(
        fact
        for fact in knowledge.facts.values()
        if (not about or about in (fact.subject, *fact.mentions)) and spelt.search(fact.text)
    )


def _spoken(value: str) -> str:
    """Return a date or an amount as prose has it; '' for anything else."""
    if re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", value):
        return spoken_date(value)
    if re.fullmatch(r"\d+(\.\d+)?", value) and not value.startswith("0"):
        return spoken_money(Decimal(value))
    return ""


def _pattern(text: str) -> str:
    """Return a pattern for a text; figures may be spaced in any way, as telephone numbers are."""
    if not re.search(r"[^\W\d]", text):
        figures = re.sub(r"\D", "", text)
        return r"(?<!\d)" + r"[\s().,/-]*".join(figures) + r"(?!\d)"
    words = map(re.escape, text.split())
    return r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)"
