"""Understands what a clarifying question is answered with: a name, a number, 'the Corby one'."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from cspbot.knowledge.facts import Knowledge
from cspbot.language.namesakes import matters, narrowed, within
from cspbot.language.reading import ATTRIBUTE, FIGURE
from cspbot.language.references import ORDINAL, References
from cspbot.language.settling import Settler, Whole
from cspbot.language.turns import MOST_WORDS, SURE, Turn, Turns, telling
from cspbot.messages import Context, Question

_THE_ONE = re.compile(r"\bones?\b|^(?:for|in|at)\b")
_NUMBER = re.compile(r"(?:no\.?|number|option|choice|#)?\s*(\d)")
CHOSEN = 2.0
"""What a thing that was chosen by name weighs: an answer about another one is wrong."""


class Clarified:
    """Completes the question that was asked back about."""

    def __init__(
        self, knowledge: Knowledge, turns: Turns, references: References, settler: Settler
    ) -> None:
        self._knowledge = knowledge
        self._turns = turns
        self._references = references
        self._settler = settler

    def answered(self, turn: Turn) -> Whole | None:
        """Return the open question with the choice that the text names; None if it names none."""
        pending, choices = turn.question.context.pending, turn.question.context.choices
        key = self._numbered(turn, choices) or self._named(turn, choices)
        if not key:
            return None
        if turn.core.periods:
            pending = f"{pending.rstrip(' ?.!')} in {turn.core.periods[0].label}"
        elif not _NUMBER.fullmatch(turn.lowered):
            figures = [t.text for t in turn.core.terms if t.kind == FIGURE]
            pending = " ".join((pending, *figures))
        picked = self.picked(turn.question, pending, key)
        others = tuple(c for c in choices if c != key)
        return replace(picked, after=replace(picked.after, trail=(*others, key)[-6:]))

    def picked(self, question: Question, text: str, key: str) -> Whole:
        """Return a question with the choice of that key, however it was chosen."""
        reading = self._turns.read(text, question)
        turn = Turn(question, text, reading, reading, question.context)
        entity = self._knowledge.entities.get(key)
        if entity is None:
            return self._settler.whole(turn, reading, text)
        if entity.kind == "partnership":
            held = key if key in self._knowledge.by_scope else entity.scope
            reading = within(reading, held or key, self._knowledge)
            reading = replace(reading, scopes=(held,) if held else (), foreign="")
            return self._settler.whole(turn, reading, f"{text.rstrip(' ?.!')} in {entity.label}")
        meant = next((t for t in reading.terms if key in t.entities), None)
        if meant is not None:
            matter = next((m for m in matters(meant, self._knowledge) if key in m), (key,))
            reading = narrowed(reading, meant, matter, self._knowledge)
        terms = reading.terms
        if meant is None:
            terms = (*terms, self._settler.pointing((key,), CHOSEN, reading, terms))
        return self._settler.whole(turn, replace(reading, terms=terms), f"{text} {entity.name}")

    def _numbered(self, turn: Turn, choices: Sequence[str]) -> str:
        number = _NUMBER.fullmatch(turn.lowered)
        if number and 0 < int(number[1]) <= len(choices):
            return choices[int(number[1]) - 1]
        if ORDINAL.search(turn.lowered) and len(turn.core.words) <= MOST_WORDS + 1:
            return self._references.ordinal(turn.lowered, Context(listed=tuple(choices)))[0]
        return ""

    def _named(self, turn: Turn, choices: Sequence[str]) -> str:
        """Return the one choice that the text names, itself or by something of its own."""
        fields = [t for t in telling(turn.core) if t.kind == ATTRIBUTE and t.weight >= SURE]
        if (turn.asks or fields) and not _THE_ONE.search(turn.reading.lowered):
            return ""  # it asks something else
        named = [self._knowledge.entities[e] for t in turn.reading.terms for e in t.entities]
        for group in (
            {e.id for e in named},
            {e.scope for e in named},
            {*turn.reading.scopes, *(p for e in named for p in e.partnerships)},
        ):
            found = group.intersection(choices)
            if found:
                return found.pop() if len(found) == 1 else ""
        return ""
