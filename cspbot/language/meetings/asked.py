"""Reads what a question asks about meetings: which of them, and what about them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from cspbot.language.meetings.days import Span, read_span

NEXT, LAST, AFTER, BEFORE, THAT = "next", "last", "after", "before", "that"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks about meetings."""

    text: str
    aspects: frozenset[str]
    """chair, where, when, minutes ...: the keys of `words.yaml`."""
    which: str
    """next, last, after, before, that; '' where the words do not say."""
    span: Span | None
    past: bool
    mine: bool
    """It is asked of all partnerships that are the person's own."""
    several: bool
    """More than one meeting may be meant."""
    speaks_of_meetings: bool
    count: int = 1
    """How many are asked for: 'the next two meetings'."""
    rest: frozenset[str] = frozenset()
    """The words that say neither which meetings nor what about them."""

    @property
    def says_which(self) -> bool:
        """Tell whether it says which meeting is meant."""
        return bool(self.span or self.which)


@dataclass(frozen=True, slots=True)
class _Words:
    aspects: Mapping[str, re.Pattern[str]]
    which: Mapping[str, re.Pattern[str]]
    meeting: re.Pattern[str]
    past: re.Pattern[str]
    mine: re.Pattern[str]
    every: re.Pattern[str]
    lacking: re.Pattern[str]
    besides: re.Pattern[str]


@cache
def words() -> _Words:
    """Load the words that come with the program."""
    text = Path(__file__).with_name("words.yaml").read_text(encoding="utf-8")
    data = yaml.load(text, Loader=yaml.CSafeLoader)
    return _Words(
        {name: re.compile("|".join(p)) for name, p in data["aspects"].items()},
        {name: re.compile(p) for name, p in data["which"].items()},
        *(re.compile(data[n]) for n in ("meeting", "past", "mine", "every", "lacking", "besides")),
    )


def read_asked(typed: str, today: date, mended: str = "") -> Asked:
    """Read a question as typed, in lower case, and as its words are once slips are mended."""
    known = words()
    text = f"{typed} | {mended}" if mended and mended != typed else typed
    past = bool(known.past.search(text))
    span = read_span(typed, today, past=past) or read_span(mended, today, past=past)
    aspects = frozenset(n for n, p in known.aspects.items() if p.search(text))
    which = next((n for n, p in known.which.items() if p.search(text)), "")
    if span is not None and which in (NEXT, LAST, THAT):
        which = ""  # 'next month' names the time, and no meeting
    return Asked(
        text, aspects, which, span, past, bool(known.mine.search(text)),
        bool(known.every.search(text)), bool(known.meeting.search(text)), _count(text),
        frozenset(re.findall(r"[a-z]+", _unread(text))),
    )  # fmt: skip


_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_NEXT_FEW = re.compile(
    rf"\b(?:next|coming) (\d|{'|'.join(_COUNTS)})\b(?! (?:day|week|month|year))"
)


def _count(text: str) -> int:
    """Return how many meetings are asked for at once."""
    found = _NEXT_FEW.search(text)
    if not found:
        return 1
    return _COUNTS.get(found[1]) or max(1, int(found[1]))


def _unread(text: str) -> str:
    """Return what of a question none of the words known here explains."""
    known = words()
    patterns = (*known.aspects.values(), *known.which.values(), known.meeting, known.mine,
                known.every, known.past, known.besides)  # fmt: skip
    for pattern in patterns:
        text = pattern.sub(" ", text)
    return text
