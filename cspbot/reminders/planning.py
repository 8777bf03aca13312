"""Works out which reminders are due to whom, from the meetings and what people have asked for.

Done again and again: what is in the outbox already stays as it is, so nothing depends on a timer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from cspbot import wording
from cspbot.diary.diary import Diary, Entry
from cspbot.knowledge.changes import Change, Happened
from cspbot.knowledge.facts import spoken_date, spoken_time
from cspbot.reminders import outbox
from cspbot.reminders.kinds import (
    CHANGES,
    CONTACTS,
    FUNDING,
    KINDS,
    MEETING,
    PAPERS,
    PRIORITIES,
    TURN,
)
from cspbot.reminders.outbox import Due
from cspbot.rota.papers import papers_day
from cspbot.rota.values import CHAIR, LONDON
from cspbot.store.tables import OutboxRow, QuietRow, SubscriptionRow

NOTICE = "notice"
AHEAD = timedelta(days=35)
"""How far ahead reminders are worked out: the longest lead time, 28 days, and a week."""
LATE = timedelta(hours=12)
"""How late a reminder may be planned: the bot may have been away over night."""
CHANGES_SHOWN = 5
CHANGE_COUNTS = timedelta(days=7)
"""How long news of a change is worth sending."""
FIELDS = {
    PRIORITIES: ("priority.", "partnership.priorities", "partnership.overarching_priority"),
    FUNDING: ("funding", "line.", "partnership.budget"),
    CONTACTS: ("person.phone", "person.email", "person.extension", "list.contacts",
               "partnership.chair"),
}  # fmt: skip
"""How the fields begin that each kind of change is about."""
NINE = time(9)
"""When a day begins for reminders, where no time is known."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """When someone wants no reminders, in minutes after midnight, local time."""

    begins: int = 0
    ends: int = 0

    def holds(self, at: datetime) -> bool:
        """Tell whether a moment, in local time, lies in the quiet hours."""
        if self.begins > self.ends:
            return _minute(at) >= self.begins or _minute(at) < self.ends
        return self.begins <= _minute(at) < self.ends

    def moved(self, at: datetime, useless_at: datetime) -> datetime:
        """Move a moment out of the quiet hours: to their end, or before them if that is too late.

        Args:
            at: the moment, in local time.
            useless_at: from when on the reminder is of no use.
        """
        if not self.holds(at):
            return at
        minute, is_over_night = _minute(at), self.begins > self.ends
        after = _at_minute(at.date(), self.ends, at)
        if is_over_night and minute >= self.begins:
            after = _at_minute(at.date() + timedelta(days=1), self.ends, at)
        if after.astimezone(UTC) < useless_at.astimezone(UTC):
            return after
        before = _at_minute(at.date(), self.begins, at)
        if is_over_night and minute < self.ends:
            before = _at_minute(at.date() - timedelta(days=1), self.begins, at)
        return before - timedelta(minutes=1)


NOT_QUIET = Quiet()


def _minute(at: datetime) -> int:
    return at.hour * 60 + at.minute


def _at_minute(day: date, minute: int, like: datetime) -> datetime:
    return datetime.combine(day, time(minute // 60, minute % 60), like.tzinfo)


def plan(
    session: Session, diary: Diary, now: datetime, *, user: int | None = None,
    may: Callable[[int], bool] = lambda _: True,
) -> int:  # fmt: skip
    """Let the outbox hold all reminders that will be due; return how many are new.

    A meeting that was moved or cancelled since someone was reminded of it gives them a notice.
    What is no longer wanted is withdrawn: it was stopped, or the meeting is at another time.

    Args:
        session: a write session.
        diary: the meetings that everyone may see.
        now: the moment.
        user: whose alone; None: everyone's.
        may: tells whether someone may be told.
    """
    quiet = {q.user: Quiet(q.begins, q.ends) for q in session.scalars(select(QuietRow))}
    of = SubscriptionRow
    chosen = (
        select(of.user, of.about, of.kind, of.leads, of.whose, of.since)
        .where(of.paused_at.is_(None), of.kind.not_in(CHANGES)).order_by(of.about)
    )  # fmt: skip
    if user is not None:
        chosen = chosen.where(of.user == user)
    new, entries, due = 0, dict[str, Sequence[Entry]](), dict[Wish, tuple[Due, ...]]()
    wanted, in_time = dict[outbox.Key, Due](), dict[outbox.Key, None]()
    for row in session.execute(chosen):
        if not may(row.user):
            continue
        if row.about not in entries:
            entries[row.about] = _ahead(diary, row.about, now)
            new += _notices(session, diary, entries[row.about], now)
        wish = Wish(
            row.about, row.kind, tuple(row.leads), row.whose, quiet.get(row.user, NOT_QUIET)
        )
        if wish not in due:
            due[wish] = tuple(_due(diary, wish, entries[row.about]))
        # what was to be said before someone subscribed is not said at once
        since = max(now - LATE, row.since)
        for one in due[wish]:
            key = (row.user, one.meeting, one.kind, one.lead)
            wanted[key] = one
            if one.due_at >= since:
                in_time[key] = None
    return new + outbox.follow(session, now, wanted, in_time, KINDS.keys() - CHANGES, user)


def plan_changes(
    session: Session, found: Sequence[Change], now: datetime,
    may: Callable[[int], bool] = lambda _: True,
) -> int:  # fmt: skip
    """Put what has changed into the outbox of those who asked for it; return how many are new."""
    rows = session.scalars(
        select(SubscriptionRow)
        .where(SubscriptionRow.paused_at.is_(None), SubscriptionRow.kind.in_(CHANGES))
    ).all()  # fmt: skip
    new = 0
    for row in rows:
        texts = [c.text for c in found if c.partnership == row.about and _is_of(c, row.kind)]
        if texts and may(row.user):
            shown = "\n".join(f"• {text}" for text in texts[:CHANGES_SHOWN])
            digest = hashlib.blake2b("\n".join(texts).encode(), digest_size=12).hexdigest()
            text = wording.changed(shown, len(texts) - CHANGES_SHOWN)
            key = f"{row.about}|{digest}"[-120:]
            one = Due(row.user, key, row.kind, 0, now, now + CHANGE_COUNTS, text)
            new += outbox.plan(session, [one])
    return new


def _is_of(change: Change, kind: str) -> bool:
    fact = change.after or change.before
    told = change.happened is not Happened.CONFIRMED
    return told and fact is not None and fact.field.startswith(FIELDS[kind])


def _ahead(diary: Diary, about: str, now: datetime) -> Sequence[Entry]:
    today = now.astimezone(ZoneInfo(LONDON)).date()
    return diary.entries(diary.series_of(about), today, today + AHEAD)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a subscription asks for, whoever has it: thousands may ask for the same."""

    about: str
    kind: str
    leads: tuple[int, ...]
    whose: str
    quiet: Quiet


def _due(diary: Diary, wish: Wish, entries: Iterable[Entry]) -> Iterator[Due]:
    """Yield the reminders that are due for a wish, to nobody yet."""
    for entry in entries:
        if entry.meeting.is_cancelled:
            continue
        starts = _starts(entry)
        if wish.kind == TURN and not _turns_of(entry, wish.whose):
            continue
        begins = starts
        if wish.kind == PAPERS:
            day = papers_day(entry.series.papers, entry.day) if entry.series.papers else None
            if day is None:
                continue
            begins = datetime.combine(day, NINE, starts.tzinfo)
        for lead in wish.leads:
            # wall time: a day before is the same time of day, across a clock change too
            at = wish.quiet.moved(before(begins, lead), starts)
            yield Due(
                0, key_of(entry), wish.kind, lead, at.astimezone(UTC),
                starts.astimezone(UTC), text_of(diary, entry, wish.kind, wish.whose),
            )  # fmt: skip


def before(begins: datetime, minutes: int) -> datetime:
    """Return the moment so long before: whole days by the calendar, the rest by the clock."""
    days, rest = divmod(minutes, 24 * 60)
    at = (begins - timedelta(days=days)).astimezone(UTC) - timedelta(minutes=rest)
    return at.astimezone(begins.tzinfo)


def _starts(entry: Entry) -> datetime:
    starts = entry.meeting.starts
    zone = ZoneInfo(entry.series.zone)
    return starts or datetime.combine(entry.day, NINE, zone)


def _turns_of(entry: Entry, whose: str) -> list[str]:
    """Return the turns of someone at a meeting, those that a deputy takes among them."""
    return sorted(
        what for what, t in entry.turns.items() if whose in (t.who, t.turn.who if t.turn else "")
    )


def key_of(entry: Entry) -> str:
    """Return what a meeting is known by in the outbox: day and time as well, for it may be moved.

    'borchester-board|2026-04-07|2026-04-07T14:00'.
    """
    series, by_rule = entry.key
    at = f"T{entry.meeting.time}" if entry.meeting.time else ""
    return f"{series}|{by_rule}|{entry.day}{at}"


def text_of(diary: Diary, entry: Entry, kind: str, whose: str = "") -> str:
    """Return what a reminder says."""
    meeting = wording.meeting_ahead(
        diary.group(entry.series), spoken_date(entry.day.isoformat()),
        spoken_time(entry.meeting.time) if entry.meeting.time else "", diary.place(entry),
        diary.taker(entry, CHAIR),
    )  # fmt: skip
    if kind == PAPERS:
        return wording.papers_due(meeting)
    if kind == TURN:
        return wording.your_turn(meeting, _turns_of(entry, whose))
    return meeting


def _notices(session: Session, diary: Diary, entries: Iterable[Entry], now: datetime) -> int:
    """Tell those who were reminded of a meeting that it was moved or cancelled."""
    new = 0
    for entry in entries:
        series, by_rule = entry.key
        current = "" if entry.meeting.is_cancelled else key_of(entry)
        keys = session.scalars(
            select(OutboxRow.meeting).distinct()
            .where(OutboxRow.meeting.startswith(f"{series}|{by_rule}|", autoescape=True),
                   OutboxRow.meeting != current, OutboxRow.kind != NOTICE)
        ).all()  # fmt: skip
        for key in keys:
            told = outbox.withdraw(session, key, now)
            text = _notice(diary, entry, _short(key))
            useless_at = max(_starts(entry), now + timedelta(days=1))
            new += outbox.plan(session, (
                Due(user, f"{key}>{_short(current) if current else 'cancelled'}"[-120:], NOTICE, 0,
                    now, useless_at, text)
                for user in told
            ))  # fmt: skip
    return new


def _short(key: str) -> str:
    """Return the day and time at the end of a key."""
    return key.rpartition("|")[2]


def _notice(diary: Diary, entry: Entry, was: str) -> str:
    group, (day, _, at) = diary.group(entry.series), was.partition("T")
    day = spoken_date(day) + (f" at {spoken_time(at)}" if at else "")
    change = entry.meeting.change
    reason = change.reason if change else ""
    if entry.meeting.is_cancelled:
        return wording.meeting_cancelled(group, day, reason)
    return wording.meeting_moved(group, day, text_of(diary, entry, MEETING), reason)
