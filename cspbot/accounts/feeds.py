"""Calendar feeds: an address for one person and partnership, which can be taken back."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cspbot.accounts.people import mine, standing
from cspbot.accounts.roles import Act, Standing
from cspbot.store.rows import changed
from cspbot.store.tables import FeedRow

RANDOM_BYTES = 32
MOST = 20
"""Feeds of one person; the oldest makes way."""


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed shows, and as whom."""

    owner: Standing
    partnerships: tuple[str, ...]


def make(session: Session, at: datetime, user: int, about: str) -> str:
    """Make a feed; return its token, which is kept nowhere."""
    token = secrets.token_urlsafe(RANDOM_BYTES)
    session.add(FeedRow(token_hash=_hash(token), user=user, about=about, made_at=at))
    session.flush()
    rows = session.scalars(
        select(FeedRow).where(FeedRow.user == user).order_by(FeedRow.id.desc())
    ).all()
    for row in rows[MOST:]:
        session.delete(row)
    return token


def open_feed(session: Session, token: str, admins: frozenset[int], is_open: bool) -> Feed | None:
    """Return what a token shows now; None if it is unknown, taken back, or its owner left.

    The owner's role of this moment counts: whoever is removed sees from then on what the public
    sees, and nothing where the bot is closed to the public.
    """
    row = session.scalar(select(FeedRow).where(FeedRow.token_hash == _hash(token)))
    if row is None:
        return None
    owner = standing(session, row.user, admins)
    if not is_open and not owner.may(Act.ASK_IF_CLOSED):
        return None
    return Feed(owner, (row.about,) if row.about else mine(session, row.user))


def of_person(session: Session, user: int) -> tuple[FeedRow, ...]:
    """Return someone's feeds, the oldest first."""
    return tuple(session.scalars(select(FeedRow).where(FeedRow.user == user).order_by(FeedRow.id)))


def take_back(session: Session, user: int, feed: int) -> bool:
    """End a feed of someone; False if it is not theirs or there is none."""
    done = session.execute(delete(FeedRow).where(FeedRow.id == feed, FeedRow.user == user))
    return changed(done) == 1


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
