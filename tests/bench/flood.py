"""Ten thousand reminders due in the same minute, sent in real time: `make bench-reminders`.

A process as `python bot.py remind` is started over a store with what is due and a Bot API of our
own, which keeps to Telegram's limits. Measured are how long it takes, how many leave in any
second, whether they leave in order, and the memory early and late.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
import time
from bisect import bisect_left
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from cspbot.config import ROOT
from cspbot.reminders import outbox
from cspbot.reminders.outbox import Due
from cspbot.store.store import Store
from cspbot.store.tables import OutboxRow
from tests.fakes.bot_api import BotApi
from tests.fakes.people import Chat

MESSAGES = 10_000
EARLY = 1_000


def fill(store: Store, people: list[int]) -> None:
    """Put a reminder for each person into the outbox, all due in the minute that has just gone."""
    now = datetime.now(UTC)
    with store.write() as session:
        outbox.plan(session, (
            Due(user, f"meeting-{n}", "meeting", 60,
                now - timedelta(seconds=60) + timedelta(milliseconds=6 * n),
                now + timedelta(hours=2), f"Reminder {n}")
            for n, user in enumerate(people)
        ))  # fmt: skip


def open_ones(store: Store) -> int:
    """Return how many reminders have not been dealt with."""
    with store.read() as session:
        return session.query(OutboxRow).filter(OutboxRow.ended_at.is_(None)).count()


def memory_of(process: int) -> float:
    """Return the memory that a process has, in megabytes."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    found = re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


async def measure(url: str) -> None:
    """Send and print what was measured."""
    api = BotApi()
    await api.open()
    people = [Chat(api) for _ in range(MESSAGES)]
    for person in people:
        api.new_message(person.chat, person.user, text="/start")
    store = Store(url)
    fill(store, [person.user["id"] for person in people])
    begun = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(ROOT / "bot.py"), "remind",
        env={"PATH": os.environ["PATH"], "DATABASE_URL": url, "TELEGRAM_BOT_TOKEN": api.token,
             "TELEGRAM_API_BASE_URL": api.url},
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    early = 0.0
    while open_ones(store):
        await asyncio.sleep(0.5)
        if not early and len(api.calls_of("sendMessage")) >= EARLY:
            early = memory_of(process.pid)
        if process.returncode is not None:
            raise SystemExit(f"the sender ended with {process.returncode}")
    late = memory_of(process.pid)
    process.terminate()
    await process.wait()
    calls = api.calls_of("sendMessage")
    times = [call.at for call in calls]
    numbers = [int(str(call.params["text"]).rsplit(" ", 1)[-1]) for call in calls]
    most = max(n - bisect_left(times, at - 1.0) + 1 for n, at in enumerate(times))
    behind = sum(b < a for a, b in pairwise(numbers))
    with store.read() as session:
        states = {row.state for row in session.query(OutboxRow)}
    sys.stdout.write(
        f"{MESSAGES:,} reminders of one minute: {times[-1] - begun:,.0f} s, "
        f"{(MESSAGES - 1) / (times[-1] - times[0]):.1f} a second; "
        f"at most {most} in any second; {behind} out of order; "
        f"memory {early:.0f} MB after {EARLY:,}, {late:.0f} MB at the end; "
        f"all {', '.join(states)}\n"
    )
    store.close()
    await api.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        asyncio.run(measure(f"sqlite:///{Path(scratch) / 'store.db'}"))
