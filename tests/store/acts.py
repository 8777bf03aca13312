"""What people do, one act after the other; each is one step of the store, so all there or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from cspbot.accounts import saying
from cspbot.accounts.desk import Desk
from cspbot.accounts.invitations import MARK
from cspbot.accounts.living import Fixed
from cspbot.accounts.said import Said
from cspbot.accounts.visit import Asker, House
from cspbot.assistant import Assistant
from cspbot.channels.telegram.memory import Conversation, Who
from cspbot.channels.telegram.stored import StoredMemory
from cspbot.knowledge.store import load_knowledge
from cspbot.messages import Answered, Context, Question, Unknown
from cspbot.store.store import Store

NOW = datetime(2024, 5, 20, 9, 0, tzinfo=UTC)
TODAY = date(2024, 5, 20)
ADMIN = 1
COUNTY = Path(__file__).parents[1] / "county"
HELD, NOT_HELD = "who chairs ambridge csp?", "what is the telephone number of felpersham csp?"

Act = Callable[[], object]


class NotDoneError(Exception):
    """The desk says that an act was not done."""


def assistant() -> Assistant:
    """Return the assistant that knows the invented county."""
    return Assistant(load_knowledge(COUNTY, None))


def desk_of(store: Store, known: Assistant) -> Desk[Assistant]:
    """Return a desk with one admin."""
    return Desk(store, Fixed(known), House(frozenset({ADMIN})), lambda: NOW)


def question(desk: Desk[Assistant], user: int, text: str = HELD) -> None:
    """Ask something, which is counted."""
    reply = desk.reply(Asker(user, user), Question(text, TODAY))
    wanted = Answered if text == HELD else Unknown
    if not isinstance(reply, wanted):
        raise NotDoneError(reply)


def acts(desk: Desk[Assistant]) -> Iterator[Act]:
    """Yield acts, to be called in this order."""
    tokens: list[str] = []
    memory = StoredMemory(desk.store, desk.now)

    def takes(user: int, name: str, typed: str = "") -> Said:
        return _done(desk.take(Asker(user, user), name, typed, "a_bot"))

    def presses(user: int, data: str) -> Said:
        return _done(desk.press(Asker(user, user), f"d:{data}", "a_bot"))

    def invite() -> None:
        told = takes(ADMIN, "invite", 'officer 7d ambridge "for the team"').text
        tokens.append(told.partition("?start=")[2].split()[0])

    def join(user: int, token: int) -> None:
        _done(desk.join(Asker(user, user), tokens[token], "a_bot"))

    def report() -> None:
        reply = desk.assistant.reply(Question(HELD, TODAY))
        presses(14, desk.verdicts(reply)[1].data.removeprefix("d:"))

    def converse(text: str) -> None:
        context = Context(asked=text, partnerships=("ambridge-csp",))
        memory.keep_conversation(Who(-7, 15), Conversation(context))

    yield invite
    yield lambda: join(10, 0)
    yield lambda: takes(11, "access", "fire service, Ambridge")
    yield lambda: presses(ADMIN, "admit:1:partner")
    yield lambda: takes(12, "access", "someone")
    yield lambda: presses(ADMIN, "admit:2:declined")
    yield lambda: desk.set_mine(13, ["ambridge-csp"])
    yield lambda: question(desk, 13)
    yield lambda: question(desk, 14, NOT_HELD)
    yield lambda: question(desk, 15, NOT_HELD)
    yield lambda: converse("who chairs it")
    yield lambda: converse("and who else")
    yield report
    yield lambda: takes(ADMIN, "pause", "figures are being checked")
    yield lambda: takes(ADMIN, "resume")
    yield lambda: takes(ADMIN, "close")
    yield lambda: takes(ADMIN, "open")
    yield lambda: presses(ADMIN, "done:2")
    yield lambda: desk.set_mine(13, [])
    yield invite
    yield lambda: presses(ADMIN, "withdraw:2")
    yield lambda: takes(ADMIN, "revoke", "11")
    yield lambda: presses(10, "forget")
    yield desk.tidy


def _done(said: Said) -> Said:
    if said.text in (saying.STORE_AWAY, saying.STALE, saying.NOT_THERE, saying.INVITATION_VOID):
        raise NotDoneError(said.text)
    return said


def invitation(desk: Desk[Assistant]) -> str:
    """Return the payload of a link that admits one."""
    told = desk.take(Asker(ADMIN, ADMIN), "invite", "member", "a_bot").text
    return MARK + told.partition(MARK)[2].split()[0]
