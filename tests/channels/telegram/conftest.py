"""The bot on Telegram as it is, between a fake Bot API and an assistant that says what is set."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cspbot.accounts.desk import Desk
from cspbot.accounts.living import Fixed
from cspbot.accounts.visit import House
from cspbot.channels.telegram.application import Connection
from cspbot.channels.telegram.running import serve
from cspbot.channels.telegram.stored import StoredMemory
from cspbot.config import ROOT
from cspbot.diary.diary import Diary
from cspbot.knowledge.facts import Knowledge
from cspbot.messages import (
    AUDIENCES,
    Answered,
    Choice,
    Clarify,
    Considered,
    Context,
    Question,
    Reply,
    Role,
    Source,
    Understood,
)
from cspbot.store.store import Store
from tests.conftest import COUNTY
from tests.fakes.bot_api import BotApi
from tests.fakes.people import Chat

TODAY = date(2024, 5, 20)
NOW = datetime(2024, 5, 20, 9, 0, tzinfo=UTC)
AMBRIDGE = Choice("Ambridge", "ambridge-csp")
FELPERSHAM = Choice("Felpersham", "felpersham-csp")
MINUTES = Source("Minutes, 12 May 2023", "paragraph 4", "12 May 2023")
Run = Callable[..., Awaitable[asyncio.subprocess.Process]]
LONG = 20.0
"""Seconds: a start takes one, on a busy machine more."""
NEXT = Choice("Who chairs it?", "chair-ambridge", "who chairs the Ambridge partnership")


@dataclass
class Scripted:
    """An assistant that says what a test tells it to, and otherwise repeats the question."""

    replies: dict[str, Reply] = field(default_factory=dict)
    asked: list[Question] = field(default_factory=list)
    explained: list[Question] = field(default_factory=list)
    when_chosen: Reply | None = None
    """What it says to a choice, where not as usual."""
    raises: dict[str, Exception] = field(default_factory=dict)

    knowledge: Knowledge = field(default_factory=lambda: Knowledge({}, {}, {}, ()))

    def consider(self, question: Question, /) -> Considered:
        return Considered(self.reply(question), Understood("scripted"))

    def reply(self, question: Question, /) -> Reply:
        self.asked.append(question)
        if question.text in self.raises:
            raise self.raises[question.text]
        if question.text in self.replies and not question.chosen:
            return self.replies[question.text]
        if question.chosen and self.when_chosen:
            return self.when_chosen
        chosen = f", for {question.chosen}" if question.chosen else ""
        text = f"You asked: {question.text}{chosen}."
        return Answered(text, (MINUTES,), context=Context(asked=question.text))

    def explain(self, question: Question, /) -> str:
        self.explained.append(question)
        return f"I read '{question.text}' as asked on {question.today}."

    def about(self) -> str:
        return "Two partnerships, from minutes of 2023."

    def partnerships(self) -> tuple[Choice, ...]:
        return (AMBRIDGE, FELPERSHAM)

    def sources(self, partnership: str = "", /) -> str:
        return f"Minutes of {partnership or 'both'}, 12 May 2023"

    def resolve(self, text: str, /) -> tuple[Choice, ...]:
        wanted = text.lower()
        return tuple(one for one in self.partnerships() if wanted in one.label.lower())

    def diary(self, role: Role, areas: tuple[str, ...], /) -> Diary:
        return Diary(self.knowledge.visible_to(AUDIENCES[role], areas))


def clarify(question: str = "who chairs") -> Clarify:
    """Return a question back, with two choices."""
    context = Context(pending=question, choices=(AMBRIDGE.key, FELPERSHAM.key))
    return Clarify("Which partnership do you mean?", (AMBRIDGE, FELPERSHAM), context)


class Bot:
    """The running bot."""

    def __init__(self, api: BotApi, folder: Path) -> None:
        self.api = api
        self.assistant = Scripted()
        self.store = Store(f"sqlite:///{folder / 'bot.db'}")
        self.now = NOW
        self.desk = Desk(self.store, Fixed(self.assistant), House(), lambda: self.now)
        self.memory = StoredMemory(self.store, lambda: self.now)
        self.told: list[str] = []
        # A second is plenty on loopback; the tests of faults wait for it to pass.
        self.connection = Connection(
            api.token, api.url, poll_seconds=5, first_pause=0.05, time_out=1.0, closing_seconds=2.0
        )
        self.stopping = asyncio.Event()
        self.task: asyncio.Task[None] | None = None

    async def start(self, **changes: object) -> None:
        """Start it, with changes to the connection; return when it fetches messages."""
        self.begin(**changes)
        polls = len(self.api.calls_of("getUpdates"))
        await self.api.called("getUpdates", polls + 1)

    def begin(self, **changes: object) -> asyncio.Task[None]:
        """Start it and do not wait."""
        self.stopping = asyncio.Event()
        self.connection = replace(self.connection, **changes)  # type: ignore[arg-type]
        self.task = asyncio.ensure_future(
            serve(
                self.connection, self.desk, self.memory, lambda: TODAY, self.stopping,
                self.told.append,
            )
        )  # fmt: skip
        return self.task

    async def stop(self) -> None:
        """End it as SIGTERM does."""
        self.stopping.set()
        if self.task:
            await self.task
            self.task = None

    async def restart(self) -> None:
        """End it and start it with nothing in memory."""
        await self.stop()
        self.memory = StoredMemory(self.store, lambda: self.now)
        await self.start()


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    server = BotApi()
    await server.open()
    yield server
    await server.close()


@pytest.fixture
async def stopped(api: BotApi, tmp_path: Path) -> AsyncIterator[Bot]:
    """A bot that a test starts by itself."""
    one = Bot(api, tmp_path)
    yield one
    with contextlib.suppress(Exception):
        await one.stop()
    one.store.close()


@pytest.fixture
async def bot(stopped: Bot) -> Bot:
    """A bot that runs."""
    await stopped.start()
    return stopped


@pytest.fixture
async def joan(api: BotApi) -> Chat:
    """Someone in a private chat."""
    return Chat(api)


@pytest.fixture
async def officer(api: BotApi) -> Chat:
    """Someone in a group."""
    return Chat(api, "supergroup")


@pytest.fixture
async def run(api: BotApi, tmp_path: Path) -> AsyncIterator[Run]:
    """Start `python bot.py` against the fake; kill it at the end if it has not ended."""
    begun: list[asyncio.subprocess.Process] = []

    async def start(**env: str) -> asyncio.subprocess.Process:
        settings = {
            "TELEGRAM_BOT_TOKEN": api.token,
            "TELEGRAM_API_BASE_URL": api.url,
            "CSPBOT_KNOWLEDGE": str(COUNTY),
            "CSPBOT_INDEX": str(tmp_path / "index.db"),
            "DATABASE_URL": f"sqlite:///{tmp_path / 'bot.db'}",
            **env,
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable, "bot.py", cwd=ROOT, env={**os.environ, **settings},
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        begun.append(process)
        return process

    yield start
    for process in begun:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.communicate()
