"""What the bot could not answer, and what people thought of its answers; and how often what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from cspbot.accounts.striking import strike_out
from cspbot.messages import Role, Understood
from cspbot.store.rows import count_up
from cspbot.store.tables import AskedRow, ReportRow, UnansweredRow, UsageRow

PAGE = 5
"""Groups on a page of /unanswered."""
SHOWN = 3
"""Questions shown of a group."""
LONGEST = 600
OUT_OF_DATE, HELPFUL, WRONG = "out of date", "helpful", "wrong"


@dataclass(frozen=True, slots=True)
class Group:
    """Questions without an answer that likely mean the same."""

    number: int
    """Id of the latest of them, by which the group is marked as done."""
    count: int
    partnership: str
    field: str
    texts: tuple[str, ...]
    """The latest ones; without those whose time is over."""
    unknown: str = ""
    """Words of the latest one that nothing knows."""
    meaning: str = ""
    """Its telling words, and ids of the records that it names."""


def count(
    session: Session, at: datetime, understood: Understood, outcome: str, role: Role
) -> None:
    """Count a reply by topic, partnership, outcome and role; and the fields asked for."""
    day, partnership = at.date(), understood.partnership
    key = {"day": day, "topic": understood.topic, "partnership": partnership,
           "outcome": outcome, "role": role.value}  # fmt: skip
    count_up(session, UsageRow, key)
    # in one order, so that two processes never wait for each other's rows crosswise
    for field in sorted(set(understood.fields) if partnership else ()):
        count_up(session, AskedRow, {"day": day, "partnership": partnership, "field": field})


def keep_unanswered(
    session: Session, at: datetime, text: str, understood: Understood, why: str
) -> None:
    """Keep a question that had no answer, without a word of who asked."""
    session.add(
        UnansweredRow(
            text=strike_out(text)[:LONGEST], meaning=strike_out(understood.meaning)[:200],
            partnership=understood.partnership, field=understood.field[:80],
            unknown=strike_out(", ".join(understood.unknown))[:120], why=why, at=at,
        )
    )  # fmt: skip


def unanswered(
    session: Session, areas: Sequence[str], page: int
) -> tuple[tuple[Group, ...], int, int]:
    """Return a page of the groups without an answer, most asked first; its number; the pages.

    Args:
        session: the store.
        areas: partnerships to which whoever reads it is limited; empty: all.
        page: counted from 0; the last one if there are not so many.
    """
    open_ones = [UnansweredRow.done_at.is_(None)]
    if areas:
        open_ones.append(UnansweredRow.partnership.in_(areas))
    times = func.count().label("times")
    latest = func.max(UnansweredRow.id).label("latest")
    groups = (
        select(UnansweredRow.meaning, UnansweredRow.partnership, UnansweredRow.field,
               times, latest)
        .where(*open_ones)
        .group_by(UnansweredRow.meaning, UnansweredRow.partnership, UnansweredRow.field)
    )  # fmt: skip
    whole = session.scalar(select(func.count()).select_from(groups.subquery())) or 0
    pages = max(1, -(-whole // PAGE))
    page = min(max(page, 0), pages - 1)
    found = session.execute(
        groups.order_by(times.desc(), latest.desc()).offset(page * PAGE).limit(PAGE)
    ).all()
    return tuple(_group(session, *row) for row in found), page, pages


def _group(
    session: Session, meaning: str, partnership: str, field: str, times: int, latest: int
) -> Group:
    found = session.execute(
        select(UnansweredRow.text, UnansweredRow.unknown)
        .where(UnansweredRow.meaning == meaning, UnansweredRow.partnership == partnership,
               UnansweredRow.field == field, UnansweredRow.done_at.is_(None))
        .order_by(UnansweredRow.id.desc()).limit(10)
    )  # fmt: skip
    asked = [(text, words) for text, words in found if text]
    shown = tuple(dict.fromkeys(text for text, _ in asked))[:SHOWN]
    unknown = asked[0][1] if asked else ""
    return Group(latest, times, partnership, field, shown, unknown, meaning)


def group_of(session: Session, number: int) -> Group | None:
    """Return the open group that a question belongs to; None if there is none."""
    row = session.get(UnansweredRow, number)
    if row is None or row.done_at:
        return None
    return _group(session, row.meaning, row.partnership, row.field, 1, row.id)


def mark_done(session: Session, at: datetime, number: int) -> int:
    """Mark a whole group as dealt with; return how many questions that are."""
    row = session.get(UnansweredRow, number)
    if row is None:
        return 0
    done = session.execute(
        update(UnansweredRow)
        .where(UnansweredRow.meaning == row.meaning, UnansweredRow.field == row.field,
               UnansweredRow.partnership == row.partnership, UnansweredRow.done_at.is_(None))
        .values(done_at=at)
        .returning(UnansweredRow.id)
    )  # fmt: skip
    return len(done.all())


def asked_for(session: Session, partnership: str) -> dict[str, int]:
    """Return how often each field of a partnership was asked for."""
    rows = session.execute(
        select(AskedRow.field, func.sum(AskedRow.count))
        .where(AskedRow.partnership == partnership)
        .group_by(AskedRow.field)
    )
    return {field: int(times) for field, times in rows}


def report(
    session: Session, at: datetime, user: int, verdict: str, text: str, facts: Sequence[str],
    partnership: str,
) -> bool:  # fmt: skip
    """Keep what someone thinks of an answer; False if they have said the same of it already."""
    mine = session.scalars(
        select(ReportRow).where(
            ReportRow.user == user, ReportRow.verdict == verdict, ReportRow.done_at.is_(None)
        )
    )
    if any(row.facts == list(facts) for row in mine):
        return False
    session.add(
        ReportRow(user=user, verdict=verdict, text=strike_out(text)[:LONGEST],
                  facts=list(facts), partnership=partnership, at=at)
    )  # fmt: skip
    return True
