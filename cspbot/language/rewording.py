"""Puts what a follow-up names into the place of its like in the last question.

'How much did Safer Redditch tasking get in 2015/16' and then 'and Wyre Forest?' make 'How much did
Safer Wyre Forest tasking get in 2015/16': the rest of the question stays as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from cspbot.knowledge.facts import Knowledge
from cspbot.language.periods import Period, financial_year
from cspbot.language.reader import Reader
from cspbot.language.reading import ATTRIBUTE, FIGURE, NAME, UNKNOWN, Reading, Term
from cspbot.language.references import ORDINAL, OTHER, PERSON
from cspbot.language.words import clean, stem

PLACE, WHO, BODY, THING, FIGURES, ASKED, WORDS = (
    "place", "who", "body", "thing", "figures", "asked", "words",
)  # fmt: skip
BODIES = frozenset({
    "police_force", "commissioner", "fire_service", "probation", "health", "housing", "voluntary",
    "police_words", "business", "schools",
})  # fmt: skip
"""Meanings that name a kind of body: 'and the police?' asks the same of another body."""

BODY_NOUNS = frozenset(map(stem, (
    "council", "board", "cabinet", "committee", "executive", "constabulary", "police", "panel",
    "authority", "commissioner",
)))  # fmt: skip
"""The same for words that every record has and that say little elsewhere."""

QUESTION_WORDS = re.compile(
    r"\b(?:(?:by|since|until|till|from|to|for|with|under) )?"
    r"(?:how (?:many|much|often|long|come)|who(?:'?s|m|se|'?d|'?re)?|what(?:'?s|'?d)?"
    r"|when(?:'?s)?|where(?:'?s|abouts)?|why|how(?:'?s)?|which)\b"
)
_YEARS = re.compile(
    r"(?:\b(?:in|for|during)\s+)?(?:\bfy\s?)?(?<![\d/.,£])(?:19|20)?\d\d\s?(?:/|-|–|to)\s?(?:19|20)?\d\d(?![\d/])"
    r"|(?:\b(?:in|for|during)\s+)?(?<![\d/.,£-])(?:19|20)\d\d(?![\d/-])"
)
_POINTED = re.compile(
    r"^\s*(?:(?:is|was|are|were|will|would|do|does|did|has|had) )?"
    r"(?:it|that|this|they|those|these)\b"
)
"""What is left of 'where is it' without its question word."""
_STEP = re.compile(
    r"\b(?:(?:year|yr) (?P<a>after|before)|(?P<b>following|previous|next|preceding) (?:year|yr))\b"
)


class Rewording:
    """Rewords questions; built once for one `Knowledge`."""

    def __init__(self, knowledge: Knowledge, reader: Reader) -> None:
        self._knowledge = knowledge
        self._reader = reader

    def group(self, term: Term) -> str:
        """Return the kind of place in a question that a term takes."""
        kinds = {self._knowledge.entities[e].kind for e in term.entities}
        if term.kind == "scope" or kinds & {"partnership", "place"}:
            return PLACE
        if "person" in kinds:
            return WHO
        if "body" in kinds or BODIES.intersection(term.concepts) or self._is_body_noun(term):
            return BODY
        if term.kind == FIGURE:
            return FIGURES
        if term.kind == NAME and kinds:
            return THING
        return ASKED if term.kind == ATTRIBUTE else WORDS

    def replaced(self, asked: str, new: Reading, today: date, lost: str = "") -> str:
        """Return the question with the terms of `new` in the place of their like.

        Args:
            asked: the question so far.
            new: a reading of the names alone: 'wyre forest'.
            today: the day on which it is asked.
            lost: a name in `asked` that no record has, which the new one replaces.
        """
        text = clean(OTHER.sub("", ORDINAL.sub("", asked)))
        named = [t for t in new.terms if t.weight >= 0.3 or t.kind == "scope"]
        stepped = self.stepped(asked, new.lowered, today)
        for term in named or (() if stepped else new.terms):
            group = PLACE if term.kind == UNKNOWN else self.group(term)
            text = self._put(text, term_text(new, term), group, today, lost)
        if stepped or (new.periods and not any(t.kind == FIGURE for t in new.terms)):
            text = f"{_YEARS.sub('', text).rstrip(' ?.!')} in {stepped or new.periods[0].label}"
        return clean(text)

    def without_years(self, text: str) -> str:
        """Return the question without the years that it names."""
        return clean(_YEARS.sub("", text.lower()))

    def about(self, asked: str, name: str, today: date) -> str:
        """Return the question with another partnership or place in it."""
        text = self._put(clean(asked), name, PLACE, today, "")
        return text if name else re.sub(r"\b(?:in|for|of|at)\s*$", "", text)

    def predicate(self, asked: str, new: Reading, today: date) -> str:
        """Return what the question asks, of the new thing and of nothing else it named."""
        old = self._reader.read(asked, today)
        kept = {i for t in old.terms if t.kind in (ATTRIBUTE, FIGURE) for i in _span(t)}
        words = [w for i, w in enumerate(old.words) if i in kept or QUESTION_WORDS.fullmatch(w)]
        return clean(f"{_unmarked(' '.join(words))} {new.text}")

    def other_form(self, asked: str, new: str, today: date, *, bare: bool) -> str:
        """Return the last question with another question word: 'why' in the place of 'when'.

        Args:
            asked: the question so far.
            new: what was typed: 'why', 'by when'.
            today: the day on which it is asked.
            bare: leave out the attributes that it asked for too.
        """
        old = self._reader.read(asked, today)
        text = clean(asked)
        if bare:
            for term in old.terms:
                if term.kind == ATTRIBUTE and not term.entities:
                    text = _cut(text, self._surface(old, _span(term)), "")
        text = ORDINAL.sub("", _POINTED.sub("", QUESTION_WORDS.sub("", text.lower())).lstrip())
        new = re.sub(r"\b(who|what|when|where|how)'?s\b", r"\1 is", new)
        return clean(f"{new} {text}")

    def _put(self, text: str, name: str, group: str, today: date, lost: str) -> str:
        old = self._reader.read(text, today)
        if group == FIGURES:
            return self._figure(text, old, name)
        if lost and group == PLACE and re.search(rf"\b{re.escape(lost)}\b", text.lower()):
            return _cut(text, re.escape(lost), name)
        spans = list(self._places(old, group))
        if not spans:
            if group == WHO and PERSON.search(text.lower()):
                return PERSON.sub(name, text.lower(), count=1)
            return f"{text.rstrip(' ?.!')} {'in ' if group == PLACE else ''}{name}"
        spans = [_after_question_word(old, span) for span in spans]
        patterns = [self._surface(old, span) for span in spans]
        if any(_found(text, pattern) is None for pattern in patterns):
            # Short forms were written out: the words as they were read stand in for the text.
            text = _unmarked(" ".join(old.words))
            patterns = [_spaced(old.words[i] for i in span) for span in spans]
        for pattern in patterns[1:]:
            text = _cut(text, r"(?:(?:and|or|,)\s+)?" + pattern, "")
        return _cut(text, patterns[0], name)

    def _figure(self, text: str, old: Reading, name: str) -> str:
        if _YEARS.search(text.lower()) and re.match(r"(?:19|20)?\d\d\s?[/-]|(?:19|20)\d\d$", name):
            return f"{_YEARS.sub('', text.lower()).rstrip(' ?.!')} in {name}"
        spans = [_span(t) for t in old.terms if t.kind == FIGURE]
        if len(spans) == 1:
            return _cut(text, self._surface(old, spans[0]), name)
        return f"{text} {name}"

    def _places(self, old: Reading, group: str) -> Iterable[range]:
        """Yield the runs of words whose place a term of this group takes."""
        terms = [
            t for t in old.terms
            if t.stems and (t.weight >= 0.3 or t.kind == "scope"
                            or (group == BODY and self._is_body_noun(t)))
        ]  # fmt: skip
        if group == PLACE:
            yield from self._place_names(old, terms)
            return
        alike = [t for t in terms if self.group(t) == group]
        if not alike and group in (THING, WORDS):
            # The last name or, where there is none, the last plain word is what is compared with.
            alike = [t for t in terms if self.group(t) == THING][-1:]
            alike = alike or [t for t in terms if self.group(t) == WORDS][-1:]
        yield from (_span(t) for t in (alike[-1:] if group in (THING, WORDS) else alike))

    def _place_names(self, old: Reading, terms: Sequence[Term]) -> Iterable[range]:
        """Yield where places stand, also inside a longer name: 'safer redditch tasking'."""
        whole = [t for t in terms if self._is_place(t)]
        yield from (_span(t) for t in whole)
        if whole:
            return
        for term in terms:
            if not term.entities:
                continue
            for start in _span(term):
                for end in range(_span(term).stop, start, -1):
                    links = self._reader.linker.links(old.words[start:end])
                    found = {self._knowledge.entities[e].kind for link in links[:1]
                             if link.start == 0 and link.size == end - start
                             for e in link.entities}  # fmt: skip
                    if found & {"partnership", "place"}:
                        yield range(start, end)
                        return

    def _is_body_noun(self, term: Term) -> bool:
        """Tell whether a term is 'council' and the like, though the glossary may explain it."""
        kinds = {self._knowledge.entities[e].kind for e in term.entities}
        return len(term.stems) == 1 and term.stems[0] in BODY_NOUNS and kinds <= {"term"}

    def _is_place(self, term: Term) -> bool:
        kinds = {self._knowledge.entities[e].kind for e in term.entities}
        return bool(kinds & {"partnership", "place"})

    def _surface(self, old: Reading, span: Sequence[int]) -> str:
        """Return a pattern for the words of a reading as they were typed."""
        terms = {t.position: t for t in old.terms}
        typed = terms[span[0]].corrected_from if span[0] in terms else ""
        if typed:
            return re.escape(typed)
        words = (old.words[i] for i in span if i < len(old.words))
        return r"[\W_]*".join("(?:and|&)" if w == "and" else re.escape(w) for w in words)

    def stepped(self, asked: str, lowered: str, today: date) -> str:
        """Return the year that 'the year after' means; '' where the question names none."""
        match = _STEP.search(lowered)
        if match is None:
            return ""
        periods: tuple[Period, ...] = self._reader.read(asked, today).periods
        if not periods:
            return ""
        word = match["a"] or match["b"]
        step = -1 if word in ("before", "previous", "preceding") else 1
        if periods[0].is_financial:
            return financial_year(periods[0].start.year + step).label
        return str(periods[0].start.year + step)


def term_text(reading: Reading, term: Term) -> str:
    """Return a term as the words of the reading have it, years as people write them."""
    return _unmarked(" ".join(reading.words[i] for i in _span(term) if i < len(reading.words)))


def _span(term: Term) -> range:
    return range(term.position, term.position + max(1, len(term.stems)))


def _after_question_word(reading: Reading, span: range) -> range:
    """Keep 'which' where the lexicon has it in an expression: 'which police'."""
    first = span.start
    while first + 1 < span.stop and QUESTION_WORDS.fullmatch(reading.words[first]):
        first += 1
    return range(first, span.stop)


def _unmarked(text: str) -> str:
    """Write years as people do: '2015/16' for 'fy2015'."""
    text = re.sub(r"\bfy(\d{4})\b", lambda m: financial_year(int(m[1])).label, text)
    return re.sub(r"\byr(\d{4})to\d\d(\d\d)\b", r"\1-\2", text)


def _spaced(words: Iterable[str]) -> str:
    return " ".join(map(re.escape, words))


def _found(text: str, pattern: str) -> re.Match[str] | None:
    return re.search(rf"(?<!\w)(?:{pattern})(?:'s)?(?!\w)", text, re.IGNORECASE)


def _cut(text: str, pattern: str, name: str) -> str:
    """Put a name where the pattern is; behind the text where it is not found."""
    found = _found(text, pattern)
    if found is None:
        return f"{text} {name}" if name else text
    return f"{text[: found.start()]}{name}{text[found.end() :]}"
