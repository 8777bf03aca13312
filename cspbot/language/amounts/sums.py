"""Arithmetic on funding lines: every line counts once, and a part of a line not beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from cspbot.knowledge.facts import Money, spoken_money

MILLION = Decimal(1_000_000)
PENCE, TENTH, HUNDREDTH = Decimal("0.01"), Decimal("0.1"), Decimal("0.01")


def counted_once(lines: Iterable[Money]) -> tuple[Money, ...]:
    """Return the lines that a sum may add: no line twice, none that is within another of them.

    A row is within its table's total, and a part within the line it is part of, however deep.
    """
    unique = {line.id: line for line in lines}
    totals = {line.table for line in unique.values() if line.is_total}
    kept = []
    for line in unique.values():
        if not line.is_total and line.table in totals:
            continue
        if line.part_of and line.part_of in unique:
            continue
        kept.append(line)
    return tuple(kept)


def total(lines: Iterable[Money]) -> Decimal:
    """Add the amounts printed, each counted once; lines without one count for nothing."""
    return sum((m.amount for m in counted_once(lines) if m.amount is not None), Decimal(0))


def spoken_sum(lines: Iterable[Money]) -> str:
    """Write a sum in full, and beside it as its lines are printed: '£146,000 (£146k)'."""
    lines = tuple(lines)
    return spoken_as(total(lines), lines)


def spoken_as(amount: Decimal, lines: Iterable[Money]) -> str:
    """Write an amount in full, and beside it shortened where all of these lines are."""
    short = [m.printed[-1:] for m in lines if m.amount is not None]
    full = spoken_money(amount)
    if not short or not all(s in "km" for s in short) or amount % 1000:
        return full
    if amount >= MILLION:
        return f"{full} (£{(amount / MILLION).normalize():f}m)"
    return f"{full} (£{amount / 1000:.0f}k)"


def printed(lines: Iterable[Money]) -> tuple[Money, ...]:
    """Return the lines that have an amount."""
    return tuple(m for m in lines if m.amount is not None)


def unprinted(lines: Iterable[Money]) -> tuple[Money, ...]:
    """Return the lines that have none."""
    return tuple(m for m in lines if m.amount is None)


def percentage(part: Decimal, whole: Decimal) -> str:
    """Write a share: '9.6%'; to a hundredth only where that is exact, '3.75%'.

    Raises:
        ZeroDivisionError: the whole is nothing.
    """
    exact = part / whole * 100
    hundredth = exact.quantize(HUNDREDTH, ROUND_HALF_UP)
    tenth = exact.quantize(TENTH, ROUND_HALF_UP)
    shown = hundredth if exact == hundredth != tenth else tenth
    return f"{shown.normalize() if shown == shown.to_integral_value() else shown:f}%"


def mean(lines: Sequence[Money]) -> Decimal:
    """Return the average of the amounts, to the penny.

    Raises:
        ValueError: no line has an amount.
    """
    amounts = [m.amount for m in lines if m.amount is not None]
    if not amounts:
        raise ValueError("no amounts to average")
    return (sum(amounts, Decimal(0)) / len(amounts)).quantize(PENCE, ROUND_HALF_UP)


def ranked(lines: Iterable[Money], *, largest_first: bool) -> list[list[Money]]:
    """Return the lines by amount, those of the same amount together."""
    by_amount: dict[Decimal, list[Money]] = {}
    for line in printed(lines):
        by_amount.setdefault(line.amount or Decimal(0), []).append(line)
    return [by_amount[a] for a in sorted(by_amount, reverse=largest_first)]


@dataclass(frozen=True, slots=True)
class Limit:
    """Bounds that an amount is to lie within."""

    low: Decimal | None = None
    high: Decimal | None = None
    low_counts: bool = True
    """The bound itself is within: 'at least' and not 'over'."""
    high_counts: bool = True

    def holds(self, amount: Decimal | None) -> bool:
        """Tell whether an amount lies within."""
        if amount is None:
            return False
        if self.low is not None and (
            amount < self.low or (amount == self.low and not self.low_counts)
        ):
            return False
        return (
            self.high is None or amount < self.high or (amount == self.high and self.high_counts)
        )

    @property
    def said(self) -> str:
        """Say the bounds: 'over £30,000', 'at £5,000 or under', 'from £20,000 to £39,000'."""
        if self.low is not None and self.high is not None:
            if self.low == self.high:
                return f"at exactly {spoken_money(self.low)}"
            return f"from {spoken_money(self.low)} to {spoken_money(self.high)}"
        if self.low is not None:
            low = spoken_money(self.low)
            return f"at {low} or more" if self.low_counts else f"over {low}"
        high = spoken_money(self.high or Decimal(0))
        return f"at {high} or under" if self.high_counts else f"under {high}"
