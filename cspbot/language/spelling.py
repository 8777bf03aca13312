"""Corrects single words towards the words that the knowledge base uses.

A word that English has is left alone, however near to one of ours it is: 'parking' is not a slip
of 'marking'. pyspellchecker's word list says which words English has; it is read only when a word
is met that neither the knowledge nor the lexicon knows.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA, Levenshtein

SHORTEST = 4
"""Shorter words are left as typed: one slip makes too many of them into others."""

COMMON = 2e-7
"""Share of running English from which a word counts as English; rarer ones in the list are
mostly slips themselves ('teh' is in it)."""


_PRIMED: list[bytes] = []


@cache
def packed() -> bytes:
    """Return the words of English with how telling each is, as bytes that are read quickly."""
    from spellchecker import SpellChecker

    counts = SpellChecker().word_frequency.dictionary
    total = sum(counts.values())
    levels: dict[int, list[str]] = {}
    for word, count in counts.items():
        if count / total >= COMMON:
            levels.setdefault(_level(count / total), []).append(word)
    lines = (f"{level} {' '.join(words)}" for level, words in sorted(levels.items()))
    return "\n".join(lines).encode()


def prime(words: bytes) -> None:
    """Take the words of English from what was `packed`, and not from their list again."""
    _PRIMED[:] = [words]
    _english.cache_clear()


@cache
def _english() -> Mapping[str, int]:
    """Return the words that English has, each with how telling it is in hundredths."""
    lines = (_PRIMED[0] if _PRIMED else packed()).decode().split("\n")
    split = (line.split(" ") for line in lines if line)
    return {word: int(level) for level, *words in split for word in words}


def _level(share: float) -> int:
    """Return how telling a word of that share of running English is, in hundredths."""
    return round(100 * min(1.3, max(0.1, (-math.log10(share) - 3.7) * 0.45)))


def is_english(word: str) -> bool:
    """Tell whether general English has the word."""
    return word in _english()


def telling(word: str) -> float:
    """Return how telling a word is that the knowledge does not have.

    0.1 if it is on everyone's lips ('thinking'), 0.6 for one word in 100,000 ('lately'), 1.3 for
    a rare word or a name.
    """
    return _english().get(word, 130) / 100


LOOKED_AT = 12
NAME_LIKE = 10
"""Letters up to which a word with another beginning and a slip besides may be a name unknown."""
VOWELS = frozenset("aeiou")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
OSA_EDITS = Levenshtein.editops


def _neighbours() -> Mapping[str, str]:
    """Return for each letter those beside it on a keyboard."""
    found: dict[str, str] = {}
    for number, row in enumerate(_ROWS):
        for i, letter in enumerate(row):
            beside = row[max(0, i - 1) : i] + row[i + 1 : i + 2]
            if number:
                beside += _ROWS[number - 1][i : i + 2]
            if number + 1 < len(_ROWS):
                beside += _ROWS[number + 1][max(0, i - 1) : i + 1]
            found[letter] = beside
    return found


NEIGHBOURS = _neighbours()


class Speller:
    """Suggests words of one vocabulary."""

    def __init__(
        self, vocabulary: Mapping[str, float], pairs: Collection[tuple[str, str]] = frozenset()
    ) -> None:
        """Prepare for one vocabulary.

        Args:
            vocabulary: words with how much each weighs when two are equally near.
            pairs: words that stand beside each other in names.
        """
        self._weights = vocabulary
        self._pairs = pairs
        by_length: dict[int, list[str]] = {}
        for word in vocabulary:
            if word.isalpha() and len(word) >= SHORTEST:
                by_length.setdefault(len(word), []).append(word)
        self._by_length = by_length
        self._by_consonants: dict[str, list[str]] = {}
        for word in vocabulary:
            if word.isalpha() and len(word) > SHORTEST:
                self._by_consonants.setdefault(_consonants(word), []).append(word)
        self._seen: dict[str, Sequence[str]] = {}

    def __contains__(self, word: str) -> bool:
        return word in self._weights

    def correct(self, word: str, before: str = "", after: str = "") -> str:
        """Return the likeliest word of the vocabulary, or the word itself if none is near.

        Args:
            word: as typed.
            before: the word before it; with it, or with `after`, it may make up a name.
            after: the word after it.
        """
        if word in self._weights or len(word) < SHORTEST or not word.isalpha():
            return word
        if word not in self._seen:
            if len(self._seen) > 10_000:
                self._seen.clear()
            self._seen[word] = self._candidates(word)
        found = self._seen[word]
        named = (right for right in found if self._is_pair(before, right, after))
        return next(named, next(iter(found), word))

    def _is_pair(self, before: str, right: str, after: str) -> bool:
        return (before, right) in self._pairs or (right, after) in self._pairs

    def _candidates(self, word: str) -> Sequence[str]:
        """Return the words that may be meant, the likeliest first."""
        if is_english(word):
            return ()
        most = 1 if len(word) <= 6 else 2
        near = [w for n in range(len(word) - most, len(word) + most + 1)
                for w in self._by_length.get(n, ())]  # fmt: skip
        found = process.extract(
            word, near, scorer=OSA.distance, score_cutoff=most, limit=LOOKED_AT
        )
        # Who slips twice in a word seldom does so on its first letter: another name was meant.
        if len(word) <= NAME_LIKE:
            found = [hit for hit in found if hit[1] < 2 or word[0] in hit[0][:2]]
        if found:
            return sorted((hit[0] for hit in found), key=lambda right: self._cost(word, right))
        bare = _consonants(word)
        if len(bare) < SHORTEST or len(bare) < len(word) - 1:
            return ()
        fitting = self._by_consonants.get(bare, ())
        return sorted(fitting, key=lambda right: -self._weights[right])

    def _cost(self, typed: str, right: str) -> tuple[float, float]:
        """Return how unlikely such a slip is, and for equal slips how rare the word is.

        Fingers hit a neighbouring key, press twice, swap or miss a key; another vowel is a slip
        of the ear.
        """
        cost = 0.0
        for operation in OSA_EDITS(typed, right):
            tag, at, to = operation.tag, operation.src_pos, operation.dest_pos
            if tag == "replace":
                one, other = typed[at], right[to]
                beside = other in NEIGHBOURS.get(one, "")
                cost += 0.7 if beside else 0.9 if {one, other} <= VOWELS else 1.2
            elif tag == "delete":  # a letter too many
                cost += 0.6 if typed[at] in (typed[at - 1 : at] or typed[at + 1 : at + 2]) else 0.9
            else:  # a letter missed
                cost += 0.6 if right[to] in right[max(0, to - 1) : to] else 0.85
        if sorted(typed) == sorted(right):
            cost = min(cost, 0.7)  # two letters swapped
        return cost, -self._weights[right]


LONG_NAME = 6
"""Letters up to which names often differ by one."""


def is_other_name(typed: str, right: str) -> bool:
    """Tell whether a name differs from one that is known by a letter that no finger slips to.

    'Hagley' is no slip of 'Hanley': g and n are keys apart. Long names are seldom so alike that
    one letter makes another one.
    """
    if len(typed) > LONG_NAME:
        return False
    apart = [(one, two) for one, two in zip(typed, right, strict=False) if one != two]
    return len(typed) == len(right) and len(apart) == 1 and not any(
        two in NEIGHBOURS.get(one, "") or {one, two} <= VOWELS for one, two in apart
    )  # fmt: skip


def _consonants(word: str) -> str:
    """Return a word as people clip it: 'dstrct' of 'district'."""
    return word[:1] + "".join(c for c in word[1:] if c not in VOWELS)
