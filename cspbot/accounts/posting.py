"""What became of reminders, for admins: counts, what went wrong, and sending that again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from cspbot.accounts import saying
from cspbot.accounts.roles import Act
from cspbot.accounts.said import Said, button
from cspbot.accounts.visit import Command, Press, Visit
from cspbot.reminders.outbox import DROPPED, DUE, UNCERTAIN
from cspbot.rota.values import LONDON
from cspbot.store.rows import put
from cspbot.store.tables import OutboxRow, SettingRow

FAILED = (UNCERTAIN, DROPPED)
SHOWN = 10
REPORTED = "outbox reported"
"""The setting that keeps up to which row failures have been reported."""


def show(visit: Visit) -> Said:
    """Say how many reminders are in which state, and which went wrong."""
    with visit.store.read() as session:
        counts = session.execute(
            select(OutboxRow.state, func.count()).group_by(OutboxRow.state)
        ).all()  # fmt: skip
        failed = _failed(session)
    if not counts:
        return Said(saying.OUTBOX_EMPTY)
    lines = [
        saying.OUTBOX,
        *(f"• {state}: {count}" for state, count in sorted(map(tuple, counts))),
    ]
    lines += [saying.OUTBOX_FAILED, *map(_line, failed[-SHOWN:])] if failed else []
    if not any(row.state == UNCERTAIN for row in failed):
        return Said("\n".join(lines))
    last = max(row.id for row in failed if row.state == UNCERTAIN)
    return Said("\n".join(lines), ((button(saying.OUTBOX_AGAIN, "outbox-again", last),),))


def send_again(visit: Visit, values: tuple[str, ...]) -> Said:
    """Let the uncertain ones that an admin has seen be sent again, as far as they are of use."""
    number = values[0] if values else ""
    if not (number.isascii() and number.isdigit() and len(number) <= 15):
        return Said(saying.STALE)
    with visit.store.write() as session:
        rows = session.scalars(
            update(OutboxRow)
            .where(OutboxRow.state == UNCERTAIN, OutboxRow.id <= int(number),
                   OutboxRow.useless_at > visit.at)
            .values(state=DUE, holder="", held_at=None, ended_at=None, tries=0)
            .returning(OutboxRow.id)
        ).all()  # fmt: skip
    return Said(saying.OUTBOX_SENT_AGAIN.format(saying.reminders(len(rows))), instead=True)


def report(session: Session, at: datetime) -> Said | None:
    """Return what admins are to be told of reminders that failed since they were told last.

    Args:
        session: a write session: what is reported is marked so.
        at: the moment.
    """
    row = session.get(SettingRow, REPORTED)
    since = datetime.fromisoformat(str(row.value["until"])) if row else None
    new = [one for one in _failed(session) if since is None or _ended(one) > since]
    if not new:
        return None
    put(session, SettingRow, name=REPORTED, value={"until": max(map(_ended, new)).isoformat()})
    counts = Counter(one.state for one in new)
    said = [saying.OUTBOX_REPORT[state].format(saying.reminders(counts[state]))
            for state in FAILED if counts[state]]  # fmt: skip
    return Said("\n".join((*said, *map(_line, new[-SHOWN:]), saying.OUTBOX_HOW)))


def _failed(session: Session) -> Sequence[OutboxRow]:
    return session.scalars(
        select(OutboxRow)
        .where(OutboxRow.state.in_(FAILED), OutboxRow.ended_at.is_not(None))
        .order_by(OutboxRow.ended_at, OutboxRow.id)
    ).all()


def _ended(row: OutboxRow) -> datetime:
    assert row.ended_at  # noqa: S101 - only what has ended is looked at
    return row.ended_at


def _line(row: OutboxRow) -> str:
    """Say what it was and when it was due; not to whom."""
    due = row.due_at.astimezone(ZoneInfo(LONDON))
    return f"• {row.kind}, due {saying.day(due)} at {due:%H:%M}: {row.state}"


COMMANDS = (
    Command("outbox", "Reminders sent, due and failed", Act.SEE_OUTBOX, show),
)  # fmt: skip
PRESSES = (Press("outbox-again", Act.SEE_OUTBOX, send_again),)
