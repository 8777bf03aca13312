"""Works on amounts: one line, a whole table, sums, averages, shares, differences, the largest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml

from cspbot import wording
from cspbot.knowledge.facts import Fact, Money, spoken_money
from cspbot.language.matching import Matcher
from cspbot.language.periods import canonical
from cspbot.language.phrasing import answered, remember, sources
from cspbot.language.query import Query
from cspbot.language.reading import FIGURE, NAME, Term
from cspbot.language.words import plain_words, stem
from cspbot.messages import Reply, Unknown, Why

ORDER = 30

COUNTS = frozenset(
    {"sum", "average", "share", "difference", "over", "under", "most", "least", "compare"}
)
SURE = 0.6
"""From this strength on a line counts as what a term names."""


@cache
def ignored() -> frozenset[str]:
    """Return the stems of words that choose an operation and not a line."""
    text = Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    data = yaml.load(text, Loader=yaml.CSafeLoader)  # noqa: S506 - the safe C loader
    return frozenset(stem(w) for line in data["ignore"] for w in plain_words(line))


@dataclass(frozen=True)
class _Choice:
    """The lines that a question is about."""

    lines: tuple[Money, ...]
    groups: tuple[tuple[Term, tuple[Money, ...]], ...]
    """For each name in the question, the lines of its own: the two sides of a difference."""
    whole: bool
    """True where nothing in the question narrows the tables down."""


def answer(query: Query) -> Reply | None:
    """Answer a question about amounts; None where it is about something else."""
    reading = query.reading
    lines = [m for m in query.knowledge.money if not query.scopes or m.scope in query.scopes]
    if not lines or reading.form in ("why", "who", "when", "where", "how"):
        return None
    reverse = _by_amount(query, lines)
    if reverse:
        return reverse
    if not _asks_for_amounts(query):
        return None
    terms = _telling(query)
    if query.context.figures and not [t for t in terms if t.kind != FIGURE] and reading.operations:
        again = [m for m in query.knowledge.money if m.id in query.context.figures]
        if again and not query.reading.scopes:
            return _operate(query, _Choice(_expanded(query, again), (), whole=False))
    if not query.scopes:
        return None
    in_year = _of_period(query, lines)
    if not in_year:
        return _other_years(query, lines)
    choice = _choose(query, terms, in_year)
    if choice is None or not choice.lines:
        return None
    return _operate(query, choice)


def _asks_for_amounts(query: Query) -> bool:
    reading = query.reading
    if reading.form in ("how_much",) or "£" in reading.text:
        return True
    if reading.asks("money") and (reading.form != "yes_no" or reading.operations & COUNTS):
        return True
    if query.context.figures and reading.operations & COUNTS:
        return True
    if query.context.figures and reading.form == "how_many" and reading.asks("money") is False:
        return any(t.stems == ("project",) for t in reading.terms)
    return bool(reading.operations & COUNTS - {"most", "compare", "difference"}) and any(
        m.amount is not None for m in _explained(query, list(query.knowledge.money))
    )


def _explained(query: Query, lines: Sequence[Money]) -> list[Money]:
    terms = [t for t in _telling(query) if t.kind != FIGURE]
    matcher = query.matcher
    return [m for m in lines if terms and any(
        matcher.strength(t, query.index.indexed(_fact(query, m))) >= SURE for t in terms
    )]  # fmt: skip


def _telling(query: Query) -> list[Term]:
    skip = ignored()
    return [
        t for t in query.reading.terms
        if t.weight >= 0.3 and not all(s in skip for s in t.stems) and not _is_period(t)
    ]  # fmt: skip


def _is_period(term: Term) -> bool:
    return term.kind == FIGURE and (
        term.stems[0][:2] in ("fy", "yr")
        or (term.stems[0].isdigit() and 1990 <= int(term.stems[0]) <= 2100)
    )


def _fact(query: Query, line: Money) -> Fact:
    return query.knowledge.facts[line.fact]


def _of_period(query: Query, lines: Sequence[Money]) -> list[Money]:
    wanted = [p for p in query.reading.periods]
    if not wanted:
        return list(lines)
    found = []
    for line in lines:
        label = canonical(line.year)
        for period in wanted:
            first = label[:4]
            single = not period.is_financial and period.label == first
            if period.label == label or single:
                found.append(line)
                break
    return found


def _other_years(query: Query, lines: Sequence[Money]) -> Reply | None:
    """Refuse a year that no table has, where the question is about amounts and nothing else."""
    years = sorted({m.year for m in lines if m.year})
    if query.reading.form != "how_much" and not query.reading.asks("money"):
        return None
    general = [m for m in query.matcher.compose(query.ranked) if m.coverage >= 0.6]
    if general:
        return None
    asked = ", ".join(p.label for p in query.reading.periods)
    name = query.knowledge.entities[query.scopes[0]].name
    text = wording.not_held(f"amounts for {asked}", name, [f"amounts for {', '.join(years)}"], "")
    return Unknown(text, Why.NOT_HELD, context=remember(query, ()))


def _by_amount(query: Query, lines: Sequence[Money]) -> Reply | None:
    """Say what an amount was for, where one is typed and it is a line's own."""
    if query.reading.operations & {"over", "under", "share", "most", "least", "average"}:
        return None
    figures = {Decimal(str(f)) for f in query.reading.figures if f >= 1000}
    hits = [m for m in lines if m.amount in figures and not m.is_total]
    totals = [m for m in lines if m.amount in figures and m.is_total]
    found = hits or totals
    if not found or query.reading.form == "how_much":
        return None
    facts = [_fact(query, m) for m in found]
    return answered(query, facts, figures=_ids(query, found))


def _choose(query: Query, terms: Sequence[Term], lines: Sequence[Money]) -> _Choice | None:
    """Find the lines that the terms name: those that fit all, else those that fit each."""
    terms = [t for t in terms if not _is_threshold(query, t)]
    terms, lines, given = _from_giver(query, terms, lines)
    totals = [m for m in lines if m.is_total]
    rows = [m for m in lines if not m.is_total]
    fits = {m.id: _fitting(query.matcher, terms, m, query) for m in lines}
    if not terms:
        found = _tables_meant(query, totals) or rows
        return _Choice(tuple(found), (), whole=bool(totals))
    explained = {t.position for m in lines for t in fits[m.id]}
    unexplained = [t for t in terms if t.position not in explained and t.weight >= 0.6]
    if unexplained:
        return None
    named = [t for t in terms if t.kind == NAME and _places(query, t)]
    groups = tuple((t, tuple(m for m in rows if t in fits[m.id])) for t in named)
    groups = tuple(g for g in groups if g[1])
    others = [t for t in terms if t not in named]
    every = [m for m in rows if _fits_all(fits[m.id], others, named)]
    narrowed = tuple((t, tuple(m for m in ms if m in every or not every)) for t, ms in groups)
    wants_many = bool(query.reading.operations & {"sum", "difference"})
    if every and not (wants_many and len(every) < 2):
        return _Choice(tuple(every), narrowed, whole=False)
    if not wants_many and every:
        return _Choice(tuple(every), narrowed, whole=False)
    whole_tables = [m for m in totals if _fits_all(fits[m.id], others, named)]
    if whole_tables and not every:
        return _Choice(tuple(whole_tables), (), whole=False)
    pool = [m for m in rows if not named or any(t in fits[m.id] for t in named)]
    each: dict[str, Money] = {}
    for term in others:
        hits = [m for m in pool if term in fits[m.id]] or [
            m for m in totals if term in fits[m.id]
        ]  # fmt: skip
        for m in hits:
            each[m.id] = m
    if not each and every:
        each = {m.id: m for m in every}
    if not others and named:
        each = {m.id: m for m in pool}
    if each and not wants_many and len(terms) > 1:
        most = max(len(fits[m.id]) for m in each.values())
        each = {k: m for k, m in each.items() if len(fits[m.id]) == most}
        if most < len(terms) - 1:
            return None
    if given and wants_many and len(each) < 2:
        each = {m.id: m for m in rows}
    return _Choice(_without_overlap(tuple(each.values())), narrowed, whole=False) if each else None


def _from_giver(
    query: Query, terms: Sequence[Term], lines: Sequence[Money]
) -> tuple[list[Term], list[Money], bool]:
    """Keep the lines of the giver that the question names; the term for the giver is used up."""
    entities = query.knowledge.entities
    for term in terms:
        givers = {m.giver for m in lines if m.giver and (
            m.giver in term.entities
            or ("commissioner" in term.concepts and "ommissioner" in entities[m.giver].name)
        )}  # fmt: skip
        if givers:
            kept = [m for m in lines if m.giver in givers]
            return [t for t in terms if t is not term], kept, True
    return list(terms), list(lines), False


def _tables_meant(query: Query, totals: Sequence[Money]) -> list[Money]:
    """Return the one table whose name the question uses most of; all where none stands out."""
    typed = {stem(w) for w in query.reading.words}
    figures = {Decimal(str(f)) for f in query.reading.figures}
    exact = [m for m in totals if m.amount in figures]
    if exact:
        return exact
    common = set.intersection(*(_names_stems(query, m) for m in totals)) if totals else set()
    scores = {m.id: len((_names_stems(query, m) - common) & typed) for m in totals}
    best = max(scores.values(), default=0)
    found = [m for m in totals if scores[m.id] == best]
    return found if best and len(found) == 1 else list(totals)


def _names_stems(query: Query, table: Money) -> set[str]:
    entity = query.knowledge.entities[table.id]
    facts = query.knowledge.by_subject.get(table.id, ())
    said = [entity.name, *entity.aliases, *(w for f in facts for w in f.words)]
    return {stem(w) for text in said for w in plain_words(text)}


def _is_threshold(query: Query, term: Term) -> bool:
    return term.kind == FIGURE and bool(
        query.reading.operations & {"over", "under", "share", "most", "least", "sum", "average"}
    )


def _fits_all(fitting: Sequence[Term], others: Sequence[Term], named: Sequence[Term]) -> bool:
    return all(t in fitting for t in others) and (not named or any(t in fitting for t in named))


def _places(query: Query, term: Term) -> bool:
    return any(query.knowledge.entities[e].kind == "place" for e in term.entities)


def _fitting(matcher: Matcher, terms: Sequence[Term], line: Money, query: Query) -> list[Term]:
    indexed = query.index.indexed(_fact(query, line))
    subject = query.knowledge.entities.get(line.id)
    own = {stem(w) for n in (line.name, line.label, *(subject.aliases if subject else ()))
           for w in plain_words(n)}  # fmt: skip
    found = []
    for term in terms:
        if line.id in term.entities or line.table in term.entities:
            found.append(term)
        elif _places(query, term):
            if set(term.entities) & set(line.places) or all(s in own for s in term.stems):
                found.append(term)
        elif matcher.strength(term, indexed) >= SURE:
            found.append(term)
    return found


def _without_overlap(lines: Sequence[Money]) -> tuple[Money, ...]:
    ids = {m.id for m in lines} | {m.table for m in lines if m.is_total}
    return tuple(
        m for m in lines if m.part_of not in ids and (m.is_total or m.table not in ids)
    )


def _expanded(query: Query, lines: Sequence[Money]) -> tuple[Money, ...]:
    """Return the rows of tables where a follow-up counts or compares what is in them."""
    if query.reading.operations & {"average", "most", "least", "over", "under"} or (
        query.reading.form == "how_many"
    ):
        tables = {m.table for m in lines if m.is_total}
        rows = [m for m in query.knowledge.money if m.table in tables and not m.is_total]
        return tuple(rows) or tuple(lines)
    return tuple(lines)


def _operate(query: Query, choice: _Choice) -> Reply:
    operations, reading = query.reading.operations, query.reading
    if operations & {"most", "least"}:
        operations = operations - {"share"}
    lines = choice.lines
    if any(m.amount is None for m in lines):
        return _no_split(query, lines)
    rows = lines
    if choice.whole and reading.form == "how_many":
        rows = tuple(m for m in query.knowledge.money
                     if m.table in {x.table for x in lines} and not m.is_total)  # fmt: skip
    if choice.whole and operations & {"average", "most", "least", "over", "under"}:
        tables = {m.table for m in lines}
        rows = tuple(m for m in query.knowledge.money
                     if m.table in tables and not m.is_total and m.amount is not None)  # fmt: skip
        rows = rows or lines
    if "share" in operations:
        return _share(query, choice)
    if "difference" in operations and (len(choice.groups) >= 2 or len(lines) == 2):
        return _difference(query, choice)
    if operations & {"over", "under"} and reading.figures:
        return _threshold(query, rows)
    if "average" in operations:
        total = _sum(rows)
        mean = (total / len(rows)).quantize(Decimal("0.01"))
        text = (f"The average is {spoken_money(mean)}: {spoken_money(total)} over "
                f"{len(rows)} lines.")  # fmt: skip
        return _said(query, rows, text)
    if "most" in operations or "least" in operations:
        return _extreme(query, rows)
    if reading.form == "how_many":
        text = f"{wording.counted(len(rows))}\n{_listing(rows)}"
        return _said(query, rows, text)
    return _total(query, choice)


def _total(query: Query, choice: _Choice) -> Reply:
    lines = _without_overlap(choice.lines)
    if len(lines) == 1:
        line = lines[0]
        fact = _fact(query, line)
        if not line.is_total:
            return _said(query, lines, fact.text)
        rows = query.knowledge.facts.get(f"{line.table}.lines")
        return _said(query, lines, (rows or fact).text)
    overlap = len(lines) < len(choice.lines)
    text = f"{spoken_money(_sum(lines))} altogether:\n{_listing(lines)}"
    if overlap:
        text += "\nLines that are part of another line are not counted twice."
    return _said(query, lines, text)


def _difference(query: Query, choice: _Choice) -> Reply:
    sides: list[tuple[str, tuple[Money, ...]]] = [(t.text, ms) for t, ms in choice.groups[:2]]
    if len(sides) < 2:
        sides = [(m.name, (m,)) for m in choice.lines[:2]]
    (_, first), (_, second) = sides
    one, two = _sum(first), _sum(second)
    more, less = (first, second) if one >= two else (second, first)
    text = (
        f"The difference is {spoken_money(abs(one - two))}: {_names(more)} has "
        f"{spoken_money(_sum(more))}, {_names(less)} {spoken_money(_sum(less))}."
    )
    return _said(query, (*first, *second), text)


def _share(query: Query, choice: _Choice) -> Reply:
    lines = _without_overlap(choice.lines)
    tables = {m.table for m in lines}
    wholes = [m for m in query.knowledge.money if m.is_total and m.table in tables]
    figures = [Decimal(str(f)) for f in query.reading.figures if f >= 1000]
    whole = wholes[0].amount if len(wholes) == 1 else (figures[0] if figures else None)
    if whole is None:
        parents = [m for m in query.knowledge.money if m.id in {x.part_of for x in lines}]
        whole = parents[0].amount if parents else None
    if not whole:
        return Unknown(
            wording.not_held("a total that these lines are a share of", "", [], ""),
            Why.NOT_HELD, sources([_fact(query, m) for m in lines], query.knowledge),
            context=remember(query, ()),
        )  # fmt: skip
    part = _sum(lines)
    share = (part / whole * 100).quantize(Decimal("0.1"))
    text = (f"{share}%: {spoken_money(part)} of {spoken_money(whole)}.\n{_listing(lines)}")
    return _said(query, lines, text)


def _threshold(query: Query, rows: Sequence[Money]) -> Reply:
    limit = Decimal(str(max(query.reading.figures)))
    over = "over" in query.reading.operations
    kept = [m for m in rows if m.amount is not None
            and (m.amount > limit if over else m.amount < limit)]  # fmt: skip
    side = "over" if over else "under"
    kept.sort(key=lambda m: -(m.amount or 0))
    text = f"{len(kept)} lines {side} {spoken_money(limit)}:\n{_listing(kept)}"
    if not kept:
        text = f"No line is {side} {spoken_money(limit)}."
    return _said(query, kept or rows, text)


def _extreme(query: Query, rows: Sequence[Money]) -> Reply:
    rows = _without_overlap(rows)
    pick = max if "most" in query.reading.operations else min
    best = pick(m.amount or Decimal(0) for m in rows)
    found = [m for m in rows if m.amount == best]
    word = "The largest is" if pick is max else "The smallest is"
    if len(found) > 1:
        word = "The largest are" if pick is max else "The smallest are"
    text = f"{word} {' and '.join(m.name for m in found)}: {found[0].printed}"
    text += " each." if len(found) > 1 else "."
    return _said(query, found, text)


def _no_split(query: Query, lines: Sequence[Money]) -> Reply:
    """Refuse an amount that the source does not print, with the total that it does."""
    missing = [m for m in lines if m.amount is None]
    totals = [m for m in query.knowledge.money
              if m.is_total and m.table in {x.table for x in missing}]  # fmt: skip
    held = [f"{m.name}: {m.printed} in total" for m in totals]
    name = " and ".join(m.name for m in missing[:3])
    text = wording.not_held(f"an amount for {name}", "", held, "")
    facts = [_fact(query, m) for m in (*missing, *totals)]
    return Unknown(
        text + " The source prints no split.", Why.NOT_HELD, sources(facts, query.knowledge),
        context=remember(query, facts),
    )  # fmt: skip


def _said(query: Query, lines: Sequence[Money], text: str) -> Reply:
    facts = [_fact(query, m) for m in lines]
    return answered(query, facts, text, figures=_ids(query, lines))


def _ids(query: Query, lines: Sequence[Money]) -> tuple[str, ...]:
    """Return the lines that 'together' would add up: these, and those just before them."""
    new = tuple(m.id for m in lines)
    old = query.context.figures if not query.reading.operations & COUNTS else ()
    return tuple(dict.fromkeys((*old, *new)))[-12:]


def _listing(lines: Sequence[Money]) -> str:
    return "\n".join(f"• {m.name}: {m.printed}" for m in lines)


def _names(lines: Sequence[Money]) -> str:
    return " and ".join(m.name for m in lines)


def _sum(lines: Sequence[Money]) -> Decimal:
    return sum((m.amount for m in lines if m.amount is not None), Decimal(0))
