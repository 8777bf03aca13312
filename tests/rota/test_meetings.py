"""Meetings fall where the rule, the bank holidays and the exceptions put them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from cspbot.rota.bank_holidays import is_bank_holiday, is_working_day, working_days_before
from cspbot.rota.meetings import meetings
from cspbot.rota.papers import papers_day
from cspbot.rota.rules import rrule_text
from cspbot.rota.values import Change, Series

LONDON = ZoneInfo("Europe/London")
BOARD = Series("s", "board", rule="quarterly, second Tuesday", start="2026-01-01", time="14:00",
               minutes=90)  # fmt: skip
RULES = ("quarterly, second Tuesday", "monthly, last Thursday, not in August", "monthly, day 31",
         "every two weeks, Monday", "weekly, Sunday", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
         "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1")  # fmt: skip


def held(series: Series, first: str, last: str) -> list[str]:
    found = meetings(series, date.fromisoformat(first), date.fromisoformat(last))
    return [m.day.isoformat() for m in found]


def test_rule_gives_days():
    """A rule gives its days from its start on, and none before."""
    assert held(BOARD, "2025-01-01", "2026-12-31") == [
        "2026-01-13", "2026-04-14", "2026-07-14", "2026-10-13",
    ]  # fmt: skip


def test_rule_ends():
    """A series ends with the day that it holds until, that day included."""
    ended = replace(BOARD, until="2026-07-14")
    assert held(ended, "2026-01-01", "2030-12-31") == ["2026-01-13", "2026-04-14", "2026-07-14"]


def test_exceptions_override_the_rule():
    """A meeting moved is on its new day, one cancelled is marked, an extra one is added."""
    changes = (
        Change("moved", "2026-04-14", "2026-05-01"), Change("cancelled", "2026-07-14"),
        Change("extra", "2026-08-03", time="09:30", place="hall"),
        Change("changed", "2026-10-13", time="10:00"),
    )  # fmt: skip
    series = replace(BOARD, changes=changes)
    found = meetings(series, date(2026, 4, 1), date(2026, 12, 31))
    said = [(m.day.isoformat(), m.is_cancelled, m.is_moved, m.is_extra, m.time) for m in found]
    assert said == [
        ("2026-05-01", False, True, False, "14:00"), ("2026-07-14", True, False, False, "14:00"),
        ("2026-08-03", False, False, True, "09:30"), ("2026-10-13", False, False, False, "10:00"),
    ]  # fmt: skip
    assert found[0].by_rule == date(2026, 4, 14)
    assert found[2].place == "hall"


def test_moved_into_a_span_is_found():
    """A meeting brought forward is held in the time that it was brought to."""
    series = replace(BOARD, changes=(Change("moved", "2026-07-14", "2026-05-20"),))
    assert held(series, "2026-05-01", "2026-06-30") == ["2026-05-20"]
    assert held(series, "2026-07-01", "2026-07-31") == []


@pytest.mark.parametrize(
    ("rule", "day"),
    [
        ("keep", "2026-05-04"), ("skip", None), ("next working day", "2026-05-05"),
        ("previous working day", "2026-05-01"), ("next week", "2026-05-11"),
    ],
)  # fmt: skip
def test_bank_holidays_are_met(rule, day):
    """The first Monday of May 2026 is a bank holiday: the meeting goes where the rule says."""
    series = replace(BOARD, rule="monthly, first Monday", bank_holidays=rule)
    assert held(series, "2026-05-01", "2026-05-31") == ([day] if day else [])


def test_christmas_moves_over_the_year_end():
    """A meeting on 31 December is kept, one on New Year's Day goes into the new year."""
    series = replace(BOARD, rule="yearly, in January, day 1", bank_holidays="previous working day")
    assert held(series, "2026-12-01", "2027-01-31") == ["2026-12-31"]
    series = replace(series, bank_holidays="next working day")
    assert held(series, "2026-12-01", "2027-01-31") == ["2027-01-04"]


@given(
    rule=st.sampled_from(RULES), start=st.dates(date(2000, 1, 1), date(2040, 12, 31)),
    first=st.integers(0, 1500), length=st.integers(0, 800),
)  # fmt: skip
def test_days_are_those_of_rrule(rule, start, first, length):
    """Between any two days the meetings are those that the library's rule gives."""
    begins = start + timedelta(days=first)
    ends = begins + timedelta(days=length)
    midnight = datetime(start.year, start.month, start.day)  # noqa: DTZ001 - days have no zone
    text = f"{rrule_text(rule)};UNTIL={ends:%Y%m%d}T000000"
    wanted = [m.date() for m in rrulestr(text, dtstart=midnight) if m.date() >= begins]
    series = Series("s", "board", rule=rule, start=start.isoformat())
    assert [m.day for m in meetings(series, begins, ends)] == wanted


@given(
    rule=st.sampled_from(RULES), year=st.integers(2000, 2040),
    how=st.sampled_from(["next working day", "previous working day", "next week", "skip"]),
)  # fmt: skip
def test_no_meeting_on_a_bank_holiday(rule, year, how):
    """Where bank holidays are heeded no meeting is on one, and none is lost unless skipped."""
    series = Series("s", "board", rule=rule, start=f"{year}-01-01", bank_holidays=how)
    plain = replace(series, id="plain", bank_holidays="keep")
    last = date(year + 1, 12, 31)
    found = meetings(series, date(year, 1, 1) - timedelta(days=31), last + timedelta(days=31))
    kept = [m for m in meetings(plain, date(year, 1, 1), last)]
    assert not any(is_bank_holiday(m.day) for m in found)
    moved = {m.by_rule: m.day for m in found}
    for meeting in kept:
        if not is_bank_holiday(meeting.day):
            assert moved[meeting.day] == meeting.day
        elif how == "skip":
            assert meeting.day not in moved
        elif how != "next week":
            assert is_working_day(moved[meeting.day])


@given(
    day=st.dates(date(1996, 1, 1), date(2037, 12, 31)), hour=st.integers(0, 23),
    minute=st.sampled_from([0, 15, 30, 59]), length=st.integers(1, 1440),
)  # fmt: skip
def test_local_time_holds_over_clock_changes(day, hour, minute, length):
    """A meeting is at its local time whatever the clock does, and lasts as long as it lasts.

    Only a time that the spring change leaves out is told an hour later.
    """
    series = Series("s", "b", rule="FREQ=DAILY", start=day.isoformat(),
                    time=f"{hour:02}:{minute:02}", minutes=length)  # fmt: skip
    (meeting,) = meetings(series, day, day)
    starts, ends = meeting.starts, meeting.ends
    assert starts is not None
    assert ends is not None
    assert (ends.astimezone(UTC) - starts.astimezone(UTC)) == timedelta(minutes=length)
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)
    is_left_out = local.astimezone(UTC).astimezone(LONDON) != local.replace(fold=0)
    if is_left_out and (starts.hour, starts.minute) != (hour, minute):
        assert day.month == 3
        assert starts.hour == hour + 1
    else:
        assert (starts.date(), starts.hour, starts.minute) == (day, hour, minute)


@pytest.mark.parametrize(
    ("day", "offset"), [("2026-03-28", 0), ("2026-03-29", 1), ("2026-10-24", 1), ("2026-10-25", 0)]
)
def test_both_clock_changes(day, offset):
    """The clock goes forward on 29 March 2026 and back on 25 October."""
    series = Series("s", "b", rule="FREQ=DAILY", start="2026-01-01", time="14:00")
    (meeting,) = meetings(series, date.fromisoformat(day), date.fromisoformat(day))
    assert meeting.starts is not None
    assert meeting.starts.utcoffset() == timedelta(hours=offset)
    assert meeting.starts.hour == 14


@pytest.mark.parametrize(
    ("due", "day"),
    [
        ("5 working days before", "2026-04-02"), ("five clear working days before", "2026-04-01"),
        ("7 days before", "2026-04-04"), ("two weeks before", "2026-03-28"),
    ],
)  # fmt: skip
def test_papers_go_out(due, day):
    """Before Saturday 11 April 2026 lie four working days, then Easter, then Thursday 2 April."""
    assert papers_day(due, date(2026, 4, 11)).isoformat() == day


def test_unreadable_papers_are_told():
    """A rule for papers that cannot be read says what to write."""
    with pytest.raises(ValueError, match="write '5 working days before'"):
        papers_day("in good time", date(2026, 1, 1))


@given(day=st.dates(date(2000, 1, 1), date(2040, 12, 31)), count=st.integers(1, 30))
def test_working_days_are_counted(day, count):
    """So many working days lie between the day reached and the day itself."""
    reached = working_days_before(day, count)
    between = (reached + timedelta(days=n) for n in range((day - reached).days))
    assert sum(map(is_working_day, between)) == count
    assert is_working_day(reached)
