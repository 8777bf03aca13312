"""One fact beside a question: what it explains of it."""

from __future__ import annotations

from typing import NamedTuple

from cspbot.knowledge.facts import Fact
from cspbot.language.index import Indexed

EXPLAINED = 0.4252
"""From this strength on a fact explains a term."""


class Match(NamedTuple):
    """One fact with what it explains of a question.

    A tuple, for hundreds are made for one question.
    """

    indexed: Indexed
    score: float
    coverage: float
    """Share of the telling weight that is explained, 0 to 1."""
    strengths: tuple[float, ...]
    """One per term of the reading."""
    is_field: bool
    """Its field is an attribute that was asked."""
    alike: float = 0.0
    """How like the question is to one of the fact's askings, 0 to 1."""

    @property
    def fact(self) -> Fact:
        """The fact itself."""
        return self.indexed.fact


def is_list(fact: Fact) -> bool:
    """Tell whether a fact lays out a list, with the number of its entries as value."""
    return fact.value.isdigit() and "\n" in fact.text


def belongs(candidate: Match, first: Match) -> bool:
    """Tell whether a fact may stand beside the first: it is about the same thing, or asked.

    Without this, a fact about something else lends its words to a question that is not held.
    """
    if candidate.fact.scope and first.fact.scope not in ("", candidate.fact.scope):
        return False
    shared = candidate.indexed.entities & first.indexed.entities
    return bool(shared - {first.fact.scope}) or (
        candidate.is_field and candidate.fact.subject in (first.fact.scope, first.fact.subject)
    )
