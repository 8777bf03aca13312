"""Answers for several partnerships side by side, and says which partnerships have a thing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cspbot import wording
from cspbot.knowledge.facts import Fact, spoken_date
from cspbot.language.choosing import absence, good_enough, whole
from cspbot.language.matching import Match
from cspbot.language.phrasing import answered, years_between
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
ENOUGH_BY_ONE = 0.9
"""Share of what several facts explain from which on the first alone is shown."""
SAID_OF_ALL = 0.6

_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}")
_AGE = frozenset({"older", "oldest", "longer", "longest", "first", "earlier", "earliest", "newer",
                  "newest", "younger", "youngest", "latest", "later", "before", "years", "recent"})  # fmt: skip
_NEWER = frozenset({"newer", "newest", "younger", "youngest", "latest", "later", "recent"})
TELLING = 0.8
"""Weight from which on a word must be explained for a partnership to be on a list."""

_SAYING = frozenset({
    "mention", "mentions", "mentioned", "mentioning", "quote", "quotes", "quoted", "cite", "cites",
    "cited", "refer", "refers", "referred", "talk", "talks", "talked", "about", "to", "discuss",
    "discussed", "name", "names", "named", "come", "comes", "up", "crop", "crops", "appear",
    "appears", "say", "says", "said", "include", "includes", "tackling", "covered", "cover", "well",
    "does", "comes", "under",
})  # fmt: skip
_PLACE_WORDS = frozenset(
    {"area", "areas", "place", "places", "paper", "papers", "report", "reports"}
)
_MENTIONED = re.compile(
    r"\b(?:mention|talked? about|discuss|referred to|crops? up|comes? up|quoted?|cited?)"
)
_PLACES = re.compile(r"\b(?:where|which (?:areas?|places?|reports?|papers?))\b")
_ASKING = frozenset({"which", "what", "where", "whats", "who", "do", "does", "how"})
_SELF = frozenset({"we", "were", "im", "i", "our", "my", "weve", "ive", "id"})
_OTHERS = frozenset({"other", "others", "else"})
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
            "eleven", "twelve")  # fmt: skip
_PAPERS = frozenset(
    {"paper", "papers", "report", "reports", "note", "notes", "document", "documents"}
)
_APART = frozenset({"between", "apart", "separate", "separates"})
_DATED = ("partnership.formed", "document.date", "document.date_inferred", "merger.start")


@dataclass(frozen=True)
class _Side:
    """What is held on one partnership."""

    facts: tuple[Fact, ...]
    absent: Fact | None = None
    """The fact that says that just this is not held."""


def answer(query: Query) -> Reply | None:
    """Answer side by side; None where one partnership is asked about, or one fact says it all."""
    reading = query.reading
    dated = _documents(query)
    if dated:
        return dated
    if not reading.telling:
        return None
    if _of_every(query):
        return _which(query)
    scopes = _named(query)
    if len(scopes) < 2 or _said_by_one_fact(query, scopes):
        return None
    found = {scope: _of_side(side) for scope, side in sides(query, scopes).items()}
    held = {scope: side for scope, side in found.items() if side.facts}
    if not held:
        return None
    return _laid_out(query, held, {s: side for s, side in found.items() if not side.facts})


def _named(query: Query) -> tuple[str, ...]:
    """Return the partnerships named; beside 'compared with', also by something of theirs."""
    reading = query.reading
    scopes = dict.fromkeys(reading.scopes)
    if reading.work.has("comparative", "difference"):
        covered = [p.id for p in query.knowledge.covered]
        for term in reading.terms:
            if term.kind == NAME and term.weight >= 1:
                mine = owners(term, query, covered)
                if len(mine) == 1 and not mine & set(scopes):
                    scopes.update(dict.fromkeys(mine))
    return tuple(scopes)


# --- which partnerships have it ------------------------------------------------------------------


def _of_every(query: Query) -> bool:
    """Tell whether it is asked of every partnership, or of all others."""
    reading = query.reading
    if reading.about_all or (
        _MENTIONED.search(reading.lowered) and _PLACES.search(reading.lowered)
    ):
        return not reading.scopes or bool(_OTHERS & set(reading.words))
    return False


def _which(query: Query) -> Reply | None:
    """Name the partnerships of which a fact explains every telling word."""
    reading = query.reading
    scopes = [p.id for p in query.knowledge.covered if p.id not in reading.scopes]
    begins = _asking_clause(reading)
    terms = tuple(
        t for t in reading.terms
        if t.kind != "scope" and t.clause >= begins and not _only_asks(t, query)
    )  # fmt: skip
    held = {}
    for scope in scopes:
        form = _form_of_list(reading.form)
        alone = replace(reading, terms=terms, scopes=(scope,), form=form)
        side = _of_side(replace(query, scopes=(scope,), reading=alone, assumed=""), strictly=True)
        if side.facts:
            held[scope] = side
    return _laid_out(query, held, {}) if held else None


def _asking_clause(reading: Reading) -> int:
    """Return the clause that asks, where the ones before it say who does: 'We run a pub. Where ...'."""
    at = next((i for i, w in enumerate(reading.words) if w in _ASKING), 0)
    if not _SELF.intersection(reading.words[:at]):
        return 0
    return min((t.clause for t in reading.terms if t.position >= at), default=0)


def _form_of_list(form: str) -> str:
    """Return the form that each partnership's fact must have: 'which' and 'where' ask for it."""
    return "which" if form in ("", "where", "who", "how_many", "what") else form


def _only_asks(term: Term, query: Query) -> bool:
    """Tell whether a term says no more than that something is said: 'mentioned', 'quote'."""
    words = query.reading.words[term.position : term.position + len(term.stems)]
    said = _SAYING | _OTHERS | _PLACE_WORDS
    return not term.entities and not said.isdisjoint(words) and all(
        w in said or w in query.lexicon.function_words for w in words
    )  # fmt: skip


def _said_by_one_fact(query: Query, scopes: Sequence[str]) -> bool:
    """Tell whether the best fact speaks of all the partnerships named, as on a merger."""
    best = query.ranked[0] if query.ranked else None
    if best is None:
        return False
    spoken = {best.fact.scope, *best.indexed.entities}
    return all(s in spoken for s in scopes) and best.coverage >= SAID_OF_ALL


def _of_side(query: Query, *, strictly: bool = False) -> _Side:
    """Return the facts of one partnership that answer; none where they do not.

    Strictly: only where every telling word is explained, as for a list of those that have it.
    """
    ranked = query.matcher.rank(query.scopes)
    chosen = query.matcher.compose(ranked, limit=2)
    if not chosen or not good_enough(query, chosen):
        return _Side(())
    if strictly and any(t.weight >= TELLING for t in query.matcher.uncovered(chosen)):
        return _Side(())
    absent = absence(query, chosen)
    if absent:
        return _Side((), absent)
    chosen = [m for m in chosen if not m.fact.absent]
    if chosen and chosen[0].coverage >= ENOUGH_BY_ONE * query.matcher.coverage(chosen):
        chosen = chosen[:1]
    return _Side(tuple(dict.fromkeys(_fact(query, m, chosen) for m in chosen)))


def _fact(query: Query, match: Match, chosen: Sequence[Match]) -> Fact:
    return whole(query, match, chosen)


def _documents(query: Query) -> Reply | None:
    """Compare the dates of the reports themselves: the oldest, the newest, the years between."""
    words = set(query.reading.words)
    spans = query.reading.form in ("how_many", "how_long") and words & {"years", "time", "long"}
    if not words & _PAPERS or not (
        words & _AGE - {"years", "first", "before"} or (spans and words & _APART)
    ):
        return None
    scopes = query.reading.scopes or tuple(p.id for p in query.knowledge.covered)
    if len(scopes) < 2:
        return None
    found = {}
    for scope in scopes:
        facts = [f for d in query.knowledge.documents.values() if d.partnership == scope
                 for f in query.knowledge.by_subject.get(d.id, ()) if f.field in _DATED]  # fmt: skip
        if facts:
            found[scope] = facts[0]
    order = sorted(found, key=lambda s: found[s].value)
    if len(order) < 2:
        return None
    first, last = order[0], order[-1]
    lead = f"The oldest is {query.label(first)}, the newest {query.label(last)}."
    if len(order) == 2:
        lead = f"{_years(found[first].value, found[last].value)} lie between them."
    lines = [f"{query.label(s)}: {_dated(found[s])}" for s in order]
    return answered(query, [found[first], found[last]], "\n".join([lead, *lines]))


def _years(first: str, second: str) -> str:
    """Say how many years lie between two partial dates, as exactly as they are known."""
    if min(len(first), len(second)) == len("2010"):
        years = int(second[:4]) - int(first[:4])
        return f"About {years} years" if years != 1 else "About a year"
    years = years_between(first, _day(second))
    return "A year" if years == 1 else f"{years} years"


def _dated(fact: Fact) -> str:
    inferred = ", as far as can be told" if fact.field.endswith("inferred") else ""
    return f"{spoken_date(fact.value)}{inferred}"


# --- laying it out -------------------------------------------------------------------------------


def _laid_out(query: Query, held: Mapping[str, _Side], missing: Mapping[str, _Side]) -> Reply:
    facts = [f for side in held.values() for f in side.facts]
    if len(held) > MOST_SHOWN:
        names = "\n".join(f"• {query.label(s)}" for s in held)
        return answered(query, facts[:MOST_SHOWN], f"{len(held)} partnerships:\n{names}")
    gaps = [_gap(query, scope, side) for scope, side in missing.items()]
    facts += [side.absent for side in missing.values() if side.absent]
    lead = _compared(query, held)
    reply = _set_out(query, held, facts, lead, gaps, ROOM[0])
    for room in ROOM[1:]:
        if _length(reply) <= LONGEST and all(f"{query.label(s)}: " in reply.text for s in held):
            break
        reply = _set_out(query, held, facts, lead, gaps, room)
    return reply


def _length(reply: Answered) -> int:
    """Return how long a reply is with its warnings and sources."""
    cited = sum(len(x.document) + len(x.reference) + 5 for x in reply.sources)
    return len(reply.text) + sum(len(n) + 1 for n in reply.notices) + cited


def _set_out(
    query: Query, held: Mapping[str, _Side], facts: Sequence[Fact], lead: str,
    gaps: Sequence[str], room: int,
) -> Answered:  # fmt: skip
    lines = [lead] if lead else []
    for scope, side in held.items():
        said = "\n".join(f.text for f in side.facts)
        lines.append(f"{query.label(scope)}: {_short(said, room // len(held))}")
    return answered(query, facts, "\n".join(lines), notices=gaps)


def _gap(query: Query, scope: str, side: _Side) -> str:
    if side.absent:
        return f"{query.label(scope)}: {_short(side.absent.text, 200)}"
    return wording.not_held("that", query.knowledge.entities[scope].name, [], "")


def _short(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0] + "…"


# --- which is more, which was first --------------------------------------------------------------


def _compared(query: Query, held: Mapping[str, _Side]) -> str:
    """Lead with the comparison itself, where both sides are numbers or dates."""
    if len(held) != 2:
        return ""
    (one, first), (two, second) = held.items()
    return _by_date(query, (one, first), (two, second)) or _by_number(
        query, (one, first), (two, second)
    )


def _by_date(query: Query, one: tuple[str, _Side], two: tuple[str, _Side]) -> str:
    """Say which of two was first, and by how many years."""
    words = set(query.reading.words)
    if not (_AGE & words or query.reading.work.has("difference")):
        return ""
    dates = [(_date(side), scope) for scope, side in (one, two)]
    if not all(date for date, _ in dates):
        return ""
    (first, earlier), (second, later) = sorted(dates)
    if first == second:
        return f"{query.label(earlier)} and {query.label(later)} are of the same date."
    span = _years(first, second)
    span = span[0].lower() + span[1:]
    if _NEWER & words:
        return f"{query.label(later)}, by {span}."
    return f"{query.label(earlier)}, by {span}."


def _date(side: _Side) -> str:
    found = [f.value for f in side.facts if f.field in _DATED and _DATE.fullmatch(f.value)]
    return found[0] if found else ""


def _day(partial: str):  # type: ignore[no-untyped-def]
    from datetime import date

    parts = [int(p) for p in partial.split("-")]
    return date(*(parts + [1, 1])[:3])


def _by_number(query: Query, one: tuple[str, _Side], two: tuple[str, _Side]) -> str:
    """Give both numbers where 'how many' or 'which has more' is asked, with their difference."""
    reading = query.reading
    compares = reading.work.has("comparative", "difference")
    if not (compares or reading.form == "how_many"):
        return ""
    numbers = [(_number(side), scope) for scope, side in (one, two)]
    if any(n is None for n, _ in numbers) or not _same_field(one[1], two[1]):
        return ""
    (less, fewer), (more, most) = sorted((n or 0, s) for n, s in numbers)
    if less == more:
        return f"Both have {more}."
    if compares:
        return f"{query.label(most)} has {more - less} more: {more} against {less}."
    return f"{query.label(one[0])} {numbers[0][0]}, {query.label(two[0])} {numbers[1][0]}."


def _same_field(one: _Side, two: _Side) -> bool:
    return one.facts[0].field == two.facts[0].field


def _number(side: _Side) -> int | None:
    """Return the number that a fact gives: its value, or how many things it lists."""
    fact = side.facts[0]
    if fact.value.isdigit() and not _DATE.fullmatch(fact.value):
        return int(fact.value)
    listed = fact.value.split(", ")
    if len(listed) > 1 and set(listed) <= set(fact.mentions):
        return len(listed)
    said = [
        _NUMBERS.index(w) for w in re.findall(r"[a-z]+", fact.text.lower()) if w in _NUMBERS[2:]
    ]
    return said[0] if len(said) == 1 else None
