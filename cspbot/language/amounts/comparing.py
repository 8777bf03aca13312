"""Compares amounts: shares, how many times, what is left, differences, and checks of a figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from cspbot import wording
from cspbot.knowledge.facts import Money, spoken_money
from cspbot.language.amounts.asked import (
    Asked,
    joined,
    listing,
    money,
    names,
    no_split,
    not_held,
    said,
    side,
    tables_held,
    whole_of,
)
from cspbot.language.amounts.groups import Group, read_groups
from cspbot.language.amounts.spoken import spoken_lines
from cspbot.language.amounts.sums import (
    counted_once,
    percentage,
    printed,
    ranked,
    spoken_as,
    total,
    unprinted,
)
from cspbot.language.reading import FIGURE
from cspbot.messages import Answered, Reply

_PARTS = {"half": (1, 2), "third": (1, 3), "thirds": (2, 3), "quarter": (1, 4),
          "quarters": (3, 4), "fifth": (1, 5), "tenth": (1, 10), "majority": (1, 2),
          "bulk": (1, 2)}  # fmt: skip
_UNDER = frozenset({"under", "below", "less", "fewer"})
_SMALLER = frozenset({"smaller", "lower", "less", "fewer", "cheaper"})
HUNDREDTH = Decimal("0.01")


# --- shares --------------------------------------------------------------------------------------


def shares(asked: Asked) -> Reply | None:
    """Say how large a part is of its whole, in percent."""
    if not asked.work.has("share", "fraction") or not asked.groups:
        return None
    rest = _rest_of_whole(asked)
    if rest:
        return rest
    part, whole, name = _part_and_whole(asked)
    if not part or not whole:
        return not_held(asked.query, "a total that these lines are a share of", tables_held(asked))
    shown = counted_once(part)
    share, amount = percentage(total(part), whole), spoken_money(total(part))
    text = f"{share}: {amount} of {spoken_money(whole)}{name}."
    fraction = _fraction(asked)
    if fraction and asked.asks_yes_or_no:
        (top, bottom), under = fraction
        holds = (
            (total(part) * bottom < whole * top) if under else (total(part) * bottom > whole * top)
        )
        text = f"{'Yes' if holds else 'No'}: {text}"
    if len(shown) > 1:
        text += f"\n{listing(asked, shown)}"
    return said(asked, shown, text)


def _rest_of_whole(asked: Asked) -> Reply | None:
    """Say how large what is left is of its whole: 'what share of it is not the commissioner's'."""
    out = money(x for g in asked.named.left_out for x in g.lines)
    whole = money(x for g in asked.groups for x in g.lines)
    left = total(whole) - total(out)
    if not out or unprinted(out) or not _all_within(out, whole) or left <= 0:
        return None
    return said(
        asked, (*whole, *out),
        f"{percentage(left, total(whole))}: {spoken_as(left, whole)} of "
        f"{spoken_money(total(whole))} for {names(whole)} is left without:\n{listing(asked, out)}",
    )  # fmt: skip


_UNDER_IT = frozenset({"under", "marked", "labelled"})
"""Words after which 'everything' is no more than what is named: 'everything under hate crime'."""


def _part_and_whole(asked: Asked) -> tuple[tuple[Money, ...], Decimal | None, str]:
    """Return the lines of the part, the amount of the whole, and what to call the whole."""
    groups = list({g.ids: g for g in asked.groups}.values())
    part = money(x for g in groups for x in g.lines)
    wholes = [g for g in groups if _holds_all(g, [o for o in groups if o is not g])]
    if wholes:
        lines = money(wholes[0].lines)
        rest = money(x for g in groups if g is not wholes[0] for x in g.lines)
        return rest, total(lines), f" for {names(lines)}"
    if asked.named.figures:
        return part, asked.named.figures[0].value, ""
    whole_of_it = {o.end for o in asked.work.of("everything")}
    under = _UNDER_IT.intersection(w for e in whole_of_it for w in asked.words[e : e + 1])
    everything = whole_of_it and not under and "table" not in asked.words
    if all(m.is_total for m in part) or everything:
        every = whole_of(asked.named.of_year)
        return part if len(every) > len(part) else (), total(every), " in all tables"
    holding = _holding(asked, part)
    if holding:
        return part, holding.amount, f" for {holding.name}"
    label = asked.query.label(asked.tables[0].id)
    name = f", the total of {label}" if len(asked.tables) == 1 else " in these tables"
    return part, total(whole_of(asked.tables)), name


def _holding(asked: Asked, parts: Sequence[Money]) -> Money | None:
    """Return the line that all of these are a part of."""
    ids = {m.part_of for m in parts}
    lines = (x.money for t in asked.named.held for x in t.lines)
    return next((m for m in lines if m.id and ids == {m.id}), None)


def _holds_all(group: Group, others: Sequence[Group]) -> bool:
    """Tell whether all other groups are within this one."""
    lines = money(group.lines)
    parts = money(x for g in others for x in g.lines)
    if not parts:
        return False
    if group.is_table:
        return {m.table for m in parts} <= {m.table for m in lines}
    if len(lines) == 1 and not lines[0].is_total:
        # The same line again, by its amount, takes nothing away: 'how much of the £2.4m for it'.
        rest = [m for m in parts if m.id != lines[0].id]
        return bool(rest) and all(m.part_of == lines[0].id for m in rest)
    return _all_within(parts, lines)


_OF_WHOLE = (
    "choice",
    "share",
    "fraction",
    "difference",
    "minus",
    "left",
    "ratio",
    "comparative",
    "without",
)


def of_parts(asked: Asked) -> Asked:
    """Leave out a total that only says where the lines named beside it are from.

    'What did Wyre Forest get from the allocation' does not ask for the allocation.
    """
    if asked.work.has(*_OF_WHOLE) or asked.named.takes_away or len(asked.groups) < 2:
        return asked
    kept = []
    for group in asked.groups:
        others = [g for g in asked.groups if g is not group]
        is_one = len(group.lines) == 1 and not group.lines[0].money.is_total
        from_it = (group.is_whole or is_one) and not asked.work.has("sum")
        holds = from_it or all(x.money.is_total for x in group.lines)
        checked_too = group.figure and asked.asks_yes_or_no
        if checked_too or not (holds and _holds_all(group, others)):
            kept.append(group)
    return replace(asked, groups=tuple(kept))


def _all_within(parts: Iterable[Money], whole: Iterable[Money]) -> bool:
    """Tell whether every part is one of these lines, or part of one, or a row of a total."""
    whole = tuple(whole)
    ids, tables = {m.id for m in whole}, {m.table for m in whole if m.is_total}
    return all(m.id in ids or m.part_of in ids or m.table in tables for m in parts)


def _fraction(asked: Asked) -> tuple[tuple[int, int], bool] | None:
    """Return the fraction typed and whether less than it is asked for: 'under a third of'."""
    typed = asked.typed("fraction")
    part = next((_PARTS[w] for w in _PARTS if w in typed), None)
    return (part, bool(_UNDER & typed)) if part else None


def ratios(asked: Asked) -> Reply | None:
    """Say how many times one side is the other."""
    if not asked.work.has("ratio") or len(asked.groups) != 2:
        return None
    less, more = sorted((money(g.lines) for g in asked.groups), key=total)
    if not total(less):
        return None
    times = (total(more) / total(less)).quantize(HUNDREDTH, ROUND_HALF_UP).normalize()
    return said(
        asked, asked.lines, f"{times:f} times: {side(asked, more)} against {side(asked, less)}."
    )


# --- what is left --------------------------------------------------------------------------------


def remainders(asked: Asked) -> Reply | None:
    """Say what is left of a whole when lines are taken out of it."""
    out = money(x for g in asked.named.left_out for x in g.lines)
    whole = money(x for g in asked.groups for x in g.lines) if asked.named.groups else ()
    bare = asked.is_bare("without")
    if not out and (asked.work.has("left") or bare):
        whole, out = _left_of(asked, whole)
    if out and not whole:
        tables = {m.table for m in out}
        whole = whole_of(t for t in asked.named.held if t.id in tables)
    if bare and total(out) == total(whole):
        return not_held(asked.query, "a whole that this is a part of", tables_held(asked))
    if not out:
        return None
    if unprinted(out):
        return no_split(asked, unprinted(out))
    if not _all_within(out, whole):
        return _not_a_part(asked, whole, out)
    ids = {m.id for m in out}
    kept = tuple(m for m in whole if m.id not in ids)
    if not kept:
        return None
    left = total(whole) - total(out)
    if len(kept) == len(whole):
        lead = f"{spoken_as(left, whole)} is left of {spoken_money(total(whole))} without:"
        text = f"{lead}\n{listing(asked, out)}"
        return said(asked, (*whole, *out), text)
    without = joined([m.name for m in out])
    if len(kept) == 1:
        return said(asked, kept, f"{asked.fact(kept[0]).text}\nThat leaves out {without}.")
    return said(
        asked, kept, f"{spoken_as(left, whole)} without {without}:\n{listing(asked, kept)}"
    )


def _not_a_part(asked: Asked, whole: Sequence[Money], out: Sequence[Money]) -> Reply | None:
    """Say that nothing can be taken out of a line that it is no part of."""
    takes_away = asked.work.has("minus") or asked.named.takes_away or "from" in asked.words
    if len({m.scope for m in (*whole, *out)}) > 1 or not (takes_away or asked.work.has("left")):
        return _apart(asked, whole, out) if takes_away else None
    apart = wording.not_a_part(side(asked, out), side(asked, whole))
    if not takes_away:
        return said(asked, (*whole, *out), apart)
    reply = _apart(asked, whole, out)
    return replace(reply, text=f"{reply.text}\n{apart}") if isinstance(reply, Answered) else reply


def _left_of(
    asked: Asked, whole: tuple[Money, ...]
) -> tuple[tuple[Money, ...], tuple[Money, ...]]:
    """Return the whole and what is taken out of it, where 'what is left' names not both."""
    groups = asked.groups if asked.named.groups else ()
    if len(groups) > 1:
        holding = [g for g in groups if _holds_all(g, [o for o in groups if o is not g])]
        if not holding:
            return (), ()
        lines = money(holding[0].lines)
        return lines, money(x for g in groups if g is not holding[0] for x in g.lines)
    spoken = spoken_lines(asked)
    of_line = None if whole else _holding(asked, spoken)
    if of_line:
        return (of_line,), tuple(spoken)  # 'and without that': of the line that it is a part of
    whole = whole or tuple(spoken[:1])
    parts = tuple(m for m in spoken if m not in whole and _all_within([m], whole))
    if parts:
        return whole, parts
    if asked.is_bare("without"):
        return (), () if any(m.is_total for m in spoken) else tuple(spoken)
    if groups:
        return (), whole
    # 'And the rest?' after one of several: the others.
    last = tuple(m for m in spoken if m.fact in asked.query.context.facts)
    return (tuple(spoken), last) if len(last) < len(spoken) else ((), ())


# --- differences ---------------------------------------------------------------------------------


def differences(asked: Asked) -> Reply | None:
    """Say by how much two sides differ."""
    work = asked.work
    chooses = work.has("most", "least") and "or" in asked.words and len(asked.groups) == 2
    compares = work.has("difference", "choice", "comparative", "minus") or asked.named.takes_away
    if not (compares or chooses):
        return None
    sides = [money(g.lines) for g in (*asked.groups, *asked.named.left_out) if g.lines]
    if len(sides) == 1 and len(sides[0]) == 2:
        sides = [(m,) for m in sides[0]]
    if work.has("most", "least") and work.has("difference"):
        sides = _with_extremes(asked, sides)
    if len(sides) > 2 and _is_of_spoken(asked):
        # Of several just spoken of, lines of one amount are one side; then the last two.
        sides = list({total(lines): lines for lines in reversed(sides)}.values())[1::-1]
    if len(sides) != 2 or asked.named.figures:
        return None
    return _apart(asked, *sides)


def _is_of_spoken(asked: Asked) -> bool:
    """Tell whether the lines are those of the conversation, and not named in the question."""
    return all(g.is_carried for g in asked.named.groups)


def _with_extremes(asked: Asked, sides: list[tuple[Money, ...]]) -> list[tuple[Money, ...]]:
    """Return the largest and the smallest as sides; beside one of them, what was last said."""
    rows = printed(counted_once(asked.rows))
    wanted = [o.name == "most" for o in asked.work.of("most", "least")]
    found = [tuple(ranked(rows, largest_first=most)[0][:1]) for most in wanted if rows]
    if len(found) == 1:
        facts = asked.query.context.facts
        last = tuple(m for m in asked.lines if m.fact in facts) or (sides[0] if sides else ())
        found.insert(0, last[:1])
    return [side for side in found if side]


def _apart(asked: Asked, one: Sequence[Money], two: Sequence[Money]) -> Reply:
    lead = _yes_or_no(asked, total(one), total(two))
    if total(one) == total(two):
        return said(
            asked,
            (*one, *two),
            f"{lead}They are the same: {side(asked, one)} and {side(asked, two)}.",
        )
    more, less = sorted((one, two), key=total, reverse=True)
    gap = spoken_as(total(more) - total(less), (*one, *two))
    text = f"{gap} more: {side(asked, more)} against {side(asked, less)}."
    if asked.work.has("minus") or asked.named.takes_away:
        text = f"{gap}: {side(asked, more)} less {side(asked, less)}."
    several = [m for lines in (more, less) if len(lines) > 1 for m in lines]
    if several:
        text += f"\n{listing(asked, several)}"
    return said(asked, (*one, *two), lead + text)


def _yes_or_no(asked: Asked, one: Decimal, two: Decimal) -> str:
    """Begin with yes or no where it is asked whether the first is more than the second."""
    if not asked.asks_yes_or_no or "or" in asked.words:
        return ""
    holds = one < two if _SMALLER & asked.typed("comparative") else one > two
    return "Yes. " if holds else "No. "


# --- checks --------------------------------------------------------------------------------------


def checks(asked: Asked) -> Reply | None:
    """Say whether an amount, or a sum, that is put forward is right."""
    if not (asked.work.has("checking") or asked.asks_yes_or_no):
        return None
    within = _within(asked)
    if within:
        return within
    figures = [g for g in asked.groups if g.figure]
    others = [g for g in asked.groups if not g.figure]
    if len(figures) != 1 or not figures[0].figure:
        return None
    if len(others) == 1:
        return checked(asked, figures[0].figure.value, others[0], figures[0])
    line = figures[0].lines[0].money
    rows = tuple(m for m in asked.rows if m.table == line.table)
    if others or not (line.is_total and asked.work.has("sum")) or unprinted(rows):
        return None
    right = "Yes" if total(rows) == line.amount else "No"
    text = f"{right}: the {len(counted_once(rows))} lines add up to {spoken_money(total(rows))}."
    return said(asked, rows, f"{text}\n{listing(asked, rows)}")


_WITHIN = frozenset({"part", "included", "includes", "include", "within", "inside", "counted"})
_APART = frozenset({"separate", "separately", "apart", "outside", "extra"})
"""Words by which it is asked whether one amount is in another."""


def _within(asked: Asked) -> Reply | None:
    """Say whether one amount is part of another: 'is CCTV separate from the £207,950'."""
    words, groups = frozenset(asked.words), sorted(asked.groups, key=_size)
    if len(groups) != 2 or not (_WITHIN | _APART) & words:
        return None
    part, whole = (money(g.lines) for g in groups)
    is_part = _all_within(part, whole)
    told = wording.is_a_part if is_part else wording.not_a_part
    right = is_part == bool(_WITHIN & words)
    text = f"{wording.YES if right else wording.NO} {told(side(asked, part), side(asked, whole))}"
    return said(asked, (*part, *whole), text)


def _size(group: Group) -> Decimal:
    return total(money(group.lines))


def sums_put_forward(asked: Asked) -> Reply | None:
    """Check an amount that is put forward as all of it: it may be that of one line of several."""
    query, groups = asked.query, asked.groups
    if not (asked.asks_yes_or_no and asked.work.has("sum") and len(groups) == 1):
        return None
    figure, reading = groups[0].figure, asked.query.reading
    terms = tuple(t for t in reading.terms if t.kind != FIGURE)
    bare = replace(reading, terms=terms, work=replace(reading.work, figures=()))
    lines = read_groups(replace(query, reading=bare))
    if figure is None or len(lines.meant) != 1 or lines.unexplained:
        return None
    whole = lines.meant[0]
    named = whole.ids > groups[0].ids and not whole.is_carried
    return checked(asked, figure.value, whole) if named else None


def checked(asked: Asked, value: Decimal, group: Group, other: Group | None = None) -> Reply:
    """Confirm the amount of a group, or correct it."""
    lines = counted_once(money(group.lines))
    same = total(lines) == value or (other is not None and bool(other.ids & group.ids))
    held = side(asked, lines)
    if len(lines) > 1 and not group.is_table:
        held = f"{spoken_money(total(lines))} altogether"
    text = f"Yes: {held}." if same else f"No: {held}, not {spoken_money(value)}."
    if not same and other and len(other.lines) == 1:
        text += f" {spoken_money(value)} is {other.lines[0].money.name}."
    if len(lines) > 1:
        text += f"\n{listing(asked, lines)}"
    return said(asked, lines, text)
