"""Tells whether those who are there make a quorum."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from cspbot.rota.values import Need, Series


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a meeting is quorate, and what it lacks."""

    is_quorate: bool
    present: int
    short_by: int
    """How many more members are needed, whoever they are."""
    lacking: tuple[tuple[Need, int], ...]
    """Parts of the mix that are not met, and how many each lacks."""


def quorate(series: Series, present: Collection[str]) -> Verdict:
    """Hold those present, by their ids, against the number and the mix of a quorum."""
    there = set(present)
    lacking = tuple(
        (need, short) for need in series.needs
        if (short := need.count - len(there.intersection(need.among))) > 0
    )  # fmt: skip
    short_by = max(0, series.quorum - len(there))
    return Verdict(not short_by and not lacking, len(there), short_by, lacking)
