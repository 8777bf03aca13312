"""Every kind of problem gives exactly its line, and all of them come at once."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cspbot.knowledge import records as r
from cspbot.knowledge.check import check
from cspbot.knowledge.flatten import flatten
from cspbot.knowledge.loader import parse
from cspbot.knowledge.problems import KnowledgeError
from cspbot.knowledge.shape import models, shape
from cspbot.knowledge.store import check_folder, load_knowledge
from cspbot.knowledge.warnings import warnings
from tests.conftest import COUNTY, SMALL

SLIPS = yaml.load(Path(__file__).with_name("slips.yaml").read_text(), Loader=yaml.CSafeLoader)


def problems(addition: str = "", text: str = SMALL) -> list[str]:
    return [
        str(problem) for problem in check([parse("k.yaml", (text + addition).encode())]).problems
    ]


def warned(addition: str) -> list[str]:
    checked = check([parse("k.yaml", (SMALL + addition).encode())])
    assert not checked.problems
    return [str(warning) for warning in warnings(checked, flatten(checked.files))]


def test_sound_folder_has_no_problems():
    """What the other tests add to is itself sound."""
    assert problems() == []


@pytest.mark.parametrize(
    ("addition", "problem"),
    [(slip["write"], slip["told"]) for slip in SLIPS],
    ids=[slip["told"].split(": ")[1] for slip in SLIPS],
)
def test_each_slip_has_its_line(addition, problem):
    """One slip gives one problem: file, line, field, what is wrong, and what was meant."""
    assert problems(addition) == [problem]


def test_locator_without_a_fact_is_told():
    """Every place that a document lists is cited or says why it holds nothing."""
    text = SMALL.replace('{at: "2"}', '{at: "2"}, {at: "3"}, {at: "4", none: A page number.}')
    assert problems(text=text) == [
        "k.yaml:8: documents[0].locators[2].at: no fact cites '3': cite it, or say under 'none' "
        "why it has none"
    ]


def test_locator_is_listed_once():
    """A place that a document lists twice is a slip of the pen."""
    text = SMALL.replace('{at: "2"}', '{at: "2"}, {at: "2"}')
    assert problems(text=text) == ["k.yaml:8: documents[0].locators[2].at: '2' is listed twice"]


def test_file_without_document_is_told():
    """A citation that names no document needs a file that does."""
    other = "places:\n  - {id: p, name: P, type: ward, at: ['1']}\n"
    found = check([parse("a.yaml", SMALL.encode()), parse("b.yaml", other.encode())]).problems
    assert [str(problem) for problem in found] == [
        "b.yaml:2: places[0].at[0]: '1' is in no document: set 'document:' at the top, or write "
        "'document#...'"
    ]


def test_duplicate_names_both_places():
    """Two files that use one id are both named."""
    found = check([parse("a.yaml", SMALL.encode()), parse("b.yaml", SMALL.encode())]).problems
    assert (
        str(found[0]) == "b.yaml:3: documents[0].id: the id 'report' is already used at a.yaml:3"
    )


def test_part_of_another_table_is_told():
    """A line can only be within a line of its own table."""
    addition = (
        "funding:\n"
        "  - {id: f, name: F, partnership: ambridge, at: ['1'], lines: [{id: fa, name: A}]}\n"
        "  - id: g\n    name: G\n    partnership: ambridge\n    at: ['1']\n"
        "    lines: [{id: ga, name: A, part_of: fa}]\n"
    )
    assert problems(addition) == [
        "k.yaml:18: funding[1].lines[0].part_of: 'fa' is a line of another table"
    ]


def test_all_problems_come_at_once():
    """A slip in one field hides no slip in another, nor one in another file."""
    addition = (
        "groups:\n"
        "  - {id: g, nam: G, type: board, chair: nobody, meets: [], at: ['7']}\n"
        "  - {id: g, name: G, type: board, certainty: sure, at: ['1']}\n"
    )
    assert [problem.split(": ")[1] for problem in problems(addition)] == [
        "groups[0].at[0]", "groups[0].chair", "groups[0].meets", "groups[0].nam", "groups[0].name",
        "groups[1].certainty", "groups[1].id",
    ]  # fmt: skip


def test_broken_file_hides_no_schema_problem():
    """Where one file is no YAML, what may be in it is not reported as missing elsewhere."""
    wrong = "groups:\n  - {id: g, name: G, type: board, chair: nobody, colour: red, at: ['1']}\n"
    found = check([parse("a.yaml", b"a: [b"), parse("b.yaml", (SMALL + wrong).encode())]).problems
    assert [problem.field for problem in found] == ["", "groups[0].colour"]


def test_long_form_keeps_its_path():
    """A value inside the long form is told with the line on which it stands."""
    addition = (
        "mergers:\n  - id: m\n    name: M\n    parties: [ambridge]\n    into: ambridge\n"
        "    at: ['1']\n    conditions:\n      at: ['2']\n      value:\n        - A condition.\n"
        "        - {text: Another., who: [nobody]}\n"
    )
    assert problems(addition) == [
        "k.yaml:22: mergers[0].conditions.value[1].who[0]: no record 'nobody'"
    ]


# Warnings -------------------------------------------------------------------------------------


def table(total: str, *lines: str) -> str:
    rows = "".join(f"      - {{{line}}}\n" for line in lines)
    return (
        "funding:\n  - id: f\n    name: F\n    partnership: ambridge\n    at: ['1']\n"
        f"    total: {total}\n    lines:\n{rows}"
    )


def test_wrong_total_is_a_warning():
    """Lines that do not add up to the printed total are told, and stop nothing."""
    addition = table("100", "id: a, name: A, amount: 60", "id: b, name: B, amount: 30.50")
    assert warned(addition) == [
        "k.yaml:17: funding[0].total: the lines add up to £90.50, not to £100"
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ("id: a, name: A, amount: 60", "id: b, name: B, amount: 40"),
        ("id: a, name: A, amount: 100", "id: b, name: B, amount: 40, part_of: a"),
        ("id: a, name: A", "id: b, name: B"),
        ("id: a, name: A, amount: 30", "id: b, name: B"),
    ],
)
def test_right_total_is_silent(lines):
    """A line within another counts once; a table without a split cannot be added up."""
    assert warned(table("100", *lines)) == []


def test_too_much_without_a_split_is_told():
    """What is printed cannot exceed the total, split or not."""
    assert warned(table("100", "id: a, name: A, amount: 130", "id: b, name: B")) == [
        "k.yaml:17: funding[0].total: the lines add up to £130, not to £100"
    ]


def test_empty_place_that_is_cited_is_a_warning():
    """A place cannot both hold nothing and be what a fact rests on."""
    text = SMALL.replace('{at: "2"}', '{at: "2", none: A page number.}')
    checked = check([parse("k.yaml", text.encode())])
    assert [str(w) for w in warnings(checked, flatten(checked.files))] == [
        "k.yaml:8: documents[0].locators[1].at: '2' is said to hold nothing, yet a fact cites it"
    ]


def test_shared_name_is_a_warning():
    """Two people of one name are told with both places: the bot will ask which is meant."""
    other = "  - {id: joan-of-ambridge, name: Joan, aliases: [joan  archer], at: ['1']}\n"
    assert warned(other) == [
        "k.yaml:11: people[0]: 'joan-archer' shares the name 'joan archer' with "
        "'joan-of-ambridge' (k.yaml:12); the bot will ask"
    ]


def test_partnership_may_share_the_name_of_its_area():
    """A partnership, its district and its council are one matter to whoever asks."""
    addition = (
        "places:\n"
        "  - {id: p, name: Ambridge, type: ward, partnerships: [ambridge], at: ['1']}\n"
        "bodies:\n"
        "  - {id: b, name: Ambridge, type: council, place: p, at: ['1']}\n"
        "memberships:\n"
        "  - {body: b, of: ambridge, capacity: responsible authority, at: ['1']}\n"
    )
    assert warned(addition) == []


def test_county_warns_of_its_namesakes():
    """The invented county has two wards and two people of one name, and nothing else to say."""
    _, found = check_folder(COUNTY)
    assert [warning.message.split("'")[1] for warning in found] == [
        "place-ambridge-newtown",
        "ambridge-sam-carter",
    ]


# Bad knowledge never starts the bot -------------------------------------------------------------


def test_bad_knowledge_is_not_loaded(write_folder, tmp_path: Path):
    """The exception carries every problem, and no index is written."""
    folder = write_folder("places: [{id: p}]\nscope: nobody\n")
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(folder, tmp_path / "index.db")
    assert len(caught.value.problems) == 4
    assert not (tmp_path / "index.db").exists()


KEYS = sorted({name for model in models() for name in shape(model)} | {"value", "details"})
WORDS = st.one_of(
    st.sampled_from(["ambridge", "joan-archer", "report", "1", "2", "report#1", "2016-03", "1.5"]),
    st.text(string.printable, max_size=6),
    st.none(),
    st.integers(),
    st.booleans(),
)
VALUES = st.recursive(
    WORDS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(sorted(shape(r.File))), VALUES, max_size=3))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_any_data_gives_problems_or_records(data):
    """Whatever an editor writes under whichever key, it is told, and never a traceback."""
    text = yaml.safe_dump(data, allow_unicode=True)
    sources = [parse("small.yaml", SMALL.encode()), parse("any.yaml", text.encode())]
    checked = check(sources)
    if not checked.problems:
        flatten(checked.files)
