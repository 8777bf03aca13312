"""Nothing that the bot holds or hands on names a person who has left."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cspbot.knowledge.facts import Knowledge
from cspbot.knowledge.store import check_folder, export, load_knowledge
from tests.conftest import COUNTY
from tests.knowledge.test_overlays import sound, sources, told

LEFT = "people: [{{id: {}, left: true, at: [message]}}]\n"
MORE = """\
document: ambridge-report-2023
scope: ambridge
points:
  - {about: [ambridge], aspect: status, at: ["1.3"],
     text: "Cllr J. Archer, Leader of the Council, told the board. Archer's letter followed."}
  - {about: [ambridge], aspect: support, at: ["1.3"],
     text: "Write to Councillor Joan Archer (Leader of the Council) at joan.archer@x.example."}
  - {about: [ambridge], aspect: option, at: ["1.3"],
     text: "Ask Joan Archer, Leader of the Council, the chair, or Sam Carter (01632 960101)."}
  - {about: [joan-archer], aspect: background, text: She came from Penny Hassett., at: ["1.3"]}
  - {about: [ambridge], aspect: data, text: An archery club meets in Ambridge., at: ["1.3"]}
projects:
  - {id: ambridge-fund, name: Hardship Fund, aliases: [Archer fund], partnership: ambridge,
     contact: joan-archer, words: [joan archer's pot], at: ["1.3"]}
askings:
  - {fact: ambridge-fund.purpose, asked: [what is Joan Archer's fund for]}
  - {fact: ambridge.purpose, asked: [what does joan archer want, what is it for]}
  - {fact: joan-archer.post, asked: [what does the boss do]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = shutil.copytree(COUNTY, tmp_path / "county")
    (made / "partnerships" / "more.yaml").write_text(MORE, encoding="utf-8")
    return made


def leave(folder: Path, ident: str) -> Knowledge:
    text = told(LEFT.format(ident), on="2026-03-03")
    (folder / "amendments" / "left.yaml").write_text(text, encoding="utf-8")
    return check_folder(folder)[0]


def printed(path: Path) -> str:
    """Everything that a database file holds, as text."""
    with closing(sqlite3.connect(path)) as db:
        return "\n".join(db.iterdump())


@pytest.mark.parametrize("name", ["archer", "joan-archer", "joan archer", "joan"])
def test_name_is_nowhere(folder, tmp_path, name):
    """No fact, thing, source, index or export holds the name, the id or the surname."""
    knowledge = leave(folder, "joan-archer")
    index, target = tmp_path / "index.db", tmp_path / "export.db"
    load_knowledge(folder, index)
    export(folder, target, None)
    held = [*knowledge.facts.values(), *knowledge.entities.values()]
    said = "\n".join(map(repr, [*held, *knowledge.documents.values(), *knowledge.money]))
    for text in (said, printed(index), printed(target)):
        assert name not in text.lower().replace("archery", "")
    for path in (index, target):
        assert b"archer" not in path.read_bytes().lower().replace(b"archery", b"")


def test_prose_names_the_post(folder):
    """Prose says the post in the place of the name, once, and as a sentence wants it."""
    facts = leave(folder, "joan-archer").facts
    texts = {fact.text for fact in facts.values()}
    assert {
        "The Leader of the Council told the board. The Leader of the Council's letter followed.",
        "Write to the Leader of the Council at (address withdrawn).",
        "Ask the Leader of the Council, the chair, or Sam Carter (01632 960101).",
        "The Leader of the Council announced the search for a new officer.",
        "An archery club meets in Ambridge.",
    } <= texts


def test_references_are_gone(folder):
    """What she chaired has no chair, whom she represented nobody; what is about her alone goes."""
    knowledge = leave(folder, "joan-archer")
    assert "ambridge.chair" not in knowledge.facts
    assert "ambridge-fund.contact" not in knowledge.facts
    assert "ambridge-council.head" not in knowledge.facts
    assert "She came from Penny Hassett." not in {f.text for f in knowledge.facts.values()}
    assert knowledge.entities["ambridge-fund"].aliases == ()
    assert knowledge.facts["ambridge.purpose"].asked[-1] == "what is it for"


def test_nobody_where_no_post_is_held():
    """Without a post, prose says that there was somebody."""
    point = (
        "document: report\npoints:\n"
        "  - {about: [ambridge], aspect: what, text: Ask Joan Archer., at: ['1']}\n"
    )
    left = told(LEFT.format("joan-archer"))
    knowledge = sound([*sources(left), *sources(base=point)[:1]])[1]
    assert knowledge.facts["ambridge.what"].text == "Ask a former post holder."


def test_namesake_stays(folder):
    """The Sam Carter of Felpersham is named still when the one of Ambridge has left."""
    knowledge = leave(folder, "ambridge-sam-carter")
    named = [f for f in knowledge.facts.values() if "Sam Carter" in f.text]
    assert {fact.scope for fact in named} == {"felpersham"}
    assert "Community Safety Officer answers questions" not in str(knowledge.facts)


def test_their_number_is_gone_from_prose():
    """A telephone number of theirs goes from prose, unless somebody who stays has it too."""
    point = (
        "document: report\npoints:\n"
        "  - {about: [ambridge], aspect: what, text: Ring 01632960100., at: ['1']}\n"
    )
    left = told(LEFT.format("joan-archer"))
    files = [*sources(left), *sources(base=point)[:1]]
    assert sound(files)[1].facts["ambridge.what"].text == "Ring (number withdrawn)."
    named = point.replace("Ring 01632960100", "Ring Joan Archer (01632 960100)")
    files = [*sources(left), *sources(base=named)[:1]]
    assert "Ring a former post holder." in {f.text for f in sound(files)[1].facts.values()}
    files = [*sources(left), *sources(base=point)[:1]]
    other = "document: report\npeople: [{id: tom, name: Tom, phone: 01632 960100, at: ['1']}]\n"
    files += sources(base=other)[:1]
    assert sound(files)[1].facts["ambridge.what"].text == "Ring 01632960100."


def test_shared_surname_alone_stays():
    """A surname that a place or another person bears is not taken from them."""
    base = (
        "document: report\n"
        "places: [{id: p, name: Archer Green, type: village, at: ['1']}]\npoints:\n"
        "  - {about: [p], aspect: what, at: ['1'], text: Archer Green is near. Mrs Archer left.}\n"
    )
    files = [*sources(told(LEFT.format("joan-archer"))), *sources(base=base)[:1]]
    texts = {f.text for f in sound(files)[1].facts.values()}
    assert "Archer Green is near. A former post holder left." in texts
