"""Runs of random faults: no answer comes twice, and afterwards everyone is answered."""

import asyncio
from collections import Counter
from random import Random
from typing import Any

import pytest

from cspbot.accounts import limits
from cspbot.channels.telegram import pacing
from tests.channels.telegram.conftest import Bot, clarify
from tests.fakes.bot_api import RIVAL, BotApi, Fault, HalfOpen, HangUp, Late, Refuse, Say, flood
from tests.fakes.people import BOT, Chat

FAULTS: tuple[Fault, ...] = (
    HangUp(done=False),
    HangUp(done=True),
    Refuse(500, "Internal Server Error"),
    Refuse(502, "Bad Gateway"),
    Refuse(400, "Bad Request: something new"),
    Refuse(403, "Forbidden: bot was kicked from the supergroup chat"),
    Refuse(409, RIVAL),
    Late(0.6),
    HalfOpen(),
    Say(b"<html>"),
    Say(b"{}"),
    flood(1),
)
METHODS = ("getUpdates", "sendMessage", "editMessageText", "answerCallbackQuery", "deleteMessage")
PIECES = (
    "/ask", "/mine", "/start", "/why", "/help", BOT, "who chairs", "ambridge", "\u202e", "\u200b",
    "<b>", "&amp;", "{}", "%s", "/", "//", "@", "𝒳" * 40, "x" * 4_000, "-" * 64, "\ud83d", "0",
)  # fmt: skip
CONTENTS: tuple[dict[str, Any], ...] = (
    {"sticker": {}}, {"photo": []}, {"location": {"latitude": 1, "longitude": 1}}, {"poll": 5},
    {"pinned_message": None}, {"forward_origin": {"type": "?"}}, {"chat": None}, {"from": None},
    {"sender_chat": {"id": -5, "type": "channel"}}, {"entities": [{"type": "mention"}]},
    {"reply_to_message": {}}, {"caption": "who chairs"}, {"message_thread_id": 7}, {"date": -1},
)  # fmt: skip

long = pytest.param(range(2, 12), 60, marks=pytest.mark.faults, id="long")
short = pytest.param(range(1, 2), 12, id="sample")


@pytest.fixture(autouse=True)
def unpaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a chat be written to as fast as it can be: the faults are what counts here."""
    monkeypatch.setattr(pacing, "IN_CHAT", (30, 1.0))
    monkeypatch.setattr(pacing, "FIRST_PAUSE", 0.02)
    monkeypatch.setattr(limits, "QUESTIONS_A_MINUTE", 1_000)


@pytest.mark.parametrize(("seeds", "questions"), [short, long])
async def test_server_misbehaves(stopped: Bot, api: BotApi, seeds: range, questions: int):
    """Whatever the server does, no question is answered twice, and the bot goes on."""
    stopped.assistant.replies["who chairs"] = clarify()
    await stopped.start(poll_seconds=1, time_out=0.3, stalled_after=2.0, first_pause=0.02)
    for seed in seeds:
        random = Random(seed)  # noqa: S311 - for the same faults each time, not for secrets
        chats = [Chat(api) for _ in range(3)]
        for number in range(questions):
            api.fail(random.choice(METHODS), random.choice(FAULTS))
            random.choice(chats).sends(f"question {seed} {number}")
            await asyncio.sleep(random.random() / 20)
        api.recover()
        await asyncio.sleep(1.2)  # a halt of a second may be under way
        for chat in chats:
            await answered(chat)
    kept = [m["text"] for c in api.messages.values() for m in c.values() if m["from"]["is_bot"]]
    counted = Counter(text for text in kept if text.startswith("You asked: question"))
    assert set(counted.values()) == {1}


@pytest.mark.parametrize(("seeds", "messages"), [short, long])
async def test_people_send_anything(bot: Bot, api: BotApi, seeds: range, messages: int):
    """Whatever is sent, in whichever combination, the next question is answered."""
    for seed in seeds:
        random = Random(seed)  # noqa: S311
        chat = Chat(api, random.choice(("private", "group", "supergroup")))
        for _ in range(messages):
            text = " ".join(random.choices(PIECES, k=random.randint(0, 4)))[:4_096]
            fields = dict(random.choice(CONTENTS)) if random.random() < 0.5 else {}
            message = api.new_message(chat.chat, chat.user, text=text) | fields
            api.push(random.choice(("message", "edited_message")), message)
        await answered(chat)


async def answered(chat: Chat) -> None:
    """Wait until a last question is answered."""
    chat.sends("/ask the last question")
    async with asyncio.timeout(20):
        while "You asked: the last question." not in (await chat.next(20)).text:
            pass
