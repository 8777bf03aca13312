"""Flood limits, and which requests are made again."""

import asyncio
from datetime import timedelta
from time import monotonic

import httpx
import pytest
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut

from cspbot.channels.telegram import pacing
from cspbot.channels.telegram.pacing import Pacer, Window
from tests.channels.telegram.conftest import Bot, clarify
from tests.fakes.bot_api import BotApi, HangUp, Late, Refuse, flood
from tests.fakes.clock import Clock
from tests.fakes.people import Chat


def test_window_lets_burst_through():
    """A window lets its number through at once and then one for each that leaves it."""
    window = Window(3, 10.0)
    assert [window.take(now) for now in (0.0, 1.0, 1.0, 2.0, 2.0)] == [0.0, 1.0, 1.0, 10.0, 11.0]


def test_limits_are_telegrams():
    """One a second in a chat on average, 20 a minute in a group, at most 30 a second in all."""
    most, seconds = pacing.IN_CHAT
    assert most / seconds <= 1
    assert pacing.IN_GROUP == (20, 60.0)
    most, seconds = pacing.IN_ALL
    assert most / seconds <= 30


async def times_of(chat: int, messages: int) -> list[float]:
    """Return when messages to a chat leave that are all ready at once."""
    clock, times = Clock(), list[float]()
    pacer = Pacer(now=lambda: clock.at, sleep=clock.sleep)

    async def call() -> bool:
        times.append(clock.at)
        return True

    async def send() -> None:
        await pacer.process_request(call, (), {}, "sendMessage", {"chat_id": chat}, None)

    async def all_of_them() -> None:
        await asyncio.gather(*(send() for _ in range(messages)))

    await clock.run(all_of_them())
    return times


async def test_chat_is_paced():
    """A few messages to a chat leave at once, then one for each that is five seconds old."""
    assert await times_of(5, 12) == [0.0] * 5 + [5.0] * 5 + [10.0] * 2


async def test_group_is_paced():
    """A group has a limit of its own besides: twenty in a minute, and no more than a chat may."""
    times = await times_of(-5, 22)
    assert times[19] < 60.0 <= times[20]


async def test_busy_chat_holds_up_nobody(bot: Bot, api: BotApi, joan: Chat, monkeypatch):
    """While one chat waits for its turn another is answered."""
    monkeypatch.setattr(pacing, "IN_CHAT", (1, 30.0))
    for number in range(300):
        joan.sends(f"question {number}")
    await joan.next()
    assert "You asked: hello." in (await Chat(api).say("hello")).text


async def test_pause_is_obeyed(bot: Bot, api: BotApi, joan: Chat):
    """After 'retry after' nothing at all is sent until the time is over, then the answer is."""
    api.fail("sendMessage", flood(1))
    joan.sends("who chairs ambridge")
    await api.called("sendMessage")
    other = Chat(api)
    other.sends("hello")
    assert "You asked: who chairs ambridge." in (await joan.next()).text
    await other.next()
    first, *later = (call.at for call in api.calls_of("sendMessage"))
    assert min(later) - first >= 1.0


async def test_shorter_pause_does_not_shorten():
    """Of two pauses the one that ends later counts."""
    pacer = Pacer()
    refusals = [RetryAfter(timedelta(seconds=0.8)), RetryAfter(timedelta(seconds=0.3))]

    async def refused() -> bool:
        if refusals:
            raise refusals.pop(0)
        return True

    begun = monotonic()
    calls = [pacer.process_request(refused, (), {}, "getMe", {}, None) for _ in range(2)]
    await asyncio.gather(*calls)
    assert monotonic() - begun >= 0.8


async def test_endless_pause_is_no_fault(bot: Bot, api: BotApi, joan: Chat, caplog):
    """An answer that could only be sent in an hour is dropped; the bot goes on."""
    api.fail("sendMessage", flood(3_600))
    joan.sends("hello")
    await api.called("sendMessage")
    joan.sends("hello again")
    await api.called("getUpdates", times=3)
    await asyncio.sleep(0.1)
    assert len(api.calls_of("sendMessage")) == 1
    assert "Traceback" not in caplog.text
    assert bot.task
    assert not bot.task.done()


async def test_late_send_is_not_repeated(bot: Bot, api: BotApi, joan: Chat):
    """A message whose sending timed out may have arrived: it is not sent again."""
    api.fail("sendMessage", Late(1.5))
    await joan.say("hello")
    assert "You asked: again." in (await joan.say("again")).text
    assert len(api.calls_of("sendMessage")) == 2


async def test_broken_send_is_not_repeated(bot: Bot, api: BotApi, joan: Chat):
    """Nor is one whose connection broke before the answer."""
    api.fail("sendMessage", HangUp(done=True))
    await joan.say("hello")
    assert "You asked: again." in (await joan.say("again")).text
    assert len(api.calls_of("sendMessage")) == 2


async def test_broken_edit_is_repeated(bot: Bot, api: BotApi, joan: Chat):
    """An edit does no harm twice, so it is repeated."""
    bot.assistant.replies["who chairs"] = clarify()
    asked = await joan.say("who chairs")
    api.fail("editMessageText", HangUp(done=False), Refuse(502, "Bad Gateway"))
    assert "for ambridge-csp" in (await joan.press(asked, "Ambridge")).text


@pytest.mark.parametrize(
    ("endpoint", "cause", "times"),
    [
        ("sendMessage", httpx.ConnectError("refused"), 2),
        ("sendMessage", httpx.ConnectTimeout("refused"), 2),
        ("sendMessage", httpx.PoolTimeout("no place"), 2),
        ("sendMessage", httpx.ReadTimeout("silence"), 1),
        ("sendMessage", httpx.ReadError("reset"), 1),
        ("sendMessage", None, 1),
        ("editMessageText", httpx.ReadTimeout("silence"), 2),
        ("answerCallbackQuery", httpx.ReadError("reset"), 2),
    ],
)
async def test_what_is_repeated(endpoint: str, cause: Exception | None, times: int, monkeypatch):
    """A message is repeated if it was certainly not sent; anything else always."""
    monkeypatch.setattr(pacing, "FIRST_PAUSE", 0.01)
    made = 0

    async def call() -> bool:
        nonlocal made
        made += 1
        if made == 1:
            raise TimedOut from cause
        return True

    try:
        await Pacer().process_request(call, (), {}, endpoint, {}, None)
    except NetworkError:
        assert times == 1
    assert made == times


async def test_refusal_is_not_repeated():
    """A request that is refused for what it says would be refused again."""
    made = []

    async def call() -> bool:
        made.append(1)
        raise BadRequest("message text is empty")

    with pytest.raises(BadRequest):
        await Pacer().process_request(call, (), {}, "editMessageText", {}, None)
    assert len(made) == 1
