"""The text of an amendment is a sound knowledge file that changes just what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspbot.knowledge.amending import (
    Amendment,
    amendable,
    amendment_text,
    departure_text,
    document_id,
    quoted,
)
from cspbot.knowledge.facts import Knowledge
from cspbot.knowledge.loader import parse
from cspbot.knowledge.shape import kinds
from cspbot.knowledge.store import check_folder
from tests.conftest import COUNTY

DAY = date(2026, 3, 3)
PHONE = Amendment(
    "person", "ambridge-sam-carter", "phone", "01632 960111", "the community safety manager",
    DAY, "told-2026-03-03-1",
)  # fmt: skip


def amended(*amendments: Amendment) -> Knowledge:
    files = {
        f"amendments/{number}.yaml": amendment_text(one).encode()
        for number, one in enumerate(amendments)
    }
    return check_folder(COUNTY, files)[0]


def test_text_of_an_amendment():
    """It can be read by an officer: who told what on which day."""
    assert amendment_text(PHONE) == (
        "# 3 March 2026: new telephone number. What is written here goes before the record "
        "itself.\n"
        "document: told-2026-03-03-1\n\n"
        "documents:\n"
        "  - id: told-2026-03-03-1\n"
        '    name: "Told by the community safety manager, 3 March 2026"\n'
        "    short: told by the community safety manager\n"
        "    type: amendment\n"
        '    date: "2026-03-03"\n'
        "    locators: [{at: message}]\n\n"
        "people:\n"
        "  - id: ambridge-sam-carter\n"
        '    phone: {value: "01632 960111", at: ["told-2026-03-03-1#message"]}\n'
    )


def test_amendment_is_answered_with_its_source():
    """The fact has the new value and cites who told it and when."""
    knowledge = amended(replace(PHONE, note="The old number is dead."))
    fact = knowledge.facts["ambridge-sam-carter.phone"]
    assert (fact.value, fact.note) == ("01632 960111", "The old number is dead.")
    cited = knowledge.documents[fact.document].cited
    assert cited == "told by the community safety manager, 3 March 2026"


def test_empty_value_empties_the_field():
    """An amendment without a value takes the old one away."""
    assert "ambridge-sam-carter.phone" not in amended(replace(PHONE, value="")).facts


def test_later_amendment_supersedes():
    """A later amendment of the same field names the earlier one."""
    later = replace(PHONE, value="01632 960112", document="told-2026-03-03-2",
                    supersedes=("told-2026-03-03-1",))  # fmt: skip
    assert amended(PHONE, later).facts["ambridge-sam-carter.phone"].value == "01632 960112"


def test_line_is_amended_within_its_table():
    """An amount stands in a table, which the amendment names."""
    line = replace(PHONE, kind="line", record="ambridge-line-signs", field="amount", value="7000",
                   within="ambridge-grants-2022")  # fmt: skip
    assert amended(line).facts["ambridge-line-signs.amount"].value == "7000"
    with pytest.raises(ValueError, match="'within'"):
        amendment_text(replace(line, within=""))
    with pytest.raises(ValueError, match="no record kind 'persn'"):
        amendment_text(replace(line, kind="persn"))


def test_departure_names_nobody():
    """The file by which somebody leaves holds an id and no name."""
    text = departure_text("joan-archer", "the clerk", DAY, "told-2026-03-03-1")
    assert "Joan" not in text
    knowledge, _ = check_folder(COUNTY, {"amendments/1.yaml": text.encode()})
    assert "joan-archer" not in knowledge.entities


def test_ids_are_not_used_twice():
    """A second amendment of a day gets the next number."""
    assert document_id(DAY, []) == "told-2026-03-03-1"
    assert document_id(DAY, ["told-2026-03-03-1", "told-2026-03-03-2"]) == "told-2026-03-03-3"


def test_what_can_be_amended():
    """Plain fields of a record, with labels for people; no list, no mark, no id of its own."""
    found = {one.field: one for one in amendable("person")}
    assert found["phone"].label == "telephone number"
    assert found["body"].refers == ("body", "group", "partnership")
    assert found["name"].required
    assert not {"id", "left", "roles", "aliases", "at", "audience", "note"} & set(found)
    assert {one.field for one in amendable("line")} >= {"amount", "label", "project"}
    assert "status" in {one.field for one in amendable("partnership") if one.allowed}
    assert amendable("document") == () == amendable("nothing")


@pytest.mark.parametrize("kind", sorted(set(kinds().values()) - {"document"}))
def test_every_kind_can_be_amended(kind):
    """Each kind of record has fields that a plain value amends."""
    assert amendable(kind)


@given(st.text(min_size=1).filter(lambda text: "".join(text.split())))
def test_any_text_survives_quoting(text):
    """Whatever somebody tells comes back as it was told, but for its white space."""
    source = parse("t.yaml", f"a: {quoted(text)}\n".encode("utf-8", "replace"))
    assert not source.problems
    assert isinstance(source.data, dict)
    told = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    assert (source.data["a"] or "") == told
