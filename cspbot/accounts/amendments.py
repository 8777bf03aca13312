"""Amendments made in the chat, as they are stored: knowledge until they are undone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cspbot.accounts.audit import note
from cspbot.accounts.house import count_amendment
from cspbot.store.tables import AmendmentRow


def add(session: Session, row: AmendmentRow) -> AmendmentRow:
    """Keep an amendment, and tell the other processes of it."""
    session.add(row)
    session.flush()
    note(session, row.at, row.user, "amend", amendment=row.id, record=row.record, field=row.field)
    count_amendment(session)
    return row


def in_force(session: Session, areas: Collection[str] = ()) -> tuple[AmendmentRow, ...]:
    """Return the amendments that have not been undone, the oldest first.

    Args:
        session: the store.
        areas: partnerships that are wanted; empty: all.
    """
    wanted = select(AmendmentRow).where(AmendmentRow.undone_at.is_(None))
    if areas:
        wanted = wanted.where(AmendmentRow.partnership.in_(areas))
    return tuple(session.scalars(wanted.order_by(AmendmentRow.id)))


def effective(rows: Iterable[AmendmentRow]) -> tuple[AmendmentRow, ...]:
    """Return the latest amendment of each field; those that it replaced wait for its undoing."""
    latest = {(row.kind, row.record, row.field): row for row in rows}
    return tuple(sorted(latest.values(), key=lambda row: row.id))


def of_field(
    rows: Sequence[AmendmentRow], kind: str, record: str, field: str
) -> AmendmentRow | None:
    """Return the amendment that a field has now; None if it has none."""
    found = [r for r in effective(rows) if (r.kind, r.record, r.field) == (kind, record, field)]
    return found[0] if found else None


def undo(session: Session, at: datetime, by: int, amendment: int) -> AmendmentRow | None:
    """Take an amendment back; None if it is not in force."""
    row = session.get(AmendmentRow, amendment)
    if row is None or row.undone_at:
        return None
    row.undone_at = at
    note(session, at, by, "undo amendment", amendment=amendment)
    count_amendment(session)
    return row
