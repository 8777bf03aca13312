"""Series and rotas as records: their facts, what the check finds, who may see what."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cspbot.knowledge import database
from cspbot.knowledge.problems import KnowledgeError
from cspbot.knowledge.store import check_folder, load_knowledge

ROTA = """\
groups: [{id: board, name: Ambridge Board, type: board, partnership: ambridge, at: ["1"]}]
bodies:
  - {id: council, name: Ambridge Council, type: council, at: ["1"]}
  - {id: police, name: Borsetshire Police, type: police force, at: ["1"]}
  - {id: fire, name: Borsetshire Fire, type: fire service, at: ["1"]}
memberships:
  - {body: council, of: ambridge, capacity: core member, at: ["1"]}
  - {body: police, of: ambridge, capacity: core member, at: ["1"]}
series:
  - id: meetings
    name: Board meetings
    of: board
    rule: quarterly, second Tuesday
    start: 2026-01-01
    time: 14:00
    quorum: {number: 2}
    at: ["1"]
rotas:
  - id: chair
    name: Board chair
    series: meetings
    what: chair
    turns: [council, police]
    at: ["1"]
"""


def problems(folder: Path) -> list[str]:
    """What the check finds, from the line on."""
    with pytest.raises(KnowledgeError) as caught:
        check_folder(folder)
    return [str(p).rpartition("small.yaml:")[2] for p in caught.value.problems]


def test_facts_are_cited(write_folder):
    """A series and a rota say what they hold, in sentences that rest on their place."""
    knowledge = load_knowledge(write_folder(ROTA), None)
    rule, turns = knowledge.facts["meetings.rule"], knowledge.facts["chair.turns"]
    assert rule.text == (
        "Ambridge Board meets quarterly, on the second Tuesday, at 2pm, from 1 January 2026."
    )
    assert (rule.document, rule.locators, rule.as_at) == ("report", ("1",), "2020-02-01")
    assert turns.text.endswith(
        "changing every meeting:\n1. Ambridge Council\n2. Borsetshire Police"
    )
    assert knowledge.series[0].scope == "ambridge"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("second Tuesday", "second Tuseday", "24: series[0].rule: 'second tuseday' in the rule"),
        ("[council, police]", "[council, fire]", "34: rotas[0].turns[1].who: 'fire' is no member"),
        ("[council, police]", "[council, polices]",
         "34: rotas[0].turns[1]: no person, body, group, partnership or place 'polices'"
         " (did you mean 'police'?)"),
        ("{number: 2}", "{number: 3}", "27: series[0].quorum.number: 3 cannot be there: "
         "2 members"),
        ("time: 14:00", "time: 2pm", "26: series[0].time: write a time of day as HH:MM"),
        ("start: 2026-01-01", "start: 2026", "25: series[0].start: write the whole day"),
        ("what: chair", "what: chairs", "33: rotas[0].what: 'chairs' is not allowed"),
        ("series: meetings", "series: meeting", "32: rotas[0].series: no series 'meeting'"),
        ("[council, police]", "[{who: council, until: 2026-02-01}]",
         "34: rotas[0].turns: nobody takes a turn on 2026-04-14: a gap"),
    ],
)  # fmt: skip
def test_impossible_rotas_are_told(write_folder, old, new, told):
    """What cannot be is a problem with file, line, field and what to do."""
    assert old in ROTA
    found = problems(write_folder(ROTA.replace(old, new)))
    assert len(found) == 1
    assert told in found[0]


def test_parts_have_no_audience(write_folder):
    """Who may see a rota sees all of it: a turn left out would put someone else in its place."""
    series, rota = ROTA.split("rotas:")
    folder = write_folder(series)
    (folder / "restricted").mkdir()
    part = rota.replace("[council, police]", "[council, {who: police, audience: member}]")
    text = f"document: report\nrotas:{part}"
    (folder / "restricted" / "rota.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        check_folder(folder)
    assert [p.message for p in caught.value.problems] == [
        "belongs on the whole series or rota, not on a part of it"
    ]


def test_uncovered_end_is_a_warning(write_folder):
    """A rota that ends before its series is pointed out, and does not stop the bot."""
    folder = write_folder(
        ROTA.replace("    what: chair", "    until: 2026-12-31\n    what: chair")
    )
    _, warnings = check_folder(folder)
    assert [w.message for w in warnings] == [
        "no rota for chair after 2026-12-31, though the series goes on"
    ]


def test_index_holds_all(county, tmp_path):
    """Series and rotas are read back from the index as they were written."""
    database.write(tmp_path / "i.db", replace(county, fingerprint="f"), (), private=True)
    found = database.read(tmp_path / "i.db", "f")
    assert found is not None
    assert (found.series, found.rotas) == (county.series, county.rotas)


def test_audience_is_kept(county):
    """Who may not see the link does not, and still sees the meeting."""
    board = "borchester-board-meetings"
    seen = {s.id: s for s in county.visible_to(frozenset({"public"})).series}
    assert seen[board].online == ""
    assert seen[board].changes
    member = {s.id: s for s in county.visible_to(frozenset({"public", "member"})).series}
    assert member[board].online == "https://meet.example/borchester-board"
