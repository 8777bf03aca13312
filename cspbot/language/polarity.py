"""Whether a fact says yes or no to a question that wants one of the two.

Only where the fact's own words settle it: a clause of the fact that holds all that is asked says
yes, or no if it is a negative clause. Where words of both kinds are mixed, or the question turns
on a word that the fact lacks ('all', 'only', 'yet', 'more'), nothing is said but the fact.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cspbot.knowledge.facts import Fact
from cspbot.language.differing import numeral
from cspbot.language.forms import forms
from cspbot.language.lexicon import LONGEST, Lexicon
from cspbot.language.reading import FIGURE, NAME, Reading, Term
from cspbot.language.words import plain_words, stem

_CLAUSE = re.compile(r"[,;:.()\n]+\s|\s(?:and|but|although|though|while|because|so that)\s")
_FUTURE = re.compile(r"\b(?:would|will|could|going to|be)\b")

SAYS_OUTRIGHT = ("partnership.", "membership.")
"""Fields that say one thing of a partnership, without others who do it or to whom it is done."""
LIGHT = 0.5
"""Weight below which a word may be another one in the fact."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a fact says to a question that wants yes or no."""

    yes: bool
    proposed: bool
    """It is so, or not so, in a proposal only."""


def said(typed: str, reading: Reading, fact: Fact, lexicon: Lexicon) -> Said | None:
    """Return what a fact says to a question; None where its words do not settle it.

    `typed` is what the person typed; its reading may have been made whole from the conversation.
    """
    if reading.form != "yes_no" or fact.absent or not forms().wants_yes_or_no(typed):
        return None
    if forms().request.match(typed.lower()) or "or" in reading.words:
        return None
    about = {fact.subject, *fact.mentions}
    about |= set() if fact.field.startswith("partnership.") else {fact.scope}
    if not all(about.intersection(t.entities) for t in reading.terms if t.kind == "scope"):
        return None  # it speaks of another partnership than those named
    if any(t.kind in (NAME, FIGURE) or numeral(t.text) for t in reading.terms) or not (
        fact.field.startswith(SAYS_OUTRIGHT)
    ):
        return None  # who did what to whom, and how many, is not told by words in common
    turning = forms().turns_on.intersection(reading.words)
    words = frozenset(plain_words(fact.text))
    if not turning <= words:
        return None
    asked = [t for t in reading.terms if t.kind != "scope" and t.weight >= 0.25]
    predicate = [t for t in asked if t.kind != NAME]
    stemmed = frozenset(map(stem, words))
    literal = [t for t in predicate if t.stems and all(s in stemmed for s in t.stems)]
    in_other_words = [t for t in predicate if t not in literal and t.weight >= LIGHT]
    if not literal or in_other_words or sum(t.weight for t in asked) < 1:
        return None
    clauses = [frozenset(_held(clause, lexicon)) for clause in _CLAUSE.split(fact.text)]
    whole = frozenset(_held(fact.text, lexicon))
    if not all(_holds(whole, t) or set(t.entities) & {fact.subject, *fact.mentions}
               for t in asked):  # fmt: skip
        return None
    settling = [c for c in clauses if all(_holds(c, t) for t in predicate)]
    negative = [not forms().negative.isdisjoint(c) for c in (settling or clauses)]
    if (any(negative) and not all(negative)) or (not settling and any(negative)):
        return None
    proposed = fact.certainty == "proposed"
    if proposed and not _FUTURE.search(reading.lowered):
        return None
    return Said(not any(negative), proposed)


def _held(text: str, lexicon: Lexicon) -> Sequence[str]:
    """Return the stems and words of a text, and what its single words mean."""
    words = plain_words(text)
    stemmed = [stem(w) for w in words]
    meant = [
        "#" + concept
        for i in range(len(stemmed))
        for size in range(1, min(LONGEST, len(stemmed) - i) + 1)
        for concept in lexicon.expressions.get(tuple(stemmed[i : i + size]), ())
    ]
    return [*words, *stemmed, *meant]


def _holds(held: frozenset[str], term: Term) -> bool:
    return (bool(term.stems) and all(s in held for s in term.stems)) or any(
        "#" + concept in held for concept in term.concepts
    )
