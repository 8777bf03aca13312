"""A process that sends what is due, as `python bot.py remind` does, until it is killed.

Usage: python -m tests.reminders.child DATABASE_URL BOT_API_URL TOKEN
"""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta

from cspbot import clock
from cspbot.channels.telegram import running
from cspbot.channels.telegram.application import Connection
from cspbot.reminders import outbox, sender
from cspbot.store.store import Store


async def main(url: str, api: str, token: str) -> None:
    """Send until killed; what others left behind is taken over after a second, not two minutes."""
    outbox.HELD_FOR = timedelta(seconds=1)
    sender.REST_SECONDS = 0.05
    connection = Connection(token, api, time_out=5.0)
    await running.remind(connection, Store(url), clock.now, asyncio.Event())


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
