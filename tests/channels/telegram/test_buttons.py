"""Inline buttons, before and after a restart."""

import pytest

from cspbot import wording
from cspbot.channels.telegram.buttons import LONGEST_DATA
from cspbot.messages import Answered, Choice, Clarify, Context
from tests.channels.telegram.conftest import AMBRIDGE, FELPERSHAM, NEXT, Bot, clarify
from tests.fakes.bot_api import BotApi
from tests.fakes.people import BOT, Chat

LONG = "what did the partnership of Ambridge and the villages around it spend in 2015 to 2016"


@pytest.fixture(autouse=True)
def question_back(bot: Bot) -> None:
    """Let the assistant ask back, and offer next questions."""
    bot.assistant.replies |= {
        "who chairs": clarify(),
        "and the chair": clarify("who chairs, and the chair"),
        "hello": Answered("Hello.", (), suggestions=(NEXT,)),
        "long": Answered("Yes.", (), suggestions=(Choice(LONG, "spent-2015", LONG),)),
    }


async def test_question_back_is_reply(joan: Chat):
    """A clarifying message replies to the question and shows a button for each choice."""
    question = joan.sends("who chairs")
    shown = await joan.next()
    assert shown.reply_to == question
    assert shown.labels == [AMBRIDGE.label, FELPERSHAM.label]


async def test_press_answers_question(bot: Bot, joan: Chat):
    """A press turns the clarifying message into the answer."""
    asked = await joan.say("who chairs")
    answer = await joan.press(asked, "Ambridge")
    assert answer.id == asked.id
    assert "You asked: who chairs, for ambridge-csp." in answer.text
    assert bot.assistant.asked[-1].context == clarify().context


async def test_press_after_restart(bot: Bot, joan: Chat):
    """With nothing in memory the question comes back from the message that was replied to."""
    asked = await joan.say("who chairs")
    await bot.restart()
    answer = await joan.press(asked, "Felpersham")
    assert "You asked: who chairs, for felpersham-csp." in answer.text


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("/priorities", "what are the priorities"),
        ("/ask who chairs", "who chairs"),
        ("/start ambridge-who-chairs", "ambridge who chairs"),
    ],
)
async def test_command_after_restart(bot: Bot, joan: Chat, typed: str, question: str):
    """A command that was asked back about is spelt out again when a button is pressed."""
    bot.assistant.replies[question] = clarify(question)
    asked = await joan.say(typed)
    await bot.restart()
    assert f"You asked: {question}, for" in (await joan.press(asked, "Ambridge")).text


async def test_press_uses_whole_question(bot: Bot, joan: Chat):
    """While it is remembered, a follow-up is answered as the assistant had completed it."""
    asked = await joan.say("and the chair")
    answer = await joan.press(asked, "Ambridge")
    assert "You asked: who chairs, and the chair, for ambridge-csp." in answer.text


async def test_second_question_back(bot: Bot, joan: Chat):
    """A press may lead to another question back, in the same message."""
    asked = await joan.say("who chairs")
    then = Clarify(
        "Which meeting?", (Choice("The board", "board"),), Context(pending="who, there")
    )
    bot.assistant.when_chosen = then
    again = await joan.press(asked, "Ambridge")
    assert (again.id, again.labels) == (asked.id, ["The board"])
    bot.assistant.when_chosen = None
    assert "You asked: who, there, for board." in (await joan.press(again, "The board")).text


async def test_typed_choice_works(bot: Bot, joan: Chat):
    """Whoever types the choice is understood too: the open question is in the context."""
    await joan.say("who chairs")
    await joan.say("Ambridge")
    assert bot.assistant.asked[-1].context.pending == "who chairs"


async def test_edit_after_press(joan: Chat):
    """An edit of the question edits the answer that the press has made."""
    question = joan.sends("who chairs")
    asked = await joan.next()
    await joan.press(asked, "Ambridge")
    assert (await joan.edit(question, "who chairs ambridge")).id == asked.id


async def test_long_answer_to_press(bot: Bot, joan: Chat):
    """A long answer begins in the clarifying message and goes on in new ones."""
    asked = await joan.say("who chairs")
    bot.assistant.when_chosen = Answered("word " * 1_000, ())
    parts = [await joan.press(asked, "Ambridge"), await joan.next()]
    assert [part.is_edited for part in parts] == [True, False]


async def test_second_press_is_quiet(bot: Bot, joan: Chat):
    """Pressing twice acknowledges twice and changes nothing."""
    asked = await joan.say("who chairs")
    await joan.press(asked, "Ambridge")
    assert await joan.tap(asked, "Ambridge") == ""
    assert "Hello." in (await joan.say("hello")).text


async def test_late_press_is_answered(api: BotApi, joan: Chat):
    """A press that is too old to be acknowledged is still answered."""
    asked = await joan.say("who chairs")
    api.presses_are_old = True
    assert "for ambridge-csp" in (await joan.press(asked, "Ambridge")).text


async def test_old_message_is_left(bot: Bot, joan: Chat):
    """A press under a message that Telegram no longer brings says to type the question."""
    asked = await joan.say("who chairs")
    await bot.restart()
    assert await joan.tap(asked, "Ambridge", bring=False) == wording.BUTTON_TOO_OLD


async def test_deleted_question(bot: Bot, joan: Chat):
    """Where the question was deleted, a press is answered while it is remembered."""
    asked = await joan.say("who chairs")
    del joan.api.messages[joan.chat["id"]][asked.id]["reply_to_message"]
    assert "for ambridge-csp" in (await joan.press(asked, "Ambridge")).text


async def test_deleted_clarifying_message(bot: Bot, joan: Chat):
    """Where the message with the button is gone, the answer is sent as a new one."""
    asked = await joan.say("who chairs")
    known = joan.api.messages[joan.chat["id"]]
    gone = known[asked.id]
    await joan.tap_data(asked, "c:ambridge-csp")
    first = await joan.next()
    known.pop(asked.id)
    joan.api.push("callback_query", _press(joan, gone))
    answer = await joan.next()
    assert answer.id > first.id
    assert "for felpersham-csp" in answer.text


def _press(chat: Chat, message: dict[str, object]) -> dict[str, object]:
    number = chat.api.new_press()
    brought = {"id": number, "from": chat.user, "chat_instance": "1", "message": message}
    return {**brought, "data": "c:felpersham-csp"}


async def test_unknown_button(joan: Chat):
    """A button of another version is acknowledged with what to do instead."""
    shown = await joan.say("hello")
    assert await joan.tap_data(shown, "x:something") == wording.BUTTON_TOO_OLD


async def test_next_question_shows(joan: Chat):
    """A next question is answered in a new message that begins with the question."""
    shown = await joan.say("hello")
    answer = await joan.press(shown, NEXT.label)
    assert answer.id > shown.id
    assert answer.marked("bold") == NEXT.ask
    assert f"You asked: {NEXT.ask}." in answer.text


async def test_next_question_after_restart(bot: Bot, joan: Chat):
    """A next question needs nothing from memory, not even the message."""
    shown = await joan.say("hello")
    await bot.restart()
    await joan.tap(shown, NEXT.label, bring=False)
    assert f"You asked: {NEXT.ask}." in (await joan.next()).text


async def test_long_next_question(bot: Bot, joan: Chat):
    """A question too long for a button's data is read off its label."""
    shown = await joan.say("long")
    assert all(len(button["callback_data"]) <= LONGEST_DATA for button in shown.buttons)
    await bot.restart()
    assert f"You asked: {LONG}." in (await joan.press(shown, LONG)).text


async def test_next_question_asks_back(bot: Bot, joan: Chat):
    """A next question that leads to a question back can be answered by a button too."""
    bot.assistant.replies[NEXT.ask] = clarify(NEXT.ask)
    asked = await joan.press(await joan.say("hello"), NEXT.label)
    assert f"You asked: {NEXT.ask}, for ambridge-csp." in (await joan.press(asked, "Ambr")).text


async def test_next_question_is_explained(joan: Chat):
    """/why explains a question that was asked by a button."""
    await joan.press(await joan.say("hello"), NEXT.label)
    assert NEXT.ask in (await joan.say("/why")).text


async def test_press_in_group(bot: Bot, officer: Chat):
    """In a group anyone may press, and the press counts for whoever pressed."""
    asked = await officer.say("/ask who chairs")
    other = officer.another()
    assert "for ambridge-csp" in (await other.press(asked, "Ambridge")).text
    assert (await other.say(f"/why{BOT}")).text.startswith("I read 'who chairs'")
    assert officer.user != other.user


@pytest.mark.parametrize(
    ("text", "number"),
    [("ring Sarah (01952 380599)", "01952 380599"), ("ring (01952) 380599", "(01952) 380599")],
)
async def test_copied_as_printed(bot: Bot, joan: Chat, text: str, number: str):
    """The button copies a number with the brackets that are its own, and no others."""
    bot.assistant.replies["whom to ring"] = Answered(text, ())
    assert f"Copy {number}" in (await joan.say("whom to ring")).labels
