"""Questions without an answer and opinions on answers: grouped, passed on, dealt with."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from cspbot.accounts import opinions, people, saying
from cspbot.accounts.limits import QUESTIONS_A_MINUTE
from cspbot.accounts.said import LONGEST_DATA
from cspbot.accounts.visit import Asker
from cspbot.knowledge.store import check_folder
from cspbot.messages import Role
from tests.accounts.conftest import ADMIN, OFFICER, STRANGER, Office
from tests.conftest import COUNTY

NO_MAIL = "what is the e-mail address of Joan Archer?"


def judge(office: Office, user: int, question: str, label: str) -> list[int]:
    """Press a button under the answer to a question; return who is told of it."""
    buttons = office.desk.verdicts(office.ask(user, question))
    data = next(b.data for b in buttons if b.label == label)
    return [note.user for note in office.desk.press(Asker(user, user), data).notes]


def test_same_meaning_is_one_group(office: Office):
    """Questions that likely mean the same are one entry with its count, the most asked first."""
    office.ask(STRANGER, "is there a website for Borsetshire?")
    for _ in range(2):
        office.ask(STRANGER, NO_MAIL)
    told = office.send(OFFICER, "/unanswered").text.splitlines()
    assert "2 times, Ambridge, person.email" in told[1]
    assert told[2].strip() == f"'{NO_MAIL}'"
    assert "once, Borsetshire" in told[3]


def test_done_is_gone(office: Office):
    """A group marked as done is not shown again, until it is asked again."""
    office.ask(STRANGER, NO_MAIL)
    listed = office.send(OFFICER, "/unanswered")
    number = listed.text.splitlines()[1].split(".")[0]
    assert office.press(OFFICER, listed, f"{number}: done").text == saying.DONE_WITH.format(
        "1 question"
    )
    assert office.send(OFFICER, "/unanswered").text == saying.NOTHING_UNANSWERED
    office.ask(STRANGER, NO_MAIL)
    assert NO_MAIL in office.send(OFFICER, "/unanswered").text


STUBS = (
    ("is there a website for Borsetshire?", "- id: borsetshire\n    website: {value: "),
    (NO_MAIL, "- id: joan-archer\n    email: {value: "),
    ("what is the quorum of Felpersham?", "- id: felpersham\n    quorum: {value: "),
    ("what does glebelands do in Ambridge?", "glebelands]"),
    ("how many stolen tractors in Ambridge?", "tractors]"),
    ("who runs the Ambridge cider club?", "Ambridge"),
    ("what does glebelands do?", "glebelands]"),
    ("when did Ambridge begin to cover its district?", "points:\n  - about: [ambridge]"),
)


@pytest.mark.parametrize(("asked", "begins"), STUBS)
def test_stub_is_ready_to_paste(office: Office, tmp_path: Path, asked: str, begins: str):
    """The stub is a whole file on the record and field, or name, and passes the check as it is."""
    office.ask(STRANGER, asked)
    listed = office.send(OFFICER, "/unanswered")
    number = listed.text.splitlines()[1].split(".")[0]
    told = office.press(OFFICER, listed, f"{number}: stub").text
    named = re.search(r"knowledge/(\S+\.yaml)", told)
    assert named
    text = told.partition("\n\n")[2]
    assert begins.lower() in told.lower()
    folder = shutil.copytree(COUNTY, tmp_path / "pasted")
    file = folder / named[1]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    check_folder(folder)  # raises what is wrong


def test_limited_officer_sees_own(office: Office):
    """An officer limited to Felpersham is shown and can deal with its questions alone."""
    office.ask(STRANGER, NO_MAIL)
    with office.store.write() as session:
        people.grant(session, office.at, OFFICER, Role.OFFICER, ["felpersham"], "")
    assert office.send(OFFICER, "/unanswered").text == saying.NOTHING_UNANSWERED
    for verb in ("done", "stub"):
        assert office.desk.press(Asker(OFFICER, OFFICER), f"d:{verb}:1").text == saying.STALE
    assert NO_MAIL in office.send(ADMIN, "/unanswered").text


@pytest.mark.parametrize(
    ("areas", "told"), [((), [OFFICER]), (("ambridge",), [OFFICER]), (("felpersham",), [ADMIN])]
)
def test_out_of_date_reaches_stewards(office: Office, areas: tuple[str, ...], told: list[int]):
    """A report goes to the officers of that partnership, else to those of all, else to admins."""
    with office.store.write() as session:
        people.grant(session, office.at, OFFICER, Role.OFFICER, areas, "")
    assert judge(office, STRANGER, "who chairs Ambridge?", saying.OUT_OF_DATE) == told


def test_helpful_bothers_nobody(office: Office):
    """'Helpful' is noted and passed on to nobody."""
    assert judge(office, STRANGER, "who chairs Ambridge?", saying.HELPFUL) == []


def test_buttons_fit(office: Office):
    """The data of the buttons is within Telegram's 64 bytes."""
    for question in ("who is on the Ambridge partnership?", "contacts for ambridge"):
        buttons = office.desk.verdicts(office.ask(STRANGER, question))
        assert all(len(b.data.encode()) <= LONGEST_DATA for b in buttons)


def test_hidden_facts_cannot_be_judged(office: Office):
    """A mark of a restricted fact made up by a stranger is answered as if there were none."""
    from cspbot.accounts.opinions import mark

    hidden = next(f for f in office.living.assistant.knowledge.facts.values()
                  if f.audience == "officer")  # fmt: skip
    said = office.desk.press(Asker(STRANGER, STRANGER), f"d:old:{mark(hidden.id)}")
    assert (said.text, said.notes) == (saying.STALE, ())


def test_report_tells_stewards_what_they_may_see(office: Office):
    """A report on facts of two partnerships tells each steward those that they may see."""
    held = office.desk.assistant.knowledge.facts
    hidden = {
        scope: next(i for i, f in held.items() if f.scope == scope and f.audience == "officer")
        for scope in ("ambridge", "felpersham")
    }
    with office.store.write() as session:
        people.grant(session, office.at, OFFICER, Role.OFFICER, ["ambridge"], "")
    data = ":".join(("d:old", *(opinions.mark(fact) for fact in hidden.values())))
    (note,) = office.desk.press(Asker(ADMIN, ADMIN), data).notes
    assert note.user == OFFICER
    assert held[hidden["ambridge"]].text in note.said.text
    assert held[hidden["felpersham"]].text not in note.said.text


def test_reports_are_no_flood(office: Office):
    """Nobody sends stewards more reports in a minute than one may ask questions."""
    facts = [
        f.id for f in office.desk.assistant.knowledge.facts.values() if f.audience == "public"
    ]
    told = [
        office.desk.press(Asker(STRANGER, STRANGER), f"d:old:{opinions.mark(fact)}").notes
        for fact in facts[: 2 * QUESTIONS_A_MINUTE]
    ]
    assert sum(map(bool, told)) == QUESTIONS_A_MINUTE
