"""Faults: who is told what, and what the log may hold."""

import asyncio
import io
import logging
from collections.abc import Iterator

import pytest

from cspbot import wording
from cspbot.channels.telegram.logs import DiscreetFormatter
from tests.channels.telegram.conftest import Bot, clarify
from tests.fakes.bot_api import TOKEN, BotApi, HalfOpen, HangUp, Refuse, Say
from tests.fakes.people import Chat

WORDS = "my neighbour Walter at number nine"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the process writes to its log at the most talkative level."""
    root, stream = logging.getLogger(), io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(DiscreetFormatter(TOKEN))
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)


async def test_log_is_discreet(written: io.StringIO, stopped: Bot, joan: Chat):
    """However talkative the log, neither the token nor anyone's words are in it."""
    stopped.assistant.replies[WORDS] = clarify(WORDS)
    await stopped.start()
    shown = await joan.say(WORDS)
    await joan.press(shown, "Ambridge")
    await joan.say(f"/access {WORDS}")
    await joan.say("/mydata")
    await stopped.stop()
    assert "DEBUG telegram.ext.ExtBot" in written.getvalue()
    assert WORDS not in written.getvalue()
    assert TOKEN not in written.getvalue()


async def test_traceback_is_logged(written: io.StringIO, bot: Bot, joan: Chat):
    """The log shows where a fault arose, and not the message, which may quote the person."""
    cause = KeyError(WORDS)
    error = ValueError(f"cannot read {WORDS}")
    error.__cause__ = cause
    bot.assistant.raises[WORDS] = error
    assert (await joan.say(WORDS)).text == wording.FAULT
    text = written.getvalue()
    assert "could not be handled" in text
    assert "in reply" in text
    assert "ValueError" in text
    assert "KeyError" in text
    assert WORDS not in text


async def test_broken_answer_is_discreet(written: io.StringIO, bot: Bot, api: BotApi, joan: Chat):
    """What the server sends that is no JSON stays out of the log too."""
    api.fail("getUpdates", Say(f'{{"result": "{WORDS}'.encode()))
    await joan.say("hello")
    await joan.say("again")
    assert WORDS not in written.getvalue()


async def test_fault_is_one_chats(bot: Bot, api: BotApi, joan: Chat):
    """A fault in one chat leaves the others alone."""
    bot.assistant.raises["bad"] = RuntimeError("no")
    other = Chat(api)
    joan.sends("bad")
    other.sends("hello")
    assert "You asked: hello." in (await other.next()).text
    assert (await joan.next()).text == wording.FAULT


async def test_fault_stops_spinner(bot: Bot, joan: Chat):
    """A press whose answer fails is acknowledged, and the person told."""
    bot.assistant.replies["who chairs"] = clarify()
    shown = await joan.say("who chairs")
    bot.assistant.raises["who chairs"] = RuntimeError("no")
    assert (await joan.press(shown, "Ambridge")).text == wording.FAULT


async def test_acknowledgement_may_fail(bot: Bot, api: BotApi, joan: Chat):
    """Where the acknowledgement fails, the press is answered all the same."""
    bot.assistant.replies["who chairs"] = clarify()
    shown = await joan.say("who chairs")
    api.fail("answerCallbackQuery", Refuse(400, "Bad Request: something new"))
    joan.api.push("callback_query", _press(joan, shown.id))
    assert "for ambridge-csp" in (await joan.next()).text


def _press(chat: Chat, message: int) -> dict[str, object]:
    brought = chat.api.messages[chat.chat["id"]][message]
    number = chat.api.new_press()
    press = {"id": number, "from": chat.user, "chat_instance": "1", "message": brought}
    return {**press, "data": "c:ambridge-csp"}


async def test_blocked_by_person(bot: Bot, api: BotApi, joan: Chat, caplog):
    """Whoever has blocked the bot gets no apology, and it is no fault."""
    other = Chat(api)
    api.blocked.add(joan.chat["id"])
    joan.sends("hello")
    assert "You asked: hello." in (await other.say("hello")).text
    await api.called("sendMessage", times=2)
    assert len(api.calls_of("sendMessage")) == 2
    assert "Traceback" not in caplog.text


async def test_refused_answer(bot: Bot, api: BotApi, joan: Chat):
    """An answer that Telegram refuses is a fault of ours: the person gets an apology."""
    api.fail("sendMessage", Refuse(400, "Bad Request: can't parse entities"))
    assert (await joan.say("hello")).text == wording.FAULT


async def test_apology_may_fail(bot: Bot, api: BotApi, joan: Chat):
    """Where even the apology is refused the bot goes on."""
    api.fail("sendMessage", *[Refuse(400, "Bad Request: can't parse entities")] * 2)
    joan.sends("hello")
    await api.called("sendMessage", times=2)
    assert "You asked: again." in (await joan.say("again")).text


async def test_stop_is_quick(bot: Bot):
    """Told to end, the bot does not wait for its poll to come back."""
    async with asyncio.timeout(1):
        await bot.stop()


async def test_stop_while_resting(stopped: Bot, api: BotApi):
    """Nor for a rest after a failure to be over."""
    await api.close()
    stopped.begin(first_pause=30.0)
    await asyncio.sleep(0.2)
    async with asyncio.timeout(1):
        await stopped.stop()


async def test_stop_finishes_answers(bot: Bot, api: BotApi, joan: Chat):
    """Told to end, the bot sends the answers under way and acknowledges what it has handled."""
    bot.assistant.replies["who chairs"] = clarify()
    joan.sends("who chairs")
    joan.sends("and the police")
    last = api._next_update
    await api.called("sendMessage")
    await bot.stop()
    assert (await joan.next()).labels
    assert "You asked: and the police." in (await joan.next()).text
    assert api.confirmed == last + 1


async def test_stop_gives_up_at_last(bot: Bot, api: BotApi, joan: Chat):
    """An answer that cannot be sent does not keep the bot from ending."""
    await bot.stop()
    await bot.start(time_out=60.0, closing_seconds=0.4)
    api.fail("sendMessage", HalfOpen())
    joan.sends("hello")
    await api.called("sendMessage")
    async with asyncio.timeout(2):
        await bot.stop()


async def test_unsent_answer_is_not_lost(stopped: Bot, api: BotApi, joan: Chat):
    """What was fetched and not acknowledged comes again to the next start."""
    api.fail("getUpdates", HangUp(done=True))
    joan.sends("who chairs ambridge")
    await stopped.start()
    assert "You asked: who chairs ambridge." in (await joan.next()).text
