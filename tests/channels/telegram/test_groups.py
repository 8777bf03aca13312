"""Groups: the bot speaks when it is spoken to."""

import pytest

from cspbot.messages import Context
from tests.channels.telegram.conftest import Bot
from tests.fakes.bot_api import ME, BotApi
from tests.fakes.people import BOT, Chat

pytestmark = pytest.mark.usefixtures("bot")


async def heard(officer: Chat, answer: str) -> bool:
    """Tell whether an answer is the first thing that the bot says in a group."""
    return answer in (await officer.say("/ask the next one")).text


@pytest.mark.parametrize(
    "text",
    [
        "who chairs ambridge",
        "/priorities ambridge",
        "/help",
        "/asking for a friend",
        "/ask@another_bot who chairs",
        "@another_bot who chairs",
        "write to officer@ambridge_csp_bot.example",
    ],
)
async def test_silence_otherwise(officer: Chat, text: str):
    """What is not put to the bot is not answered."""
    officer.sends(text)
    assert await heard(officer, "You asked: the next one.")


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("/ask who chairs", "who chairs"),
        (f"/ask{BOT} who chairs", "who chairs"),
        (f"{BOT} who chairs", "who chairs"),
        (f"who chairs, {BOT}?", "who chairs,  ?"),
        (f"{BOT.upper()} who chairs", "who chairs"),
        (f"{BOT} /priorities ambridge", "what are the priorities of ambridge"),
        (f"/priorities{BOT} ambridge", "what are the priorities of ambridge"),
        (BOT, ""),
    ],
)
async def test_spoken_to(bot: Bot, officer: Chat, text: str, question: str):
    """/ask and mentions are answered, as a reply to the message."""
    number = officer.sends(text)
    assert (await officer.next()).reply_to == number
    assert bot.assistant.asked[-1].text == question


async def test_reply_to_bot(bot: Bot, officer: Chat):
    """A reply to a message of the bot is put to the bot."""
    shown = await officer.say("/ask who chairs")
    officer.replies(shown, "and the police")
    assert "You asked: and the police." in (await officer.next()).text
    assert bot.assistant.asked[-1].context == Context(asked="who chairs")


async def test_reply_to_person(officer: Chat):
    """A reply to another person is not."""
    number = officer.sends("who chairs")
    replied = officer.api.messages[officer.chat["id"]][number]
    officer.another().sends("no idea", reply_to_message=replied)
    assert await heard(officer, "You asked: the next one.")


async def test_mention_by_link(bot: Bot, officer: Chat):
    """A mention that shows another name, as people without a user name have, counts."""
    mention = {"type": "text_mention", "offset": 0, "length": 8, "user": ME}
    await officer.say("Ambridge, who chairs", entities=[mention])
    assert bot.assistant.asked[-1].text == "Ambridge, who chairs"


async def test_caption_with_mention(bot: Bot, officer: Chat):
    """A mention under a photo counts, and the rest of it is the question."""
    await officer.say(photo=[], caption=f"{BOT} who chairs")
    assert bot.assistant.asked[-1].text == "who chairs"


async def test_photo_is_ignored(officer: Chat):
    """Photos, stickers and the like are no business of the bot, not even as a reply to it."""
    shown = await officer.say("/ask who chairs")
    officer.replies(shown, "")
    officer.sends(photo=[])
    assert await heard(officer, "You asked: the next one.")


async def test_members_are_apart(bot: Bot, officer: Chat):
    """Each member has a conversation of their own."""
    await officer.say("/ask who chairs ambridge")
    await officer.another().say("/ask and the police")
    assert bot.assistant.asked[-1].context == Context()


async def test_forum_topic_is_kept(api: BotApi, officer: Chat):
    """In a forum the answer goes into the topic of the question."""
    await officer.say("/ask who chairs", message_thread_id=77, is_topic_message=True)
    assert api.calls_of("sendMessage")[-1].params["message_thread_id"] == 77


async def test_bots_are_ignored(officer: Chat):
    """Another bot that mentions this one gets no answer, lest the two never stop."""
    officer.api.push(
        "message",
        officer.api.new_message(officer.chat, {**ME, "id": 5}, text="/ask hello"),
    )
    assert await heard(officer, "You asked: the next one.")


async def test_anonymous_administrator(bot: Bot, officer: Chat):
    """An administrator who writes as the group is answered."""
    officer.user = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    await officer.say("/ask who chairs", sender_chat=officer.chat)
    assert bot.assistant.asked[-1].text == "who chairs"


async def test_copied_channel_post(officer: Chat):
    """A channel's post that Telegram copies into its group is not put to the bot."""
    officer.sends(f"{BOT} news", is_automatic_forward=True, sender_chat=officer.chat)
    assert await heard(officer, "You asked: the next one.")


async def test_channel_post(api: BotApi, joan: Chat):
    """Posts in a channel are not answered."""
    channel = {"id": -100, "type": "channel", "title": "News"}
    api._wanted = []  # as if Telegram sent what was not asked for
    api.push("channel_post", api.new_message(channel, ME, text=f"/ask{BOT} who chairs"))
    await joan.say("hello")
    assert [call.params["chat_id"] for call in api.calls_of("sendMessage")] == [joan.chat["id"]]


async def test_question_is_gone(officer: Chat):
    """A question that is deleted before it is answered is answered all the same."""
    message = officer.api.new_message(officer.chat, officer.user, text="/ask who chairs")
    officer.api.messages[officer.chat["id"]].pop(message["message_id"])
    officer.api.new_message(officer.chat, officer.user, text="something else")
    message["entities"] = [{"type": "bot_command", "offset": 0, "length": 4}]
    officer.api.push("message", message)
    assert "You asked: who chairs." in (await officer.next()).text
