"""Puts the handlers and the connection together into an application."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    filters,
)
from telegram.request import HTTPXRequest

from cspbot.accounts.desk import BY_NAME, Desk
from cspbot.accounts.said import DATA
from cspbot.channels.telegram import buttons, polling
from cspbot.channels.telegram.apart import Apart
from cspbot.channels.telegram.asking import Assistant
from cspbot.channels.telegram.commands import COMMANDS
from cspbot.channels.telegram.errors import apologise
from cspbot.channels.telegram.handlers import Handlers, Running
from cspbot.channels.telegram.listening import FOR_THE_BOT
from cspbot.channels.telegram.memory import Memory
from cspbot.channels.telegram.ordering import InOrder
from cspbot.channels.telegram.pacing import Pacer
from cspbot.channels.telegram.polling import PollRequest

Handler = Callable[[Update, Running], Coroutine[Any, Any, None]]
App = Application[Any, Any, Any, Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Connection:
    """How to reach Telegram. All times in seconds; the defaults suit the real Telegram."""

    token: str = field(repr=False)
    api: str = "https://api.telegram.org"
    """The Bot API server, without '/bot<token>'."""
    poll_seconds: int = polling.POLL_SECONDS
    stalled_after: float = polling.STALLED_AFTER
    first_pause: float = polling.FIRST_PAUSE
    time_out: float = 15.0
    """For each step of a request: connecting, sending, waiting for the next bytes."""
    closing_seconds: float = 8.0
    """For answers under way when told to end: most supervisors kill after ten."""


def build(
    connection: Connection,
    requests: tuple[PollRequest, HTTPXRequest],
    desk: Desk[Assistant],
    apart: Apart,
    memory: Memory,
    today: Callable[[], date],
) -> App:
    """Make the application: an update goes to the first handler in the list that takes it."""
    application = (
        ApplicationBuilder()
        .token(connection.token)
        .base_url(f"{connection.api}/bot")
        .base_file_url(f"{connection.api}/file/bot")
        .get_updates_request(requests[0])
        .request(requests[1])
        .updater(None)  # polling.Poller fetches the updates
        .concurrent_updates(InOrder())
        .rate_limiter(Pacer())
        .job_queue(None)
        .build()
    )
    handlers = Handlers(desk, apart, memory, today)
    asked = [command.name for command in COMMANDS if command.about]
    question = f"^({buttons.QUESTION}|{buttons.LABELLED})"

    def press(handler: Handler, pattern: str) -> None:
        application.add_handler(CallbackQueryHandler(handler, pattern))

    def command(name: str, handler: Handler) -> None:
        application.add_handler(CommandHandler(name, handler, FOR_THE_BOT))

    def message(which: filters.BaseFilter, handler: Handler) -> None:
        application.add_handler(MessageHandler(which, handler))

    # Presses, told apart by the kind in their data; whatever is left has an unknown kind.
    press(handlers.press_choice, f"^{buttons.CHOICE}")
    press(handlers.press_question, question)
    press(handlers.press_mine, f"^{buttons.MINE}")
    press(handlers.press_desk, f"^{DATA}")
    press(handlers.press_unknown, "")

    # A command with something after it is a question, so these two stand before those that tell
    # about the bot; '/start' with something after it comes from a deep link.
    application.add_handler(
        CommandHandler("start", handlers.open_link, FOR_THE_BOT, has_args=True)
    )
    application.add_handler(CommandHandler(asked, handlers.ask, FOR_THE_BOT, has_args=True))
    command("start", handlers.start)
    command("help", handlers.help)
    command("why", handlers.why)
    command("about", handlers.about)
    command("partnerships", handlers.partnerships)
    command("mine", handlers.mine)
    command("sources", handlers.sources)
    application.add_handler(CommandHandler([*BY_NAME], handlers.desk, FOR_THE_BOT))
    # The rest of them are questions even alone, about the person's own or any partnership.
    application.add_handler(CommandHandler(asked, handlers.ask, FOR_THE_BOT))
    # After all commands that there are.
    message(FOR_THE_BOT & filters.COMMAND, handlers.unknown_command)
    # Free text, and what is written under a photo or a document.
    message(FOR_THE_BOT & (filters.TEXT | filters.CAPTION), handlers.ask)
    # What is left holds no words. In groups that is no business of the bot, nor are service
    # messages, such as a pinned message, or edits, such as a live location that moves.
    private = FOR_THE_BOT & filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
    message(private & ~filters.StatusUpdate.ALL, handlers.not_text)

    application.add_error_handler(apologise)
    return application
