"""Calendar feeds from the command in the chat to the calendar over HTTP."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import vobject
from starlette.testclient import TestClient

from bot import feed_of
from cspbot.accounts import people, saying
from cspbot.accounts.desk import Desk
from cspbot.accounts.living import Fixed
from cspbot.accounts.visit import Asker, House
from cspbot.assistant import Assistant
from cspbot.channels.web import application
from cspbot.knowledge.store import load_knowledge
from cspbot.messages import Role
from cspbot.store.store import Store
from tests.conftest import COUNTY

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
JOAN = 5


def test_feed_follows_its_owner(database_url: str):
    """A feed shows what its owner may see at that moment, and ends when it is taken back."""
    rules = House(frozenset({1}), web="https://csp.example")
    known = Assistant(load_knowledge(COUNTY, None))
    desk = Desk(Store(database_url), Fixed(known), rules, lambda: NOW)
    with desk.store.write() as session:
        people.grant(session, NOW, JOAN, Role.MEMBER, (), "")
    said = desk.take(Asker(JOAN, JOAN), "feed", "borchester")
    found = re.search(r"https://csp\.example(/calendar/\S+)", said.text)
    assert found
    web = TestClient(application(feed_of(desk)))
    shown = web.get(found[1])
    events = list(vobject.readOne(shown.text).vevent_list)
    assert any("2026-04-07" in event.dtstart.value.isoformat() for event in events)
    assert "meet.example/borchester-board" in shown.text.replace("\r\n ", "")
    desk.take(Asker(1, 1), "revoke", str(JOAN))
    assert "meet.example/borchester-board" not in web.get(found[1]).text.replace("\r\n ", "")
    desk.take(Asker(1, 1), "close", "")
    assert web.get(found[1]).status_code == 404
    desk.take(Asker(1, 1), "open", "")
    data = said.rows[0][0].data
    assert desk.press(Asker(6, 6), data).text == saying.STALE
    assert desk.press(Asker(JOAN, JOAN), data).text == saying.FEED_ENDED
    assert web.get(found[1]).status_code == 404
    desk.store.close()
