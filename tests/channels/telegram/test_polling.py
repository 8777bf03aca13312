"""Fetching updates: what goes wrong on the way, and what brings it back."""

import asyncio
import logging
from pathlib import Path

import pytest
from telegram import Bot as TelegramBot

from cspbot.channels.telegram.polling import CONFLICT, Poller, PollRequest
from cspbot.channels.telegram.running import CannotRunError
from tests.channels.telegram.conftest import Bot
from tests.fakes.bot_api import RIVAL, BotApi, HalfOpen, HangUp, Refuse, Say, flood
from tests.fakes.people import Chat


async def answers(chat: Chat) -> bool:
    """Tell whether the bot answers, after whatever has gone wrong before."""
    return "You asked: hello." in (await chat.say("hello")).text


async def test_update_is_acknowledged(bot: Bot, api: BotApi, joan: Chat):
    """What has been taken in is acknowledged by the next poll, so it comes once."""
    await joan.say("hello")
    await api.called("getUpdates", times=2)
    assert api.confirmed == api.calls_of("getUpdates")[-1].params["offset"] > 500_000


async def test_only_wanted_kinds(bot: Bot, api: BotApi):
    """The bot asks for messages, edits and presses, and for nothing else."""
    wanted = api.calls_of("getUpdates")[0].params["allowed_updates"]
    assert wanted == ["message", "edited_message", "callback_query"]


async def test_questions_wait_for_start(stopped: Bot, api: BotApi, joan: Chat):
    """What was asked while the bot was away is answered when it is back."""
    joan.sends("who chairs ambridge")
    await stopped.start()
    assert "You asked: who chairs ambridge." in (await joan.next()).text
    assert not api.calls_of("deleteWebhook")[0].params["drop_pending_updates"]


async def test_repeated_update(bot: Bot, api: BotApi, joan: Chat):
    """An update that comes again, as when an acknowledgement is lost, is answered once."""
    joan.sends("who chairs ambridge")
    again = dict(api._updates[-1])
    await joan.next()
    await api.called("getUpdates", times=2)
    api._updates.append(again)
    api._arrived.set()
    assert await answers(joan)


@pytest.mark.parametrize(
    "fault",
    [
        HangUp(done=False),
        HangUp(done=True),
        Refuse(502, "Bad Gateway"),
        Refuse(400, "Bad Request: something new"),
        Say(b"<html>nginx</html>"),
        Say(b'{"ok": true, "result": [5]}'),
        Say(b'{"ok": true}'),
        flood(1),
    ],
    ids=str,
)
async def test_poll_fails(stopped: Bot, api: BotApi, joan: Chat, fault):
    """After a poll that fails, whatever the way, the next one brings the messages."""
    api.fail("getUpdates", fault)
    await stopped.start()
    assert await answers(joan)


async def test_trouble_is_told_once(stopped: Bot, api: BotApi, joan: Chat, caplog):
    """A lasting trouble is logged once, and once when it is over."""
    api.fail("getUpdates", *[Refuse(502, "Bad Gateway")] * 3)
    await stopped.start()
    assert await answers(joan)
    await api.called("getUpdates", times=5)
    told = [record.getMessage() for record in caplog.records if "polling" in record.name]
    assert [text.split("(")[0] for text in told] == [
        "Telegram cannot be reached ",
        "polling works again",
    ]


async def test_silent_poll_times_out(stopped: Bot, api: BotApi, joan: Chat):
    """A poll that is not answered in time is given up for another."""
    api.fail("getUpdates", HalfOpen())
    stopped.begin(poll_seconds=1, time_out=0.3)
    assert await answers(joan)


async def test_hung_poll_is_given_up(stopped: Bot, api: BotApi, joan: Chat, caplog):
    """A poll without any end, as on a half-open connection, is given up with its connection."""
    api.fail("getUpdates", HalfOpen())
    stopped.begin(poll_seconds=1, stalled_after=1.3, time_out=60.0)
    assert await answers(joan)
    assert "starting polling afresh" in caplog.text


async def test_hung_polls_end_process(stopped: Bot, api: BotApi):
    """Where polls hang on fresh connections too, the bot ends for its supervisor to restart it."""
    api.fail("getUpdates", *[HalfOpen()] * 3)
    with pytest.raises(CannotRunError, match="Start the bot again"):
        await stopped.begin(poll_seconds=1, stalled_after=0.2, time_out=60.0, closing_seconds=0.2)


async def test_completed_polls_are_stamped(api: BotApi):
    """The time of each completed poll is kept, and only of those that brought an answer."""
    request = PollRequest()
    telegram = TelegramBot(api.token, f"{api.url}/bot", get_updates_request=request)
    poller = Poller(
        telegram, request, asyncio.Queue(), poll_seconds=1, stalled_after=5.0, first_pause=0.3
    )
    api.fail("getUpdates", Refuse(502, "Bad Gateway"))
    begun = poller.last_completed
    polling = asyncio.ensure_future(poller.run())
    await api.called("getUpdates")
    assert poller.last_completed == begun
    await api.called("getUpdates", times=3)
    assert poller.last_completed > begun
    polling.cancel()
    await request.shutdown()


async def test_rival_is_told_once(stopped: Bot, api: BotApi, joan: Chat, caplog):
    """A conflict is explained once, and polling goes on until it is over."""
    api.fail("getUpdates", *[Refuse(409, RIVAL)] * 3)
    await stopped.start()
    assert await answers(joan)
    assert caplog.text.count(CONFLICT) == 1


async def test_two_bots(stopped: Bot, api: BotApi, tmp_path: Path, caplog):
    """Two bots that poll with one token and know nothing of each other are both told."""
    (tmp_path / "elsewhere").mkdir()
    rival = Bot(api, tmp_path / "elsewhere")
    rival.begin()
    await stopped.start()
    await api.called("getUpdates", times=5)
    assert caplog.text.count(CONFLICT) == 2
    await rival.stop()
    rival.store.close()


async def test_token_is_revoked(bot: Bot, api: BotApi, joan: Chat):
    """A token that is no longer accepted ends the bot, after a few tries."""
    api.token = "123456789:another"  # noqa: S105 - of the fake
    joan.sends("hello")
    assert bot.task
    with pytest.raises(CannotRunError, match="rejects the token"):
        await bot.task


async def test_rejected_once(bot: Bot, api: BotApi, joan: Chat):
    """A single rejection, as an outage of Telegram may bring, does not."""
    api.fail("getUpdates", Refuse(401, "Unauthorized"), Refuse(404, "Not Found"))
    assert await answers(joan)
    assert await answers(joan)


async def test_wrong_token(stopped: Bot, api: BotApi, caplog):
    """A token that Telegram rejects ends the bot at once; nobody gets to read it."""
    caplog.set_level(logging.WARNING)
    with pytest.raises(CannotRunError) as told:
        await stopped.begin(token="987654321:wrong")  # noqa: S106 - of the fake
    assert "TELEGRAM_BOT_TOKEN" in str(told.value)
    assert "987654321:wrong" not in str(told.value) + caplog.text


async def test_wrong_server(stopped: Bot, api: BotApi):
    """A server that is no Bot API ends the bot too, and the setting is named."""
    with pytest.raises(CannotRunError, match="TELEGRAM_API_BASE_URL"):
        await stopped.begin(api=f"{api.url}/elsewhere")


async def test_server_comes_late(stopped: Bot, api: BotApi, joan: Chat, caplog):
    """While the server is not there the bot says so once and goes on trying."""
    await api.close()
    task = stopped.begin()
    await wait_for_log(caplog, "cannot be reached")
    await api.open()
    assert await answers(joan)
    assert caplog.text.count("cannot be reached (") == 1
    assert "can be reached now" in caplog.text
    assert not task.done()


async def test_server_is_slow_to_start(stopped: Bot, api: BotApi, joan: Chat):
    """A first call that is never answered is tried again."""
    api.fail("getMe", HalfOpen())
    stopped.begin(time_out=0.3)
    assert await answers(joan)


async def test_server_goes_and_comes(bot: Bot, api: BotApi, joan: Chat):
    """An outage of the server while the bot runs is waited out."""
    await api.close()
    await api.open()
    assert await answers(joan)


async def wait_for_log(caplog, text: str) -> None:
    """Wait until something has been logged."""
    async with asyncio.timeout(5):
        while text not in caplog.text:
            await asyncio.sleep(0.01)
