"""Reads a question: names, meanings, periods, figures, form and operation.

The reading says nothing about what is held; it is what `--explain` shows and what the topics
look things up by.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import pairwise

from cspbot.knowledge.facts import Entity, Knowledge
from cspbot.language.amounts.operations import Operations, read_operations
from cspbot.language.amounts.operations import vocabulary as words_of_sums
from cspbot.language.forms import Forms, forms
from cspbot.language.index import FactIndex
from cspbot.language.lexicon import Lexicon
from cspbot.language.linker import Link, Linker
from cspbot.language.periods import Period, read_periods
from cspbot.language.spelling import Speller, is_other_name, telling
from cspbot.language.words import Word, clean, plain_words, stem, words_of

NAME, ATTRIBUTE, WORD, UNKNOWN, FIGURE = "name", "attribute", "word", "unknown", "figure"

WEIGHTS: Mapping[str, float] = {NAME: 2.21, ATTRIBUTE: 2.24, UNKNOWN: 1.2, FIGURE: 2.0, WORD: 1.09}
"""How much a term counts. A name or an attribute settles what is asked; a word that no fact and no
lexicon entry has counts against any answer."""

GENERIC = frozenset({"term", "duty"})
"""Kinds whose names are words of the field rather than names: 'responsible authority'."""

CAPITAL = 1.2
"""What a word that nothing knows weighs where it is typed like a name."""
PAPERS = frozenset(
    {"report", "paper", "strategy", "plan", "note", "document", "review", "briefing"}
)
"""What may be named by its year: 'before the 2010 report' asks of no other time."""
SOMEBODY = frozenset({"who", "whom", "anyone", "anybody", "someone", "somebody", "one"})
PREAMBLE = 0.2088
"""Share of a term's weight that is left in a clause that only says who asks and why."""
TOPIC = 0.7
"""The same for one that names the topic: 'Wellingborough secondment - which months?'"""

ALONE = 1.0
"""What a field counts that is asked for alone, though every record speaks of it."""
MEANING = frozenset({"definition", "purpose"})
"""What is asked of a word that somebody does not know."""
CONTENT = 0.3
"""Weight from which a term is a part of what is asked."""
READ_AGAIN = 64
"""Readings that are kept. A follow-up is read in several wordings, some of them twice, and so is
the question before it; a reading takes some 5 kB."""

WIDE_PLACES = frozenset({"county", "region", "country", "police area"})
"""Places that say more where a partnership lies than which one is meant."""
WHERE = 0.1
"""What is left of the weight of such a place beside what is asked."""
_AFTER = " ?!.,;:%=)'\""
"""What may follow the last word."""
ASKED_FOR = frozenset({"which", "what", "many", "whose"})
OWNED_BY_PLACES = frozenset({"csp", "council", "councils", "constabulary"})
COMPASS = frozenset({"north", "south", "east", "west", "mid", "great", "new", "old", "upper"})
PARTNERSHIP_WORDS = frozenset(
    {"csp", "csps", "partnership", "community", "cdrp", "council", "police"}
)
_PLACING = frozenset(
    ("of", "did", "does", "covers", "cover", "covering", "includes", "include", "in", "for", "at",
     "near", "from", "around")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """A telling part of a question."""

    text: str
    kind: str
    stems: tuple[str, ...]
    concepts: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    weight: float = 1.0
    clause: int = 0
    position: int = 0
    corrected_from: str = ""
    capital: bool = False
    """Typed like a name, inside a sentence."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a question was understood."""

    text: str
    lowered: str
    terms: tuple[Term, ...]
    form: str
    """'who', 'when', 'how_much' ...; 'yes_no'; '' where none is typed."""
    forms: frozenset[str]
    """Every form found, for questions of two parts."""
    work: Operations
    """What is to be worked out: sums, shares, limits; and the figures typed."""
    periods: tuple[Period, ...]
    scopes: tuple[str, ...]
    """Partnerships named, by themselves or by a place of theirs, in the order of the question."""
    uncovered: tuple[str, ...]
    """Ids of partnerships named that are only mentioned in a report."""
    words: tuple[str, ...]
    between: tuple[str, ...] = ()
    """What is typed before each of the words, and after the last: ', ' or ' + '."""
    within: tuple[str, ...] = ()
    """Partnerships of a wide place that is named: one of them is meant, and not said which."""
    foreign: str = ""
    """A place named before 'council', 'partnership' and the like that no record is of."""

    def names(self, *kinds: str, of: Mapping[str, Entity]) -> tuple[str, ...]:
        """Return the entities of these kinds that the question names."""
        return tuple(
            e for t in self.terms for e in t.entities if e in of and of[e].kind in kinds
        )  # fmt: skip

    def asks(self, *concepts: str) -> bool:
        """Tell whether a term of the question may mean one of these."""
        return any(c in concepts for t in self.terms for c in t.concepts)

    @property
    def operations(self) -> frozenset[str]:
        """What is to be worked out, by name."""
        return self.work.sums

    @property
    def about_all(self) -> bool:
        """Tell whether it asks of every partnership: 'which partnerships have ...'."""
        return bool(forms().every.search(self.lowered))

    def unknown_name(self) -> str:
        """Return a word that is typed like a place or partnership and that nothing knows."""
        for term in self.terms:
            if term.kind != UNKNOWN or term.weight < 0.8:
                continue
            after = self.words[term.position + 1 : term.position + 3]
            before = self.words[max(0, term.position - 2) : term.position]
            if PARTNERSHIP_WORDS.intersection(after) or (
                term.weight >= 1.0 and _PLACING.intersection(before[-1:])
            ):
                return term.corrected_from or term.text
        return self.foreign

    def unknown_places(self) -> tuple[Term, ...]:
        """Return the words that nothing knows and that stand where a place does: 'in Madeley'."""
        return tuple(
            t for t in self.terms
            if t.capital and t.weight >= CAPITAL
            and _PLACING.intersection(self.words[max(0, t.position - 1) : t.position])
        )  # fmt: skip

    @property
    def telling(self) -> tuple[Term, ...]:
        """The terms that an answer must explain."""
        return tuple(t for t in self.terms if t.weight >= CONTENT)


def is_carried(term: Term, reading: Reading) -> bool:
    """Tell whether a term was not typed but taken over from the conversation."""
    return term.position >= len(reading.words)


def asks_for_another(words: Sequence[str]) -> bool:
    """Tell whether somebody other than who was named is asked for: 'anyone else'."""
    return any(one in SOMEBODY and two == "else" for one, two in pairwise(words))


def only_says_where(term: Term, entities: Mapping[str, Entity]) -> bool:
    """Tell whether a term names where a thing is or was met: 'in Corby', 'in the Corby report'."""
    kinds = {entities[e].kind for e in term.entities}
    return bool(kinds) and kinds <= {"place", "partnership", "document"}


class Reader:
    """Reads questions against one `Knowledge`."""

    def __init__(
        self, knowledge: Knowledge, index: FactIndex, lexicon: Lexicon,
        other_words: Iterable[str] = (),
    ) -> None:  # fmt: skip
        """Prepare for one `Knowledge`; `other_words` are right too, and no slips of its words."""
        self._knowledge = knowledge
        self._index = index
        self._lexicon = lexicon
        self._read = lru_cache(maxsize=READ_AGAIN)(self._read_anew)
        self.linker = Linker(knowledge, lexicon)
        weights = dict[str, float](index.vocabulary)
        for word in lexicon.vocabulary:
            weights[word] = weights.get(word, 0.0) + 3.0
        for word in (*words_of_sums(), *other_words):
            weights[word] = weights.get(word, 0.0) + 1.0
        for word in self.linker.vocabulary:
            weights[word] = weights.get(word, 0.0) + 5.0
        self.speller = Speller(weights, self.linker.pairs)
        self._papers: dict[str, list[str]] = {}
        for entity in knowledge.entities.values():
            if entity.kind == "document":
                self._papers.setdefault(entity.scope, []).append(entity.id)
        self._named_words = frozenset(self.linker.vocabulary)
        self._place_words = frozenset(
            w for e in knowledge.entities.values() if e.kind in ("place", "partnership", "body")
            for w in plain_words(e.name)
            if w not in lexicon.function_words and stem(w) not in lexicon.weak
            and w not in COMPASS
        )  # fmt: skip

    def read(self, text: str, today: date) -> Reading:
        """Read one question. Never raises; an empty text gives a reading without terms."""
        return self._read(clean(text), today)

    def _read_anew(self, text: str, today: date) -> Reading:
        lowered = text.lower()
        typed = words_of(text)
        words, corrected = self._spelled(typed)
        plain = [w.text for w in words]
        between = (*(w.before for w in words), text[len(text.rstrip(_AFTER)) :])
        links = self._own(self.linker.links(plain))
        asking = self._asking(text, words, links)
        named = self._partnerships_named(links)
        terms = self._terms(words, plain, links, asking, corrected, named)
        corrected_text = " ".join(plain)
        patterns = forms()
        said = _main(corrected_text if corrected else lowered, lowered, patterns)
        found = patterns.found(said) or patterns.found(corrected_text)
        first = patterns.first(said, found) or _asked_of(words, asking, patterns)
        first = first or self._implied_form(terms)
        if first in ("what", "which", "") and (
            patterns.wants_amount(corrected_text) or patterns.wants_amount(lowered)
        ):
            first = "how_much"
        terms = self._meant_before(terms, asking)
        terms = self._beside_others(_set_aside(terms, plain), asking, plain)
        terms = self._before_and_after(terms, plain)
        within, terms = self._within(_weighed(self._as_papers(terms, plain)))
        scopes, uncovered, terms = self._scopes(terms)
        return Reading(
            text, lowered, terms, first, frozenset({*found, first} - {""}),
            read_operations(plain, between), read_periods(lowered, today), scopes, uncovered,
            tuple(plain), between, within, self._foreign(plain, links),
        )  # fmt: skip

    def _own(self, links: Sequence[Link]) -> tuple[Link, ...]:
        """Leave out the priorities of others where a partnership is named.

        Their names are ordinary words: 'speeding in Easter' names no priority of Wester.
        """
        named = self._partnerships_named(links)
        if not named:
            return tuple(links)
        entities, found = self._knowledge.entities, []
        for link in links:
            own = tuple(
                e for e in link.entities
                if entities[e].kind != "priority" or entities[e].scope in named
            )  # fmt: skip
            if own:
                found.append(replace(link, entities=own))
        return tuple(found)

    def _partnerships_named(self, links: Sequence[Link]) -> tuple[str, ...]:
        """Return the partnerships that are named outright and that facts are held on."""
        held, entities = self._knowledge.by_scope, self._knowledge.entities
        named = (e for link in links for e in link.entities if entities[e].kind == "partnership")
        return tuple(dict.fromkeys(e for e in named if e in held))

    def _foreign(self, plain: Sequence[str], links: Sequence[Link]) -> str:
        """Return a word of a place's name that stands before 'council' and is part of no name."""
        linked = {i for link in links for i in range(link.start, link.start + link.size)}
        for i, word in enumerate(plain[:-1]):
            if i in linked or plain[i + 1] not in OWNED_BY_PLACES:
                continue
            if word in self._place_words and not self._lexicon.expressions.get((stem(word),)):
                return word
        return ""

    def _is_known(self, word: str) -> bool:
        return word in self.speller or self._index.knows(stem(word))

    def _spelled(self, typed: Sequence[Word]) -> tuple[list[Word], dict[int, str]]:
        """Correct the words one by one; returns them and what was typed at each changed place."""
        words: list[Word] = []
        corrected: dict[int, str] = {}
        typed = self._put_together(typed)
        for place, word in enumerate(typed):
            longer = self._lexicon.short.get(word.text)
            if longer and word.text not in self._named_words:
                words.extend(_in_place_of(word, longer))
                continue
            if self._is_places(word.text):
                words.append(replace(word, text=word.text[:-1]))  # "telfords budget"
                continue
            if self._is_known(word.text):
                words.append(word)
                continue
            if word.text.endswith("s") and word.text[:-1] in self._named_words:
                words.append(replace(word, text=word.text[:-1]))  # "houghtons number"
                continue
            split = self.linker.squashed(word.text)
            if split:
                corrected[len(words)] = word.text
                words.extend(_in_place_of(word, split))
                continue
            before = words[-1].text if words else ""
            after = typed[place + 1].text if place + 1 < len(typed) else ""
            right = self.speller.correct(word.text, before, after)
            if word.capital and right in self._named_words and is_other_name(word.text, right):
                right = word.text
            if right != word.text:
                corrected[len(words)] = word.text
                word = replace(word, text=right)
            words.append(word)
        return words, corrected

    def _put_together(self, typed: Sequence[Word]) -> list[Word]:
        """Join two words that the records write as one: 'score cards', 'pub watch'."""
        found: list[Word] = []
        for word in typed:
            last = found[-1] if found else None
            if (
                last is not None and word.before == " " and min(len(last.text), len(word.text)) > 2
                and last.text + word.text in self._index.vocabulary
                and (last.text, word.text) not in self.linker.pairs
                and (stem(last.text), stem(word.text)) not in self._lexicon.expressions
                and not {last.text, word.text} & self._lexicon.function_words
            ):  # fmt: skip
                found[-1] = replace(last, text=last.text + word.text)
            else:
                found.append(word)
        return found

    def _is_places(self, word: str) -> bool:
        """Tell whether a word is a place's name with an s and no word of its own."""
        return (
            word.endswith("s")
            and word[:-1] in self._place_words
            and word not in self._named_words
            and word not in self._lexicon.vocabulary
        )

    def _asking(self, text: str, words: Sequence[Word], links: Sequence[Link]) -> set[int]:
        """Return the numbers of the clauses that ask; the others only introduce."""
        clauses: dict[int, list[str]] = {}
        for word in words:
            clauses.setdefault(word.clause, []).append(word.text)
        if len(clauses) < 2:
            return set(clauses)
        said = {number: " ".join(found) for number, found in clauses.items()}
        patterns = forms()
        asking = {
            number for number, clause in said.items()
            if patterns.asks(clause)
            and ("?" in text or patterns.of_self.match(clause)
                 or not patterns.first_person.search(clause))
        }  # fmt: skip
        asking = asking or {n for n, clause in said.items() if patterns.found(clause)}
        asking = asking or {
            n for n, clause in said.items() if not patterns.first_person.search(clause)
        }
        return asking or {max(clauses)}

    def _terms(
        self, words: Sequence[Word], plain: Sequence[str], links: Sequence[Link],
        asking: set[int], corrected: Mapping[int, str], named: Sequence[str],
    ) -> tuple[Term, ...]:  # fmt: skip
        stemmed = [stem(w) for w in plain]
        at = {link.start: link for link in links}
        terms: list[Term] = []
        halves: set[int] = set()
        i = 0
        while i < len(words):
            if i in halves:
                i += 1
                continue
            clause = words[i].clause
            share = 1.0 if clause in asking else self._preamble(words, clause)
            link = at.get(i) or self._rest_of(links, plain, i)
            size, concepts = self._lexicon.match(stemmed, i)
            if any(x.start in range(i + 1, i + size) and x.size > size for x in links):
                size, concepts = 0, ()  # in 'who's police and crime commissioner' the name goes on
            other = 0 if link or size > 1 else self._other_half(stemmed, words, i)
            if other:
                halves.add(other)
                verb = (stemmed[i], stemmed[other])
                terms.append(self._lexical(
                    plain, (plain[i], plain[other]), verb, self._lexicon.expressions[verb],
                    share, clause, i, corrected.get(i, ""), named,
                ))  # fmt: skip
                i += 1
                continue
            filler = self._lexicon.filler(stemmed, i)
            generic = link and all(self._kind(e) in GENERIC for e in link.entities)
            if link and link.size >= max(size, filler) and not (generic and size == link.size):
                part = tuple(stemmed[i : i + link.size])
                whole = self._lexicon.expressions.get(part, ())
                terms.append(Term(
                    " ".join(plain[i : i + link.size]), NAME, part, whole or (), link.entities,
                    WEIGHTS[WORD if generic else NAME] * share, clause, i, corrected.get(i, ""),
                ))  # fmt: skip
                if generic:
                    weak = all(s in self._lexicon.weak for s in part)
                    terms[-1] = replace(
                        terms[-1], kind=WORD, weight=0.1 * share if weak else terms[-1].weight
                    )
                i += link.size
            elif filler and filler >= size:
                i += filler
            elif size:
                run = plain[i : i + size]
                function = size == 1 and run[0] in self._lexicon.function_words
                if not function:
                    terms.append(
                        replace(
                            self._lexical(
                                plain, run, stemmed[i : i + size], concepts, share, clause,
                                i, corrected.get(i, ""), named,
                            ),
                            entities=link.entities if link and link.size == size else (),
                        )
                    )  # fmt: skip
                i += size
            else:
                counts = share * share if share == TOPIC else share
                term = self._word(
                    plain[i], stemmed[i], counts, clause, i, corrected.get(i, ""), named
                )
                if term and term.kind == UNKNOWN and words[i].capital:
                    term = replace(term, weight=max(term.weight, CAPITAL * counts), capital=True)
                if term:
                    terms.append(term)
                i += 1
        return tuple(terms)

    def _rest_of(self, links: Sequence[Link], plain: Sequence[str], i: int) -> Link | None:
        """Return the name that begins here in a longer one of which the begin went elsewhere.

        In 'when is the next meeting of Easter' the words up to 'next' ask, and 'next meeting of
        Easter' is no name any more; 'Easter' still is.
        """
        longer = next((x for x in links if x.start < i < x.start + x.size), None)
        if longer is None:
            return None
        inside = self.linker.links(plain[i : longer.start + longer.size])
        return next((replace(x, start=i) for x in inside if x.start == 0), None)

    def _other_half(self, stemmed: Sequence[str], words: Sequence[Word], i: int) -> int:
        """Return where the other half of a verb stands: 'put the report together'; 0 if none."""
        end = next((j for j in range(i, len(words)) if words[j].clause != words[i].clause),
                   len(words))  # fmt: skip
        return self._lexicon.apart(stemmed, i, end)

    def _preamble(self, words: Sequence[Word], clause: int) -> float:
        """Return what a term counts in a clause that asks nothing, more where it sets a topic."""
        said = " ".join(w.text for w in words if w.clause == clause)
        return PREAMBLE if forms().first_person.search(said) else TOPIC

    def _kind(self, entity: str) -> str:
        return self._knowledge.entities[entity].kind

    def _lexical(
        self, plain: Sequence[str], run: Sequence[str], stemmed: Sequence[str],
        concepts: tuple[str, ...], share: float, clause: int, position: int, corrected: str,
        named: Sequence[str],
    ) -> Term:  # fmt: skip
        fields = any(self._lexicon.concepts[c].fields or self._lexicon.concepts[c].strict
                     for c in concepts)  # fmt: skip
        weak = all(s in self._lexicon.weak for s in stemmed)
        kind = ATTRIBUTE if fields else WORD
        rarity = max(self._index.concept_rarity(c, named) for c in concepts)
        if len(stemmed) == 1:
            rarity = max(rarity, self._index.rarity(stemmed[0], named))
        weight = min(WEIGHTS[ATTRIBUTE], 0.8 + rarity) if fields else min(WEIGHTS[WORD], rarity)
        if all(self._lexicon.concepts[c].light for c in concepts):
            weight = 0.6
        if weak:
            weight = 0.25
            if (
                fields
                and position
                and ASKED_FOR.intersection(plain[max(0, position - 2) : position])
            ):
                weight = 1.4  # 'which areas', 'how many districts'
        return Term(" ".join(run), kind, tuple(stemmed), concepts, (), weight * share, clause,
                    position, corrected)  # fmt: skip

    def _word(
        self, word: str, stemmed: str, share: float, clause: int, position: int, corrected: str,
        named: Sequence[str],
    ) -> Term | None:  # fmt: skip
        if word in self._lexicon.function_words or len(word) == 1:
            return None
        if word[0].isdigit() or word[0] == "£" or re.match(r"(?:fy|yr)\d{4}", word):
            return Term(
                word, FIGURE, (stemmed,), (), (), WEIGHTS[FIGURE] * share, clause, position
            )
        if stemmed in self._lexicon.weak:
            return Term(word, WORD, (stemmed,), (), (), 0.1 * share, clause, position, corrected)
        rarity = self._index.rarity(stemmed, named)
        kind = WORD if rarity else UNKNOWN
        weight = rarity or telling(word)
        return Term(word, kind, (stemmed,), (), (), weight * share, clause, position, corrected)

    def _before_and_after(self, terms: tuple[Term, ...], plain: Sequence[str]) -> tuple[Term, ...]:
        """Read 'before Sue Hanley' as asking who came before: held, or not answered."""
        added = []
        for term in terms:
            person = any(self._kind(e) == "person" for e in term.entities)
            period = term.kind == FIGURE and term.stems[0][:2] in ("fy", "yr", "20", "19")
            lead = next((w for w in plain[max(0, term.position - 2) : term.position]
                         if w in ("before", "after")), "")  # fmt: skip
            concept = ""
            if person and lead == plain[term.position - 1]:
                concept = {"before": "predecessor_person", "after": "successor_person"}[lead]
            elif period and lead and not PAPERS.intersection(plain[term.position + 1 :][:2]):
                concept = "other_time"
            if concept and term.position:
                added.append(Term(f"{lead} {term.text}", ATTRIBUTE, (), (concept,), (),
                                  WEIGHTS[ATTRIBUTE], term.clause, term.position))  # fmt: skip
        return (*terms, *added)

    def _owners(self, term: Term) -> tuple[str, ...]:
        """Return the partnership by which a body of several is called: 'the Telford OPCC'."""
        words = term.text.split()
        if any(words[0] in plain_words(self._knowledge.entities[e].name) for e in term.entities):
            return ()  # its own name, and the name of a wider place
        inside = self.linker.links(words[:-1]) if len(words) > 1 else ()
        return self._partnerships_named(inside)

    def _beside_others(
        self, terms: tuple[Term, ...], asking: Collection[int], plain: Sequence[str]
    ) -> tuple[Term, ...]:
        """Take the weight from a person of another clause where somebody else is asked for."""
        if not asks_for_another(plain):
            return terms
        return tuple(
            replace(t, weight=0.15 * t.weight)
            if t.clause not in asking and any(self._kind(e) == "person" for e in t.entities)
            else t
            for t in terms
        )

    def _meant_before(self, terms: tuple[Term, ...], asking: Collection[int]) -> tuple[Term, ...]:
        """Read 'it says CSB here, what is that short for' as asking for what CSB means."""
        inside = [t for t in terms if t.clause in asking and t.weight >= CONTENT]
        if not inside or not all("definition" in t.concepts for t in inside):
            return terms
        before = [t for t in terms if t.clause not in asking
                  and any(self._kind(e) == "term" for e in t.entities)]  # fmt: skip
        if not before:
            return terms
        return tuple(
            t if t in inside
            else replace(t, weight=WEIGHTS[NAME] if t is before[-1] else 0.15 * t.weight)
            for t in terms
        )  # fmt: skip

    def _implied_form(self, terms: Sequence[Term]) -> str:
        """Return the form that an attribute word stands for: 'go-live date' asks when."""
        for term in terms:
            for concept in term.concepts:
                forms = self._lexicon.concepts[concept].forms & {"when", "where", "how_often"}
                if forms:
                    return min(forms)
        return ""

    def _as_papers(self, terms: tuple[Term, ...], plain: Sequence[str]) -> tuple[Term, ...]:
        """Read 'the Corby merger paper' as naming the report, where more is asked than that."""
        entities, found = self._knowledge.entities, []
        for term in terms:
            end = term.position + len(term.stems)
            kinds = {entities[e].kind for e in term.entities}
            more = any(t.weight >= CONTENT for t in terms if t is not term)
            if (
                more
                and kinds == {"merger"}
                and PAPERS.intersection(_singular(plain[end : end + 1]))
            ):
                papers = [
                    d for e in term.entities for d in self._papers.get(entities[e].scope, ())
                ]
                term = replace(term, entities=tuple(papers) or term.entities)
            found.append(term)
        return tuple(found)

    def _within(self, terms: tuple[Term, ...]) -> tuple[tuple[str, ...], tuple[Term, ...]]:
        """Find the partnerships of wide places; beside other telling words they only say where."""
        entities, held = self._knowledge.entities, self._knowledge.by_scope
        wide = {
            t: [p for e in t.entities for p in entities[e].partnerships if p in held]
            for t in terms if any(entities[e].type in WIDE_PLACES for e in t.entities)
        }  # fmt: skip
        several = {t: found for t, found in wide.items() if len(found) > 1}
        if any(t.weight >= CONTENT for t in terms if t not in several):
            terms = tuple(
                replace(t, weight=WHERE * t.weight) if t in several else t for t in terms
            )
        return tuple(dict.fromkeys(p for found in several.values() for p in found)), terms

    def _scopes(
        self, terms: tuple[Term, ...]
    ) -> tuple[tuple[str, ...], tuple[str, ...], tuple[Term, ...]]:
        """Find the partnerships named; the terms that only name one lose their weight."""
        entities, held = self._knowledge.entities, self._knowledge.by_scope
        scopes: dict[str, None] = {}
        uncovered: dict[str, None] = {}
        result: list[Term] = []
        for term in terms:
            found = [entities[e] for e in term.entities]
            partnership = next((e for e in found if e.kind == "partnership"), None)
            if partnership and partnership.id in held:
                scopes[partnership.id] = None
                result.append(replace(term, kind="scope", weight=0.0))
                continue
            if partnership:
                if partnership.scope:
                    scopes[partnership.scope] = None
                if not partnership.covered:
                    uncovered[partnership.id] = None
                result.append(term)
                continue
            paper = next((e for e in found if e.kind == "document" and e.scope in held), None)
            if paper:
                scopes[paper.scope] = None
                result.append(replace(term, kind="scope", weight=0.0))
                continue
            if term.kind == NAME and not any(e.scope for e in found):
                scopes.update(dict.fromkeys(self._owners(term)))
            for entity in found:
                if entity.kind == "place" and not (
                    entity.type in WIDE_PLACES and (scopes or len(entity.partnerships) > 1)
                ):
                    for p in entity.partnerships or ((entity.scope,) if entity.scope else ()):
                        if p in held:
                            scopes[p] = None
                        elif p in entities and entities[p].scope in held:
                            scopes[entities[p].scope] = None
            result.append(term)
        return tuple(scopes), tuple(uncovered), tuple(result)


def _singular(words: Sequence[str]) -> Iterable[str]:
    return (w.removesuffix("s") for w in words)


def _main(said: str, lowered: str, patterns: Forms) -> str:
    """Return the clause that asks, where one that says when or if stands before it.

    'When trouble moves on, how is it dealt with' asks how; 'when' asks nothing.
    """
    opening = patterns.subordinate.match(lowered)
    return " ".join(said.split()[len(opening[0].split()) :]) if opening else said


def _asked_of(words: Sequence[Word], asking: Collection[int], patterns: Forms) -> str:
    """Return the form 'yes_no' where a clause that asks begins so: 'I farm. Are there any ...'."""
    clauses: dict[int, list[str]] = {}
    for word in words:
        if word.clause in asking:
            clauses.setdefault(word.clause, []).append(word.text)
    return "yes_no" if any(patterns.yes_no.match(" ".join(c)) for c in clauses.values()) else ""


def _in_place_of(word: Word, parts: Sequence[str]) -> list[Word]:
    """Return the words that one typed word stands for; what is typed before it, once."""
    first, *others = parts
    return [replace(word, text=first), *(replace(word, text=o, before=" ") for o in others)]


def _weighed(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """Let a field count that every record speaks of where nothing else is asked: 'members'."""
    asked = [t for t in terms if t.weight >= CONTENT and t.kind != "scope" and not t.entities]
    if asked:
        return terms
    return tuple(
        replace(t, weight=ALONE) if t.kind == ATTRIBUTE and t.concepts else t for t in terms
    )


def _set_aside(terms: tuple[Term, ...], plain: Sequence[str]) -> tuple[Term, ...]:
    """Take the weight from what a question excepts: 'besides the statutory partners'."""
    return tuple(
        replace(t, weight=0.15 * t.weight)
        if forms().excepting.search(" ".join(plain[max(0, t.position - 4) : t.position]))
        else t
        for t in terms
    )
