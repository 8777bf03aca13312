"""Admins are told of reminders that failed, without names, and may send uncertain ones again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cspbot.accounts import saying
from cspbot.accounts.roles import MAY, Act
from cspbot.accounts.visit import Asker
from cspbot.messages import Role
from cspbot.reminders import outbox
from cspbot.reminders.outbox import Due
from tests.accounts.conftest import ADMIN, MEMBER, STRANGER, Office


def put(office: Office, *states: str) -> None:
    """Put reminders into the outbox that ended so, each a minute after the other."""
    with office.store.write() as session:
        for number, state in enumerate(states):
            useless = office.at + timedelta(days=2)
            outbox.plan(session, [Due(STRANGER, f"board|{office.at}|{number}", "meeting", 60,
                                      office.at, useless, "The board meets.")])  # fmt: skip
            (one,) = outbox.claim(session, office.at, "here", 1)
            outbox.begin(session, office.at, "here", [one.id])
            outbox.end(session, office.at, one.id, state)
    office.pass_time(minutes=1)


def test_failures_are_reported_once(office: Office):
    """Each failure is in one report, to admins alone; what was sent is in none."""
    put(office, outbox.SENT)
    assert office.desk.failed_reminders() == ()
    put(office, outbox.UNCERTAIN, outbox.UNCERTAIN, outbox.DROPPED)
    (note,) = office.desk.failed_reminders()
    assert note.user == ADMIN
    assert "2 reminders may or may not have arrived" in note.said.text
    assert "1 reminder could not be sent in time" in note.said.text
    assert "The board meets." not in note.said.text
    assert office.desk.failed_reminders() == ()
    put(office, outbox.UNCERTAIN)
    (note,) = office.desk.failed_reminders()
    assert "1 reminder may or may not have arrived" in note.said.text


def test_outbox_is_listed(office: Office):
    """/outbox counts what is there, and names what failed by its time and not by its person."""
    assert office.send(ADMIN, "/outbox").text == saying.OUTBOX_EMPTY
    put(office, outbox.SENT, outbox.SENT, outbox.DROPPED)
    shown = office.send(ADMIN, "/outbox")
    assert "• sent: 2" in shown.text
    assert "meeting, due 20 May 2024 at 10:00: dropped" in shown.text
    assert str(STRANGER) not in shown.text.replace("2024", "")
    assert not shown.rows


def test_uncertain_is_sent_again_on_demand(office: Office):
    """Only when an admin says so, and only what is still of use."""
    put(office, outbox.UNCERTAIN)
    shown = office.send(ADMIN, "/outbox")
    told = office.press(ADMIN, shown, saying.OUTBOX_AGAIN)
    assert told.text == saying.OUTBOX_SENT_AGAIN.format("1 reminder")
    with office.store.write() as session:
        assert [one.user for one in outbox.claim(session, office.at, "here", 5)] == [STRANGER]
    office.pass_time(days=3)
    put(office, outbox.UNCERTAIN)
    shown = office.send(ADMIN, "/outbox")
    office.pass_time(days=3)
    told = office.press(ADMIN, shown, saying.OUTBOX_AGAIN)
    assert told.text == saying.OUTBOX_SENT_AGAIN.format("0 reminders")


@pytest.mark.parametrize(
    "data", ["d:outbox-again", "d:outbox-again:x", "d:outbox-again:9" + "9" * 30]
)
def test_odd_presses(office: Office, data: str):
    """Data made by hand does nothing."""
    assert office.desk.press(Asker(ADMIN, ADMIN), data).text == saying.STALE


def test_admins_alone(office: Office):
    """Nobody else sees the outbox."""
    assert MAY[Act.SEE_OUTBOX] == {Role.ADMIN}
    assert "admin" in office.send(MEMBER, "/outbox").text
    assert saying.OUTBOX not in office.send(MEMBER, "/outbox").text
