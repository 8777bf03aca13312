"""A quorum is met by number and by mix."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspbot.rota.quorum import quorate
from cspbot.rota.values import Need, Series

MEMBERS = ("police", "fire", "town", "parish", "health")
BOARD = Series("s", "b", quorum=3, needs=(Need(1, ("police",)), Need(2, ("town", "parish"))))


@pytest.mark.parametrize(
    ("present", "is_quorate", "short_by"),
    [
        (["police", "town", "parish"], True, 0), (["police", "town"], False, 1),
        (["police", "town", "fire", "health"], False, 0), (["fire", "town", "parish"], False, 0),
        ([], False, 3), (["police", "police", "police"], False, 2),
    ],
)  # fmt: skip
def test_number_and_mix(present, is_quorate, short_by):
    """Enough members, and of the right kinds; nobody counts twice."""
    verdict = quorate(BOARD, present)
    assert (verdict.is_quorate, verdict.short_by) == (is_quorate, short_by)


def test_lacking_part_is_named():
    """What the mix lacks is said, with how many."""
    verdict = quorate(BOARD, ["police", "town", "fire"])
    assert verdict.lacking == ((BOARD.needs[1], 1),)


@given(present=st.sets(st.sampled_from(MEMBERS)), more=st.sampled_from(MEMBERS))
def test_one_more_never_harms(present, more):
    """Whoever joins a quorate meeting leaves it quorate."""
    if quorate(BOARD, present).is_quorate:
        assert quorate(BOARD, present | {more}).is_quorate


@given(present=st.sets(st.sampled_from(MEMBERS)))
def test_no_mix_means_any(present):
    """Without a mix only the number counts."""
    assert quorate(replace(BOARD, needs=()), present).is_quorate == (len(present) >= 3)
