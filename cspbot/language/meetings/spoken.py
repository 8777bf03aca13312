"""Says meetings: one in a sentence or two, several as a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cspbot import wording
from cspbot.diary.diary import Diary, Entry
from cspbot.knowledge.facts import spoken_time
from cspbot.language.meetings.days import spoken_day
from cspbot.rota.papers import papers_day

VERBS = {
    "chair": ("chairs", "chaired"), "host": ("hosts", "hosted"),
    "minutes": ("takes the minutes", "took the minutes"),
    "duty officer": ("is duty officer", "was duty officer"),
}  # fmt: skip
"""What who has a turn does, now and in the past."""


def when(entry: Entry) -> str:
    """Say day and time: 'Tuesday 6 April 2027 at 3:30pm'."""
    time = f" at {spoken_time(entry.meeting.time)}" if entry.meeting.time else ""
    return f"{spoken_day(entry.day)}{time}"


def where(diary: Diary, entry: Entry) -> str:
    """Say the place with a comma before it; '' where none is known."""
    place = diary.place(entry)
    return f", at {place}" if place else ""


def turn(diary: Diary, entry: Entry, what: str, *, past: bool = False) -> str:
    """Say who takes a turn: 'Darrington Parish Council chairs.'; '' where no rota says."""
    given = entry.turns.get(what)
    if given is None:
        return ""
    if given.turn is None:
        return wording.no_turn(what)
    who, verb = diary.taker(entry, what), VERBS[what][past]
    if given.absence is None:
        swapped = f" {wording.SWAPPED}" if given.swap else ""
        return f"{_capital(who)} {verb}.{swapped}"
    away = given.turn.name or diary.name(given.turn.who)
    if not who:
        return wording.away_without_deputy(_capital(away), what)
    return f"{_capital(who)} {verb} {wording.in_place_of(away)}"


def brief(entry: Entry) -> str:
    """Say in a word or two what became of a meeting, for a list."""
    meeting = entry.meeting
    if meeting.is_cancelled:
        return "; cancelled"
    if meeting.is_moved:
        return f"; moved from {spoken_day(meeting.by_rule)}"
    if meeting.is_extra:
        return "; extra"
    return f"; not on {spoken_day(meeting.by_rule)}, a bank holiday" if meeting.shifted else ""


def change(entry: Entry, *, past: bool = False) -> str:
    """Say what became of a meeting; '' where it is as the rule has it."""
    meeting = entry.meeting
    reason = f" {meeting.change.reason}" if meeting.change and meeting.change.reason else ""
    if meeting.is_cancelled:
        return (wording.WAS_CANCELLED if past else wording.CANCELLED) + reason
    if meeting.is_moved:
        return wording.moved_from(spoken_day(meeting.by_rule)) + reason
    if meeting.is_extra:
        return wording.EXTRA + reason
    if meeting.shifted:
        return wording.shifted_from(spoken_day(meeting.by_rule))
    return reason.strip()


def papers(diary: Diary, entry: Entry) -> str:
    """Say when the papers for a meeting go out; '' where that is not known."""
    if not entry.series.papers:
        return ""
    day = papers_day(entry.series.papers, entry.day)
    return wording.papers_on(spoken_day(day), entry.series.papers, spoken_day(entry.day))


def row(diary: Diary, entry: Entry, whats: Sequence[str], *, group: bool) -> str:
    """Say a meeting as a line of a list."""
    of = f"{diary.group(entry.series)}, " if group else ""
    if entry.meeting.is_cancelled:
        return f"• {of}{when(entry)}{brief(entry)}"
    turns = "".join(
        f"; {what}: {diary.taker(entry, what) or wording.NOBODY_SET}"
        for what in whats if what in entry.turns
    )  # fmt: skip
    return f"• {of}{when(entry)}{where(diary, entry)}{turns}{brief(entry)}"


def listed(head: str, rows: Iterable[str]) -> str:
    """Put rows under a heading."""
    return "\n".join([f"{head}:", *rows])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
