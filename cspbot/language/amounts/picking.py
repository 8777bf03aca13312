"""Picks among funding lines: within a limit, the largest, in order, how many; averages them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cspbot import wording
from cspbot.knowledge.facts import Money, spoken_money
from cspbot.language.amounts.asked import Asked, joined, listing, money, named, no_split, said
from cspbot.language.amounts.groups import Group
from cspbot.language.amounts.lines import Table
from cspbot.language.amounts.operations import LIMITS, Operation, Operations
from cspbot.language.amounts.sums import (
    Limit,
    counted_once,
    mean,
    printed,
    ranked,
    spoken_sum,
    total,
)
from cspbot.messages import Reply

_RANKS = {"second": 1, "2nd": 1, "next": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3,
          "fifth": 4, "5th": 4}  # fmt: skip
_NTH = ("", "second ", "third ", "fourth ", "fifth ")
_RISING = frozenset({"smallest", "lowest", "least", "ascending", "low", "small"})


# --- limits --------------------------------------------------------------------------------------


def limits(asked: Asked) -> Reply | None:
    """List the lines within a limit: over, under, exactly, between."""
    limit = _limit(asked.work)
    if limit is None or asked.work.has("difference"):
        return None
    rows = printed(asked.rows)
    rows += tuple(m for m in asked.lines if m.is_total and m.table not in {r.table for r in rows})
    if not rows:
        return None
    kept = sorted((m for m in rows if limit.holds(m.amount)), key=lambda m: -(m.amount or 0))
    if asked.asks_yes_or_no and len(rows) == 1:
        return said(asked, rows, f"{'Yes' if kept else 'No'}: {named(rows[0])}.")
    if not kept:
        return _none_within(asked, rows, limit)
    text = _within(asked, rows, kept, limit)
    return said(asked, kept, f"Yes: {text}" if asked.asks_yes_or_no else text)


def _limit(work: Operations) -> Limit | None:
    for name in LIMITS:
        match name, [f.value for f in work.bounds(name)]:
            case (("over" | "at_least"), [low]):
                return Limit(low=low, low_counts=name == "at_least")
            case (("under" | "at_most"), [high]):
                return Limit(high=high, high_counts=name == "at_most")
            case "exactly", [value]:
                return Limit(value, value)
            case "between", [one, two]:
                return Limit(min(one, two), max(one, two))
            case _:
                pass
    return None


def _none_within(asked: Asked, rows: Sequence[Money], limit: Limit) -> Reply:
    nearest = ranked(rows, largest_first=limit.high is None)[0][0]
    no = "No: no" if asked.asks_yes_or_no else "No"
    which = "largest" if limit.high is None else "smallest"
    return said(asked, [nearest], f"{no} line is {limit.said}. The {which} is {named(nearest)}.")


def _within(asked: Asked, rows: Sequence[Money], kept: Sequence[Money], limit: Limit) -> str:
    """Say how many lines lie within a limit, table by table where the question names none."""
    tables = asked.by_table(rows) if not asked.named.groups else []
    if len(tables) < 2:
        return f"{len(kept)} of {len(rows)} lines {limit.said}:\n{listing(asked, kept)}"
    parts = []
    for table, lines in tables:
        mine = [m for m in kept if m.table == table.id]
        text = f"{len(mine)} of {len(lines)} lines {limit.said} in {asked.query.label(table.id)}"
        parts.append(f"{text}:\n{listing(asked, mine)}" if mine else f"{text}.")
    return "\n".join(parts)


# --- averages ------------------------------------------------------------------------------------


def averages(asked: Asked) -> Reply | None:
    """Average the lines, table by table where no lines are named."""
    if not asked.work.has("average"):
        return None
    rows = counted_once(printed(asked.rows))
    if not rows:
        return no_split(asked, asked.rows) if asked.rows else None
    tables = [(table, lines) for table, lines in asked.by_table(rows) if len(lines) > 1]
    if asked.named.groups or len({m.table for m in rows}) == 1 or not tables:
        return said(asked, rows, f"{_average(rows)}\n{listing(asked, rows)}")
    parts = [f"{asked.query.label(table.id)}: {_average(lines)}" for table, lines in tables]
    shown = [m for _, lines in tables for m in lines]
    return said(asked, shown, "\n".join([*parts, *_without_split(asked, rows)]))


def _average(rows: Sequence[Money]) -> str:
    amount, whole = spoken_money(mean(rows)), spoken_money(total(rows))
    return f"The average is {amount}: {whole} over {len(rows)} lines."


def _without_split(asked: Asked, rows: Iterable[Money]) -> list[str]:
    """Name the tables in question that print no amounts for their lines."""
    known = {m.table for m in rows}
    return [
        f"{asked.query.label(t.id)} prints no amounts for its lines, only the total"
        f" {t.total.money.printed}."
        for t in asked.tables if t.id not in known and t.total and not printed(money(t.rows))
    ]  # fmt: skip


# --- order, largest and smallest -----------------------------------------------------------------


def orders(asked: Asked) -> Reply | None:
    """List lines by amount."""
    rows = counted_once(printed(asked.rows))
    if not asked.work.has("order") or len(rows) < 2:
        return None
    first = asked.words[asked.work.of("order")[0].start :][:1]
    falling = _RISING.isdisjoint(first)
    found = [m for alike in ranked(rows, largest_first=falling) for m in alike]
    return said(asked, found, listing(asked, found, numbered=True))


def extremes(asked: Asked) -> Reply | None:
    """Name the largest or smallest lines, or the second, or the first three."""
    operations = asked.work.of("most", "least")
    if not operations:
        return None
    if asked.asks_yes_or_no:
        return _is_extreme(asked, operations[0])
    rows = counted_once(asked.rows)
    known = printed(rows)
    if not known:
        return no_split(asked, rows) if rows else None
    parts: list[tuple[Table | None, tuple[Money, ...]]] = [(None, known)]
    if not asked.named.groups and len({m.table for m in known}) > 1:
        parts = sorted(asked.by_table(known), key=lambda part: -len(part[1]))
    texts, shown = [], []
    for operation in operations:
        for table, lines in parts:
            text, found = _extreme(asked, operation, lines)
            texts.append(f"{asked.query.label(table.id)}: {text}" if table else text)
            shown += found
    if not asked.named.groups:
        texts += _without_split(asked, rows)
    # 'The second largest', asked next, is the second of the table that has the most lines.
    first = [m for m in dict.fromkeys(shown) if m.table == shown[0].table]
    return said(asked, list(dict.fromkeys(shown)), "\n".join(dict.fromkeys(texts)), first)


def _is_extreme(asked: Asked, operation: Operation) -> Reply | None:
    """Say whether the one line named is the largest, or the smallest, of its table."""
    lines = [m for m in asked.lines if not m.is_total]
    if len(lines) != 1:
        return None
    line = lines[0]
    rows = next(money(t.rows) for t in asked.named.held if t.id == line.table)
    text, found = _extreme(asked, operation, counted_once(printed(rows)))
    shown = found if line in found else [line, *found]
    if line in found:
        return said(asked, shown, f"Yes. {text}")
    return said(asked, shown, f"No: {named(line)}. {text}")


def successors(asked: Asked) -> Reply | None:
    """Name the line that comes next in size after the one named."""
    if not asked.work.has("behind") or len(asked.lines) != 1:
        return None
    line = asked.lines[0]
    table = next(t for t in asked.named.held if t.id == line.table)
    places = ranked(counted_once(money(table.rows)), largest_first=True)
    smaller = [alike for alike in places if (alike[0].amount or 0) < (line.amount or 0)]
    if not smaller:
        return said(asked, [line], f"None: {named(line)} is the smallest.")
    found = smaller[0]
    text = f"Next after {named(line)}\n{listing(asked, found)}"
    return said(asked, found, text)


def _extreme(asked: Asked, operation: Operation, rows: Sequence[Money]) -> tuple[str, list[Money]]:
    words = asked.words[operation.start : operation.end]
    places = ranked(rows, largest_first=operation.name == "most")
    word = "largest" if operation.name == "most" else "smallest"
    counts = (int(f.value) for f in asked.work.figures
              if operation.start <= f.start < operation.end and not f.is_money)  # fmt: skip
    count = next(counts, 0)
    if count > 1:
        found = [m for alike in places for m in alike][:count]
        head = f"The {len(found)} {word}, {spoken_sum(found)} together:"
        return f"{head}\n{listing(asked, found, numbered=True)}", found
    rank = min(next((_RANKS[w] for w in words if w in _RANKS), 0), len(places) - 1)
    found = places[rank]
    if len(found) > 1:
        each = f"{joined([m.name for m in found])}: {found[0].printed} each."
        return f"The {_NTH[rank]}{word} are {each}", found
    return f"The {_NTH[rank]}{word} is {named(found[0])}.", found


# --- counts --------------------------------------------------------------------------------------


def counts(asked: Asked) -> Reply | None:
    """Count lines, and name them."""
    rows = asked.rows
    if not asked.work.has("count") or asked.query.reading.form not in ("how_many", "how_much", ""):
        return None
    if not rows or not all(map(_may_be_counted, asked.groups if asked.named.groups else ())):
        return None
    tables = asked.by_table(rows)
    if len(tables) == 1 or asked.named.groups:
        return said(asked, rows, f"{wording.counted(len(rows))}\n{listing(asked, rows)}")
    parts = [
        f"{wording.counted(len(lines))[:-1]} in {asked.query.label(table.id)}."
        for table, lines in tables
    ]
    return said(asked, rows, "\n".join(parts))


def _may_be_counted(group: Group) -> bool:
    """Tell whether a group may be counted: a label, a place, a table; one line alone is none."""
    many = len(group.lines) > 1 or any(x.money.is_total for x in group.lines)
    return many or group.is_table or group.by_giver
