"""A calendar file says what the engine says, read back with another library."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from cspbot.diary.diary import Diary
from cspbot.diary.ics import NoCalendarError, calendar_file, uid
from cspbot.knowledge.facts import Knowledge
from cspbot.rota.values import Change, Series

MADE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
BOARD = "borchester-board-meetings"


def events(content: bytes) -> dict[str, vobject.base.Component]:
    """The events of a file by their UID, as vobject reads them."""
    calendar = vobject.readOne(content.decode())
    return {event.uid.value: event for event in calendar.contents.get("vevent", [])}


def written(knowledge: Knowledge, before: bytes = b"", made: datetime = MADE) -> bytes:
    diary = Diary(knowledge)
    entries = diary.entries(diary.series(["borchester"]), FIRST, LAST)
    return calendar_file(diary, entries, made, before=before, name="Borchester")


def changed(knowledge: Knowledge, **fields: object) -> Knowledge:
    """The same knowledge with other fields of the board's meetings."""
    series = tuple(
        replace(s, **fields) if s.id == BOARD else s  # type: ignore[arg-type]
        for s in knowledge.series
    )
    return replace(knowledge, series=series)


def test_file_says_what_the_engine_says(county):
    """Every meeting is there with its start, end, place and status, and nothing else is."""
    diary = Diary(county)
    entries = diary.entries(diary.series(["borchester"]), FIRST, LAST)
    found = events(written(county))
    assert set(found) == {uid(entry) for entry in entries}
    for entry in entries:
        event, meeting = found[uid(entry)], entry.meeting
        assert event.dtstart.value == meeting.starts
        assert event.dtstart.value.utcoffset() == meeting.starts.utcoffset()
        assert ("dtend" in event.contents) == (meeting.ends is not None)
        assert meeting.ends is None or event.dtend.value == meeting.ends
        assert event.location.value == diary.place(entry)
        assert event.status.value == ("CANCELLED" if meeting.is_cancelled else "CONFIRMED")


def test_event_tells_all(county):
    """Chair, minutes, papers, secretariat and source are told; the organiser can be written to."""
    event = events(written(county))[f"{BOARD}.2027-10-05@cspbot"]
    assert event.summary.value == "Borchester Partnership Board"
    assert event.description.value.split("\n") == [
        "Chair: Borsetshire Fire and Rescue Service", "Minutes: Borsetshire Fire and Rescue "
        "Service", "It can be joined online: https://meet.example/borchester-board.",
        "Papers go out on 28 September 2027.", "Secretariat: Clarrie Fenn",
        "Source: Borchester calendar, 2 March 2026",
    ]  # fmt: skip
    assert event.organizer.value == "mailto:clarrie.fenn@borchester.example"
    assert event.organizer.params["CN"] == ["Clarrie Fenn"]


def test_links_are_for_those_who_may_see_them(county):
    """A file of what is public holds no link that is for members."""
    public = county.visible_to(frozenset({"public"}))
    assert b"meet.example/borchester-board" not in written(public).replace(b"\r\n ", b"")
    assert b"meet.example/borchester-board" in written(county).replace(b"\r\n ", b"")


def test_same_meetings_same_file(county):
    """Made again at another time, a file is the same but for the stamp."""
    first = written(county)
    later = written(county, before=first, made=MADE + timedelta(days=3))
    stamps = (b"DTSTAMP:20261123T090000Z", b"DTSTAMP:20261126T090000Z")
    assert first.replace(*stamps) == later


def test_change_counts_up(county):
    """A meeting that changed has a higher SEQUENCE under the same UID; the others have not."""
    first = written(county)
    changes = (Change("moved", "2027-07-06", "2027-07-13"),)
    board = next(s for s in county.series if s.id == BOARD)
    moved = changed(county, changes=(*board.changes, *changes))
    before, after = events(first), events(written(moved, before=first))
    risen = {u for u in before if after[u].sequence.value != before[u].sequence.value}
    assert risen == {f"{BOARD}.2027-07-06@cspbot"}
    (ident,) = risen
    assert int(after[ident].sequence.value) > int(before[ident].sequence.value)
    assert after[ident].dtstart.value.date() == date(2027, 7, 13)
    again = events(written(moved, before=written(moved, before=first)))
    assert again[ident].sequence.value == after[ident].sequence.value


def test_dropped_meeting_is_cancelled(county):
    """A meeting ahead that the rule no longer gives is written as cancelled; a past one is not."""
    first = written(county)
    ended = changed(county, until="2027-05-01", changes=())
    after = events(written(ended, before=first))
    july, october = (after[f"{BOARD}.2027-{day}@cspbot"] for day in ("07-06", "10-05"))
    assert {july.status.value, october.status.value} == {"CANCELLED"}
    assert int(july.sequence.value) > 0
    early = changed(county, start="2026-08-01", changes=())
    assert f"{BOARD}.2026-01-06@cspbot" not in events(written(early, before=first))


def test_proposed_meetings_are_tentative(county):
    """Where the rule is only proposed, so is each meeting."""
    rule = county.facts[f"{BOARD}.rule"]
    facts = {**county.facts, rule.id: replace(rule, certainty="proposed")}
    found = events(written(replace(county, facts=facts)))
    assert found[f"{BOARD}.2027-10-05@cspbot"].status.value == "TENTATIVE"


def test_other_files_are_refused(county):
    """What is no calendar is not taken for an earlier one."""
    with pytest.raises(NoCalendarError):
        written(county, before=b"Dear all,\nplease find attached")


def test_meeting_without_time_takes_the_day(county):
    """Where no time is known, the day is given and no hour is made up."""
    found = events(written(changed(county, time="", changes=())))
    event = found[f"{BOARD}.2027-10-05@cspbot"]
    assert event.dtstart.value == date(2027, 10, 5)
    assert event.dtend.value == date(2027, 10, 6)


@given(
    rule=st.sampled_from(["weekly, Sunday", "monthly, last Sunday", "monthly, day 29",
                          "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"]),
    start=st.dates(date(2000, 1, 1), date(2036, 12, 31)),
    hour=st.integers(0, 23), minute=st.sampled_from([0, 30]), minutes=st.integers(1, 600),
)  # fmt: skip
def test_any_series_is_read_back(rule, start, hour, minute, minutes):
    """Whatever the rule, day and hour, the file gives the instants that the engine gives."""
    series = Series("s", "board", "p", rule, start.isoformat(), time=f"{hour:02}:{minute:02}",
                    minutes=minutes)  # fmt: skip
    diary = Diary(Knowledge({}, {}, {}, (), (series,)))
    entries = diary.entries([series], start, start + timedelta(days=500))
    found = events(calendar_file(diary, entries, MADE)) if entries else {}
    assert len(found) == len(entries)
    for entry in entries:
        event, starts, ends = found[uid(entry)], entry.meeting.starts, entry.meeting.ends
        assert starts is not None
        assert ends is not None
        assert event.dtstart.value.replace(tzinfo=None) == starts.replace(tzinfo=None)
        if starts.fold == 0:  # the hour that comes twice cannot be told apart in a calendar file
            assert event.dtstart.value.astimezone(UTC) == starts.astimezone(UTC)
