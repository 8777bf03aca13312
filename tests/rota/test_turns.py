"""Turns go round in order; swaps, absences, joiners and leavers change what they say, no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from cspbot.rota.turns import taken
from cspbot.rota.values import Absence, Change, Rota, Series, Swap, Turn

BOARD = Series("s", "board", rule="quarterly, second Tuesday", start="2026-01-01")
CHAIR = Rota("chair", "s", "chair", start="2026-01-01", turns=(Turn("a"), Turn("b"), Turn("c")))
LAST = date(2027, 12, 31)


def who(rota: Rota, series: Series = BOARD, *others: Rota) -> list[str]:
    rotas = {r.id: r for r in (rota, *others)}
    found = taken(series, rota, LAST, rotas)
    return [t.who for _, t in sorted(found.items(), key=lambda pair: pair[0].by_rule)]


def test_turns_go_round():
    """With each meeting the turn passes, and after the last it is the first one's again."""
    assert who(CHAIR) == ["a", "b", "c", "a", "b", "c", "a", "b"]


def test_step_may_be_longer():
    """A turn may last two meetings, a quarter or a year."""
    assert who(replace(CHAIR, every=2)) == ["a", "a", "b", "b", "c", "c", "a", "a"]
    assert who(replace(CHAIR, step="quarter")) == who(CHAIR)
    assert who(replace(CHAIR, step="year")) == ["a"] * 4 + ["b"] * 4


def test_step_counts_from_the_start():
    """A year of turns runs from the day that the rota starts, whatever the month."""
    found = who(replace(CHAIR, step="year", start="2026-04-01"))
    assert found == ["a", "a", "a", "a", "b", "b", "b"]


def test_venue_follows_the_chair():
    """The venue is that of whoever has the turn, after swaps too, and of no deputy."""
    chair = replace(CHAIR, swaps=(Swap("2026-01-13", "2026-04-14"),),
                    absences=(Absence("c", "2026-07-01", "2026-07-31", "a"),))  # fmt: skip
    venue = Rota("venue", "s", "venue", start="2026-01-01", follows="chair",
                 turns=(Turn("hall-a"), Turn("hall-b"), Turn("hall-c")))  # fmt: skip
    assert who(chair)[:4] == ["b", "a", "a", "a"]
    assert who(venue, BOARD, chair)[:4] == ["hall-b", "hall-a", "hall-c", "hall-a"]


def test_swap_changes_two_meetings():
    """A swap exchanges two turns and leaves all others as they were."""
    swapped = who(replace(CHAIR, swaps=(Swap("2026-04-14", "2027-01-12"),)))
    assert swapped == ["a", "b", "c", "a", "b", "c", "a", "b"]  # both are b's
    swapped = who(replace(CHAIR, swaps=(Swap("2026-04-14", "2026-07-14"),)))
    assert swapped == ["a", "c", "b", "a", "b", "c", "a", "b"]


def test_absence_without_deputy_sets_nobody():
    """Where no deputy is known, nobody is made up."""
    away = replace(CHAIR, absences=(Absence("b", "2026-04-01", "2026-04-30"),))
    assert who(away)[:3] == ["a", "", "c"]


def test_cancelled_meeting_uses_its_turn():
    """By default a cancelled meeting uses up its turn; a rota may say that it waits."""
    series = replace(BOARD, changes=(Change("cancelled", "2026-04-14"),))
    assert who(CHAIR, series)[:4] == ["a", "b", "c", "a"]
    assert who(replace(CHAIR, counts=()), series)[:4] == ["a", "", "b", "c"]


def test_extra_meeting_has_no_turn():
    """An extra meeting shifts nobody's turn, unless the rota counts it."""
    series = replace(BOARD, changes=(Change("extra", "2026-02-02"),))
    assert who(CHAIR, series)[:4] == ["a", "", "b", "c"]
    assert who(replace(CHAIR, counts=("extra",)), series)[:4] == ["a", "b", "c", "a"]


def test_unknown_order_gives_nobody():
    """An order that is not known is not made up from the order of the list."""
    assert who(replace(CHAIR, ordered=False)) == []


def test_moved_meeting_keeps_its_turn():
    """A meeting moved past the next one keeps whose turn it was."""
    series = replace(BOARD, changes=(Change("moved", "2026-04-14", "2026-08-01"),))
    assert who(CHAIR, series)[:3] == ["a", "b", "c"]


DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(joins=DAYS, leaves=DAYS)
def test_nothing_before_changes(joins, leaves):
    """Whoever joins or leaves changes no turn before that day."""
    joined = replace(CHAIR, turns=(*CHAIR.turns, Turn("d", since=joins.isoformat())))
    left = replace(CHAIR, turns=(Turn("a"), Turn("b", until=leaves.isoformat()), Turn("c")))
    for rota, day in ((joined, joins), (left, leaves)):
        before = {m.by_rule: t.who for m, t in taken(BOARD, CHAIR, LAST).items()}
        after = {m.by_rule: t.who for m, t in taken(BOARD, rota, LAST).items()}
        assert all(after[d] == who for d, who in before.items() if d < day)
        assert set(after) == set(before)


@given(joins=DAYS, leaves=DAYS)
def test_nobody_serves_out_of_time(joins, leaves):
    """Nobody takes a turn before joining or after leaving."""
    turns = (Turn("a"), Turn("b", since=joins.isoformat()), Turn("c", until=leaves.isoformat()))
    for meeting, given_to in taken(BOARD, replace(CHAIR, turns=turns), LAST).items():
        assert given_to.who != "b" or meeting.by_rule >= joins
        assert given_to.who != "c" or meeting.by_rule <= leaves


@given(count=st.integers(1, 9), every=st.integers(1, 4), last=DAYS)
def test_turns_are_shared_fairly(count, every, last):
    """Without changes nobody has more than one step more than anyone else."""
    turns = tuple(Turn(f"t{n}") for n in range(count))
    series = replace(BOARD, rule="weekly, Monday")
    rota = replace(CHAIR, turns=turns, every=every)
    had = [t.who for t in taken(series, rota, last).values()]
    counts = [had.count(t.who) for t in turns]
    assert max(counts) - min(counts) <= every


@given(on=st.sampled_from(["2026-07-14", "2027-01-12", "2027-10-12"]), to=DAYS, last=DAYS)
def test_moving_changes_no_turn(on, to, last):
    """Wherever a meeting is moved, and however far is asked for, everyone keeps their turn."""
    series = replace(BOARD, changes=(Change("moved", on, to.isoformat()),))
    before = {m.by_rule: t.who for m, t in taken(BOARD, CHAIR, LAST).items()}
    found = {m.by_rule: t.who for m, t in taken(series, CHAIR, last).items()}
    assert found == {day: who for day, who in before.items() if day in found}


@given(last=DAYS)
def test_asking_further_changes_nothing(last):
    """The turns up to a day are the same however far ahead is asked for."""
    swap = replace(CHAIR, swaps=(Swap("2026-04-14", "2027-07-13"),))
    near, far = taken(BOARD, swap, last), taken(BOARD, swap, LAST)
    assert {m: t for m, t in far.items() if m.day <= last} == dict(near)
