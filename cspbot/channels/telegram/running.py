"""Runs the bot on Telegram, from the first connection to an orderly end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import ssl
from collections.abc import Callable, Coroutine
from datetime import date, datetime
from functools import cache
from typing import Any, NoReturn, TypeVar

import httpx
from telegram import BotCommand, BotCommandScopeAllGroupChats
from telegram.error import InvalidToken, TelegramError
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from cspbot.accounts.desk import COMMANDS, Desk
from cspbot.accounts.roles import Act
from cspbot.channels.telegram import commands, delivery
from cspbot.channels.telegram.apart import Apart
from cspbot.channels.telegram.application import App, Connection, build
from cspbot.channels.telegram.asking import Assistant
from cspbot.channels.telegram.logs import keep_discreet
from cspbot.channels.telegram.memory import Memory
from cspbot.channels.telegram.pacing import Pacer
from cspbot.channels.telegram.polling import (
    LONGEST_PAUSE,
    Poller,
    PollingStalledError,
    PollRequest,
)
from cspbot.channels.telegram.reminding import sender
from cspbot.channels.telegram.stored import StoredMemory
from cspbot.channels.telegram.turn import Turn
from cspbot.reminders.sender import Sender
from cspbot.store.store import Store

TIDY_SECONDS = 6 * 3600
"""Between two runs of the job that deletes what has been kept long enough."""
PLAN_SECONDS = 60
"""Between two rounds of working out reminders."""
WATCH_SECONDS = 5
"""Between two looks at the knowledge folder."""

log = logging.getLogger(__name__)

Client = TypeVar("Client", bound=HTTPXRequest)


class CannotRunError(Exception):
    """The bot cannot run; the text says why, and what to do."""


def run(
    connection: Connection,
    desk: Desk[Assistant],
    today: Callable[[], date],
    tell: Callable[[str], None],
) -> None:
    """Answer on Telegram until the process gets SIGINT or SIGTERM.

    Args:
        connection: how to reach Telegram.
        desk: who answers, and keeps what is kept.
        today: gives the date.
        tell: shows a line to whoever started the bot.

    Raises:
        CannotRunError: Telegram rejects the token, or polling hangs.
    """
    keep_discreet(connection.token)

    async def until_signalled() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(_log_discreetly)
        for number in (signal.SIGINT, signal.SIGTERM):
            try:
                loop.add_signal_handler(number, stop.set)
            except NotImplementedError:  # Windows
                signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
        memory = StoredMemory(desk.store, desk.now)
        await serve(connection, desk, memory, today, stop, tell)

    asyncio.run(until_signalled())


async def serve(
    connection: Connection,
    desk: Desk[Assistant],
    memory: Memory,
    today: Callable[[], date],
    stop: asyncio.Event,
    tell: Callable[[str], None] = log.info,
) -> None:
    """Answer on Telegram until told to stop.

    Raises:
        CannotRunError: Telegram rejects the token, or polling hangs.
    """
    polls, calls = _requests(connection)
    apart = Apart()
    application = build(connection, (polls, calls), desk, apart, memory, today)
    poller = Poller(
        application.bot,
        polls,
        application.update_queue,
        poll_seconds=connection.poll_seconds,
        stalled_after=connection.stalled_after,
        first_pause=connection.first_pause,
    )
    turn = Turn(desk.store, connection.token, desk.now, tell)
    chores: list[asyncio.Future[None]] = []
    try:
        await _until(stop, _connect(application, connection))
        if stop.is_set():
            return
        await application.start()
        chores = [
            asyncio.ensure_future(_tidy(desk, apart, application)),
            asyncio.ensure_future(_watch(desk, application)),
            asyncio.ensure_future(_plan(desk, application)),
            asyncio.ensure_future(Sender(desk.store, sender(application.bot), desk.now).run(stop)),
        ]

        async def fetch() -> NoReturn:
            tell(f"Answering on Telegram as @{application.bot.username}. Ctrl-C ends.")
            await poller.run()

        await _until(stop, turn.hold(fetch))
    except InvalidToken:
        raise CannotRunError(_rejected(connection)) from None
    except PollingStalledError:
        raise CannotRunError(
            "Telegram leaves every request for messages open without an answer, on new "
            "connections too. Start the bot again; if that does not help, check the network."
        ) from None
    finally:
        for chore in chores:
            chore.cancel()
        await _end(application, poller, connection.closing_seconds)
        await turn.leave(connection.closing_seconds / 4)
        apart.close()


async def remind(
    connection: Connection, store: Store, now: Callable[[], datetime], stop: asyncio.Event
) -> None:
    """Send what is due until told to stop, and fetch no messages: any number may run.

    Raises:
        CannotRunError: Telegram rejects the token.
    """
    _, calls = _requests(connection)
    bot = ExtBot(connection.token, f"{connection.api}/bot", request=calls, rate_limiter=Pacer())
    try:
        async with bot:
            await Sender(store, sender(bot), now).run(stop)
    except InvalidToken:
        raise CannotRunError(_rejected(connection)) from None


def _rejected(connection: Connection) -> str:
    return (
        f"{connection.api} rejects the token in TELEGRAM_BOT_TOKEN: copy it afresh from "
        "@BotFather. If TELEGRAM_API_BASE_URL is set, check that it is a Bot API server."
    )


def _requests(connection: Connection) -> tuple[PollRequest, HTTPXRequest]:
    """Return the HTTP clients: one for polls, which take long, one for everything else."""
    # Two places for polls, so that one that hangs leaves room for the next.
    return _request(PollRequest, 2, connection), _request(HTTPXRequest, 64, connection)


def _request(kind: type[Client], connections: int, connection: Connection) -> Client:
    limit = connection.time_out
    return kind(
        connection_pool_size=connections,
        read_timeout=limit,
        write_timeout=limit,
        connect_timeout=limit,
        pool_timeout=limit,
        httpx_kwargs={"verify": _certificates()},
    )


@cache
def _certificates() -> ssl.SSLContext:
    """Return the certificates to check servers by; reading them takes a while, so only once."""
    return httpx.create_ssl_context()


async def _connect(application: App, connection: Connection) -> None:
    """Introduce the bot to Telegram, trying until it can be reached.

    Raises:
        InvalidToken: Telegram can be reached and rejects the token.
    """
    api, pause, told = connection.api, connection.first_pause, False
    while True:
        try:
            await application.initialize()
            # Telegram refuses polls while a webhook is set. What was asked while the bot was away
            # is kept: it is answered late, yet answered, and Telegram keeps it for a day at most.
            await application.bot.delete_webhook(drop_pending_updates=False)
            break
        except InvalidToken:
            raise
        except TelegramError as error:
            if not told:
                log.warning("%s cannot be reached (%s). Trying again until it can.", api, error)
                told = True
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, 2 * pause)
    if told:
        log.warning("%s can be reached now", api)
    try:
        await _list_commands(application)
    except TelegramError as error:  # a menu out of date does not keep anyone from asking
        log.warning("the menu of commands could not be set: %s", error)


async def _list_commands(application: App) -> None:
    menu = [BotCommand(command.name, command.description) for command in commands.COMMANDS]
    menu += [BotCommand(c.name, c.description) for c in COMMANDS if c.act is Act.ASK]
    in_groups = [entry for entry in menu if entry.command in commands.IN_GROUPS]
    await application.bot.set_my_commands(menu)
    await application.bot.set_my_commands(in_groups, scope=BotCommandScopeAllGroupChats())


async def _tidy(desk: Desk[Assistant], apart: Apart, application: App) -> None:
    """Delete what has been kept long enough, now and every few hours; tell stewards monthly."""
    while True:
        await apart.run(desk.tidy)
        await delivery.send_notes(application.bot, await apart.run(desk.monthly))
        await asyncio.sleep(TIDY_SECONDS)


async def _plan(desk: Desk[Assistant], application: App) -> None:
    """Work out the reminders that will be due, again and again; the outbox holds each once.

    Admins are told of those that failed.
    """
    while True:
        try:
            await asyncio.to_thread(desk.plan_reminders)
            notes = await asyncio.to_thread(desk.failed_reminders)
            await delivery.send_notes(application.bot, notes)
        except Exception:  # whatever it is, the next round may do better
            log.exception("reminders could not be worked out")
        await asyncio.sleep(PLAN_SECONDS)


async def _watch(desk: Desk[Assistant], application: App) -> None:
    """Load knowledge that has changed, and tell the admins where it cannot be used."""
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        try:
            notes = await asyncio.to_thread(desk.refresh)
            await delivery.send_notes(application.bot, notes)
        except Exception:  # whatever it is, the next look may do better
            log.exception("the knowledge could not be looked at")


async def _until(stop: asyncio.Event, doing: Coroutine[Any, Any, object]) -> None:
    """Do something until it ends or is told to stop; raise what it raises."""
    stopped = asyncio.ensure_future(stop.wait())
    task = asyncio.ensure_future(doing)
    try:
        await asyncio.wait({stopped, task}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopped.cancel()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _end(application: App, poller: Poller, seconds: float) -> None:
    """Finish the answers under way, then acknowledge what was handled, and disconnect."""
    if application.running:
        try:
            await asyncio.wait_for(application.stop(), seconds)
        except TimeoutError:
            log.warning("ended with answers still waiting to be sent")
        with contextlib.suppress(TelegramError, TimeoutError):
            await asyncio.wait_for(poller.acknowledge(), seconds / 4)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(application.shutdown(), seconds / 4)
        # once more for the connections of a bot that never got as far as being initialized
        await asyncio.wait_for(application.bot.shutdown(), seconds / 4)


def _log_discreetly(_: asyncio.AbstractEventLoop, told: dict[str, Any]) -> None:
    """Log what went wrong in a task; asyncio's own line would show the error's words."""
    log.error("a task failed: %s", told.get("message"), exc_info=told.get("exception"))
