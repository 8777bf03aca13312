"""When reminders are due: quiet hours and lead times, across midnight and the clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from cspbot.reminders import planning
from cspbot.reminders.planning import Quiet

LONDON = ZoneInfo("Europe/London")
NEAR_CHANGES = st.sampled_from([date(2026, 3, 29), date(2026, 10, 25), date(2028, 2, 29)]).flatmap(
    lambda day: st.integers(-3, 3).map(lambda days: day + timedelta(days=days))
)
MINUTES = st.integers(0, 24 * 60 - 1)


@given(NEAR_CHANGES, MINUTES, MINUTES, MINUTES, st.integers(60, 3 * 24 * 60))
def test_quiet_hours_are_kept(day: date, minute: int, begins: int, ends: int, ahead: int):
    """Whatever the hours and the day, nothing comes within them, nor once it is of no use.

    Also on the days when the clocks change, and across midnight.
    """
    at = datetime.combine(day, time(minute // 60, minute % 60), LONDON)
    useless = (at.astimezone(UTC) + timedelta(minutes=ahead)).astimezone(LONDON)
    quiet = Quiet(begins, ends)
    moved = quiet.moved(at, useless)
    assert moved.astimezone(UTC) < useless.astimezone(UTC)
    assert not quiet.holds(moved)
    assert moved == at or quiet.holds(at)


@given(NEAR_CHANGES, MINUTES, st.integers(1, 28 * 24 * 60))
def test_lead_across_clock_changes(day: date, minute: int, lead: int):
    """Whole days before is the same time of day; hours and minutes are counted as they pass."""
    starts = datetime.combine(day, time(minute // 60, minute % 60), LONDON)
    days, rest = divmod(lead, 24 * 60)
    before = planning.before(starts, lead)
    same_time = starts - timedelta(days=days)
    assert same_time.astimezone(UTC) - before.astimezone(UTC) == timedelta(minutes=rest)
