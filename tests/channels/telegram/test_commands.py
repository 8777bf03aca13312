"""Commands, with and without a partnership after them."""

import pytest

from cspbot import wording
from cspbot.channels.telegram.commands import COMMANDS, examples, question
from cspbot.messages import Choice, Context
from tests.channels.telegram.conftest import AMBRIDGE, FELPERSHAM, Bot
from tests.fakes.bot_api import BotApi, Refuse
from tests.fakes.people import Chat


async def test_menu_is_set(bot: Bot, api: BotApi):
    """All commands are in the menu, in groups only those that work there without a mention."""
    expected = (
        "start help ask why about partnerships mine authorities priorities funding meetings "
        "contacts pack sources access whoami privacy mydata forget remind reminders quiet feed "
        "rota calendar"
    )
    assert [entry["command"] for entry in api.commands["default"]] == expected.split()
    assert [entry["command"] for entry in api.commands["all_group_chats"]] == ["ask"]


async def test_menu_may_fail(stopped: Bot, api: BotApi, joan: Chat):
    """A menu that Telegram refuses does not keep anyone from asking."""
    api.commands = {}
    api.fail("setMyCommands", Refuse(400, "Bad Request: BOT_COMMAND_INVALID"))
    await stopped.start()
    assert "You asked: hello." in (await joan.say("hello")).text


async def test_start_greets(bot: Bot, joan: Chat):
    """/start says whom the bot serves and offers three examples that work."""
    shown = await joan.say("/start")
    assert shown.text.startswith(wording.GREETING)
    assert len(shown.labels) == 3
    answer = await joan.press(shown, shown.labels[0])
    assert "You asked: What are the priorities of Ambridge?" in answer.text


async def test_start_begins_anew(bot: Bot, joan: Chat):
    """/start forgets what was spoken of before."""
    await joan.say("who chairs ambridge")
    await joan.say("/start")
    await joan.say("and the police")
    assert bot.assistant.asked[-1].context == Context()


async def test_help_lists_commands(bot: Bot, joan: Chat):
    """/help names every command."""
    text = (await joan.say("/help")).text
    assert all(f"/{command.name} " in text for command in COMMANDS)


async def test_about_tells_privacy(bot: Bot, joan: Chat):
    """/about says what is covered, and how a chat with a bot is protected."""
    text = (await joan.say("/about")).text
    assert text == f"{bot.assistant.about()}\n\n{wording.TELEGRAM_PRIVACY}"


async def test_sources_lists_documents(bot: Bot, joan: Chat):
    """/sources lists the documents."""
    assert (await joan.say("/sources")).text == bot.assistant.sources()


async def test_sources_of_partnership(bot: Bot, joan: Chat):
    """/sources with a partnership lists its documents, an unclear name those of all that fit."""
    assert (await joan.say("/sources felp")).text == bot.assistant.sources(FELPERSHAM.key)
    both = [bot.assistant.sources(one.key) for one in (AMBRIDGE, FELPERSHAM)]
    assert (await joan.say("/sources am")).text == "\n\n".join(both)
    assert (await joan.say("/sources x")).text == wording.no_such_partnership("x")


async def test_partnerships_can_be_opened(bot: Bot, joan: Chat):
    """/partnerships lists them, each with a button that asks about it."""
    shown = await joan.say("/partnerships")
    assert "- Ambridge\n- Felpersham" in shown.text
    assert "You asked: Felpersham." in (await joan.press(shown, "Felpersham")).text


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("/ask who chairs ambridge", "who chairs ambridge"),
        ("/ask\nwho chairs ambridge", "who chairs ambridge"),
        ("/ASK who chairs ambridge", "who chairs ambridge"),
        ("/ask", ""),
        ("/authorities ambridge", "who are the responsible authorities of ambridge"),
        ("/priorities ambridge", "what are the priorities of ambridge"),
        ("/priorities@ambridge_csp_bot ambridge", "what are the priorities of ambridge"),
        ("/priorities", "what are the priorities"),
        ("/funding  ambridge  csp ", "what is the funding of ambridge csp"),
        ("/meetings ambridge", "when does ambridge meet"),
        ("/contacts ambridge", "who is the contact for ambridge"),
        ("/contacts", "who is the contact"),
        ("/about ambridge", "ambridge"),
        ("/partnerships ambridge", "ambridge"),
        ("/start ambridge-priorities", "what are the priorities of ambridge"),
        ("/start north-borsetshire-funding", "what is the funding of north borsetshire"),
        ("/start ambridge_csp-meetings", "when does ambridge csp meet"),
        ("/start ambridge", "ambridge"),
        ("/start who-chairs-ambridge", "who chairs ambridge"),
        ("/start ---", ""),
    ],
)
async def test_command_becomes_question(bot: Bot, joan: Chat, typed: str, asked: str):
    """A command with a partnership, or a deep link, is a question for the assistant."""
    await joan.say(typed)
    assert bot.assistant.asked[-1].text == asked


async def test_unknown_command(bot: Bot, joan: Chat):
    """A command that there is not gets a helpful line."""
    assert (await joan.say("/weather ambridge")).text == wording.UNKNOWN_COMMAND


async def test_edited_command(bot: Bot, joan: Chat):
    """An edited command edits its answer."""
    command = joan.sends("/sources")
    first = await joan.next()
    second = await joan.edit(command, "/priorities ambridge")
    assert second.id == first.id
    assert "You asked: what are the priorities of ambridge." in second.text


async def test_why_explains_last(bot: Bot, joan: Chat):
    """/why explains the question asked last."""
    await joan.say("who chairs ambridge")
    expected = "I read 'who chairs ambridge' as asked on 2024-05-20."
    assert (await joan.say("/why")).text == expected


async def test_why_without_question(bot: Bot, joan: Chat):
    """/why before any question says that there is none."""
    assert (await joan.say("/why")).text == wording.NOTHING_ASKED


async def test_mine_is_set_by_name(bot: Bot, joan: Chat):
    """/mine with a name sets the partnership, which then comes with each question."""
    assert (await joan.say("/mine felp")).text == wording.mine_set("Felpersham")
    await joan.say("priorities")
    assert bot.assistant.asked[-1].mine == (FELPERSHAM.key,)


async def test_mine_is_set_by_button(bot: Bot, joan: Chat):
    """/mine alone offers the partnerships; a press sets one and says so in that message."""
    shown = await joan.say("/mine")
    assert shown.text == wording.mine_shown("")
    assert (await joan.press(shown, "Ambridge")).text == wording.mine_set("Ambridge")
    await joan.say("priorities")
    assert bot.assistant.asked[-1].mine == (AMBRIDGE.key,)


async def test_mine_asks_which(bot: Bot, joan: Chat):
    """/mine with a name that fits several asks which."""
    shown = await joan.say("/mine am")
    assert shown.text == wording.mine_unclear("am")
    assert shown.labels == ["Ambridge", "Felpersham"]


async def test_mine_unknown_name(bot: Bot, joan: Chat):
    """/mine with a name that fits none says so and offers those that there are."""
    shown = await joan.say("/mine Walford")
    assert shown.text == wording.no_such_partnership("Walford")
    assert shown.labels == ["Ambridge", "Felpersham"]


async def test_mine_is_forgotten(bot: Bot, joan: Chat):
    """/mine none takes it back."""
    await joan.say("/mine ambridge")
    assert (await joan.say("/mine none")).text == wording.mine_set("")
    await joan.say("priorities")
    assert bot.assistant.asked[-1].mine == ()


async def test_mine_outlives_start(bot: Bot, joan: Chat):
    """/start does not forget whose partnership is whose."""
    await joan.say("/mine ambridge")
    await joan.say("/start")
    assert "Yours is Ambridge." in (await joan.say("/mine")).text


async def test_mine_of_old_button(bot: Bot, joan: Chat):
    """A button for a partnership that is no longer held sets nothing."""
    shown = await joan.say("/mine")
    await joan.tap_data(shown, "m:walford-csp")
    assert (await joan.next()).text == wording.no_such_partnership("walford-csp")


def test_examples_fit_partnerships():
    """One partnership gives three examples about it, none gives none."""
    assert [one.ask for one in examples([Choice("Ambridge", "a")])] == [
        "What are the priorities of Ambridge?",
        "Who is the contact for Ambridge?",
        "What is the funding of Ambridge?",
    ]
    assert examples([]) == ()


def test_braces_are_no_format():
    """What is typed after a command is taken as it is."""
    assert question("priorities", "{0} {}") == "what are the priorities of {0} {}"
