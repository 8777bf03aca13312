"""A question about amounts as it was read, and how its answers are laid out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from cspbot import wording
from cspbot.knowledge.facts import Fact, Money
from cspbot.language.amounts.groups import Group, Named
from cspbot.language.amounts.lines import Line, Table
from cspbot.language.amounts.operations import LIMITS, Operations
from cspbot.language.amounts.sums import spoken_sum
from cspbot.language.phrasing import answered, remember, sources
from cspbot.language.query import Query
from cspbot.messages import Reply, Unknown, Why

WORKED = frozenset({
    "share", "fraction", "average", "difference", "choice", "ratio", "minus", "left", "most",
    "least", "order", "sum", *LIMITS,
})  # fmt: skip
"""Operations that ask for something to be worked out of amounts."""
MOST_REMEMBERED = 12
MOST_ROWS = 16
MOST_NAMES = 3
"""How many lines one side of a comparison is named by; of more, their number is given."""

_POLITE = re.compile(r"^(?:and |so |ok |please )*(?:can|could|would|will) (?:you|u|i|we)\b")


@dataclass(frozen=True)
class Asked:
    """A question about amounts."""

    query: Query
    named: Named
    groups: tuple[Group, ...]
    """What is asked about: the groups named, or what was last spoken of."""

    @property
    def work(self) -> Operations:
        """What is to be worked out."""
        return self.query.reading.work

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the question."""
        return self.query.reading.words

    @property
    def lines(self) -> tuple[Money, ...]:
        """The lines of all groups."""
        return money(x for g in self.groups for x in g.lines)

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables that the groups are from; those in question where there is no group."""
        ids = {m.table for m in self.lines}
        return tuple(t for t in self.named.held if t.id in ids) or self.named.tables

    @property
    def rows(self) -> tuple[Money, ...]:
        """The lines that are counted, compared or averaged: the rows of a table, not its total."""
        lines = self.lines
        ids = {m.id for m in lines}
        whole = {m.table for m in lines if m.is_total}
        if len(lines) == 1 and not self.named.groups:
            whole.add(lines[0].table)  # 'second biggest?' after the biggest
        return tuple(
            x.money for t in self.tables for x in t.rows
            if not lines or x.money.id in ids or t.id in whole
        )  # fmt: skip

    @property
    def asks_yes_or_no(self) -> bool:
        """Tell whether yes or no is wanted; not in 'can you give me the total'."""
        reading = self.query.reading
        return reading.form == "yes_no" and not is_polite(self.query)

    def is_bare(self, operation: str) -> bool:
        """Tell whether this is to be done with what was last spoken of, and no more is said."""
        spoken = bool(self.query.context.figures) and not self.named.groups
        return spoken and self.work.has(operation) and not self.query.reading.telling

    def by_table(self, lines: Iterable[Money]) -> list[tuple[Table, tuple[Money, ...]]]:
        """Return lines with the table that they are from."""
        lines = tuple(lines)
        found = ((t, tuple(m for m in lines if m.table == t.id)) for t in self.named.held)
        return [(table, mine) for table, mine in found if mine]

    def fact(self, line: Money) -> Fact:
        """Return the fact that says a line."""
        return self.query.knowledge.facts[line.fact]

    def typed(self, *operations: str) -> frozenset[str]:
        """Return the words by which these operations are asked for."""
        found = (self.words[o.start : o.end] for o in self.work.of(*operations))
        return frozenset(w for words in found for w in words)


def is_polite(query: Query) -> bool:
    """Tell whether a question only begins like one for yes or no: 'can you give me'."""
    return bool(_POLITE.match(query.reading.lowered))


def money(lines: Iterable[Line]) -> tuple[Money, ...]:
    """Return the funding lines themselves, each once."""
    return tuple(dict.fromkeys(x.money for x in lines))


def whole_of(tables: Iterable[Table]) -> tuple[Money, ...]:
    """Return what tables come to: their totals, or the rows of one that prints none."""
    return tuple(m for t in tables for m in ([t.total.money] if t.total else money(t.rows)))


# --- laying out ----------------------------------------------------------------------------------


def said(
    asked: Asked, lines: Sequence[Money], text: str, remembered: Sequence[Money] = ()
) -> Reply:
    """Answer with these lines as the facts; `remembered` are what 'together' would add up."""
    facts = [asked.fact(m) for m in lines]
    figures = _remembered(asked, remembered or lines)
    return answered(asked.query, facts, text, figures=figures)


def _remembered(asked: Asked, lines: Sequence[Money]) -> tuple[str, ...]:
    """Return the lines that 'together' would add up: these, and those just before them."""
    query, new = asked.query, [m.id for m in lines]
    follows = bool(query.assumed) or set(query.scopes) == set(query.context.partnerships)
    worked = asked.work.sums & (WORKED - {"most", "least"})
    # One line is an amount as printed, though 'the whole of it' was typed.
    old = query.context.figures if follows and (not worked or len(new) == 1) else ()
    return tuple(dict.fromkeys((*(i for i in old if i not in new), *new)))[-MOST_REMEMBERED:]


def listing(asked: Asked, lines: Sequence[Money], *, numbered: bool = False) -> str:
    """List lines with their amounts; under their partnership where they are of several."""
    heads = len({m.scope for m in lines}) > 1
    rows: list[str] = []
    for scope, mine in groupby(lines, key=lambda m: m.scope):
        rows += [f"{asked.query.label(scope)}:"] if heads else []
        rows += [f"{f'{n}.' if numbered else '•'} {named(m)}" for n, m in enumerate(mine, 1)]
    if len(rows) > MOST_ROWS:
        rows = [*rows[:MOST_ROWS], f"and {len(rows) - MOST_ROWS} more"]
    return "\n".join(rows)


def named(line: Money) -> str:
    """Name a line with its amount."""
    return f"{line.name}: {line.printed}"


def side(asked: Asked, lines: Sequence[Money]) -> str:
    """Name one side of a comparison with its amount."""
    amount = lines[0].printed if len(lines) == 1 else spoken_sum(lines)
    if len({m.scope for m in asked.lines}) < 2:
        return f"{names(lines)} {amount}"
    return f"{names(lines)} {amount} ({asked.query.label(lines[0].scope)}, {lines[0].year})"


def names(lines: Sequence[Money]) -> str:
    """Name lines in a sentence; by their label where it is one and the same."""
    labels = {m.label for m in lines}
    if len(lines) > 1 and len(labels) == 1 and (label := labels.pop()):
        return f"'{label}'"
    return joined([m.name for m in lines]) if len(lines) <= MOST_NAMES else f"{len(lines)} lines"


def joined(parts: Sequence[str]) -> str:
    """Join names as in a sentence: 'a, b and c'."""
    *start, last = list(parts) or [""]
    return f"{', '.join(start)} and {last}" if start else last


# --- refusing ------------------------------------------------------------------------------------


def no_split(asked: Asked, missing: Sequence[Money]) -> Reply:
    """Refuse an amount that the source does not print, with the total that it does."""
    tables = {m.table for m in missing}
    totals = [t.total.money for t in asked.named.held if t.total and t.id in tables]
    held = [f"{named(m)} in total" for m in totals]
    shown = [m.name for m in missing[:3]] + (["others"] if len(missing) > 3 else [])
    text = wording.not_held(f"an amount for {joined(shown)}", "", held, "")
    facts = [asked.fact(m) for m in (*missing, *totals)]
    return Unknown(
        f"{text} {wording.NO_SPLIT if totals else wording.NO_AMOUNT}", Why.NOT_HELD,
        sources(facts, asked.query.knowledge), context=remember(asked.query, facts),
    )  # fmt: skip


def not_held(query: Query, what: str, held: Sequence[str]) -> Reply:
    """Refuse, naming what is held."""
    whose = query.knowledge.entities[query.scopes[0]].name if query.scopes else ""
    text = wording.not_held(what, whose, held, "")
    return Unknown(text, Why.NOT_HELD, context=remember(query, ()))


def tables_held(asked: Asked) -> list[str]:
    """Name the tables that are held."""
    return [asked.query.label(t.id) for t in asked.named.held]
