"""Settles which partnership a question is about, and what the conversation keeps of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cspbot.knowledge.facts import Knowledge
from cspbot.language.namesakes import told_apart
from cspbot.language.query import Query
from cspbot.language.reading import NAME, Reading, Term, is_carried
from cspbot.language.turns import Turn, Turns
from cspbot.language.words import plain_words, stems
from cspbot.messages import Context

_OF_IT = re.compile(r"\b(?:of|in|from|to|about|on) (?:it|that|them|those|these)\b")
NATIONAL = frozenset({"law", "section", "term"})
"""Kinds of thing that are the same everywhere."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A question made whole."""

    reading: Reading
    scopes: tuple[str, ...]
    assumed: str
    """The partnership that was taken for granted; '' where the text names one."""
    asked: str
    """Its text, from which the next follow-up is completed."""
    after: Context
    """The conversation after it, as far as the question alone settles it."""
    taken: tuple[str, str] = ("", "")
    """A word that points at something, and what it was taken to point at."""
    tried: Query | None = None
    """What it was looked up by, where that was done to choose among ways to complete it."""


class Settler:
    """Makes wholes; built once for one `Knowledge`."""

    def __init__(self, knowledge: Knowledge, turns: Turns) -> None:
        self._knowledge = knowledge
        self._turns = turns

    def whole(
        self, turn: Turn, reading: Reading, asked: str, *, about: tuple[str, ...] | None = None,
        trail: tuple[str, ...] = (), lost: str = "", taken: tuple[str, str] = ("", ""),
        as_typed: bool = True, carry: bool = True,
    ) -> Whole:  # fmt: skip
        """Settle a reading.

        Args:
            turn: what was typed, in its conversation.
            reading: how it is understood.
            asked: its text, for the next follow-up.
            about: what it is about, apart from partnerships; what it names, unless given.
            trail: what the same question was asked of in turn; starts anew, unless given.
            lost: a name that no record has and that it is about.
            taken: a word that points, and what it was taken to point at.
            as_typed: a partnership that is carried over counts as if it had been typed.
            carry: the partnership may be carried over.
        """
        known = turn.question.context
        reading = told_apart(
            reading, (*known.about, *known.entities[:4], *known.partnerships, *turn.question.mine),
            self._knowledge,
        )  # fmt: skip
        lost = lost or ("" if reading.scopes else reading.unknown_name())
        scopes, assumed = reading.scopes, ""
        if lost:
            # An answer for the partnership spoken of before would pass for one on the stranger.
            reading = replace(reading, foreign=lost)
        elif not scopes and carry:
            scopes, assumed = self._carried(turn, reading)
            if assumed and as_typed:
                reading = replace(reading, scopes=scopes)
        about = self._turns.ids(reading) if about is None else about
        before = turn.question.context
        if not trail:
            trail = (about or scopes)[:1] or before.trail
        after = replace(
            before, asked=asked, about=about[:6], trail=trail[-6:], lost=lost,
            partnerships=scopes[:4] or before.partnerships, listed=turn.listed or before.listed,
            pending="", choices=(),
        )  # fmt: skip
        return Whole(reading, scopes, assumed, asked, after, taken)

    def pointing(
        self, found: tuple[str, ...], weight: float, reading: Reading, terms: Sequence[Term]
    ) -> Term:
        """Return a term that was not typed: one of these things is meant."""
        entity = self._knowledge.entities[found[0]]
        named: tuple[str, ...] = ()
        if len(found) == 1:
            words = plain_words(entity.name)
            # A surname is enough to know a person by in a sentence; of anything else, the whole.
            named = stems(words[-1:] if entity.kind == "person" else words)
        after = len(reading.words) + len(terms)
        return Term(entity.name, NAME, named, (), found, weight, 0, after)

    def _carried(self, turn: Turn, reading: Reading) -> tuple[tuple[str, ...], str]:
        """Return the partnership that the names, the conversation or /mine settle.

        The second value is it again where it was taken for granted.
        """
        entities = self._knowledge.entities
        owned = {
            entities[e].scope for t in reading.terms if t.weight >= 1 and t.kind == NAME
            for e in t.entities if e in entities and entities[e].scope
        }  # fmt: skip
        if len(owned) == 1:
            scope = owned.pop()
            is_pointed = any(is_carried(t, reading) for t in reading.terms)
            return (scope,), scope if is_pointed else ""
        spoken_of = [s for s in turn.question.context.partnerships if s in owned]
        if len(spoken_of) == 1 and not reading.about_all:
            return (spoken_of[0],), spoken_of[0]
        if owned or reading.about_all or reading.uncovered:
            return (), ""
        leans = turn.is_led or _OF_IT.search(turn.lowered)
        if self._is_national(reading) and not (turn.context.asked and leans):
            return (), ""
        for source in (turn.question.context.partnerships, turn.question.mine):
            held = tuple(s for s in source if s in self._knowledge.by_scope)
            if held:
                return held, held[0] if len(held) == 1 else ""
        return (), ""

    def _is_national(self, reading: Reading) -> bool:
        """Tell whether the text names something that belongs to no one partnership."""
        named = [
            self._knowledge.entities[e] for t in reading.terms
            if t.kind == NAME and t.weight >= 1 and not is_carried(t, reading)
            for e in t.entities
        ]  # fmt: skip
        return any(e.kind in NATIONAL and not e.scope for e in named) and not any(
            e.scope for e in named
        )
