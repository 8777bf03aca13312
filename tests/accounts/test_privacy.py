"""What is kept of people: struck out, for a time, shown to them, deleted when they ask."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import ColumnElement, RowMapping, Table, and_, select

from cspbot.accounts import conversations, privacy, saying
from cspbot.accounts.limits import CONTACTS_AN_HOUR, QUESTIONS_A_MINUTE
from cspbot.accounts.striking import STRUCK, contacts_in, strike_out
from cspbot.accounts.visit import Asker
from cspbot.layout import lay_out
from cspbot.messages import Context, Question, Role
from cspbot.store.tables import (
    AuditRow,
    Base,
    ConversationRow,
    LookupRow,
    PersonRow,
    UnansweredRow,
    UsageRow,
)
from tests.accounts.conftest import ADMIN, OFFICER, START, STRANGER, Office
from tests.store.filled import WORDS, fill

PERSONAL = (
    "joan.archer+csp@ambridge.example", "01632 960 123", "+44 7700 900123", "(01632) 960123",
    "07700900123", "4111 1111 1111 1111", "4111-1111-1111-1111", "QQ 12 34 56 C", "ab123456d",
    "AB 123456 D", "0044 1632 960123",
    "01632   960123", "01632 - 960 - 123", "01632/960123", "01632\u2013960123", "01632_960123",
    "07700\u00a0900\u202f123", "07700\u200b900123", "0 7 7 0 0 9 0 0 1 2 3", "07700,900,123",
    "+44 (0) 7700 900123", "+44.20.7946.0123", "01632 960123 ext. 204", "٠٧٧٠٠٩٠٠١٢٣",
    "oh seven seven double oh nine double oh one two three",
    "4111.1111.1111.1111", "4111  1111  1111  1111", "4111/1111/1111/1111", "3782 822463 10005",
    "QQ.12.34.56.C", "QQ  12  34  56  C", "Q Q 1 2 3 4 5 6 C", "qq - 12 - 34 - 56 - c",
    "AB123456", "AB 12 34 56",
    "joan@ambridge", "joan @ ambridge . example", "joan(at)ambridge.example",
    "joan [at] ambridge [dot] example", "joan at ambridge dot example", "joan＠ambridge.example",
    "o'brien@ambridge.example",
)  # fmt: skip
KEPT = (
    "who chaired in 2015/16?", "was it £24,595 or £1,207,950?", "section 17 of the 1998 Act",
    "what was agreed on 21 March 2016?", "budget 2013-2016", "priorities 1, 2 and 3",
    "was it given in 2015/16 a grant?", "by 2015-16 a board?", "who sat on 01/02/2016?",
    "compare 2013/14, 2014/15 and 2015/16", "who is at home? Thanks.", "£0.50 or £0.75",
    "one, two or three?", "ring 101 or 999", "at 2.30pm on 3 March",
    "how many rang in 2015 16?", "call it £24595", "mobile 145000 pounds",
    "number of grants over 10,000 in 2015/16",
    "no grant in 2016", "text of section 17, 1998 act",
)  # fmt: skip


@pytest.mark.parametrize("personal", PERSONAL)
def test_personal_numbers_are_struck_out(personal: str):
    """E-mail addresses, telephone, card and National Insurance numbers do not get kept."""
    assert strike_out(f"please ring {personal} about it") == f"please ring {STRUCK} about it"


@pytest.mark.parametrize(
    "said", ["ring me on", "reach me at", "my number is", "tel", "Mobile:", "text"]
)
@pytest.mark.parametrize("local", ["534187", "53 41 87", "534-1870"])
def test_local_numbers_that_are_said_to_be(said: str, local: str):
    """Six figures after 'ring me on' are a number, though they have no area code."""
    assert strike_out(f"{said} {local} please") == f"{said} {STRUCK} please"


@pytest.mark.parametrize("text", KEPT)
def test_figures_are_kept(text: str):
    """Years, amounts and dates stay: without them a question cannot be understood."""
    assert strike_out(text) == text


@given(st.text())
def test_striking_out_is_done_once(text: str):
    """What is struck out holds nothing more to strike out."""
    once = strike_out(text)
    assert strike_out(once) == once
    assert contacts_in(once) == 0


def test_unanswered_has_no_asker(office: Office):
    """A question without an answer is kept struck out, and not with who asked."""
    office.ask(STRANGER, "what is the quorum of Ambridge? ring me on 07700 900123")
    with office.store.read() as session:
        row = session.scalars(select(UnansweredRow)).one()
    assert "900123" not in row.text + row.meaning + row.unknown
    assert STRANGER not in vars(row).values()


def test_answered_is_not_kept(office: Office):
    """The words of a question that was answered are not kept; that one was asked is counted."""
    office.ask(STRANGER, "who chairs Ambridge?")
    with office.store.read() as session:
        assert not session.scalars(select(UnansweredRow)).all()
        row = session.scalars(select(UsageRow)).one()
    assert (row.partnership, row.outcome, row.role, row.count) == (
        "ambridge", "answer", "public", 1,
    )  # fmt: skip


def test_words_end_after_their_time(office: Office):
    """Words are deleted after 90 days, counts after a year, silent conversations after a day."""
    office.ask(STRANGER, "what is the e-mail address of Joan Archer?")
    with office.store.write() as session:
        conversations.keep(session, 5, 5, office.at, Context(asked="who chairs it"))
    office.pass_time(days=1, seconds=1)
    office.desk.tidy()
    with office.store.read() as session:
        assert not session.scalars(select(ConversationRow)).all()
        assert session.scalars(select(UnansweredRow)).one().text
    office.pass_time(days=90)
    office.desk.tidy()
    with office.store.read() as session:
        row = session.scalars(select(UnansweredRow)).one()
        assert (row.text, row.meaning, row.unknown) == ("", "", "")
        assert session.scalars(select(UsageRow)).all()
    office.pass_time(days=275)
    office.desk.tidy()
    with office.store.read() as session:
        assert not session.scalars(select(UnansweredRow)).all()
        assert not session.scalars(select(UsageRow)).all()


def test_my_data_is_all(office: Office):
    """/mydata holds every row of every table that has the person's number."""
    office.send(STRANGER, "/access the new liaison")
    office.desk.set_mine(STRANGER, ["ambridge"])
    office.ask(STRANGER, "who chairs Ambridge?")
    sent = office.send(STRANGER, "/mydata").attachment
    assert sent
    data = json.loads(sent.content)
    assert data["people"][0]["mine"] == ["ambridge"]
    assert data["access_requests"][0]["said"] == "the new liaison"
    with office.store.read() as session:
        for table in Base.metadata.sorted_tables:
            if "user" in table.c:
                rows = session.execute(select(table).where(table.c.user == STRANGER)).all()
                assert len(data.get(table.name, [])) == len(rows), table.name


def test_forget_is_confirmed(office: Office):
    """/forget asks first; then nothing has the person's number but the audit of admin acts."""
    office.send(ADMIN, "/invite officer 7d")
    office.send(OFFICER, "/access")
    office.desk.set_mine(OFFICER, ["ambridge"])
    asked = office.send(OFFICER, "/forget")
    kept = office.press(OFFICER, asked, saying.CANCEL)
    assert kept.text == saying.KEPT_AS_IT_WAS
    with office.store.read() as session:
        assert session.get(PersonRow, OFFICER)
    assert office.press(OFFICER, asked, saying.CONFIRM).forget
    office.press(ADMIN, office.send(ADMIN, "/forget"), saying.CONFIRM)
    with office.store.read() as session:
        for table in Base.metadata.sorted_tables:
            if "user" in table.c and table.name != AuditRow.__tablename__:
                rows = session.execute(select(table).where(table.c.user.in_([OFFICER, ADMIN])))
                assert not rows.all(), table.name
        assert [row.user for row in session.scalars(select(AuditRow))] == [ADMIN]


def test_forget_leaves_no_trace(office: Office):
    """After /forget no row of any table has the person's number or what admins called them."""
    fill(office.store)
    number = 987_654_321_012
    link = office.send(ADMIN, '/invite partner 7d "Wilhelmina of the fire service"').text
    token = re.search(r"start=(\S+)", link)
    assert token
    someone = Asker(number, number)
    office.desk.join(someone, token[1])
    office.send(number, "/quiet 22:00 7:00")
    office.send(number, "/remind ambridge")
    office.desk.reply(someone, Question("phone number of Sam Carter", START.date()))
    with office.store.write() as session:
        for table in Base.metadata.sorted_tables:  # one by one, so that none can be forgotten
            if "user" in table.c and table.name != AuditRow.__tablename__:
                rows = session.execute(select(table)).mappings().all()
                assert rows, f"tests.store.filled writes no row of {table.name}"
                if number not in {row["user"] for row in rows}:
                    one = _is_row(table, rows[0])
                    session.execute(table.update().values(user=number).where(one))
    office.press(number, office.send(number, "/forget"), saying.CONFIRM)
    assert office.desk.join(someone, token[1]).text == saying.INVITATION_VOID
    with office.store.read() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(select(table)).mappings():
                assert str(number) not in str(dict(row)), table.name
                assert "Wilhelmina" not in str(dict(row)), table.name


def _is_row(table: Table, row: RowMapping) -> ColumnElement[bool]:
    return and_(*(column == row[column.name] for column in table.primary_key))


def test_forget_ends_no_limit(office: Office):
    """Whoever has looked up all contacts of an hour gets no more by asking to be forgotten."""
    question, shown = "phone number of Sam Carter in Ambridge", 0
    for _ in range(3 * (CONTACTS_AN_HOUR[Role.PUBLIC] or 0)):
        told = str(lay_out(office.ask(STRANGER, question)))
        shown += contacts_in(told)
        office.press(STRANGER, office.send(STRANGER, "/forget"), saying.CONFIRM)
        office.pass_time(seconds=5)
    assert shown == CONTACTS_AN_HOUR[Role.PUBLIC]
    office.pass_time(hours=1)
    assert contacts_in(str(lay_out(office.ask(STRANGER, question)))) == 1
    office.press(STRANGER, office.send(STRANGER, "/forget"), saying.CONFIRM)
    office.pass_time(hours=1)
    office.desk.tidy()
    with office.store.read() as session:
        assert not session.scalars(select(LookupRow)).all()


def test_old_words_go_from_every_table(office: Office):
    """A year on, words that people wrote are kept by none but those who still have a role.

    What stays is named here with the reason, so that a new table with words needs one.
    """
    fill(office.store)
    stays = {
        "amendments": "knowledge, until it is undone or merged",
        "audit": "acts of admins",
        "people": "for as long as they have their role",
        "settings": "the reason of the pause that holds",
        "outbox": "until the sender has seen that it is of no use any more",
    }
    office.pass_time(days=366)
    office.desk.tidy()
    with office.store.read() as session:
        kept = {
            table.name for table in Base.metadata.sorted_tables
            if WORDS[:12] in str(session.execute(select(table)).all())
        }  # fmt: skip
    assert kept <= set(stays)


def test_notice_says_the_times(office: Office):
    """The privacy notice says how long what is kept, as it is set."""
    told = office.send(STRANGER, "/privacy").text
    keeping = privacy.Keeping()
    assert f"for {keeping.text.days} days" in told
    assert f"for {keeping.counts.days} days" in told
    assert keeping.text == timedelta(days=90)


def test_questions_a_minute(office: Office):
    """Nobody asks more than so many questions in a minute; the next minute is a new one."""
    for _ in range(QUESTIONS_A_MINUTE):
        office.ask(STRANGER, "who chairs Ambridge?")
    assert str(lay_out(office.ask(STRANGER, "who chairs Ambridge?"))) == saying.TOO_FAST
    assert "Joan Archer" in str(lay_out(office.ask(OFFICER, "who chairs Ambridge?")))
    office.pass_time(minutes=1)
    assert "Joan Archer" in str(lay_out(office.ask(STRANGER, "who chairs Ambridge?")))


def test_contacts_an_hour(office: Office):
    """The public looks up so many contacts in an hour and no more; other answers go on."""
    question = "phone number of Sam Carter in Ambridge"
    shown = str(lay_out(office.ask(STRANGER, question)))
    assert contacts_in(shown) == 1
    limit = CONTACTS_AN_HOUR[Role.PUBLIC]
    assert limit
    for _ in range(limit):
        office.pass_time(seconds=5)
        told = str(lay_out(office.ask(STRANGER, question)))
    assert told == saying.TOO_MANY_CONTACTS
    assert "Joan Archer" in str(lay_out(office.ask(STRANGER, "who chairs Ambridge?")))
    office.pass_time(hours=1)
    assert str(lay_out(office.ask(STRANGER, question))) == shown
