"""Thousands of reminders due in the same minute: within the flood limits, in order, none lost."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest

from cspbot.channels.telegram.pacing import IN_ALL, IN_CHAT, Pacer
from cspbot.reminders import outbox
from cspbot.reminders.outbox import Due
from cspbot.reminders.sender import Outcome, Sender
from cspbot.store.store import Store
from cspbot.store.tables import OutboxRow
from tests.fakes.clock import Clock

NOON = datetime(2024, 5, 20, 12, 0, tzinfo=UTC)
Result = TypeVar("Result")


class AtOnce(Sender):
    """A sender that writes without a thread, so that the clock sees when all have to wait."""

    async def _in_store(
        self, do: Callable[..., Result], *given: object, at_leisure: bool = True
    ) -> Result:
        with self._store.write(at_leisure=at_leisure) as session:
            return do(session, *given)


long = pytest.param(5_000, 2, marks=pytest.mark.faults, id="long")


@pytest.mark.parametrize(("people", "each"), [pytest.param(60, 5, id="sample"), long])
async def test_flood_is_paced(database_url: str, people: int, each: int):
    """At most 30 a second in all and one a second in a chat, in order of the time that was due."""
    store, clock = Store(database_url), Clock()
    total = people * each
    with store.write() as session:
        outbox.plan(session, (
            Due(n % people, f"meeting-{n}", "meeting", 60,
                NOON + timedelta(microseconds=60_000_000 * n // total),
                NOON + timedelta(hours=2), str(n))
            for n in range(total)
        ))  # fmt: skip
    pacer = Pacer(now=lambda: clock.at, sleep=clock.sleep)
    sent: list[tuple[float, int, int]] = []

    async def call(user: int, text: str) -> bool:
        sent.append((clock.at, user, int(text)))
        return True

    async def send(user: int, text: str) -> Outcome:
        text = text.rpartition("\n")[2]  # late ones say so above
        await pacer.process_request(call, (user, text), {}, "sendMessage", {"chat_id": user}, None)
        return Outcome.SENT

    async def all_of_them() -> None:
        sender = AtOnce(store, send, lambda: NOON + timedelta(minutes=1, seconds=clock.at))
        while await sender.send_due():
            pass

    await clock.run(all_of_them())
    assert [number for _, _, number in sent] == list(range(total))
    check_rate([at for at, _, _ in sent], *IN_ALL)
    for user in range(people):
        check_rate([at for at, whose, _ in sent if whose == user], *IN_CHAT)
    assert clock.at < 1.1 * total / IN_ALL[0] + 5 * each  # and no slower than it has to be
    with store.read() as session:
        assert {row.state for row in session.query(OutboxRow)} == {outbox.SENT}
    store.close()


def check_rate(times: list[float], most: int, seconds: float) -> None:
    """No span of so many seconds has more than that many moments."""
    for n, at in enumerate(times):
        assert n - bisect_left(times, at - seconds + 1e-6) < most
