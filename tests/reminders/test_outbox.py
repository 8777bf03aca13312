"""The outbox: once or not at all, in order, and nothing lost that is not reported."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cspbot import wording
from cspbot.reminders import outbox
from cspbot.reminders.outbox import Due
from cspbot.reminders.sender import LATE_AFTER, Outcome, Sender
from cspbot.store.store import Store
from cspbot.store.tables import OutboxRow, SubscriptionRow
from tests.postgres import Server

NOON = datetime(2024, 5, 20, 12, 0, tzinfo=UTC)


class Post:
    """A clock, and someone who sends and keeps what was sent."""

    def __init__(self, url: str) -> None:
        self.at = NOON
        self.store = Store(url)
        self.sent: list[tuple[int, str]] = []
        self.outcomes: list[Outcome] = []
        """What comes of the next messages; then all are sent."""

    def sender(self) -> Sender:
        return Sender(self.store, self.send, lambda: self.at)

    async def send(self, user: int, text: str) -> Outcome:
        outcome = self.outcomes.pop(0) if self.outcomes else Outcome.SENT
        if outcome in (Outcome.SENT, Outcome.UNCERTAIN):
            self.sent.append((user, text))
        return outcome

    def plan(self, *messages: Due) -> int:
        with self.store.write() as session:
            return outbox.plan(session, messages)

    def states(self) -> list[str]:
        with self.store.read() as session:
            return [row.state for row in session.query(OutboxRow).order_by(OutboxRow.id)]


def due(user: int = 5, meeting: str = "board-2024-06-11", **changes: int) -> Due:
    """A reminder that is due at noon, or so many minutes after it."""
    at = NOON + timedelta(minutes=changes.get("after", 0))
    useless = NOON + timedelta(hours=changes.get("hours", 6))
    return Due(user, meeting, "meeting", changes.get("lead", 60), at, useless, "The board meets.")


@pytest.fixture
def post(database_url: str) -> Iterator[Post]:
    one = Post(database_url)
    yield one
    one.store.close()


async def test_planned_twice_sent_once(post: Post):
    """A message that is planned again, before or after it was sent, is sent once."""
    assert post.plan(due(), due()) == 1
    await post.sender().send_due()
    assert post.plan(due()) == 0
    await post.sender().send_due()
    assert post.sent == [(5, "The board meets.")]
    assert post.states() == ["sent"]


async def test_not_before_its_time(post: Post):
    """Nothing is sent before it is due; then in order of the time that it was due."""
    post.plan(due(1, after=2), due(2, after=1), due(3, after=0), due(4, after=60))
    await post.sender().send_due()
    assert [user for user, _ in post.sent] == [3]
    post.at += timedelta(minutes=5)
    await post.sender().send_due()
    assert [user for user, _ in post.sent] == [3, 2, 1]


async def test_late_says_so(post: Post):
    """What comes late says that it is late; what is no longer of use is dropped."""
    post.plan(due(1), due(2, hours=1))
    post.at += timedelta(hours=1, minutes=1)
    assert timedelta(minutes=61) > LATE_AFTER
    await post.sender().send_due()
    assert post.sent == [(1, wording.late("The board meets."))]
    assert post.states() == ["sent", "dropped"]


async def test_failed_connection_is_tried_again(post: Post):
    """What certainly was not sent is tried again later, a few times, then dropped."""
    post.plan(due(hours=100))
    post.outcomes = [Outcome.NOT_SENT] * 2
    await post.sender().send_due()
    assert await post.sender().send_due() == 0
    post.at += timedelta(minutes=10)
    await post.sender().send_due()
    post.at += timedelta(minutes=10)
    await post.sender().send_due()
    assert len(post.sent) == 1
    post.plan(due(6, hours=100))
    post.outcomes = [Outcome.NOT_SENT] * 9
    for _ in range(9):
        await post.sender().send_due()
        post.at += timedelta(hours=1)
    assert post.states() == ["sent", "dropped"]


async def test_timed_out_is_not_tried_again(post: Post):
    """What may have been delivered is marked so, reported, and never sent again by itself."""
    post.plan(due())
    post.outcomes = [Outcome.UNCERTAIN]
    for _ in range(3):
        await post.sender().send_due()
        post.at += timedelta(hours=1)
    assert len(post.sent) == 1
    assert post.states() == ["uncertain"]


async def test_blocked_pauses(post: Post):
    """Who has blocked the bot gets nothing more, and the subscriptions are paused."""
    with post.store.write() as session:
        session.add(SubscriptionRow(user=5, about="ambridge", kind="meeting", leads=[60],
                                    whose="", since=NOON))  # fmt: skip
    post.plan(due(), due(meeting="board-2024-09-10", after=30))
    post.outcomes = [Outcome.BLOCKED]
    await post.sender().send_due()
    assert post.states() == ["blocked", "blocked"]
    with post.store.read() as session:
        assert session.query(SubscriptionRow).one().paused_at == NOON


async def test_left_behind_is_sorted_out(post: Post):
    """Claimed by a process that is gone: due again after a time. Being sent: uncertain."""
    post.plan(due(1), due(2))
    with post.store.write() as session:
        first, _ = outbox.claim(session, post.at, "gone", 2)
        assert outbox.begin(session, post.at, "gone", [first.id])
    await post.sender().send_due()
    assert post.sent == []
    post.at += outbox.HELD_FOR + timedelta(seconds=1)
    await post.sender().send_due()
    assert [user for user, _ in post.sent] == [2]
    assert post.states() == ["uncertain", "sent"]


def test_other_hands(post: Post):
    """A message that was taken over in the meantime is not begun by the process that was slow."""
    post.plan(due())
    with post.store.write() as session:
        (taken,) = outbox.claim(session, post.at, "slow", 1)
    later = post.at + outbox.HELD_FOR + timedelta(seconds=1)
    with post.store.write() as session:
        outbox.take_over(session, later)
        outbox.claim(session, later, "quick", 1)
    with post.store.write() as session:
        assert not outbox.begin(session, later, "slow", [taken.id])
        assert outbox.begin(session, later, "quick", [taken.id])


def test_moved_meeting_is_withdrawn(post: Post):
    """What is due about a meeting that was moved is dropped; who had been told is known."""
    post.plan(due(1), due(2, after=60))
    asyncio.run(post.sender().send_due())
    with post.store.write() as session:
        assert outbox.withdraw(session, "board-2024-06-11", post.at) == [1]
    assert post.states() == ["sent", "withdrawn"]


def test_claims_pass_each_other(postgres: Server, postgres_template: str):
    """On PostgreSQL a claim waits for no other: it skips the rows that another has in hand."""
    name = postgres.create(postgres_template)
    post = Post(postgres.url(name))
    post.plan(*(due(user) for user in (1, 2, 3, 4, 5)))
    with post.store.write() as one, post.store.write() as other:
        first = outbox.claim(one, post.at, "one", 2)
        second = outbox.claim(other, post.at, "other", 9)
    assert [m.user for m in first] == [1, 2]
    assert [m.user for m in second] == [3, 4, 5]
    post.store.close()
    postgres.drop(name)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 30)), max_size=40))
def test_two_senders_never_double(
    tmp_path_factory: pytest.TempPathFactory, items: list[tuple[int, int]]
):
    """Two senders side by side send each message once, whatever is due when."""
    post = Post(f"sqlite:///{tmp_path_factory.mktemp('post') / 'post.db'}")
    post.plan(*(due(user, f"m{n}", after=after) for n, (user, after) in enumerate(items)))

    async def both() -> None:
        senders = [post.sender(), post.sender()]
        for _ in range(4):
            post.at += timedelta(minutes=10)
            while sum(await asyncio.gather(*(s.send_due() for s in senders))):
                pass

    asyncio.run(both())
    assert Counter(user for user, _ in post.sent) == Counter(user for user, _ in items)
    post.store.close()
