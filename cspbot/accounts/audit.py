"""The audit: acts of those with rights over others, in ids and choices."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from cspbot.store.tables import AuditRow


def note(session: Session, at: datetime, by: int, act: str, **detail: object) -> None:
    """Write down an act in the transaction that carries it out, so that neither is without."""
    session.add(AuditRow(at=at, user=by, act=act, detail=detail))
