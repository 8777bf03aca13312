"""How much one person may look up, so that nobody harvests contacts or holds others up."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from cspbot.messages import Role
from cspbot.store.rows import count_up
from cspbot.store.tables import LookupRow

QUESTIONS, CONTACTS = "questions", "contacts"
SPANS = {QUESTIONS: 60, CONTACTS: 3600}
"""Seconds in which each kind is counted."""
QUESTIONS_A_MINUTE = 30
"""More than anyone types, fewer than a program asks."""
CONTACTS_AN_HOUR: dict[Role, int | None] = {
    Role.PUBLIC: 20,
    Role.MEMBER: 30,
    Role.PARTNER: 60,
    Role.OFFICER: 120,
    Role.ADMIN: None,
}
"""Telephone numbers and e-mail addresses shown; None: as many as wanted."""
KEPT = timedelta(days=1)


def most(kind: str, role: Role) -> int | None:
    """Return how many of a kind a role may have in a span; None: no limit."""
    return QUESTIONS_A_MINUTE if kind == QUESTIONS else CONTACTS_AN_HOUR[role]


def take(session: Session, at: datetime, user: int, role: Role, kind: str, count: int) -> bool:
    """Count something looked up; False, with nothing counted, if that is too much."""
    if not count:
        return True
    span = int(at.timestamp()) // SPANS[kind]
    key = {"user": user, "kind": kind, "span": span}
    taken = count_up(session, LookupRow, key, count)
    limit = most(kind, role)
    # an answer that alone shows more than the limit is let through once, or nobody could have it
    if limit is None or taken <= max(limit, count):
        return True
    count_up(session, LookupRow, key, -count)
    return False


def forget_old(session: Session, at: datetime) -> None:
    """Delete the counts of spans that are over for a day."""
    for kind, seconds in SPANS.items():
        oldest = int((at - KEPT).timestamp()) // seconds
        session.execute(delete(LookupRow).where(LookupRow.kind == kind, LookupRow.span < oldest))
