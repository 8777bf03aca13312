"""Routes what is no question about a partnership to fixed, helpful wording.

Greetings, emergencies, the asker's own case, crime figures, opinions, private lives, instructions
to the bot, other subjects, and questions about the bot itself. The phrases are in the YAML beside
this file. A message that also asks something that could be held is left to the other topics.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

import yaml

from cspbot import wording
from cspbot.language.phrases import Hit, PhraseBook, Tokens
from cspbot.language.query import Query
from cspbot.language.reading import ATTRIBUTE, FIGURE, NAME, UNKNOWN, Term
from cspbot.language.spelling import Speller
from cspbot.language.words import Word, clean, plain_words, stem, words_of
from cspbot.messages import Reply, Unknown, Why

ORDER = 10

PART, WHOLE = "part", "whole"
IDLE, ASIDE, ASKER = "idle", "aside", "asker"
ASKING, ASKED, TELLING = 1.0, 0.6, 0.3
"""Weights of a term from which on it asks by itself, asks in a part that begins like a question,
and says anything at all; the reader gives clauses that only introduce less."""
LONG_WORD = 6
"""Letters from which on an unknown word is corrected towards the phrases; in a shorter one, such
as a village's name, one slip in six is too many."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """When one kind of reply is given; its phrases are in the book under `id`."""

    id: str
    kind: str
    reach: str
    rest: str
    beside: frozenset[str]
    """Stems that may stand beside a match."""
    is_first: bool
    """Only for the first message of a conversation."""


@dataclass(frozen=True)
class _Phrases:
    """The YAML file, compiled."""

    rules: tuple[_Rule, ...]
    kinds: Mapping[str, tuple[Why, str]]
    """Reason and name of the sentence in `wording`; '' where it is put together."""
    book: PhraseBook
    idle: PhraseBook
    """Polite and idle words; apart, because where they are decides where '^' and '$' fit."""
    askers: frozenset[str]
    before_is: frozenset[str]
    """Words after which 's stands for 'is'; after others it marks an owner."""
    speller: Speller
    whole: frozenset[str]
    """Ids of the rules whose phrases, with idle words, must make up the whole message."""


@dataclass(frozen=True, slots=True)
class _Token:
    """A stem or a marked name, and the words of the message that it stands for."""

    text: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Placed:
    """A term of the reading, and the words as typed that it was read from."""

    term: Term
    words: frozenset[int]


@dataclass(frozen=True)
class _Part:
    """A stretch of the message that says one thing."""

    words: range
    found: Mapping[str, frozenset[int]]
    """For each rule, exception or list of idle words met with: the words that it accounts for."""
    terms: tuple[_Placed, ...]


def answer(query: Query) -> Reply | None:
    """Reply in fixed wording; None where the message asks something that could be held."""
    if query.question.chosen:
        return None
    phrases = _phrases()
    parts = _parts(query, phrases)
    if not parts:
        text = wording.nothing_typed(query.covered)
        return Unknown(text, Why.EMPTY, context=query.context)
    if _is_law(query):
        return None
    for rule in phrases.rules:
        if any(_fits(rule, part, parts, query) for part in parts):
            why, name = phrases.kinds[rule.kind]
            text = str(getattr(wording, name)) if name else _composed(rule.kind, query)
            return Unknown(text, why, context=query.context)
    return None


def _is_law(query: Query) -> bool:
    """Tell whether a law is all that is named: 'crime and disorder' are then no crimes."""
    telling = query.reading.telling
    entities = query.knowledge.entities
    return bool(telling) and all(
        t.entities and all(entities[e].kind in ("law", "section") for e in t.entities)
        for t in telling
    )


def kinds() -> tuple[str, ...]:
    """Return every kind of reply that this topic gives."""
    return tuple(dict.fromkeys(rule.kind for rule in _phrases().rules))


def _composed(kind: str, query: Query) -> str:
    """Put together what the bot says of itself."""
    # What the asker may not see does not show here either, not even by its title.
    seen = {fact.document for fact in query.knowledge.facts.values()}
    documents = [d for i, d in query.knowledge.documents.items() if d.partnership and i in seen]
    match kind:
        case "abilities":
            return wording.abilities(query.covered)
        case "coverage":
            return wording.coverage_and_more(query.covered)
        case "age":
            documents.sort(key=lambda d: d.date or "9999")
            return wording.ages([d.cited for d in documents])
        case "sources":
            return wording.reports([d.cited for d in documents])
        case _:
            return wording.complaint(query.covered)


# --- whether a rule fits


def _fits(rule: _Rule, part: _Part, parts: Sequence[_Part], query: Query) -> bool:
    if rule.id not in part.found or any(f"{rule.id} unless" in p.found for p in parts):
        return False
    if rule.is_first and query.context.asked:
        return False
    if rule.reach == WHOLE:
        return all(_is_talk(p) for p in parts)
    if rule.reach == PART and any(_asks(p, query) for p in parts if p is not part):
        return False
    return _rest_allows(rule, part, query)


def _is_talk(part: _Part) -> bool:
    """Tell whether idle words and phrases for the whole message leave nothing over."""
    whole = _phrases().whole
    return {i for k, words in part.found.items() if k in whole for i in words} >= set(part.words)


def _asks(part: _Part, query: Query) -> bool:
    """Tell whether a part asks something that a record could hold."""
    if ASIDE in part.found or any(rule.id in part.found for rule in _phrases().rules):
        return False
    terms = [p.term for p in part.terms if not _is_place(p.term, query)]
    if ASKER in part.found and any(t.kind != UNKNOWN and t.weight >= ASKED for t in terms):
        return True
    return any(t.kind in (ATTRIBUTE, NAME, FIGURE) and t.weight >= ASKING for t in terms)


def _rest_allows(rule: _Rule, part: _Part, query: Query) -> bool:
    """Tell whether what the part holds beside the match lets the rule stand."""
    covered = part.found[rule.id]
    rest = [p.term for p in part.terms if p.term.weight >= TELLING and not covered & p.words]
    match rule.rest:
        case "names":
            return "share" not in query.reading.operations and all(
                t.kind == FIGURE or _is_place(t, query) or rule.beside.issuperset(t.stems)
                for t in rest
            )
        case "no_field":
            return not any(t.kind == ATTRIBUTE for t in rest)
        case "no_person":
            return not any(t.kind == NAME and not _is_place(t, query) for t in rest)
        case _:
            return True


def _is_place(term: Term, query: Query) -> bool:
    entities = query.knowledge.entities
    kinds = {entities[e].kind for e in term.entities}
    return bool(kinds & {"place", "partnership"})


# --- the message in parts


def _parts(query: Query, phrases: _Phrases) -> list[_Part]:
    """Cut what was typed now, without what the conversation adds, into parts."""
    text = clean(query.question.text)
    typed = words_of(text)
    if not typed:
        return []
    placed = _placed(query, text, len(typed))
    as_typed = _as_typed(typed, text, phrases)
    versions = (_as_read(query, as_typed, placed, phrases), as_typed)
    starts = [i for i in range(len(typed)) if _begins(typed, i, text, phrases)]
    return [
        _part(range(start, end), versions, placed, query, phrases)
        for start, end in zip(starts, [*starts[1:], len(typed)], strict=True)
    ]


def _part(
    words: range, versions: Sequence[Sequence[_Token]], placed: Sequence[_Placed], query: Query,
    phrases: _Phrases,
) -> _Part:  # fmt: skip
    found: dict[str, frozenset[int]] = {}
    done: set[tuple[str, ...]] = set()
    for version in versions:
        tokens = [t for t in version if t.first in words]
        texts = tuple(t.text for t in tokens)
        for hit in () if texts in done else _hits(texts, phrases):
            owner = hit.owner.removesuffix(" subject")
            # Where the records have the word, a question about it may be answered.
            if owner == hit.owner or not all(map(query.index.knows, texts[hit.start : hit.end])):
                covered = (range(t.first, t.last + 1) for t in tokens[hit.start : hit.end])
                found[owner] = found.get(owner, frozenset()).union(*covered)
        done.add(texts)
    return _Part(words, found, tuple(p for p in placed if min(p.words) in words))


def _hits(texts: tuple[str, ...], phrases: _Phrases) -> list[Hit]:
    idle = phrases.idle.find(Tokens(texts, 0, 0))
    covered = {i for hit in idle for i in range(hit.start, hit.end)}
    said = [i for i in range(len(texts)) if i not in covered]
    begin, end = (said[0], said[-1] + 1) if said else (len(texts), 0)
    return [*idle, *phrases.book.find(Tokens(texts, begin, end))]


def _as_typed(typed: Sequence[Word], text: str, phrases: _Phrases) -> list[_Token]:
    """Return the words as typed, short forms written out; "what's" too, which lost its 's."""
    tokens = []
    for i, word in enumerate(typed):
        end = word.start + len(word.text)
        is_short = text[end : end + 2].lower() == "'s" and word.text in phrases.before_is
        for part in (*phrases.book.stems(word.text), *(("is",) if is_short else ())):
            tokens.append(_Token(part, i, i))
    return tokens


def _placed(query: Query, text: str, count: int) -> tuple[_Placed, ...]:
    """Find the words that each term was read from; the reader may have made several of one.

    None are found where the reading is of another text: of the question that a choice was for.
    """
    reading = query.reading
    if not reading.text.startswith(text):
        return ()
    typed = [w.text for w in words_of(reading.text)]
    if len(typed) == len(reading.words):
        places = list(range(len(typed)))
    else:
        places = [0] * len(reading.words)
        same = SequenceMatcher(None, typed, reading.words, autojunk=False)
        for _, first, last, start, end in same.get_opcodes():
            for at in range(start, end):
                places[at] = min(first + at - start, max(last - 1, 0))
    found = []
    for term in reading.terms:
        words = frozenset(places[term.position : term.position + len(term.stems)])
        if words and max(words) < count:
            found.append(_Placed(term, words))
    return tuple(found)


def _as_read(
    query: Query, typed: Sequence[_Token], placed: Sequence[_Placed], phrases: _Phrases
) -> list[_Token]:
    """Return the words as the reader corrected them, with the names marked by their kind."""
    at = {min(p.words): p for p in placed}
    tokens: list[_Token] = []
    for token in typed:
        if tokens and token.first <= tokens[-1].last and tokens[-1].text[0] == "<":
            continue
        here = at.get(token.first)
        mark = _mark(here.term, query) if here else ""
        right = _corrected(here.term, phrases) if here and not mark else ""
        if here and mark:
            tokens.append(_Token(mark, token.first, max(here.words)))
        else:
            tokens.append(_Token(right or token.text, token.first, token.last))
    return tokens


def _corrected(term: Term, phrases: _Phrases) -> str:
    """Return the stem of what a misspelt word should be; '' for one that is right or stands."""
    if term.corrected_from and len(term.stems) == 1:
        return term.stems[0]
    if term.kind == UNKNOWN and len(term.text) >= LONG_WORD:
        return stem(phrases.speller.correct(term.text))
    return ""


def _mark(term: Term, query: Query) -> str:
    kinds = {query.knowledge.entities[e].kind for e in term.entities}
    return next((f"<{k}>" for k in ("person", "place", "partnership") if k in kinds), "")


def _begins(words: Sequence[Word], i: int, text: str, phrases: _Phrases) -> bool:
    """Tell whether a part begins at a word: a new clause, or a second question in the same one."""
    if i == 0 or words[i].clause != words[i - 1].clause:
        return True
    before = text[words[i - 1].start : words[i].start].rstrip()
    joined = words[i - 1].text in ("and", "also", "plus") or before.endswith(",")
    return joined and words[i].text in phrases.askers


# --- the phrases


def own_words() -> Collection[str]:
    """Return the words that this topic knows: no slips of those of the records."""
    return _phrases().book.vocabulary


@cache
def _phrases() -> _Phrases:
    text = Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    data = yaml.load(text, Loader=yaml.CSafeLoader)
    lists = {name: _strings(value) for name, value in data["words"].items()}
    book, idle = (PhraseBook(lists, data["short_forms"]) for _ in range(2))
    for entry in lists["padding"]:
        idle.add(IDLE, entry)
    for phrase in data["asides"]:
        book.add(ASIDE, phrase)
    book.add(ASKER, "^ {asker}")
    rules = []
    for number, rule in enumerate(data["rules"]):
        ident = f"{number} {rule['kind']}"
        for key, owner in (("phrases", ident), ("unless", f"{ident} unless"),
                           ("subjects", f"{ident} subject")):  # fmt: skip
            for phrase in _strings(rule.get(key, [])):
                book.add(owner, phrase)
        beside = [w for line in lists.get(rule.get("beside", ""), ()) for w in plain_words(line)]
        rules.append(_Rule(
            ident, rule["kind"], rule["reach"], rule.get("rest", ""), frozenset(map(stem, beside)),
            bool(rule.get("is_first")),
        ))  # fmt: skip
    return _Phrases(
        tuple(rules),
        {kind: (Why(entry["why"]), entry.get("say", "")) for kind, entry in data["kinds"].items()},
        book, idle, frozenset(lists["asker"]), frozenset(lists["before_is"]),
        Speller(dict.fromkeys(book.vocabulary, 1.0)),
        frozenset({IDLE, *(r.id for r in rules if r.reach == WHOLE)}),
    )  # fmt: skip


def _strings(value: object) -> list[str]:
    """Return a list from YAML: a sequence, or words between commas."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return [str(part) for part in value] if isinstance(value, list) else []
