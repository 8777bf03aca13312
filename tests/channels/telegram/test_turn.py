"""Two bots with one token and one store: one fetches messages, the other waits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from cspbot.accounts import saying
from cspbot.channels.telegram import turn
from cspbot.store import poller
from cspbot.store.tables import PollerRow
from tests.channels.telegram.conftest import LONG, NOW, Bot, Run
from tests.fakes.bot_api import BotApi
from tests.fakes.people import Chat


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let little time pass between beats."""
    monkeypatch.setattr(turn, "BEAT_SECONDS", 0.05)
    monkeypatch.setattr(turn, "ASK_SECONDS", 0.05)


@pytest.fixture
async def second(api: BotApi, tmp_path: Path) -> AsyncIterator[Bot]:
    """Another bot with the same token, on the same store."""
    one = Bot(api, tmp_path)
    yield one
    await one.stop()
    one.store.close()


async def said(bot: Bot, text: str, within: float = 5) -> str:
    """Wait until whoever started the bot has been told something; return the whole line."""
    async with asyncio.timeout(within):
        while not any(text in line for line in bot.told):
            await asyncio.sleep(0.01)
    return next(line for line in bot.told if text in line)


async def test_second_waits(bot: Bot, second: Bot, api: BotApi, joan: Chat):
    """The second says who polls and what to do, once, and fetches nothing."""
    second.begin()
    told = await said(second, "Another process")
    assert "since 10:00 on 20 May) fetches the messages of this bot. End it, or leave" in told
    await asyncio.sleep(0.3)
    assert second.told == [told]
    await joan.say("hello")
    assert bot.assistant.asked
    assert not second.assistant.asked


async def test_second_takes_over(bot: Bot, second: Bot, joan: Chat):
    """When the first ends in good order, the second answers at once."""
    second.begin()
    await said(second, "Another process")
    await bot.stop()
    assert "You asked: hello." in (await joan.say("hello")).text
    assert second.told[1:] == [
        turn.TAKEN,
        "Answering on Telegram as @ambridge_csp_bot. Ctrl-C ends.",
    ]


async def test_silent_holder_is_gone(stopped: Bot, joan: Chat):
    """One whose last beat is long past, on a machine that may be gone, holds nobody up."""
    with stopped.store.write() as session:
        poller.take(session, NOW, poller.name_of_bot(stopped.connection.token), "elsewhere")
    stopped.begin()
    await said(stopped, "Another process (elsewhere,")
    stopped.now = NOW + poller.FREE_AFTER + timedelta(seconds=1)
    assert "You asked: hello." in (await joan.say("hello")).text


async def test_lost_turn_stops_polling(bot: Bot, api: BotApi, caplog):
    """Where another has taken the turn meanwhile, the first stops fetching, and waits for it."""
    name = poller.name_of_bot(bot.connection.token)
    with bot.store.write() as session:
        session.get_one(PollerRow, name).holder = "elsewhere"
    await said(bot, "Another process (elsewhere,")
    assert turn.LOST in caplog.text
    polls = len(api.calls_of("getUpdates"))
    await asyncio.sleep(0.2)
    assert len(api.calls_of("getUpdates")) == polls
    with bot.store.write() as session:
        poller.release(session, name, "elsewhere")
    await api.called("getUpdates", polls + 1)


async def test_turn_is_given_back(bot: Bot):
    """A bot that ends in good order leaves no turn behind."""
    await bot.stop()
    with bot.store.read() as session:
        assert session.get(PollerRow, poller.name_of_bot(bot.connection.token)) is None


async def test_without_store(stopped: Bot, tmp_path: Path, joan: Chat):
    """Where the store cannot be used, messages are fetched all the same."""
    (tmp_path / "bot.db").mkdir()
    stopped.begin()
    assert "You asked: hello." in (await joan.say("hello")).text
    assert (await joan.say("/mine ambridge")).text == saying.STORE_AWAY
    assert (await joan.say("/whoami")).text == saying.STORE_AWAY
    (tmp_path / "bot.db").rmdir()
    stopped.store.try_again()
    assert "public" in (await joan.say("/whoami")).text


async def test_first_is_killed(api: BotApi, run: Run, joan: Chat):
    """Of two processes on one machine the second answers soon after the first was killed."""
    first = await run()
    assert "Joan Archer" in (await joan.say("who chairs ambridge csp?", within=LONG)).text
    second = await run()
    assert second.stderr
    async with asyncio.timeout(LONG):
        assert b"Another process (" in await second.stderr.readline()
    first.kill()
    await first.wait()
    assert "Joan Archer" in (await joan.say("who chairs ambridge csp?", within=LONG)).text
