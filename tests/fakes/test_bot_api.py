"""The fake Bot API refuses what Telegram refuses, so that tests against it mean something."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from time import monotonic
from typing import Any

import httpx
import pytest

from tests.fakes.bot_api import NOT_MODIFIED, TOO_OLD, BotApi, flood
from tests.fakes.people import Chat
from tests.fakes.telegram_html import parse

Ask = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    server = BotApi()
    await server.open()
    yield server
    await server.close()


@pytest.fixture
async def call(api: BotApi) -> AsyncIterator[Ask]:
    """Call a method and return the whole answer."""
    async with httpx.AsyncClient(trust_env=False) as client:

        async def ask(method: str, token: str = api.token, **fields: object) -> dict[str, Any]:
            data = {
                name: value if isinstance(value, str) else json.dumps(value)
                for name, value in fields.items()
            }
            answer = await client.post(f"{api.url}/bot{token}/{method}", data=data)
            told: dict[str, Any] = answer.json()
            assert answer.status_code == told.get("error_code", 200)
            return told

        yield ask


@pytest.fixture
def chat(api: BotApi) -> int:
    """A chat in which somebody has written."""
    joan = Chat(api)
    joan.sends("hello")
    number: int = joan.chat["id"]
    return number


def keyboard(**button: object) -> dict[str, object]:
    return {"inline_keyboard": [[{"text": "Press", **button}]]}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"text": "x" * 4_097}, "message is too long"),
        ({"text": "𝒳" * 2_049}, "message is too long"),
        ({"text": " \n"}, "message text is empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"text": "<b>x", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "x</b>", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "<b><i>x</b></i>", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "<p>x</p>", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "1 < 2", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "x", "chat_id": 1}, "chat not found"),
        ({"text": "x", "reply_parameters": {"message_id": 1}}, "message to be replied not found"),
        ({"text": "x", "reply_markup": keyboard(callback_data="x" * 65)}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": keyboard(callback_data="£" * 33)}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": keyboard(callback_data="")}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": keyboard()}, "text buttons are unallowed"),
    ],
)
async def test_message_is_refused(call: Ask, chat: int, fields: dict[str, object], told: str):
    """A message that Telegram would not send is refused with its words."""
    answer = await call("sendMessage", **{"chat_id": chat, **fields})
    assert (answer["ok"], answer["error_code"]) == (False, 400)
    assert told in answer["description"]


async def test_longest_message(call: Ask, chat: int):
    """The limit holds after entities: tags do not count."""
    text = f"<b>{'x' * 4_095}</b>&amp;"
    answer = await call("sendMessage", chat_id=chat, text=text, parse_mode="HTML")
    assert answer["result"]["text"] == "x" * 4_095 + "&"


def test_entities_count_in_units():
    """Offsets count UTF-16 code units, as Telegram's do."""
    text, entities = parse("𝒳<blockquote expandable>a<b>b</b></blockquote>")
    assert text == "𝒳ab"
    assert entities == [
        {"type": "expandable_blockquote", "offset": 2, "length": 2},
        {"type": "bold", "offset": 3, "length": 1},
    ]


async def test_unchanged_message(call: Ask, chat: int):
    """An edit that changes nothing is refused, one that changes anything is not."""
    sent = await call("sendMessage", chat_id=chat, text="x")
    edit = {"chat_id": chat, "message_id": sent["result"]["message_id"]}
    assert (await call("editMessageText", **edit, text="x"))["description"] == NOT_MODIFIED
    marked = await call("editMessageText", **edit, text="<b>x</b>", parse_mode="HTML")
    assert marked["ok"]
    assert (await call("editMessageReplyMarkup", **edit, reply_markup=keyboard(url="x")))["ok"]


async def test_only_own_messages(call: Ask, api: BotApi, chat: int):
    """The bot edits its own messages only."""
    others = {"chat_id": chat, "message_id": next(iter(api.messages[chat]))}
    told = (await call("editMessageText", **others, text="x"))["description"]
    assert told == "Bad Request: message can't be edited"


async def test_old_press(call: Ask):
    """A press that there is not, or that is too old, cannot be acknowledged."""
    told = await call("answerCallbackQuery", callback_query_id="9")
    assert told["description"] == TOO_OLD


@pytest.mark.parametrize(
    ("token", "method", "code"),
    [
        ("123456789:AAwrong", "getMe", 401),
        ("nonsense", "getMe", 404),
        (None, "getNothing", 404),
    ],
)
async def test_not_let_in(call: Ask, api: BotApi, token: str | None, method: str, code: int):
    """A wrong token and a method that there is not are told apart as Telegram does."""
    answer = await call(method, token=token or api.token)
    assert answer["error_code"] == code


async def test_blocked(call: Ask, api: BotApi, chat: int):
    """Whoever has blocked the bot cannot be written to."""
    api.blocked.add(chat)
    assert (await call("sendMessage", chat_id=chat, text="x"))["error_code"] == 403


async def test_flood_by_itself(call: Ask, chat: int):
    """More than thirty messages in a second are refused, with how long to wait."""
    answers = [await call("sendChatAction", chat_id=chat, action="typing") for _ in range(31)]
    assert answers[-1]["parameters"] == {"retry_after": 3}


async def test_ordered_fault(call: Ask, api: BotApi):
    """A fault that was ordered happens once."""
    api.fail("getMe", flood(7))
    assert (await call("getMe"))["parameters"] == {"retry_after": 7}
    assert (await call("getMe"))["ok"]


async def test_poll_waits(call: Ask, api: BotApi):
    """A poll comes back when there is something, or when its time is over."""
    begun = monotonic()
    assert (await call("getUpdates", timeout=1))["result"] == []
    assert monotonic() - begun >= 1
    poll = asyncio.ensure_future(call("getUpdates", timeout=5))
    await api.called("getUpdates", times=2)
    Chat(api).sends("hello")
    assert (await poll)["result"][0]["message"]["text"] == "hello"


async def test_poll_acknowledges(call: Ask, api: BotApi):
    """An update comes again until a poll names a higher offset."""
    Chat(api).sends("hello")
    first = (await call("getUpdates"))["result"]
    assert (await call("getUpdates"))["result"] == first
    assert (await call("getUpdates", offset=first[0]["update_id"] + 1))["result"] == []


async def test_older_poll_ends(call: Ask, api: BotApi):
    """Of two polls at once the older is ended with a conflict."""
    older = asyncio.ensure_future(call("getUpdates", timeout=5))
    await api.called("getUpdates")
    newer = asyncio.ensure_future(call("getUpdates", timeout=1))
    assert (await older)["error_code"] == 409
    assert (await newer)["ok"]


async def test_documents_come_in_parts(api: BotApi, chat: int):
    """A file is sent as multipart form data, its caption within the limit."""
    url = f"{api.url}/bot{api.token}/sendDocument"
    async with httpx.AsyncClient(trust_env=False) as client:
        for length, ok in ((1_024, True), (1_025, False)):
            answer = await client.post(
                url, data={"chat_id": chat, "caption": "x" * length}, files={"document": b"file"}
            )
            assert answer.json()["ok"] is ok
