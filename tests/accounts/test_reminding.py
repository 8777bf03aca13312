"""Reminders as people set them, worked out from the meetings of Borchester, and sent once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from cspbot.accounts import saying
from cspbot.accounts.said import Said
from cspbot.accounts.visit import Asker
from cspbot.assistant import Assistant
from cspbot.diary.diary import Diary
from cspbot.knowledge.facts import Knowledge
from cspbot.reminders import planning
from cspbot.reminders.planning import Quiet
from cspbot.reminders.sender import Outcome, Sender
from cspbot.store.tables import OutboxRow, SubscriptionRow
from tests.accounts.conftest import MEMBER, STRANGER, Office

IN_MARCH = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
"""The next board of Borchester is on 7 April 2026 at 14:00, after the clocks go forward."""


def subscribe(
    office: Office, user: int, what: str, lead: str = "", group: str = "All of Borchester"
) -> Said:
    """Set a reminder about Borchester by its buttons."""
    said = office.press(user, office.send(user, "/remind borchester"), group)
    said = office.press(user, said, what)
    return office.press(user, said, lead) if lead else said


def plan(office: Office, knowledge: Knowledge | None = None) -> None:
    held = knowledge or office.living.assistant.knowledge
    with office.store.write() as session:
        planning.plan(session, Diary(held), office.at)


def outbox(office: Office) -> list[OutboxRow]:
    with office.store.read() as session:
        return list(session.scalars(select(OutboxRow).order_by(OutboxRow.due_at, OutboxRow.id)))


def send(office: Office) -> list[tuple[int, str]]:
    sent = []

    async def to(user: int, text: str) -> Outcome:
        sent.append((user, text))
        return Outcome.SENT

    asyncio.run(Sender(office.store, to, lambda: office.at).send_due())
    return sent


@pytest.fixture(autouse=True)
def march(office: Office) -> None:
    office.at = IN_MARCH


def test_reminded_once_on_time(office: Office):
    """A reminder comes once, a day before by the wall clock, though the clocks have changed."""
    subscribe(office, STRANGER, "Meetings")
    for _ in range(3):
        plan(office)
    (first,) = [row for row in outbox(office) if "2026-04-07" in row.meeting]
    assert first.due_at == datetime(2026, 4, 6, 13, 0, tzinfo=UTC)
    office.at = datetime(2026, 4, 6, 12, 59, tzinfo=UTC)
    assert not any("7 April" in text for _, text in send(office))
    office.at = datetime(2026, 4, 6, 13, 1, tzinfo=UTC)
    ((user, text),) = send(office)
    assert user == STRANGER
    assert "7 April 2026 at 2pm" in text
    plan(office)
    assert send(office) == []


def test_lead_times(office: Office):
    """Several lead times give several reminders; the last one cannot be taken away."""
    said = subscribe(office, STRANGER, "Meetings", "Also a week")
    assert "a week, a day before" in said.text
    plan(office)
    april = [row for row in outbox(office) if "2026-04-07" in row.meeting]
    assert [row.lead for row in april] == [7 * 24 * 60, 24 * 60]
    said = office.press(STRANGER, said, "Without a week")
    assert "a day before" in office.press(STRANGER, said, "Without a day").text


@pytest.mark.parametrize(
    ("typed", "minutes", "said"),
    [("3 days", 4320, "3 days before"), ("90 minutes before", 90, "90 minutes before"),
     ("2 weeks", 20160, "2 weeks before"), ("an hour", 60, "an hour before"),
     ("40 weeks", 1440, "a day before")],  # further ahead than reminders are worked out
)  # fmt: skip
def test_any_lead_time(office: Office, typed: str, minutes: int, said: str):
    """A lead time that no button offers is typed behind the partnership."""
    shown = office.press(STRANGER, office.send(STRANGER, f"/remind borchester {typed}"),
                         "All of Borchester")  # fmt: skip
    assert said in office.press(STRANGER, shown, "Meetings").text
    with office.store.read() as session:
        assert session.scalars(select(SubscriptionRow)).one().leads == [minutes]


def test_one_group(office: Office):
    """Reminders may be of one group's meetings alone."""
    subscribe(office, STRANGER, "Meetings", group="Borchester Night Task Group")
    plan(office)
    assert outbox(office)
    assert {row.meeting.split("|")[0] for row in outbox(office)} == {"borchester-task-meetings"}
    assert "Borchester Night Task Group: meetings" in office.send(STRANGER, "/reminders").text


def follow(office: Office) -> Said:
    """Ask to be told of changed contacts of Ambridge."""
    return office.press(STRANGER, office.send(STRANGER, "/remind ambridge"), "Changed contacts")


def amended(office: Office) -> Assistant:
    """Return the assistant with somebody else in the chair of Ambridge."""
    held = office.living.assistant.knowledge
    text = "Ambridge is chaired by Sam Carter."
    chair = replace(held.facts["ambridge.chair"], text=text, value="ambridge-sam-carter")
    return Assistant(replace(held, facts={**held.facts, chair.id: chair}))


def test_changes_are_told_after_a_restart(office: Office):
    """What changed while the bot was away is told when it is back, once, and only what is new."""
    follow(office)
    office.desk.plan_reminders()
    assert send(office) == []
    again = Office(office.store.url.render_as_string(hide_password=False), amended(office))
    again.at = office.at
    again.desk.plan_reminders()
    again.desk.plan_reminders()
    ((user, text),) = send(again)
    assert user == STRANGER
    assert "now Sam Carter" in text
    assert send(again) == []
    again.store.close()


def test_subscribing_again_starts_anew(office: Office):
    """Who stops and subscribes again later is not told of what changed in between."""
    shown = follow(office)
    office.desk.plan_reminders()
    office.press(STRANGER, shown, saying.REMIND_STOP)
    office.desk.plan_reminders()
    office.living.assistant = amended(office)
    follow(office)
    office.desk.plan_reminders()
    assert send(office) == []


def test_own_turns(office: Office):
    """Only the meetings at which someone takes a turn are told of."""
    said = subscribe(office, STRANGER, "Turns to chair or host")
    labels = [b.label for row in said.rows for b in row]
    office.press(STRANGER, said, labels[0])
    office.at = datetime(2026, 3, 25, 9, 0, tzinfo=UTC)
    plan(office)
    with office.store.read() as session:
        whose = session.scalars(select(SubscriptionRow)).one().whose
    diary = Diary(office.living.assistant.knowledge)
    for row in outbox(office):
        series, by_rule, _ = row.meeting.split("|")
        entry = diary.entry(series, by_rule)
        assert entry
        assert whose in {t.who for t in entry.turns.values()} | {
            t.turn.who for t in entry.turns.values() if t.turn
        }


def test_cancelled_gives_notice(office: Office):
    """Who was reminded of a meeting that is then cancelled is told, and is not reminded again."""
    subscribe(office, STRANGER, "Meetings", "Also a week")
    plan(office)
    office.at = datetime(2026, 3, 31, 13, 1, tzinfo=UTC)
    assert len(send(office)) == 1
    knowledge = office.living.assistant.knowledge
    board = next(s for s in knowledge.series if s.id == "borchester-board-meetings")
    change = replace(board.changes[0], kind="cancelled", on="2026-04-07", reason="Snow.", fact="")
    cancelled = replace(board, changes=(*board.changes, change))
    rest = tuple(s for s in knowledge.series if s is not board)
    plan(office, replace(knowledge, series=(*rest, cancelled)))
    ((_, text),) = send(office)
    assert text == "Cancelled: the meeting of Borchester Partnership Board on 7 April 2026. Snow."
    office.at = datetime(2026, 4, 6, 14, 0, tzinfo=UTC)
    assert send(office) == []


@pytest.mark.parametrize(
    ("at", "moved"),
    [
        ("2026-04-06T13:00", "2026-04-06T13:00"),
        ("2026-04-06T22:30", "2026-04-07T07:00"),
        ("2026-04-07T06:59", "2026-04-07T07:00"),
        ("2026-04-08T06:30", "2026-04-07T21:59"),  # after the meeting at 07:00 it is of no use
    ],
)
def test_quiet_hours(at: str, moved: str):
    """A reminder in the quiet hours waits for their end, or comes before them if that is late."""
    useless = datetime.fromisoformat("2026-04-08T07:00+01:00")
    quiet = Quiet(22 * 60, 7 * 60)
    shown = quiet.moved(datetime.fromisoformat(f"{at}+01:00"), useless)
    assert shown == datetime.fromisoformat(f"{moved}+01:00")


def test_listed_and_stopped(office: Office):
    """/reminders lists one's own and stops them; those of others cannot be stopped."""
    subscribe(office, STRANGER, "Meetings")
    assert "Borchester: meetings, a day before." in office.send(STRANGER, "/reminders").text
    assert office.desk.press(Asker(MEMBER, MEMBER), "d:remind-stop:1").text == saying.STALE
    listed = office.send(STRANGER, "/reminders")
    assert office.press(STRANGER, listed, "Stop 1").text == saying.REMIND_STOPPED
    assert office.send(STRANGER, "/reminders").text == saying.REMIND_NONE


ODD = (
    "d:remind:x", "d:remind-group:x:0", "d:remind-of:x:meeting", "d:remind-of:x:meeting:999999",
    "d:remind-lead:1:5", "d:remind-lead:1:99999999", "d:remind-lead:x", "d:remind-whose:x:0",
    "d:remind-stop", "d:feed-end:1", "d:feed-end:x",
)  # fmt: skip


@pytest.mark.parametrize("data", ODD)
def test_odd_presses(office: Office, data: str):
    """Data made by hand sets no reminder."""
    assert office.desk.press(Asker(STRANGER, STRANGER), data).text == saying.STALE
    with office.store.read() as session:
        assert not session.scalars(select(SubscriptionRow)).all()
