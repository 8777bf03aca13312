"""The picture of a rota and calendar files, as people get them in the chat."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pytest
import vobject
from PIL import Image

from cspbot.accounts import people, saying
from cspbot.accounts.said import Attachment, Said
from cspbot.accounts.visit import Asker
from tests.accounts.conftest import ADMIN, MEMBER, STRANGER, Office


@pytest.fixture(autouse=True)
def november(office: Office) -> None:
    office.at = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def attached(said: Said) -> Attachment:
    assert said.attachment, said.text
    return said.attachment


def days(said: Said) -> list[str]:
    """The days in a calendar file, read by another library than wrote it."""
    calendar = vobject.readOne(attached(said).content.decode())
    return [event.dtstart.value.date().isoformat() for event in calendar.vevent_list]


def labels(said: Said) -> list[str]:
    return [b.label for row in said.rows for b in row]


def test_rota_is_a_picture(office: Office):
    """/rota sends the year of the leading group as a light picture, with the text and source."""
    said = office.send(STRANGER, "/rota borchester")
    picture = Image.open(BytesIO(attached(said).content))
    assert (picture.format, attached(said).is_picture) == ("PNG", True)
    assert said.text.startswith("Meetings of the Borchester Partnership Board, 2026 (4):\n")
    assert "• Tuesday 7 July 2026 at 2pm; cancelled" in said.text
    assert "chair: the chairman of Darrington Parish Council" in said.text
    assert "Source: Borchester calendar, 2 March 2026" in said.text
    assert labels(said) == [
        "Borchester Night Task Group", "The picture in dark", "2027", saying.CALENDAR_FILE,
    ]  # fmt: skip
    dark = office.press(STRANGER, said, "The picture in dark")
    assert attached(dark).content != attached(said).content
    assert "Board, 2027 (5)" in office.press(STRANGER, dark, "2027").text


def test_rota_of_a_group(office: Office):
    """A group is named after the command, or its button pressed."""
    said = office.send(STRANGER, "/rota borchester task group")
    assert said.text.startswith("Meetings of the Borchester Night Task Group, 2026")
    other = office.press(STRANGER, said, "Borchester Partnership Board")
    assert "Borchester Partnership Board, 2026" in other.text


def test_without_dates(office: Office):
    """A partnership of which no dates are held has no picture and no file, and that is said."""
    for command in ("/rota ambridge", "/calendar ambridge"):
        said = office.send(STRANGER, command)
        assert said.attachment is None
        assert said.text.startswith("I hold no calendar of meetings for Ambridge")


def test_which_is_asked(office: Office):
    """Without a name the partnerships are buttons."""
    for command in ("/rota", "/calendar"):
        said = office.send(STRANGER, command)
        assert "Borchester" in labels(said)
        assert office.press(STRANGER, said, "Borchester").attachment


def test_series_and_single_meeting(office: Office):
    """A file holds a partnership, one group of it, or its next meeting alone."""
    said = office.send(STRANGER, "/calendar borchester")
    assert {"2027-01-12", "2026-11-26"} <= set(days(said))
    board = office.press(STRANGER, said, "Borchester Partnership Board")
    assert "2026-11-26" not in days(board)
    assert days(office.press(STRANGER, board, saying.CALENDAR_ONLY_NEXT)) == ["2027-01-12"]


def test_all_of_mine(office: Office):
    """Without a name the file holds all that the person has set as theirs."""
    with office.store.write() as session:
        people.set_mine(session, office.at, STRANGER, ["ambridge", "borchester"])
    said = office.send(STRANGER, "/calendar")
    assert said.text.startswith("The meetings of Ambridge, Borchester for a year from today.")
    assert "2027-01-12" in days(said)


def test_link_for_members(office: Office):
    """What only members may see is in no file of others."""
    link = b"meet.example/borchester"
    assert link not in attached(office.send(STRANGER, "/calendar borchester")).content
    member = attached(office.send(MEMBER, "/calendar borchester")).content
    assert link in member.replace(b"\r\n ", b"")


def test_closed_and_paused(office: Office):
    """What the bot holds is told by no command while it is closed or paused."""
    office.send(ADMIN, "/close")
    assert office.send(STRANGER, "/rota borchester").text == saying.CLOSED
    assert office.send(MEMBER, "/rota borchester").attachment
    office.send(ADMIN, '/pause "figures are being checked"')
    assert office.send(MEMBER, "/calendar borchester").text.startswith("I am paused")


@pytest.mark.parametrize("data", ["d:rota-of", "d:rota-of:x", "d:calendar-of:x:next"])
def test_odd_presses(office: Office, data: str):
    """Data made by hand gives nothing."""
    assert office.desk.press(Asker(STRANGER, STRANGER), data).text == saying.STALE
