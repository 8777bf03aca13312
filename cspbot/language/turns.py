"""Takes a question of a conversation apart: what leads it in, what it denies, what it names."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from cspbot.knowledge.facts import Knowledge
from cspbot.language.reader import Reader
from cspbot.language.reading import (
    ATTRIBUTE,
    FIGURE,
    NAME,
    UNKNOWN,
    Reading,
    Term,
    is_carried,
)
from cspbot.language.rewording import QUESTION_WORDS
from cspbot.language.words import clean
from cspbot.messages import Context, Question

LEAD = re.compile(
    r"^(?:\s*(?:ok(?:ay)?|right|so|and|or|but|also|then|well|oh|ah|sorry|hmm+|thanks|thank you"
    r"|ta|great|cool|cheers|no|nope|nah|yes|yeah|actually|wait|please|what about|how about"
    r"|what of|same again|(?:the )?same (?:question |thing )?(?:but )?(?:for|in|at|of|with)"
    r"|i (?:really )?mea?nt?|meant?|i was asking about|(?:go |going )?back to|back on|as for"
    r"|try|let's try|over in|over at|for|in|at|on|from|with|of|not that)"
    r"(?=[\s,.!?:;-]|$)[\s,.!?:;-]*)+",
    re.IGNORECASE,
)
"""What a follow-up begins with before it says anything."""
TAIL = re.compile(
    r"(?:[\s,]+(?:again|please|pls|plz|then|too|instead|as well|now|though|ones?|csp|partnership"
    r"|ta|thanks))+\s*[?.!]*$|[?.!\s]+$",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|isn't|don't"
    r"|doesn't)\b"
)

FAINT, TELLING, SURE = 0.2, 0.3, 0.8
"""Weights from which on a term says something if nothing else does, says something, and settles
what is asked or named."""
MOST_WORDS = 3
"""Telling words up to which a text without a verb is a fragment."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its parts."""

    question: Question
    text: str
    """What was typed, without 'not X'."""
    reading: Reading
    core: Reading
    """The same without 'and', 'what about', 'please' ..., where it is a follow-up."""
    context: Context
    """The conversation before it; what a clarifying question left open counts as asked."""
    listed: tuple[str, ...] = ()
    """The list that it counts in, if it does."""

    @property
    def lowered(self) -> str:
        """The core in lower case."""
        return self.core.lowered

    @property
    def asks(self) -> bool:
        """Tell whether it has a question word, or a verb at its front."""
        return asks(self.lowered)

    @property
    def is_led(self) -> bool:
        """Tell whether 'and', 'what about' and the like stand at its front."""
        return LEAD.match(self.text) is not None


class Turns:
    """Takes questions apart; built once for one `Knowledge`."""

    def __init__(self, knowledge: Knowledge, reader: Reader) -> None:
        self._knowledge = knowledge
        self._reader = reader

    def turn(self, question: Question) -> Turn:
        """Take a question apart."""
        context = question.context
        if context.pending:
            context = replace(context, asked=context.pending)
        text = self._without_denied(question)
        reading = core = self.read(text, question)
        if context.asked:  # where nothing was said before, nothing leans on it
            core = self.read(TAIL.sub("", LEAD.sub("", text)) or text, question)
        return Turn(question, text, reading, core, context)

    def read(self, text: str, question: Question) -> Reading:
        """Read a text, and mark a stranger that something is asked of: "Derby's priorities"."""
        reading = self._reader.read(text, question.today)
        if reading.scopes or reading.unknown_name():
            return reading
        for term in reading.terms:
            typed = term.corrected_from or term.text
            if is_stranger(term) and re.search(rf"\b{re.escape(typed)}'s\b", reading.lowered):
                return replace(reading, foreign=typed)
        return reading

    def _without_denied(self, question: Question) -> str:
        """Take 'not Norwich' out of 'Telford not Norwich'."""
        text = clean(question.text)
        if not question.context.asked or not re.search(r"\bnot\b", text, re.IGNORECASE):
            return text
        reading = self._reader.read(text, question.today)
        if any(t.kind == ATTRIBUTE and t.weight >= SURE for t in reading.terms):
            return text
        for term in reading.terms:
            if not (term.entities or term.kind == UNKNOWN):
                continue
            words = (term.corrected_from or term.text).split()
            denied = r"[\W_]+".join(map(re.escape, words))
            rest = re.sub(
                rf"\bnot (?:the |for |in |about )?{denied}(?:'s)?\b[\s,]*(?:but )?",
                "", text, flags=re.IGNORECASE,
            )  # fmt: skip
            if rest != text and rest.strip():
                return rest
        return text

    def named(self, reading: Reading) -> list[Term]:
        """Return the terms by which the text names something."""
        return [t for t in reading.terms if not is_carried(t, reading) and self._names(t)]

    def ids(self, reading: Reading) -> tuple[str, ...]:
        """Return what a reading names or points at, apart from documents and partnerships held."""
        held = self._knowledge.by_scope
        named = [e for t in reading.terms if t.kind == NAME and t.weight >= 0.4
                 for e in t.entities[:3]]  # fmt: skip
        kept = (e for e in named if e not in held and self.kind(e) not in ("", "document"))
        return tuple(dict.fromkeys(kept))

    def kind(self, ident: str) -> str:
        """Return the kind of an entity; '' if there is none of that id."""
        entity = self._knowledge.entities.get(ident)
        return entity.kind if entity else ""

    def _names(self, term: Term) -> bool:
        if term.kind == "scope" or (term.kind == NAME and term.weight >= 1):
            return True
        return any(self.kind(e) == "partnership" for e in term.entities)


def asks(lowered: str) -> bool:
    """Tell whether a text has a question word, or a verb at its front."""
    return bool(QUESTION_WORDS.search(lowered) or _ASKS.match(lowered))


def telling(reading: Reading) -> list[Term]:
    """Return the terms that say something."""
    return [t for t in reading.terms if t.weight >= TELLING]


def content(reading: Reading) -> list[Term]:
    """Return the terms that ask something, names left aside."""
    return [
        t for t in telling(reading)
        if t.kind not in (NAME, "scope", FIGURE)
        or (t.kind == NAME and t.concepts and not t.entities)
    ]  # fmt: skip


def is_stranger(term: Term) -> bool:
    """Tell whether a term is a word that nothing knows and that says something."""
    return term.kind == UNKNOWN and term.weight >= SURE
