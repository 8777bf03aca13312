"""Works out who takes which turn of a rota: order, joiners and leavers, swaps, absences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
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


NOBODY = -1
"""The place of a turn that nobody has."""


@lru_cache(maxsize=1024)
def _of_series(series: Series, last: date) -> tuple[Meeting, ...]:
    """Return all meetings of a series up to a day, in the order of the rule.

    Kept for 1,024 series: the rotas over a series go over the same meetings.
    """
    return tuple(sorted(all_meetings(series, last), key=lambda m: (m.by_rule, m.time)))


def taken(
    series: Series, rota: Rota, last: date, rotas: Rotas | None = None, first: date = date.min
) -> Mapping[Meeting, Taken]:  # fmt: skip
    """Return who takes the turn at each meeting that is held between two days.

    Args:
        series: the series that the rota is over.
        rota: the rota.
        last: the last day that is of interest.
        rotas: the others, among them the one that it follows.
        first: the first day that is of interest.
    """
    if not (rota.ordered and rota.turns):
        return {}
    leader = (rotas or {}).get(rota.follows)
    leads = leader is not None and leader.id != rota.id and leader.ordered
    given = leader if leader is not None and leads else rota
    # Turns are counted over every meeting up to the last that anything is said of, so that one
    # brought forward from far ahead still has its own place.
    days = [d for c in series.changes for d in (c.on, c.to) if d]
    days += [d for s in (*given.swaps, *rota.swaps) for d in (s.on, s.other)]
    reach = max(last, *map(date.fromisoformat, days)) if days else last
    meetings = _of_series(series, reach)
    places = list(_places(given, series, reach))
    swapped = _swapped(given, meetings, places)
    if given is not rota:
        swapped |= _swapped(rota, meetings, places)
    starts, ends = _span(rota)
    return {
        meeting: _taken(rota, meeting, place, swapped.get(number))
        for number, (meeting, place) in enumerate(zip(meetings, places, strict=True))
        if first <= meeting.day <= last and starts <= meeting.by_rule <= ends
    }  # fmt: skip


def _taken(rota: Rota, meeting: Meeting, place: int, swap: Swap | None) -> Taken:
    turn = rota.turns[place] if 0 <= place < len(rota.turns) else None
    away = absence_on(rota, turn.who, meeting.day) if turn and rota.absences else None
    return Taken(rota, turn, place, away, swap)


@lru_cache(maxsize=1024)
def _places(rota: Rota, series: Series, last: date) -> Sequence[int]:
    """Give out the turns one after the other: the place of the turn at each meeting.

    A step passes at each meeting, or with each quarter or year since the start. Who has not
    joined yet, or has left, is passed over; nothing given out before changes by it. Kept for
    1,024 rotas: a rota that follows another goes by the same places.
    """
    starts, ends = _span(rota)
    spans = [_span(turn) for turn in rota.turns]
    found, at, step, used = list[int](), NOBODY, -1, 0
    begins = starts if rota.start else None
    for meeting in _of_series(series, last):
        day = meeting.by_rule
        begins = begins or day
        counts = meeting.change is None or _counts(rota, meeting)
        if not starts <= day <= ends:
            found.append(NOBODY)
            continue
        if rota.step != "meeting":
            now = _steps(begins, day, MONTHS_OF[rota.step]) // rota.every
        else:
            now, used = used // rota.every, used + counts
        if not counts and (rota.step == "meeting" or meeting.is_cancelled):
            found.append(NOBODY)
            continue
        for _ in range(now - step):
            at = _after(spans, at, day)
        step = now
        # one who left in the middle of a step makes way for the next
        if at != NOBODY and not spans[at][0] <= day <= spans[at][1]:
            at = _after(spans, at, day)
        found.append(at)
    return found


def _span(value: Rota | Turn) -> tuple[date, date]:
    """Return the first and the last day on which something counts."""
    first = value.start if isinstance(value, Rota) else value.since
    return (
        date.fromisoformat(first) if first else date.min,
        date.fromisoformat(value.until) if value.until else date.max,
    )


def _counts(rota: Rota, meeting: Meeting) -> bool:
    """Tell whether a meeting uses up a turn."""
    if meeting.is_extra:
        return "extra" in rota.counts
    return not meeting.is_cancelled or "cancelled" in rota.counts


def _steps(start: date, day: date, months: int) -> int:
    """Return how many whole stretches of so many months lie between two days."""
    passed = (day.year - start.year) * 12 + day.month - start.month
    return (passed - (day.day < start.day)) // months


def _after(spans: Sequence[tuple[date, date]], at: int, day: date) -> int:
    """Return the place of the next one who takes turns on that day."""
    count = len(spans)
    for ahead in range(1, count + 1):
        place = (at + ahead) % count
        if spans[place][0] <= day <= spans[place][1]:
            return place
    return NOBODY


def _swapped(rota: Rota, meetings: Sequence[Meeting], places: list[int]) -> dict[int, Swap]:
    """Let the turns of two meetings change places; returns which meetings did, by number."""
    found: dict[int, Swap] = {}
    for swap in rota.swaps:
        pair = [meeting_on(meetings, day) for day in (swap.on, swap.other)]
        if pair[0] is not None and pair[1] is not None:
            one, other = (meetings.index(meeting) for meeting in pair if meeting is not None)
            places[one], places[other] = places[other], places[one]
            found |= {one: swap, other: swap}
    return found


def meeting_on(meetings: Iterable[Meeting], day: str) -> Meeting | None:
    """Return the meeting of a day, as it is held or as it was set by the rule."""
    held, wanted = list(meetings), date.fromisoformat(day)
    return next(
        (m for m in held if m.by_rule == wanted), next((m for m in held if m.day == wanted), None)
    )


def absence_on(rota: Rota, who: str, day: date) -> Absence | None:
    """Return the absence of someone on a day; None where none is known."""
    written = day.isoformat()
    return next((a for a in rota.absences if a.who == who and a.since <= written <= a.until), None)
