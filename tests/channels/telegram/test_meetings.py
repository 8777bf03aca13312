"""Meetings on Telegram, over the real assistant: packs, pictures, files, reminders."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from cspbot.accounts.desk import Desk
from cspbot.accounts.living import Fixed
from cspbot.accounts.visit import House
from cspbot.assistant import Assistant
from cspbot.knowledge.facts import Knowledge
from cspbot.reminders import sender
from tests.channels.telegram.conftest import Bot
from tests.fakes.bot_api import BotApi
from tests.fakes.people import Chat

IN_NOVEMBER = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
async def county_bot(stopped: Bot, county: Knowledge) -> Bot:
    """The bot over the invented county, in November 2026."""
    stopped.now = IN_NOVEMBER
    living = Fixed(Assistant(county))
    stopped.desk = Desk(stopped.store, living, House(), lambda: stopped.now)  # type: ignore[arg-type] # the fixture scripts its assistant otherwise
    await stopped.start()
    return stopped


async def test_pack_with_buttons(county_bot: Bot, joan: Chat):
    """/pack gives the pack, with the source folded and buttons for more and to copy contacts."""
    shown = await joan.say("/pack borchester")
    assert shown.text.startswith("Meeting pack: Borchester Partnership Board\nNext: ")
    assert "Source: Borchester calendar" in shown.marked("expandable_blockquote")
    assert shown.labels[:3] == ["Priorities", "Money", "Contacts"]
    more = await joan.press(shown, "Money")
    assert "Night wardens" in more.text


async def test_rota_and_file(county_bot: Bot, api: BotApi, joan: Chat):
    """/rota comes as a photo; the button under it sends the calendar file as a document."""
    shown = await joan.say("/rota borchester")
    (photo,) = api.calls_of("sendPhoto")
    assert shown.text.startswith("Meetings of the Borchester Partnership Board")
    assert photo.params["chat_id"] == joan.chat["id"]
    file = await joan.press(shown, "As a calendar file")
    assert file.text.startswith("The meetings of Borchester Partnership Board for a year")
    assert len(api.calls_of("sendDocument")) == 1
    await joan.press(file, "Only the next meeting")
    assert len(api.calls_of("sendDocument")) == 2


async def test_reminder_is_set_and_comes(
    county_bot: Bot, joan: Chat, monkeypatch: pytest.MonkeyPatch
):
    """/remind by buttons, a typed time among them; the reminder comes once, restart or not."""
    monkeypatch.setattr(sender, "REST_SECONDS", 0.05)
    await county_bot.restart()
    shown = await joan.say("/remind borchester board")
    shown = await joan.press(shown, "Meetings")
    await joan.press(shown, "Another time before")
    shown = await joan.say("three days")
    assert "meetings, 3 days, a day before." in shown.text
    county_bot.now = datetime(2026, 12, 20, 9, 0, tzinfo=UTC)
    county_bot.desk.plan_reminders()
    county_bot.now = datetime(2027, 1, 9, 14, 1, tzinfo=UTC)
    told = await joan.next(20)
    assert told.text == (
        "Borchester Partnership Board meets on 12 January 2027 at 2pm. Place: Hollerton Station "
        "Rooms. Chair: Hollerton Parish Council."
    )
    await county_bot.restart()
    shown = await joan.say("/reminders")
    assert shown.text.startswith("1. Borchester Partnership Board: meetings")
    await joan.press(shown, "Stop 1")
    county_bot.now = datetime(2027, 1, 11, 14, 1, tzinfo=UTC)
    await asyncio.sleep(0.3)
    assert joan.heard_nothing()
