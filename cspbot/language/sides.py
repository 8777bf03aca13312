"""Cuts a question about several partnerships into what it asks of each.

'Which committee scrutinises Telford, and in North Worcestershire which law covers it' asks two
things; 'how many priorities have Telford and North Worcestershire' one thing of both. What is
named of one partnership says nothing about the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from cspbot.language.query import Query
from cspbot.language.reading import NAME, Reading, Term

ASKS = 1.0
"""Weight of the words that a side must have of its own to be a question by itself."""
TELLING = 0.3

_JOINS = frozenset(
    {"and", "or", "but", "vs", "v", "versus", "than", "compared", "while", "whereas"}
)
_MARKS = frozenset(",;:/+\n")
_COMPARING = ("choice", "comparative", "difference", "ratio")
_FORMS = {"who": "who", "whose": "who", "when": "when", "where": "where", "why": "why",
          "which": "which", "what": "what", "whats": "what"}  # fmt: skip
_ONES, _IS = (
    frozenset({"which", "one"}),
    frozenset({"is", "are", "was", "were", "for", "in", "on"}),
)
_HOW = {"many": "how_many", "much": "how_much", "often": "how_often", "long": "how_long"}


@dataclass(frozen=True)
class _Segment:
    start: int
    end: int
    scopes: frozenset[str]

    def holds(self, place: int) -> bool:
        return self.start <= place < self.end


def sides(query: Query, scopes: Sequence[str]) -> dict[str, Query]:
    """Return what is asked of each of these partnerships, as a question on that one alone."""
    segments = _segments(query, scopes)
    return {scope: _side(query, scope, scopes, segments) for scope in scopes}


def owners(term: Term, query: Query, scopes: Iterable[str]) -> frozenset[str]:
    """Return which of these partnerships a term names, itself or something of its own."""
    found = set()
    for ident in term.entities:
        entity = query.knowledge.entities.get(ident)
        if entity is None:
            continue
        mine = {ident} if entity.kind == "partnership" else set()
        found |= mine | {entity.scope} | set(entity.partnerships)
    return frozenset(s for s in scopes if s in found)


def _segments(query: Query, scopes: Sequence[str]) -> list[_Segment]:
    reading = query.reading
    breaks = {0, len(reading.words)}
    for i, word in enumerate(reading.words):
        if word in _JOINS:
            breaks |= {i, i + 1}
        if i < len(reading.between) and _MARKS.intersection(reading.between[i]):
            breaks.add(i)
    taken = {
        i for t in reading.terms for i in range(t.position + 1, t.position + len(t.stems))
    }  # fmt: skip
    starts = sorted(breaks - taken)
    segments = []
    for start, end in pairwise(starts):
        named = [owners(t, query, scopes) for t in reading.terms if start <= t.position < end]
        segments.append(_Segment(start, end, frozenset().union(*named)))
    return segments


def _side(query: Query, scope: str, scopes: Sequence[str], segments: Sequence[_Segment]) -> Query:
    reading = query.reading
    mine = [t for t in reading.terms if not _is_others(t, scope, query, scopes)]
    mine = [t for t in mine if not _compares(t, reading)]
    near = [s for s in segments if scope in s.scopes or not s.scopes]
    own = [t for t in mine if any(s.holds(t.position) for s in near)]
    asks = 0.0 if _leaves_out(reading, near) else sum(
        t.weight for t in own if t.kind not in (NAME, "scope"))  # fmt: skip
    terms, form, said = (own, _form(reading, near), near) if asks >= ASKS else (
        mine, reading.form, segments)  # fmt: skip
    words = " ".join(w for s in said for w in reading.words[s.start : s.end])
    side = replace(reading, terms=tuple(terms), scopes=(scope,), form=form, lowered=words)
    return replace(query, scopes=(scope,), reading=side, assumed="")


def _leaves_out(reading: Reading, segments: Sequence[_Segment]) -> bool:
    """Tell whether a side leaves its noun to the one before: 'and which is in Norwich'."""
    words = reading.words
    return any(
        words[i] in _ONES and words[i + 1] in _IS
        for s in segments if s.start for i in range(s.start, min(s.end, len(words) - 1))
    )  # fmt: skip


def _is_others(term: Term, scope: str, query: Query, scopes: Sequence[str]) -> bool:
    """Tell whether a term names something of another partnership alone."""
    named = owners(term, query, scopes)
    return bool(named) and scope not in named


def _compares(term: Term, reading: Reading) -> bool:
    """Tell whether a term only says that sides are compared: 'compared with', 'the difference'."""
    return not term.entities and any(
        o.start <= term.position < o.end for o in reading.work.of(*_COMPARING)
    )


def _form(reading: Reading, segments: Sequence[_Segment]) -> str:
    """Return the question form typed in these segments; that of the whole where none is."""
    for segment in segments:
        for i in range(segment.start, segment.end):
            if reading.words[i] == "how" and i + 1 < segment.end and reading.words[i + 1] in _HOW:
                return _HOW[reading.words[i + 1]]
            if reading.words[i] in _FORMS:
                return _FORMS[reading.words[i]]
    return reading.form
