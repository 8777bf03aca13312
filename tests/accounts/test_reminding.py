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
from cspbot.rota.values import Change
from cspbot.store.tables import OutboxRow, SubscriptionRow
from tests.accounts.conftest import ADMIN, MEMBER, STRANGER, Office

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
    assert (
        text
        == "Cancelled: the meeting of Borchester Partnership Board on 7 April 2026 at 2pm. Snow."
    )
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


def test_stopping_takes_back(office: Office):
    """What was due when a reminder is stopped is not sent; set again, it is due again."""
    subscribe(office, STRANGER, "Meetings")
    assert states(office, "2026-04-07") == ["due"]
    office.press(STRANGER, office.send(STRANGER, "/reminders"), "Stop 1")
    assert states(office, "2026-04-07") == ["withdrawn"]
    office.at = datetime(2026, 4, 5, 9, 0, tzinfo=UTC)
    subscribe(office, STRANGER, "Meetings")
    assert states(office, "2026-04-07") == ["due"]
    office.at = datetime(2026, 4, 6, 13, 1, tzinfo=UTC)
    assert len(send(office)) == 1


def test_changes_move_what_is_due(office: Office):
    """Another lead time or quiet hours count at once for what was planned before."""
    said = subscribe(office, STRANGER, "Meetings", "Also an hour")
    said = office.press(STRANGER, said, "Without a day")
    (row,) = april(office)
    assert (row.lead, row.due_at) == (60, datetime(2026, 4, 7, 12, 0, tzinfo=UTC))
    office.send(STRANGER, "/quiet 12:30 13:30")
    assert april(office)[0].due_at == datetime(2026, 4, 7, 12, 30, tzinfo=UTC)
    office.send(STRANGER, "/quiet none")
    assert april(office)[0].due_at == datetime(2026, 4, 7, 12, 0, tzinfo=UTC)


def test_late_is_not_taken_back(office: Office):
    """What fell due while the bot was away stays due, however long it was: it is told late."""
    subscribe(office, STRANGER, "Meetings", "Also a week")
    office.at = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
    plan(office)
    late = [text for _, text in send(office) if "7 April" in text]
    assert late[0].startswith("Late, sorry")


def test_moved_gives_notice(office: Office):
    """Another day, or another time of the same day, is told to who was reminded of the old one."""
    subscribe(office, STRANGER, "Meetings", "Also a week")
    office.at = datetime(2026, 3, 31, 13, 1, tzinfo=UTC)
    assert any("7 April" in text for _, text in send(office))
    head = "Moved: the meeting of Borchester Partnership Board that was to be on 7 April 2026 at "
    plan(office, changed(office, kind="changed", time="15:30"))
    ((_, text),) = send(office)
    assert text.startswith(f"{head}2pm. The clerk is away. Now: ")
    assert "7 April 2026 at 3:30pm" in text
    plan(office, changed(office, kind="moved", to="2026-04-09"))
    told = [text for _, text in send(office)]
    assert told and all("9 April 2026" in text for text in told)
    plan(office, changed(office, kind="moved", to="2026-04-09"))
    assert send(office) == []


def changed(office: Office, **change: str) -> Knowledge:
    """The knowledge with a change to the board of 7 April 2026."""
    knowledge = office.living.assistant.knowledge
    board = next(s for s in knowledge.series if s.id == "borchester-board-meetings")
    one = Change(on="2026-04-07", reason="The clerk is away.", **change)
    other = replace(board, changes=(*board.changes, one))
    return replace(knowledge, series=tuple(other if s is board else s for s in knowledge.series))


def test_another_time_is_typed(office: Office):
    """'Another time before' waits for a message, after a restart too; a question ends the wait."""
    said = subscribe(office, STRANGER, "Meetings")
    asked = office.press(STRANGER, said, saying.REMIND_OTHER)
    assert asked.text == saying.REMIND_LEAD_HOW
    office.reopen()
    assert heard(office, "9 weeks") == saying.REMIND_LEAD_BAD
    assert "3 days, a day before" in heard(office, "3 days before")
    assert [row.lead for row in april(office)] == [3 * 24 * 60, 24 * 60]
    assert heard(office, "4 days") == ""
    office.press(STRANGER, said, saying.REMIND_OTHER)
    assert heard(office, "who chairs the Borchester board?") == ""
    assert heard(office, "4 days") == ""


def heard(office: Office, text: str) -> str:
    """What the desk says to a message that is no command; empty where it leaves it alone."""
    said = office.desk.hear(Asker(STRANGER, STRANGER), text)
    return said.text if said else ""


def test_group_by_name(office: Office):
    """A group that is named is chosen at once; changes of the knowledge are no group's."""
    said = office.send(STRANGER, "/remind borchester task group two weeks")
    assert said.text == "Borchester Night Task Group: what shall I tell you of?"
    assert "Changed funding" not in [b.label for row in said.rows for b in row]
    assert "2 weeks before" in office.press(STRANGER, said, "Meetings").text


def test_no_dates_are_said(office: Office):
    """Where no dates are held, that is said; the reminder waits for them."""
    said = office.press(STRANGER, office.send(STRANGER, "/remind ambridge"), "Meetings")
    assert saying.REMIND_NO_DATES in said.text


def test_own_turns_are_named(office: Office):
    """A reminder of a turn names the turns of whom it is about, and nobody else's."""
    said = subscribe(office, STRANGER, "Turns to chair or host")
    office.press(STRANGER, said, "Hollerton Parish Council")
    (row,) = april(office)
    assert row.text.startswith("A turn to take: chair. ")


def test_closed_bot_tells_nobody(office: Office):
    """While the bot is closed, only people with a role are reminded or can ask to be."""
    for user in (STRANGER, MEMBER):
        subscribe(office, user, "Meetings")
    office.send(ADMIN, "/close")
    assert office.send(STRANGER, "/remind borchester").text == saying.CLOSED
    office.desk.plan_reminders()
    due = {row.user: row.state for row in april(office, "withdrawn")}
    assert due == {STRANGER: "withdrawn", MEMBER: "due"}
    office.send(ADMIN, "/open")
    office.desk.plan_reminders()
    assert {row.state for row in april(office)} == {"due"}


def april(office: Office, *also: str) -> list[OutboxRow]:
    """What is due about 7 April 2026."""
    return [
        row for row in outbox(office) if "2026-04-07" in row.meeting
        and row.state in ("due", *also)
    ]  # fmt: skip


def states(office: Office, day: str) -> list[str]:
    return [row.state for row in outbox(office) if day in row.meeting]
