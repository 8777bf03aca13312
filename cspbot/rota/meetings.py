"""Works out the meetings of a series: by its rule, then bank holidays, then what was changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from cspbot.rota.bank_holidays import is_bank_holiday, working_day
from cspbot.rota.rules import dates_of
from cspbot.rota.values import Change, Series

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting of a series."""

    series: Series
    by_rule: date
    """The day that the rule gives, by which a meeting is known whatever becomes of it."""
    day: date
    change: Change | None = None
    shifted: bool = False
    """It would have fallen on a bank holiday."""

    def __hash__(self) -> int:
        """Hash by what it is known by: the turns taken at meetings are looked up often."""
        return hash((self.series.id, self.by_rule))

    @property
    def is_cancelled(self) -> bool:
        """Tell whether it does not take place."""
        return self.change is not None and self.change.kind == "cancelled"

    @property
    def is_moved(self) -> bool:
        """Tell whether it takes place on another day than was set."""
        return self.change is not None and self.change.kind == "moved" and bool(self.change.to)

    @property
    def is_extra(self) -> bool:
        """Tell whether the rule does not give it."""
        return self.change is not None and self.change.kind == "extra"

    @property
    def time(self) -> str:
        """Local time; empty where none is known."""
        return (self.change.time if self.change else "") or self.series.time

    @property
    def place(self) -> str:
        """The place set for it, leaving a venue rota aside."""
        return (self.change.place if self.change else "") or self.series.place

    @property
    def online(self) -> str:
        """The link by which one takes part; empty where none is known."""
        return (self.change.online if self.change else "") or self.series.online

    @property
    def starts(self) -> datetime | None:
        """Its start in local time; None where the time is not known.

        A time that the spring change leaves out is the same instant by the clock of the day
        before: 01:30 is told as 02:30.
        """
        if not self.time:
            return None
        zone = ZoneInfo(self.series.zone)
        local = datetime.combine(self.day, time.fromisoformat(self.time), zone)
        return local.astimezone(UTC).astimezone(zone)

    @property
    def ends(self) -> datetime | None:
        """Its end in local time; None where start or length is not known."""
        starts = self.starts
        if starts is None or not self.series.minutes:
            return None
        after = starts.astimezone(UTC) + timedelta(minutes=self.series.minutes)
        return after.astimezone(starts.tzinfo)


@lru_cache(maxsize=4096)
def meetings(series: Series, first: date, last: date) -> tuple[Meeting, ...]:
    """Return the meetings that take place, or would have, between two days, earliest first.

    Cancelled ones are among them on the day that they were set for. Kept for 4,096 series and
    spans: every series there is, for a few spans each.

    Raises:
        RuleError: the rule cannot be read.
    """
    return tuple(m for m in all_meetings(series, last) if first <= m.day)


def all_meetings(series: Series, last: date) -> Iterator[Meeting]:
    """Yield the meetings of a series from its start up to a day, by the day that they are held."""
    by_day = {c.on: c for c in series.changes if c.kind != "extra"}
    # One moved forward into the span may lie after it by the rule.
    reach = max((date.fromisoformat(c.on) for c in by_day.values()), default=last)
    found = []
    for by_rule, day in _by_rule(series, max(last, reach)):
        change = by_day.get(by_rule.isoformat()) or by_day.get(day.isoformat()) if by_day else None
        shifted = day != by_rule
        if change and change.kind == "moved" and change.to:
            day = date.fromisoformat(change.to)
        found.append(Meeting(series, by_rule, day, change, shifted))
    for change in series.changes:
        if change.kind == "extra":
            day = date.fromisoformat(change.on)
            found.append(Meeting(series, day, day, change))
    found = [m for m in found if m.day <= last]
    yield from sorted(found, key=lambda m: (m.day, m.time, m.by_rule))


def _by_rule(series: Series, last: date) -> Iterator[tuple[date, date]]:
    """Yield each day that the rule gives, with the day that bank holidays leave."""
    if not (series.rule and series.start):
        return
    ends = min(last + WEEK, date.fromisoformat(series.until) if series.until else date.max)
    midnight = datetime.combine(ends, time())
    for moment in dates_of(series.rule, series.start, ends.year):
        if moment > midnight:
            return
        by_rule = moment.date()
        day = on_working_terms(by_rule, series.bank_holidays)
        if day is not None and day <= last:  # one just after it may be held before a holiday
            yield by_rule, day


def on_working_terms(day: date, rule: str) -> date | None:
    """Return where a day goes that is a bank holiday; None: the meeting is left out."""
    if rule == "keep" or not is_bank_holiday(day):
        return day
    match rule:
        case "skip":
            return None
        case "previous working day":
            return working_day(day, -1)
        case "next week":
            after = day + WEEK
            while is_bank_holiday(after):
                after += WEEK
            return after
        case _:
            return working_day(day)
