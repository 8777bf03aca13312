"""Invitations: a random link that gives one person a role, once, for a time."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cspbot.accounts.audit import note
from cspbot.accounts.people import LONGEST_LABEL, grant
from cspbot.accounts.roles import Standing
from cspbot.messages import Role
from cspbot.store.tables import InvitationRow

MARK = "inv-"
"""How the payload of a deep link begins that is an invitation."""
JOIN = "join"
"""The act of coming in by an invitation."""
RANDOM_BYTES = 24
DEFAULT_LIFE = timedelta(days=7)
LONGEST_LIFE = timedelta(days=90)
_LIFE = re.compile(r"(\d{1,4})\s*(h|d|w)", re.IGNORECASE)
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_QUOTED = re.compile(r"[\"“”']([^\"“”]*)[\"“”']")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What `/invite officer 7d telford "for the Redditch team"` asks for."""

    role: Role
    life: timedelta
    places: tuple[str, ...]
    """Names of partnerships as typed."""
    note: str


def wanted(typed: str) -> Wanted:
    """Read what was typed after /invite.

    Raises:
        ValueError: it names no role, or a time that is too long; the text says what to write.
    """
    quoted = _QUOTED.search(typed)
    rest = typed.replace(quoted[0], " ", 1) if quoted else typed
    words = rest.replace(",", " , ").split()
    named = words.pop(0).lower() if words else ""
    role = next((r for r in Role if r.value == named), Role.PUBLIC)
    if role is Role.PUBLIC:
        raise ValueError("Name a role first: member, partner, officer or admin.")
    life = DEFAULT_LIFE
    if words and (found := _LIFE.fullmatch(words[0])):
        words.pop(0)
        life = int(found[1]) * _UNITS[found[2].lower()]
    if not timedelta(0) < life <= LONGEST_LIFE:
        raise ValueError(f"An invitation lasts from 1 hour (1h) to {LONGEST_LIFE.days} days.")
    places = tuple(p.strip() for p in " ".join(words).split(",") if p.strip())
    return Wanted(role, life, places, quoted[1].strip() if quoted else "")


def make(
    session: Session, at: datetime, by: int, asked: Wanted, areas: Sequence[str]
) -> tuple[str, InvitationRow]:
    """Make an invitation; return its token, which is kept nowhere, and its row."""
    token = secrets.token_urlsafe(RANDOM_BYTES)
    row = InvitationRow(
        token_hash=_hash(token), role=asked.role.value, areas=list(areas),
        note=asked.note[:LONGEST_LABEL], made_by=by, made_at=at, expires_at=at + asked.life,
    )  # fmt: skip
    session.add(row)
    session.flush()
    note(session, at, by, "invite", invitation=row.id, role=row.role, areas=list(areas))
    return token, row


def use(session: Session, at: datetime, user: int, token: str) -> Standing | None:
    """Give someone the role of an invitation; None if it is unknown, used, expired or revoked.

    Taken by one statement that only an open invitation satisfies, so that of two people who send
    the same link at once one is admitted.
    """
    taken = session.execute(
        update(InvitationRow)
        .where(
            InvitationRow.token_hash == _hash(token), InvitationRow.used_at.is_(None),
            InvitationRow.revoked_at.is_(None), InvitationRow.expires_at > at,
        )
        .values(used_by=user, used_at=at)
        .returning(InvitationRow)
    ).scalar_one_or_none()  # fmt: skip
    if taken is None:
        return None
    note(session, at, user, JOIN, invitation=taken.id, role=taken.role)
    return grant(session, at, user, Role(taken.role), taken.areas, taken.note)


def open_ones(session: Session, at: datetime) -> tuple[InvitationRow, ...]:
    """Return the invitations that can still be used, the newest first."""
    rows = session.scalars(
        select(InvitationRow)
        .where(InvitationRow.used_at.is_(None), InvitationRow.revoked_at.is_(None),
               InvitationRow.expires_at > at)
        .order_by(InvitationRow.id.desc())
    )  # fmt: skip
    return tuple(rows)


def revoke(session: Session, at: datetime, by: int, invitation: int) -> bool:
    """Make an invitation void; False if it cannot be used any more anyway."""
    row = session.get(InvitationRow, invitation, with_for_update=True)
    if row is None or row.used_at or row.revoked_at or row.expires_at <= at:
        return False
    row.revoked_at = at
    note(session, at, by, "revoke invitation", invitation=invitation)
    return True


def _hash(token: str) -> str:
    # a random token of 192 bits cannot be guessed from a plain hash
    return hashlib.sha256(token.encode()).hexdigest()
