"""Corrects single words towards the words that the knowledge base uses.

A word that English has is left alone, however near to one of ours it is: 'parking' is not a slip
of 'marking'. pyspellchecker's word list says which words English has; it is read only when a word
is met that neither the knowledge nor the lexicon knows.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST = 4
"""Shorter words are left as typed: one slip makes too many of them into others."""

COMMON = 2e-7
"""Share of running English from which a word counts as English; rarer ones in the list are
mostly slips themselves ('teh' is in it)."""


@cache
def _english() -> Mapping[str, int]:
    from spellchecker import SpellChecker

    return SpellChecker().word_frequency.dictionary


@cache
def _english_total() -> int:
    return sum(_english().values())


def is_english(word: str) -> bool:
    """Tell whether general English has the word."""
    return _english().get(word, 0) / _english_total() >= COMMON


def telling(word: str) -> float:
    """Return how telling a word is that the knowledge does not have.

    0.1 if it is on everyone's lips ('thinking'), 0.6 for one word in 100,000 ('lately'), 1.3 for
    a rare word or a name.
    """
    share = _english().get(word, 0) / _english_total()
    if share <= 0:
        return 1.3
    return min(1.3, max(0.1, (-math.log10(share) - 3.7) * 0.45))


class Speller:
    """Suggests words of one vocabulary."""

    def __init__(self, vocabulary: Mapping[str, float]) -> None:
        """Args: vocabulary: words with how much each weighs when two are equally near."""
        self._weights = vocabulary
        by_length: dict[int, list[str]] = {}
        for word in vocabulary:
            if word.isalpha() and len(word) >= SHORTEST:
                by_length.setdefault(len(word), []).append(word)
        self._by_length = by_length
        self._seen: dict[str, str] = {}

    def __contains__(self, word: str) -> bool:
        return word in self._weights

    def correct(self, word: str) -> str:
        """Return the nearest word of the vocabulary, or the word itself if none is near."""
        if word in self._weights or len(word) < SHORTEST or not word.isalpha():
            return word
        if word not in self._seen:
            if len(self._seen) > 10_000:
                self._seen.clear()
            self._seen[word] = self._nearest(word)
        return self._seen[word]

    def _nearest(self, word: str) -> str:
        if is_english(word):
            return word
        most = 1 if len(word) <= 6 else 2
        near = [w for n in range(len(word) - most, len(word) + most + 1)
                for w in self._by_length.get(n, ())]  # fmt: skip
        found = process.extract(word, near, scorer=OSA.distance, score_cutoff=most, limit=8)
        if not found:
            return word
        return min(
            found, key=lambda hit: (hit[1] + (hit[0][0] != word[0]) * 0.5, -self._weights[hit[0]])
        )[0]
