"""How like a question is to the ways in which people are known to ask for each fact.

Records are written in the words of reports; people ask in their own. Beside a fact the knowledge
holds a few askings (`Fact.asked`), and a question that resembles one of them is likely to want
that fact. Likeness only ranks facts: whether the best one answers is decided elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from cspbot.knowledge.facts import Fact
from cspbot.language.lexicon import LONGEST, Lexicon
from cspbot.language.words import plain_words, stem

MEANING = 0.55
"""What a shared meaning counts beside a shared word."""
COMMON = 0.2
"""Words in more than this share of the askings are left out: they tell nothing apart."""

Features = Mapping[str, float]


def features(words: Sequence[str], lexicon: Lexicon) -> dict[str, float]:
    """Return what a question or an asking is compared by: its stems and their meanings."""
    stemmed = [stem(w) for w in words]
    found = dict.fromkeys(stemmed, 1.0)
    for i in range(len(stemmed)):
        for size in range(1, min(LONGEST, len(stemmed) - i) + 1):
            for concept in lexicon.expressions.get(tuple(stemmed[i : i + size]), ()):
                found["#" + concept] = MEANING
    return found


class Askings:
    """The askings of some facts, by what they are compared by."""

    def __init__(self, facts: Sequence[Fact], lexicon: Lexicon) -> None:
        self._of: list[int] = []
        postings: dict[str, dict[int, float]] = {}
        for i, fact in enumerate(facts):
            for asking in fact.asked:
                number = len(self._of)
                self._of.append(i)
                for feature, weight in features(plain_words(asking), lexicon).items():
                    postings.setdefault(feature, {})[number] = weight
        total = len(self._of)
        self._weights = {f: math.log(1 + total / len(p)) for f, p in postings.items()}
        self._postings = {f: p for f, p in postings.items() if len(p) <= max(COMMON * total, 3)}
        squares = [0.0] * total
        for feature, having in self._postings.items():
            for number, weight in having.items():
                squares[number] += (weight * self._weights[feature]) ** 2
        self._lengths = [math.sqrt(square) or 1.0 for square in squares]
        self._rare = math.log(1 + total) if total else 1.0

    def likeness(self, asked: Features, leave_out: Iterable[str] = ()) -> dict[int, float]:
        """Return for each fact's place how like its nearest asking is, 0 to 1."""
        if not self._of:
            return {}
        without = frozenset(leave_out)
        gained: dict[int, float] = {}
        square = 0.0
        for feature, weight in asked.items():
            if feature in without:
                continue
            rarity = self._weights.get(feature)
            if rarity is None:
                if feature[0] != "#":
                    square += (weight * self._rare * UNKNOWN) ** 2
                continue
            having = self._postings.get(feature)
            if having is None:
                continue
            square += (weight * rarity) ** 2
            for number, held in having.items():
                gained[number] = gained.get(number, 0.0) + weight * held * rarity * rarity
        length = math.sqrt(square) or 1.0
        best: dict[int, float] = {}
        for number, gain in gained.items():
            like = gain / (length * self._lengths[number])
            fact = self._of[number]
            if like > best.get(fact, 0.0):
                best[fact] = like
        return best


UNKNOWN = 0.5
"""What a word of the question that no asking has counts against likeness."""
