"""What lines are booked under: the label of one line, and the sums of all labels or places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from cspbot.knowledge.facts import Money, spoken_money
from cspbot.language.amounts.asked import Asked, joined, said
from cspbot.language.amounts.sums import printed, total
from cspbot.messages import Reply

_CHOOSING = ("most", "least", "comparative")


def labels(asked: Asked) -> Reply | None:
    """Say under which label or priority lines are booked."""
    if not asked.work.has("label") or not asked.groups:
        return None
    if any(g.is_table for g in asked.groups) or any(m.is_total for m in asked.lines):
        return None
    lines = []
    for line in asked.lines:
        amount = line.printed if line.amount is not None else "no amount printed"
        lines.append(f"{line.name}, {amount}: {_booked(asked, line)}.")
    return said(asked, asked.lines, "\n".join(lines))


def _booked(asked: Asked, line: Money) -> str:
    if line.label:
        return f"booked under '{line.label}'"
    entities = asked.query.knowledge.entities
    found = [m for m in asked.fact(line).mentions if m in entities]
    priority = next((entities[m].name for m in found if entities[m].kind == "priority"), "")
    return f"under the priority {priority}" if priority else "the source books it under none"


def sums_by_label(asked: Asked) -> Reply | None:
    """Add up each label, or each place, and say which got most or least."""
    by_place = _by_place(asked)
    if not (by_place or _by_label(asked)):
        return None
    rows = printed(asked.rows)
    keyed = _keyed(rows, {m.id: _keys(asked, m, by_place=by_place) for m in rows})
    if len(keyed) < 2:
        return None
    least = asked.work.has("least")
    sums = sorted(((total(lines), key) for key, lines in keyed.items()), reverse=not least)
    text = "\n".join(
        f"• {key}: {spoken_money(amount)} ({_told(keyed[key], by_place=by_place)})"
        for amount, key in sums
    )
    if asked.work.has(*_CHOOSING):
        amount, key = sums[0]
        text = f"{key} got {'least' if least else 'most'}: {spoken_money(amount)}.\n{text}"
    shared = [m.name for m in rows if by_place and len(m.places) > 1]
    if shared:
        text += f"\n{joined(shared)} is shared and stands under each of its places."
    return said(asked, rows, text)


def _by_place(asked: Asked) -> bool:
    return asked.work.has("by_place") and asked.work.has(*_CHOOSING, "sum", "list", "order")


def _by_label(asked: Asked) -> bool:
    asks = asked.work.has("by_label") or (asked.work.has("label") and asked.work.has(*_CHOOSING))
    names_lines = len(asked.groups) == 1 and not asked.groups[0].is_table
    return asks and not (names_lines and not asked.lines[0].is_total)


def _keys(asked: Asked, line: Money, *, by_place: bool) -> list[str]:
    if by_place:
        return [asked.query.label(place) for place in line.places]
    return [line.label] if line.label else []


def _keyed(rows: Iterable[Money], keys: Mapping[str, Sequence[str]]) -> dict[str, list[Money]]:
    found: dict[str, list[Money]] = {}
    for line in rows:
        for key in keys[line.id]:
            found.setdefault(key, []).append(line)
    return found


def _told(lines: Sequence[Money], *, by_place: bool) -> str:
    if by_place:
        return joined([m.name for m in lines])
    return f"{len(lines)} lines" if len(lines) > 1 else "1 line"
