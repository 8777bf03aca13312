"""Access: invitations that count once, requests that an admin decides, lists, removal."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from cspbot.accounts import people, saying
from cspbot.accounts.said import Said
from cspbot.accounts.visit import Asker
from cspbot.messages import Role
from cspbot.store.tables import AuditRow, InvitationRow
from tests.accounts.conftest import ADMIN, MEMBER, OFFICER, STRANGER, Office

OTHER = 77


def invitation(office: Office, wanted: str = "officer 7d") -> str:
    """Make an invitation; return the payload of its link."""
    told = office.send(ADMIN, f"/invite {wanted}").text
    link = re.search(r"https://t\.me/county_bot\?start=(\S+)", told)
    assert link, told
    return link[1]


def role(office: Office, user: int) -> Role:
    with office.store.read() as session:
        return people.standing(session, user, frozenset()).role


def join(office: Office, user: int, payload: str) -> Said:
    return office.desk.join(Asker(user, user), payload)


def test_invitation_admits_once(office: Office):
    """An invitation gives its role to the first who uses it, and to nobody after."""
    payload = invitation(office, 'officer 7d ambridge "for the Ambridge team"')
    assert "an officer, for Ambridge" in join(office, STRANGER, payload).text
    assert role(office, STRANGER) is Role.OFFICER
    assert join(office, OTHER, payload).text == saying.INVITATION_VOID
    assert role(office, OTHER) is Role.PUBLIC


def test_invitation_expires(office: Office):
    """After its time an invitation admits nobody."""
    payload = invitation(office, "officer 1d")
    office.pass_time(days=1)
    assert join(office, STRANGER, payload).text == saying.INVITATION_VOID


def test_invitation_withdrawn(office: Office):
    """An invitation that was withdrawn admits nobody."""
    payload = invitation(office)
    listed = office.send(ADMIN, "/people")
    assert office.press(ADMIN, listed, "Withdraw invitation 1").text == saying.WITHDRAWN
    assert join(office, STRANGER, payload).text == saying.INVITATION_VOID


def test_invitation_is_a_link_and_a_picture(office: Office):
    """An invitation comes as a deep link that Telegram takes, and as a PNG picture of it."""
    payload = invitation(office)
    assert len(payload) <= 64
    assert re.fullmatch(r"[A-Za-z0-9_-]+", payload)
    sent = office.send(ADMIN, "/invite member").attachment
    assert sent and sent.is_picture
    assert sent.content.startswith(b"\x89PNG")


def test_token_is_not_kept(office: Office):
    """The store holds a hash of the token, never the token."""
    payload = invitation(office)
    with office.store.read() as session:
        row = session.scalars(select(InvitationRow)).one()
    assert payload.removeprefix("inv-") not in str(vars(row))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", saying.INVITE_HOW),
        ("king", "Name a role first"),
        ("public", "Name a role first"),
        ("officer 0d", "An invitation lasts from"),
        ("officer 91d", "An invitation lasts from"),
        ("officer 7d atlantis", "'atlantis' should name one partnership"),
        ("officer 7d '; drop table people; --", "should name one partnership"),
    ],
)
def test_invite_is_explained(office: Office, typed: str, told: str):
    """What cannot be an invitation is refused with what to write."""
    assert told in office.send(ADMIN, f"/invite {typed}").text
    with office.store.read() as session:
        assert not session.scalars(select(InvitationRow)).all()


@pytest.mark.parametrize(
    "payload",
    ["", "inv-", "inv-x", "inv-' or 1=1 --", "inv-" + "a" * 5_000, "inv-\x00", "inv-\ud800"],
)
def test_tokens_made_up(office: Office, payload: str):
    """A token that was never given admits nobody."""
    invitation(office)
    assert join(office, STRANGER, payload).text == saying.INVITATION_VOID
    assert role(office, STRANGER) is Role.PUBLIC


def test_request_is_decided_by_button(office: Office):
    """A request goes to the admins with a button for each role, and can be decided once."""
    said = office.send(STRANGER, "/access Fire service liaison, joan@fire.example, 07700 900123")
    assert said.text == saying.ACCESS_ASKED
    (note,) = said.notes
    assert note.user == ADMIN
    assert "joan@" not in note.said.text
    assert "900123" not in note.said.text
    decided = office.press(ADMIN, note.said, "Partner agency")
    assert role(office, STRANGER) is Role.PARTNER
    assert [n.user for n in decided.notes] == [STRANGER]
    assert office.press(ADMIN, note.said, "Officer").text == saying.DECIDED_ALREADY
    assert role(office, STRANGER) is Role.PARTNER


def test_request_asked_twice(office: Office):
    """Asking again changes the words of the open request and bothers nobody."""
    office.send(STRANGER, "/access me")
    again = office.send(STRANGER, "/access the new liaison officer")
    assert (again.text, again.notes) == (saying.ACCESS_KEPT, ())
    assert "the new liaison officer" in office.send(ADMIN, "/people").text


def test_people_are_paged(office: Office):
    """/people shows a page at a time, the newest first, with buttons to turn the page."""
    with office.store.write() as session:
        for user in range(100, 120):
            people.grant(session, office.at, user, Role.MEMBER, (), f"councillor {user}")
    first = office.send(ADMIN, "/people")
    assert "page 1 of 3" in first.text
    second = office.press(ADMIN, first, saying.MORE)
    assert second.instead
    assert "page 2 of 3" in second.text
    assert not set(re.findall(r"councillor \d+", first.text)) & set(
        re.findall(r"councillor \d+", second.text)
    )


def test_each_request_has_its_buttons(office: Office):
    """Several requests can be decided from the one list, each by its own buttons."""
    for user in (501, 502):
        office.send(user, f"/access officer number {user}")
    listed = office.send(ADMIN, "/people")
    office.press(ADMIN, listed, "2: Officer")
    assert role(office, 501) is Role.PUBLIC
    assert role(office, 502) is Role.OFFICER


def test_removal_is_confirmed_and_audited(office: Office):
    """The button asks first; then the role is gone, the person is told, the audit has it."""
    listed = office.send(ADMIN, "/people")
    asked = office.press(ADMIN, listed, f"Remove {MEMBER}")
    assert role(office, MEMBER) is Role.MEMBER
    done = office.press(ADMIN, asked, saying.CONFIRM)
    assert role(office, MEMBER) is Role.PUBLIC
    assert [note.user for note in done.notes] == [MEMBER]
    with office.store.read() as session:
        acts = [(row.user, row.act) for row in session.scalars(select(AuditRow))]
    assert acts == [(ADMIN, "revoke")]


def test_admins_by_setting_stay(office: Office):
    """Whoever ADMIN_IDS names cannot be removed in the chat."""
    assert office.send(ADMIN, f"/revoke {ADMIN}").text == saying.ADMIN_STAYS


HOSTILE = (
    "d:removed:4", "d:withdraw:1", "d:admit:1:officer", "d:admit:1:admin", "d:people:0",
    "d:done:1", "d:stub:1", "d:unanswered:0",
)  # fmt: skip


@pytest.mark.parametrize("data", HOSTILE)
def test_presses_made_up(office: Office, data: str):
    """A button's data made by hand does nothing that the person may not do."""
    office.send(STRANGER, "/access me")
    invitation(office)
    told = office.desk.press(Asker(STRANGER, STRANGER), data).text
    assert told.startswith(saying.NOT_FOR_YOU.split("{")[0])
    assert role(office, MEMBER) is Role.MEMBER
    assert role(office, STRANGER) is Role.PUBLIC


NONSENSE = (
    "", "d:", "d::", "d:removed", "d:removed:", "d:removed:-4", "d:removed:4 or 1=1",
    "d:removed:" + "9" * 60, "d:removed:٤", "d:admit:1:king", "d:admit:x:officer", "d:people:-1",
    "d:people:99999999999999999999", "d:good:zz", "d:old:" + "0" * 12, "d:forget:2", "x:removed:4",
    "d:stub:1e9", "d:done:²", "d:unanswered:x",
)  # fmt: skip


@pytest.mark.parametrize("data", NONSENSE)
def test_presses_of_nonsense(office: Office, data: str):
    """Even from an admin, data that names nothing changes nobody and is answered."""
    assert office.desk.press(Asker(ADMIN, ADMIN), data).text
    assert [role(office, user) for user in (OFFICER, MEMBER)] == [Role.OFFICER, Role.MEMBER]


WORDS = (
    "'; drop table people; --", "<b>bold</b>", "x" * 10_000, "\x00", "\ud800", "%s {0} {x}",
    "٣", "-1", "1; 2", "\u202e reversed", "9" * 30 + " 1", 'officer 7d \ud800 "\0"', "none",
    "../../etc/passwd", "0 0",
)  # fmt: skip


@pytest.mark.parametrize("typed", WORDS)
def test_commands_take_any_words(office: Office, typed: str):
    """Whatever stands after a command, it is answered, within Telegram's size, and kept whole."""
    from cspbot.accounts.desk import COMMANDS

    for command in COMMANDS:
        said = office.send(ADMIN, f"/{command.name} {typed}")
        assert said.text.encode(), "what cannot be sent"
        assert len(said.text) < 4_096
        office.send(ADMIN, "/resume")
    assert [role(office, user) for user in (OFFICER, MEMBER)] == [Role.OFFICER, Role.MEMBER]
