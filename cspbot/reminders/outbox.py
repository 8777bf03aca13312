"""The outbox: each message due to a person once, claimed, then sent, then marked.

A row goes `due` > `claimed` (a process has it in hand) > `sending` (the request may have left) >
`sent`. A process that ends while `claimed` loses nothing: the row is due again. One that ends
while `sending` may have sent it or not, so the row becomes `uncertain` and is never sent again by
itself. Rows are handed out in order of due time; on PostgreSQL, SKIP LOCKED lets several
processes take different ones at the same time.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from cspbot.store.rows import changed, put_missing
from cspbot.store.tables import OutboxRow, SubscriptionRow

DUE, CLAIMED, SENDING = "due", "claimed", "sending"
SENT, UNCERTAIN, DROPPED, BLOCKED = "sent", "uncertain", "dropped", "blocked"
WITHDRAWN = "withdrawn"
"""It was taken back before it was due: the meeting was moved or cancelled, or nobody wants it."""
HELD_FOR = timedelta(minutes=2)
"""After which a row in the hands of a process that has not marked it counts as left behind; more
than the minute for which a request may wait for Telegram's limits, and its time-out."""
MOST_TRIES = 5
KEPT = timedelta(days=30)
"""How long what has been sent is kept, so that it is not planned again."""

Key = tuple[int, str, str, int]
"""Person, what it is about, kind, minutes before."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Due:
    """A message to be sent."""

    user: int
    meeting: str
    """What it is about; with kind and lead it is sent to a person once."""
    kind: str
    lead: int
    """Minutes before."""
    due_at: datetime
    useless_at: datetime
    text: str


_FIELDS = tuple(field.name for field in fields(Due))


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message in the hands of this process."""

    id: int
    user: int
    text: str
    due_at: datetime
    tries: int


def plan(session: Session, messages: Iterable[Due]) -> int:
    """Put messages into the outbox; one that is there already stays as it is.

    Returns:
        How many are new.
    """
    rows = (
        {name: getattr(one, name) for name in _FIELDS} | {"state": DUE, "tries": 0, "holder": ""}
        for one in messages
    )
    return put_missing(session, OutboxRow, rows)


def follow(
    session: Session, now: datetime, wanted: Mapping[Key, Due], in_time: Collection[Key],
    kinds: Collection[str], user: int | None = None,
) -> int:  # fmt: skip
    """Let what is in the outbox follow what is wanted now; what was sent stays sent.

    What nobody wants any more is withdrawn. What is due at another time, or says something else
    by now, is changed; what was withdrawn and is wanted again is due again.

    Args:
        session: a write session.
        now: the moment; what is of no use any more is left as it is.
        wanted: all messages that are wanted; to whom is in their key.
        in_time: those that may still be put in; others are left as they are, and never new.
        kinds: of these kinds.
        user: whose alone; None: everyone's.

    Returns:
        How many are new.
    """
    of = OutboxRow
    chosen = select(
        of.id, of.user, of.meeting, of.kind, of.lead, of.state, of.due_at, of.text, of.tries
    ).where(of.useless_at > now, of.kind.in_(kinds))
    if user is not None:
        chosen = chosen.where(of.user == user)
    held = set[Key]()
    for row in session.execute(chosen):
        key = (row.user, row.meeting, row.kind, row.lead)
        held.add(key)
        due = wanted.get(key)
        changes: dict[str, object] = {}
        if row.state == DUE and due is None:
            changes = {"state": WITHDRAWN, "ended_at": now}
        elif row.state == DUE and due is not None and not row.tries:
            differs = (due.due_at, due.text) != (row.due_at, row.text)
            changes = _when_and_what(due) if differs else {}
        elif row.state in (WITHDRAWN, BLOCKED) and due is not None and key in in_time:
            changes = {**_when_and_what(due), "state": DUE, "ended_at": None, "tries": 0}
        if changes:  # unless a process has taken it in hand meanwhile
            session.execute(
                update(of).where(of.id == row.id, of.state == row.state).values(**changes)
            )
    missing = (key for key in in_time if key not in held)
    return plan(session, (replace(wanted[key], user=key[0]) for key in missing))


def _when_and_what(due: Due) -> dict[str, object]:
    return {"due_at": due.due_at, "useless_at": due.useless_at, "text": due.text}


def claim(session: Session, now: datetime, holder: str, most: int) -> tuple[Claimed, ...]:
    """Take the messages that have been due the longest, and that nobody else has in hand.

    Those that are no longer worth sending are dropped, with a line in the log.
    """
    rows = session.scalars(
        select(OutboxRow)
        .where(OutboxRow.state == DUE, OutboxRow.due_at <= now)
        .order_by(OutboxRow.due_at, OutboxRow.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
    taken = []
    for row in rows:
        if row.useless_at <= now:
            row.state, row.ended_at = DROPPED, now
            log.warning("reminder %d is dropped: it was due at %s", row.id, row.due_at)
            continue
        row.state, row.holder, row.held_at = CLAIMED, holder, now
        taken.append(Claimed(row.id, row.user, row.text, row.due_at, row.tries))
    return tuple(taken)


def begin(session: Session, now: datetime, holder: str, numbers: Iterable[int]) -> frozenset[int]:
    """Mark claimed messages as being sent; return those that are not in other hands by now.

    This mark must be on the disk before a message leaves, or it might be sent twice.
    """
    begun = session.scalars(
        update(OutboxRow)
        .where(
            OutboxRow.id.in_(list(numbers)), OutboxRow.state == CLAIMED, OutboxRow.holder == holder
        )
        .values(state=SENDING, held_at=now, tries=OutboxRow.tries + 1)
        .returning(OutboxRow.id)
    )
    return frozenset(begun)


def end(session: Session, now: datetime, number: int, state: str) -> None:
    """Mark what became of a message that was being sent."""
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.id == number, OutboxRow.state == SENDING)
        .values(state=state, ended_at=now)
    )


def put_back(session: Session, number: int, again_at: datetime) -> None:
    """Let a message that certainly was not sent be tried again; dropped after several tries."""
    row = session.get(OutboxRow, number)
    if row is None or row.state != SENDING:
        return
    row.holder, row.held_at = "", None
    if row.tries >= MOST_TRIES:
        row.state, row.ended_at = DROPPED, again_at
        log.warning("reminder %d is dropped after %d tries", number, row.tries)
    else:
        row.state, row.due_at = DUE, max(row.due_at, again_at)


def take_over(session: Session, now: datetime) -> tuple[int, int]:
    """Deal with what a process left behind that is gone.

    Returns:
        How many are due again, and how many may or may not have been sent.
    """
    left = now - HELD_FOR
    again = session.execute(
        update(OutboxRow)
        .where(OutboxRow.state == CLAIMED, OutboxRow.held_at < left)
        .values(state=DUE, holder="", held_at=None)
    )
    lost = session.execute(
        update(OutboxRow)
        .where(OutboxRow.state == SENDING, OutboxRow.held_at < left)
        .values(state=UNCERTAIN, ended_at=now)
    )
    if changed(lost):
        log.warning("%d reminders may or may not have been sent", changed(lost))
    return changed(again), changed(lost)


def give_back(session: Session, holder: str) -> None:
    """Let go of what this process has claimed and not begun, at its orderly end."""
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.state == CLAIMED, OutboxRow.holder == holder)
        .values(state=DUE, holder="", held_at=None)
    )


def pause(session: Session, now: datetime, user: int) -> None:
    """Stop everything for someone who cannot be reached."""
    session.execute(
        update(SubscriptionRow)
        .where(SubscriptionRow.user == user, SubscriptionRow.paused_at.is_(None))
        .values(paused_at=now)
    )
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.user == user, OutboxRow.state == DUE)
        .values(state=BLOCKED, ended_at=now)
    )


def withdraw(session: Session, meeting: str, now: datetime) -> Sequence[int]:
    """Take back what is due about a meeting that was moved or cancelled; return who was told."""
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.meeting == meeting, OutboxRow.state == DUE)
        .values(state=WITHDRAWN, ended_at=now)
    )
    told = select(OutboxRow.user).where(
        OutboxRow.meeting == meeting, OutboxRow.state.in_((SENT, UNCERTAIN))
    )
    return sorted(set(session.scalars(told)))


def next_due(session: Session) -> datetime | None:
    """Return when the next message is due; None if none is."""
    return session.scalar(
        select(OutboxRow.due_at).where(OutboxRow.state == DUE)
        .order_by(OutboxRow.due_at).limit(1)
    )  # fmt: skip


def forget_old(session: Session, now: datetime) -> None:
    """Delete what has ended long ago."""
    session.execute(
        delete(OutboxRow).where(OutboxRow.ended_at < now - KEPT, OutboxRow.useless_at < now)
    )
