"""A question as it was read: its telling parts, form, periods and the partnerships named.

The reading says nothing about what is held; it is what `--explain` shows and what the topics
look things up by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cspbot.knowledge.facts import Entity
from cspbot.language.amounts.operations import Operations
from cspbot.language.forms import forms
from cspbot.language.periods import Period

NAME, ATTRIBUTE, WORD, UNKNOWN, FIGURE = "name", "attribute", "word", "unknown", "figure"

CAPITAL = 1.2
"""What a word that nothing knows weighs where it is typed like a name."""
SOMEBODY = frozenset({"who", "whom", "anyone", "anybody", "someone", "somebody", "one"})
MEANING = frozenset({"definition", "purpose"})
"""What is asked of a word that somebody does not know."""
CONTENT = 0.3
"""Weight from which a term is a part of what is asked."""
ASKED_FOR = frozenset({"which", "what", "many", "whose"})
PARTNERSHIP_WORDS = frozenset(
    {"csp", "csps", "partnership", "community", "cdrp", "council", "police"}
)
_PLACING = frozenset(
    ("of", "did", "does", "covers", "cover", "covering", "includes", "include", "in", "for", "at",
     "near", "from", "around")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """A telling part of a question."""

    text: str
    kind: str
    stems: tuple[str, ...]
    concepts: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    weight: float = 1.0
    clause: int = 0
    position: int = 0
    corrected_from: str = ""
    capital: bool = False
    """Typed like a name, inside a sentence."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a question was understood."""

    text: str
    lowered: str
    terms: tuple[Term, ...]
    form: str
    """'who', 'when', 'how_much' ...; 'yes_no'; '' where none is typed."""
    forms: frozenset[str]
    """Every form found, for questions of two parts."""
    work: Operations
    """What is to be worked out: sums, shares, limits; and the figures typed."""
    periods: tuple[Period, ...]
    scopes: tuple[str, ...]
    """Partnerships named, by themselves or by a place of theirs, in the order of the question."""
    uncovered: tuple[str, ...]
    """Ids of partnerships named that are only mentioned in a report."""
    words: tuple[str, ...]
    between: tuple[str, ...] = ()
    """What is typed before each of the words, and after the last: ', ' or ' + '."""
    within: tuple[str, ...] = ()
    """Partnerships of a wide place that is named: one of them is meant, and not said which."""
    foreign: str = ""
    """A place named before 'council', 'partnership' and the like that no record is of."""

    nearby: frozenset[str] = frozenset()
    """Ids of the facts that stand in their source where the last answer does."""

    def names(self, *kinds: str, of: Mapping[str, Entity]) -> tuple[str, ...]:
        """Return the entities of these kinds that the question names."""
        return tuple(
            e for t in self.terms for e in t.entities if e in of and of[e].kind in kinds
        )  # fmt: skip

    def asks(self, *concepts: str) -> bool:
        """Tell whether a term of the question may mean one of these."""
        return any(c in concepts for t in self.terms for c in t.concepts)

    @property
    def operations(self) -> frozenset[str]:
        """What is to be worked out, by name."""
        return self.work.sums

    @property
    def about_all(self) -> bool:
        """Tell whether it asks of every partnership: 'which partnerships have ...'."""
        return bool(forms().every.search(self.lowered))

    def unknown_name(self) -> str:
        """Return a word that is typed like a place or partnership and that nothing knows."""
        for term in self.terms:
            if term.kind != UNKNOWN or term.weight < 0.8:
                continue
            after = self.words[term.position + 1 : term.position + 3]
            before = self.words[max(0, term.position - 2) : term.position]
            if PARTNERSHIP_WORDS.intersection(after) or (
                term.weight >= 1.0 and _PLACING.intersection(before[-1:])
            ):
                return term.corrected_from or term.text
        return self.foreign

    def unknown_places(self) -> tuple[Term, ...]:
        """Return the words that nothing knows and that stand where a place does: 'in Madeley'."""
        return tuple(
            t for t in self.terms
            if t.capital and t.weight >= CAPITAL
            and _PLACING.intersection(self.words[max(0, t.position - 1) : t.position])
        )  # fmt: skip

    @property
    def telling(self) -> tuple[Term, ...]:
        """The terms that an answer must explain."""
        return tuple(t for t in self.terms if t.weight >= CONTENT)


def is_carried(term: Term, reading: Reading) -> bool:
    """Tell whether a term was not typed but taken over from the conversation."""
    return term.position >= len(reading.words)


def asks_for_another(words: Sequence[str]) -> bool:
    """Tell whether somebody other than who was named is asked for: 'anyone else'."""
    return any(one in SOMEBODY and two == "else" for one, two in pairwise(words))


def only_says_where(term: Term, entities: Mapping[str, Entity]) -> bool:
    """Tell whether a term names where a thing is or was met: 'in Corby', 'in the Corby report'."""
    kinds = {entities[e].kind for e in term.entities}
    return bool(kinds) and kinds <= {"place", "partnership", "document"}
