"""The desk as it is: a store in a file, the assistant over a county with facts for each role."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from cspbot.accounts import people
from cspbot.accounts.desk import Desk
from cspbot.accounts.living import Fixed
from cspbot.accounts.said import Said
from cspbot.accounts.visit import Asker, House
from cspbot.assistant import Assistant
from cspbot.knowledge.store import load_knowledge
from cspbot.messages import Question, Reply, Role
from cspbot.store.store import Store
from tests.conftest import COUNTY

ADMIN, OFFICER, PARTNER, MEMBER, STRANGER = 1, 2, 3, 4, 5
"""Telegram's numbers of the people of these tests."""
ROLES = {OFFICER: Role.OFFICER, PARTNER: Role.PARTNER, MEMBER: Role.MEMBER}
START = datetime(2024, 5, 20, 9, 0, tzinfo=UTC)

FOR_EACH = """\
document: officers-contact-sheet
scope: {scope}
points:
  - {{about: [{scope}], aspect: support, audience: member, at: [row 1],
     text: The {scope} councillors' briefing room is the Long Gallery.}}
  - {{about: [{scope}], aspect: support, audience: partner, at: [row 1],
     text: The {scope} partner agencies' radio channel is Channel Nine.}}
  - {{about: [{scope}], aspect: support, audience: officer, at: [row 1],
     text: The {scope} officers' strongroom is behind the Bull.}}
"""
"""A fact for each audience, in the same words for two partnerships."""


def knowledge_folder(folder: Path, *, restricted: bool) -> Path:
    """Copy the county, with facts for every audience or with public ones alone."""
    made = folder / ("with" if restricted else "without")
    shutil.copytree(COUNTY, made)
    if restricted:
        for scope in ("ambridge", "felpersham"):
            path = made / "restricted" / f"{scope}.yaml"
            path.write_text(FOR_EACH.format(scope=scope), encoding="utf-8")
    else:
        shutil.rmtree(made / "restricted")
    return made


@pytest.fixture(scope="session")
def assistants(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Assistant]:
    """The assistant over the county with (True) and without restricted facts."""
    folder = tmp_path_factory.mktemp("counties")
    return {
        restricted: Assistant(
            load_knowledge(knowledge_folder(folder, restricted=restricted), None)
        )
        for restricted in (True, False)
    }


class Office:
    """The desk with people at it, and a clock that tests turn on."""

    def __init__(self, url: str, assistant: Assistant, rules: House | None = None) -> None:
        self.at = START
        self.store = Store(url)
        rules = rules or House(admins=frozenset({ADMIN}))
        self.living = Fixed(assistant)
        self.desk = Desk(self.store, self.living, rules, lambda: self.at)

    def reopen(self) -> None:
        """Make the desk anew over the same store."""
        self.desk = Desk(self.store, self.living, self.desk.rules, lambda: self.at)

    def staff(self) -> None:
        """Give everyone their role."""
        with self.store.write() as session:
            for user, role in ROLES.items():
                people.grant(session, self.at, user, role, (), f"the {role.value}")

    def ask(self, user: int, text: str, chat: int | None = None) -> Reply:
        """Ask a question in a private chat, or in the chat named."""
        return self.desk.reply(Asker(user, chat or user), Question(text, date(2024, 5, 20)))

    def send(self, user: int, command: str, chat: int | None = None) -> Said:
        """Send a command, as in '/invite officer 7d'."""
        name, _, typed = command.removeprefix("/").partition(" ")
        return self.desk.take(Asker(user, chat or user), name, typed, "county_bot")

    def press(self, user: int, said: Said, label: str) -> Said:
        """Press a button by its label."""
        found = [b.data for row in said.rows for b in row if b.label == label]
        assert found, f"no button '{label}' among {[b.label for r in said.rows for b in r]}"
        return self.desk.press(Asker(user, user), found[0], "county_bot")

    def pass_time(self, **span: int) -> None:
        """Turn the clock on."""
        self.at += timedelta(**span)


@pytest.fixture
def office(database_url: str, assistants: dict[bool, Assistant]) -> Iterator[Office]:
    """A desk where everyone has their role, over all facts."""
    one = Office(database_url, assistants[True])
    one.staff()
    yield one
    one.store.close()
