"""Cuts text into words, and words to their stems."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from snowballstemmer import stemmer

from cspbot.language.periods import mark

MAX_CHARS = 600
"""Longer questions are cut: the work for one message stays bounded."""

_STEMMER = stemmer("english")
_FOLD = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-"})
_WORD = re.compile(
    r"(?:fy|yr)\d{4}(?:to\d{4})?"  # a period, as periods.mark leaves it
    r"|£?\d+(?:,\d+)*(?:\.\d+)?(?:k|m|bn)?(?![a-z\d])%?"  # figures: £24,595, 2.4m, 30%
    r"|[a-z]+(?:'[a-z]+)?"
    r"|\d+[a-z]+",
)
_REPORTING = (
    r"(?:asks?|asked|asking|wonder(?:s|ed|ing)?|know|unsure|sure|idea|clue|tell (?:me|us)"
    r"|remind (?:me|us)|remember|recall|find(?:ing)? out|check(?:ing)?|clarify)"
)
_ASKING = r"(?:who|whom|whose|what|when|where|why|how|which)\b"
_REPORTED = re.compile(
    rf"(?<= )(?:{_REPORTING}(?: (?!{_ASKING})[\w']+){{0,5}})(?P<gap>\s+)(?={_ASKING})"
    r"|(?<= to know)(?P<also>\s+)(?=(?:the|any|about|more|if|whether)\b)",
    re.IGNORECASE,
)
"""What leads from who asks and why to what is asked: 'my manager wonders who chairs it'."""
_CLAUSE = re.compile(
    r"[.?!;:\n]+(?=\s|$)|\s-+\s|,\s+(?=(?:and|but|so)\b)|(?<=\))\s|(?<=\bhere),\s"
    r"|,\s+(?=(?:who|whom|whose|what|when|where|why|how|which)\b)"
    r"|,\s+(?=(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have)n?t?"
    r" (?:there|it|this|that|the|they|we|i|you|he|she|any|anyone|someone)\b(?!\s*\??$))"
)
_SHORT_YEAR = re.compile(r"\b'?([6-9]\d|[012]\d)(?= act\b)")
_MONTH_SHORT_YEAR = re.compile(
    r"(?<!\d )(?<!th )(?<!st )(?<!nd )(?<!rd )"
    r"\b(january|february|march|april|may|june|july|august|september|october|november|december)"
    r" '?(1[03-9])\b"
    r"(?!\s*(?:st|nd|rd|th|[-/:.,]?\d))"
)
"""'mar 16' for March 2016. A day is said first here; a year of the sources comes last."""
_MONTHS = {
    "jan": "january", "feb": "february", "mar": "march", "apr": "april", "jun": "june",
    "jul": "july", "aug": "august", "sep": "september", "sept": "september", "oct": "october",
    "nov": "november", "dec": "december",
}  # fmt: skip
_SHORT_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)})\b\.?(?=\s+'?\d)")
_DOTTED = re.compile(r"\b([a-z])\.(?=[a-z]\b)")  # "c.s.p"
_PREFIX = re.compile(
    r"\b(co|re|anti|multi|pre|sub|non|two|three|four|well|cross|inter)-(?=[a-z])|\b(non) (?=[a-z])"
)
_IRREGULAR: Mapping[str, str] = {
    # the stem of 'author' would be that of 'authority'
    "met": "meet", "meeting": "meet", "meetings": "meet", "paid": "pay", "gave": "give",
    "given": "give", "got": "get", "sat": "sit", "ran": "run", "spent": "spend", "led": "lead",
    "held": "hold", "chose": "choose", "chosen": "choose", "wrote": "write", "written": "write",
    "began": "begin", "begun": "begin", "took": "take", "taken": "take", "built": "build",
    "said": "say", "came": "come", "brought": "bring", "kept": "keep", "made": "make",
    "thought": "think", "told": "tell", "felt": "feel", "left": "leave", "lost": "lose",
    "spoke": "speak", "drew": "draw", "drawn": "draw", "grew": "grow", "rose": "rise",
    "fell": "fall", "fallen": "fall", "sent": "send", "dealt": "deal", "broke": "break",
    "agencies": "agency", "fed": "feed", "policing": "policing", "police": "police",
    "author": "authorship", "authors": "authorship", "policy": "policy", "policies": "policy",
    "northants": "northamptonshire", "worcs": "worcestershire",
}  # fmt: skip


_SHORTENED = re.compile(r"(what|when|where|that|there|who|how|why)'(?:ll|re|d|ve)$")
"""A question word with what is left of a verb: 'what'll it cost', 'who're they'."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a question."""

    text: str
    """Lower case, apostrophes straight, a possessive 's taken off."""
    clause: int
    """Number of the clause it stands in, from 0."""
    start: int = 0
    capital: bool = False
    """Typed with a capital letter inside a sentence."""
    before: str = " "
    """What is typed between the word before it and this one: ', ' or ' + '; '; ' at a clause."""


def clean(text: str) -> str:
    """Take out what cannot be seen, fold quotes and dashes into one form, cap the length."""
    text = unicodedata.normalize("NFKC", text[: 4 * MAX_CHARS]).translate(_FOLD)
    if not text.isprintable():
        text = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)
    return re.sub(r"[ \t]+", " ", text).strip()[:MAX_CHARS]


def words_of(text: str) -> tuple[Word, ...]:
    """Cut a question into its words, each with the clause that it stands in."""
    text = clean(text)
    found: list[Word] = []
    position = 0
    pieces = [part for piece in _CLAUSE.split(text) for part in _introduced(piece)]
    for clause, piece in enumerate(pieces):
        lowered = _lower(piece)
        end, opening = 0, "; " if clause else ""
        at = max(text.find(piece, position), 0)
        for match in _WORD.finditer(lowered):
            raw = match[0]
            before, end, opening = opening + lowered[end : match.start()], match.end(), ""
            word = raw[:-2] if raw.endswith("'s") else raw.replace("'", "")
            word = "weare" if raw == "we're" else word  # not 'were'
            word = _SHORTENED.sub(r"\1", raw) if _SHORTENED.match(raw) else word
            original = piece[match.start() : match.start() + 1]
            found.append(Word(word, clause, at + match.start(), original.isupper(), before))
        position = max(text.find(piece, position), position) + len(piece)
    return tuple(found)


def _introduced(clause: str) -> list[str]:
    """Part what is asked from the words that only say who wants to know."""
    found = _REPORTED.search(clause)
    if found is None:
        return [clause]
    start, end = found.span("gap" if found["gap"] else "also")
    return [clause[:start], clause[end:]]


def introduces(clause: str) -> bool:
    """Tell whether a clause only says who wants to know what follows."""
    return bool(_REPORTED.search(f"{clause} what"))


@lru_cache(maxsize=8_192)
def plain_words(text: str) -> tuple[str, ...]:
    """Return the words of a name or sentence of the knowledge base, as `words_of` would."""
    return tuple(
        w[:-2] if w.endswith("'s") else w.replace("'", "")
        for w in _WORD.findall(_lower(text.translate(_FOLD)))
    )


def _lower(text: str) -> str:
    """Lower the case and join what is typed in pieces, keeping the length where it matters."""
    text = mark(text.lower()).replace("&", " and ")
    text = _SHORT_YEAR.sub(lambda m: ("19" if m[1] > "59" else "20") + m[1], text)  # 'the 98 act'
    text = _SHORT_MONTH.sub(lambda m: _MONTHS[m[1]], text)
    text = _MONTH_SHORT_YEAR.sub(r"\1 20\2", text)
    if "." in text:
        text = _DOTTED.sub(r"\1", text)
    if "-" in text or "non " in text:
        text = _PREFIX.sub(r"\1\2", text).replace("set-up", "setup")
    return text.replace("anti social", "antisocial").replace("well being", "wellbeing")


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return the stem by which forms of a word are compared."""
    if word[:1].isdigit() or word[:1] == "£":
        return figure(word)
    word = _IRREGULAR.get(word, word)
    return str(_STEMMER.stemWord(word)) if len(word) > 3 else word


def stems(words: Iterable[str]) -> tuple[str, ...]:
    """Return the stems of several words, in order."""
    return tuple(stem(word) for word in words)


def figure(word: str) -> str:
    """Return one spelling for a figure: '£490k' and '490,000' are '490000', '2.4m' '2400000'."""
    match = re.fullmatch(r"£?([\d,]+(?:\.\d+)?)(k|m|bn)?(%?)", word)
    if not match:
        return word
    number = float(match[1].replace(",", "")) * {"k": 1e3, "m": 1e6, "bn": 1e9}.get(match[2], 1)
    return f"{number:.2f}".rstrip("0").rstrip(".") + match[3]
