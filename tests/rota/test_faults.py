"""Series and rotas that cannot be are found, each with the field that is at fault."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cspbot.rota.faults import Membership, faults, missing_at_ends
from cspbot.rota.values import Absence, Change, Need, Rota, Series, Swap, Turn

BOARD = Series("s", "board", rule="quarterly, second Tuesday", start="2026-01-01")
CHAIR = Rota("r", "s", "chair", start="2026-01-01", turns=(Turn("a"), Turn("b")))
MEMBERS = {"board": Membership(frozenset({"a", "b", "c"}), 3)}


def found(series: Series = BOARD, *rotas: Rota) -> list[tuple[str, str]]:
    """The fields at fault with what is said."""
    told = faults([series], rotas, MEMBERS)
    return [(".".join(map(str, fault.path)), fault.message) for fault in told]


def test_sound_ones_pass():
    """What can be has no fault."""
    assert found(BOARD, CHAIR) == []


@pytest.mark.parametrize(
    ("series", "field", "told"),
    [
        (replace(BOARD, rule="sometimes"), "rule", "no rule that can be read"),
        (replace(BOARD, rule="FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), "rule", "no meeting at all"),
        (replace(BOARD, zone="Europe/Ambridge"), "zone", "no time zone"),
        (replace(BOARD, papers="soon"), "papers_due", "cannot be read"),
        (replace(BOARD, quorum=4), "quorum.number", "3 members are held"),
        (replace(BOARD, needs=(Need(1, ("z",)),)), "quorum.needs.0.among", "no member"),
        (replace(BOARD, needs=(Need(3, ("a", "b")),)), "quorum.needs.0.count", "of 2"),
        (replace(BOARD, changes=(Change("cancelled", "2026-01-14"),)), "exceptions.0.date",
         "no meeting on 2026-01-14"),
        (replace(BOARD, changes=(Change("moved", "2026-01-13"),)), "exceptions.0.to", "'to'"),
        (replace(BOARD, changes=(Change("cancelled", "2026-01-13", "2026-02-01"),)),
         "exceptions.0.to", "only a meeting that moved"),
        (replace(BOARD, changes=(Change("moved", "2026-01-13", "2026-04-14"),)), "exceptions.0",
         "two of its meetings fall on 2026-04-14"),
        (replace(BOARD, changes=(Change("cancelled", "2026-01-13"),) * 2), "exceptions.1.date",
         "has an exception already"),
    ],
)  # fmt: skip
def test_impossible_series_are_found(series, field, told):
    """A rule, a quorum or an exception that cannot be is told with its field."""
    assert [(f, told in message) for f, message in found(series)] == [(field, True)]


VENUE = Rota("v", "s", "venue", start="2026-01-01", turns=(Turn("hall"),))


@pytest.mark.parametrize(
    ("rotas", "field", "told"),
    [
        ((replace(CHAIR, turns=(Turn("a"), Turn("z"))),), "turns.1.who", "no member"),
        ((CHAIR, replace(CHAIR, id="other", start="2026-06-01")), "start", "the same time as 'r'"),
        ((replace(CHAIR, turns=(Turn("a", until="2026-03-01"),)),), "turns", "2026-04-14: a gap"),
        ((replace(CHAIR, swaps=(Swap("2026-01-13", "2026-05-05"),)),), "swaps.0.other",
         "no meeting on 2026-05-05"),
        ((replace(CHAIR, absences=(Absence("c", "2026-01-01", "2026-02-01"),)),),
         "absences.0.who", "takes no turn"),
        ((replace(CHAIR, absences=(Absence("a", "2026-01-01", "2026-02-01", "a"),)),),
         "absences.0.deputy", "is away too"),
        ((CHAIR, replace(VENUE, follows="r")), "follows", "has 2 turns, and this one 1"),
        ((replace(CHAIR, start="2026-01-01", until="2026-01-05"),), "start", "no meeting"),
    ],
)  # fmt: skip
def test_impossible_rotas_are_found(rotas, field, told):
    """Strangers, overlaps, gaps and swaps of nothing are told with their field."""
    assert [(f, told in message) for f, message in found(BOARD, *rotas)] == [(field, True)]


def test_venues_are_no_members():
    """A hall takes turns without being a member."""
    assert found(BOARD, CHAIR, VENUE) == []


def test_unknown_members_are_not_held_against_it():
    """Where no members are held, nobody is called a stranger."""
    assert list(faults([BOARD], [replace(CHAIR, turns=(Turn("z"),))], {})) == []


def test_two_rules_may_not_meet():
    """Two series of one group that meet on the same day are told."""
    other = replace(BOARD, id="t", rule="monthly, second Tuesday")
    told = list(faults([BOARD, other], [], {}))
    assert [(f.of, f.path) for f in told] == [("t", ("rule",))]
    assert "2026-01-13, when 's'" in told[0].message


def test_rotas_one_after_the_other_pass():
    """A rota that ends before the next one starts does not overlap it."""
    first = replace(CHAIR, until="2026-12-31")
    assert found(BOARD, first, replace(CHAIR, id="next", start="2027-01-01")) == []


def test_uncovered_ends_are_told():
    """A rota that starts late or ends early leaves meetings without a turn: not impossible."""
    late = replace(CHAIR, start="2026-06-01")
    assert "before 2026-06-01" in missing_at_ends(late, BOARD, [late])
    short = replace(CHAIR, until="2026-12-31")
    assert "after 2026-12-31" in missing_at_ends(short, BOARD, [short])
    following = replace(CHAIR, id="next", start="2027-01-01")
    assert missing_at_ends(short, BOARD, [short, following]) == ""
