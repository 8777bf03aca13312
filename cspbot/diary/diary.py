"""Looks up meetings and who takes which turn, with names and the facts that they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from cspbot.knowledge.facts import Fact, Knowledge
from cspbot.rota.meetings import Meeting, meetings
from cspbot.rota.turns import Taken, meeting_on, taken
from cspbot.rota.values import VENUE, Rota, Series

AHEAD, BACK = timedelta(days=2 * 366), timedelta(days=4 * 366)
"""How far the next meeting is looked for, and the last one: no group sits more seldom."""


@dataclass(frozen=True)
class Entry:
    """A meeting with all that is known about it."""

    meeting: Meeting
    turns: Mapping[str, Taken] = field(default_factory=dict)
    """Who takes which turn, by what it is: 'chair', 'venue'."""

    @property
    def series(self) -> Series:
        """The series that it belongs to."""
        return self.meeting.series

    @property
    def day(self) -> date:
        """The day on which it is held, or would have been."""
        return self.meeting.day

    @property
    def key(self) -> tuple[str, str]:
        """What it is known by, whatever becomes of it."""
        return self.series.id, self.meeting.by_rule.isoformat()

    @property
    def place(self) -> str:
        """The id of its place: what an exception says, then the venue in turn, then the usual."""
        change, venue = self.meeting.change, self.turns.get(VENUE)
        own = change.place if change else ""
        return own or (venue.who if venue else "") or self.series.place

    @property
    def facts(self) -> Iterator[str]:
        """The ids of the facts on the meeting itself."""
        yield self.series.fact
        if self.meeting.change:
            yield self.meeting.change.fact


class Diary:
    """The series and rotas of one `Knowledge`."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge

    def series(self, scopes: Iterable[str]) -> tuple[Series, ...]:
        """Return the series of some partnerships."""
        held = self.knowledge.series_of
        return tuple(s for scope in scopes for s in _leading(held.get(scope, ())))

    def series_of(self, about: str) -> tuple[Series, ...]:
        """Return the series of a partnership, or those of one group."""
        group = tuple(s for s in self.knowledge.series if about in (s.of, s.id))
        return self.series([about]) or group

    def rotas(self, series: Series, what: str = "") -> tuple[Rota, ...]:
        """Return the rotas over a series: all, or those of one kind."""
        held = self.knowledge.rotas_of.get(series.id, ())
        return tuple(r for r in held if what in ("", r.what))

    def entries(self, series: Iterable[Series], first: date, last: date) -> list[Entry]:
        """Return the meetings of some series between two days, earliest first."""
        found = [
            Entry(meeting, self._turns(one, meeting))
            for one in series if one.is_dated
            for meeting in meetings(one, first, last)
        ]  # fmt: skip
        return sorted(found, key=lambda e: (e.day, e.meeting.time, e.series.id))

    def _turns(self, series: Series, meeting: Meeting) -> Mapping[str, Taken]:
        rotas = self.knowledge.rotas_of.get(series.id, ())
        found: dict[str, Taken] = {}
        for rota in rotas:
            given = _given(series, rota, rotas, meeting.day.year).get(meeting)
            if given is not None and (given.turn is not None or rota.what not in found):
                found[rota.what] = given
        return found

    def after(self, series: Iterable[Series], day: date) -> list[Entry]:
        """Return what lies ahead from a day on, that day included, cancelled ones too."""
        return self.entries(series, day, day + AHEAD)

    def before(self, series: Iterable[Series], day: date) -> list[Entry]:
        """Return what lies behind a day, the latest first, cancelled ones too."""
        return self.entries(series, day - BACK, day - timedelta(days=1))[::-1]

    def entry(self, series: str, by_rule: str) -> Entry | None:
        """Return a meeting by its key; None where there is none such any more."""
        one = next((s for s in self.knowledge.series if s.id == series), None)
        if one is None:
            return None
        day = date.fromisoformat(by_rule)
        around = self.entries([one], day - timedelta(days=366), day + timedelta(days=366))
        found = meeting_on([e.meeting for e in around], by_rule)
        return next((e for e in around if e.meeting == found), None)

    # Names --------------------------------------------------------------------------------------

    def name(self, ref: str) -> str:
        """Return the name of an entity as a sentence has it; '' for ''."""
        entity = self.knowledge.entities.get(ref)
        if entity is None:
            return ref
        return entity.label if entity.kind == "person" else entity.name

    def group(self, series: Series) -> str:
        """Name the group that meets."""
        return self.name(series.of)

    def place(self, entry: Entry) -> str:
        """Name the place of a meeting; '' where none is known."""
        return self.name(entry.place) if entry.place else ""

    def taker(self, entry: Entry, what: str) -> str:
        """Name who takes a turn at a meeting; '' where nobody is set or no deputy is known."""
        given = entry.turns.get(what)
        if given is None or not given.who:
            return ""
        if given.absence is None and given.turn is not None and given.turn.name:
            return given.turn.name
        return self.name(given.who)

    def facts(self, entries: Iterable[Entry], whats: Sequence[str] = ()) -> list[Fact]:
        """Return the facts that some meetings, and the turns taken at them, rest on."""
        found: dict[str, None] = {}
        for entry in entries:
            found.update(dict.fromkeys(entry.facts))
            for what in whats:
                given = entry.turns.get(what)
                if given is not None:
                    found[given.rota.fact] = None
                    found |= {x.fact: None for x in (given.swap, given.absence) if x}
        held = self.knowledge.facts
        return [held[ident] for ident in found if ident in held]


def _leading(series: Sequence[Series]) -> Iterator[Series]:
    """Leave out a series of which no date is known where another of the same group has dates.

    So an officer may add the dates as a series of their own and leave the report's words as
    they are.
    """
    dated = {s.of for s in series if s.is_dated}
    yield from (s for s in series if s.is_dated or s.of not in dated)


@lru_cache(maxsize=2048)
def _given(
    series: Series, rota: Rota, rotas: tuple[Rota, ...], year: int
) -> Mapping[Meeting, Taken]:  # fmt: skip
    """Return the turns of a rota in a year; kept for every rota there is, for two years."""
    by_id = {r.id: r for r in rotas}
    return taken(series, rota, date(year, 12, 31), by_id, date(year, 1, 1))
