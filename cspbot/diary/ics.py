"""Writes meetings as a calendar file: RFC 5545, for any calendar program.

Each meeting is an event of its own, known by its series and its day by the rule, since chair and
place differ from one to the next and bank holidays break the rule. A program that reads a later
file finds the same event again, with a higher SEQUENCE where anything about it has changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from cspbot import wording
from cspbot.diary.diary import Diary, Entry
from cspbot.knowledge.facts import spoken_date
from cspbot.rota.papers import papers_day
from cspbot.rota.values import LONDON

if TYPE_CHECKING:  # 30 ms, and only where a calendar is made
    from icalendar import Calendar, Component, Event

PRODUCT = "-//cspbot//meetings//EN"
AT = "@cspbot"
TURNS = ("chair", "host", "minutes", "duty officer")
UNCOMPARED = ("DTSTAMP", "SEQUENCE", "LAST-MODIFIED")
"""What may differ though nothing about a meeting has changed."""


LONDON_ZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:STANDARD
DTSTART:19961027T020000
TZNAME:GMT
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19810329T010000
TZNAME:BST
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
END:VTIMEZONE
"""
"""The clock changes of the United Kingdom as the Summer Time Order 2002 has them, for all years:
at 1am Greenwich time on the last Sundays of March and October."""


class NoCalendarError(ValueError):
    """What was to be renewed is no calendar file."""


def calendar_file(
    diary: Diary, entries: Iterable[Entry], made: datetime, *, before: bytes = b"", name: str = ""
) -> bytes:
    """Return a calendar file with some meetings.

    Args:
        diary: whose names and facts are used; it holds only what the reader may see.
        entries: the meetings; cancelled ones are written as such.
        made: when the file is made.
        before: the file that this one replaces. Meetings that changed since count up their
            SEQUENCE, and those that are no longer held are written as cancelled.
        name: what calendar programs call it.

    Raises:
        NoCalendarError: `before` is not empty and no calendar.
    """
    from icalendar import Calendar, Component

    earlier = _events(before)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("x-wr-calname", name)
    for entry in entries:
        event = _event(diary, entry)
        _put(calendar, event, earlier.pop(uid(entry), None), made)
    for gone in _no_longer_held(diary, earlier, made):
        _put(calendar, _cancelled(gone), gone, made)
    if LONDON in calendar.get_missing_tzids():
        calendar.subcomponents.insert(0, Component.from_ical(LONDON_ZONE))
    days = [_day(event) for event in calendar.walk("VEVENT")]
    if days:  # for any other zone, its clock changes of the years that matter
        around = timedelta(days=366)
        calendar.add_missing_timezones(min(days) - around, max(days) + around)
    return bytes(calendar.to_ical())


def uid(entry: Entry) -> str:
    """Return what a meeting is known by for good, whatever day it is moved to."""
    return f"{'.'.join(entry.key)}{AT}"


def _put(calendar: Calendar, event: Component, earlier: Component | None, made: datetime) -> None:
    sequence = int(event.get("sequence", 0))
    if earlier is not None:
        same = _compared(event) == _compared(earlier)
        sequence = max(sequence, int(earlier.get("sequence", 0)) + (not same))
    event.pop("sequence", None)
    event.add("sequence", sequence)
    event.pop("dtstamp", None)
    event.add("dtstamp", made.astimezone(UTC))
    calendar.add_component(event)


def _event(diary: Diary, entry: Entry) -> Event:
    from icalendar import Event, vCalAddress, vText

    meeting, event = entry.meeting, Event()
    event.add("uid", uid(entry))
    starts, ends = meeting.starts, meeting.ends
    # without a time it takes up the day
    event.add("dtstart", starts or meeting.day)
    if ends is not None or starts is None:
        event.add("dtend", ends or meeting.day + timedelta(days=1))
    event.add("summary", diary.group(entry.series))
    if diary.place(entry):
        event.add("location", diary.place(entry))
    event.add("status", _status(diary, entry))
    event.add("description", description(diary, entry))
    # what was changed by an exception or a swap counts as a later version from the start
    swaps = {t.swap for t in entry.turns.values() if t.swap}
    event.add("sequence", (meeting.change is not None and not meeting.is_extra) + len(swaps))
    address = _address(diary, entry.series.secretariat)
    if address:
        organiser = vCalAddress(f"mailto:{address}")
        organiser.params["CN"] = vText(diary.name(entry.series.secretariat))
        event.add("organizer", organiser)
    return event


def _status(diary: Diary, entry: Entry) -> str:
    if entry.meeting.is_cancelled:
        return "CANCELLED"
    rule = diary.knowledge.facts.get(entry.series.fact)
    return "TENTATIVE" if rule is not None and rule.certainty == "proposed" else "CONFIRMED"


def _address(diary: Diary, secretariat: str) -> str:
    """Return the e-mail of a secretariat, as far as the reader may see it."""
    facts = diary.knowledge.by_subject.get(secretariat, ())
    return next((f.value for f in facts if f.field == "person.email"), "")


def description(diary: Diary, entry: Entry) -> str:
    """Say who takes which turn, what became of the meeting, and where all this is from."""
    meeting = entry.meeting
    reason = meeting.change.reason if meeting.change else ""
    lines = []
    if meeting.is_cancelled:
        lines.append(wording.CANCELLED)
    elif meeting.is_moved:
        lines.append(wording.moved_from(spoken_date(meeting.by_rule.isoformat())))
    lines += [reason] if reason else []
    if not meeting.is_cancelled:
        for what in TURNS:
            if what in entry.turns:
                who = diary.taker(entry, what) or wording.NOBODY_SET
                lines.append(f"{what.capitalize()}: {who}")
        if meeting.online:
            lines.append(wording.online(meeting.online))
        if entry.series.papers:
            day = spoken_date(papers_day(entry.series.papers, entry.day).isoformat())
            lines.append(wording.papers_out(day))
    if entry.series.secretariat:
        lines.append(wording.secretariat(diary.name(entry.series.secretariat)))
    facts = diary.facts([entry], [*TURNS, "venue"])
    documents = diary.knowledge.documents
    cited = dict.fromkeys(documents[f.document].cited for f in facts if f.document in documents)
    lines += [wording.source_line(cited)] if cited else []
    return "\n".join(lines)


# What was written before -----------------------------------------------------------------------


def _events(before: bytes) -> dict[str, Component]:
    """Return the events of an earlier file by their UID."""
    from icalendar import Calendar

    if not before.strip():
        return {}
    try:
        calendar = Calendar.from_ical(before)
    except (ValueError, KeyError, IndexError) as error:
        raise NoCalendarError(f"is no calendar file: {error}") from None
    return {str(event.get("uid")): event for event in calendar.walk("VEVENT")}


def _compared(event: Component) -> list[str]:
    """Return what tells one version of an event from another."""
    written = (str(line) for line in event.content_lines())
    return sorted(x for x in written if not x.startswith(UNCOMPARED))


def _no_longer_held(
    diary: Diary, earlier: Mapping[str, Component], made: datetime
) -> Iterator[Component]:  # fmt: skip
    """Yield events that lie ahead and that the rule does not give any more."""
    known = {s.id for s in diary.knowledge.series}
    for ident, event in earlier.items():
        series, _, by_rule = ident.removesuffix(AT).rpartition(".")
        ours = ident.endswith(AT) and series in known
        if ours and _day(event) >= made.date() and diary.entry(series, by_rule) is None:
            yield event


def _day(event: Component) -> date:
    start = event.decoded("dtstart")
    return start.date() if isinstance(start, datetime) else start


def _cancelled(event: Component) -> Component:
    copy = type(event).from_ical(event.to_ical())
    copy.pop("status", None)
    copy.add("status", "CANCELLED")
    return copy
