"""Access, privacy and opinions as people meet them on Telegram."""

from __future__ import annotations

import json
import re

import pytest

from cspbot.accounts import people, saying
from cspbot.accounts.desk import Desk
from cspbot.accounts.living import Fixed
from cspbot.accounts.visit import House
from cspbot.knowledge.facts import Fact, Knowledge
from cspbot.messages import Answered, Context, Role
from tests.channels.telegram.conftest import MINUTES, NOW, Bot
from tests.fakes.bot_api import BotApi
from tests.fakes.people import Chat


@pytest.fixture
async def admin(stopped: Bot, api: BotApi) -> Chat:
    """Someone whom ADMIN_IDS names."""
    chat = Chat(api)
    rules = House(admins=frozenset({chat.user["id"]}), operator="Ambridge Council")
    stopped.desk = Desk(stopped.store, Fixed(stopped.assistant), rules, lambda: NOW)
    await stopped.start()
    return chat


async def test_invitation_by_link(admin: Chat, api: BotApi, joan: Chat, stopped: Bot):
    """An admin gets a link with its picture; who opens it has the role, after a restart too."""
    shown = await admin.say('/invite officer 7d "for Ambridge"')
    assert api.calls_of("sendPhoto")
    link = re.search(r"\?start=(\S+)", shown.text)
    assert link
    await stopped.restart()
    assert "You have access as an officer" in (await joan.say(f"/start {link[1]}")).text
    assert "You are an officer." in (await joan.say("/whoami")).text
    assert (await joan.say(f"/start {link[1]}")).text == saying.INVITATION_VOID


async def test_request_and_approval(admin: Chat, joan: Chat):
    """A request reaches the admin with buttons; the press gives the role and tells the person."""
    await admin.say("/start")
    joan.sends("/access fire service liaison")
    assert (await joan.next()).text == saying.ACCESS_ASKED
    note = await admin.next()
    decided = await admin.press(note, "Partner agency")
    assert decided.id == note.id
    assert "You have access as a partner agency" in (await joan.next()).text


async def test_command_of_others(admin: Chat, joan: Chat):
    """A command that needs a role says for whom it is, and help lists only one's own."""
    assert "for an admin" in (await joan.say("/pause because")).text
    assert "/pause" not in (await joan.say("/help")).text
    assert "/pause" in (await admin.say("/help")).text


async def test_pause_tells_the_reason(admin: Chat, joan: Chat):
    """While it is paused everyone is told why."""
    await admin.say('/pause "the figures are being checked"')
    told = (await joan.say("who chairs")).text
    assert told == saying.paused("the figures are being checked.")
    await admin.say("/resume")
    assert "You asked" in (await joan.say("who chairs")).text


async def test_my_data_is_a_file(admin: Chat, api: BotApi, joan: Chat):
    """/mydata sends a JSON file."""
    await joan.say("/mine ambridge")
    await joan.say("/mydata")
    sent = api.calls_of("sendDocument")[-1].params
    content = next(v for k, v in sent.items() if isinstance(v, dict) and "telegram_user" in v)
    assert json.loads(json.dumps(content))["people"][0]["mine"] == ["ambridge-csp"]


async def test_forget_drops_memory_too(admin: Chat, joan: Chat, stopped: Bot):
    """After /forget the conversation is gone, in the store and in memory."""
    await joan.say("who chairs ambridge")
    asked = await joan.say("/forget")
    assert (await joan.press(asked, saying.CONFIRM)).text == saying.FORGOTTEN
    await joan.say("and the police")
    assert stopped.assistant.asked[-1].context == Context()


async def test_mine_survives_restart(admin: Chat, joan: Chat, stopped: Bot):
    """The partnerships set with /mine, one or several, and the conversation outlast a restart."""
    await joan.say("/mine ambridge, felpersham")
    await joan.say("who chairs")
    await stopped.restart()
    await joan.say("and the police")
    asked = stopped.assistant.asked[-1]
    assert asked.mine == ("ambridge-csp", "felpersham-csp")
    assert asked.context.asked == "who chairs"


async def test_out_of_date_reaches_stewards(admin: Chat, api: BotApi, joan: Chat, stopped: Bot):
    """'Out of date?' under an answer tells the stewards of the record, after a restart too."""
    await admin.say("/start")
    fact = Fact("ambridge.chair", "ambridge-csp", "partnership.chair", "Joan Archer chairs it.")
    stopped.assistant.knowledge = Knowledge({}, {fact.id: fact}, {}, ())
    context = Context(asked="who chairs", facts=(fact.id,))
    stopped.assistant.replies["who chairs"] = Answered(fact.text, (MINUTES,), context=context)
    answer = await joan.say("who chairs")
    assert answer.labels == [saying.HELPFUL, saying.WRONG, saying.OUT_OF_DATE]
    await stopped.restart()
    assert await joan.tap(answer, saying.OUT_OF_DATE) == saying.THANKS_REPORT
    assert "Joan Archer chairs it." in (await admin.next()).text
    assert await joan.tap(answer, saying.OUT_OF_DATE) == saying.SAID_ALREADY


async def test_group_sends_no_commands(admin: Chat, officer: Chat, stopped: Bot):
    """In a group commands on access are answered with where to send them."""
    with stopped.store.write() as session:
        people.grant(session, NOW, officer.user["id"], Role.OFFICER, (), "")
    assert (await officer.say("/whoami@ambridge_csp_bot")).text == saying.ONLY_PRIVATE


@pytest.mark.parametrize("state", ["/close", '/pause "figures are checked"'])
async def test_nothing_is_told_meanwhile(admin: Chat, joan: Chat, state: str):
    """While the bot is closed or paused no command tells strangers what is held."""
    await joan.say("who chairs")
    await admin.say(state)
    for command in ("start", "about", "sources", "sources ambridge", "partnerships",
                    "why", "remind ambridge", "feed", "priorities ambridge"):  # fmt: skip
        shown = await joan.say(f"/{command}")
        refused = saying.CLOSED if state == "/close" else "figures are checked"
        assert refused in shown.text, command
        assert "Ambridge" not in " ".join([shown.text.replace(refused, ""), *shown.labels])
    for command in ("whoami", "privacy", "mydata", "forget"):
        assert saying.CLOSED not in (await joan.say(f"/{command}")).text
    assert "Two partnerships" in (await admin.say("/about")).text


async def test_why_is_told_as_seen(admin: Chat, joan: Chat, stopped: Bot):
    """/why reads the last question as whoever asks may see now, and in a group as the public."""
    await admin.say("who chairs")
    await admin.say("/why")
    await joan.say("who chairs")
    await joan.say("/why")
    assert [question.role for question in stopped.assistant.explained] == [Role.ADMIN, Role.PUBLIC]
