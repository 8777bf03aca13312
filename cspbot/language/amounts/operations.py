"""Reads what a question wants worked out: a sum, a share, a difference, the largest, a limit.

The phrases are data, in `operations.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from cspbot.language.amounts.figures import Figure, read_figures
from cspbot.language.phrases import PhraseBook, Tokens
from cspbot.language.words import stem

LIMITS = ("over", "at_least", "under", "at_most", "between", "exactly")
"""The operations that give a limit."""

_SYMBOLS = re.compile(r"[<>]=?|[+%=]|(?<=^)-(?=$)")
_SPOKEN = {"+": ("plus",), "%": ("percent",), "<": ("below",), ">": ("abov",),
           "<=": ("at", "most"), ">=": ("at", "least"), "-": ("to",), "=": ("equal",)}  # fmt: skip
_OWN = frozenset({"mostly", "almost", "means", "meaning", "totally", "sharing", "shared",
                  "different", "differently", "head", "heads"})  # fmt: skip
"""Words that share a stem with a word of the phrases and not its meaning."""
_GAPPED = frozenset({"around", "everything", "that"})
"""Phrases with a gap, or so common that their words explain nothing by themselves."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing to work out, with the words that ask for it."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Operations:
    """All that a question wants worked out."""

    found: tuple[Operation, ...]
    figures: tuple[Figure, ...]

    def __contains__(self, name: object) -> bool:
        return any(o.name == name for o in self.found)

    def has(self, *names: str) -> bool:
        """Tell whether any of these is asked for."""
        return any(o.name in names for o in self.found)

    def of(self, *names: str) -> tuple[Operation, ...]:
        """Return the places at which these are asked for."""
        return tuple(o for o in self.found if o.name in names)

    def bounds(self, name: str) -> tuple[Figure, ...]:
        """Return the amounts of a limit: one, or two for 'between'."""
        for operation in self.of(name):
            return tuple(
                f for f in self.figures
                if f.is_money and operation.start <= f.start < operation.end
            )  # fmt: skip
        return ()

    @property
    def sums(self) -> frozenset[str]:
        """The names of all that is to be worked out, marks left aside."""
        names, _ = _book()
        return frozenset(o.name for o in self.found if o.name in names)

    @property
    def words(self) -> frozenset[int]:
        """The places of the words that only say what is to be worked out."""
        whole = (o for o in self.found if o.name not in _GAPPED)
        edges = (i for o in self.of("around") for i in (o.start, o.end - 1))
        return frozenset((*(i for o in whole for i in range(o.start, o.end)), *edges))


def read_operations(words: Sequence[str], between: Sequence[str]) -> Operations:
    """Return what is to be worked out, in the order of the question.

    Args:
        words: the words, corrected.
        between: what is typed before each of them, and after the last: ' + ', ', '.
    """
    figures = read_figures(words)
    texts, places = _texts(words, between, figures)
    _, book = _book()
    hits = book.find(Tokens(texts, 0, len(texts)))
    found = {Operation(h.owner, places[h.start], _end(places, h.end, len(words))) for h in hits}
    kept = [o for o in found if not any(_within(o, other) for other in found)]
    return Operations(tuple(sorted(kept, key=lambda o: (o.start, o.name))), figures)


def vocabulary() -> Iterable[str]:
    """Return the words of the phrases, for the correction of spelling."""
    return frozenset(_book()[1].vocabulary)


def _within(one: Operation, other: Operation) -> bool:
    """Tell whether a longer phrase says it: 'least' in 'at least £5,000'."""
    if one.name in _GAPPED or other.name in _GAPPED or one == other:
        return False
    inside = other.start <= one.start and one.end <= other.end
    return inside and other.end - other.start > one.end - one.start


def _texts(
    words: Sequence[str], between: Sequence[str], figures: Sequence[Figure]
) -> tuple[tuple[str, ...], list[int]]:
    """Return the tokens that phrases are compared with, and the word at which each stands."""
    at = {f.start: f for f in figures}
    texts: list[str] = []
    places: list[int] = []
    i = 0
    while i <= len(words):
        symbols = between[i] if i < len(between) else ""
        joined = symbols.strip() if i in at and any(f.end == i for f in figures) else symbols
        for symbol in _SYMBOLS.findall(joined):
            texts.extend(_SPOKEN[symbol])
            places.extend([i] * len(_SPOKEN[symbol]))
        if i == len(words):
            break
        figure = at.get(i)
        if figure:
            kind = (
                "<percent>" if figure.is_percent else "<money>" if figure.is_money else "<count>"
            )
            texts.append(kind)
        else:
            texts.append(f"={words[i]}" if words[i] in _OWN else stem(words[i]))
        places.append(i)
        i += figure.size if figure else 1
    return tuple(texts), places


def _end(places: Sequence[int], end: int, length: int) -> int:
    return places[end] if end < len(places) else length


@cache
def _book() -> tuple[frozenset[str], PhraseBook]:
    """Return the names of the sums, and all phrases."""
    text = Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    book = PhraseBook(data["lists"], {})
    for section in ("sums", "marks"):
        for name, phrases in data[section].items():
            for phrase in phrases:
                book.add(name, phrase)
    return frozenset(data["sums"]), book
