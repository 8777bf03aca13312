"""A store with rows in each of its tables, made by acts that people do."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from cspbot.accounts import (
    conversations,
    feedback,
    feeds,
    house,
    invitations,
    limits,
    people,
    requests,
)
from cspbot.messages import Context, Role, Understood
from cspbot.reminders import outbox
from cspbot.store.backup import KEPT
from cspbot.store.rows import put
from cspbot.store.store import Store
from cspbot.store.tables import AmendmentRow, DraftRow, QuietRow, SubscriptionRow

NOW = datetime(2024, 5, 20, 9, 0, tzinfo=UTC)
WORDS = "Überprüfung – £5, 漢字 “quoted”\nsecond line"
"""Words that an encoding might spoil."""


def fill(store: Store) -> None:
    """Write at least one row into every table that a backup has."""
    asked = invitations.Wanted(Role.OFFICER, invitations.DEFAULT_LIFE, (), WORDS)
    understood = Understood("general", ("ambridge-csp",), ("partnership.chair",), "chair ambridge")
    with store.write() as session:
        token, _ = invitations.make(session, NOW, 1, asked, ["ambridge-csp"])
        invitations.use(session, NOW, 2**52, token)
        people.set_mine(session, NOW, 2**52, ["felpersham-csp"])
        requests.ask(session, NOW, 3, WORDS)
        house.pause(session, NOW, 1, WORDS)
        conversations.keep(session, -5, 3, NOW, Context(asked=WORDS, facts=("a", "b")))
        limits.take(session, NOW, 3, Role.PUBLIC, limits.QUESTIONS, 2)
        feedback.count(session, NOW, understood, "answer", Role.PUBLIC)
        feedback.keep_unanswered(session, NOW, WORDS, understood, "not held")
        feedback.report(session, NOW, 3, feedback.WRONG, WORDS, ["a"], "ambridge-csp")
        put(session, DraftRow, user=3, content={"value": WORDS, "deep": [1, None]}, at=NOW)
        session.add(
            AmendmentRow(
                partnership="ambridge-csp", kind="people", record="joan-archer", field="phone",
                before="", value=WORDS, told_by="manager", told_on=date(2024, 2, 29), within="",
                document="told-2024-02-29-1", supersedes=[], user=3, at=NOW, undone_at=None,
            )
        )  # fmt: skip
        session.add(SubscriptionRow(user=3, about="ambridge-csp", kind="meeting", leads=[60, 1440],
                                    whose="", since=NOW))  # fmt: skip
        put(session, QuietRow, user=3, begins=1320, ends=420)
        outbox.plan(session, [outbox.Due(3, "board|2024-03-05", "meeting", 60, NOW, NOW, WORDS)])
        feeds.make(session, NOW, 3, "ambridge-csp")


def content(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table that a backup has."""
    with store.snapshot() as session:
        return {
            table.name: sorted(map(tuple, session.execute(select(table)).all()), key=repr)
            for table in KEPT
        }
