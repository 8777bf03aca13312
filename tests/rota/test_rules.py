"""A rule is read from plain words or RFC 5545, and said again in plain words."""

from __future__ import annotations

from datetime import date, datetime
from itertools import pairwise

import pytest
from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday
from hypothesis import given
from hypothesis import strategies as st

from cspbot.rota.rules import DAYS, RuleError, dates_of, rrule_text, spoken_rule

NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}


@pytest.mark.parametrize(
    ("words", "formal", "said"),
    [
        ("quarterly, second Tuesday", "FREQ=MONTHLY;INTERVAL=3;BYDAY=2TU",
         "quarterly, on the second Tuesday"),
        ("Monthly, last Thursday, not in August", "FREQ=MONTHLY;BYDAY=-1TH;"
         "BYMONTH=1,2,3,4,5,6,7,9,10,11,12", "every month, on the last Thursday, not in August"),
        ("every two weeks, Monday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO",
         "every two weeks, on a Monday"),
        ("every second month, day 15", "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=15",
         "every two months, on day 15 of the month"),
        ("quarterly, first Monday, in March, June, September and December",
         "FREQ=MONTHLY;BYDAY=1MO;BYMONTH=3,6,9,12",
         "four times a year, on the first Monday, in March, June, September and December"),
        ("yearly, third Friday, in May", "FREQ=YEARLY;BYDAY=3FR;BYMONTH=5",
         "once a year, on the third Friday, in May"),
        ("RRULE:FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1", "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1",
         "every month, on the first Monday or Tuesday"),
        ("quarterly", "FREQ=MONTHLY;INTERVAL=3", "quarterly"),
    ],
)  # fmt: skip
def test_words_are_read(words, formal, said):
    """Plain words become one RRULE, and are said again."""
    assert rrule_text(words) == formal
    assert spoken_rule(words) == said


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("now and then", "is no rule that can be read"),
        ("quarterly, second Tuseday", "'second tuseday' in the rule"),
        ("yearly, second Tuesday", "does not say in which month"),
        ("FREQ=MONTHLY;UNTIL=20270101", "'until' as a field of its own"),
        ("FREQ=MONTHLY;COUNT=4", "'until' as a field of its own"),
        ("FREQ=HOURLY", "write the time of day under 'time'"),
        ("FREQ=SOMETIMES", "is no rule of RFC 5545"),
    ],
)
def test_unreadable_rules_are_told(rule, told):
    """What cannot be read says what to write instead."""
    with pytest.raises(RuleError, match=told):
        list(dates_of(rule, "2026-01-01", 2026))


def test_rule_without_days_ends():
    """A rule that never gives a day is not searched for ever."""
    assert list(dates_of("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", "2020-01-01", 2060)) == []


@given(
    nth=st.sampled_from(sorted(NTH)),
    day=st.integers(0, 6),
    step=st.sampled_from([(1, "monthly"), (2, "every two months"), (3, "quarterly")]),
    start=st.dates(date(1990, 1, 1), date(2090, 12, 31)),
)
def test_words_mean_what_rrule_means(nth, day, step, start):
    """The days of a rule in words are those of the library's own rule, over leap years too."""
    months, often = step
    words = f"{often}, {nth} {DAYS[day]}"
    midnight = datetime(start.year, start.month, start.day)  # noqa: DTZ001 - days have no zone
    ends = datetime(start.year + 3, 12, 31)  # noqa: DTZ001
    wanted = rrule(MONTHLY, midnight, months, byweekday=weekday(day)(NTH[nth]), until=ends)
    assert list(dates_of(words, start.isoformat(), start.year + 3)) == list(wanted)


@given(day=st.integers(0, 6), start=st.dates(date(1990, 1, 1), date(2090, 12, 31)))
def test_weeks_run_over_year_ends(day, start):
    """Every second week stays every second week when the year changes."""
    midnight = datetime(start.year, start.month, start.day)  # noqa: DTZ001
    ends = datetime(start.year + 2, 12, 31)  # noqa: DTZ001
    wanted = list(rrule(WEEKLY, midnight, 2, byweekday=weekday(day), until=ends))
    found = list(dates_of(f"fortnightly, {DAYS[day]}", start.isoformat(), start.year + 2))
    assert found == wanted
    assert {(b - a).days for a, b in pairwise(found)} <= {14}
