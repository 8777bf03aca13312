"""Works out who takes which turn of a rota: order, joiners and leavers, swaps, absences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from cspbot.rota.meetings import Meeting, all_meetings
from cspbot.rota.values import Absence, Rota, Series, Swap, Turn

Rotas = Mapping[str, Rota]
"""Rotas by their id."""
MONTHS_OF = {"quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Taken:
    """Who takes a turn at one meeting."""

    rota: Rota
    turn: Turn | None
    """None: the rota sets nobody for it."""
    place: int = -1
    """The place of the turn in the rota, which a rota that follows goes by."""
    absence: Absence | None = None
    """Set where whoever has the turn is away."""
    swap: Swap | None = None

    @property
    def who(self) -> str:
        """Who is there: the deputy of someone who is away; '' where nobody is set."""
        if self.absence is not None:
            return self.absence.deputy
        return self.turn.who if self.turn else ""


@lru_cache(maxsize=1024)
def _of_series(series: Series, last: date) -> tuple[Meeting, ...]:
    """Return all meetings of a series up to a day; several rotas go over the same ones."""
    return tuple(all_meetings(series, last))


def taken(
    series: Series, rota: Rota, last: date, rotas: Rotas = {}  # noqa: B006 - never written to
) -> Mapping[Meeting, Taken]:  # fmt: skip
    """Return who takes the turn at each meeting of a series, from the start of the rota to a day.

    Args:
        series: the series that the rota is over.
        rota: the rota.
        last: the last day that is of interest.
        rotas: the others, among them the one that it follows.
    """
    if not (rota.ordered and rota.turns):
        return {}
    reach = max((last, *(date.fromisoformat(d) for s in rota.swaps for d in (s.on, s.other))))
    leader = rotas.get(rota.follows)
    if leader is not None and leader.id != rota.id:
        followed = taken(series, leader, reach, {k: r for k, r in rotas.items() if k != rota.id})
        found = {m: _beside(rota, t) for m, t in followed.items() if _within(rota, m.by_rule)}
    else:
        found = _in_order(rota, _of_series(series, reach))
    found = _swapped(rota, found)
    return {m: _present(rota, m, t) for m, t in found.items() if m.day <= last}


def _beside(rota: Rota, leader: Taken) -> Taken:
    """Return the turn that goes with the leader's, which has the same place."""
    at = leader.place
    return Taken(rota, rota.turns[at] if 0 <= at < len(rota.turns) else None, at)


def _in_order(rota: Rota, meetings: Iterable[Meeting]) -> dict[Meeting, Taken]:
    """Give out the turns one after the other.

    A step passes at each meeting, or with each quarter or year since the start. Who has not
    joined yet, or has left, is passed over; nothing given out before changes by it.
    """
    found: dict[Meeting, Taken] = {}
    at, step = -1, -1
    begins = date.fromisoformat(rota.start) if rota.start else None
    used = 0
    for meeting in sorted(meetings, key=lambda m: (m.by_rule, m.time)):
        begins = begins or meeting.by_rule
        if not _within(rota, meeting.by_rule):
            continue
        counts = _counts(rota, meeting)
        if rota.step != "meeting":
            now = _steps(begins, meeting.by_rule, MONTHS_OF[rota.step]) // rota.every
        elif counts:
            now, used = used // rota.every, used + 1
        else:
            now = -1
        if now < 0 or (meeting.is_cancelled and not counts):
            found[meeting] = Taken(rota, None)
            continue
        for _ in range(now - step):
            at = _after(rota, at, meeting.by_rule)
        step = now
        # one who left in the middle of a step makes way for the next
        if at >= 0 and not _counts_on(rota.turns[at], meeting.by_rule):
            at = _after(rota, at, meeting.by_rule)
        found[meeting] = Taken(rota, rota.turns[at] if at >= 0 else None, at)
    return found


def _counts(rota: Rota, meeting: Meeting) -> bool:
    """Tell whether a meeting uses up a turn."""
    if meeting.is_extra:
        return "extra" in rota.counts
    return not meeting.is_cancelled or "cancelled" in rota.counts


def _steps(start: date, day: date, months: int) -> int:
    """Return how many whole stretches of so many months lie between two days."""
    passed = (day.year - start.year) * 12 + day.month - start.month
    return (passed - (day.day < start.day)) // months


def _after(rota: Rota, at: int, day: date) -> int:
    """Return the place of the next one who takes turns on that day; -1: nobody does."""
    count = len(rota.turns)
    places = ((at + step) % count for step in range(1, count + 1))
    return next((p for p in places if _counts_on(rota.turns[p], day)), -1)


def _counts_on(turn: Turn, day: date) -> bool:
    written = day.isoformat()
    return turn.since <= written and (not turn.until or written <= turn.until)


def _within(rota: Rota, day: date) -> bool:
    written = day.isoformat()
    return rota.start <= written and (not rota.until or written <= rota.until)


def _swapped(rota: Rota, found: Mapping[Meeting, Taken]) -> dict[Meeting, Taken]:
    """Let the turns of two meetings change places."""
    result = dict(found)
    for swap in rota.swaps:
        one, other = (meeting_on(result, day) for day in (swap.on, swap.other))
        if one is not None and other is not None:
            first, second = result[one], result[other]
            result[one], result[other] = replace(second, swap=swap), replace(first, swap=swap)
    return result


def meeting_on(meetings: Iterable[Meeting], day: str) -> Meeting | None:
    """Return the meeting of a day, as it is held or as it was set by the rule."""
    held = list(meetings)
    return next(
        (m for m in held if m.by_rule.isoformat() == day),
        next((m for m in held if m.day.isoformat() == day), None),
    )


def _present(rota: Rota, meeting: Meeting, was: Taken) -> Taken:
    """Note where whoever has the turn is away on the day."""
    if was.turn is None:
        return was
    return replace(was, absence=absence_on(rota, was.turn.who, meeting.day))


def absence_on(rota: Rota, who: str, day: date) -> Absence | None:
    """Return the absence of someone on a day; None where none is known."""
    written = day.isoformat()
    return next((a for a in rota.absences if a.who == who and a.since <= written <= a.until), None)


def turns_of(
    found: Mapping[Meeting, Taken], who: Sequence[str], first: date, last: date
) -> list[tuple[Meeting, Taken]]:  # fmt: skip
    """Return the meetings between two days at which one of these has the turn, earliest first."""
    hits = [(m, t) for m, t in found.items()
            if t.turn is not None and t.turn.who in who and first <= m.day <= last]  # fmt: skip
    return sorted(hits, key=lambda pair: pair[0].day)


def a_year_from(day: date) -> date:
    """Return the day before the same day of the next year."""
    try:
        return day.replace(year=day.year + 1) - timedelta(days=1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, day=28)
