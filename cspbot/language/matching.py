"""Matches a reading against facts: how much of the question does each fact explain?

The one mechanism by which anything is found. A fact is scored by the share of the question's
telling terms that it explains, by the form that the question takes (who, when, how much), and by
whether its field is what was asked. What no fact explains stays uncovered, and decides refusals.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from heapq import nlargest
from operator import attrgetter, mul
from typing import NamedTuple

from cspbot.knowledge.facts import Fact
from cspbot.language.askings import NOT_ALIKE, Alike, features
from cspbot.language.index import MENTIONED, FactIndex, Indexed
from cspbot.language.lexicon import Lexicon
from cspbot.language.match import EXPLAINED, Match, belongs
from cspbot.language.reading import (
    ASKED_FOR,
    ATTRIBUTE,
    CONTENT,
    FIGURE,
    MEANING,
    NAME,
    UNKNOWN,
    WORD,
    Reading,
    Term,
    only_says_where,
)
from cspbot.language.wanted import PEOPLE, Wanted
from cspbot.language.words import stem

_DEFINES = re.compile(
    r"\bwhat(?:'?s| is| are| does| do)\b.*\b(?:mean|means|stand for|stands for|short for)\b"
    r"|\bmeaning of\b|\bdefine\b|\bdefinition of\b|\bnever heard of\b"
    r"|\bexplain (?:what )?(?:(?:the|a|an) )?[\w'-]+(?: [\w'-]+){0,3}(?: to me)?\??$"
    r"|^(?:what(?:'?s| is| are)|who(?:'?s| is| are)) (?:a |an |the )?[\w'\"‘’“” &-]{2,40}\??$"
)
_ASKS_OF = re.compile(r"what(?:'?s)? (?:do|does|did|has|have|had)\b")
"""What asks of somebody what they have or do."""
_OF_WHAT_IT_DOES = re.compile(
    r"\bwhat (?:must|should|would|will|could|can|might)\b(?!.*\b(?:mean|stand for)\b)"
    r"|\bwhat (?:did|has|have|had)\b(?!.*\b(?:mean|stand for)\b)"
    r"|\b(?:who|what)(?:'?s| is| are| was| were) .+ (?:for|about|with|by|from)$"
    r"|\bwho (?:must|should|would|will|could|can|might)\b"
    r"|\bwho(?:'?s| is| are| was| were) (?:in|on|\w+ing (?:at|into|up|after|out))\b"
)
IN_PASSING = 0.85
"""How surely a fact explains an attribute that its text speaks of but its field is not."""

FIELD_BONUS, SUBJECT_BONUS, FORM_LOSS, DEFINITION_BONUS = 0.03, 0.0225, 0.25, 0.05
FIRST_BONUS = 0.04
"""For the field that holds a meaning most plainly: the list of priorities, not one's reason."""
OWN_BONUS = 0.05
"""For a field of the partnership itself: its purpose before that of its report."""
NAMES_BONUS = 0.0283
"""For each name that a fact gives to a question 'which ...' or 'who ...', up to three."""
LENGTH_LOSS, NATIONAL_LOSS, ELSEWHERE_LOSS = 0.0009, 0.0161, 0.06
SCOPED_NATIONAL_LOSS = 0.1295
"""A question that names a partnership wants that partnership's own facts."""
OTHERS_LOSS = 0.3
"""For what a commissioner of several gives to another partnership than the one asked about."""
NARROW_LOSS = 0.1342
"""For a bare field (a telephone number, a start date) that nothing in the question asks for."""
STRANGER_LOSS = 0.0715
"""For a fact about a thing that the question does not name at all."""
TERM_LOSS = 0.4356
"""For an entry of the glossary, where no definition is asked for."""

NARROW = (
    "person.phone", "person.email", "person.extension", "person.body", "person.team",
    "project.contact", "project.lead", "project.start", "project.end", "project.places", "body.",
    "list.", "place.", "plan.owner", "plan.period", "document.authors", "document.publisher",
    "document.date", "membership.", "funding.", "line.", "merger.into",
    "merger.start", "meeting.of", "meeting.place", "partnership.predecessors",
    "partnership.successor", "partnership.host", "partnership.police_force",
    "partnership.commissioner", "partnership.fire_service", "partnership.secretariat",
    "partnership.covers", "group.parent", "group.chair", "priority.is", "priority.period",
    "section.quoted_by", "law.quoted_by", "term.used_by", "duty.law", "scrutiny.by",
    "scrutiny.law", "review.commissioned_by", "review.date", "law.year", "term.old_name",
)  # fmt: skip

NEAR = 0.4868
"""Facts that score this near to the best are shown beside it."""
MOST_FACTS, NEAR_CHARS = 9, 1500
"""How many facts, and how many characters of them, make an answer that stays short."""

ABSENT_LOSS = 0.15
"""For a fact that says that something is not held, where just that is not what is asked for."""
ABSENT_OF_A_THING = 0.5
"""The same where the question names a thing and asks nothing of it that could be lacking."""
ABSENT_ALIKE, ABSENT_ALIKE_WHICH = 0.85, 0.5
"""Likeness to an asking from which on it is; to questions for yes or no and 'which', less will do:
they ask for what they name."""
NEARBY_BONUS = 0.1
"""For a fact that stands in its source where the last answer does."""
ALIKE, ALIKE_BONUS = 0.1827, 0.5665
ALIKE_LOOKED_AT = 40
ALIKE_EXPLAINS, ALIKE_MOST = 1.1055, 0.8086
"""From this likeness to an asking on a fact is looked at, and what full likeness adds."""
NEVER, IF_IN_COMMON, FREELY = "", "if in common", "freely"
"""Whether likeness to an asking may stand in for a term."""

LOOKED_AT = 69
"""Facts of a partnership that are scored in full, those that explain most."""
LOOKED_AT_FROM, ALIKE_FROM = 0.35, 0.4
"""Those that explain less than this share of what the best one does, or are less like the question
than this share of the likest, come before no other, and are not scored."""
NARROW_DOWN, LOOKED_AT_OF_EACH = 3, 30
"""From more partnerships than so many on fewer of each are scored: the best of them answer."""
WIDE, LOOKED_AT_OF_ALL = 40, 400
"""From so many partnerships on their facts are taken together, and so many scored in full."""

PLAIN = 1.0
"""From this coverage on, the field asked for of the thing named is the whole answer."""
OVERVIEW = "list."
"""Lists of all that is held of a kind: beside another fact they only take its place."""
NUMBERED = ASKED_FOR | {"number", "no"}
"""What stands before the thing that is asked for: 'which ward', 'how many visits', 'no of'."""
LITTLE_SAID = 0.3
"""Weight from which on a word says what is asked about a thing."""
LITTLE = 1.0011
"""Weight up to which what is asked about the names says too little to be looked for."""
PERSONAL_STRICT = frozenset({"successor_person", "predecessor_person", "departure"})
"""Strict meanings that hold of people only: councils take over from councils all the time."""
PRONOUNS = frozenset({"he", "she", "him", "her", "his", "hers"})
FORMS_THAT_BIND = frozenset(
    {"who", "when", "where", "how_much", "how_many", "how_often", "how_long", "why"}
)


class _Field(NamedTuple):
    """What the field of a fact counts for in one reading, the same for all facts of that field."""

    is_asked: bool
    """It is an attribute that was asked."""
    form: float
    """For a meaning that the form of the question points at."""
    asked: float
    """For being what was asked, more where it is nothing else."""
    first: float
    """For holding most plainly what was asked."""
    definition: float
    narrow: float
    """What a bare field that was not asked loses."""
    stranger: float
    """What a fact loses whose subject the question does not name."""
    term: float
    """What an entry of the glossary loses."""


class Matcher:
    """Scores facts against one reading."""

    def __init__(self, reading: Reading, index: FactIndex, lexicon: Lexicon) -> None:
        self.defines = is_definition(reading)
        """The question asks what something is or means, and nothing else."""
        if self.defines:
            # 'what is X for' asks for X; that a definition is wanted needs no explaining.
            reading = replace(reading, terms=tuple(
                replace(t, concepts=()) if t.entities else replace(t, weight=0.15 * t.weight)
                for t in reading.terms
            ))  # fmt: skip
        self.index = index
        self.lexicon = lexicon
        if self.defines:
            reading = self._without_whereabouts(reading)
        self.reading = reading = self._of_people(reading)
        self.total = sum(t.weight for t in reading.terms)
        self._attributes = frozenset(
            c for t in reading.terms if t.kind == ATTRIBUTE for c in t.concepts
        )
        self._named = frozenset(
            e for t in reading.terms if t.kind == NAME or self.defines for e in t.entities
        )
        self.wanted = Wanted(
            reading, index.knowledge.entities, lexicon, self._named, self._is_named
        )
        """Whether facts have what is asked for."""
        named = _named_scopes(reading)
        self._features = features(
            [w for i, w in enumerate(reading.words) if i not in named], lexicon
        )
        self._ranges: dict[tuple[int, int, int], Sequence[Match]] = {}
        # What is the same for many facts is worked out for the first of them. As all the
        # matcher holds, it is gone with the question.
        self._weights = tuple(t.weight for t in reading.terms)
        self._binds = reading.form in FORMS_THAT_BIND
        self._fields: dict[str, _Field] = {}
        self._subjects: dict[str, bool] = {}
        self._typed = frozenset(s for t in reading.terms if t.kind != "scope" for s in t.stems)

    def strength(self, term: Term, indexed: Indexed) -> float:
        """Return how surely a fact explains a term, 0 to 1."""
        best = 0.0
        if term.entities:
            if indexed.fact.subject in term.entities:
                best = 1.0
            elif not indexed.entities.isdisjoint(term.entities):
                best = 0.95
        for concept in term.concepts:
            if concept in indexed.attributes:
                return 1.0
            best = max(best, indexed.holds.get("#" + concept, 0.0))
        if term.stems and best < 1.0:
            best = max(best, min(indexed.holds.get(s, 0.0) for s in term.stems))
        return min(best, IN_PASSING) if term.kind == ATTRIBUTE else best

    def match(self, indexed: Indexed) -> Match:
        """Score one fact."""
        return self._scored(indexed, tuple(self.strength(t, indexed) for t in self.reading.terms))

    def _scored(
        self, indexed: Indexed, strengths: tuple[float, ...], alike: Alike = NOT_ALIKE
    ) -> Match:
        reading, fact = self.reading, indexed.fact
        if alike.share >= ALIKE:
            strengths = self._with_lent(strengths, alike)
        coverage = sum(map(mul, self._weights, strengths)) / self.total if self.total else 0.0
        field = self._fields.get(fact.field) or self._of_field(indexed)
        score = coverage
        if self._binds and reading.form not in indexed.kinds:
            score -= FORM_LOSS
        else:
            score += field.form
        if field.is_asked:
            score += field.asked
            score += field.first
            if fact.subject in reading.scopes:
                score += OWN_BONUS
        if reading.form == "name" and not self.wanted.gives_name(indexed):
            score -= FORM_LOSS
        if fact.subject in self._named:
            score += SUBJECT_BONUS
        score += field.definition
        if reading.form in ("which", "who"):
            score += NAMES_BONUS * min(len(indexed.others - self._named), 3)
        score -= LENGTH_LOSS * min(indexed.size, 80)
        score -= field.narrow
        if fact.subject != fact.scope and not self._is_named_thing(fact.subject):
            score -= field.stranger
        score -= field.term
        if not fact.scope:
            score -= SCOPED_NATIONAL_LOSS if reading.scopes else NATIONAL_LOSS
            if self._is_of_others(indexed):
                score -= OTHERS_LOSS
        elif reading.scopes and fact.scope not in reading.scopes:
            score -= ELSEWHERE_LOSS
        score += ALIKE_BONUS * alike.share
        if fact.absent and self.asks_of_a_thing:
            score -= ABSENT_OF_A_THING  # 'what does the committee do': its chair is not asked for
        elif fact.absent and not self._is_left_open(indexed, field, alike):
            score -= ABSENT_LOSS
        if fact.id in reading.nearby:
            score += NEARBY_BONUS
        return Match(indexed, score, coverage, strengths, field.is_asked, alike.share)

    def _is_left_open(self, indexed: Indexed, field: _Field, alike: Alike) -> bool:
        """Tell whether what a fact says is not held is just what the question asks for."""
        form = self.reading.form
        if self._binds:
            return form in indexed.kinds or alike.share >= ABSENT_ALIKE
        names = "who" in indexed.kinds and (
            "name" in self.reading.forms or self._is_which(indexed)
        )
        if field.is_asked or names:
            return True
        least = ABSENT_ALIKE_WHICH if form in ("yes_no", "which") else ABSENT_ALIKE
        return alike.share >= least

    def _is_which(self, indexed: Indexed) -> bool:
        """Tell whether just that is not named what stands after 'which': 'which two firms'."""
        asked = self._after_which
        return bool(asked) and all(indexed.holds.get(s, 0.0) >= MENTIONED for s in asked)

    @cached_property
    def _after_which(self) -> tuple[str, ...]:
        """The stems of what is asked for after 'which'."""
        words = self.reading.words
        if self.reading.form != "which" or "which" not in words:
            return ()
        at = words.index("which")
        after = (t for t in self.reading.terms if at < t.position <= at + 2 and t.kind != FIGURE)
        return next((t.stems for t in after), ())

    @cached_property
    def asks_of_a_thing(self) -> bool:
        """The question names a thing, and says nothing of what is asked about it."""
        telling = [t for t in self.reading.terms if t.weight >= LITTLE_SAID and t.kind != "scope"]
        return bool(telling) and not self._binds and all(t.entities for t in telling)

    def _is_of_others(self, indexed: Indexed) -> bool:
        """Tell whether a fact of no one partnership speaks of others than those asked about."""
        held = self.index.knowledge.by_scope
        named = {e for e in indexed.entities if e and e in held}
        return bool(self.reading.scopes and named) and named.isdisjoint(self.reading.scopes)

    def _of_field(self, indexed: Indexed) -> _Field:
        """Work out what the field of a fact counts for."""
        field, held, form = indexed.fact.field, indexed.attributes, self.reading.form
        asked = len(self._attributes & held)
        points = form in FORMS_THAT_BIND or form in ("how", "definition")
        narrow = _is_narrow(field)
        first = asked and self.lexicon.concepts_first_in(field) & self._attributes
        found = self._fields[field] = _Field(
            is_asked=asked > 0,
            form=FIELD_BONUS / 2
            if points and not held.isdisjoint(self.lexicon.concepts_of_form(form)) else 0.0,
            # A field that holds just what is asked comes before one that holds it among others.
            asked=FIELD_BONUS * (0.3 + 0.7 * asked / len(held)) if asked else 0.0,
            first=FIRST_BONUS if first else 0.0,
            definition=DEFINITION_BONUS if self.defines and "definition" in held else 0.0,
            narrow=NARROW_LOSS if narrow and not asked else 0.0,
            stranger=STRANGER_LOSS * (3 if narrow else 1),
            term=TERM_LOSS if field.startswith("term.") and not self.defines else 0.0,
        )  # fmt: skip
        return found

    def _with_lent(self, strengths: tuple[float, ...], alike: Alike) -> tuple[float, ...]:
        """Let what an asking has in common with the question be explained by what it asks for."""
        least = min(alike.share * ALIKE_EXPLAINS, ALIKE_MOST)
        return tuple([
            least if s < least and may and (may is FREELY or _in_common(t, alike)) else s
            for t, may, s in zip(self.reading.terms, self._lent, strengths, strict=True)
        ])  # fmt: skip

    def names_subject(self, match: Match) -> bool:
        """Tell whether the question names the very thing that a fact is about."""
        return match.fact.subject in self._named

    @cached_property
    def _lent(self) -> tuple[str, ...]:
        """For each term, whether likeness to an asking may stand in for it where a fact lacks it.

        Ordinary words may differ from asking to asking. A name, a figure, a word that nothing
        knows, the thing after 'which' or 'how many' and what only a certain field can answer must
        be in the asking itself.
        """
        found = []
        for term in self.reading.terms:
            concepts = [self.lexicon.concepts[c] for c in term.concepts]
            before = self.reading.words[max(0, term.position - 2) : term.position]
            is_bound = (
                term.kind == UNKNOWN
                or (bool(concepts) and all(c.strict for c in concepts))
                or not NUMBERED.isdisjoint(before)
            )
            is_never = term.kind in (NAME, FIGURE)
            found.append(NEVER if is_never else IF_IN_COMMON if is_bound else FREELY)
        return tuple(found)

    def _is_named(self, fact: Fact) -> bool:
        """Tell whether the question names the fact's subject, or need not name it."""
        return fact.subject == fact.scope or self._is_named_thing(fact.subject)

    def _is_named_thing(self, ident: str) -> bool:
        found = self._subjects.get(ident)
        if found is None:
            subject = self.index.knowledge.entities.get(ident)
            found = self._subjects[ident] = (
                ident in self.reading.scopes or ident in self._named
                or subject is None or subject.kind in ("document", "merger")
                or not self._typed.isdisjoint(self.index.telling_stems(subject))
            )  # fmt: skip
        return found

    def rank(self, scopes: Iterable[str]) -> list[Match]:
        """Return the facts of these partnerships that explain anything, best first.

        Facts of other partnerships are looked at where they mention one of these by name: the
        report on a merger speaks of all that would merge.
        """
        wanted = tuple(dict.fromkeys(scopes))
        if len(wanted) > WIDE:
            ranked = list(self._best_of(0, len(self.index.facts), LOOKED_AT_OF_ALL, CONTENT))
            if len(wanted) < len(self.index.knowledge.by_scope):
                ranked = [m for m in ranked if m.fact.scope in wanted]
        else:
            ranges = map(self.index.range, wanted)
            most = LOOKED_AT if len(wanted) <= NARROW_DOWN else LOOKED_AT_OF_EACH
            ranked = [m for first, end in ranges for m in self._best_of(first, end, most)]
        ranked.sort(key=attrgetter("indexed.fact.id"))
        ranked.sort(key=attrgetter("score"), reverse=True)  # facts of one score stay by their ids
        return ranked

    def may_explain(self, scopes: Sequence[str], weight: float) -> bool:
        """Tell whether facts of these partnerships may explain every term from a weight on.

        False is certain, and found without scoring any fact; True is not.
        """
        ranges = [self.index.range(scope) for scope in scopes]
        terms = [i for i, t in enumerate(self.reading.terms) if t.weight >= weight]
        missing = [i for i in terms if not any(self._has_any(self.reading.terms[i], *r)
                                               for r in ranges)]  # fmt: skip
        if not missing:
            return True
        if not all(self._lent[i] for i in missing):
            return False
        # Whatever a fact lacks may be lent to it by an asking that is like the question.
        return any(
            found.share * ALIKE_EXPLAINS >= EXPLAINED
            for first, end in ranges
            for found in self.index.askings.likeness(self._features, first, end, ALIKE).values()
        )

    def _has_any(self, term: Term, first: int, end: int) -> bool:
        """Tell whether facts of a range have all words of a term, a meaning or a thing of it."""
        count = self.index.postings.count_within
        keys = (*("#" + c for c in term.concepts), *("@" + c for c in term.concepts),
                *("&" + e for e in term.entities))  # fmt: skip
        has_words = bool(term.stems) and all(count(s, first, end) for s in term.stems)
        return has_words or any(count(key, first, end) for key in keys)

    def _best_of(
        self, first: int, end: int, most: int, least_weight: float = 0.0
    ) -> Sequence[Match]:
        """Return those facts of a range that explain most; the rest need no scoring."""
        found = self._ranges.get((first, end, most))
        if found is None:
            found = self._scored_best(first, end, most, least_weight)
            self._ranges[first, end, most] = found
        return found

    def _scored_best(
        self, first: int, end: int, most: int, least_weight: float
    ) -> Sequence[Match]:
        terms = self.reading.terms
        explained = [
            self._explaining(t, first, end) if t.weight > least_weight else {} for t in terms
        ]
        gains: dict[int, float] = {}
        for term, found in zip(terms, explained, strict=True):
            weight = term.weight
            if weight and not gains:
                gains = {i: weight * strength for i, strength in found.items()}
                continue
            for i, strength in found.items() if weight else ():
                gains[i] = gains.get(i, 0.0) + weight * strength
        least = LOOKED_AT_FROM * max(gains.values(), default=0.0)
        if len(gains) > most:
            least = max(least, sorted(gains.values(), reverse=True)[most])
        above = {i: g for i, g in gains.items() if g > least}
        gains = above or dict(list(gains.items())[:most])
        like = self.index.askings.likeness(self._features, first, end, ALIKE / 2)
        most_alike = max((found.share for found in like.values()), default=0.0)
        enough = max(ALIKE, ALIKE_FROM * most_alike)
        alike = [(found.share, -i) for i, found in like.items() if found.share >= enough]
        looked_at = dict.fromkeys(
            [*gains, *(-i for _, i in nlargest(min(most, ALIKE_LOOKED_AT), alike))]
        )
        at, scored = self.index.at, self._scored
        sure, how_like = [found.get for found in explained], like.get
        return [
            scored(
                at(i), tuple([s(i, 0.0) for s in sure]), how_like(i, NOT_ALIKE)
            )
            for i in looked_at
        ]  # fmt: skip

    def _explaining(self, term: Term, first: int, end: int) -> dict[int, float]:
        """Return the facts of a range that explain a term, with how surely; as `strength`."""
        within = self.index.postings.within
        found: dict[int, float] = {}
        if len(term.stems) == 1:
            found = within(term.stems[0], first, end)
        elif term.stems:
            lists = sorted((within(s, first, end) for s in term.stems), key=len)
            for i, strength in lists[0].items():
                least = min(strength, *(other.get(i, 0.0) for other in lists[1:]))
                if least:
                    found[i] = least
        for key in (*("#" + c for c in term.concepts), *("&" + e for e in term.entities)):
            if not found:
                found = within(key, first, end)
                continue
            for i, strength in within(key, first, end).items():
                if found.get(i, 0.0) < strength:
                    found[i] = strength
        if term.kind == ATTRIBUTE:
            found = {i: s if s < IN_PASSING else IN_PASSING for i, s in found.items()}
        for concept in term.concepts:
            found.update(within("@" + concept, first, end))
        return found

    def uncovered(self, matches: Sequence[Match]) -> list[Term]:
        """Return the telling terms that none of these facts explains."""
        return [
            t for i, t in enumerate(self.reading.terms)
            if t.weight >= 0.3 and all(m.strengths[i] < EXPLAINED for m in matches)
        ]  # fmt: skip

    def coverage(self, matches: Sequence[Match]) -> float:
        """Return the share of the telling weight that these facts explain together."""
        if not self.total:
            return 0.0
        gained = sum(
            t.weight * max((m.strengths[i] for m in matches), default=0.0)
            for i, t in enumerate(self.reading.terms)
        )
        return gained / self.total

    def compose(self, ranked: Sequence[Match], limit: int = 3) -> list[Match]:
        """Choose the facts that answer together: the best, then those that explain the rest."""
        if not ranked:
            return []
        chosen = [ranked[0]]
        while len(chosen) < limit:
            missing = [
                i for i, t in enumerate(self.reading.terms)
                if t.weight >= 0.8 and all(m.strengths[i] < _settled(t) for m in chosen)
            ]  # fmt: skip
            if not missing:
                break
            best, gain = None, 0.0
            for candidate in ranked[1:60]:
                if candidate in chosen or candidate.fact.part_of in {m.fact.id for m in chosen}:
                    continue
                if not belongs(candidate, chosen[0]):
                    continue
                got = sum(
                    self.reading.terms[i].weight * candidate.strengths[i]
                    for i in missing
                    if candidate.strengths[i] >= max(0.65, _settled(self.reading.terms[i]))
                )  # fmt: skip
                got += candidate.score * 0.3 if got else 0.0
                if got > gain:
                    best, gain = candidate, got
            if best is None or best.score < 0.45 * chosen[0].score:
                break
            chosen.append(best)
        return chosen

    def with_near(self, chosen: Sequence[Match], ranked: Sequence[Match]) -> list[Match]:
        """Add the facts that explain the question as well as the best one does.

        Where several short facts fit alike, any of them may be the one that is wanted.
        """
        first = chosen[0]
        result = list(chosen)
        named = first.fact.subject in self._named or (
            first.fact.subject == first.fact.scope
            and not self._attributes.isdisjoint(self.lexicon.concepts_first_in(first.fact.field))
            and sum(t.weight >= CONTENT for t in self.reading.terms) == 1
        )
        plain = first.is_field and named and first.coverage >= PLAIN
        heads = {m.fact.part_of or m.fact.id for m in chosen}
        size = sum(len(m.fact.text) for m in chosen)
        for m in ranked:
            if len(result) >= MOST_FACTS or m.score < first.score - NEAR:
                break
            if (m.fact.part_of or m.fact.id) in heads or m.fact.absent:
                continue
            if m.coverage < first.coverage - NEAR or m.fact.scope != first.fact.scope:
                continue
            if m.fact.field.startswith(OVERVIEW):
                continue
            if plain and not (m.is_field and m.coverage >= PLAIN and m.alike >= first.alike):
                continue  # the field asked for is the whole answer, unless another is that too
            if size + len(m.fact.text) > NEAR_CHARS:
                continue
            heads.add(m.fact.part_of or m.fact.id)
            size += len(m.fact.text)
            result.append(m)
        return result

    def _of_people(self, reading: Reading) -> Reading:
        """Read 'take over' as a common verb where no person is asked about."""
        entities = self.index.knowledge.entities
        if (
            reading.names("person", of=entities)
            or not PRONOUNS.isdisjoint(reading.words)
            or any(s in PEOPLE for s in map(stem, reading.words))
        ):
            return reading
        return replace(reading, terms=tuple(
            replace(t, kind=WORD, weight=0.4 * t.weight,
                    concepts=tuple(c for c in t.concepts if c not in PERSONAL_STRICT))
            if not PERSONAL_STRICT.isdisjoint(t.concepts) else t
            for t in reading.terms
        ))  # fmt: skip

    def _without_whereabouts(self, reading: Reading) -> Reading:
        """Let 'in Corby' count little where it is asked what a thing named beside it is."""
        entities = self.index.knowledge.entities
        where = [t for t in reading.terms if only_says_where(t, entities)]
        if not where or all(t in where for t in reading.terms if t.entities):
            return reading
        return replace(reading, terms=tuple(
            replace(t, weight=0.15 * t.weight) if t in where else t for t in reading.terms
        ))  # fmt: skip

    def predicate_coverage(self, matches: Sequence[Match]) -> float:
        """Return the share explained of what is asked, the names in the question left aside.

        Names alone say what a question is about and nothing of what it asks of them: facts on
        the right person do not answer a question whose verb none of them has.
        """
        rest = [(i, t) for i, t in enumerate(self.reading.terms)
                if t.kind not in (NAME, "scope") and t.weight >= 0.12]  # fmt: skip
        total = sum(t.weight for _, t in rest)
        if total < LITTLE:
            return 1.0
        gained = sum(
            t.weight * max((m.strengths[i] for m in matches), default=0.0) for i, t in rest
        )
        return gained / total


@lru_cache(maxsize=512)  # more than there are fields
def _is_narrow(field: str) -> bool:
    return field.startswith(NARROW)


def _named_scopes(reading: Reading) -> frozenset[int]:
    """Return the places of the words that only name a partnership."""
    return frozenset(
        i for t in reading.terms if t.kind == "scope"
        for i in range(t.position, t.position + len(t.stems))
    )  # fmt: skip


def _in_common(term: Term, alike: Alike) -> bool:
    """Tell whether a term is among what the question shares with an asking."""
    return (bool(term.stems) and all(map(alike.shares, term.stems))) or any(
        alike.shares("#" + concept) for concept in term.concepts
    )


def _settled(term: Term) -> float:
    """Return how surely a term must be explained for no further fact to be looked for."""
    return 0.9 if term.kind == ATTRIBUTE and term.weight >= 1.5 else 0.55


def is_definition(reading: Reading) -> bool:
    """Tell whether a question asks what a name or expression means, and nothing else."""
    content = [t for t in reading.terms if t.weight >= CONTENT and MEANING.isdisjoint(t.concepts)]
    if "definition" in {c for t in reading.terms for c in t.concepts}:
        return any(t.entities for t in content)
    if _OF_WHAT_IT_DOES.search(reading.lowered):
        return False  # 'what must the plan show' asks something of the plan
    if reading.scopes and _ASKS_OF.match(reading.lowered):
        return False  # 'what does Norwich have for noise' asks of Norwich
    listed = reading.form != "what" or bool(reading.scopes)
    if any(t.kind == ATTRIBUTE and t.weight >= 1 and (listed or not t.entities) for t in content):
        return False
    return (reading.form in ("what", "who", "") and len(content) <= 1) or bool(
        _DEFINES.search(reading.lowered)
    )


def has_figure(terms: Iterable[Term]) -> bool:
    """Tell whether a figure was typed."""
    return any(t.kind == FIGURE for t in terms)
