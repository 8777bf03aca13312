"""How like a question is to the ways in which people are known to ask for each fact.

Records are written in the words of reports; people ask in their own. Beside a fact the knowledge
holds a few askings (`Fact.asked`), and a question that resembles one of them is likely to want
that fact. Likeness only ranks facts: whether the best one answers is decided elsewhere.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from cspbot.knowledge.facts import Fact
from cspbot.language.lexicon import LONGEST, Lexicon
from cspbot.language.postings import STEPS, Collector, Postings, Shelf
from cspbot.language.words import plain_words, stem

MEANING = 0.55
"""What a shared meaning counts beside a shared word."""
COMMON = 0.2
"""Words in more than this share of the askings are left out: they tell nothing apart."""

FREQUENT = 0.04
"""Words in more than this share do not bring an asking up by themselves."""
UNKNOWN = 0.5
"""What a word of the question that no asking has counts against likeness."""
ASKING, OF, LENGTHS = "?", "!asked-of", "!asked-lengths"
"""How a shelf names the lists of the askings, what each asks for, and how long it is."""

Features = Mapping[str, float]


NOTHING = (0.0, 0)


class Alike(NamedTuple):
    """How like a question is to an asking; a tuple, for hundreds are made for one question."""

    share: float
    """0 to 1."""
    asking: int
    """The number of the asking."""
    having: Mapping[str, Sequence[int]]
    """The features of the question, each to the askings that have it, rising."""

    def shares(self, feature: str) -> bool:
        """Tell whether the question and the asking have a feature in common."""
        askings = self.having.get(feature, ())
        at = bisect_left(askings, self.asking)
        return at < len(askings) and askings[at] == self.asking


NOT_ALIKE = Alike(0.0, -1, {})


def features(words: Sequence[str], lexicon: Lexicon) -> dict[str, float]:
    """Return what a question or an asking is compared by: its stems and their meanings."""
    stemmed = [stem(w) for w in words]
    found = dict.fromkeys(stemmed, 1.0)
    for i in range(len(stemmed)):
        for size in range(1, min(LONGEST, len(stemmed) - i) + 1):
            for concept in lexicon.expressions.get(tuple(stemmed[i : i + size]), ()):
                found["#" + concept] = MEANING
    return found


def worked_out(facts: Sequence[Fact], lexicon: Lexicon) -> dict[str, bytes]:
    """Go through the askings of all facts once, for a shelf."""
    of, lengths, found = array("I"), array("f"), Collector()
    for number, fact in enumerate(facts):
        for asking in fact.asked:
            for feature, weight in features(plain_words(asking), lexicon).items():
                found.add(ASKING + feature, len(of), weight)
            of.append(number)
    squares = [0.0] * len(of)
    ends = [bisect_right(of, number) for number in _last_of_each_scope(facts)]
    for _, numbers, weights in found.lists():
        low = first = 0
        for end in ends:
            high = bisect_left(numbers, end, low)
            rarity = _rarity(high - low, end - first)
            for number, weight in zip(numbers[low:high], weights[low:high], strict=True):
                squares[number] += (weight / STEPS * rarity) ** 2
            low, first = high, end
    lengths.extend(math.sqrt(square) or 1.0 for square in squares)
    return {**found.blobs(), OF: of.tobytes(), LENGTHS: lengths.tobytes()}


def _last_of_each_scope(facts: Sequence[Fact]) -> Iterator[int]:
    """Yield the number of the last fact of each partnership."""
    for number, fact in enumerate(facts):
        if number + 1 == len(facts) or facts[number + 1].scope != fact.scope:
            yield number


def _rarity(count: int, total: int) -> float:
    """Return how telling a feature is; nothing where it is in very many askings."""
    return math.log(1 + total / count) if 0 < count <= max(COMMON * total, 3) else 0.0


class Askings:
    """All askings, by what they are compared by."""

    def __init__(self, postings: Postings, shelf: Shelf, lexicon: Lexicon) -> None:
        self._postings = postings
        self._lexicon = lexicon
        self._of, self._lengths = array("I"), array("f")
        self._of.frombytes(shelf.get(OF) or b"")
        self._lengths.frombytes(shelf.get(LENGTHS) or b"")

    def likeness(self, asked: Features, first: int, end: int, least: float) -> dict[int, Alike]:
        """Return for each fact from `first` to before `end` how like its nearest asking is.

        Args:
            asked: the features of the question.
            first: the number of the first fact that is looked at.
            end: the number after that of the last one.
            least: what is less alike is left out.
        """
        low, high = bisect_left(self._of, first), bisect_left(self._of, end)
        if low == high:
            return {}
        total = high - low
        gained: dict[int, float] = {}
        taken: dict[str, Sequence[int]] = {}
        square = 0.0
        within = self._postings.numbers_within
        found = [(feature, within(ASKING + feature, low, high)) for feature in asked]
        for feature, having in sorted(found, key=lambda item: len(item[1])):
            weight, count = asked[feature], len(having)
            if not count:
                if feature[0] != "#":
                    square += (weight * math.log(1 + total) * UNKNOWN) ** 2
                continue
            rarity = _rarity(count, total)
            if not rarity:
                continue
            square += (weight * rarity) ** 2
            taken[feature] = having
            # A feature counts the same in a question and in every asking that has it.
            each = weight * rarity * rarity * weight
            if gained and count > FREQUENT * total:
                # What many have tells apart only those that have something rarer too.
                for number in having:
                    if number in gained:
                        gained[number] += each
                continue
            for number in having:
                gained[number] = gained.get(number, 0.0) + each
        length = math.sqrt(square) or 1.0
        best: dict[int, tuple[float, int]] = {}
        of, lengths = self._of, self._lengths
        for number, gain in gained.items():
            like = gain / (length * lengths[number])
            if like >= least and like > best.get(of[number], NOTHING)[0]:
                best[of[number]] = like, number
        return {
            fact: Alike(like, number, taken) for fact, (like, number) in best.items()
        }  # fmt: skip
