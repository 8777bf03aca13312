"""Amendments in the chat: step by step, shown before and after, at once in force, undone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from cspbot.accounts import amendments, limits, people, saying
from cspbot.accounts.amendments import InStore
from cspbot.accounts.desk import Desk
from cspbot.accounts.living import Living
from cspbot.accounts.said import Said
from cspbot.accounts.visit import Asker, House
from cspbot.assistant import Assistant
from cspbot.knowledge.problems import KnowledgeError
from cspbot.knowledge.store import load_knowledge
from cspbot.layout import lay_out
from cspbot.messages import Role
from cspbot.store.store import Store
from cspbot.store.tables import AuditRow, DraftRow
from tests.accounts.conftest import (
    ADMIN,
    MEMBER,
    OFFICER,
    PARTNER,
    START,
    STRANGER,
    Office,
)
from tests.conftest import COUNTY

CHAIR = "who chairs Ambridge?"


class Bureau(Office):
    """The desk over a knowledge folder that can change."""

    def __init__(self, url: str, folder: Path) -> None:
        self.folder = folder
        self.at = START
        self.open(url)

    def open(self, url: str) -> None:
        """Start the bot."""
        self.store = Store(url)
        living = Living(
            self.folder, lambda files: Assistant(load_knowledge(self.folder, None, files)),
            InStore(self.store),
        )  # fmt: skip
        self.desk = Desk(self.store, living, House(admins=frozenset({ADMIN})), lambda: self.at)

    def restart(self, url: str) -> None:
        """Start the bot again, over the same store."""
        self.store.close()
        self.open(url)

    def says(self, user: int, text: str) -> Said:
        """Send a message that a correction waits for."""
        said = self.desk.hear(Asker(user, user), text)
        assert said, "nothing waits for words"
        return said

    def answer(self, question: str) -> str:
        return str(lay_out(self.ask(STRANGER, question)))

    def draft(self, user: int, record: str, field: str, value: str) -> Said:
        """Take a correction as far as the preview."""
        said = self.send(user, "/amend ambridge")
        while record not in [b.label for row in said.rows for b in row]:
            said = self.press(user, said, saying.MORE)
        said = self.press(user, said, record)
        while field not in [b.label for row in said.rows for b in row]:
            said = self.press(user, said, saying.MORE)
        self.press(user, said, field)
        self.says(user, value)
        return self.says(user, "the clerk of Ambridge")


@pytest.fixture
def bureau(database_url: str, tmp_path: Path) -> Iterator[Bureau]:
    folder = tmp_path / "knowledge"
    shutil.copytree(COUNTY, folder)
    one = Bureau(database_url, folder)
    one.staff()
    yield one
    one.store.close()


PHONE = ("Sam Carter", "telephone number", "01632 960555")
ASKED = "sam carter ambridge phone number"


def test_amended_at_once(bureau: Bureau):
    """A confirmed amendment is the answer at once, with who told it and when as its source."""
    preview = bureau.draft(OFFICER, *PHONE)
    assert "Before: 01632 960101" in preview.text
    assert "After: 01632 960555" in preview.text
    assert "01632 960101" in bureau.answer(ASKED)
    assert bureau.press(OFFICER, preview, saying.CONFIRM).text == saying.AMEND_DONE
    told = bureau.answer(ASKED)
    assert "01632 960555" in told
    assert "told by the clerk of Ambridge, 20 May 2024" in told


def test_what_changes_most_is_offered_first(bureau: Bureau):
    """Chair and contacts come first; a name, which hardly ever changes, comes last."""
    said = bureau.press(OFFICER, bureau.send(OFFICER, "/amend ambridge"), "Ambridge")
    assert said.rows[0][0].label == "chair"
    offered = list(amendments.labels("person"))
    assert offered[0] == "phone"
    assert offered[-1] == "name"


def test_contacts_shown_count_to_the_limit(bureau: Bureau):
    """A correction shows what is held; beyond the limit of an hour it shows no contact."""
    said = bureau.draft(OFFICER, *PHONE)
    assert "01632 960101" in said.text
    with bureau.store.write() as session:
        while limits.take(session, bureau.at, OFFICER, Role.OFFICER, limits.CONTACTS, 1):
            pass
    shown = bureau.draft(OFFICER, *PHONE).text
    assert "01632" not in shown
    assert saying.TOO_MANY_CONTACTS in shown


def test_survives_restart(bureau: Bureau, database_url: str):
    """The draft and the amendment outlast a restart."""
    preview = bureau.draft(OFFICER, *PHONE)
    bureau.restart(database_url)
    bureau.press(OFFICER, preview, saying.CONFIRM)
    bureau.restart(database_url)
    assert "01632 960555" in bureau.answer(ASKED)


def test_several_hold_at_once(bureau: Bureau):
    """Amendments of several fields hold beside one another, in the order that they were made."""
    bureau.press(OFFICER, bureau.draft(OFFICER, *PHONE), saying.CONFIRM)
    bureau.press(OFFICER, bureau.draft(OFFICER, "Sam Carter", "post", "Warden"), saying.CONFIRM)
    again = bureau.draft(OFFICER, "Sam Carter", "telephone number", "01632 960777")
    assert bureau.press(OFFICER, again, saying.CONFIRM).text == saying.AMEND_DONE
    told = bureau.answer(ASKED)
    assert "01632 960777" in told
    assert "Warden" in told


def test_undone(bureau: Bureau):
    """Undoing brings the record back as it was, and both acts are in the audit."""
    bureau.press(OFFICER, bureau.draft(OFFICER, *PHONE), saying.CONFIRM)
    listed = bureau.send(OFFICER, "/amendments")
    assert "01632 960101, now 01632 960555" in listed.text
    assert bureau.press(OFFICER, listed, "Undo 1").text == saying.UNDONE
    assert "01632 960101" in bureau.answer(ASKED)
    with bureau.store.read() as session:
        assert [row.act for row in session.scalars(select(AuditRow))] == [
            "amend",
            "undo amendment",
        ]


def test_conflict_is_shown(bureau: Bureau):
    """A second amendment of the same field shows the first, replaces it, and leaves it listed."""
    bureau.press(OFFICER, bureau.draft(OFFICER, *PHONE), saying.CONFIRM)
    preview = bureau.draft(ADMIN, "Sam Carter", "telephone number", "01632 960777")
    assert "has already been amended: 01632 960555" in preview.text
    bureau.press(ADMIN, preview, saying.CONFIRM)
    assert "01632 960777" in bureau.answer(ASKED)
    listed = bureau.send(ADMIN, "/amendments")
    bureau.press(ADMIN, listed, "Undo 2")
    assert "01632 960555" in bureau.answer(ASKED)


def test_overtaken_is_shown_first(bureau: Bureau):
    """If someone else amends the field meanwhile, confirming shows theirs and asks again."""
    mine = bureau.draft(ADMIN, "Sam Carter", "telephone number", "01632 960777")
    bureau.press(OFFICER, bureau.draft(OFFICER, *PHONE), saying.CONFIRM)
    again = bureau.press(ADMIN, mine, saying.CONFIRM)
    assert "has already been amended: 01632 960555" in again.text
    assert "01632 960555" in bureau.answer(ASKED)
    bureau.press(ADMIN, again, saying.CONFIRM)
    assert "01632 960777" in bureau.answer(ASKED)


def test_bad_value_changes_nothing(bureau: Bureau):
    """A value that the field cannot have is refused with the reason, and can be put right."""
    said = bureau.draft(OFFICER, "Ambridge", "year formed", "soon")
    told = bureau.press(OFFICER, said, saying.CONFIRM)
    assert told.text.startswith(saying.AMEND_BAD)
    assert "YYYY" in told.text
    with bureau.store.read() as session:
        assert not amendments.in_force(session)
    bureau.says(OFFICER, "1999")
    said = bureau.says(OFFICER, "the clerk")
    assert bureau.press(OFFICER, said, saying.CONFIRM).text == saying.AMEND_DONE


def test_person_by_name(bureau: Bureau):
    """A field that names a person takes the name as people know it."""
    preview = bureau.draft(OFFICER, "Ambridge", "chair", "Robin Fairweather")
    assert "After: Robin Fairweather" in preview.text
    bureau.press(OFFICER, preview, saying.CONFIRM)
    assert "Robin Fairweather" in bureau.answer(CHAIR)


EXTENSION = ("Sam Carter", "extension", "305")
ASKED_EXTENSION = "what is the extension of Sam Carter of Ambridge?"


def held_by(bureau: Bureau) -> dict[str, bytes]:
    with bureau.store.read() as session:
        return amendments.files(amendments.in_force(session))


def test_restricted_stays_restricted(bureau: Bureau, database_url: str):
    """An amendment of what officers alone may see is seen by them alone, exported or not."""
    preview = bureau.draft(OFFICER, *EXTENSION)
    assert "Shown to: officers alone" in preview.text
    bureau.press(OFFICER, preview, saying.CONFIRM)
    for _ in range(2):
        assert "305" in str(lay_out(bureau.ask(OFFICER, ASKED_EXTENSION)))
        for user in (STRANGER, MEMBER, PARTNER):
            assert "305" not in str(lay_out(bureau.ask(user, ASKED_EXTENSION)))
        (name,) = held_by(bureau)
        assert name == "restricted/amendments/told-2024-05-20-1.yaml"
        (bureau.folder / name).parent.mkdir(exist_ok=True)
        (bureau.folder / name).write_bytes(held_by(bureau)[name])
        bureau.restart(database_url)


def test_emptied_stays_restricted(bureau: Bureau):
    """A restricted field that was emptied and is given again is as restricted as before."""
    for value in ("none", "306"):
        preview = bureau.draft(OFFICER, "Sam Carter", "extension", value)
        assert bureau.press(OFFICER, preview, saying.CONFIRM).text == saying.AMEND_DONE
    assert "306" in str(lay_out(bureau.ask(OFFICER, ASKED_EXTENSION)))
    assert "306" not in bureau.answer(ASKED_EXTENSION)


def test_name_made_public_is_told(bureau: Bureau):
    """Who names somebody in public whose record is not is told so before they confirm."""
    told = saying.AMEND_TELLS.format("Robin Fairweather")
    assert told in bureau.draft(OFFICER, "Ambridge", "chair", "Robin Fairweather").text
    assert told not in bureau.draft(OFFICER, "Ambridge", "chair", "Sam Carter").text


def test_only_own_partnerships(bureau: Bureau):
    """An officer limited to Felpersham can neither amend Ambridge nor undo there."""
    preview = bureau.draft(OFFICER, *PHONE)
    with bureau.store.write() as session:
        people.grant(session, bureau.at, OFFICER, Role.OFFICER, ["felpersham"], "")
    assert bureau.press(OFFICER, preview, saying.CONFIRM).text == saying.CANNOT_UNDO
    assert "01632 960101" in bureau.answer(ASKED)
    bureau.press(ADMIN, bureau.draft(ADMIN, *PHONE), saying.CONFIRM)
    assert bureau.send(OFFICER, "/amendments").text == saying.NO_AMENDMENTS
    assert bureau.desk.press(Asker(OFFICER, OFFICER), "d:undo:1").text == saying.CANNOT_UNDO


@pytest.mark.parametrize("user", [STRANGER, MEMBER])
@pytest.mark.parametrize("data", ["d:amend:1:0", "d:amended:5", "d:undo:1", "d:amend-cancel"])
def test_presses_of_others(bureau: Bureau, user: int, data: str):
    """Buttons of a correction do nothing for those who may not amend."""
    bureau.draft(OFFICER, *PHONE)
    assert bureau.desk.press(Asker(user, user), data).text.startswith(
        saying.NOT_FOR_YOU.split("{")[0]
    )
    assert "01632 960101" in bureau.answer(ASKED)


ODD = (
    "d:amend", "d:amend:x:0", "d:amend:1:99", "d:amended:1", "d:amended", "d:amend:1:-1",
    "d:undo:x", "d:undo:99",
)  # fmt: skip


@pytest.mark.parametrize("data", ODD)
def test_old_and_odd_presses(bureau: Bureau, data: str):
    """A button of an earlier step, or none at all, changes nothing."""
    bureau.draft(OFFICER, *PHONE)
    bureau.desk.press(Asker(OFFICER, OFFICER), data)
    assert "01632 960101" in bureau.answer(ASKED)


def test_cancelled(bureau: Bureau):
    """A correction can be given up; messages are questions again."""
    bureau.send(OFFICER, "/amend ambridge")
    assert bureau.send(OFFICER, "/cancel").text == saying.AMEND_CANCELLED
    assert bureau.desk.hear(Asker(OFFICER, OFFICER), CHAIR) is None
    with bureau.store.read() as session:
        assert not session.scalars(select(DraftRow)).all()


def test_removed_midway(bureau: Bureau):
    """Whoever is removed in the middle of a correction asks questions again, amending nothing."""
    preview = bureau.draft(OFFICER, *PHONE)
    said = bureau.send(OFFICER, "/amend ambridge")
    said = bureau.press(OFFICER, said, "Ambridge")
    bureau.press(OFFICER, said, "brand")
    bureau.send(ADMIN, f"/revoke {OFFICER}")
    assert bureau.desk.hear(Asker(OFFICER, OFFICER), "who chairs Ambridge?") is None
    assert "officer" in bureau.press(OFFICER, preview, saying.CONFIRM).text
    assert not held_by(bureau)


def test_exported_file_takes_over(bureau: Bureau):
    """The exported file says the same when it is merged, and undoing in the chat leaves it."""
    bureau.press(OFFICER, bureau.draft(OFFICER, *PHONE), saying.CONFIRM)
    with bureau.store.read() as session:
        made = amendments.files(amendments.in_force(session))
    for name, content in made.items():
        (bureau.folder / name).write_bytes(content)
    assert bureau.desk.refresh() == ()
    assert "01632 960555" in bureau.answer(ASKED)
    knowledge = load_knowledge(bureau.folder, None)
    assert any("01632 960555" in fact.text for fact in knowledge.facts.values())


def test_changed_folder_is_loaded(bureau: Bureau):
    """A changed file is answered from after the next look."""
    path = bureau.folder / "partnerships" / "ambridge.yaml"
    path.write_text(path.read_text().replace("01632 960101", "01632 960333"), encoding="utf-8")
    assert bureau.desk.refresh() == ()
    assert "01632 960333" in bureau.answer(ASKED)


def test_bad_folder_is_told_once(bureau: Bureau):
    """A folder with errors is told to the admins, once, and the old knowledge goes on serving."""
    path = bureau.folder / "partnerships" / "ambridge.yaml"
    good = path.read_text()
    path.write_text(good.replace("chair: joan-archer", "chair: joan-archr"), encoding="utf-8")
    (note,) = bureau.desk.refresh()
    assert note.user == ADMIN
    assert "joan-archr" in note.said.text
    assert bureau.desk.refresh() == ()
    assert "Joan Archer" in bureau.answer(CHAIR)
    path.write_text(good, encoding="utf-8")
    assert bureau.desk.refresh() == ()
    assert "Joan Archer" in bureau.answer(CHAIR)


def test_bad_folder_starts_nothing(bureau: Bureau, database_url: str):
    """A bot is not started on knowledge with errors."""
    (bureau.folder / "bad.yaml").write_text("people: [{id: x}]", encoding="utf-8")
    with pytest.raises(KnowledgeError):
        bureau.restart(database_url)
