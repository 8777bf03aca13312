"""Answers questions about amounts: one line, a table, sums, shares, differences, the largest.

Which lines a question means, what to work out and the arithmetic are in `language.amounts`. Here
it is decided whether a question is about amounts, and whether it can be answered. A wrong figure
is far worse than none: where a telling word means no line, the question is left to the other
topics, or refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from cspbot import wording
from cspbot.knowledge.facts import Fact, Money, spoken_money
from cspbot.language.amounts.asked import (
    WORKED,
    Asked,
    joined,
    listing,
    money,
    named,
    no_split,
    not_held,
    said,
    tables_held,
    whole_of,
)
from cspbot.language.amounts.asking import (
    about_amounts,
    counts_something_else,
    form_allows,
)
from cspbot.language.amounts.comparing import (
    checked,
    checks,
    differences,
    of_parts,
    ratios,
    remainders,
    shares,
    sums_put_forward,
)
from cspbot.language.amounts.groups import Group, Named, read_groups
from cspbot.language.amounts.labels import labels, sums_by_label
from cspbot.language.amounts.lines import Line, all_scopes, lines_of, vocabulary
from cspbot.language.amounts.operations import Operations
from cspbot.language.amounts.picking import (
    averages,
    counts,
    extremes,
    limits,
    orders,
    successors,
)
from cspbot.language.amounts.spoken import with_spoken
from cspbot.language.amounts.sums import counted_once, printed, spoken_sum, unprinted
from cspbot.language.choosing import ALIKE_ENOUGH, good_enough, leading
from cspbot.language.index import NUMBER, Indexed
from cspbot.language.match import EXPLAINED
from cspbot.language.phrasing import remember
from cspbot.language.query import Query
from cspbot.language.reading import FIGURE, UNKNOWN, Term
from cspbot.language.wanted import COST_FIELDS
from cspbot.language.words import plain_words, stem
from cspbot.messages import Choice, Clarify, Reply, Unknown, Why

ORDER = 30

OTHER_MONEY = frozenset({"point.cost", "merger.cost", "point.funding", "partnership.budget",
                         "project.paid_by"})  # fmt: skip
"""Fields other than those of a funding table that speak of money."""
NAME_LIKE = 0.8
"""Weight of a word that no fact has from which on it is taken for a name."""
SURELY = 0.6
"""Weight from which on a word that means no line is named in the refusal."""
LOOKED_AT = 40
"""Facts that are looked through for a year that no table has."""

_EXPLAIN = re.compile(r"(?:(?:please|can you|could you|just) )*(?:explain|define|spell out)\b")
"""What asks for a meaning and not for an amount: 'explain CCTV'."""
_WHEN = frozenset({"when", "wen", "date", "dates", "soon", "month", "months", "old", "year"})
_WHERE = frozenset({"where", "whereabouts", "place"})
SAID = 0.2
"""Weight from which on a word says something of the lines that are meant."""
WEAK_OWNERS = frozenset({"our", "partnership", "partnerships", "csp", "csps", "countywide"})
"""What is said of any partnership: it does not tell whose lines are meant."""
_EACH = frozenset({"each", "every", "individually", "apiece", "separately"})
_SPLIT = frozenset({"split", "broken", "break", "breakdown", "divided", "carved", "divvied"})
_EACH_YEAR = frozenset({"year", "month", "week"})
_WHAT = frozenset({"what", "which"})
_ANY = frozenset({"any", "anything", "something"})
_FIGURES = frozenset({"figur", "amount", "sum"})

Step = Callable[[Asked], Reply | None]


def answer(query: Query) -> Reply | None:
    """Answer a question about amounts; None where it is about something else."""
    if _EXPLAIN.match(query.reading.lowered):
        return None
    query = _in_scope(query)
    reading, scopes = query.reading, query.scopes
    if reading.about_all and not reading.scopes:
        return _which_have(query)
    if not scopes:
        owner = _only_owner(query)
        if not owner:
            return _of_anyone(query)
        query, scopes = owner, owner.scopes
        reading = query.reading
    if not form_allows(query):
        return None
    if not set(scopes) <= set(all_scopes(query.index)):
        return _which_have(query) if len(scopes) > 1 and "which" in reading.words else None
    lines = read_groups(query)
    if counts_something_else(query):
        return _not_counted(query, lines)
    asked = of_parts(with_spoken(Asked(query, lines, lines.meant)))
    if not about_amounts(asked):
        return None
    if not _is_beyond(asked):
        return _worked_out(asked)
    reply = _refused(asked)
    return None if reply is not None and _is_told(query) else reply


# --- where to look -------------------------------------------------------------------------------


def _in_scope(query: Query) -> Query:
    """Settle whose lines are asked about, and drop a form that no word asks for."""
    scopes, reading = _scopes(query), query.reading
    words = {"when": _WHEN, "where": _WHERE}.get(reading.form)
    if words and words.isdisjoint(reading.words):
        reading = replace(reading, form="")  # 'countywide' stands for 'where'
    work = _not_in_names(query)
    if work is not reading.work:
        reading = replace(reading, work=work)
    if scopes == query.scopes and reading is query.reading:
        return query
    return replace(query, scopes=scopes, reading=reading)


def _not_in_names(query: Query) -> Operations:
    """Leave out what only the name of a line has: 'rank lamps' asks for no order."""
    work, entities = query.reading.work, query.knowledge.entities
    names = [
        range(t.position, t.position + len(t.stems)) for t in query.reading.terms
        if any(entities[e].kind == "line" for e in t.entities)
    ]  # fmt: skip
    found = tuple(o for o in work.found if not any(
        o.start in name and o.end - 1 in name for name in names
    ))  # fmt: skip
    return work if len(found) == len(work.found) else replace(work, found=found)


def _scopes(query: Query) -> tuple[str, ...]:
    """Add the partnerships whose lines are named; leave out those named only by a line's name.

    'Countywide' is another name of one partnership, and the first word of another one's line.
    """
    entities, held = query.knowledge.entities, all_scopes(query.index)
    scopes = dict.fromkeys(query.scopes)
    if query.reading.scopes:
        for term in query.reading.terms:
            lines_named = (entities[e] for e in term.entities if term.weight >= 1)
            scopes.update(
                (e.scope, None) for e in lines_named
                if e.kind in ("line", "funding") and e.scope and _says_whose(query, term, e.scope)
            )  # fmt: skip
    if len(scopes) < 2:
        return tuple(scopes)
    lines = [x for s in scopes if s in held for x in _lines(query, s)]
    return tuple(s for s in scopes if s in held or not _only_in_lines(query, s, lines))


def _says_whose(query: Query, term: Term, scope: str) -> bool:
    """Tell whether the name of a line has the partnership in it: 'North Worcestershire CCTV'."""
    entity = query.knowledge.entities[scope]
    names = (stem(w) for n in (entity.label, *entity.aliases) for w in plain_words(n))
    return not query.lexicon.weak.issuperset(set(names) & set(term.stems))


def _lines(query: Query, scope: str) -> Iterable[Line]:
    return lines_of(scope, query.index, query.lexicon).by_id.values()


def _only_in_lines(query: Query, scope: str, lines: Sequence[Line]) -> bool:
    """Tell whether all that names a partnership is also part of the name of a line."""
    entities = query.knowledge.entities
    names = [
        replace(t, entities=()) for t in query.reading.terms
        if any(scope in (e, entities[e].scope) for e in t.entities)
    ]  # fmt: skip
    return bool(names) and all(any(x.sure(t) for x in lines) for t in names)


# --- what cannot be answered ---------------------------------------------------------------------


def _is_beyond(asked: Asked) -> bool:
    """Tell whether the question names what no line has: a thing, an amount, a year."""
    lines = asked.named
    odd = lines.figures and not asked.work.has("share", "fraction")
    return bool(lines.unexplained or odd or lines.years)


def _refused(asked: Asked) -> Reply | None:
    if asked.named.unexplained:
        return _unexplained(asked)
    if asked.named.figures and not asked.work.has("share", "fraction"):
        return _no_such_amount(asked)
    return _other_years(asked)


def _unexplained(asked: Asked) -> Reply | None:
    """Refuse a word that no line has; None where a record of something else may explain it."""
    query, lines = asked.query, asked.named
    terms = [t for t in lines.unexplained if t.weight >= SURELY] or lines.unexplained
    counting = {"how_much", "how_many"} & query.reading.forms or not query.reading.form
    clear = bool(counting) or "£" in query.reading.text
    sums = query.reading.operations & (WORKED - {"most", "least"})
    unknown = any(t.kind == UNKNOWN and t.weight >= NAME_LIKE for t in terms)
    clear |= bool(sums or unknown) and query.reading.asks("money")
    held = [x for t in lines.held for x in t.lines]
    apart = all(any(x.sure(t) for x in held) for t in terms)
    works = bool(asked.work.sums & WORKED and lines.groups)
    if not (clear or apart or works) and not _is_unheard_of(query, terms):
        return None
    for match in () if lines.strangers else query.ranked:
        if _speaks_of_money(match.fact) and all(_says(match.indexed, t) for t in terms):
            return None
    words = dict.fromkeys(f"'{t.corrected_from or t.text}'" for t in terms)
    return not_held(query, f"an amount for {' or '.join(words)}", tables_held(asked))


def _is_told(query: Query) -> bool:
    """Tell whether a fact that is no funding line answers: that joining is free, who will pay."""
    chosen = query.matcher.compose(leading(query.ranked, query.reading.form))
    return (
        bool(chosen)
        and (chosen[0].alike >= ALIKE_ENOUGH or chosen[0].fact.field in COST_FIELDS)
        and not _is_line(chosen[0].fact)
        and "how_much" not in query.reading.forms
        and good_enough(query, chosen)
    )


def _is_unheard_of(query: Query, terms: Sequence[Term]) -> bool:
    """Tell whether 'what grant', 'which money' is asked for something that no fact has."""
    words = query.reading.words
    asks = any(one in _WHAT and stem(two) in vocabulary().money for one, two in pairwise(words))
    return asks and not any(all(_says(m.indexed, t) for t in terms) for m in query.ranked)


def _speaks_of_money(fact: Fact) -> bool:
    """Tell whether a fact that is no funding line may answer a question about money."""
    if fact.absent or _is_line(fact):
        return False
    return "£" in fact.text or fact.field in OTHER_MONEY


def _is_line(fact: Fact) -> bool:
    return fact.field.startswith(("line.", "funding."))


def _says(indexed: Indexed, term: Term) -> bool:
    """Tell whether a fact has a term in so many words, or the thing that it names."""
    if not indexed.entities.isdisjoint(term.entities):
        return True
    return bool(term.stems) and all(indexed.holds.get(s, 0.0) >= EXPLAINED for s in term.stems)


def _no_such_amount(asked: Asked) -> Reply | None:
    """Refuse an amount that no line has; correct it where the line that is meant is named."""
    value = asked.named.figures[0].value
    if len(asked.groups) == 1 and (asked.work.has("checking") or asked.asks_yes_or_no):
        return checked(asked, value, asked.groups[0])
    if asked.query.reading.form == "how_much" and not asked.groups:
        return None
    return not_held(asked.query, f"a line of {spoken_money(value)}", tables_held(asked))


def _other_years(asked: Asked) -> Reply | None:
    """Refuse a year that no table has; None where another record may speak of its money."""
    labels_of_years = [p.label for p in asked.named.years]
    if not asked.named.groups:
        for match in asked.query.ranked[:LOOKED_AT]:
            text = match.fact.text.replace("-", "/")
            if any(x.replace("-", "/") in text for x in labels_of_years) and not match.fact.absent:
                return None
    held = sorted({t.year for t in asked.named.held if t.year})
    return not_held(
        asked.query,
        f"amounts for {', '.join(labels_of_years)}",
        [f"amounts for {', '.join(held)}"],
    )


def _not_counted(query: Query, lines: Named) -> Reply | None:
    """Refuse 'how many analysts', where nothing but a line on analysts is held."""
    if query.reading.form != "how_many" or len(lines.groups) != 1 or lines.unexplained:
        return None
    group = lines.groups[0]
    if group.is_table or group.by_place or len(group.lines) > 1:
        return None
    terms = [t for t in query.reading.terms if group.lines[0].sure(t) >= EXPLAINED]
    for match in query.ranked:
        counted = not _is_line(match.fact) and NUMBER.search(match.fact.text)
        if counted and any(_says(match.indexed, t) for t in terms):
            return None
    words = " or ".join(f"'{t.text}'" for t in terms)
    return not_held(query, f"a number of {words}", [named(group.lines[0].money)])


# --- working it out ------------------------------------------------------------------------------


def _worked_out(asked: Asked) -> Reply | None:
    """Apply the first operation that the question asks for and that its lines allow."""
    if not asked.named.tables:
        return None
    if len(asked.query.scopes) > 1 and {m.scope for m in asked.lines} != set(asked.query.scopes):
        return None
    missing = [m for g in asked.groups for m in _without_amount(g)]
    if missing and _ANY.intersection(asked.words) and asked.query.reading.form != "how_much":
        return said(asked, missing, "\n".join(asked.fact(m).text for m in missing))
    if missing and not asked.work.has("label", "list", "count"):
        return no_split(asked, missing)
    steps: tuple[Step, ...] = (
        sums_by_label, labels, shares, ratios, remainders, differences, limits, averages, orders,
        successors, extremes, counts, sums_put_forward, checks, _amounts,
    )  # fmt: skip
    return next((reply for step in steps if (reply := step(asked)) is not None), None)


def _without_amount(group: Group) -> tuple[Money, ...]:
    """Return the lines of a group that have no amount, unless others of it have.

    Of a giver, or of a whole table, what is printed is said, and what is not.
    """
    lines = money(group.lines)
    partial = group.by_giver or group.is_table or len({m.table for m in lines}) < len(lines) > 3
    return () if partial and printed(lines) else unprinted(lines)


def _amounts(asked: Asked) -> Reply | None:
    """Say the amount of one line, of a table, or the sum of several, with the lines."""
    lines = asked.lines or _all_lines(asked)
    if asked.asks_yes_or_no and not any(g.figure for g in asked.groups):
        return None
    once = counted_once(lines)
    if not printed(once) and asked.lines == ():
        return None
    number = _number_pointed_at(asked)
    if number > len(once):
        return not_held(asked.query, f"{number} amounts just spoken of", [named(m) for m in once])
    if len(once) == 1 and asked.work.has("difference", "choice", "ratio"):
        return not_held(asked.query, "a second amount to compare with", [named(once[0])])
    if len(once) == 1 and once[0].is_total and _EACH.intersection(asked.words):
        rows = asked.rows
        return no_split(asked, rows) if rows and not printed(rows) else said(
            asked, once, _one(asked, once[0])
        )  # fmt: skip
    if len(once) == 1 and _split_up(asked):
        return not_held(asked.query, f"a split of {once[0].name}", [named(once[0])])
    if len(once) == 1:
        return said(asked, once, _one(asked, once[0]))
    if not all(_is_definite(asked, g) for g in asked.groups) and not asked.named.givers:
        # Several lines have the amount: they are named, but nothing is worked out of them.
        alone = len(asked.groups) == 1 and not asked.work.has("sum", "minus")
        text = "\n".join(asked.fact(m).text for m in once)
        return said(asked, once, text) if alone else None
    return _summed(asked, lines, once)


def _is_definite(asked: Asked, group: Group) -> bool:
    """Tell whether it is clear which lines are meant: not by an amount that several have."""
    if group.figure is None or len(group.lines) == 1:
        return True
    before = (f for f in asked.work.figures if f.end == group.figure.start and not f.is_money)
    return any(f.value == len(group.lines) for f in before)  # 'the two £5,000 projects'


def _split_up(asked: Asked) -> bool:
    """Tell whether one line is asked for in parts: 'how much goes on each scheme'."""
    words = asked.words
    if not _SPLIT.isdisjoint(asked.typed("list")) and not any(m.is_total for m in asked.lines):
        return True
    return any(w in _EACH and words[i - 1 : i] != ("of",) for i, w in enumerate(words) if i) and (
        not _EACH_YEAR.intersection(words)
    )


def _number_pointed_at(asked: Asked) -> int:
    """Return how many amounts 'those two' or 'the three' points back at; 0 where nothing does."""
    if not asked.work.has("sum") or not asked.work.has("that"):
        return 0
    after = {o.end for o in asked.work.of("that")}
    counts_typed = (f.value for f in asked.work.figures if f.start in after and not f.is_money)
    return int(next(counts_typed, 0))


def _all_lines(asked: Asked) -> tuple[Money, ...]:
    """Return all that is in question where no line is named: of some givers, or whole tables."""
    givers = asked.named.givers
    if not givers:
        return whole_of(asked.named.tables)
    of_tables = (t.total.money for t in asked.named.tables if t.total)
    totals = tuple(m for m in of_tables if m.giver in givers)
    tables = {m.table for m in totals}
    rows = (x.money for t in asked.named.tables for x in t.rows if t.id not in tables)
    return (*totals, *(m for m in rows if m.giver in givers))


def _one(asked: Asked, line: Money) -> str:
    """Say one line; of a total, with the lines of its table."""
    rows = asked.query.knowledge.facts.get(f"{line.table}.lines") if line.is_total else None
    return (rows or asked.fact(line)).text


def _summed(asked: Asked, lines: Sequence[Money], once: Sequence[Money]) -> Reply:
    text = [f"{spoken_sum(once)} altogether:", listing(asked, once)]
    missing = unprinted(once)
    if missing:
        text.append(f"No amount is printed for {joined([m.name for m in missing])}.")
    counted = {m.id for m in once}
    parts = [m for m in lines if m.part_of in counted]
    text += [f"{m.name}, {m.printed}, is part of that and not added." for m in parts[:3]]
    if len(parts) > 3 or (len(once) < len(lines) and not parts):
        text.append(wording.COUNTED_ONCE)
    if not asked.lines and not any(m.is_total for m in once):
        text.append(wording.NO_TOTAL)
    return said(asked, once, "\n".join([*text, *_shared(asked)]))


def _shared(asked: Asked) -> list[str]:
    """Say that a line is for other places too, where one place is asked for."""
    if not any(g.by_place for g in asked.groups):
        return []
    lines = [m for m in asked.lines if len(m.places) > 1]
    return [
        f"{m.name} is shared by {joined([asked.query.label(p) for p in m.places])}."
        for m in lines[:2]
    ]


# --- where no one partnership is named -----------------------------------------------------------


def _everyone(query: Query) -> Query:
    return replace(query, scopes=tuple(all_scopes(query.index)))


def _of_anyone(query: Query) -> Reply | None:
    """Say what an amount was for, wherever it is: 'what was the £24,595 for'."""
    reading, query = query.reading, _everyone(query)
    if not any(f.is_money for f in reading.work.figures):
        return _whose_money(query)
    if reading.form in ("why", "when", "where", "how") or reading.operations - {"sum"}:
        return None
    lines = read_groups(query)
    if lines.unexplained or not lines.groups or not all(g.figure for g in lines.groups):
        return None
    return _amounts(Asked(query, lines, lines.groups))


def _only_owner(query: Query) -> Query | None:
    """Return the question as one on the one partnership that has all lines named in it."""
    asks = query.reading.operations or "how_much" in query.reading.forms
    if not asks and {stem(w) for w in query.reading.words}.isdisjoint(vocabulary().money):
        return None
    everyone = _everyone(query)
    by_amount = any(f.is_money for f in query.reading.work.figures)
    if by_amount and not query.reading.operations - {"sum"}:
        return None  # what an amount was for is asked of everyone
    if not form_allows(everyone):
        return None
    lines = read_groups(everyone)
    owners = {line.money.scope for g in lines.groups for line in g.lines}
    if lines.unexplained or len(owners) != 1 or any(g.by_place for g in lines.groups):
        return None
    if lines.givers or not WEAK_OWNERS.isdisjoint(query.reading.words):
        return None  # 'the PCC's money for our partnership' may be any partnership's
    meant = [line for g in lines.groups for line in g.lines]
    if not all(any(x.sure(t) >= EXPLAINED for x in meant) for t in _not_silent(query)):
        return None
    scope = owners.pop()
    reading = replace(query.reading, scopes=(scope,))
    return replace(query, reading=reading, scopes=(scope,), assumed=scope)


def _not_silent(query: Query) -> list[Term]:
    """Return the terms that say which lines are meant: neither money nor what is worked out."""
    silent = vocabulary().silent | vocabulary().money
    return [
        t for t in query.reading.terms
        if t.weight >= SAID and t.kind not in ("scope", FIGURE) and silent.isdisjoint(t.stems)
    ]  # fmt: skip


def _whose_money(query: Query) -> Reply | None:
    """Ask which partnership's money is meant, where a giver is named and no partnership."""
    reading = query.reading
    if reading.about_all or reading.uncovered or reading.unknown_name():
        return None
    clear = reading.form in ("how_much", "what") or "£" in reading.text or reading.work.has("sum")
    clear &= bool({stem(w) for w in reading.words} & vocabulary().money) or "£" in reading.text
    if not clear or counts_something_else(query):
        return None
    lines = read_groups(query)
    strange = [t for t in lines.unexplained if t.kind == UNKNOWN and t.weight >= 1]
    if strange:
        return _nobodys(query, strange)
    if lines.unexplained or lines.years or not lines.givers:
        return None
    scopes = sorted(
        (s for s in query.scopes if any(x.money.giver in lines.givers for x in _lines(query, s))),
        key=query.label,
    )
    if len(scopes) < 2:
        return None
    text = wording.which_partnership("amounts", [query.label(s) for s in scopes])
    choices = tuple(Choice(query.label(s), s) for s in scopes)
    pending = query.asked or query.question.text
    return Clarify(text, choices, replace(query.after, pending=pending, choices=tuple(scopes)))


def _nobodys(query: Query, terms: Sequence[Term]) -> Reply:
    """Refuse a name that no partnership's funding has, where no partnership is named."""
    words = [t.corrected_from or t.text for t in terms]
    text = wording.not_known(words[:2], query.covered)
    return Unknown(text, Why.NOT_KNOWN, context=remember(query, ()))


def _which_have(query: Query) -> Reply | None:
    """Say which partnerships have lines for what is named: 'which have a figure for CCTV'.

    Asked of every partnership, or of those named.
    """
    reading = query.reading
    stems = {stem(w) for w in reading.words}
    if reading.form in ("why", "who") or not (stems & vocabulary().money or "£" in reading.text):
        return None
    everyone = _everyone(query).scopes
    query = replace(query, scopes=tuple(s for s in query.scopes or everyone if s in everyone))
    lines = read_groups(query)
    if lines.unexplained or lines.years or lines.figures or not query.scopes:
        return None
    asked = Asked(query, lines, lines.meant)
    if not (lines.groups or lines.givers or stems & _FIGURES or "£" in reading.text):
        return None
    found = asked.lines or _all_lines(asked)
    parts = []
    for scope in dict.fromkeys(m.scope for m in found):
        mine = counted_once(m for m in found if m.scope == scope)
        parts += [f"{query.label(scope)}, {mine[0].year}:", *(f"• {named(m)}" for m in mine)]
    others = [query.label(s) for s in reading.scopes if s not in query.scopes]
    parts += [f"I hold no amounts for {joined(others)}."] if others and parts else []
    return said(asked, found, "\n".join(parts)) if parts else None
