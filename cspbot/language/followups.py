"""Makes a question whole from the conversation it stands in.

A follow-up leaves out what was just said: the partnership ('who chairs it'), the topic ('and
Corby?'), or all but a number ('the second one'). It is completed as text and then read like any
other question, so there is one way of reading and not two.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from cspbot.knowledge.facts import Knowledge
from cspbot.language.reading import ATTRIBUTE, FIGURE, NAME, Reader, Reading, Term
from cspbot.messages import Context, Question

_LEAD = re.compile(
    r"^(?:\s*(?:ok(?:ay)?|right|so|and|but|also|then|now|well|oh|sorry|hmm|thanks|great|cool|cheers|no|nope|sorry no|actually)\b[\s,.!-]*)+",
    re.IGNORECASE,
)
_ELLIPSIS = re.compile(
    r"^(?:what|how) about\b|^same (?:question )?(?:for|again)\b|^(?:and|or) (?:for|in|at|what about|how about)?\b|^(?:i )?(?:meant|mean)\b|^no,? i mean|^for\b|^what of\b|^over (?:in|at)\b|^in\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\b(?:he|she|him|her|his|hers|he's|she's|hes|shes)\b", re.IGNORECASE)
_THING = re.compile(
    r"\b(?:it|its|it's|that|this|they|them|their|there|those|these|the same|one)\b", re.IGNORECASE
)
_ORDINALS = (
    (r"\b(?:first|1st)\b", 0), (r"\b(?:second|2nd)\b", 1), (r"\b(?:third|3rd)\b", 2),
    (r"\b(?:fourth|4th)\b", 3), (r"\b(?:fifth|5th)\b", 4), (r"\b(?:sixth|6th)\b", 5),
    (r"\b(?:last|final)(?: one)?\b", -1),
)  # fmt: skip
_ORDINAL_ASKED = re.compile(
    r"\b(?:the|that|and the|no\.?|number)\s+(?:first|1st|second|2nd|third|3rd|fourth|4th|fifth|5th|sixth|6th|last)(?:\s+one)?(?:\s+(?:again|please|pls))?\s*\??$"
    r"|\b(?:first|second|third|fourth|fifth|sixth|last) one\b|\bon the (?:first|second|third|last)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Whole:
    """A question made whole."""

    reading: Reading
    scopes: tuple[str, ...]
    assumed: str
    asked: str


class Conversation:
    """Completes questions from their context."""

    def __init__(self, knowledge: Knowledge, reader: Reader) -> None:
        self._knowledge = knowledge
        self._reader = reader

    def complete(self, question: Question) -> Whole:
        """Return the question as it would have been typed by someone who says everything."""
        text, context = question.text, question.context
        if question.chosen:
            return self._chosen(question, text, question.chosen)
        reading = self._reader.read(text, question.today)
        if context.pending:
            choice = self._choice(reading, text, context)
            if choice:
                return self._chosen(question, context.pending, choice)
        whole = text
        adds_up = context.figures and reading.operations and not reading.scopes and not any(
            t.kind == NAME and t.weight >= 1 for t in reading.terms
        )
        if context.asked and not adds_up and not self._stands_alone(reading, text):
            whole = self._completed(text, reading, context)
            if whole != text:
                reading = self._reader.read(whole, question.today)
        scopes = reading.scopes
        if not scopes and (question.context.asked or not self._elsewhere(reading)):
            scopes, assumed = self._carried(question, reading)
            return Whole(reading, scopes, assumed, whole)
        return Whole(reading, scopes, "", whole)

    def _chosen(self, question: Question, text: str, key: str) -> Whole:
        reading = self._reader.read(text, question.today)
        entity = self._knowledge.entities.get(key)
        if entity is None:
            return Whole(reading, reading.scopes, "", text)
        if entity.kind == "partnership":
            held = key if key in self._knowledge.by_scope else entity.scope
            return Whole(reading, (held,) if held else (), "", f"{text} {entity.label}")
        whole = f"{text} {entity.name}"
        reading = self._reader.read(whole, question.today)
        return Whole(reading, reading.scopes or ((entity.scope,) if entity.scope else ()), "", whole)

    def _choice(self, reading: Reading, text: str, context: Context) -> str:
        """Return the key of the choice that an answer to a clarifying question names."""
        lowered = text.lower()
        for scope in (*reading.scopes, *(e for t in reading.terms for e in t.entities)):
            if scope in context.choices and len(_content(reading)) <= 1:
                return scope
        if len(reading.words) <= 4:
            for pattern, at in _ORDINALS:
                if re.search(pattern, lowered) and -len(context.choices) <= at < len(context.choices):
                    return context.choices[at]
            if lowered.strip().isdigit() and 0 < int(lowered) <= len(context.choices):
                return context.choices[int(lowered) - 1]
        return ""

    def _stands_alone(self, reading: Reading, text: str) -> bool:
        """Tell whether a question says what it is about and what it asks."""
        if _ELLIPSIS.search(_LEAD.sub("", text)) and not _content(reading):
            return False
        if _ORDINAL_ASKED.search(text):
            return False
        named = reading.scopes or any(t.kind == NAME and t.weight >= 1 for t in reading.terms)
        asks = bool(_content(reading))
        if _PERSON.search(text) and not self._names_person(reading):
            return False
        return bool(named and asks)

    def _names_person(self, reading: Reading) -> bool:
        return bool(reading.names("person", of=self._knowledge.entities))

    def _completed(self, text: str, reading: Reading, context: Context) -> str:
        entities = self._knowledge.entities
        ordinal = self._ordinal(text, context)
        content = [t for t in _content(reading) if not re.fullmatch(
            r"first|second|third|fourth|fifth|last|1st|2nd|3rd|final", t.text)]  # fmt: skip
        if ordinal:
            name = entities[ordinal].name if ordinal in entities else ""
            if content:
                return f"{text} {name}"
            previous = self._without_names(context.asked, reading)
            return f"{_strip_ordinal(text)} {name} {previous}"
        if not content or (_ELLIPSIS.search(text.lower()) and len(content) <= 1 and not reading.form
                           and not any(t.kind == ATTRIBUTE for t in content)):  # fmt: skip
            named = reading.scopes or any(t.kind in (NAME, FIGURE) for t in reading.terms)
            if named or content or reading.periods:
                return f"{text} {self._without_names(context.asked, reading)}"
            if reading.form and reading.form not in ("what", "which", "yes_no"):
                return f"{text} {self._remaining(context.asked)}"
            return text
        if any(t.kind == NAME and t.weight >= 1 for t in reading.terms):
            return text
        pointed = self._pointed(text, context)
        return f"{text} {pointed}" if pointed else text

    def _pointed(self, text: str, context: Context) -> str:
        """Return the name of what a pronoun points at."""
        entities = self._knowledge.entities
        if _PERSON.search(text):
            kinds: tuple[str, ...] = ("person",)
        elif _THING.search(text):
            kinds = ("project", "merger", "review", "meeting", "group", "plan", "priority", "term",
                     "line", "section", "body")  # fmt: skip
            # Only what the last answer was itself about; not everything it happened to mention.
            first = next((e for e in context.entities if e in entities), "")
            if not first or entities[first].kind not in kinds:
                return ""
            return entities[first].name
        else:
            return ""
        found = next((e for e in context.entities if e in entities and entities[e].kind in kinds), "")
        return entities[found].name if found else ""

    def _ordinal(self, text: str, context: Context) -> str:
        if not context.listed or not _ORDINAL_ASKED.search(text):
            return ""
        for pattern, at in _ORDINALS:
            if re.search(pattern, text.lower()) and -len(context.listed) <= at < len(context.listed):
                return context.listed[at]
        return ""

    def _without_names(self, asked: str, new: Reading) -> str:
        """Return the last question without the names that the new one replaces."""
        today = _any_day()
        old = self._reader.read(asked, today)
        entities = self._knowledge.entities
        replaced = {entities[e].kind for t in new.terms for e in t.entities}
        if replaced & {"place", "body", "partnership"}:
            replaced |= {"place", "body", "partnership"}
        drop: set[int] = set()
        for term in old.terms:
            kinds = {entities[e].kind for e in term.entities}
            figure = term.kind == FIGURE and any(t.kind == FIGURE for t in new.terms)
            if (kinds and (kinds & replaced or (new.scopes and "partnership" in kinds))) or figure:
                drop.update(range(term.position, term.position + len(term.stems)))
        return " ".join(w for i, w in enumerate(old.words) if i not in drop)

    def _remaining(self, asked: str) -> str:
        """Return the names of the last question, for one that asks something else of them."""
        old = self._reader.read(asked, _any_day())
        return " ".join(t.text for t in old.terms if t.kind in (NAME, "scope"))

    def _elsewhere(self, reading: Reading) -> bool:
        """Tell whether the question names something that belongs to no one partnership."""
        entities = self._knowledge.entities
        national = [e for t in reading.terms if t.weight >= 1 for e in t.entities
                    if entities[e].kind in ("law", "section", "term") and not entities[e].scope]  # fmt: skip
        return bool(national) and not any(
            entities[e].scope for t in reading.terms for e in t.entities
        )

    def _carried(self, question: Question, reading: Reading) -> tuple[tuple[str, ...], str]:
        """Return the partnership that the names, the conversation or /mine settle."""
        entities = self._knowledge.entities
        owned = {
            entities[e].scope for t in reading.terms if t.weight >= 1 and t.kind == NAME
            for e in t.entities if entities[e].scope
        }  # fmt: skip
        if len(owned) == 1:
            return (owned.pop(),), ""
        if len(owned) > 1 or reading.about_all:
            return (), ""
        if self._elsewhere(reading) and not _LEAD.match(question.text):
            return (), ""
        for source in (question.context.partnerships, question.mine):
            if len(source) == 1:
                return tuple(source), source[0]
            if source:
                return tuple(source), ""
        return (), ""


def _content(reading: Reading) -> list[Term]:
    """Return the terms that ask something, names left aside."""
    return [t for t in reading.terms if t.kind not in (NAME, "scope", FIGURE) and t.weight >= 0.3
            ] + [t for t in reading.terms if t.kind == NAME and t.concepts and t.weight >= 0.3
                 and not t.entities]  # fmt: skip


def _strip_ordinal(text: str) -> str:
    return re.sub(r"\b(?:first|second|third|fourth|fifth|sixth|last|1st|2nd|3rd)\b", "", text)


def _any_day():  # type: ignore[no-untyped-def]  # noqa: ANN202
    from datetime import date

    return date(2000, 1, 1)


_ = replace
