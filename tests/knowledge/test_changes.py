"""What differs between two states of the knowledge is told in plain words, and nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from cspbot.knowledge.amending import Amendment, amendment_text, departure_text
from cspbot.knowledge.changes import Change, Happened, changes
from cspbot.knowledge.facts import Knowledge
from cspbot.knowledge.store import load_knowledge
from tests.conftest import COUNTY

DAY = date(2026, 3, 3)
DECIDER = "The chief executive of each council decides on the merger."


def after(*amended: tuple[str, str, str, str], within: str = "") -> Knowledge:
    texts = [
        amendment_text(Amendment(*one, "the manager", DAY, f"told-{number}", within))
        for number, one in enumerate(amended)
    ]
    return load_knowledge(COUNTY, None, {f"amendments/{n}.yaml": t.encode() for n, t in
                                         enumerate(texts)})  # fmt: skip


def texts(found: tuple[Change, ...]) -> list[str]:
    return [change.text for change in found]


@pytest.mark.parametrize(
    ("amendment", "told"),
    [
        (
            ("person", "ambridge-sam-carter", "phone", "01632 960111"),
            "Ambridge: telephone number of Sam Carter was 01632 960101, now 01632 960111 (told by "
            "the manager, 3 March 2026)",
        ),
        (
            ("partnership", "ambridge", "chair", "ambridge-sam-carter"),
            "Ambridge: chair was Councillor Joan Archer, now Sam Carter (told by the manager, 3 "
            "March 2026)",
        ),
        (
            ("partnership", "ambridge", "venue", "The Ambridge partnership meets online."),
            "Ambridge: where it meets: now The Ambridge partnership meets online. (told by the "
            "manager, 3 March 2026); before: The Ambridge partnership meets in the village hall "
            "at Ambridge.",
        ),
        (
            ("meeting", "ambridge-meeting-2023-12", "date", "2023-12-14"),
            "Ambridge: date of December meeting of the Ambridge partnership was 7 December 2023, "
            "now 14 December 2023 (told by the manager, 3 March 2026)",
        ),
        (
            ("merger", "borsetshire-merger", "decider", DECIDER),
            f"Borsetshire: decider of Merger of the Borsetshire partnerships was proposed, is "
            f"stated now: {DECIDER} (told by the manager, 3 March 2026)",
        ),
        (
            ("person", "ambridge-sam-carter", "post", "Chief Officer"),
            "Ambridge: post of Sam Carter was Community Safety Officer, now Chief Officer (told "
            "by the manager, 3 March 2026)",
        ),
    ],
)  # fmt: skip
def test_change_is_told_once(county, amendment, told):
    """One amendment is one change, with what was, what is, and who told it."""
    assert texts(changes(county, after(amendment))) == [told]


def test_amount_is_told_in_pounds(county):
    """An amount is written as money."""
    new = after(("line", "ambridge-line-signs", "amount", "7000"), within="ambridge-grants-2022")
    assert texts(changes(county, new)) == [
        "Ambridge: amount of Speed signs was £8,000, now £7,000 (told by the manager, 3 March "
        "2026)"
    ]


def test_back_again_is_the_reverse(county):
    """What is added one way is removed the other way."""
    new = after(("partnership", "felpersham", "venue", "The partnership meets in a barn."))
    (there,), (back,) = changes(county, new), changes(new, county)
    assert (there.happened, back.happened) == (Happened.ADDED, Happened.REMOVED)
    assert back.text == "Felpersham: no longer held: The partnership meets in a barn."
    assert there.partnership == back.partnership == "felpersham"


def test_same_knowledge_has_no_changes(county):
    """Nothing is different between a knowledge and itself."""
    assert changes(county, county) == ()


def edited(folder: Path, name: str, edit: Callable[[str], str]) -> Knowledge:
    made = shutil.copytree(COUNTY, folder / "county")
    path = made / name
    path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")
    return load_knowledge(made, None)


def test_item_put_in_moves_no_other(county, tmp_path):
    """An item at the beginning of a list is one change, though it moves the numbers of all."""
    aims = "    aims:\n"
    new = edited(
        tmp_path, "partnerships/ambridge.yaml",
        lambda text: text.replace(aims, f"{aims}      - Ambridge aims to light the lanes.\n"),
    )  # fmt: skip
    assert texts(changes(county, new)) == [
        "Ambridge: new: Ambridge aims to light the lanes. (Ambridge committee report, 14 "
        "September 2023)"
    ]


def test_new_partnership_is_told(county, tmp_path):
    """Each fact of a partnership that was not held is new."""
    shutil.copytree(COUNTY, tmp_path / "less")
    (tmp_path / "less" / "partnerships" / "borsetshire.yaml").write_text("")
    text = (COUNTY / "partnerships" / "ambridge.yaml").read_text(encoding="utf-8")
    (tmp_path / "less" / "partnerships" / "ambridge.yaml").write_text(
        text.replace("      value: borsetshire\n", "      value: felpersham\n")
    )
    document = tmp_path / "less" / "documents" / "ambridge-2023.yaml"
    document.write_text(document.read_text().replace('at: ["6.1"]', 'at: ["6.1", "6.2"]'))
    found = changes(load_knowledge(tmp_path / "less", None), county)
    merger = [change for change in found if change.partnership == "borsetshire"]
    assert merger
    assert {change.happened for change in merger} == {Happened.ADDED}


def test_departure_tells_no_name(county):
    """Of somebody who has left, those who are told of changes read a post and no name."""
    left = departure_text("joan-archer", "the clerk", DAY, "told-1").encode()
    found = changes(county, load_knowledge(COUNTY, None, {"amendments/1.yaml": left}))
    assert "Archer" not in "\n".join(texts(found))
    assert (
        "Ambridge: somebody who was Leader of the Council has left, and is named no more"
        in texts(found)
    )
    assert "Ambridge: no longer held: chair" in texts(found)
