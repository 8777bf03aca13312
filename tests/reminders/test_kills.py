"""Sending processes killed at random: no reminder ever twice, every miss accounted for."""

from __future__ import annotations

import asyncio
import os
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from time import monotonic

import pytest

from cspbot.accounts import posting, saying
from cspbot.reminders import outbox
from cspbot.reminders.outbox import Due
from cspbot.store.store import Store
from cspbot.store.tables import OutboxRow
from tests.fakes.bot_api import BotApi
from tests.fakes.people import Chat

ROOT = Path(__file__).parents[2]
PATIENCE = 60
"""Seconds in which something must be sent; not all, for a busy machine takes its time."""

long = pytest.param(200, marks=pytest.mark.faults, id="long")
short = pytest.param(6, id="sample")


async def child(url: str, api: BotApi) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.reminders.child", url, api.url, api.token,
        cwd=ROOT, env={"PATH": os.environ["PATH"]},
        stderr=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip


@pytest.mark.parametrize("kills", [short, long])
async def test_killed_while_sending(database_url: str, kills: int):
    """Two processes send and are killed at random: 0 or 1 times each, and each miss reported."""
    random = Random(kills)  # noqa: S311 - for the same moments each time, not for secrets
    api = BotApi()
    await api.open()
    api.unlimited = True
    people = [Chat(api) for _ in range(40)]
    for person in people:
        api.new_message(person.chat, person.user, text="/start")
    store = Store(database_url)
    now = datetime.now(UTC)
    sent_to = [person.user["id"] for person in people]
    with store.write() as session:
        outbox.plan(session, (
            Due(user, f"meeting-{n}", "meeting", 60, now, now + timedelta(hours=5),
                f"Reminder {n} for {user}")
            for n in range(kills // 2 + 5) for user in sent_to
        ))  # fmt: skip
    children = [await child(database_url, api) for _ in range(2)]
    for _ in range(kills):
        await asyncio.sleep(random.uniform(0.05, 1.8))
        number = random.randrange(2)
        children[number].kill()
        await children[number].wait()
        children[number] = await child(database_url, api)

    def open_ones() -> int:
        with store.read() as session:
            states = [outbox.DUE, outbox.CLAIMED, outbox.SENDING]
            return session.query(OutboxRow).filter(OutboxRow.state.in_(states)).count()

    left, since = open_ones(), monotonic()
    while left:
        await asyncio.sleep(0.1)
        before, left = left, open_ones()
        since = monotonic() if left < before else since
        assert monotonic() - since < PATIENCE, f"{left} reminders are left, and none leaves"
    for one in children:
        one.kill()
        await one.wait()
    got = Counter(
        message["text"]
        for person in people
        for message in api.messages[person.chat["id"]].values()
        if message["from"]["is_bot"]
    )
    with store.read() as session:
        rows = session.query(OutboxRow).all()
    assert max(got.values()) == 1
    for row in rows:
        assert row.state in (outbox.SENT, outbox.UNCERTAIN)
        if row.state == outbox.SENT:
            assert got[row.text] == 1
    uncertain = sum(row.state == outbox.UNCERTAIN for row in rows)
    missed = {row.text for row in rows} - set(got)
    assert missed <= {row.text for row in rows if row.state == outbox.UNCERTAIN}
    with store.write() as session:
        said = posting.report(session, datetime.now(UTC))
    told = saying.OUTBOX_REPORT[outbox.UNCERTAIN].format(saying.reminders(uncertain))
    assert (said.text.split("\n")[0] if said else "") == (told if uncertain else "")
    store.close()
    await api.close()
