"""Days and stretches of time are read as people name them, counted from a given day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspbot.knowledge.facts import MONTHS
from cspbot.language.meetings.days import DAYS, read_span, spoken_day

TODAY = date(2026, 11, 23)
"""A Monday."""


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("who chairs in january", "2027-01-01", "2027-01-31"),
        ("did it meet in july this year", "2026-07-01", "2026-07-31"),
        ("in march next year", "2027-03-01", "2027-03-31"),
        ("in november", "2026-11-01", "2026-11-30"),
        ("last january", "2026-01-01", "2026-01-31"),
        ("next november", "2027-11-01", "2027-11-30"),
        ("between november and february", "2026-11-01", "2027-02-28"),
        ("in january 2030", "2030-01-01", "2030-01-31"),
        ("meetings this quarter", "2026-10-01", "2026-12-31"),
        ("next quarter", "2027-01-01", "2027-03-31"),
        ("in q2", "2026-07-01", "2026-09-30"),
        ("q4 2027", "2028-01-01", "2028-03-31"),
        ("this week", "2026-11-23", "2026-11-29"),
        ("last month", "2026-10-01", "2026-10-31"),
        ("this year", "2026-01-01", "2026-12-31"),
        ("this financial year", "2026-04-01", "2027-03-31"),
        ("in 2025/26", "2025-04-01", "2026-03-31"),
        ("what did we have in 2019", "2019-01-01", "2019-12-31"),
        ("the next 3 months", "2026-11-23", "2027-02-23"),
        ("the rest of the year", "2026-11-23", "2026-12-31"),
        ("tomorrow", "2026-11-24", "2026-11-24"),
        ("on 12 may", "2027-05-12", "2027-05-12"),
        ("the 3rd of december", "2026-12-03", "2026-12-03"),
        ("12/1/27", "2027-01-12", "2027-01-12"),
        ("2027-02-28", "2027-02-28", "2027-02-28"),
        ("on 29 february", "2028-02-29", "2028-02-29"),
        ("next tuesday", "2026-11-24", "2026-11-24"),
        ("next monday", "2026-11-30", "2026-11-30"),
        ("in the spring", "2027-03-01", "2027-05-31"),
    ],
)  # fmt: skip
def test_times_are_read(text, first, last):
    """What names a time gives its first and last day."""
    span = read_span(text, TODAY)
    assert span is not None
    assert (span.first.isoformat(), span.last.isoformat()) == (first, last)


def test_past_looks_back():
    """A question on what has been means the month that is gone."""
    span = read_span("who chaired in january", TODAY, past=True)
    assert span is not None
    assert span.label == "January 2026"


@pytest.mark.parametrize(
    "text", ["who may chair", "march on", "when is the next meeting", "31 june", "every tuesdays",
             "the board of 12", "", "next meeting this one"],
)  # fmt: skip
def test_no_time_is_made_up(text):
    """Words that only look like a time name none."""
    assert read_span(text, TODAY) is None


@given(day=st.dates(date(2000, 1, 1), date(2090, 12, 31)), today=st.dates(date(2000, 1, 1)))
def test_days_are_read_back(day, today):
    """A day that is said as answers say it is read as that day, whatever today is."""
    span = read_span(spoken_day(day).lower(), today)
    assert span is not None
    assert (span.first, span.is_day) == (day, True)


@given(
    today=st.dates(date(1990, 1, 1), date(2090, 12, 31)),
    month=st.integers(1, 12), past=st.booleans(),
)  # fmt: skip
def test_months_lie_on_the_right_side(today, month, past):
    """A month without a year is the nearest one ahead, or behind; the running one is both."""
    span = read_span(f"in {MONTHS[month - 1].lower()}", today, past=past)
    assert span is not None
    assert span.first.month == month
    assert span.first <= today if past else span.last >= today
    assert abs((span.first - today).days) <= 366


@given(
    today=st.dates(date(1990, 1, 1), date(2090, 12, 31)),
    unit=st.sampled_from(["week", "month", "quarter", "year"]),
)  # fmt: skip
def test_units_follow_each_other(today, unit):
    """Last, this and next follow each other without a gap, over year ends and leap years."""
    spans = [read_span(f"{word} {unit}", today) for word in ("last", "this", "next")]
    last, this, after = (s for s in spans if s is not None)
    assert last.last + timedelta(days=1) == this.first
    assert this.last + timedelta(days=1) == after.first
    assert this.first <= today <= this.last


@given(text=st.text(max_size=60), today=st.dates(date(1990, 1, 1), date(2090, 12, 31)))
def test_any_text_is_read(text, today):
    """No text is too odd: a stretch is found or none is, and it never runs backwards."""
    span = read_span(text.lower(), today)
    assert span is None or span.first <= span.last


@given(
    words=st.lists(st.sampled_from([
        "next", "last", "this", "12", "31", "feb", "may", "in", "2027", "q2", "quarter", "/", "29",
        "to", "between", "and", "3", "months", "year", "financial", "rest of the", "9999", "0",
        *DAYS,
    ]), max_size=7),
    today=st.dates(date(1990, 1, 1), date(2090, 12, 31)), past=st.booleans(),
)  # fmt: skip
def test_any_mixture_is_read(words, today, past):
    """Nor is any mixture of the words of time."""
    span = read_span(" ".join(words), today, past=past)
    assert span is None or span.first <= span.last
