"""Tells whether facts hold the very thing that a question asks for.

A fact may explain all the words of a question and lack the amount, date, name or number that it
asks for, or the one field that can answer it. Then that is not held, however much else is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from cspbot.knowledge.facts import Entity, Fact
from cspbot.language.fitting import counts, has_day, wants_day
from cspbot.language.forms import forms
from cspbot.language.index import Indexed
from cspbot.language.lexicon import Concept, Lexicon
from cspbot.language.match import EXPLAINED, Match, belongs, is_list
from cspbot.language.reading import ATTRIBUTE, NAME, Reading, Term
from cspbot.language.words import plain_words, stem

_OF = re.compile(r"[,–]|\b(?:of|for|in|on|to|at|with|from|held|named|under|expected)\b")
"""What follows the name of the things in the heading of a list."""
_WHO_IS = re.compile(r"(?:(?:and|so|ok|hi)\W+)*who(?:'?s| is| was| were)\b")
_NAMING = frozenset({"called", "name", "names", "named"})
POST, NEAR_WHO = "post", 4
"""The type of a body that is a post, and up to which word it is what 'who is' asks for."""
COST_FIELDS = frozenset({"merger.cost", "point.cost", "partnership.budget"})
PEOPLE = frozenset(map(stem, (
    "officer", "chief", "executive", "inspector", "chair", "councillor", "manager", "author",
    "head", "leader", "person", "official", "commander", "sergeant", "boss", "member", "contact",
    "superintendent", "rep", "director", "coordinator", "portfolio", "holder", "representative",
)))  # fmt: skip
"""Words for people: a question for the name of one of these wants a person's name."""
LINES_COUNTED = frozenset(map(stem, (
    "project", "line", "grant", "award", "initiative", "scheme", "item", "thing", "pot", "row",
    "entry", "payment", "activity", "allocation", "one", "amount", "budget",
)))  # fmt: skip
"""What lines of money are called when they are counted."""
CHAIRS = frozenset(map(stem, ("chair", "chairs")))
"""Who chairs has a field of its own, which may say no more than by which post it is done."""
PERSONS = PEOPLE | frozenset(map(stem, (
    "people", "person", "resident", "colleague", "staff", "stakeholder", "participant", "delegate",
    "attendee", "volunteer",
)))  # fmt: skip
"""What counts as people for 'how many people'."""
OF_ANY_LIST = frozenset(map(stem, (
    "bodies", "organisations", "agencies", "people", "things", "ones", "items", "partners",
    "authorities", "entries", "points",
)))  # fmt: skip
"""What any list may be said to have: 'how many bodies make up the responsible authorities'."""


ASKED_ALIKE = 0.55
"""Likeness to an asking from which on what the asking counts is what the question counts."""
ASKED_IN = frozenset({"when"})
"""Forms that answer only where people are known to ask for the fact in them: a date in a sentence
may be of anything. Measured for all forms; of 'who', 'why' and 'how many' it costs more answers
than it refuses what is not held."""
COUNTABLE = 0.3
"""Weight from which on the word after 'how many' says what must be counted."""
PLAINLY = 0.95
"""From this coverage on, a fact of the field asked for is on just what is asked."""
STRICTLY = 0.72
"""How surely a strict meaning must be in a fact's own text; a fact's `words:` do not suffice."""

BINDING = 0.5
"""Weight from which on a strict meaning binds: 'my parish clerk wonders' asks for no clerk."""
OUTRIGHT = 1.6
"""Weight from which on a name stands in the very clause that asks."""


class Wanted:
    """What one question asks for, and whether facts have it."""

    def __init__(
        self, reading: Reading, entities: Mapping[str, Entity], lexicon: Lexicon,
        named: frozenset[str], is_named: Callable[[Fact], bool],
    ) -> None:  # fmt: skip
        """Prepare for one reading.

        Args:
            reading: the question as it was read.
            entities: all things, by id.
            lexicon: the meanings of words.
            named: the things that the question names.
            is_named: tells whether the question names what a fact is about, or need not.
        """
        self._reading = reading
        self._entities = entities
        self._lexicon = lexicon
        self._named = named
        self._is_named = is_named

    def strict_gap(self, matches: Sequence[Match]) -> Term | None:
        """Return a term whose meaning must be answered by its field, where none of these is it."""
        for term in self._reading.terms:
            if term.weight < BINDING or not term.concepts:
                continue
            concepts = [self._lexicon.concepts[c] for c in term.concepts]
            if not all(c.strict for c in concepts):
                continue
            same = [
                m for m in matches
                if belongs(m, matches[0]) and self._names_met(m) and self._is_its_own(m)
            ]  # fmt: skip
            shown = not forms().existence.search(self._reading.lowered)
            if not any(_answers(c, m, shown=shown) for c in concepts for m in same):
                return term
        return None

    def form_met(self, chosen: Sequence[Match]) -> bool:
        """Tell whether an amount, number or date that is asked for is in one of these facts."""
        form = self._reading.form
        asked_in = any(_is_asked_in(m, form) or _says_how_often(m) for m in chosen)
        if form in ASKED_IN and not asked_in:
            return False
        if form == "name" or (form == "who" and "name" in self._reading.forms):
            chairs = self._reading.asks("chair")  # 'name the chair': it may be a post
            return any(self.gives_name(m.indexed) or (chairs and m.is_field) for m in chosen)
        if form == "where" and self._reading.asks("meeting", "next_meeting"):
            return any("venue" in m.indexed.attributes and self._is_named(m.fact) for m in chosen)
        if form == "why" and forms().past.search(self._reading.lowered):
            return any("why" in m.indexed.kinds for m in chosen)  # 'why was it cut short'
        if form == "who" and chosen and self._asks_for_holder(chosen[0]):
            return any(self._names_person(m.indexed) for m in chosen)
        if form == "who" and chosen and self._asks_who_is():
            return any(self._names_somebody(m.indexed) for m in chosen)
        if form not in ("how_much", "how_many", "how_long", "when", "clock"):
            return True
        if form == "how_many":
            counted = self._counted()
            return any(
                form in m.indexed.kinds
                and (counted is None or m.strengths[counted] >= EXPLAINED or self._any_list(m))
                and (not is_list(m.fact) or self.counts(m))
                and self._counts_thing(m)
                for m in chosen
            )
        if form == "when" and wants_day(self._reading.lowered) and not self._is_plainly_it(chosen):
            return any(has_day(m.fact.text) for m in chosen)
        if any(form in m.indexed.kinds and self._names_said(m) for m in chosen):
            return True
        free = form == "how_much" and self._reading.asks("cost", "holder")
        free = free and not {"pounds", "save", "saves", "saved", "saving"} & set(
            self._reading.words
        )
        return free and any(m.fact.field in COST_FIELDS for m in chosen)

    def attributes_met(self, chosen: Sequence[Match]) -> bool:
        """Tell whether at least half of the attributes asked for are explained."""
        attributes = [(i, t) for i, t in enumerate(self._reading.terms)
                      if t.kind == ATTRIBUTE and t.weight >= 0.8]  # fmt: skip
        met = sum(any(m.strengths[i] >= EXPLAINED for m in chosen) for i, _ in attributes)
        return 2 * met >= len(attributes)

    def counts(self, match: Match) -> bool:
        """Tell whether a list is of the very things that 'how many' counts."""
        counted = self._counted()
        if counted is None:
            return match.is_field  # 'the priorities, how many?'
        term = self._reading.terms[counted]
        heading = _OF.split(match.fact.text.partition("\n")[0])[0]
        headed = {stem(w) for w in plain_words(heading)}
        if self._counts_people() and headed.isdisjoint(PERSONS):
            return False
        thing = self._after_many()
        is_other = thing is not None and OF_ANY_LIST.isdisjoint(thing.stems)
        if match.fact.field.startswith("funding.") and not self._counts_lines():
            return False  # one line for CCTV is not one camera
        if self._any_list(match):
            return True
        if thing and is_other and thing is not term and not headed.issuperset(thing.stems):
            return False  # 'how many partnerships are merging' does not count effects of a merger
        return not match.indexed.attributes.isdisjoint(term.concepts) or (
            bool(term.stems) and headed.issuperset(term.stems)
        )

    def _counts_lines(self) -> bool:
        """Tell whether lines of money are counted: 'how many projects did it pay for'."""
        thing = self._after_many()
        return thing is None or not LINES_COUNTED.isdisjoint(thing.stems)

    def _any_list(self, match: Match) -> bool:
        """Tell whether a list asked for is counted by a word for any: "how many bodies"."""
        thing = self._after_many()
        any_kind = thing is not None and not OF_ANY_LIST.isdisjoint(thing.stems)
        return any_kind and match.is_field and is_list(match.fact)

    def gives_name(self, indexed: Indexed) -> bool:
        """Tell whether a fact gives a name that the question has not."""
        entities = self._entities
        # What was typed in other words has a name still to be told: 'what is their plan called'.
        asks = not _NAMING.isdisjoint(self._reading.words)
        said = self._reading.lowered
        typed = {e for e in self._named if not asks or self._entities[e].name.lower() in said}
        new = indexed.entities - typed - {indexed.fact.scope}
        wanted = ("person",) if self._wants_person() else ("person", "body", "group", "plan",
                  "project", "place", "meeting", "review", "priority", "law", "term")  # fmt: skip
        return any(entities[e].kind in wanted for e in new if e in entities) or (
            not self._wants_person() and "\n" in indexed.fact.text
        )

    def _asks_for_holder(self, first: Match) -> bool:
        """Tell whether it is asked who holds a post that is named: 'who is the coordinator'."""
        if not _WHO_IS.match(self._reading.lowered):
            return False
        subject = self._entities.get(first.fact.subject)
        if subject and subject.type == POST:
            typed = {stem(w) for w in self._reading.words}
            if typed.intersection(map(stem, plain_words(subject.name)[:1])):
                return True  # 'who is the chief exec of Ambridge' has the words of the post
        posts = (t for t in self._reading.terms if t.kind == NAME and t.weight >= 1
                 and all(self._entities[e].type == POST for e in t.entities))  # fmt: skip
        return any(t.position <= NEAR_WHO for t in posts)

    def _asks_who_is(self) -> bool:
        """Tell whether it is asked who is something: 'who is the cabinet member for this'."""
        first = self._reading.words[: NEAR_WHO + 1]
        return bool(_WHO_IS.match(self._reading.lowered)) and any(
            stem(w) in PEOPLE - CHAIRS for w in first
        )

    def _names_somebody(self, indexed: Indexed) -> bool:
        """Tell whether a fact names a person or a post, and not only a kind of people."""
        return any(
            self._entities[e].kind in ("person", "group") or self._entities[e].type == POST
            for e in indexed.entities
            if e in self._entities
        )

    def _names_person(self, indexed: Indexed) -> bool:
        return any(self._entities[e].kind == "person" for e in indexed.entities - self._named
                   if e in self._entities)  # fmt: skip

    def _wants_person(self) -> bool:
        return any(s in PEOPLE for s in map(stem, self._reading.words))

    def _counts_people(self) -> bool:
        return "many people" in " ".join(self._reading.words)

    def _counts_thing(self, match: Match) -> bool:
        """Tell whether a number in a fact counts what stands after 'how many', near to it."""
        thing = self._after_many()
        if is_list(match.fact) or match.alike >= ASKED_ALIKE:
            return True
        if self._counts_people():
            return counts(match.fact.text, PERSONS.__contains__)
        if thing is None or thing.weight < COUNTABLE:
            return True  # 'how many agencies': whatever is counted there is one
        run = self._reading.words[thing.position : thing.position + len(thing.stems) + 1]
        wanted = {
            stem(w) for w in run if w not in self._lexicon.function_words
        } - self._lexicon.weak
        if not wanted:
            return True
        meant = {c for s in wanted for c in self._lexicon.expressions.get((s,), ())}

        def is_thing(stemmed: str) -> bool:
            found = self._lexicon.expressions.get((stemmed,), ())
            return stemmed in wanted or not meant.isdisjoint(found)

        return counts(match.fact.text, is_thing)

    def _is_plainly_it(self, chosen: Sequence[Match]) -> bool:
        """Tell whether the first fact is on just what is asked for; it may say there is none."""
        return chosen[0].is_field and chosen[0].coverage >= PLAINLY

    def _after_many(self) -> Term | None:
        """Return the term right after 'how many', however little it weighs."""
        words = self._reading.words
        after = (t for t in self._reading.terms if words[t.position - 1 : t.position] == ("many",))
        return next(after, None)

    def _counted(self) -> int | None:
        """Return the index of the term that 'how many' counts; None where it counts nothing."""
        words = self._reading.words
        for i, word in enumerate(words):
            if word in ("many", "number", "no") and i + 1 < len(words):
                after = [(t.position, n) for n, t in enumerate(self._reading.terms)
                         if t.position > i and t.weight >= 0.2]  # fmt: skip
                return min(after)[1] if after else None
        return None

    def _names_said(self, match: Match) -> bool:
        """Tell whether one fact is on what is named, so that its date or amount is of that."""
        return all(
            match.strengths[i] >= EXPLAINED
            for i, t in enumerate(self._reading.terms)
            if t.kind == NAME and t.weight >= 1
        )

    def _names_met(self, match: Match) -> bool:
        """Tell whether one fact explains every person, body and group that is named."""
        return all(
            match.strengths[i] >= EXPLAINED
            for i, t in enumerate(self._reading.terms)
            if t.kind == NAME and t.weight >= OUTRIGHT
        )

    def _is_its_own(self, match: Match) -> bool:
        """Tell whether a fact is not one of a group or team that the question does not name.

        Who chairs some task group is no answer to the question who chairs the partnership.
        """
        subject = self._entities.get(match.fact.subject)
        return subject is None or subject.kind != "group" or self._is_named(match.fact)


def _says_how_often(match: Match) -> bool:
    """Tell whether a fact is on how often they meet: so far as it goes, it says when."""
    return match.is_field and match.fact.field.endswith(".meets")


def _is_asked_in(match: Match, form: str) -> bool:
    """Tell whether people ask for a fact in a form, or are not known to ask for it."""
    return form in match.indexed.asked_in or not match.fact.asked


def _answers(concept: Concept, match: Match, *, shown: bool) -> bool:
    """Tell whether a fact holds what a strict meaning asks for, and shows it.

    'Is there a website' is answered by the word; 'what is its website' by an address alone.
    """
    held = (
        concept.id in match.indexed.attributes
        or match.indexed.holds.get("#" + concept.id, 0) > STRICTLY
    )
    return held and (not shown or re.search(concept.shows, match.fact.text) is not None)
