"""One question on its way to an answer: what was typed, how it was read, where to look."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from cspbot.knowledge.facts import Knowledge
from cspbot.language.index import FactIndex
from cspbot.language.lexicon import Lexicon
from cspbot.language.match import Match
from cspbot.language.matching import Matcher
from cspbot.language.reading import Reading
from cspbot.messages import Context, Question

FOR_ALL = frozenset({"law", "section", "duty", "term", "document"})
"""Kinds of record that hold for every partnership."""


@dataclass(frozen=True, eq=False)
class Query:
    """What a topic answers from; known by itself, for its parts are too large to compare."""

    question: Question
    reading: Reading
    knowledge: Knowledge
    index: FactIndex
    lexicon: Lexicon
    scopes: tuple[str, ...]
    """The partnerships to look in: those named, or the one carried over; () if none."""
    assumed: str = ""
    """The partnership taken from the conversation, when the text names none."""
    asked: str = ""
    """The question made whole."""
    after: Context = field(default_factory=Context)
    """The conversation after this question, as far as the question alone settles it."""
    taken: tuple[str, str] = ("", "")
    """A word that points at something, and the id of what it was taken to point at."""

    @cached_property
    def matcher(self) -> Matcher:
        """The matcher of this reading."""
        return Matcher(self.reading, self.index, self.lexicon)

    @property
    def context(self) -> Context:
        """What the conversation has said so far."""
        return self.question.context

    @cached_property
    def everywhere(self) -> tuple[str, ...]:
        """All partnerships held, and '' for what is national."""
        return tuple(self.knowledge.by_scope)

    @cached_property
    def ranked(self) -> list[Match]:
        """The facts of the partnerships asked about and the national ones, best first."""
        if not self.scopes:
            within = self.reading.within
            return self.matcher.rank((*within, "") if within else self.everywhere)
        entities = self.knowledge.entities
        # A thing of another partnership that is named, such as a merger, is looked at there.
        named = (
            entities[e].scope for t in self.reading.terms if t.weight >= 1 for e in t.entities
        )
        ranked = self.matcher.rank((*self.scopes, *(s for s in named if s), ""))
        return [match for match in ranked if self._is_of_scope(match)]

    def _is_of_scope(self, match: Match) -> bool:
        """Tell whether a fact speaks of a partnership asked about, or of law and words for all.

        Without this a project or an amount of another partnership would answer for this one.
        """
        fact, scopes = match.fact, self.scopes
        if fact.scope in scopes or not match.indexed.entities.isdisjoint(scopes):
            return True
        subject = self.knowledge.entities.get(fact.subject)
        if fact.scope or subject is None:
            return False
        return subject.kind in FOR_ALL or not set(scopes).isdisjoint(subject.partnerships)

    @cached_property
    def covered(self) -> list[str]:
        """The labels of all partnerships held."""
        return [p.label for p in self.knowledge.covered]

    def label(self, partnership: str) -> str:
        """Return how a partnership is named in choices."""
        entity = self.knowledge.entities.get(partnership)
        return entity.label if entity else partnership
