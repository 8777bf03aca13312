"""Messages that are not a plain question: a helpful line or silence, never a fault."""

from typing import Any

import pytest

from cspbot import wording
from cspbot.channels.telegram.listening import clean
from cspbot.messages import Answered
from tests.channels.telegram.conftest import Bot
from tests.fakes.bot_api import BotApi
from tests.fakes.people import Chat

pytestmark = pytest.mark.usefixtures("bot")

FILE = {"file_id": "1", "file_unique_id": "1"}
JOAN = {"id": 1, "is_bot": False, "first_name": "Joan"}
POLL = {
    "id": "1", "question": "When?", "options": [], "total_voter_count": 0, "is_closed": False,
    "is_anonymous": True, "type": "regular", "allows_multiple_answers": False,
    "allows_revoting": True,
}  # fmt: skip
WORDLESS: dict[str, Any] = {
    "sticker": {**FILE, "width": 1, "height": 1, "is_animated": False, "is_video": False,
                "type": "regular"},
    "voice": {**FILE, "duration": 3},
    "video_note": {**FILE, "duration": 3, "length": 1},
    "photo": [{**FILE, "width": 1, "height": 1}],
    "document": FILE,
    "contact": {"phone_number": "01933 231901", "first_name": "Joan"},
    "poll": POLL,
    "dice": {"emoji": "🎲", "value": 3},
}  # fmt: skip


@pytest.mark.parametrize("kind", WORDLESS)
async def test_wordless_message(joan: Chat, kind: str):
    """Whoever sends something without words is told that the bot reads text only."""
    assert (await joan.say(**{kind: WORDLESS[kind]})).text == wording.ONLY_TEXT


async def test_location(joan: Chat):
    """Whoever sends a location is told to type the name of the place."""
    shown = await joan.say(location={"latitude": 52.3, "longitude": -0.7})
    assert shown.text == wording.ONLY_TEXT_NOT_PLACES


async def test_moving_location(api: BotApi, joan: Chat):
    """A live location that moves is not answered again and again."""
    number = joan.sends(location={"latitude": 52.3, "longitude": -0.7, "live_period": 60})
    await joan.next()
    api.push("edited_message", api.messages[joan.chat["id"]][number])
    assert "You asked: hello." in (await joan.say("hello")).text


async def test_caption_is_question(bot: Bot, joan: Chat):
    """What is written under a photo is a question."""
    await joan.say(photo=WORDLESS["photo"], caption="who chairs ambridge")
    assert bot.assistant.asked[-1].text == "who chairs ambridge"


async def test_album_is_told_once(joan: Chat):
    """An album of photos comes as many messages and gets one line."""
    for _ in range(3):
        joan.sends(photo=WORDLESS["photo"], media_group_id="9")
    assert (await joan.next()).text == wording.ONLY_TEXT
    assert "You asked: hello." in (await joan.say("hello")).text


async def test_forwarded_text(bot: Bot, joan: Chat):
    """A forwarded text is a question like any other."""
    origin = {"type": "user", "date": 1, "sender_user": JOAN}
    await joan.say("who chairs ambridge", forward_origin=origin)
    assert bot.assistant.asked[-1].text == "who chairs ambridge"


@pytest.mark.parametrize(
    "service",
    [
        {"pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}}},
        {"new_chat_title": "Ambridge"},
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 60}},
    ],
)
async def test_service_message(joan: Chat, service: dict[str, Any]):
    """Notices of Telegram's own are not answered."""
    joan.sends(**service)
    assert "You asked: hello." in (await joan.say("hello")).text


async def test_longest_text(bot: Bot, joan: Chat):
    """A text as long as Telegram allows is put to the assistant whole."""
    await joan.say("who " * 1_024)
    assert len(bot.assistant.asked[-1].text) == 4 * 1_024 - 1


async def test_echo_of_longest_text(bot: Bot, joan: Chat):
    """An answer that quotes a long text, signs of HTML in it, arrives in parts."""
    text = "<&> " * 1_000
    bot.assistant.replies[text.strip()] = Answered(f"I do not know {text * 2}", ())
    parts = [await joan.say(text), await joan.next()]
    assert "".join(part.text for part in parts).count("<&>") == 2_000


@pytest.mark.parametrize("text", ["\u200b", "\u2800\u3164", "\u202e\u2066", "\ufeff \u00ad"])
async def test_invisible_text(bot: Bot, joan: Chat, text: str):
    """A text of which nothing can be seen counts as empty."""
    await joan.say(text)
    assert bot.assistant.asked[-1].text == ""


async def test_right_to_left_text(bot: Bot, joan: Chat):
    """Marks that turn the direction of writing are taken out; letters stay."""
    await joan.say("\u202ewho chairs \u05d0\u05de\u2069")
    assert bot.assistant.asked[-1].text == "who chairs \u05d0\u05de"


async def test_half_a_character(bot: Bot, joan: Chat):
    """Half of a wide character, as some clients send, is replaced."""
    joan.sends("who \ud83d chairs", entities=[])
    await joan.next()
    assert bot.assistant.asked[-1].text == "who \ufffd chairs"


def test_clean_keeps_lines():
    """Line breaks stay, other control characters become blanks."""
    assert clean("a\x00b\tc\nd\r\n") == "a b c\nd"


async def test_message_of_tomorrow(joan: Chat):
    """Fields and kinds of message that this version does not know do no harm."""
    assert (await joan.say(hologram={"x": 1})).text == wording.ONLY_TEXT
    assert "You asked: hello." in (await joan.say("hello", hologram={"x": 1})).text


async def test_half_readable_message(bot: Bot, joan: Chat):
    """Of a message that cannot be read in full the text is answered."""
    await joan.say("who chairs ambridge", poll={"question": 5})
    assert bot.assistant.asked[-1].text == "who chairs ambridge"


async def test_unreadable_update(api: BotApi, joan: Chat):
    """An update that cannot be read is passed over, and those after it are answered."""
    api.push("message", {"message_id": "?", "chat": 5})
    assert "You asked: hello." in (await joan.say("hello")).text
