"""What each fact can explain: the stems, meanings and names that it holds, with how surely.

The index is built partnership by partnership when first asked for, so that a question about one
partnership costs the same whether five or three hundred are held.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from cspbot.knowledge.facts import MONTHS, Entity, Fact, Knowledge
from cspbot.language.askings import Askings
from cspbot.language.lexicon import LONGEST, Lexicon
from cspbot.language.words import plain_words, stem

MENTIONED = 0.95
"""How surely a fact that mentions a thing explains its name."""
DATED = 0.7
"""How surely a fact explains the year of its own source: 'in 2019' of a report of 2019."""
ENTRY = 0.85
"""How surely the entries of a list explain a word: a fact on just that comes first."""
LIST = 12
"""Words that the entries of a list count for, however many they are."""
KIND = 0.85
"""How surely a fact about a plan, a merger, a risk explains the word for that kind of thing."""
TEXT, ASKED, NAME, PHRASE_LOSS = 1.0, 0.95, 0.9, 0.25
"""How surely a word of the fact's text, of its `words:` and of its subject's names explains the
same word in a question; a meaning shared through the lexicon explains it less surely."""

IMPLICIT = frozenset({"why", "how", "definition"})
PERSONAL = frozenset({"person", "body", "group", "partnership"})
_DATE = re.compile(
    rf"\b(?:{'|'.join(MONTHS)})\b|\b(?:19|20)\d\d\b"
    r"|quarterly|annual|every (?:year|three)|months?\b"
)
_NUMBER = re.compile(
    r"\b\d+\b|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen)\b"
)
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d\b|\b\d{1,2} ?[ap]\.?m\b|\bo'clock\b|\bnoon\b")
_WHY = re.compile(r"\b(?:because|so that|since|reason|in order to|as a result|due to|to avoid)\b")


NUMERALS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
            "eleven", "twelve")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Indexed:
    """One fact with what it explains."""

    fact: Fact
    holds: Mapping[str, float]
    """Stem, or '#' and a concept, to how surely."""
    attributes: frozenset[str]
    """The concepts that its field holds."""
    entities: frozenset[str]
    """Its subject and all that it mentions."""
    kinds: frozenset[str]
    """Question forms that it can answer: who, when, where, how_much, how_many, why ..."""
    size: int


@dataclass(frozen=True, slots=True)
class ScopeIndex:
    """The facts of one partnership, and for each thing explained the facts that explain it."""

    facts: tuple[Indexed, ...]
    postings: Mapping[str, Mapping[int, float]]
    """Stem, '#concept', '@concept' (of the field) or '&entity', to places in `facts`."""
    askings: Askings


class FactIndex:
    """The facts of one `Knowledge`, ready to be matched."""

    def __init__(self, knowledge: Knowledge, lexicon: Lexicon) -> None:
        self.knowledge = knowledge
        self._lexicon = lexicon
        self.scope = lru_cache(maxsize=64)(self._scope)
        self.indexed = lru_cache(maxsize=4096)(self._indexed)
        self._frequency: dict[str, int] = {}
        self.vocabulary: dict[str, float] = {}
        for fact in knowledge.facts.values():
            words = set(plain_words(fact.text))
            for form in fact.words:
                words.update(plain_words(form))
            for word in words:
                self.vocabulary[word] = self.vocabulary.get(word, 0.0) + 1.0
            for s in {stem(w) for w in words}:
                self._frequency[s] = self._frequency.get(s, 0) + 1
        self._concept_rarity: dict[str, float] = {}
        self._names: dict[str, frozenset[str]] = {}
        self._total = max(len(knowledge.facts), 1)

    def rarity(self, stemmed: str) -> float:
        """Return how telling a stem is: about 0.4 for one in every tenth fact, 1.3 for a rare one.

        0.0 means that no fact has it.
        """
        count = self._frequency.get(stemmed, 0)
        if not count:
            return 0.0
        return self._scale(count)

    def concept_rarity(self, concept: str) -> float:
        """Return how telling a meaning is, by how many facts have any of its single words."""
        found = self._concept_rarity.get(concept)
        if found is None:
            count = sum(
                self._frequency.get(expression[0], 0)
                for expression, ids in self._lexicon.expressions.items()
                if len(expression) == 1 and concept in ids
            )
            found = self._scale(min(count, self._total)) if count else 1.3
            self._concept_rarity[concept] = found
        return found

    def _scale(self, count: int) -> float:
        return max(0.15, min(1.3, 0.15 + 0.17 * math.log(self._total / count)))

    def knows(self, stemmed: str) -> bool:
        """Tell whether any fact has the stem."""
        return stemmed in self._frequency

    def telling_stems(self, entity: Entity) -> frozenset[str]:
        """Return the stems of a thing's names that are not found everywhere."""
        found = self._names.get(entity.id)
        if found is None:
            found = self._names[entity.id] = frozenset(
                s for name in (entity.name, *entity.aliases) for w in plain_words(name)
                if (s := stem(w)) not in self._lexicon.weak and len(s) > 2
            )  # fmt: skip
        return found

    def _scope(self, scope: str) -> ScopeIndex:
        facts = tuple(self.indexed(fact) for fact in self.knowledge.by_scope.get(scope, ()))
        postings: dict[str, dict[int, float]] = {}
        for i, indexed in enumerate(facts):
            for key, sure in indexed.holds.items():
                postings.setdefault(key, {})[i] = sure
            for concept in indexed.attributes:
                postings.setdefault("@" + concept, {})[i] = 1.0
            for entity in indexed.entities:
                subject = entity == indexed.fact.subject
                postings.setdefault("&" + entity, {})[i] = 1.0 if subject else MENTIONED
        return ScopeIndex(facts, postings, Askings([i.fact for i in facts], self._lexicon))

    def _indexed(self, fact: Fact) -> Indexed:
        """Work out what one fact explains."""
        holds: dict[str, float] = {}
        first, _, rest = fact.text.partition("\n")
        self._take(plain_words(first), TEXT, holds)
        self._take(plain_words(rest), ENTRY, holds)
        for form in fact.words:
            self._take(plain_words(form), ASKED, holds)
        subject = self.knowledge.entities.get(fact.subject)
        if subject and subject.id != fact.scope:
            for name in (subject.name, *subject.aliases):
                self._take(plain_words(name), NAME, holds)
        if fact.part_of:
            heading = self.knowledge.facts[fact.part_of].text.split("\n")[0]
            self._take(plain_words(heading), NAME, holds)
        if fact.as_at:
            holds.setdefault(fact.as_at[:4], DATED)
        if fact.value.isdigit() and "\n" in fact.text:
            for number in {fact.value, *NUMERALS[int(fact.value) : int(fact.value) + 1]}:
                holds[number] = 1.0  # 'the three priorities'
        if subject:
            for concept in self._lexicon.concepts_of_kind(subject.kind):
                holds["#" + concept] = max(holds.get("#" + concept, 0.0), KIND)
        return Indexed(
            fact, holds, self._lexicon.concepts_of_field(fact.field),
            frozenset({fact.subject, *fact.mentions}), self._kinds(fact),
            # A list is as quick to take in as its heading.
            len(fact.text.split("\n")[0].split()) + LIST if "\n" in fact.text
            else len(fact.text.split()),
        )  # fmt: skip

    def _take(self, words: Iterable[str], strength: float, holds: dict[str, float]) -> None:
        stemmed = [stem(w) for w in words]
        for i, s in enumerate(stemmed):
            if holds.get(s, 0.0) < strength:
                holds[s] = strength
            for size in range(1, min(LONGEST, len(stemmed) - i) + 1):
                for concept in self._lexicon.expressions.get(tuple(stemmed[i : i + size]), ()):
                    key, sure = "#" + concept, strength - PHRASE_LOSS
                    if holds.get(key, 0.0) < sure:
                        holds[key] = sure

    def _kinds(self, fact: Fact) -> frozenset[str]:
        kinds = set()
        entities = self.knowledge.entities
        about = [entities[e] for e in (fact.subject, *fact.mentions) if e in entities]
        if any(e.kind in PERSONAL for e in about):
            kinds.add("who")
        if any(e.kind == "place" for e in about):
            kinds.add("where")
        if _DATE.search(fact.text):
            kinds |= {"when", "how_long", "how_often"}
        if "£" in fact.text or "%" in fact.text or "per cent" in fact.text:
            kinds.add("how_much")
        if _CLOCK.search(fact.text.lower()):
            kinds.add("clock")
        if _NUMBER.search(fact.text.lower()):
            kinds.add("how_many")
        if fact.value.isdigit() and "\n" in fact.text:
            kinds.add("how_many")
        if _WHY.search(fact.text.lower()):
            kinds.add("why")
        for concept in self._lexicon.concepts_of_field(fact.field):
            # A date or an amount must be in the words; a reason or a manner need not show.
            kinds |= self._lexicon.concepts[concept].forms & IMPLICIT
        return frozenset(kinds)
