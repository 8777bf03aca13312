"""Works on amounts: one line, a whole table, sums, averages, shares, differences, the largest.

Which lines a question means is read by `language.groups`, what to work out by
`language.operations`, and the arithmetic is `language.sums`. Here the one is applied to the other
and said. A wrong figure is far worse than none: where a telling word means no line, the question is
left to the other topics, or refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

from cspbot import wording
from cspbot.knowledge.facts import Fact, Money, spoken_money
from cspbot.language.amounts.groups import Group, Named, read_groups
from cspbot.language.index import Indexed
from cspbot.language.amounts.lines import Line, Table, all_scopes, lines_of, vocabulary
from cspbot.language.matching import EXPLAINED
from cspbot.language.amounts.operations import Operations
from cspbot.language.phrasing import answered, remember, sources
from cspbot.language.query import Query
from cspbot.language.reading import NAME, Term
from cspbot.language.amounts.sums import (
    Limit,
    counted_once,
    mean,
    percentage,
    printed,
    ranked,
    spoken_as,
    spoken_sum,
    total,
    unprinted,
)
from cspbot.language.words import stem
from cspbot.messages import Choice, Clarify, Reply, Unknown, Why

ORDER = 30

LIMITS = ("over", "at_least", "under", "at_most", "between", "exactly")
WORKED = frozenset({"share", "fraction", "average", "difference", "ratio", "minus", "left", "most",
                    "least", "order", "sum", *LIMITS})  # fmt: skip
FREE_FORMS = frozenset({"", "what", "which", "how_much", "how_many", "name"})
_POLITE = re.compile(r"^(?:and |so |ok |please )*(?:can|could|would|will) (?:you|u|i|we)\b")
_RANKS = {"second": 1, "2nd": 1, "next": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3,
          "fifth": 4, "5th": 4}  # fmt: skip
_PARTS = {"half": (1, 2), "third": (1, 3), "thirds": (2, 3), "quarter": (1, 4),
          "quarters": (3, 4), "fifth": (1, 5), "tenth": (1, 10), "majority": (1, 2),
          "bulk": (1, 2), "most": (1, 2)}  # fmt: skip
OTHER_MONEY = frozenset({"point.cost", "merger.cost", "point.funding", "partnership.budget",
                         "project.paid_by"})  # fmt: skip
"""Fields other than those of a funding table that speak of money."""
_WHEN = frozenset({"when", "wen", "date", "dates", "soon", "month", "months", "old"})
_WHERE = frozenset({"where", "whereabouts", "place"})
_NUMBER = re.compile(r"(?<![£\d,./])\b(?:\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b(?![,./-]?\d| (?:January|February|March|April|May|June|July|August|September|October|November|December))")
"""A number that may count something: no amount, year, date or paragraph."""
_UNDER = frozenset({"under", "below", "less", "fewer"})
_GOT = frozenset({"get", "gets", "got", "receive", "received", "had", "has", "have", "take", "took", "given", "awarded"})
_COUNTED = frozenset(
    "project projects line lines grant grants award awards initiative initiatives scheme schemes"
    " item items thing things pot pots row rows entry entries amount amounts activity activities"
    " allocation allocations ones sums payments priorities headings budgets".split()
)
_ANY = frozenset({"any", "anything", "something"})
_GONE = frozenset({"go", "goes", "went", "gone", "spent", "put"})
MOST_ROWS = 16


@dataclass(frozen=True)
class _Asked:
    """A question about amounts, read."""

    query: Query
    work: Operations
    named: Named
    groups: tuple[Group, ...]
    """What is asked about: the groups named, or what was last spoken of."""

    @property
    def lines(self) -> tuple[Money, ...]:
        """The lines of all groups."""
        return _money(x for g in self.groups for x in g.lines)

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables that the groups are from; those in question where there is none."""
        ids = {m.table for m in self.lines}
        return tuple(t for t in self.named.held if t.id in ids) or self.named.tables


def answer(query: Query) -> Reply | None:
    """Answer a question about amounts; None where it is about something else."""
    query = _in_scope(query)
    reading = query.reading
    scopes = query.scopes
    if reading.about_all and not reading.scopes:
        return _which_have(query)
    if not scopes:
        return _amount_of_anyone(query)
    if not all(s in all_scopes(query.index) for s in scopes) or (reading.about_all and not reading.scopes):
        return None
    if reading.form not in FREE_FORMS and not _form_allows(query):
        return None
    named = read_groups(query)
    if _counts_something_else(query):
        return _not_counted(query, named)
    asked = _Asked(query, reading.work, named, named.meant)
    asked = _with_context(asked)
    if asked is None or not _about_amounts(asked):
        return None
    if named.unexplained:
        return _unexplained(asked)
    if named.figures and not asked.work.has("share", "fraction"):
        return _no_such_amount(asked)
    if named.years:
        return _other_years(asked)
    if not named.tables or len(scopes) > 1 and not _all_scopes_named(asked, scopes):
        return None
    return _worked_out(asked)


def _in_scope(query: Query) -> Query:
    """Add the partnerships whose lines are named; leave out those named only by a line's name.

    'Countywide' is a partnership's other name and the first word of another one's line.
    """
    entities, held = query.knowledge.entities, all_scopes(query.index)
    scopes = dict.fromkeys(query.scopes)
    for term in query.reading.terms:
        for ident in term.entities:
            entity = entities[ident]
            if entity.kind in ("line", "funding") and entity.scope and term.weight >= 1 and query.reading.scopes:
                scopes[entity.scope] = None
    if len(scopes) > 1:
        for scope in [s for s in scopes if s not in held]:
            others = [s for s in scopes if s in held]
            lines = [x for s in others for x in lines_of(s, query.index, query.lexicon).by_id.values()]
            named = [t for t in query.reading.terms if scope in (*t.entities, *(entities[e].scope for e in t.entities))]
            if named and all(any(x.sure(replace(t, entities=())) for x in lines) for t in named):
                del scopes[scope]
    form = query.reading.form
    # A form that no word asks for ('countywide' asks where) says nothing of an amount.
    typed = {"when": _WHEN, "where": _WHERE}.get(form)
    reading = query.reading
    if typed and not typed & set(reading.words):
        reading = replace(reading, form="")
    if tuple(scopes) == query.scopes and reading is query.reading:
        return query
    return replace(query, scopes=tuple(scopes), reading=reading)


# --- is it about amounts -------------------------------------------------------------------------


def _form_allows(query: Query) -> bool:
    """Tell whether a question 'who', 'is' or 'how' may still be about an amount."""
    reading, work = query.reading, query.reading.work
    figures = [f for f in work.figures if f.is_money]
    if reading.form == "yes_no":
        if _POLITE.match(reading.lowered):
            return True
        return bool(figures) or work.has("comparative", "fraction", "share", "sum", *LIMITS)
    if reading.form == "who":
        extreme = work.has("most", "least", "comparative", "difference") and _GOT & set(reading.words)
        return bool(figures or extreme)
    if reading.form == "where":
        return work.has("most", "least") and bool(_GONE & set(reading.words))
    return False


def _counts_something_else(query: Query) -> bool:
    """Tell whether 'how many' or 'how much' asks for something other than lines or money."""
    words = query.reading.words
    function = query.lexicon.function_words
    for i, word in enumerate(words):
        if word != "many" and not (word == "much" and words[i - 1 : i] == ("how",)):
            continue
        after = list(words[i + 1 : i + 9])
        if word == "many" and words[i - 1 : i] == ("how",):
            if not any(w in _COUNTED for w in _phrase_after(after, function)):
                return "times" not in after[:1]
        elif word == "much" and after[:1] != ["of"]:
            said = _phrase_after(after, function, skip=False)
            stems = {stem(w) for w in said}
            money = stems & vocabulary().money
            if said and not money and not stems <= vocabulary().silent:
                return not any(stem(w) in vocabulary().silent for w in said[:1])
    return False


def _not_counted(query: Query, named: Named) -> Reply | None:
    """Refuse 'how many analysts', where nothing but a line on analysts is held."""
    if query.reading.form != "how_many" or not named.groups or named.unexplained:
        return None
    if any(g.figure or g.is_table or g.by_place or len(g.lines) > 1 for g in named.groups):
        return None
    terms = [t for t in query.reading.terms if any(x.sure(t) >= 0.7 for g in named.groups for x in g.lines)]
    for match in query.ranked:
        line = match.fact.field.startswith(("line.", "funding."))
        if not line and _NUMBER.search(match.fact.text) and any(_says(match.indexed, t) for t in terms):
            return None
    said = " or ".join(f"'{t.text}'" for t in terms)
    lines = [f"{x.money.name}: {x.money.printed}" for g in named.groups for x in g.lines]
    text = wording.not_held(f"a number of {said}", _whose(query), lines, "")
    return Unknown(text, Why.NOT_HELD, context=remember(query, ()))


def _phrase_after(words: Sequence[str], function: frozenset[str], *, skip: bool = True) -> list[str]:
    """Return the words of the thing counted: up to the next verb or preposition."""
    if skip and words[:1] == ["of"]:
        words = [w for w in words[1:] if w not in ("the", "those", "these", "them")]
    found = []
    for word in words:
        if word in function and word not in ("and", "of", "separate", "different"):
            break
        found.append(word)
    return found


def _about_amounts(asked: _Asked) -> bool:
    """Tell whether the question is about money at all."""
    query, work, named = asked.query, asked.work, asked.named
    reading = query.reading
    if reading.form == "how_much" or "£" in reading.text:
        return True
    if any(g.figure for g in named.groups):
        return True
    stems = {stem(w) for w in reading.words}
    if stems & vocabulary().money or reading.asks("money"):
        return bool(named.groups or work.has(*WORKED, "count", "list", "label", "table", "by_label",
                    "everything") or reading.form in ("", "what"))  # fmt: skip
    if asked.groups and not named.groups:
        return work.has(*WORKED, "count", "label", "by_label", "comparative")
    if named.groups and work.has(*WORKED, "label", "comparative", "list"):
        return True
    if work.has("average", "order", *LIMITS) or (work.has("most", "least") and stems & _line_words()):
        return True
    # 'nw hate crime week 15/16': a line, a year and nothing else asks for its amount.
    return bool(named.groups) and reading.form == "" and bool(reading.periods)


def _line_words() -> frozenset[str]:
    return frozenset(map(stem, _COUNTED))


# --- what was spoken of before -------------------------------------------------------------------


def _with_context(asked: _Asked) -> _Asked | None:
    """Add what the conversation spoke of last, where the question leans on it."""
    query, work = asked.query, asked.work
    context = query.context
    if not context.figures or (query.reading.scopes and not asked.named.groups):
        return asked
    known = {
        x.money.id: x for s in _scopes_of(query) for x in lines_of(s, query.index, query.lexicon).by_id.values()
    }  # fmt: skip
    spoken = [known[i] for i in context.figures if i in known]
    last = [x for x in spoken if x.fact.id in context.facts] or spoken[-1:]
    if not spoken:
        return asked
    asked = _within_spoken(asked, spoken)
    named = asked.groups or asked.named.left_out
    if not named and not asked.named.unexplained and not asked.named.figures:
        if not work.has(*WORKED, "count", "label", "by_label", "comparative"):
            return asked
        if work.has("table") and not work.has("share", "fraction"):
            return asked
        points_at_one = work.has("share", "fraction", "label")
        chosen = last if points_at_one else spoken
        groups = _singly(chosen) if not points_at_one else (_group(chosen),)
        return replace(asked, groups=groups)
    if len(named) == 1 and work.has("that") and _points_back(query):
        return replace(asked, groups=(*asked.groups, _group(last)))
    carried = set(query.scopes) <= set(context.partnerships) and not any(
        t.kind == "scope" for t in query.reading.terms
    )
    if not asked.groups and work.has("minus", "without") and carried:
        return replace(asked, groups=(_group(last),))
    return asked


def _within_spoken(asked: _Asked, spoken: Sequence[Line]) -> _Asked:
    """Keep of a place's lines those just spoken of: 'how much of that was Redditch's'."""
    if "of that" not in " ".join(asked.query.reading.words):
        return asked
    ids = {x.money.id for x in spoken}
    groups = []
    for group in asked.groups:
        kept = tuple(x for x in group.lines if x.money.id in ids)
        groups.append(replace(group, lines=kept, by_place=False) if group.by_place and kept else group)
    return replace(asked, groups=tuple(groups))


def _scopes_of(query: Query) -> tuple[str, ...]:
    return query.scopes or query.context.partnerships


def _points_back(query: Query) -> bool:
    """Tell whether 'that' stands for what was said: 'add the CCTV to that', 'more is that than'."""
    typed = query.question.text.lower()
    return bool(re.search(r"\b(?:to|than|with|from|is|and|of|off|in) (?:that|it|this|those|them)\b", typed)) and (
        query.reading.work.has("sum", "difference", "comparative", "ratio", "minus", "share")
    )  # fmt: skip


def _group(lines: Sequence[Line]) -> Group:
    return Group(tuple(lines))


def _singly(lines: Sequence[Line]) -> tuple[Group, ...]:
    return tuple(Group((x,)) for x in lines)


# --- refusals ------------------------------------------------------------------------------------


def _unexplained(asked: _Asked) -> Reply | None:
    """Refuse a word that no line has; None where a record of something else may explain it."""
    query = asked.query
    terms = [t for t in asked.named.unexplained if t.weight >= 0.6] or asked.named.unexplained
    clear = query.reading.form in ("how_much", "how_many", "") or "£" in query.reading.text
    lines = [x for t in asked.named.held for x in t.lines]
    apart = all(any(x.sure(t) for x in lines) for t in terms)
    if not clear and not apart and not (query.reading.work.sums & WORKED and asked.named.groups):
        return None
    strange = asked.named.strangers
    for match in query.ranked if not strange else ():
        if _speaks_of_money(match.fact) and all(_says(match.indexed, t) for t in terms):
            return None
    return _refused(asked, [t.corrected_from or t.text for t in terms])


def _speaks_of_money(fact: Fact) -> bool:
    """Tell whether a fact that is no funding line may answer a question about money."""
    if fact.absent or fact.field.startswith(("line.", "funding.")):
        return False
    return "£" in fact.text or fact.field in OTHER_MONEY


def _says(indexed: Indexed, term: Term) -> bool:
    """Tell whether a fact has a term in so many words, or the thing that it names."""
    if not indexed.entities.isdisjoint(term.entities):
        return True
    return bool(term.stems) and all(indexed.holds.get(s, 0.0) >= EXPLAINED for s in term.stems)


def _refused(asked: _Asked, words: Sequence[str]) -> Reply:
    query = asked.query
    named = " or ".join(f"'{w}'" for w in dict.fromkeys(words))
    text = wording.not_held(f"an amount for {named}", _whose(query), _held(asked), "")
    facts = [t.lines[0].fact for t in asked.named.tables if t.lines]
    return Unknown(text, Why.NOT_HELD, context=remember(query, facts[:0]))


def _whose(query: Query) -> str:
    return query.knowledge.entities[query.scopes[0]].name if query.scopes else ""


def _held(asked: _Asked) -> list[str]:
    """Name the tables that are held."""
    return [asked.query.label(t.id) for t in asked.named.held]


def _no_such_amount(asked: _Asked) -> Reply | None:
    """Refuse an amount that no line has; correct it where the line that is meant is named."""
    figure = asked.named.figures[0]
    if len(asked.groups) == 1 and _checks(asked):
        return _checked(asked, figure.value)
    if asked.query.reading.form == "how_much" and not asked.groups:
        return None
    amount = spoken_money(figure.value)
    text = wording.not_held(f"a line of {amount}", _whose(asked.query), _held(asked), "")
    return Unknown(text, Why.NOT_HELD, context=remember(asked.query, ()))


def _other_years(asked: _Asked) -> Reply | None:
    """Refuse a year that no table has; None where another record may speak of that year's money."""
    query = asked.query
    if not asked.named.groups:
        labels = {p.label for p in asked.named.years}
        for match in query.ranked[:40]:
            said = match.fact.text.replace("-", "/")
            if any(label.replace("-", "/") in said for label in labels) and not match.fact.absent:
                return None
    years = ", ".join(p.label for p in asked.named.years)
    held = sorted({t.year for t in asked.named.held if t.year})
    text = wording.not_held(
        f"amounts for {years}", _whose(query), [f"amounts for {', '.join(held)}"], ""
    )
    return Unknown(text, Why.NOT_HELD, context=remember(query, ()))


def _no_split(asked: _Asked, missing: Sequence[Money]) -> Reply:
    """Refuse an amount that the source does not print, with the total that it does."""
    totals = [t.total.money for t in asked.named.held
              if t.total and t.id in {m.table for m in missing}]  # fmt: skip
    held = [f"{m.name}: {m.printed} in total" for m in totals]
    shown = [m.name for m in missing[:3]] + (["others"] if len(missing) > 3 else [])
    text = wording.not_held(f"an amount for {_listed(shown)}", "", held, "")
    reason = " The source prints no split." if totals else " The source prints none."
    facts = [_fact(asked.query, m) for m in (*missing, *totals)]
    return Unknown(
        text + reason, Why.NOT_HELD, sources(facts, asked.query.knowledge),
        context=remember(asked.query, facts),
    )  # fmt: skip


# --- working it out ------------------------------------------------------------------------------

_Step = Callable[[_Asked], Reply | None]


def _worked_out(asked: _Asked) -> Reply | None:
    """Apply the first operation that the question asks for and that its lines allow."""
    missing = [m for g in asked.groups for m in _without_amount(g)]
    if missing and _ANY & set(asked.query.reading.words) and asked.query.reading.form != "how_much":
        return _said(asked, missing, "\n".join(_fact(asked.query, m).text for m in missing))
    if missing and not asked.work.has("label", "list", "count"):
        return _no_split(asked, missing)
    steps: tuple[_Step, ...] = (
        _by_label, _labels, _shares, _ratio, _remainder, _difference, _limits, _averages,
        _order, _extremes, _counts, _check, _amounts,
    )  # fmt: skip
    for step in steps:
        reply = step(asked)
        if reply is not None:
            return reply
    return None


def _without_amount(group: Group) -> tuple[Money, ...]:
    """Return the lines of a group that have no amount, unless others of it have."""
    lines = _money(group.lines)
    # Of a giver, or of a whole table, what is printed is said, and what is not.
    partial = group.by_giver or group.is_table or len({m.table for m in lines}) < len(lines) > 3
    return () if partial and printed(lines) else unprinted(lines)


def _rows(asked: _Asked) -> tuple[Money, ...]:
    """Return the lines that are counted, compared or averaged: rows, not totals."""
    ids = {m.id for m in asked.lines}
    totals = {m.table for m in asked.lines if m.is_total}
    if len(asked.lines) == 1 and not asked.named.groups:
        # 'second biggest?' after the biggest: the table that it is from
        totals |= {m.table for m in asked.lines}
    rows = [
        x.money for t in asked.tables for x in t.rows
        if not asked.lines or x.money.id in ids or t.id in totals
    ]  # fmt: skip
    return tuple(rows)


def _by_table(asked: _Asked, rows: Sequence[Money]) -> list[tuple[Table, tuple[Money, ...]]]:
    return [
        (t, found) for t in asked.named.held if (found := tuple(m for m in rows if m.table == t.id))
    ]


def _by_label(asked: _Asked) -> Reply | None:
    """Add up each label, or each place, and say which got most or least."""
    work = asked.work
    by_place = work.has("by_place") and work.has("most", "least", "comparative", "sum", "list", "order")
    by_label = work.has("by_label") or (work.has("label") and work.has("most", "least", "comparative"))
    if not (by_label or by_place) or (len(asked.groups) == 1 and not asked.groups[0].is_table and by_label
                                      and not asked.lines[0].is_total):
        return None
    rows = [m for m in _rows(asked) if m.amount is not None]
    keyed: dict[str, list[Money]] = {}
    for m in rows:
        if by_place:
            keys = [asked.query.label(p) for p in m.places]
        else:
            keys = [m.label] if m.label else []
        for key in keys:
            keyed.setdefault(key, []).append(m)
    if len(keyed) < 2:
        return None
    sums = sorted(((total(ms), key) for key, ms in keyed.items()), reverse=not work.has("least"))
    lead = ""
    if work.has("most", "least", "comparative"):
        word = "least" if work.has("least") else "most"
        lead = f"{sums[0][1]} got {word}: {spoken_money(sums[0][0])}.\n"
    listing = "\n".join(
        f"• {key}: {spoken_money(amount)} ({_listed([m.name for m in keyed[key]])})" if by_place
        else f"• {key}: {spoken_money(amount)} ({len(keyed[key])} lines)" if len(keyed[key]) > 1
        else f"• {key}: {spoken_money(amount)} (1 line)"
        for amount, key in sums
    )  # fmt: skip
    shared = [m.name for m in rows if by_place and len(m.places) > 1]
    if shared:
        listing += f"\n{_listed(shared)} is shared and stands under each of its places."
    return _said(asked, rows, lead + listing)


def _labels(asked: _Asked) -> Reply | None:
    """Say under which label or priority lines are booked."""
    if not asked.work.has("label") or not asked.groups:
        return None
    if any(g.is_table or any(m.is_total for m in _money(g.lines)) for g in asked.groups):
        return None
    lines = []
    for line in asked.lines:
        said = _label(asked.query, line)
        amount = f", {line.printed}" if line.amount is not None else ", no amount printed"
        lines.append(f"{line.name}{amount}: {said}.")
    return _said(asked, asked.lines, "\n".join(lines))


def _label(query: Query, line: Money) -> str:
    if line.label:
        return f"booked under '{line.label}'"
    entities = query.knowledge.entities
    found = [m for m in _fact(query, line).mentions if m in entities and entities[m].kind == "priority"]
    if found:
        return f"under the priority {entities[found[0]].name}"
    return "the source books it under no priority"


def _shares(asked: _Asked) -> Reply | None:
    """Say how large a part is of its whole, in percent."""
    if not asked.work.has("share", "fraction") or not asked.groups:
        return None
    part, whole, name = _part_and_whole(asked)
    if not part or not whole:
        return _no_whole(asked)
    share = percentage(total(part), whole)
    text = f"{share}: {spoken_money(total(part))} of {spoken_money(whole)}{name}."
    fraction = _fraction(asked)
    if fraction and asked.query.reading.form == "yes_no":
        (top, bottom), under = fraction
        is_over = total(part) * bottom > whole * top
        yes = is_over is not under and total(part) * bottom != whole * top
        text = f"{'Yes' if yes else 'No'}: {text[0].lower()}{text[1:]}"
    shown = counted_once(part)
    if len(shown) > 1:
        text += f"\n{_listing(asked, shown)}"
    return _said(asked, shown, text)


def _part_and_whole(asked: _Asked) -> tuple[tuple[Money, ...], Decimal | None, str]:
    """Return the lines of the part, the whole, and what to call it."""
    groups = list({g.ids: g for g in asked.groups}.values())
    wholes = [g for g in groups if _is_whole_of(g, [o for o in groups if o is not g], asked)]
    typed = [f for f in asked.named.figures if f.is_money]
    if typed and not wholes:
        part = _money(x for g in groups for x in g.lines)
        return part, typed[0].value, ""
    if wholes:
        whole = wholes[0]
        rest = [g for g in groups if g is not whole]
        part = _money(x for g in rest for x in g.lines)
        return part, total(_money(whole.lines)), f" for {_names(_money(whole.lines), whole)}"
    part = _money(x for g in groups for x in g.lines)
    tables = {m.table for m in part}
    if all(m.is_total for m in part) or asked.work.has("everything"):
        every = _whole_of_tables(asked.named.of_year)
        return (part, total(every), " in all tables") if len(every) > len(part) else ((), None, "")
    parents = {m.part_of for m in part}
    if len(parents) == 1 and (parent := _by_id(asked, next(iter(parents)))):
        return part, parent.amount, f" for {parent.name}"
    if len(tables) == 1:
        table = next(t for t in asked.named.held if t.id in tables)
        lines = _whole_of_tables([table])
        return part, total(lines), f", the total of {asked.query.label(table.id)}"
    return part, total(_whole_of_tables(asked.tables)), " in these tables"


def _is_whole_of(group: Group, others: Sequence[Group], asked: _Asked) -> bool:
    """Tell whether all other groups are within this one."""
    if not others or not group.lines:
        return False
    ids, lines = group.ids, _money(group.lines)
    tables = {m.table for m in lines if m.is_total}
    if group.is_table and not tables:
        tables = {m.table for m in lines}
    within = [
        m.id in ids or m.part_of in ids or m.table in tables
        for g in others for m in _money(g.lines)
    ]  # fmt: skip
    return all(within) and (len(lines) > 1 or bool(tables) or all(m.part_of in ids for g in others for m in _money(g.lines)))


def _whole_of_tables(tables: Iterable[Table]) -> tuple[Money, ...]:
    return tuple(m for t in tables for m in ([t.total.money] if t.total else _money(t.rows)))


def _by_id(asked: _Asked, ident: str) -> Money | None:
    return next((x.money for t in asked.named.held for x in t.lines if x.money.id == ident), None)


def _fraction(asked: _Asked) -> tuple[tuple[int, int], bool] | None:
    """Return the fraction typed and whether less than it is asked for: 'under a third of'."""
    for operation in asked.work.of("fraction"):
        said = asked.query.reading.words[operation.start : operation.end]
        part = next((_PARTS[w] for w in said if w in _PARTS), None)
        if part:
            return part, bool(_UNDER & set(said))
    return None


def _no_whole(asked: _Asked) -> Reply:
    facts = [_fact(asked.query, m) for m in asked.lines]
    return Unknown(
        wording.not_held("a total that these lines are a share of", "", _held(asked), ""),
        Why.NOT_HELD, sources(facts, asked.query.knowledge), context=remember(asked.query, ()),
    )  # fmt: skip


def _ratio(asked: _Asked) -> Reply | None:
    """Say how many times one side is the other."""
    if not asked.work.has("ratio") or len(asked.groups) != 2:
        return None
    one, two = (total(_money(g.lines)) for g in asked.groups)
    if not one or not two:
        return None
    more, less = sorted(asked.groups, key=lambda g: -total(_money(g.lines)))
    times = (max(one, two) / min(one, two)).quantize(Decimal("0.01"), ROUND_HALF_UP).normalize()
    text = (f"{times:f} times: {_side(asked, more)} against {_side(asked, less)}.")
    return _said(asked, asked.lines, text)


def _remainder(asked: _Asked) -> Reply | None:
    """Say what is left of a whole when lines are taken out of it."""
    out = _money(x for g in asked.named.left_out for x in g.lines)
    kept = list(asked.groups) if asked.named.groups else []
    if not out and asked.work.has("left") and len(kept) <= 1:
        spoken = _spoken_of(asked)
        whole = _money(kept[0].lines) if kept else tuple(spoken[:1])
        out = tuple(m for m in spoken if m not in whole and _all_within([m], whole))
        if not out and not kept and len(spoken) > 1:
            # 'and the rest?' after one of several: the others
            whole = tuple(spoken)
            out = tuple(m for m in spoken if m.fact in asked.query.context.facts)
        if out and len(out) < len(whole) + len(spoken):
            kept = [_group([x for t in asked.named.held for x in t.lines if x.money in whole])]
    if not out and asked.work.has("left") and kept:
        wholes = [g for g in kept if _is_whole_of(g, [o for o in kept if o is not g], asked)]
        if len(kept) > 1 and not wholes:
            return None
        out = _money(x for g in kept if not wholes or g is not wholes[0] for x in g.lines)
        kept = wholes[:1]
    if not out:
        return None
    if any(m.amount is None for m in out):
        return _no_split(asked, unprinted(out))
    whole = _money(x for g in kept for x in g.lines)
    if not whole:
        tables = {m.table for m in out}
        whole = _whole_of_tables(t for t in asked.named.held if t.id in tables)
    if all(m.is_total for m in out) and {m.table for m in out} == {m.table for m in whole}:
        return None
    inside = _all_within(out, whole)
    if not inside:
        return _apart(asked, _Group(whole), _Group(out)) if len(kept) else None
    rows = [m for m in whole if m.id not in {x.id for x in out}]
    left = total(whole) - total(out)
    if len(rows) == len(whole):
        text = f"{spoken_as(left, whole)} is left of {spoken_money(total(whole))} without:\n{_listing(asked, out)}"
        return _said(asked, (*whole, *out), text)
    text = f"{spoken_as(left, whole)} without {_listed([m.name for m in out])}:\n{_listing(asked, rows)}"
    if len(rows) == 1:
        text = f"{_fact(asked.query, rows[0]).text}\nThat leaves out {_listed([m.name for m in out])}."
    return _said(asked, rows, text)


def _spoken_of(asked: _Asked) -> list[Money]:
    """Return the lines that the conversation spoke of, the largest first."""
    ids = asked.query.context.figures
    found = [x.money for t in asked.named.held for x in t.lines if x.money.id in ids]
    return sorted(found, key=lambda m: -(m.amount or 0))


def _Group(lines: Sequence[Money]) -> tuple[Money, ...]:
    return tuple(lines)


def _all_within(parts: Iterable[Money], whole: Iterable[Money]) -> bool:
    whole = tuple(whole)
    ids, tables = {m.id for m in whole}, {m.table for m in whole if m.is_total}
    return all(m.id in ids or m.part_of in ids or m.table in tables for m in parts)


def _difference(asked: _Asked) -> Reply | None:
    """Say by how much two sides differ."""
    takes_away = asked.named.takes_away
    if not (takes_away or asked.work.has("difference", "comparative", "minus") or _either_or(asked)):
        return None
    groups = [g for g in asked.groups if g.lines]
    out = [g for g in asked.named.left_out if g.lines]
    groups += out
    if len(groups) == 1 and len(groups[0].lines) == 2:
        groups = list(_singly(groups[0].lines))
    if len(groups) == 1 and asked.named.figures:
        return None
    if len(groups) > 2 and not asked.named.groups:
        groups = groups[-2:]
    if len(groups) != 2:
        return None
    return _apart(asked, *(_money(g.lines) for g in groups))


def _either_or(asked: _Asked) -> bool:
    return asked.work.has("most", "least") and len(asked.groups) == 2 and "or" in asked.query.reading.words


def _apart(asked: _Asked, one: Sequence[Money], two: Sequence[Money]) -> Reply:
    first, second = total(one), total(two)
    if first == second:
        text = f"They are the same: {_side_of(asked, one)} and {_side_of(asked, two)}."
        return _said(asked, (*one, *two), _yes_no_more(asked, one, two) + text)
    more, less = (one, two) if first > second else (two, one)
    gap = spoken_as(abs(first - second), (*one, *two))
    text = (f"{gap} more: {_side_of(asked, more)} against "
            f"{_side_of(asked, less)}.")  # fmt: skip
    if asked.work.has("minus"):
        text = (f"{gap}: {_side_of(asked, more)} less "
                f"{_side_of(asked, less)}.")  # fmt: skip
    several = [m for side in (more, less) if len(side) > 1 for m in side]
    if several:
        text += "\n" + _listing(asked, several)
    return _said(asked, (*one, *two), _yes_no_more(asked, one, two) + text)


def _yes_no_more(asked: _Asked, one: Sequence[Money], two: Sequence[Money]) -> str:
    """Begin with yes or no where it is asked whether the first is more than the second."""
    if asked.query.reading.form != "yes_no" or _POLITE.match(asked.query.reading.lowered):
        return ""
    if "or" in asked.query.reading.words:
        return ""
    said = {w for o in asked.work.of("comparative") for w in asked.query.reading.words[o.start : o.end]}
    wants_less = bool(said & {"smaller", "lower", "less", "fewer", "cheaper"})
    holds = total(one) < total(two) if wants_less else total(one) > total(two)
    return "Yes. " if holds else "No. "


def _limits(asked: _Asked) -> Reply | None:
    """List the lines within a limit: over, under, exactly, between."""
    if not asked.work.has(*LIMITS) or asked.work.has("difference"):
        return None
    limit = _limit(asked.work)
    if limit is None:
        return None
    rows = [m for m in _rows(asked) if m.amount is not None]
    totals = [m for m in asked.lines if m.is_total and not any(r.table == m.table for r in rows)]
    rows += totals
    if not rows:
        return None
    kept = sorted((m for m in rows if limit.holds(m.amount)), key=lambda m: -(m.amount or 0))
    if asked.query.reading.form == "yes_no" and len(rows) == 1:
        yes = "Yes" if kept else "No"
        return _said(asked, rows, f"{yes}: {_named(asked, rows[0])}.")
    text = _within(asked, rows, kept, limit)
    if asked.query.reading.form == "yes_no":
        text = f"Yes: {text}"
    if not kept:
        largest = ranked(rows, largest_first=limit.high is None)[0][0]
        no = "No: no" if asked.query.reading.form == "yes_no" else "No"
        nearest = "largest" if limit.high is None else "smallest"
        text = f"{no} line is {limit.said}. The {nearest} is {_named(asked, largest)}."
        kept = [largest]
    return _said(asked, kept, text)


def _within(asked: _Asked, rows: Sequence[Money], kept: Sequence[Money], limit: Limit) -> str:
    """Say how many lines lie within a limit, table by table where the question names none."""
    tables = _by_table(asked, rows) if not asked.named.groups else []
    if len(tables) < 2:
        return f"{len(kept)} of {len(rows)} lines {limit.said}:\n{_listing(asked, kept)}"
    said = []
    for table, found in tables:
        within = [m for m in kept if m.table == table.id]
        said.append(f"{len(within)} of {len(found)} lines {limit.said} in {asked.query.label(table.id)}{':' if within else '.'}")
        said += [_listing(asked, within)] if within else []
    return "\n".join(said)


def _limit(work: Operations) -> Limit | None:
    for name in LIMITS:
        values = [f.value for f in work.bounds(name)]
        if not values:
            continue
        match name:
            case "over" | "at_least":
                return Limit(low=values[0], low_counts=name == "at_least")
            case "under" | "at_most":
                return Limit(high=values[0], high_counts=name == "at_most")
            case "between" if len(values) == 2:
                return Limit(min(values), max(values))
            case "exactly":
                return Limit(values[0], values[0])
            case _:
                pass
    return None


def _averages(asked: _Asked) -> Reply | None:
    """Average the lines, table by table where no lines are named."""
    if "average" not in asked.work:
        return None
    rows = counted_once(printed(_rows(asked)))
    if asked.named.groups or len({m.table for m in rows}) == 1:
        if not rows:
            return _no_split(asked, _rows(asked)) if _rows(asked) else None
        return _said(asked, rows, f"{_average(rows)}\n{_listing(asked, rows)}")
    said = []
    for table, found in _by_table(asked, rows):
        if len(found) > 1:
            said.append(f"{asked.query.label(table.id)}: {_average(found)}")
    if not said:
        return _no_split(asked, unprinted(_rows(asked)))
    left = _left_aside(asked, rows)
    return _said(asked, [m for m in rows if len([r for r in rows if r.table == m.table]) > 1],
                 "\n".join([*said, *left]))  # fmt: skip


def _average(rows: Sequence[Money]) -> str:
    return f"The average is {spoken_money(mean(rows))}: {spoken_money(total(rows))} over {len(rows)} lines."


def _left_aside(asked: _Asked, rows: Sequence[Money]) -> list[str]:
    """Name the tables in question that print no amounts for their lines."""
    found = {m.table for m in rows}
    return [
        f"{asked.query.label(t.id)} prints no amounts for its lines, only the total"
        f" {t.total.money.printed}."
        for t in asked.tables if t.id not in found and t.total and not printed(_money(t.rows))
    ]  # fmt: skip


def _order(asked: _Asked) -> Reply | None:
    """List lines by amount."""
    if "order" not in asked.work:
        return None
    rows = counted_once(printed(_rows(asked)))
    if len(rows) < 2:
        return None
    rising = bool({"smallest", "lowest", "least", "ascending", "low"} & set(
        w for o in asked.work.of("order") for w in asked.query.reading.words[o.start : o.start + 1]
    ))  # fmt: skip
    found = [m for same in ranked(rows, largest_first=not rising) for m in same]
    return _said(asked, found, _listing(asked, found, numbered=True))


def _extremes(asked: _Asked) -> Reply | None:
    """Name the largest or smallest lines, or the second, or the first three."""
    work = asked.work
    if not work.has("most", "least"):
        return None
    rows = counted_once(_rows(asked))
    known = printed(rows)
    if not known:
        return _no_split(asked, rows) if rows else None
    said: list[str] = []
    shown: list[Money] = []
    several = not asked.named.groups and len({m.table for m in known}) > 1
    for operation in work.of("most", "least"):
        parts: list[tuple[Table | None, tuple[Money, ...]]] = [(None, known)]
        if several:
            parts = sorted(_by_table(asked, known), key=lambda part: -len(part[1]))
        for table, found in parts:
            text, lines = _extreme(asked, operation.name, operation.start, operation.end, found)
            head = f"{asked.query.label(table.id)}: " if table and len(parts) > 1 else ""
            said.append(head + text)
            shown += lines
    left = _left_aside(asked, rows) if not asked.named.groups else []
    text = "\n".join([*dict.fromkeys(said), *left])
    # 'the second largest', asked next, is the second of the table that has the most lines
    first = [m for m in dict.fromkeys(shown) if m.table == shown[0].table]
    return _said(asked, list(dict.fromkeys(shown)), text, remembered=first)


def _extreme(
    asked: _Asked, name: str, start: int, end: int, rows: Sequence[Money]
) -> tuple[str, list[Money]]:
    words = asked.query.reading.words[start:end]
    places = ranked(rows, largest_first=name == "most")
    word = "largest" if name == "most" else "smallest"
    count = next((int(f.value) for f in asked.work.figures
                  if start <= f.start < end and not f.is_money), 0)  # fmt: skip
    if count > 1:
        found = [m for same in places for m in same][:count]
        listing = _listing(asked, found, numbered=True)
        return f"The {len(found)} {word}, {spoken_sum(found)} together:\n{listing}", found
    rank = next((_RANKS[w] for w in words if w in _RANKS), 0)
    if rank >= len(places):
        rank = len(places) - 1
    found = places[rank]
    nth = ("", "second ", "third ", "fourth ", "fifth ")[min(rank, 4)]
    if len(found) > 1:
        return f"The {nth}{word} are {_listed([m.name for m in found])}: {found[0].printed} each.", found
    return f"The {nth}{word} is {_named(asked, found[0])}.", found


def _counts(asked: _Asked) -> Reply | None:
    """Count lines, and name them."""
    if "count" not in asked.work or asked.query.reading.form not in ("how_many", "how_much", ""):
        return None
    rows = _rows(asked)
    if not rows:
        return None
    if asked.named.groups and not all(g.is_table or g.by_giver or _is_set(asked, g) for g in asked.groups):
        return None
    tables = _by_table(asked, rows)
    if len(tables) == 1 or asked.named.groups:
        return _said(asked, rows, f"{wording.counted(len(rows))}\n{_listing(asked, rows)}")
    said = [f"{wording.counted(len(found))[:-1]} in {asked.query.label(t.id)}." for t, found in tables]
    return _said(asked, rows, "\n".join(said))


def _is_set(asked: _Asked, group: Group) -> bool:
    """Tell whether a group may be counted: a label, a place, a table; one line alone is no count."""
    return len(group.lines) > 1 or any(x.money.is_total for x in group.lines)


def _checks(asked: _Asked) -> bool:
    reading = asked.query.reading
    polite = _POLITE.match(reading.lowered)
    return "checking" in asked.work or (reading.form == "yes_no" and not polite)


def _check(asked: _Asked) -> Reply | None:
    """Say whether an amount or a sum that is put forward is right."""
    if not _checks(asked):
        return None
    figures = [g for g in asked.groups if g.figure]
    others = [g for g in asked.groups if not g.figure]
    if len(figures) == 1 and len(others) == 1:
        return _checked(asked, figures[0].figure.value if figures[0].figure else Decimal(0), others[0], figures[0])
    if len(figures) == 1 and not others:
        line = figures[0].lines[0].money
        if line.is_total and asked.work.has("sum"):
            rows = next(_money(t.rows) for t in asked.named.held if t.id == line.table)
            if not unprinted(rows):
                right = total(rows) == line.amount
                text = (f"{'Yes' if right else 'No'}: the {len(counted_once(rows))} lines add up to "
                        f"{spoken_money(total(rows))}.\n{_listing(asked, rows)}")  # fmt: skip
                return _said(asked, rows, text)
    return None


def _checked(
    asked: _Asked, value: Decimal, group: Group | None = None, other: Group | None = None
) -> Reply:
    lines = counted_once(_money((group or asked.groups[0]).lines))
    amount = total(lines)
    if amount == value or (other and other.ids & {m.id for m in lines}):
        text = f"Yes: {_side_of(asked, lines)}."
    else:
        text = f"No: {_side_of(asked, lines)}, not {spoken_money(value)}."
        if other and len(other.lines) == 1:
            text += f" {spoken_money(value)} is {other.lines[0].money.name}."
    if len(lines) > 1:
        text += "\n" + _listing(asked, lines)
    return _said(asked, lines, text)


def _amounts(asked: _Asked) -> Reply | None:
    """Say the amount of one line, of a table, or the sum of several, with the lines."""
    lines = asked.lines
    if not lines:
        return _all_tables(asked)
    if asked.query.reading.form == "yes_no" and not _POLITE.match(asked.query.reading.lowered) and not (
        any(g.figure for g in asked.groups)
    ):
        return None
    once = counted_once(lines)
    if len(once) == 1:
        return _said(asked, once, _one(asked, once[0]))
    ambiguous = [g for g in asked.groups if g.figure and len(g.lines) > 1]
    if ambiguous:
        if len(asked.groups) > 1 or asked.work.has("sum", "minus"):
            return None
        return _said(asked, once, "\n".join(_fact(asked.query, m).text for m in once))
    return _summed(asked, once, inside=len(once) < len(lines))


def _one(asked: _Asked, line: Money) -> str:
    text = _fact(asked.query, line).text
    if not line.is_total:
        return text
    rows = asked.query.knowledge.facts.get(f"{line.table}.lines")
    return rows.text if rows else text


def _summed(asked: _Asked, lines: Sequence[Money], *, inside: bool = False, more: str = "") -> Reply:
    text = f"{spoken_sum(lines)} altogether:\n{_listing(asked, lines)}"
    missing = unprinted(lines)
    if missing:
        text += f"\nNo amount is printed for {_listed([m.name for m in missing])}."
    if inside:
        text += "\nLines that are part of another line are not counted twice."
    shared = _shared(asked)
    return _said(asked, lines, text + shared + more)


def _shared(asked: _Asked) -> str:
    """Say that a line is for other places too, where one place is asked for."""
    if not any(g.by_place for g in asked.groups):
        return ""
    entities = asked.query.knowledge.entities
    said = []
    for line in asked.lines:
        if len(line.places) > 1:
            said.append(f"\n{line.name} is shared by {_listed([entities[p].name for p in line.places])}.")
    return "".join(said[:2])


def _all_tables(asked: _Asked) -> Reply | None:
    """Say what the tables in question come to."""
    tables = asked.named.tables
    if asked.query.reading.form not in FREE_FORMS and not _POLITE.match(asked.query.reading.lowered):
        return None
    if len(tables) == 1 and tables[0].total:
        return _said(asked, [tables[0].total.money], _one(asked, tables[0].total.money))
    lines = _whole_of_tables(tables)
    if asked.named.givers:
        lines = tuple(m for t in tables for m in ([t.total.money] if t.total and t.total.money.giver in asked.named.givers
                      else [x.money for x in t.rows if x.money.giver in asked.named.givers]))  # fmt: skip
    once = counted_once(lines)
    if not printed(once):
        return None
    parts = [m for m in lines if m.part_of in {x.id for x in once}]
    more = ""
    if parts:
        more = "\n" + " ".join(f"{m.name}, {m.printed}, is part of that and not added." for m in parts)
    if not any(m.is_total for m in once):
        more += "\nThe source prints no total; the sum is worked out."
    return _summed(asked, once, more=more)


def _all_scopes_named(asked: _Asked, scopes: Sequence[str]) -> bool:
    """Tell whether each partnership named has lines in the question."""
    found = {m.scope for m in asked.lines}
    return found == set(scopes)


# --- an amount whose partnership is not named ----------------------------------------------------


def _amount_of_anyone(query: Query) -> Reply | None:
    """Say what an amount was for, wherever it is: 'what was the £24,595 for'."""
    reading, work = query.reading, query.reading.work
    figures = [f for f in work.figures if f.is_money]
    everyone = tuple(all_scopes(query.index))
    if not figures or reading.form in ("why", "when", "where", "how") or work.sums - {"sum"}:
        return _whose_money(replace(query, scopes=everyone)) if not figures else None
    named = read_groups(replace(query, scopes=everyone))
    groups = [g for g in named.groups if g.figure]
    if not groups or named.unexplained or len(groups) < len(named.groups):
        return None
    asked = _Asked(replace(query, scopes=everyone), work, named, tuple(groups))
    return _amounts(asked)


def _which_have(query: Query) -> Reply | None:
    """Say which partnerships have lines for what is named: 'which have a figure for CCTV'."""
    reading = query.reading
    stems = {stem(w) for w in reading.words}
    if not (stems & vocabulary().money or "£" in reading.text) or reading.form in ("why", "who"):
        return None
    everyone = tuple(all_scopes(query.index))
    query = replace(query, scopes=everyone)
    named = read_groups(query)
    if named.unexplained or named.years or named.figures:
        return None
    asked = _Asked(query, reading.work, named, named.meant)
    lines = asked.lines or (
        tuple(m for t in named.tables for m in ([t.total.money] if t.total else _money(t.rows)))
    )  # fmt: skip
    if not lines or not asked.groups and not named.givers and not (stems & {"figur", "amount", "sum"} or "£" in reading.text):
        return None
    if named.givers:
        lines = tuple(m for m in lines if m.giver in named.givers)
    said = []
    for scope in dict.fromkeys(m.scope for m in lines):
        mine = counted_once(m for m in lines if m.scope == scope)
        listing = "\n".join(f"• {m.name}: {m.printed}" for m in mine[:6])
        said.append(f"{query.label(scope)}, {mine[0].year}:\n{listing}")
    return _said(asked, lines, "\n".join(said))


def _whose_money(query: Query) -> Reply | None:
    """Ask which partnership's money is meant, where a giver is named and no partnership."""
    reading = query.reading
    if reading.about_all or reading.uncovered or reading.unknown_name() or len(query.scopes) < 2:
        return None
    clear = reading.form == "how_much" or "£" in reading.text or query.reading.work.has("sum")
    if not clear or _counts_something_else(query):
        return None
    named = read_groups(query)
    if named.unexplained or not named.givers or named.years or any(g.figure for g in named.groups):
        return None
    scopes = [s for s in query.scopes if any(
        x.money.giver in named.givers for x in lines_of(s, query.index, query.lexicon).by_id.values()
    )]  # fmt: skip
    if len(scopes) < 2:
        return None
    scopes.sort(key=query.label)
    labels = [query.label(s) for s in scopes]
    choices = tuple(Choice(label, scope) for label, scope in zip(labels, scopes, strict=True))
    context = replace(query.after, pending=query.asked or query.question.text, choices=tuple(scopes))
    return Clarify(wording.which_partnership("amounts", labels), choices, context)


# --- saying it -----------------------------------------------------------------------------------


def _said(
    asked: _Asked, lines: Sequence[Money], text: str, remembered: Sequence[Money] = ()
) -> Reply:
    query = asked.query
    facts = [_fact(query, m) for m in lines]
    return answered(query, facts, text, figures=_remembered(asked, remembered or lines))


def _remembered(asked: _Asked, lines: Sequence[Money]) -> tuple[str, ...]:
    """Return the lines that 'together' would add up: these, and those just before them."""
    query = asked.query
    new = [m.id for m in lines]
    follows = bool(query.assumed) or set(query.scopes) == set(query.context.partnerships)
    worked = asked.work.sums & WORKED - {"most", "least"}
    old = query.context.figures if follows and not worked else ()
    return tuple(dict.fromkeys((*(i for i in old if i not in new), *new)))[-12:]


def _fact(query: Query, line: Money) -> Fact:
    return query.knowledge.facts[line.fact]


def _money(lines: Iterable[Line]) -> tuple[Money, ...]:
    return tuple(dict.fromkeys(x.money for x in lines))


def _listing(asked: _Asked, lines: Sequence[Money], *, numbered: bool = False) -> str:
    """List lines with their amounts; under the partnership where they are of several."""
    heads = len({m.scope for m in lines}) > 1
    said = []
    for scope, group in groupby(lines, key=lambda m: m.scope):
        if heads:
            said.append(f"{asked.query.label(scope)}:")
        for n, m in enumerate(group, 1):
            said.append(f"{f'{n}.' if numbered else '•'} {m.name}: {m.printed}")
    if len(said) > MOST_ROWS:
        said = [*said[:MOST_ROWS], f"and {len(said) - MOST_ROWS} more"]
    return "\n".join(said)


def _named(asked: _Asked, line: Money) -> str:
    return f"{line.name}: {line.printed}"


def _side(asked: _Asked, group: Group) -> str:
    return _side_of(asked, _money(group.lines))


def _side_of(asked: _Asked, lines: Sequence[Money]) -> str:
    """Name one side of a comparison with its amount."""
    whose = ""
    if len({m.scope for m in asked.lines}) > 1:
        whose = f" ({asked.query.label(lines[0].scope)}, {lines[0].year})"
    return f"{_names(lines)} {lines[0].printed if len(lines) == 1 else spoken_sum(lines)}{whose}"


def _names(lines: Sequence[Money], group: Group | None = None) -> str:
    labels = {m.label for m in lines}
    if len(lines) > 1 and len(labels) == 1 and (label := labels.pop()):
        return f"'{label}'"
    return _listed([m.name for m in lines]) if len(lines) < 4 else f"{len(lines)} lines"


def _listed(names: Sequence[str]) -> str:
    *start, last = list(names) or [""]
    return f"{', '.join(start)} and {last}" if start else last


_ = (NAME, Term)
