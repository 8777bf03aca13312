"""What each fact can explain: the stems, meanings and names that it holds, with how surely.

The facts of one partnership stand beside each other, so that a question about one partnership
looks at its part of each list only, and costs the same whether five or three hundred are held.
"""

from __future__ import annotations

import json
import math
import re
from array import array
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

from cspbot.knowledge.facts import MONTHS, Entity, Fact, Knowledge
from cspbot.language import spelling
from cspbot.language.askings import Askings, worked_out
from cspbot.language.forms import forms
from cspbot.language.lexicon import LONGEST, Lexicon, packed
from cspbot.language.periods import years_in, years_since
from cspbot.language.postings import Collector, MemoryShelf, Postings, Shelf
from cspbot.language.words import plain_words, stem

MENTIONED = 0.95
"""How surely a fact that mentions a thing explains its name."""
DATED = 0.7
"""How surely a fact explains the year of its own source: 'in 2019' of a report of 2019."""
WITHIN = 0.9
"""How surely a fact of 2013-16 explains 2014 or 2014/15."""
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
NUMBER = re.compile(
    r"(?<![£\d,./])\b(?:\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b"
    r"(?![,./-]?\d| (?:January|February|March|April|May|June|July|August|September|October"
    r"|November|December))"
)
"""A number that may count something: no amount, year, date or paragraph."""
_SOURCE = re.compile(
    r"\b(?:report|note|paper|questionnaire)s?,?(?: of| dated)?(?: \d\d?)?"
    rf"(?: (?:{'|'.join(MONTHS)}))? (?:19|20)\d\d\b",
    re.IGNORECASE,
)
"""What says when a source was written, and nothing of what it tells."""
_TITLED = re.compile(
    r"\b(?:19|20)\d\d ?[-–/] ?(?:19|20)?\d\d (?:strategy|plan|programme|report)\b"
    r"|\b(?:strategy|plan|programme|framework) (?:19|20)\d\d ?[-–/] ?(?:19|20)?\d\d\b",
    re.IGNORECASE,
)
"""Years that only name a plan."""
_LASTS = re.compile(
    r"\b(?:day|week|fortnight|month|year|decade)s?\b|\bsince\b|\buntil\b|\bpermanent"
    r"|\b(?:19|20)\d\d ?[-–/] ?(?:19|20)?\d\d\b|\bfrom\b.*\bto\b.*\b(?:19|20)\d\d\b"
)
"""What says how long something lasts: no mere date does."""
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d\b|\b\d{1,2} ?[ap]\.?m\b|\bo'clock\b|\bnoon\b")
_WHY = re.compile(r"\b(?:because|so that|since|reason|in order to|as a result|due to|to avoid)\b")


_LEFT_OPEN = {
    "who": re.compile(r"\bwho\b|\bnames? (?:no|none|neither|only|any)|\bnot name\b|\bnot named\b"),
    "when": re.compile(r"\bwhen\b|\b(?:date|dates|day|days|month|months|year|time)\b"),
    "where": re.compile(r"\bwhere\b|\bwhich (?:building|streets?|places?|areas?)\b|\bplaces\b"),
    "how_many": re.compile(r"\bhow many\b|\bnumbers? of\b"),
    "how_much": re.compile(r"\bhow (?:much|big)\b|£|\b(?:price|cost|costs|amounts?|pay)\b"),
    "how_often": re.compile(r"\bhow often\b"),
    "how_long": re.compile(r"\bhow long\b|\bsince when\b"),
    "why": re.compile(r"\bwhy\b"),
}
"""How a fact that says that something is not held says what: by the form of a question."""

SAID = "="
"""How a shelf names the lists of the facts that say a word or a meaning in so many words."""
MOST_TELLING = 1.3
COUNTED, LEXICON, ENGLISH, FORMS = "!counted", "!lexicon", "!english", "!forms"
"""The names by which a shelf keeps how many facts have each word, the lexicon, English, and which
forms of question each fact can answer."""
_FORMS = ("who", "where", "when", "how_often", "how_long", "how_much", "clock", "how_many", "why",
          "how", "definition")  # fmt: skip
"""The forms in the order of the bits by which a shelf keeps them."""
NUMERALS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
            "eleven", "twelve")  # fmt: skip


class Indexed:
    """One fact with what it explains; what only some questions need is worked out when asked."""

    __slots__ = ("_asked_in", "_holds", "_index", "_kinds", "attributes", "entities", "fact",
                 "others", "size")  # fmt: skip

    def __init__(self, fact: Fact, index: FactIndex, kinds: frozenset[str] | None = None) -> None:
        self.fact = fact
        self._index = index
        self._holds: Mapping[str, float] | None = None
        self._kinds = kinds
        self._asked_in: frozenset[str] | None = None
        self.attributes = index.lexicon.concepts_of_field(fact.field)
        """The concepts that its field holds."""
        self.entities = frozenset({fact.subject, *fact.mentions})
        """Its subject and all that it mentions."""
        self.others = self.entities - {fact.scope, fact.subject}
        """What it mentions beside its subject and its partnership."""
        # A list is as quick to take in as its heading.
        words = len(fact.text.partition("\n")[0].split())
        self.size = words + LIST if "\n" in fact.text else words

    @property
    def holds(self) -> Mapping[str, float]:
        """Stem, or '#' and a concept, to how surely."""
        if self._holds is None:
            self._holds = self._index.explained_by(self.fact)
        return self._holds

    @property
    def kinds(self) -> frozenset[str]:
        """Question forms that it can answer: who, when, where, how_much, how_many, why ..."""
        if self._kinds is None:
            self._kinds = self._index.forms_of(self.fact)
        return self._kinds

    @property
    def asked_in(self) -> frozenset[str]:
        """Every question form in which people ask for it; empty where it has no askings."""
        if self._asked_in is None:
            found = (forms().found(asking.lower()) for asking in self.fact.asked)
            self._asked_in = frozenset(form for each in found for form in each)
        return self._asked_in


class FactIndex:
    """The facts of one `Knowledge`, ready to be matched."""

    def __init__(self, knowledge: Knowledge, lexicon: Lexicon, shelf: Shelf | None = None) -> None:
        """Take what was worked out for this knowledge from the shelf, or fill the shelf."""
        self.knowledge = knowledge
        self.lexicon = lexicon
        held = {
            scope: [f for f in facts if not f.is_outline]
            for scope, facts in knowledge.by_scope.items()
        }  # fmt: skip
        self.facts = tuple(f for facts in held.values() for f in facts)
        """All facts, those of one partnership beside each other."""
        self._ranges: dict[str, tuple[int, int]] = {}
        first = 0
        for scope, facts in held.items():
            self._ranges[scope] = (first, first + len(facts))
            first += len(facts)
        self.indexed = lru_cache(maxsize=4_096)(self._indexed)
        """Returns the fact of an id with what it explains."""
        self.at = lru_cache(maxsize=4_096)(self._at)
        """Returns the fact of a number with what it explains."""
        self._names: dict[str, frozenset[str]] = {}
        self._fields: dict[str, frozenset[str]] = {}
        self._total = max(len(self.facts), 1)
        shelf = shelf or MemoryShelf()
        if shelf.get(COUNTED) is None:
            shelf.fill(self._worked_out())
        spelling.prime(shelf.get(ENGLISH) or spelling.packed())
        self.postings = Postings(shelf)
        self.askings = Askings(self.postings, shelf, lexicon)
        self._forms = array("H", shelf.get(FORMS) or b"")
        counted = json.loads(shelf.get(COUNTED) or b"{}")
        self.vocabulary: Mapping[str, float] = counted.get("words", {})
        """Every word that a fact has, with how many facts have it."""

    def rarity(self, stemmed: str, scopes: Sequence[str] = ()) -> float:
        """Return how telling a stem is: about 0.4 for one in every tenth fact, 1.3 for a rare one.

        0.0 means that no fact has it. Of the partnerships named only their own facts and the
        national ones count: what is held on others changes no answer on them.
        """
        count, total = self._counted(SAID + stemmed, scopes)
        return _scale(count, total) if count else 0.0

    def concept_rarity(self, concept: str, scopes: Sequence[str] = ()) -> float:
        """Return how telling a meaning is, by how many facts have any of its single words."""
        count, total = self._counted(f"{SAID}#{concept}", scopes)
        return _scale(count, total) if count else MOST_TELLING

    def _counted(self, key: str, scopes: Sequence[str]) -> tuple[int, int]:
        """Return how many facts of some partnerships have a key, and how many facts there are."""
        if not scopes:
            return self.postings.count(key), self._total
        ranges = [self.range(scope) for scope in dict.fromkeys((*scopes, ""))]
        count = sum(self.postings.count_within(key, first, end) for first, end in ranges)
        return count, max(1, sum(end - first for first, end in ranges))

    def knows(self, stemmed: str) -> bool:
        """Tell whether any fact has the stem."""
        return self.postings.count(SAID + stemmed) > 0

    def telling_stems(self, entity: Entity) -> frozenset[str]:
        """Return the stems of a thing's names that are not found everywhere."""
        found = self._names.get(entity.id)
        if found is None:
            found = self._names[entity.id] = frozenset(
                s for name in (entity.name, *entity.aliases) for w in plain_words(name)
                if (s := stem(w)) not in self.lexicon.weak and len(s) > 2
            )  # fmt: skip
        return found

    def fields_held(self, scope: str) -> frozenset[str]:
        """Return the fields of which something is held on a partnership, and what they begin with.

        'person.phone' counts as 'person' too.
        """
        found = self._fields.get(scope)
        if found is None:
            held = {f.field for f in self.knowledge.by_scope.get(scope, ()) if not f.absent}
            found = self._fields[scope] = frozenset(
                ".".join(parts[:size]) for field in held
                for parts in [field.split(".")] for size in range(1, len(parts) + 1)
            )  # fmt: skip
        return found

    def range(self, scope: str) -> tuple[int, int]:
        """Return where the facts of a partnership begin and end."""
        return self._ranges.get(scope, (0, 0))

    def has_fact_on_all(self, scopes: Sequence[str]) -> bool:
        """Tell whether one fact is of or mentions all of these partnerships."""
        facts = [
            {*self.postings.within("&" + scope, 0, len(self.facts)), *range(*self.range(scope))}
            for scope in scopes
        ]
        return bool(facts) and bool(set.intersection(*facts))

    def _indexed(self, ident: str) -> Indexed:
        return Indexed(self.knowledge.facts[ident], self)

    def _at(self, number: int) -> Indexed:
        return Indexed(self.facts[number], self, _unpacked(self._forms[number]))

    def _worked_out(self) -> dict[str, bytes]:
        """Go through all facts once."""
        words: dict[str, int] = {}
        found = Collector()
        for number, fact in enumerate(self.facts):
            said = {w for text in (fact.text, *fact.words) for w in plain_words(text)}
            for word in said:
                words[word] = words.get(word, 0) + 1
            stemmed = {stem(w) for w in said}
            meant = {c for s in stemmed for c in self.lexicon.expressions.get((s,), ())}
            for key in (*stemmed, *("#" + concept for concept in meant)):
                found.add(SAID + key, number, 1.0)
            for key, sure in self.explained_by(fact).items():
                found.add(key, number, sure)
            for concept in self.lexicon.concepts_of_field(fact.field):
                found.add("@" + concept, number, 1.0)
            for entity in {fact.subject, *fact.mentions}:
                found.add("&" + entity, number, 1.0 if entity == fact.subject else MENTIONED)
        counted = json.dumps({"words": words}).encode()
        return {
            **found.blobs(), **worked_out(self.facts, self.lexicon), COUNTED: counted,
            LEXICON: packed(self.lexicon), ENGLISH: spelling.packed(),
            FORMS: array("H", map(_packed, map(self.forms_of, self.facts))).tobytes(),
        }  # fmt: skip

    def explained_by(self, fact: Fact) -> Mapping[str, float]:
        """Work out what one fact explains: stem, or '#' and a concept, to how surely."""
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
        spans = [key for key in holds if key.startswith(("yr", "fy"))]
        for year in (y for key in spans for y in years_in(key)):
            holds.setdefault(year, WITHIN)
        for year in years_since(fact.text, fact.as_at[:4]):
            holds.setdefault(year, WITHIN)
        if subject:
            for concept in self.lexicon.concepts_of_kind(subject.kind):
                holds["#" + concept] = max(holds.get("#" + concept, 0.0), KIND)
        return holds

    def _take(self, words: Iterable[str], strength: float, holds: dict[str, float]) -> None:
        stemmed = [stem(w) for w in words]
        for i, s in enumerate(stemmed):
            if holds.get(s, 0.0) < strength:
                holds[s] = strength
            for size in range(1, min(LONGEST, len(stemmed) - i) + 1):
                for concept in self.lexicon.expressions.get(tuple(stemmed[i : i + size]), ()):
                    key, sure = "#" + concept, strength - PHRASE_LOSS
                    if holds.get(key, 0.0) < sure:
                        holds[key] = sure

    def forms_of(self, fact: Fact) -> frozenset[str]:
        """Return the question forms that a fact can answer."""
        kinds = set()
        entities = self.knowledge.entities
        about = [entities[e] for e in (fact.subject, *fact.mentions) if e in entities]
        if any(e.kind in PERSONAL for e in about):
            kinds.add("who")
        if any(e.kind == "place" for e in about):
            kinds.add("where")
        if _DATE.search(_TITLED.sub("", _SOURCE.sub("", fact.text))):
            kinds |= {"when", "how_often"}
        if _LASTS.search(fact.text):
            kinds.add("how_long")
        if fact.field.endswith(".formed"):
            kinds.add("how_long")
        if "£" in fact.text or "%" in fact.text or "per cent" in fact.text:
            kinds.add("how_much")
        if _CLOCK.search(fact.text.lower()):
            kinds.add("clock")
        if NUMBER.search(fact.text):
            kinds.add("how_many")
        if fact.value.isdigit() and "\n" in fact.text:
            kinds.add("how_many")
        if _WHY.search(fact.text.lower()):
            kinds.add("why")
        if fact.absent:
            kinds |= {form for form, pattern in _LEFT_OPEN.items() if pattern.search(fact.text)}
        for concept in self.lexicon.concepts_of_field(fact.field):
            # A date or an amount must be in the words; a reason or a manner need not show.
            kinds |= self.lexicon.concepts[concept].forms & IMPLICIT
        return frozenset(kinds)


def _packed(found: frozenset[str]) -> int:
    return sum(1 << i for i, form in enumerate(_FORMS) if form in found)


@cache
def _unpacked(bits: int) -> frozenset[str]:
    return frozenset(form for i, form in enumerate(_FORMS) if bits >> i & 1)


def _scale(count: int, total: int) -> float:
    return max(0.15, min(MOST_TELLING, 0.15 + 0.17 * math.log(total / count)))
