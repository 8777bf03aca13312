"""What the store adds to an answer: the bare assistant beside the desk, on either database."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median, quantiles

from cspbot.accounts.desk import Desk
from cspbot.accounts.living import Fixed
from cspbot.accounts.visit import Asker, House
from cspbot.assistant import Assistant
from cspbot.messages import Context, Question, Reply
from cspbot.store.store import Store
from tests.postgres import NoServerError, Server

TODAY = date(2026, 1, 1)
NOW = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)

Conversations = Iterable[list[str]]


def times(talks: Conversations, reply: Callable[[int, Question], Reply]) -> list[float]:
    """Return the milliseconds of every answer; each conversation is somebody else's."""
    taken = []
    for user, turns in enumerate(talks, 1):
        context = Context()
        for text in turns:
            begun = time.perf_counter()
            said = reply(user, Question(text, TODAY, context=context))
            taken.append((time.perf_counter() - begun) * 1000)
            context = said.context
    return taken


def over(url: str, assistant: Assistant, talks: Conversations) -> list[float]:
    """Return the milliseconds of every answer that the desk counts in a store."""
    with closing(Store(url)) as store:
        desk = Desk(store, Fixed(assistant), House(), lambda: NOW)
        store.open()
        return times(talks, lambda user, question: desk.reply(Asker(user, user), question))


def main(assistant: Assistant, talks: list[list[str]]) -> None:
    """Measure and print a line for each way."""
    show("the assistant alone", times(talks, lambda _, question: assistant.reply(question)))
    with tempfile.TemporaryDirectory() as scratch:
        url = f"sqlite:///{Path(scratch) / 'store.db'}"
        show("at the desk, SQLite", over(url, assistant, talks))
    try:
        server = Server()
    except NoServerError as error:
        sys.stdout.write(f"at the desk, PostgreSQL: {error}\n")
        return
    try:
        show("at the desk, PostgreSQL", over(server.url(server.create()), assistant, talks))
    finally:
        server.remove()


def show(name: str, taken: list[float]) -> None:
    """Print one line."""
    sys.stdout.write(
        f"{name:<34}{median(taken):>10,.1f} ms median, "
        f"{quantiles(taken, n=100)[98]:,.1f} ms 99th percentile, of {len(taken):,}\n"
    )
