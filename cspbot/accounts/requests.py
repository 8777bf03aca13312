"""Requests for access, which an admin decides."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cspbot.accounts.audit import note
from cspbot.accounts.people import grant
from cspbot.accounts.roles import Standing
from cspbot.accounts.striking import strike_out
from cspbot.messages import Role
from cspbot.store.tables import RequestRow

LONGEST = 300
DECLINED = "declined"


def ask(session: Session, at: datetime, user: int, said: str) -> tuple[RequestRow, bool]:
    """Keep a request; of someone whose last one is still open, that one with the new words.

    Returns:
        The request, and whether it is new.
    """
    row = session.scalar(
        select(RequestRow).where(RequestRow.user == user, RequestRow.outcome == "")
    )
    is_new = row is None
    if row is None:
        row = RequestRow(user=user, said="", at=at, outcome="")
        session.add(row)
    row.said = strike_out(said)[:LONGEST]
    session.flush()
    return row, is_new


def decide(
    session: Session, at: datetime, by: int, request: int, role: Role | None
) -> tuple[RequestRow, Standing | None] | None:
    """Give a role to whoever asked, or decline with None; None back if it is decided already."""
    # kept from other processes until this one is done: of two admins one decides
    row = session.get(RequestRow, request, with_for_update=True)
    if row is None or row.outcome:
        return None
    row.decided_by, row.decided_at = by, at
    row.outcome = role.value if role else DECLINED
    note(session, at, by, "decide", request=request, user=row.user, outcome=row.outcome)
    return row, grant(session, at, row.user, role, (), row.said) if role else None


def open_ones(session: Session) -> tuple[RequestRow, ...]:
    """Return the requests that wait, the oldest first."""
    return tuple(
        session.scalars(select(RequestRow).where(RequestRow.outcome == "").order_by(RequestRow.id))
    )
