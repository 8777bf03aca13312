"""Decides whether the facts found answer the question, and how much of a list to show."""

from __future__ import annotations

from collections.abc import Sequence

from cspbot.knowledge.facts import Fact
from cspbot.language.forms import forms
from cspbot.language.lexicon import Lexicon
from cspbot.language.match import EXPLAINED, Match
from cspbot.language.matching import FORMS_THAT_BIND
from cspbot.language.query import Query
from cspbot.language.reading import (
    CAPITAL,
    FIGURE,
    MEANING,
    NAME,
    UNKNOWN,
    WORD,
    Reading,
    Term,
    only_says_where,
)
from cspbot.language.wanted import PLAINLY
from cspbot.language.words import plain_words

ENOUGH = 0.72
"""How sure the chosen facts must be to answer. Found on one half of the batches and checked on the
other: below it wrong answers grow as fast as right ones."""
GRANTED = 0.85
"""The same where a question takes for granted that something happened: 'why did they refuse'."""
ALL_OF_IT = 0.79
"""How much of such a question for a reason one fact must explain: that it happened, and why."""
UNASKED = 0.62
"""The same for a fact without askings, which no question can be like."""
LIKENESS = 0.5
"""What likeness to an asking adds to that: a question that has it may have more unknown words."""
ALIKE_ENOUGH = 0.5545
"""Likeness to an asking from which on a question is the asking in other words."""
COMMISSIONER, COMMISSIONED = "partnership.commissioner", "commissioner"
"""The field that says who is the commissioner for a partnership, and its meaning."""
DEFINED_BY = frozenset(
    {
        "term.expansion",
        "term.what",
        "section.what",
        "law.what",
        "section.means",
        "law.means",
        "duty.asks",
    }
)
OUTCOMES = ("decision", "vote", "adopted")
"""What came of a proposal."""
PAST = frozenset({"did", "was", "were", "has", "have", "had"})
FEW = 3
"""Partnerships up to which it is said whose reports use a word; a word of all is everyone's."""
DEFINITIONS, WHOLLY, FARTHEST = 12, 0.8, 0.45
"""How many facts a definition is looked for among, how much of the question it must explain, and
how far behind the best one it may be."""
TURNS_ON = 1.5
"""Weight from which on a question turns on a term: where only what is not held explains it, that
is the answer."""
ABSENT_NEAR, ABSENT_SLACK, ABSENT_AMONG = 0.1081, -0.05, 12
"""How near a fact that says that something is not held must come to the best one, and among how
many of the best it must be."""
CLOSE, CLOSER, CLOSER_SLACK = 0.7, 0.1, 0.1
"""From which likeness on, and how much more than what is held, an asking for what is not held is
what was meant; and how much less of the question that may explain."""
HELD_NEAR = 0.15
"""How far below a fact that says that something is not held one that holds something may be."""
ABSENT_BY_FIELD = 0.03
"""The same where the best one is the very field asked for and explains nearly all."""
SHORT_LIST = 650
"""Characters up to which a whole list is as quick to read as one entry of it."""
LONG_LIST = 1000
"""The same where a list is what such a question wants: the reasons, which ones."""
ASKED_SO = 0.7
"""Likeness to an asking from which on its words ask for what it asks for, in whatever field."""
TOLD_SO = 0.8
"""Likeness to an asking from which on a fact tells what came of something, in whatever words."""
NAMING = 0.5
"""Weight from which on a word before 'project' and the like says which one is meant."""
_NAMED_BY_WORDS = frozenset({
    "project", "scheme", "initiative", "programme", "campaign", "fund", "grant", "pot", "team",
    "group", "forum", "hub", "unit", "panel", "board", "committee", "service", "operation",
    "event", "app", "website", "officer", "post",
})  # fmt: skip
_ARTICLES = frozenset({"the", "this", "that", "your", "our", "their"})
ONE_ENTRY = frozenset({"who", "when", "where", "how_much", "yes_no"})


def good_enough(query: Query, chosen: Sequence[Match]) -> bool:
    """Tell whether these facts, best first, answer the question rather than resemble it."""
    return not shortcoming(query, chosen)


def shortcoming(query: Query, chosen: Sequence[Match]) -> str:
    """Say in what these facts, best first, fall short of an answer; '' where they are one.

    Decided by what was asked and is missing: a field that must be its own, a name, a figure, the
    amount or date that the form wants, an attribute; and only then by the share explained.
    """
    matcher = query.matcher
    gap = matcher.wanted.strict_gap(chosen)
    if gap and not _is_asked_so(query, chosen[0], gap):
        return f"{gap.text!r} must be answered by its own field, and no fact found has it"
    lacking = [t.text for t in matcher.uncovered(chosen)
               if t.kind in (NAME, FIGURE) and t.weight >= 1]  # fmt: skip
    if lacking:
        return f"no fact found has {' or '.join(map(repr, lacking))}"
    if not matcher.wanted.form_met(chosen):
        return f"no fact found says {query.reading.form.replace('_', ' ')}"
    if not matcher.wanted.attributes_met(chosen):
        return "fewer than half of the fields asked for are in the facts found"
    strange = [
        t.text for t in matcher.uncovered(chosen) if t.kind == UNKNOWN and t.weight >= CAPITAL
    ]
    if query.reading.form != "yes_no":
        strange = [
            t.text for t in query.reading.unknown_places() if t in matcher.uncovered(chosen)
        ]
    if strange:
        return f"no fact found has {' or '.join(map(repr, strange))}"
    other = [t.text for t in described(query) if t in matcher.uncovered(chosen)]
    if other:
        return f"no fact found is of one called {' '.join(map(repr, other))}"
    untold = _untold(query, chosen) or _not_literal(query, chosen)
    if untold:
        return f"no fact found tells of {untold!r}"
    taken = query.reading.form == "why" and forms().past.search(query.reading.lowered)
    if taken and chosen[0].coverage < ALL_OF_IT:
        return "no fact found says both that it happened and why"
    sure = sureness(query, chosen)
    if sure < _least(query, chosen):
        return f"the facts found explain too little of the telling words: {sure:.0%}"
    return ""


def _is_asked_so(query: Query, first: Match, term: Term) -> bool:
    """Tell whether people are known to ask for a fact in these words, this one among them."""
    place = query.matcher.reading.terms.index(term)
    return first.alike >= ASKED_SO and first.strengths[place] >= EXPLAINED


def _untold(query: Query, chosen: Sequence[Match]) -> str:
    """Return the verb of 'what did they find', where no fact tells what came of it."""
    asks, verbs = forms().came_of
    found = asks.search(query.reading.lowered)
    if found is None or chosen[0].alike >= TOLD_SO:
        return ""
    told = verbs[found[1]]
    return "" if any(told.intersection(plain_words(m.fact.text)) for m in chosen) else found[1]


def _not_literal(query: Query, chosen: Sequence[Match]) -> str:
    """Return a word for one particular thing that no fact has: 'the mayor', of councillors."""
    for term in query.matcher.reading.terms:
        particular = forms().particular.intersection(term.stems)
        if term.weight >= NAMING and particular and not any(
            m.indexed.holds.get(s, 0.0) >= EXPLAINED for s in particular for m in chosen
        ):  # fmt: skip
            return term.text
    return ""


def described(query: Query) -> list[Term]:
    """Return the words that say which scheme, team or fund is meant: 'the night bus project'.

    A list of all projects is no answer to a question about one that no record has.
    """
    reading = query.reading
    return [
        t for t in reading.terms
        if t.kind in (WORD, UNKNOWN) and t.weight >= NAMING
        and _stands_before_kind(reading, t.position + max(1, len(t.stems)), query.lexicon)
        and _ARTICLES.intersection(reading.words[max(0, t.position - 2) : t.position])
    ]  # fmt: skip


def _stands_before_kind(reading: Reading, end: int, lexicon: Lexicon) -> bool:
    """Tell whether 'project' and the like come next, or after one word more."""
    after = reading.words[end : end + 2]
    return bool(after) and (
        after[0] in _NAMED_BY_WORDS
        or (after[0] not in lexicon.function_words and after[-1] in _NAMED_BY_WORDS)
    )


def _least(query: Query, chosen: Sequence[Match]) -> float:
    """Return how sure an answer to this question must be."""
    if forms().past.search(query.reading.lowered):
        return GRANTED
    return ENOUGH if chosen[0].fact.asked else UNASKED


def sureness(query: Query, chosen: Sequence[Match]) -> float:
    """Return how well facts explain a question: all, what it asks of the names, by the first."""
    matcher, first = query.matcher, chosen[0]
    shares = (matcher.coverage(chosen), matcher.predicate_coverage(chosen), first.coverage)
    return sum(shares) / len(shares) + LIKENESS * first.alike


def whole(query: Query, match: Match, chosen: Sequence[Match]) -> Fact:
    """Return the whole list instead of one entry, unless the question singles that entry out."""
    fact = match.fact
    if not fact.part_of or fact.part_of not in query.knowledge.facts:
        return fact
    head = query.knowledge.facts[fact.part_of]
    if any(m.fact.part_of == fact.part_of for m in chosen if m is not match):
        return head
    siblings = [m for m in query.ranked if m.fact.part_of == fact.part_of and m is not match]
    entire = query.matcher.match(query.index.indexed(head.id))
    as_good = [m for m in siblings if m.coverage >= match.coverage - 0.04]
    if as_good or entire.coverage > match.coverage + 0.05:
        return head
    single = query.reading.form in ONE_ENTRY or fact.field.startswith(("membership", "line"))
    limit = LONG_LIST if query.reading.form in ("why", "which", "what") else SHORT_LIST
    return fact if single or len(head.text) > limit else head


def leading(ranked: Sequence[Match], form: str) -> list[Match]:
    """Put a fact that holds something before one that says that something is not held.

    Unless the latter explains more of the question: 'who is the sergeant' is not the question
    who pays him, though the sentence that leaves that open has all the words.
    """
    if not ranked or not ranked[0].fact.absent:
        return list(ranked)
    first = ranked[0]
    for i, match in enumerate(ranked[1:20], 1):
        if match.fact.absent or match.score < first.score - HELD_NEAR:
            continue
        if _is_closer(first, match, form):
            continue
        if match.coverage >= first.coverage + ABSENT_SLACK and not (
            first.is_field and not match.is_field
        ):
            return [match, *ranked[:i], *ranked[i + 1 :]]
    return list(ranked)


def definition(query: Query, ranked: Sequence[Match]) -> list[Fact]:
    """Return what something means and where it is said, for a question that asks no more.

    People who know no jargon get two plain sentences, not every record that uses the word.
    """
    if not query.matcher.defines:
        return []
    if query.reading.form == "who" and len(query.scopes) == 1:
        own = query.knowledge.by_subject.get(query.scopes[0], ())
        held = next((f for f in own if f.field == COMMISSIONER and not f.absent), None)
        if held and all(COMMISSIONED in t.concepts for t in query.reading.telling):
            return [held]  # 'who is the commissioner for Ambridge'
    if query.reading.form == "who":
        named = (e for t in query.reading.telling for e in t.entities if _asks_for(query, e))
        heads = (f for e in named for f in query.knowledge.by_subject.get(e, ())
                 if f.field == "body.head" and not f.absent)  # fmt: skip
        head = next(heads, None)
        if head:
            return [head]  # 'who is the commissioner?'
    best = ranked[0].score if ranked else 0.0
    for match in ranked[:DEFINITIONS]:
        plain = match.fact.field in DEFINED_BY and _asks_for(query, match.fact.subject)
        if plain and match.coverage >= WHOLLY and match.score >= best - FARTHEST:
            facts = query.knowledge.by_subject.get(match.fact.subject, ())
            where = [f for f in facts if f.field.endswith((".used_by", ".quoted_by"))
                     and len(f.mentions) <= FEW]  # fmt: skip
            return [*_here(query, match.fact.subject), match.fact, *where[:1]]
    return []


def _here(query: Query, term: str) -> list[Fact]:
    """Return what the partnership asked about says of its own thing of that name."""
    named = {e for t in query.reading.telling if term in t.entities for e in t.entities}
    return [
        m.fact for m in query.ranked
        if m.fact.scope in query.scopes and m.fact.subject in named - {term}
        and m.fact.field.endswith(".what") and not m.fact.absent
    ][:1]  # fmt: skip


def _asks_for(query: Query, subject: str) -> bool:
    """Tell whether a question names a thing and has no other telling word than 'mean'."""
    telling, entities = query.reading.telling, query.knowledge.entities
    return any(subject in t.entities for t in telling) and all(
        subject in t.entities or not MEANING.isdisjoint(t.concepts) or only_says_where(t, entities)
        for t in telling
    )


def absence(query: Query, chosen: Sequence[Match]) -> Fact | None:
    """Return the fact that says that just this is not held, where one explains the question.

    It comes first wherever it explains as much as the best fact does: saying that a source leaves
    something open is right when it is asked for, and answering beside it is harm.
    """
    if not chosen:
        return None
    if chosen[0].fact.absent:
        return chosen[0].fact
    if query.matcher.asks_of_a_thing:
        return None
    undecided = _not_decided(query, chosen[0]) or _not_there(query, chosen[0])
    if undecided:
        return undecided
    present = [m for m in chosen if not m.fact.absent]
    for match in chosen:
        if match.fact.absent and any(
            t.weight >= TURNS_ON and match.strengths[i] >= EXPLAINED
            and all(m.strengths[i] < EXPLAINED for m in present)
            for i, t in enumerate(query.matcher.reading.terms)
        ):  # fmt: skip
            return match.fact
    best = query.matcher.coverage(chosen)
    for match in query.ranked[:ABSENT_AMONG]:
        if (
            match.fact.absent
            and _is_closer(match, chosen[0], query.reading.form)
            and match.coverage >= best - CLOSER_SLACK
            and match.fact.scope == chosen[0].fact.scope
        ):
            return match.fact
    near = ABSENT_BY_FIELD if chosen[0].is_field and chosen[0].coverage >= PLAINLY else ABSENT_NEAR
    for match in query.ranked[:ABSENT_AMONG]:
        if (
            match.fact.absent
            and match.score >= chosen[0].score - near
            and match.coverage >= best - ABSENT_SLACK
            and match.fact.scope == chosen[0].fact.scope
        ):
            return match.fact
    return None


def _is_closer(absent: Match, held: Match, form: str) -> bool:
    """Tell whether a question is an asking for what is not held, more than for what is."""
    if form in FORMS_THAT_BIND and form not in absent.indexed.kinds:
        return False  # 'where' and 'when' make like askings of two questions
    return absent.alike >= CLOSE and absent.alike > held.alike + CLOSER


def _not_decided(query: Query, first: Match) -> Fact | None:
    """Return the fact that says that no decision is held, where the best one only proposes it.

    'What did the Cabinet decide' takes for granted that it did; what it was asked to decide has
    all the words of that and is no answer to it.
    """
    reading = query.reading
    if first.fact.certainty not in ("proposed", "awaited") or not reading.asks(*OUTCOMES):
        return None
    happened = forms().past.search(reading.lowered) or (
        reading.form == "yes_no" and not PAST.isdisjoint(reading.words)
    )
    if reading.form == "who" or not happened:
        return None
    return next(
        (m.fact for m in query.ranked[:ABSENT_AMONG]
         if m.fact.absent and m.is_field and m.fact.scope == first.fact.scope), None,
    )  # fmt: skip


def _not_there(query: Query, first: Match) -> Fact | None:
    """Return the fact that says that nobody is held for a place that the best one is not of.

    'Who sits on the panel for Felpersham' is not answered by who sits there for Ambridge.
    """
    if query.reading.form != "who":
        return None
    entities = query.knowledge.entities
    lacking = [i for i, t in enumerate(query.matcher.reading.terms)
               if t.kind == NAME and t.weight >= 1 and first.strengths[i] < EXPLAINED
               and all(entities[e].kind == "place" for e in t.entities)]  # fmt: skip
    return next(
        (m.fact for m in query.ranked[:ABSENT_AMONG]
         if m.fact.absent and m.fact.scope == first.fact.scope
         and any(m.strengths[i] >= EXPLAINED for i in lacking)), None,
    )  # fmt: skip
