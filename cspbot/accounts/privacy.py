"""What is kept of people, for how long; their copy of it, and its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, inspect, or_, select, update
from sqlalchemy.orm import Session

from cspbot.accounts import conversations, invitations, limits
from cspbot.reminders import outbox
from cspbot.store.tables import (
    AmendmentRow,
    AskedRow,
    AuditRow,
    Base,
    ConversationRow,
    DraftRow,
    FeedRow,
    InvitationRow,
    LookupRow,
    OutboxRow,
    PersonRow,
    QuietRow,
    ReportRow,
    RequestRow,
    SubscriptionRow,
    UnansweredRow,
    UsageRow,
)


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long what is kept."""

    text: timedelta = timedelta(days=90)
    """Questions without an answer, reports, requests and what was decided on them."""
    counts: timedelta = timedelta(days=365)


HELD_BY_USER: tuple[type[Base], ...] = (
    PersonRow, ConversationRow, DraftRow, LookupRow, RequestRow, ReportRow, SubscriptionRow,
    QuietRow, OutboxRow, FeedRow,
)  # fmt: skip
"""Tables whose rows belong to the person in `user`: exported and deleted for them."""


def my_data(session: Session, user: int) -> dict[str, object]:
    """Return all that is kept about someone, as JSON holds it."""
    data: dict[str, object] = {"telegram_user": user}
    for table in HELD_BY_USER:
        rows = session.scalars(select(table).where(table.__table__.c.user == user))
        data[str(table.__tablename__)] = [_as_json(row) for row in rows]
    used = session.scalars(
        select(InvitationRow).where(
            or_(InvitationRow.used_by == user, InvitationRow.made_by == user)
        )
    )
    data["invitations"] = [_as_json(row, leave_out="token_hash") for row in used]
    amended = session.scalars(select(AmendmentRow).where(AmendmentRow.user == user))
    data["amendments"] = [_as_json(row) for row in amended]
    return data


def forget(session: Session, at: datetime, user: int) -> None:
    """Delete all that is kept about someone, except the audit of acts with rights over others.

    An amendment stays, since it is knowledge by now; who typed it is taken out of it. So does an
    invitation that they used, or it could be used again; what tells who it was for is taken out.
    """
    limits.forget(session, at, user)
    for table in HELD_BY_USER:
        session.execute(delete(table).where(table.__table__.c.user == user))
    session.execute(
        update(InvitationRow).where(InvitationRow.used_by == user).values(used_by=None, note="")
    )
    # to come in by an invitation is no act with rights over others
    session.execute(
        update(AuditRow).where(AuditRow.user == user, AuditRow.act == invitations.JOIN)
        .values(user=0)
    )  # fmt: skip
    session.execute(update(AmendmentRow).where(AmendmentRow.user == user).values(user=0))


def forget_old(session: Session, at: datetime, keeping: Keeping) -> None:
    """Delete whatever has been kept for as long as it may be."""
    text, counts = at - keeping.text, at - keeping.counts
    # the count of a question outlives its words: the list of gaps needs it
    session.execute(
        update(UnansweredRow)
        .where(UnansweredRow.at < text, UnansweredRow.text != "")
        .values(text="", meaning="")
    )
    session.execute(delete(UnansweredRow).where(UnansweredRow.at < counts))
    session.execute(delete(ReportRow).where(ReportRow.at < text))
    # one that nobody has decided by then will not be decided any more
    session.execute(
        delete(RequestRow).where(func.coalesce(RequestRow.decided_at, RequestRow.at) < text)
    )
    session.execute(delete(InvitationRow).where(InvitationRow.expires_at < text))
    session.execute(delete(UsageRow).where(UsageRow.day < counts.date()))
    session.execute(delete(AskedRow).where(AskedRow.day < counts.date()))
    session.execute(delete(DraftRow).where(DraftRow.at < at - timedelta(days=1)))
    outbox.forget_old(session, at)
    conversations.forget_old(session, at)
    limits.forget_old(session, at)


def _as_json(row: Base, leave_out: str = "") -> dict[str, object]:
    values = {c.key: getattr(row, c.key) for c in inspect(type(row)).column_attrs}
    return {
        key: value if isinstance(value, int | str | list | dict | None) else value.isoformat()
        for key, value in values.items()
        if key != leave_out
    }
