"""Reads a question: names, meanings, periods, figures, form and operation."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from cspbot.knowledge.facts import Knowledge
from cspbot.language.amounts.operations import read_operations
from cspbot.language.amounts.operations import vocabulary as words_of_sums
from cspbot.language.correcting import Correcting
from cspbot.language.forms import Forms, forms
from cspbot.language.index import FactIndex
from cspbot.language.lexicon import Lexicon
from cspbot.language.linker import Link, Linker
from cspbot.language.periods import read_periods
from cspbot.language.reading import (
    ASKED_FOR,
    ATTRIBUTE,
    CAPITAL,
    CONTENT,
    FIGURE,
    NAME,
    UNKNOWN,
    WORD,
    Reading,
    Term,
    asks_for_another,
)
from cspbot.language.scoping import PAPERS, Scoping
from cspbot.language.spelling import Speller, telling
from cspbot.language.words import Word, clean, introduces, plain_words, stem, words_of

WEIGHTS: Mapping[str, float] = {NAME: 2.21, ATTRIBUTE: 2.24, UNKNOWN: 1.2, FIGURE: 2.0, WORD: 1.09}
"""How much a term counts. A name or an attribute settles what is asked; a word that no fact and no
lexicon entry has counts against any answer."""

GENERIC = frozenset({"term", "duty"})
"""Kinds whose names are words of the field rather than names: 'responsible authority'."""

PREAMBLE = 0.2088
"""Share of a term's weight that is left in a clause that only says who asks and why."""
TOPIC = 0.7
"""The same for one that names the topic: 'Wellingborough secondment - which months?'"""

_ON_WHAT = re.compile(
    r"(?:for|on|about|regarding|re|with|in|under|at|of|from)\b|what about\b|as to\b"
)
"""What names the topic and no person: 'on the merger I want to know who pays'."""

_OF_ASKER = frozenset({"us", "we", "i", "our", "my"})

ALONE = 1.0
"""What a field counts that is asked for alone, though every record speaks of it."""
READ_AGAIN = 64
"""Readings that are kept. A follow-up is read in several wordings, some of them twice, and so is
the question before it; a reading takes some 5 kB."""

_AFTER = " ?!.,;:%=)'\""
"""What may follow the last word."""
OWNED_BY_PLACES = frozenset({"csp", "council", "councils", "constabulary"})
COMPASS = frozenset({"north", "south", "east", "west", "mid", "great", "new", "old", "upper"})


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
        self._place_words = frozenset(
            w for e in knowledge.entities.values() if e.kind in ("place", "partnership", "body")
            for w in plain_words(e.name)
            if w not in lexicon.function_words and stem(w) not in lexicon.weak
            and w not in COMPASS
        )  # fmt: skip
        self._correcting = Correcting(index, lexicon, self.linker, self.speller, self._place_words)
        self._scoping = Scoping(knowledge, self.linker)

    def read(self, text: str, today: date) -> Reading:
        """Read one question. Never raises; an empty text gives a reading without terms."""
        return self._read(clean(text), today)

    def _read_anew(self, text: str, today: date) -> Reading:
        lowered = text.lower()
        typed = words_of(text)
        words, corrected = self._correcting.corrected(typed)
        plain = [w.text for w in words]
        between = (*(w.before for w in words), text[len(text.rstrip(_AFTER)) :])
        links = self._own(self.linker.links(plain))
        asking = self._asking(text, words, links)
        named = self._scoping.named(links)
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
        terms = _after_preamble(self._meant_before(terms, asking), asking)
        terms = self._beside_others(_set_aside(terms, plain), asking, plain)
        terms = self._before_and_after(terms, plain)
        within, terms = self._scoping.within(_weighed(self._scoping.with_papers(terms, plain)))
        scopes, uncovered, terms = self._scoping.scopes(terms)
        return Reading(
            text, lowered, terms, first, frozenset({*found, first} - {""}),
            read_operations(plain, between), read_periods(lowered, today), scopes, uncovered,
            tuple(plain), between, within, self._foreign(plain, links),
        )  # fmt: skip

    def _own(self, links: Sequence[Link]) -> tuple[Link, ...]:
        """Leave out the priorities of others where a partnership is named.

        Their names are ordinary words: 'speeding in Easter' names no priority of Wester.
        """
        named = self._scoping.named(links)
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

    def _foreign(self, plain: Sequence[str], links: Sequence[Link]) -> str:
        """Return a word of a place's name that stands before 'council' and is part of no name."""
        linked = {i for link in links for i in range(link.start, link.start + link.size)}
        for i, word in enumerate(plain[:-1]):
            if i in linked or plain[i + 1] not in OWNED_BY_PLACES:
                continue
            if word in self._place_words and not self._lexicon.expressions.get((stem(word),)):
                return word
        return ""

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
        if not asking and text.find("?") == len(text.rstrip()) - 1:
            asking = {max(clauses)}  # the one question mark is at the end
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
        if introduces(said):
            after = {w.text for w in words if w.clause == clause + 1}
            of_asker = not _OF_ASKER.isdisjoint(after)  # 'as a councillor I ask what we may do'
            return 1.0 if of_asker or _ON_WHAT.match(said) else PREAMBLE
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


def _after_preamble(terms: tuple[Term, ...], asking: Collection[int]) -> tuple[Term, ...]:
    """Take the weight from what stands before a clause that says by itself what is asked of what.

    'Budgeting for a hospital site; what is the total for CCTV in Ambridge': the site is not asked.
    """
    asked = [t for t in terms if t.clause in asking]
    names = any(t.kind in (NAME, "scope") for t in asked)
    says = any(t.weight >= CONTENT and t.kind in (WORD, ATTRIBUTE) for t in asked)
    if not (names and says):
        return terms
    first = min(asking)
    return tuple(
        replace(t, weight=t.weight * PREAMBLE)
        if t.clause < first and t.kind in (WORD, UNKNOWN, ATTRIBUTE) and not t.entities else t
        for t in terms
    )  # fmt: skip


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
