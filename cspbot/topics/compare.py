"""Answers for several partnerships side by side, and says which partnerships have a thing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import yaml

from cspbot import wording
from cspbot.knowledge.facts import Fact, spoken_date
from cspbot.language.choosing import ABSENT_AMONG, absence, good_enough, whole
from cspbot.language.differing import DATED, OLDEST, difference, years_apart
from cspbot.language.phrasing import answered
from cspbot.language.query import Query
from cspbot.language.reading import NAME, Reading, Term
from cspbot.language.sides import owners, sides
from cspbot.messages import Answered, Reply

ORDER = 40

MOST_SHOWN = 6
"""Partnerships that are laid out one by one; of more, only the names are given."""
ROOM = (880, 640, 460, 320, 200)
"""Characters for what is said of all partnerships together; less where the warnings are long."""
LONGEST = 1300
"""Characters of an answer with warnings and sources."""
LONGEST_GAP = 200
ENOUGH_BY_ONE = 0.9
"""Share of what several facts explain from which on the first alone is shown."""
SAID_OF_ALL = 0.6
"""Share of the question that one fact on all partnerships explains to be the answer by itself."""
TELLING = 0.8
"""Weight from which on a word must be explained for a partnership to be on a list."""

_SPANS = frozenset({"years", "time", "long"})
_APART = frozenset({"between", "apart", "separate", "separates"})


@dataclass(frozen=True)
class _Words:
    """The words of `compare.yaml`."""

    saying: frozenset[str]
    others: frozenset[str]
    asking: frozenset[str]
    self: frozenset[str]
    papers: frozenset[str]
    mentioned: re.Pattern[str]
    places: re.Pattern[str]


@cache
def _words() -> _Words:
    text = Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    data = yaml.load(text, Loader=yaml.CSafeLoader)
    sets = {key: frozenset(data[key].split()) for key in ("others", "asking", "self", "papers")}
    saying = frozenset(w for line in data["saying"] for w in line.split())
    return _Words(
        saying, sets["others"], sets["asking"], sets["self"], sets["papers"],
        re.compile(data["mentioned"]), re.compile(data["places"]),
    )  # fmt: skip


@dataclass(frozen=True)
class _Side:
    """What is held on one partnership."""

    facts: tuple[Fact, ...]
    absent: Fact | None = None
    """The fact that says that just this is not held."""


def answer(query: Query) -> Reply | None:
    """Answer side by side; None where one partnership is asked about, or one fact says it all."""
    dated = _of_reports(query)
    if dated or not query.reading.telling:
        return dated
    if _is_of_every(query):
        return _which(query)
    scopes = _named(query)
    if len(scopes) < 2 or _said_by_one_fact(query, scopes):
        return None
    found = {scope: _on(side) for scope, side in sides(query, scopes).items()}
    held = {scope: side for scope, side in found.items() if side.facts}
    missing = {scope: side for scope, side in found.items() if not side.facts}
    return _laid_out(query, held, missing) if held else None


def _named(query: Query) -> tuple[str, ...]:
    """Return the partnerships named; beside 'compared with', also by something of theirs."""
    reading = query.reading
    scopes = dict.fromkeys(reading.scopes)
    if reading.work.has("choice", "comparative", "difference"):
        covered = [p.id for p in query.knowledge.covered]
        for term in reading.terms:
            mine = owners(term, query, covered) if term.kind == NAME and term.weight >= 1 else ()
            if len(mine) == 1:
                scopes.update(dict.fromkeys(mine))
    return tuple(scopes)


def _said_by_one_fact(query: Query, scopes: Sequence[str]) -> bool:
    """Tell whether the best fact speaks of all the partnerships named, as on a merger."""
    if not query.index.has_fact_on_all(scopes):
        return False  # no need to look for the best one
    best = query.ranked[0] if query.ranked else None
    if best is None:
        return False
    return {best.fact.scope, *best.indexed.entities}.issuperset(scopes) and (
        best.coverage >= SAID_OF_ALL
    )


def _on(query: Query, *, strictly: bool = False) -> _Side:
    """Return the facts of one partnership that answer; none where they do not.

    Strictly: only where every telling word is explained, as for a list of those that have it.
    """
    matcher = query.matcher
    if strictly and not matcher.may_explain(query.scopes, TELLING):
        return _Side(())
    ranked = matcher.rank(query.scopes)
    if strictly:  # what a report leaves open on a thing is no sign that it does not have it
        ranked = [m for m in ranked if not m.fact.absent]
    chosen = matcher.compose(ranked, limit=2)
    if not chosen or not good_enough(query, chosen):
        return _Side(())
    if strictly and any(t.weight >= TELLING for t in matcher.uncovered(chosen)):
        return _Side(())
    # It is among these where there is one: to ask for it ranks the national facts too.
    if any(m.fact.absent for m in (*chosen, *ranked[:ABSENT_AMONG])):
        absent = absence(query, chosen)
        if absent:
            return _Side((), absent)
    chosen = [m for m in chosen if not m.fact.absent]
    if chosen[0].coverage >= ENOUGH_BY_ONE * matcher.coverage(chosen):
        chosen = chosen[:1]
    return _Side(tuple(dict.fromkeys(whole(query, m, chosen) for m in chosen)))


# --- which partnerships have it ------------------------------------------------------------------


def _is_of_every(query: Query) -> bool:
    """Tell whether it is asked of every partnership, or of all others."""
    reading, words = query.reading, _words()
    places = words.mentioned.search(reading.lowered) and words.places.search(reading.lowered)
    if not (reading.about_all or places):
        return False
    return not reading.scopes or not words.others.isdisjoint(reading.words)


def _which(query: Query) -> Reply | None:
    """Name the partnerships of which a fact explains every telling word."""
    reading = query.reading
    begins = _asking_clause(reading)
    terms = tuple(
        t for t in reading.terms
        if t.kind != "scope" and t.clause >= begins and not _only_asks(t, query)
    )  # fmt: skip
    # Where, who or how many: a partnership is on the list for what it has, not for a place in it.
    free = reading.form in ("", "where", "who", "how_many", "what")
    alone = replace(reading, terms=terms, form="which" if free else reading.form)
    held = {}
    for partnership in query.knowledge.covered:
        scope = partnership.id
        if scope not in reading.scopes:
            mine = replace(alone, scopes=(scope,))
            held[scope] = _on(replace(query, scopes=(scope,), reading=mine, assumed=""),
                              strictly=True)  # fmt: skip
    held = {scope: side for scope, side in held.items() if side.facts}
    if len(held) == 1 and "which" not in reading.words:
        return None  # 'what are CSPs to use it for' asks of one thing, and not which have it
    return _laid_out(query, held, {}) if held else None


def _asking_clause(reading: Reading) -> int:
    """Return the clause that asks, where one before it says who does: 'We run a pub. Where'."""
    words = _words()
    at = next((i for i, w in enumerate(reading.words) if w in words.asking), 0)
    if words.self.isdisjoint(reading.words[:at]):
        return 0
    return min((t.clause for t in reading.terms if t.position >= at), default=0)


def _only_asks(term: Term, query: Query) -> bool:
    """Tell whether a term says no more than that something is said: 'mentioned', 'quote'."""
    words = query.reading.words[term.position : term.position + len(term.stems)]
    saying, function = _words().saying, query.lexicon.function_words
    return not term.entities and not saying.isdisjoint(words) and all(
        w in saying or w in function for w in words
    )  # fmt: skip


# --- the reports themselves ----------------------------------------------------------------------


def _of_reports(query: Query) -> Reply | None:
    """Compare the dates of the reports: the oldest, the newest, the years between two."""
    reading, words = query.reading, frozenset(query.reading.words)
    between = reading.form in ("how_many", "how_long") and words & _SPANS and words & _APART
    if not _words().papers & words or not (words & OLDEST or between):
        return None
    scopes = reading.scopes or tuple(p.id for p in query.knowledge.covered)
    dates = {scope: found for scope in scopes if (found := _date_of_report(query, scope))}
    order = sorted(dates, key=lambda scope: dates[scope].value)
    if len(order) < 2:
        return None
    first, last = dates[order[0]], dates[order[-1]]
    if len(order) == 2:
        lead = f"They are {years_apart(first.value, last.value)} apart."
    else:
        lead = f"The oldest is {query.label(order[0])}, the newest {query.label(order[-1])}."
    lines = [f"{query.label(scope)}: {_spoken(dates[scope])}" for scope in order]
    return answered(query, [first, last], "\n".join([lead, *lines]))


def _date_of_report(query: Query, scope: str) -> Fact | None:
    knowledge = query.knowledge
    documents = (d.id for d in knowledge.documents.values() if d.partnership == scope)
    facts = (f for ident in documents for f in knowledge.by_subject.get(ident, ()))
    return next((f for f in facts if f.field in DATED), None)


def _spoken(fact: Fact) -> str:
    inferred = ", as far as can be told" if fact.field.endswith("inferred") else ""
    return f"{spoken_date(fact.value)}{inferred}"


# --- laying it out -------------------------------------------------------------------------------


def _laid_out(query: Query, held: Mapping[str, _Side], missing: Mapping[str, _Side]) -> Reply:
    """Say each partnership's part, shortened until all of it fits on a screen."""
    facts = [f for side in held.values() for f in side.facts]
    if len(held) > MOST_SHOWN:
        names = "\n".join(f"• {query.label(s)}" for s in held)
        return answered(query, facts[:MOST_SHOWN], f"{len(held)} partnerships:\n{names}")
    facts += [side.absent for side in missing.values() if side.absent]
    gaps = [_gap(query, scope, side) for scope, side in missing.items()]
    lead = _difference(query, held)
    for room in ROOM:
        lines = [lead] if lead else []
        for scope, side in held.items():
            text = "\n".join(f.text for f in side.facts)
            lines.append(f"{query.label(scope)}: {_short(text, room // len(held))}")
        reply = answered(query, facts, "\n".join(lines), notices=gaps)
        if _length(reply) <= LONGEST and all(f"{query.label(s)}: " in reply.text for s in held):
            break
    return reply


def _difference(query: Query, held: Mapping[str, _Side]) -> str:
    """Lead with the comparison itself, where both of two sides are dates or numbers."""
    if len(held) != 2:
        return ""
    one, two = ((query.label(scope), side.facts) for scope, side in held.items())
    return difference(query.reading, one, two)


def _length(reply: Answered) -> int:
    """Return how long a reply is with its warnings and sources."""
    cited = sum(len(x.document) + len(x.reference) + 5 for x in reply.sources)
    return len(reply.text) + sum(len(n) + 1 for n in reply.notices) + cited


def _gap(query: Query, scope: str, side: _Side) -> str:
    if side.absent:
        return f"{query.label(scope)}: {_short(side.absent.text, LONGEST_GAP)}"
    return wording.not_held("that", query.knowledge.entities[scope].name, [], "")


def _short(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0] + "…"
