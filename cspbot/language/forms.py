"""Reads the form of a question: who, when, how much, yes or no; and of whom it asks.

The words are data, in `forms.yaml`; here they are only put together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from cspbot.language.words import stem


@dataclass(frozen=True, slots=True)
class Forms:
    """The patterns of `forms.yaml`, ready to search a text in lower case with."""

    kinds: Mapping[str, re.Pattern[str]]
    yes_no: re.Pattern[str]
    tag: re.Pattern[str]
    amount: re.Pattern[str]
    every: re.Pattern[str]
    first_person: re.Pattern[str]
    excepting: re.Pattern[str]
    negative: frozenset[str]
    turns_on: frozenset[str]
    request: re.Pattern[str]
    of_self: re.Pattern[str]
    """What asks about whoever asks: 'do I have to', 'are we'."""
    existence: re.Pattern[str]
    """What asks whether there is such a thing, and not for the thing."""
    subordinate: re.Pattern[str]
    """A clause at the beginning that says when or if, before the one that asks."""
    came_of: tuple[re.Pattern[str], Mapping[str, frozenset[str]]]
    """What asks for what came of something, by its verb, and the words that can tell it."""
    particular: frozenset[str]
    """Stems of words for one particular thing, which nothing like it can stand in for."""
    past: re.Pattern[str]
    """What takes for granted that something happened: 'why did they', 'when was it'."""

    def found(self, text: str) -> dict[str, int]:
        """Return every form that stands in a text, with the place where it begins."""
        hits = ((form, pattern.search(text)) for form, pattern in self.kinds.items())
        return {form: hit.start() for form, hit in hits if hit}

    def asks(self, text: str) -> bool:
        """Tell whether a clause asks anything."""
        return bool(self.found(text) or self.yes_no.match(text))

    def wants_amount(self, text: str) -> bool:
        """Tell whether an amount is asked for without 'how much': 'the bill for', '£?'."""
        return bool(self.amount.search(text) or _POUNDS.search(text) or _IN_POUNDS.search(text))

    def first(self, text: str, found: Mapping[str, int]) -> str:
        """Return the form that a question begins with; '' where it has none."""
        begins = min(found.values(), default=None)
        asks_bot = self.request.match(text) and begins is not None
        if self.yes_no.match(text) and not asks_bot and (begins is None or begins >= _OPENING):
            return "yes_no"
        if begins is None and self.tag.search(text):
            return "yes_no"
        return next((form for form, at in found.items() if at == begins), "")

    def wants_yes_or_no(self, text: str) -> bool:
        """Tell whether a text, as typed, begins or ends like a question for yes or no."""
        text = text.lower().replace("’", "'")
        return bool(self.yes_no.match(text) or self.tag.search(text))


_IN_POUNDS = re.compile(r"\bin (?:pounds|quid|cash terms|money terms)\b")
_POUNDS = re.compile(r"£(?!\s?\d)")
_OPENING = 4
"""Characters within which a question word makes 'is' or 'do' a part of it: 'who is'."""


@cache
def forms() -> Forms:
    """Load the patterns that come with the program."""
    text = Path(__file__).with_name("forms.yaml").read_text(encoding="utf-8")
    data = yaml.load(text, Loader=yaml.CSafeLoader)
    openings, *verbs = data["yes_no"]
    amount, every, person = data["amount"], data["all"], data["first_person"]
    past = data["past"]
    return Forms(
        {form: re.compile(r"\b(?:" + "|".join(p) + ")") for form, p in data["forms"].items()},
        re.compile(rf"^(?:(?:{_any(openings)}),? )*(?:{_any(' '.join(verbs))})\b"),
        re.compile(rf"\b(?:{_any(data['tag'])})[\s?.!]*$"),
        re.compile(
            r"^(?:(?:so|and|but|ok) )*"
            rf"(?:what(?:s| is| was| are| were)? (?:(?:{_any(amount['lead'])}) )*)?"
            rf"(?:\w+ ){{0,3}}(?:{_any(amount['nouns'])})\b(?! (?:{_any(amount['not_before'])}))"
        ),
        re.compile(
            rf"\b(?:{_any(every['lead'])})\s+(?:of\s+)?(?:(?:the|these|your|those)\s+)?"
            rf"(?:(?:other|five|two)\s+)?(?:\w+\s+){{0,2}}"
            rf"(?:{_any(every['nouns'])}"
            rf"|(?:{_any(every['one'])})(?= (?:{_any(every['one_before'])})))"
            rf"\b(?!\s+(?:{_any(every['not_before'])}))"
            rf"|\b(?:{'|'.join(every['phrases'])})\b"
        ),
        re.compile(
            rf"\b(?:{_any(person['words'])})\b|^(?:{_any(person['begins'])})\b"
            rf"|\b(?:{_any(person['ends'])})$"
        ),
        re.compile(rf"\b(?:{'|'.join(data['excepting'])})(?: (?:the|a|its|their|just))?$"),
        frozenset(data["negative"].replace("'", "").split()),
        frozenset(data["turns_on"].split()),
        re.compile(
            rf"^(?:(?:{_any(openings)}),? )*(?:{_any(data['request']['begins'])})"
            rf" (?:{_any(data['request']['who'])})\b"
        ),
        re.compile(
            rf"^(?:(?:{_any(openings)}),? )*(?:{_any(data['of_self']['verbs'])})"
            rf" (?:{_any(data['of_self']['who'])})\b"
        ),
        re.compile(rf"\b(?:{'|'.join(data['existence'])})\b"),
        re.compile(
            rf"^(?:(?:{_any(openings)}),? )*(?:{_any(data['subordinate'])})\b[^,?.;]*,\s+"
            rf"(?=(?:{_any(past['asks'])}|{_any(' '.join(verbs))})\b)"
        ),
        _came_of(data["came_of"]),
        frozenset(map(stem, data["particular"].split())),
        re.compile(rf"\b(?:{_any(past['asks'])})\b(?: \w+){{0,4}} (?:{_any(past['verbs'])})\b"),
    )


def _came_of(data: Mapping[str, str]) -> tuple[re.Pattern[str], Mapping[str, frozenset[str]]]:
    verbs = {
        verb: frozenset(told.split())
        for alike, told in data.items() if alike != "asks" for verb in alike.split()
    }  # fmt: skip
    return re.compile(rf"{data['asks']} .{{2,60}}?\b({'|'.join(verbs)})\b"), verbs


def _any(words: str) -> str:
    return "|".join(words.split())
