"""How much one person may look up, so that nobody harvests contacts or holds others up."""

from __future__ import annotations

import hashlib
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
"""How long counts are kept; those of people who asked to be forgotten end with their span."""


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
    if kind == CONTACTS:
        forgotten = session.get(LookupRow, (_stand_in(user, span), kind, span))
        taken += forgotten.count if forgotten else 0
    limit = most(kind, role)
    # an answer that alone shows more than the limit is let through once, or nobody could have it
    if limit is None or taken <= max(limit, count):
        return True
    count_up(session, LookupRow, key, -count)
    return False


def forget(session: Session, at: datetime, user: int) -> None:
    """Delete someone's counts, so that the limit on contacts holds all the same.

    Else whoever is over it could ask to be forgotten and go on. The count of the running hour
    stays under another number, which is of that hour alone, until the hour is over.
    """
    span = int(at.timestamp()) // SPANS[CONTACTS]
    row = session.get(LookupRow, (user, CONTACTS, span))
    if row and row.count:
        key = {"user": _stand_in(user, span), "kind": CONTACTS, "span": span}
        count_up(session, LookupRow, key, row.count)
    session.execute(delete(LookupRow).where(LookupRow.user == user))


def _stand_in(user: int, span: int) -> int:
    """Return a number for someone in an hour; below 0, as no person on Telegram has one."""
    digest = hashlib.blake2b(f"{user} {span}".encode(), digest_size=7).digest()
    return -1 - int.from_bytes(digest)


def forget_old(session: Session, at: datetime) -> None:
    """Delete the counts of spans that are over for a day."""
    running = int(at.timestamp()) // SPANS[CONTACTS]
    over = (LookupRow.user < 0, LookupRow.kind == CONTACTS, LookupRow.span < running)
    session.execute(delete(LookupRow).where(*over))
    for kind, seconds in SPANS.items():
        oldest = int((at - KEPT).timestamp()) // seconds
        session.execute(delete(LookupRow).where(LookupRow.kind == kind, LookupRow.span < oldest))
