"""The arithmetic: whatever the lines, nothing is counted twice and nothing is lost."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from cspbot.knowledge.facts import Money, spoken_money
from cspbot.language.amounts.sums import (
    Limit,
    counted_once,
    mean,
    percentage,
    printed,
    ranked,
    spoken_as,
    total,
)

AMOUNTS = st.decimals(min_value=1, max_value=10_000_000, places=2)


def line(
    number: int, amount: Decimal | None, *, is_total: bool = False, part_of: str = ""
) -> Money:
    said = spoken_money(amount) if amount is not None else ""
    return Money(f"line-{number}", "", "table", f"Line {number}", "", amount, said, "", "", "", (),
                 is_total, part_of)  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> list[Money]:
    """Draw rows, some with no amount, and parts of rows that print their own."""
    amounts = draw(st.lists(AMOUNTS | st.none(), min_size=1, max_size=8))
    rows = [line(n, amount) for n, amount in enumerate(amounts)]
    parts = [
        line(100 + n, draw(AMOUNTS), part_of=row.id)
        for n, row in enumerate(rows) if draw(st.booleans())
    ]  # fmt: skip
    return [*rows, *parts]


@given(lines=tables(), data=st.data())
def test_total_is_sum_of_lines_counted(lines: list[Money], data: st.DataObject):
    """The total is that of the lines shown, in any order and however often a line is named."""
    shuffled = data.draw(st.permutations([*lines, *lines]))
    shown = counted_once(shuffled)
    assert total(shuffled) == total(lines) == sum(m.amount for m in printed(shown) if m.amount)
    assert len({m.id for m in shown}) == len(shown)


@given(lines=tables())
def test_parts_add_nothing(lines: list[Money]):
    """A part beside its whole changes no total; alone, it counts."""
    rows = [m for m in lines if not m.part_of]
    parts = [m for m in lines if m.part_of]
    assert total(lines) == total(rows)
    assert total(parts) == sum(m.amount for m in parts if m.amount)


@given(lines=tables(), amount=AMOUNTS)
def test_rows_add_nothing_to_their_total(lines: list[Money], amount: Decimal):
    """Beside the printed total of a table its rows do not count."""
    assert total([*lines, line(999, amount, is_total=True)]) == amount


@given(part=AMOUNTS, rest=AMOUNTS)
def test_share_times_whole_is_part(part: Decimal, rest: Decimal):
    """A percentage is exact to its last figure."""
    share = Decimal(percentage(part, part + rest).removesuffix("%"))
    assert abs(share * (part + rest) / 100 - part) <= (part + rest) * Decimal("0.000501")


@given(lines=tables().filter(lambda lines: bool(printed(lines))))
def test_mean_lies_between(lines: list[Money]):
    """An average is no less than the smallest and no more than the largest amount."""
    amounts = [m.amount for m in lines if m.amount is not None]
    assert min(amounts) <= mean(lines) <= max(amounts)


@given(lines=tables(), largest_first=st.booleans())
def test_ranking_loses_nothing(lines: list[Money], largest_first: bool):
    """Every line with an amount has a place, those alike the same one, in order."""
    places = ranked(lines, largest_first=largest_first)
    amounts = [place[0].amount or Decimal(0) for place in places]
    assert amounts == sorted(set(amounts), reverse=largest_first)
    assert sorted(m.id for place in places for m in place) == sorted(m.id for m in printed(lines))


@given(amount=AMOUNTS, bound=AMOUNTS)
def test_limits_are_complements(amount: Decimal, bound: Decimal):
    """Over and 'or less' part all amounts; so do under and 'or more'."""
    over, at_most = Limit(low=bound, low_counts=False), Limit(high=bound)
    under, at_least = Limit(high=bound, high_counts=False), Limit(low=bound)
    assert over.holds(amount) is not at_most.holds(amount)
    assert under.holds(amount) is not at_least.holds(amount)


def test_sum_is_written_as_its_lines():
    """Beside '£490k' and '£56k' the sum is shortened too; beside '£490,000' it is not."""
    short = [
        Money("a", "", "t", "", "", Decimal(490_000), "£490k", "", "", "", (), False, ""),
        Money("b", "", "t", "", "", Decimal(2_400_000), "£2.4m", "", "", "", (), False, ""),
    ]
    assert spoken_as(Decimal(2_890_000), short) == "£2,890,000 (£2.89m)"
    assert spoken_as(Decimal(2_890_000), [line(1, Decimal(490_000))]) == "£2,890,000"
