"""Every kind of problem gives exactly its line, and all of them come at once."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cspbot.knowledge import records as r
from cspbot.knowledge.check import check, warnings
from cspbot.knowledge.flatten import flatten
from cspbot.knowledge.loader import parse
from cspbot.knowledge.problems import KnowledgeError
from cspbot.knowledge.shape import models, shape
from cspbot.knowledge.store import check_folder, load_knowledge
from tests.conftest import COUNTY, SMALL


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
    [
        # keys
        ("places:\n  - {id: p, name: P, type: ward, at: ['1'], withn: [p]}\n",
         "k.yaml:13: places[0].withn: unknown key (did you mean 'within'?)"),
        ("plcaes: []\n", "k.yaml:12: plcaes: unknown key (did you mean 'places'?)"),
        ("places:\n  - {id: p, name: P, at: ['1']}\n", "k.yaml:13: places[0].type: is missing"),
        ("places:\n  - id: p\n    name: P\n    type: {value: ward, at: ['1'], sure: no}\n    at: ['1']\n",
         "k.yaml:15: places[0].type.sure: unknown key"),
        ("places:\n  - {id: p, name: P, type: ward, at: ['1'], details: {}}\n",
         "k.yaml:13: places[0]: 'details' is no key of a file: write the field long, {value: ...}"),
        # types and values
        ("places: nothing\n", "k.yaml:12: places: expected a list, got 'nothing'"),
        ("places: [nothing]\n",
         "k.yaml:12: places[0]: expected a mapping, with 'key: value' lines, got 'nothing'"),
        ("places:\n  - {id: My Place, name: P, type: ward, at: ['1']}\n",
         "k.yaml:13: places[0].id: expected an id: lower-case words and figures joined by hyphens, "
         "'joan-archer', got 'My Place'"),
        ("places:\n  - {id: p, name: [P], type: ward, at: ['1']}\n",
         "k.yaml:13: places[0].name: expected a text, got a list"),
        ("places:\n  - {id: p, name: P, type: ward, at: ['1'], certainty: propsed}\n",
         "k.yaml:13: places[0].certainty: 'propsed' is not allowed (did you mean 'proposed'?); "
         "allowed: stated, proposed, awaited, inferred, contradicted, outside"),
        ("priorities:\n  - {id: p, name: P, partnership: ambridge, order: first, at: ['1']}\n",
         "k.yaml:13: priorities[0].order: expected a whole number, got 'first'"),
        ("funding:\n  - {id: f, name: F, partnership: ambridge, total: '24,595', at: ['1']}\n",
         "k.yaml:13: funding[0].total: expected pounds as a plain number, 24595 or 23105.56, "
         "got '24,595'"),
        ("funding:\n  - {id: f, name: F, partnership: ambridge, total: -1, at: ['1']}\n",
         "k.yaml:13: funding[0].total: expected an amount that is not below zero, got '-1'"),
        # references
        ("groups:\n  - {id: g, name: G, type: board, chair: joan-archr, at: ['1']}\n",
         "k.yaml:13: groups[0].chair: no person 'joan-archr' (did you mean 'joan-archer'?)"),
        ("groups:\n  - {id: g, name: G, type: board, chair: ambridge, at: ['1']}\n",
         "k.yaml:13: groups[0].chair: 'ambridge' is a partnership; a person is wanted here"),
        ("points:\n  - about:\n      - ambridge\n      - nobody\n    aspect: what\n    text: A text.\n"
         "    at: ['1']\n", "k.yaml:15: points[0].about[1]: no record 'nobody'"),
        ("groups:\n  - {id: g, name: G, type: board, parent: g, at: ['1']}\n",
         "k.yaml:13: groups[0].parent: 'g' refers to itself"),
        ("scope: ambrige\n", "k.yaml:12: scope: no partnership 'ambrige' (did you mean 'ambridge'?)"),
        ("groups:\n  - id: g\n    name: G\n    type: board\n    chair:\n      value: joan\n      at: ['2']\n"
         "    at: ['1']\n", "k.yaml:17: groups[0].chair.value: no person 'joan'"),
        # ids
        ("places:\n  - {id: joan-archer, name: P, type: ward, at: ['1']}\n",
         "k.yaml:11: people[0].id: the id 'joan-archer' is already used at k.yaml:13"),
        # dates
        ("meetings:\n  - {id: m, name: M, date: 2021-02-30, at: ['1']}\n",
         "k.yaml:13: meetings[0].date: there is no such day in the calendar"),
        ("meetings:\n  - {id: m, name: M, date: next week, at: ['1']}\n",
         "k.yaml:13: meetings[0].date: write a date as YYYY, YYYY-MM or YYYY-MM-DD"),
        ("memberships:\n  - {body: b, of: ambridge, capacity: member, since: 2020-03, until: 2019, "
         "at: ['1']}\nbodies: [{id: b, name: B, type: t, at: ['1']}]\n",
         "k.yaml:13: memberships[0].until: 2019 is before 'since', which is 2020-03"),
        ("projects:\n  - {id: p, name: P, start: 2020-05-02, end: 2020-05-01, at: ['1']}\n",
         "k.yaml:13: projects[0].end: 2020-05-01 is before 'start', which is 2020-05-02"),
        ("plans:\n  - {id: p, name: P, type: plan, period: 2015/18, at: ['1']}\n",
         "k.yaml:13: plans[0].period: the years of financial year 2015/18 do not follow each other"),
        ("plans:\n  - {id: p, name: P, type: plan, period: 2016-2012, at: ['1']}\n",
         "k.yaml:13: plans[0].period: 2016-2012 ends before it starts"),
        ("plans:\n  - {id: p, name: P, type: plan, period: soon, at: ['1']}\n",
         "k.yaml:13: plans[0].period: expected a period: 2015/16, 2013-16, 2016-2021 or 2015-06 to "
         "2015-11, got 'soon'"),
        # sources
        ("places:\n  - {id: p, name: P, type: ward}\n",
         "k.yaml:13: places[0].at: is missing: name the places in the document that this rests on"),
        ("points:\n  - {about: ambridge, aspect: what, text: A text.}\n",
         "k.yaml:13: points[0].at: is missing: name the places in the document that this rests on"),
        ("places:\n  - {id: p, name: P, type: ward, at: ['1', '3']}\n",
         "k.yaml:13: places[0].at[1]: document 'report' lists no place '3'"),
        ("places:\n  - {id: p, name: P, type: ward, at: 'reprt#1'}\n",
         "k.yaml:13: places[0].at: no document 'reprt' (did you mean 'report'?)"),
        ("places:\n  - {id: p, name: {value: P, at: ['9']}, type: ward, at: ['1']}\n",
         "k.yaml:13: places[0].name.at[0]: document 'report' lists no place '9'"),
    ],
    ids=lambda text: text.split(": ")[1] if text.startswith("k.yaml") else "",
)  # fmt: skip
def test_each_slip_has_its_line(addition, problem):
    """One slip gives one problem: file, line, field, what is wrong, and what was meant."""
    assert problems(addition) == [problem]


def test_locator_without_a_fact_is_told():
    """Every place that a document lists is cited or says why it holds nothing."""
    text = SMALL.replace('{at: "2"}', '{at: "2"}, {at: "3"}, {at: "4", none: A page number.}')
    assert problems(text=text) == [
        "k.yaml:8: documents[0].locators[2].at: no fact cites '3': cite it, or say under 'none' why "
        "it has none"
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


def test_shared_name_is_a_warning():
    """Two people of one name are told with both places: the bot will ask which is meant."""
    other = "  - {id: joan-of-ambridge, name: Joan, aliases: [joan  archer], at: ['1']}\n"
    assert warned(other) == [
        "k.yaml:11: people[0]: 'joan-archer' shares the name 'joan archer' with "
        "'joan-of-ambridge' (k.yaml:12); the bot will ask"
    ]


def test_partnership_may_share_the_name_of_its_area():
    """A partnership, its district and its council are one matter to whoever asks."""
    assert (
        warned(
            "places:\n  - {id: p, name: Ambridge, type: district, partnerships: [ambridge], at: ['1']}\n"
            "bodies:\n  - {id: b, name: Ambridge, type: council, place: p, at: ['1']}\n"
            "memberships:\n"
            "  - {body: b, of: ambridge, capacity: responsible authority, at: ['1']}\n"
        )
        == []
    )


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
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_data_gives_problems_or_records(data):
    """Whatever an editor writes under whichever key, it is told, and never a traceback."""
    text = yaml.safe_dump(data, allow_unicode=True)
    sources = [parse("small.yaml", SMALL.encode()), parse("any.yaml", text.encode())]
    checked = check(sources)
    if not checked.problems:
        flatten(checked.files)
