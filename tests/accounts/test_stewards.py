"""What officers are told: gaps by how often they were asked for, and what has grown old."""

from __future__ import annotations

from cspbot.accounts import people, saying
from cspbot.messages import Role
from tests.accounts.conftest import OFFICER, STRANGER, Office


def test_gaps_by_demand(office: Office):
    """What is missing is listed with how often it was asked for, that first, and an e-mail."""
    for _ in range(3):
        office.ask(STRANGER, "is there a website for Felpersham?")
    told = office.send(OFFICER, "/gaps felpersham").text
    first = told.splitlines()[1]
    assert "web page" in first or "website" in first
    assert "asked for 3 times" in first
    assert "Subject: Felpersham" in told
    assert office.send(OFFICER, "/gaps").text == saying.GAPS_HOW


def test_gaps_of_own_partnerships(office: Office):
    """An officer limited to Ambridge is not told what Felpersham lacks."""
    with office.store.write() as session:
        people.grant(session, office.at, OFFICER, Role.OFFICER, ["ambridge"], "")
    told = office.send(OFFICER, "/gaps felpersham").text
    assert told == saying.GAPS_NOT_YOURS.format("Felpersham")


def test_old_facts_monthly(office: Office):
    """Each steward gets the list of old facts once a month, for the partnerships looked after."""
    with office.store.write() as session:
        people.grant(session, office.at, OFFICER, Role.OFFICER, ["felpersham"], "")
    office.pass_time(days=3 * 365)
    (note,) = office.desk.monthly()
    assert note.user == OFFICER
    assert "Felpersham, " in note.said.text
    assert "Ambridge, " not in note.said.text
    assert office.desk.monthly() == ()
    office.pass_time(days=31)
    assert len(office.desk.monthly()) == 1
