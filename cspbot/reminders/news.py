"""What is new in the knowledge for those who asked to be told, since they were told last.

What they know is kept in the store, so that what changed while the bot was away is told too, by
whichever process finds it first, and once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cspbot.knowledge.changes import changes
from cspbot.knowledge.facts import Entity, Fact, Knowledge
from cspbot.reminders import planning
from cspbot.reminders.kinds import CHANGES
from cspbot.reminders.planning import FIELDS
from cspbot.store.rows import put, put_if_missing
from cspbot.store.tables import SettingRow, SubscriptionRow

TOLD = tuple(prefix for fields in FIELDS.values() for prefix in fields)
"""How the fields begin of which changes are told."""

PREFIX = "news:"
"""How the settings begin in which it is kept."""


def begin(session: Session, knowledge: Knowledge, about: str) -> None:
    """Keep what is held on a partnership now: whoever subscribes is told of what comes after.

    Args:
        session: a write session.
        knowledge: what everyone may see.
        about: id of the partnership.
    """
    put_if_missing(session, SettingRow, name=_name(about), value=_kept(knowledge, about))


def catch_up(
    session: Session, knowledge: Knowledge, now: datetime,
    may: Callable[[int], bool] = lambda _: True,
) -> int:  # fmt: skip
    """Put what has changed into the outbox of those who asked for it.

    Returns:
        How many messages are new.
    """
    wanted = select(SubscriptionRow.about).where(SubscriptionRow.kind.in_(CHANGES)).distinct()
    abouts = session.scalars(wanted.order_by(SubscriptionRow.about)).all()
    session.execute(
        # or whoever subscribes again would be told of all since the last one stopped
        delete(SettingRow).where(
            SettingRow.name.startswith(PREFIX), SettingRow.name.not_in(map(_name, abouts))
        )
    )
    new = 0
    for about in abouts:
        row, kept = session.get(SettingRow, _name(about)), _kept(knowledge, about)
        if row is None:
            begin(session, knowledge, about)
        elif row.value != kept:
            found = changes(_only(knowledge, _facts(row.value)), _only(knowledge, _facts(kept)))
            new += planning.plan_changes(session, found, now, may)
            put(session, SettingRow, name=row.name, value=kept)
    return new


def _name(about: str) -> str:
    # an id may be longer than the name of a setting
    return f"{PREFIX}{hashlib.blake2b(about.encode(), digest_size=16).hexdigest()}"


def _kept(knowledge: Knowledge, about: str) -> dict[str, Any]:
    facts = (f for f in knowledge.by_scope.get(about, ()) if f.field.startswith(TOLD))
    return {"about": about, "facts": [_plain(fact) for fact in facts]}


def _plain(fact: Fact) -> dict[str, Any]:
    found = asdict(replace(fact, words=(), asked=()))
    return {k: list(v) if isinstance(v, tuple) else v for k, v in found.items() if v}


def _facts(kept: Mapping[str, Any]) -> list[Fact]:
    found: list[dict[str, Any]] = [
        {k: tuple(v) if isinstance(v, list) else v for k, v in plain.items()}
        for plain in kept["facts"]
    ]
    return [Fact(**one) for one in found]


def _only(knowledge: Knowledge, facts: Iterable[Fact]) -> Knowledge:
    """Return the knowledge with these facts alone; people who are in it no more have no name."""
    by_id = {fact.id: fact for fact in facts}
    gone = {
        f.subject: Entity(f.subject, f.field.partition(".")[0], "", "", scope=f.scope)
        for f in by_id.values() if f.subject not in knowledge.entities
    }  # fmt: skip
    return replace(knowledge, facts=by_id, entities={**gone, **knowledge.entities})
