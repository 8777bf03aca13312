"""What the rota engine works on: series of meetings, and the turns that are taken at them.

Dates are ISO text, as everywhere in the knowledge. Each value names the fact that it rests on, so
that what is worked out from it can be cited.
"""

from __future__ import annotations

from dataclasses import dataclass

LONDON = "Europe/London"
CHAIR, VENUE = "chair", "venue"


@dataclass(frozen=True, slots=True)
class Change:
    """What is different about one meeting of a series."""

    kind: str
    """moved, cancelled, changed (another time or place), extra (not by the rule)."""
    on: str
    """The day by the rule; the day itself of an extra meeting."""
    to: str = ""
    """The day that it was moved to."""
    time: str = ""
    place: str = ""
    online: str = ""
    reason: str = ""
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """A part of a quorum's mix: so many of these members must be there."""

    count: int
    among: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """Meetings of one group by one rule."""

    id: str
    of: str
    """The group, body or partnership that meets."""
    scope: str = ""
    rule: str = ""
    """An RFC 5545 rule or plain words: 'quarterly, second Tuesday'."""
    start: str = ""
    """The day from which the rule counts; empty: no date is known, and none is worked out."""
    until: str = ""
    time: str = ""
    """Local time, '14:00'; empty where none is known."""
    minutes: int = 0
    """How long a meeting takes; 0 where that is not known."""
    zone: str = LONDON
    place: str = ""
    online: str = ""
    secretariat: str = ""
    public: str = ""
    """yes, no, or empty where that is not known."""
    papers: str = ""
    """When papers are sent out: '5 working days before'."""
    bank_holidays: str = "keep"
    """What happens to a meeting that falls on one: keep, skip, next working day, previous working
    day, next week."""
    quorum: int = 0
    needs: tuple[Need, ...] = ()
    changes: tuple[Change, ...] = ()
    fact: str = ""

    def __hash__(self) -> int:
        """Hash by the id: what is worked out for a series is looked up often."""
        return hash(self.id)

    @property
    def is_dated(self) -> bool:
        """Tell whether meetings can be worked out, or are held one by one."""
        return bool((self.rule and self.start) or any(c.kind == "extra" for c in self.changes))


@dataclass(frozen=True, slots=True)
class Turn:
    """One place in a rota."""

    who: str
    """A person, body, group, partnership or place."""
    name: str = ""
    """What is said in place of the name of `who`: 'the chief executive of Ambridge council'."""
    since: str = ""
    until: str = ""
    """Days from and up to which it counts; empty: from the start, without end."""


@dataclass(frozen=True, slots=True)
class Swap:
    """Two meetings whose turns change places."""

    on: str
    other: str
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Absence:
    """That someone cannot take a turn, and who does instead."""

    who: str
    since: str
    until: str
    deputy: str = ""
    """Empty where no deputy is known."""
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Rota:
    """Who takes what in turn at the meetings of a series."""

    id: str
    series: str
    what: str
    """chair, host, venue, minutes or duty officer."""
    step: str = "meeting"
    """After what the turn passes: meeting, quarter or year, counted from `start`."""
    every: int = 1
    """After how many of these."""
    start: str = ""
    until: str = ""
    follows: str = ""
    """The rota whose turns these go with, in the same order."""
    ordered: bool = True
    """False: those who take turns are known, and not in which order."""
    counts: tuple[str, ...] = ("cancelled",)
    """Which meetings out of the rule use up a turn: cancelled, extra."""
    turns: tuple[Turn, ...] = ()
    swaps: tuple[Swap, ...] = ()
    absences: tuple[Absence, ...] = ()
    fact: str = ""

    def __hash__(self) -> int:
        """Hash by the id, as a series does."""
        return hash(self.id)
