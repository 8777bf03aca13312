"""Amendments made in the chat, as they are stored: knowledge until they are undone."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cspbot.accounts.audit import note
from cspbot.knowledge.amending import (
    Amendable,
    Amendment,
    amendable,
    amendment_path,
    amendment_text,
)
from cspbot.knowledge.facts import Entity, Knowledge, spoken_date
from cspbot.store.problems import StoreError
from cspbot.store.store import Store
from cspbot.store.tables import AmendmentRow

LEFT_ALONE = frozenset({"document", "law", "section", "term", "duty"})
"""Kinds of record that no partnership can amend: what is printed, and what holds everywhere."""
HINTS = {
    "date": "A date as 2026-03-21, 2026-03 or 2026.",
    "period": "A period as 2015/16, 2013-16 or 2016-2021.",
    "pounds": "Pounds as a plain number: 24595 or 23105.56.",
    "sentences": "A whole sentence: it is sent as an answer.",
    "id": "The name as it is held.",
}
"""How a value is written, by what the field holds."""

FIRST = (
    "chair",
    "chairing",
    "phone",
    "email",
    "post",
    "date",
    "status",
    "secretariat",
    "contact",
    "lead",
    "head",
    "commissioner",
    "meets",
    "venue",
    "place",
    "period",
    "amount",
    "end",
)
"""Fields that change most, in the order in which they are offered."""
LAST = ("type", "of", "partnership", "short", "legal_name", "country", "formed", "what", "name")
"""Fields that hardly ever change: offered last."""

log = logging.getLogger(__name__)


def add(session: Session, row: AmendmentRow) -> AmendmentRow:
    """Keep an amendment."""
    session.add(row)
    session.flush()
    note(session, row.at, row.user, "amend", amendment=row.id, record=row.record, field=row.field)
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
    """Return the latest amendment of each field; those that it replaced wait for its undoing.

    Args:
        rows: the oldest first; one that is about to be made has no number yet.
    """
    latest: dict[tuple[str, str, str], AmendmentRow] = {}
    for row in rows:
        key = (row.kind, row.record, row.field)
        latest.pop(key, None)  # so that they stand in the order in which they were made
        latest[key] = row
    return tuple(latest.values())


class InStore:
    """Gives the amendments of the moment as files; while the store is away, those of before."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._last: Mapping[str, bytes] = {}

    def __call__(self) -> Mapping[str, bytes]:
        """Return the files by their path in the knowledge folder."""
        try:
            with self._store.read() as session:
                self._last = files(in_force(session))
        except StoreError as error:
            log.info("amendments cannot be read: %s", error)
        return self._last


def files(rows: Iterable[AmendmentRow]) -> dict[str, bytes]:
    """Return amendments as knowledge files, by their path in the folder.

    Once such a file has been exported and merged, the folder has one of the same name.
    """
    return {
        amendment_path(row.document, row.audience): amendment_text(
            Amendment(
                row.kind, row.record, row.field, row.value, row.told_by, row.told_on,
                row.document, row.within, supersedes=tuple(row.supersedes),
                audience=row.audience,
            )
        ).encode()
        for row in effective(rows)
    }  # fmt: skip


def labels(kind: str) -> dict[str, str]:
    """Return the fields of a kind of record that can be amended, with what people call them."""
    if kind in LEFT_ALONE:
        return {}
    return {one.field: one.label for one in sorted(amendable(kind), key=_turn)}


def _turn(one: Amendable) -> int:
    """Return the place of a field among those offered; the others keep their order."""
    if one.field in FIRST:
        return FIRST.index(one.field) - len(FIRST)
    return 1 + LAST.index(one.field) if one.field in LAST else 0


def hint(kind: str, field: str) -> str:
    """Say how the value of a field is written; empty where any words will do."""
    one = next((a for a in amendable(kind) if a.field == field), None)
    if one is None:
        return ""
    how = f"One of: {', '.join(one.allowed)}." if one.allowed else HINTS.get(one.holds, "")
    return how if one.required else f"{how} Send none to empty it.".strip()


def as_held(knowledge: Knowledge, record: str, field: str, typed: str) -> str:
    """Return what was typed as a record holds it: the id for a name, nothing for 'none'.

    Raises:
        ValueError: it names nothing that is held, or more than one; or cannot be emptied.
    """
    entity = knowledge.entities.get(record)
    one = next((a for a in amendable(entity.kind) if a.field == field), None) if entity else None
    if one is None:
        raise ValueError("that field cannot be amended any more.")
    if typed.lower() == "none":
        if one.required:
            raise ValueError("that field cannot be empty.")
        return ""
    if one.holds != "id":
        return typed
    named = typed.casefold()
    found = [
        e.id for e in knowledge.entities.values()
        if (not one.refers or e.kind in one.refers)
        and named in {n.casefold() for n in (e.id, e.name, e.label, *e.aliases)}
    ]  # fmt: skip
    if len(found) != 1:
        count = "no record" if not found else "more than one record"
        raise ValueError(
            f"{count} is called '{typed}'. A new one is added in the knowledge files."
        )
    return found[0]


def within(knowledge: Knowledge, entity: Entity) -> str:
    """Return the table that a funding line stands in; empty for all else."""
    return next((line.table for line in knowledge.money if line.id == entity.id), "")


def is_amendment(knowledge: Knowledge, document: str) -> bool:
    """Tell whether a document is what somebody told, and no report."""
    # nobody asks about an amendment by name, so its document is no entity
    return document in knowledge.documents and document not in knowledge.entities


def source(told_by: str, told_on: date) -> str:
    """Return how an answer cites an amendment."""
    return f"told by {told_by}, {spoken_date(told_on.isoformat())}"


def undo(session: Session, at: datetime, by: int, amendment: int) -> AmendmentRow | None:
    """Take an amendment back; None if it is not in force."""
    row = session.get(AmendmentRow, amendment)
    if row is None or row.undone_at:
        return None
    row.undone_at = at
    note(session, at, by, "undo amendment", amendment=amendment)
    return row
