"""The accounts: who has which role, since when, and what they have set as theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cspbot.accounts.audit import note
from cspbot.accounts.roles import LIMITED, Standing
from cspbot.messages import Role
from cspbot.store.rows import put_if_missing
from cspbot.store.tables import PersonRow

PAGE = 8
"""People on a page of /people."""
LONGEST_LABEL = 120


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the people with a role, the newest first."""

    people: tuple[Standing, ...]
    since: tuple[datetime, ...]
    number: int
    """Counted from 0."""
    pages: int


def standing(session: Session, user: int, admins: frozenset[int]) -> Standing:
    """Return who someone is; an admin by ADMIN_IDS is one whatever the store says."""
    row = session.get(PersonRow, user)
    if user in admins:
        return Standing(user, Role.ADMIN, (), row.label if row else "")
    if row is None:
        return Standing(user)
    return Standing(user, _role(row.role), tuple(row.areas), row.label)


def _role(name: str) -> Role:
    """Read a stored role; one that this version does not know has no rights."""
    return next((role for role in Role if role.value == name), Role.PUBLIC)


def grant(
    session: Session, at: datetime, user: int, role: Role, areas: Sequence[str], label: str
) -> Standing:
    """Give someone a role, in place of any that they had."""
    row = _row(session, user, at)
    kept = tuple(areas) if role in LIMITED else ()
    row.role, row.areas, row.label, row.since = role.value, list(kept), label[:LONGEST_LABEL], at
    return Standing(user, role, kept, row.label)


def revoke(session: Session, at: datetime, user: int, by: int) -> bool:
    """Take a role away; False if the person had none. Counts from the next message on."""
    row = session.get(PersonRow, user)
    if row is None or row.role == Role.PUBLIC:
        return False
    note(session, at, by, "revoke", user=user, role=row.role)
    row.role, row.areas, row.label = Role.PUBLIC.value, [], ""
    return True


def page(session: Session, number: int) -> Page:
    """Return one page of the people with a role; the last one if there are not so many."""
    roles = PersonRow.role != Role.PUBLIC.value
    count = session.scalar(select(func.count()).select_from(PersonRow).where(roles)) or 0
    pages = max(1, -(-count // PAGE))
    number = min(max(number, 0), pages - 1)
    rows = session.scalars(
        select(PersonRow).where(roles).order_by(PersonRow.since.desc(), PersonRow.user)
        .offset(number * PAGE).limit(PAGE)
    ).all()  # fmt: skip
    people = tuple(Standing(r.user, _role(r.role), tuple(r.areas), r.label) for r in rows)
    return Page(people, tuple(r.since for r in rows), number, pages)


def with_role(session: Session, role: Role) -> tuple[Standing, ...]:
    """Return everyone with a role, for those who are told what needs them."""
    rows = session.scalars(
        select(PersonRow).where(PersonRow.role == role.value).order_by(PersonRow.user)
    )
    return tuple(Standing(r.user, role, tuple(r.areas), r.label) for r in rows)


def mine(session: Session, user: int) -> tuple[str, ...]:
    """Return the partnerships that someone has set as theirs."""
    row = session.get(PersonRow, user)
    return tuple(row.mine) if row else ()


def set_mine(session: Session, at: datetime, user: int, partnerships: Sequence[str]) -> None:
    """Set the partnerships of someone; they need no role for that."""
    row = session.get(PersonRow, user)
    if row is None and not partnerships:
        return
    row = _row(session, user, at)
    row.mine = list(partnerships)
    if not row.mine and row.role == Role.PUBLIC:
        session.delete(row)


def _row(session: Session, user: int, at: datetime) -> PersonRow:
    put_if_missing(
        session, PersonRow,
        user=user, role=Role.PUBLIC.value, areas=[], label="", mine=[], since=at,
    )  # fmt: skip
    return session.get_one(PersonRow, user)
