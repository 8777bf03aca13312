"""Works out which reminders are due to whom, from the meetings and what people have asked for.

Done again and again: what is in the outbox already stays as it is, so nothing depends on a timer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
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

    def moved(self, at: datetime, useless_at: datetime) -> datetime:
        """Move a moment out of the quiet hours: to their end, or before them if that is too late.

        Args:
            at: the moment, in local time.
            useless_at: from when on the reminder is of no use.
        """
        minute = at.hour * 60 + at.minute
        is_over_night = self.begins > self.ends
        inside = (
            minute >= self.begins or minute < self.ends
            if is_over_night
            else self.begins <= minute < self.ends
        )
        if not inside:
            return at
        after = _at_minute(at.date(), self.ends, at)
        if is_over_night and minute >= self.begins:
            after = _at_minute(at.date() + timedelta(days=1), self.ends, at)
        if after < useless_at:
            return after
        before = _at_minute(at.date(), self.begins, at)
        if is_over_night and minute < self.ends:
            before = _at_minute(at.date() - timedelta(days=1), self.begins, at)
        return before - timedelta(minutes=1)


def _at_minute(day: date, minute: int, like: datetime) -> datetime:
    return datetime.combine(day, time(minute // 60, minute % 60), like.tzinfo)


def plan(session: Session, diary: Diary, now: datetime) -> int:
    """Put all reminders that will be due into the outbox; return how many are new.

    A meeting that was moved or cancelled since someone was reminded of it gives them a notice,
    and what was still due about it is dropped.
    """
    quiet = {q.user: Quiet(q.begins, q.ends) for q in session.scalars(select(QuietRow))}
    rows = session.scalars(
        select(SubscriptionRow)
        .where(SubscriptionRow.paused_at.is_(None), SubscriptionRow.kind.not_in(CHANGES))
        .order_by(SubscriptionRow.about)
    ).all()
    new, entries = 0, dict[str, Sequence[Entry]]()
    for row in rows:
        if row.about not in entries:
            entries[row.about] = _ahead(diary, row.about, now)
            new += _notices(session, diary, entries[row.about], now)
        wanted = _due(diary, row, entries[row.about], quiet.get(row.user, Quiet()))
        # what was to be said before someone subscribed is not said at once
        new += outbox.plan(session, (d for d in wanted if d.due_at >= max(now - LATE, row.since)))
    return new


def plan_changes(session: Session, found: Sequence[Change], now: datetime) -> int:
    """Put what has changed into the outbox of those who asked for it; return how many are new."""
    rows = session.scalars(
        select(SubscriptionRow)
        .where(SubscriptionRow.paused_at.is_(None), SubscriptionRow.kind.in_(CHANGES))
    ).all()  # fmt: skip
    new = 0
    for row in rows:
        texts = [c.text for c in found if c.partnership == row.about and _is_of(c, row.kind)]
        if texts:
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


def _due(
    diary: Diary, row: SubscriptionRow, entries: Iterable[Entry], quiet: Quiet
) -> Iterator[Due]:
    """Yield the reminders of one subscription."""
    for entry in entries:
        if entry.meeting.is_cancelled:
            continue
        starts = _starts(entry)
        if row.kind == TURN and not _takes_turn(entry, row.whose):
            continue
        begins = starts
        if row.kind == PAPERS:
            day = papers_day(entry.series.papers, entry.day) if entry.series.papers else None
            if day is None:
                continue
            begins = datetime.combine(day, NINE, starts.tzinfo)
        for lead in row.leads:
            # wall time: a day before is the same time of day, across a clock change too
            at = _before(begins, lead)
            at = quiet.moved(at, starts)
            yield Due(
                row.user, key_of(entry), row.kind, lead, at, starts,
                text_of(diary, entry, row.kind),
            )  # fmt: skip


def _before(begins: datetime, minutes: int) -> datetime:
    """Return the moment so long before: whole days by the calendar, the rest by the clock."""
    days, rest = divmod(minutes, 24 * 60)
    return (begins - timedelta(days=days)) - timedelta(minutes=rest)


def _starts(entry: Entry) -> datetime:
    starts = entry.meeting.starts
    zone = ZoneInfo(entry.series.zone)
    return starts or datetime.combine(entry.day, NINE, zone)


def _takes_turn(entry: Entry, whose: str) -> bool:
    return any(whose in (t.who, t.turn.who if t.turn else "") for t in entry.turns.values())


def key_of(entry: Entry) -> str:
    """Return what a meeting is known by in the outbox: the day as well, for it may be moved."""
    series, by_rule = entry.key
    return f"{series}|{by_rule}|{entry.day}"


def text_of(diary: Diary, entry: Entry, kind: str) -> str:
    """Return what a reminder says."""
    meeting = wording.meeting_ahead(
        diary.group(entry.series), spoken_date(entry.day.isoformat()),
        spoken_time(entry.meeting.time) if entry.meeting.time else "", diary.place(entry),
        diary.taker(entry, CHAIR),
    )  # fmt: skip
    if kind == PAPERS:
        return wording.papers_due(meeting)
    if kind == TURN:
        turns = [what for what, _ in sorted(entry.turns.items())]
        return wording.your_turn(meeting, turns)
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
            text = _notice(diary, entry, date.fromisoformat(key.rpartition("|")[2]))
            useless_at = max(_starts(entry), now + timedelta(days=1))
            new += outbox.plan(session, (
                Due(user, f"{key}>{entry.day if current else 'cancelled'}"[-120:], NOTICE, 0,
                    now, useless_at, text)
                for user in told
            ))  # fmt: skip
    return new


def _notice(diary: Diary, entry: Entry, was: date) -> str:
    group, day = diary.group(entry.series), spoken_date(was.isoformat())
    change = entry.meeting.change
    reason = change.reason if change else ""
    if entry.meeting.is_cancelled:
        return wording.meeting_cancelled(group, day, reason)
    return wording.meeting_moved(group, day, text_of(diary, entry, MEETING), reason)
