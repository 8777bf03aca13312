"""Amendments are merged field by field, in any order, and told of where they are written."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cspbot.knowledge.check import Checked, check
from cspbot.knowledge.facts import Fact, Knowledge
from cspbot.knowledge.flatten import flatten
from cspbot.knowledge.loader import Source, parse, read_folder
from cspbot.knowledge.overlays import overlaid
from cspbot.knowledge.store import check_folder, load_knowledge
from cspbot.knowledge.warnings import warnings
from tests.conftest import COUNTY, SMALL

BASE = (
    SMALL.replace(
        ', at: ["2"]}',
        """, at: ["2"], phone: 01632 960100, as_at: "2019",
     certainty: inferred, note: The report is hard to read here., words: [leader]}""",
    )
    + """\
funding:
  - id: grants
    name: Grants
    partnership: ambridge
    total: 30
    at: ["1"]
    lines: [{id: line-a, name: A, amount: 10}, {id: line-b, name: B, amount: 20}]
memberships:
  - {body: council, of: ambridge, capacity: responsible authority, at: ["1"]}
bodies:
  - {id: council, name: Ambridge Council, type: council, at: ["1"]}
"""
)
TOLD = """\
document: {id}
documents:
  - {{id: {id}, name: "Told by {by}", short: "told by {by}", type: amendment, date: "{on}",
     supersedes: [{supersedes}], locators: [{{at: message}}]}}
"""


def told(
    addition: str, on: str = "2026-03-03", by: str = "the manager", supersedes: str = ""
) -> str:
    """The text of an amendment; its document has its date for an id."""
    return TOLD.format(id=f"told-{on}", on=on, by=by, supersedes=supersedes) + addition


def phone(number: str) -> str:
    return f"people: [{{id: joan-archer, phone: '{number}', at: [message]}}]\n"


def sources(*overlays: str, base: str = BASE, **named: str) -> list[Source]:
    files = {f"amendments/{number}.yaml": text for number, text in enumerate(overlays, 1)}
    files |= {name.replace("__", "/") + ".yaml": text for name, text in named.items()}
    return [parse("base.yaml", base.encode())] + [parse(n, t.encode()) for n, t in files.items()]


def problems(*overlays: str, **named: str) -> list[str]:
    return [str(problem) for problem in check(sources(*overlays, **named)).problems]


def sound(found: Iterable[Source]) -> tuple[Checked, Knowledge]:
    checked = check(list(found))
    assert [str(problem) for problem in checked.problems] == []
    return checked, flatten(checked.files)


def facts(*overlays: str, **named: str) -> Mapping[str, Fact]:
    return sound(sources(*overlays, **named))[1].facts


# What an amendment changes -----------------------------------------------------------------------


def test_amended_field_has_its_own_source():
    """The new value is cited from who told it, as of that day, and as certain as that."""
    knowledge = sound(sources(told(phone("01632 960111"))))[1]
    fact = knowledge.facts["joan-archer.phone"]
    assert fact.value == "01632 960111"
    assert knowledge.documents[fact.document].cited == "told by the manager, 3 March 2026"
    assert (fact.locators, fact.as_at) == (("message",), "2026-03-03")
    assert (fact.certainty, fact.note) == ("stated", "")


def test_field_with_its_own_citation():
    """A citation in the long form goes before that of the amendment's record."""
    text = told(
        "people: [{id: joan-archer, phone: {value: '1', at: ['told-2026-03-03#message'],"
        " certainty: awaited}}]\n"
    )
    assert facts(text)["joan-archer.phone"].certainty == "awaited"


def test_other_fields_stay():
    """What an amendment does not name is as it was, with its own source."""
    before, after = facts(), facts(told(phone("1")))
    assert {k: f for k, f in after.items() if k != "joan-archer.phone"} == {
        k: f for k, f in before.items() if k != "joan-archer.phone"
    }


def test_lines_are_merged_by_id():
    """Of a table one line can be amended, and one added; the others stay."""
    text = told(
        "funding: [{id: grants, at: [message],"
        " lines: [{id: line-b, amount: 25}, {id: line-c, name: C, amount: 5}]}]\n"
    )
    found = facts(text)
    amounts = {k: (f.value, f.document) for k, f in found.items() if f.field == "line.amount"}
    assert amounts == {
        "line-a.amount": ("10", "report"),
        "line-b.amount": ("25", "told-2026-03-03"),
        "line-c.amount": ("5", "told-2026-03-03"),
    }


def test_removed_field_is_empty():
    """`remove` empties a field, and the place that it rested on need not be cited any more."""
    text = told("people: [{id: joan-archer, remove: phone, at: [message]}]\n")
    assert "joan-archer.phone" not in facts(text)


def test_membership_is_known_by_its_parts():
    """A membership has no id: body, partnership and capacity tell which is meant."""
    text = told(
        "memberships: [{body: council, of: ambridge, capacity: responsible authority,"
        " represented_by: [joan-archer], at: [message]}]\n"
    )
    found = [f for f in facts(text).values() if f.field == "membership.responsible_authority"]
    assert [f.value for f in found if not f.part_of] == ["1"]
    assert any("represented by Joan Archer" in f.text for f in found)


def test_new_record_joins_its_partnership():
    """A new record stands in the lists of its partnership, and not in a list of its own."""
    base = BASE.replace("document: report\n", "document: report\nscope: ambridge\n", 1)
    text = told("scope: ambridge\npeople: [{id: tom, name: Tom Forrest, at: [message]}]\n")
    knowledge = sound(sources(text, base=base))[1]
    assert knowledge.facts["ambridge.people"].value == "2"
    assert knowledge.entities["tom"].scope == "ambridge"
    assert knowledge.facts["ambridge.people"].locators == ("2", "told-2026-03-03#message")


def test_later_amendment_needs_an_order():
    """Two values for one field are a problem that names both; none wins by coming last."""
    one, two = told(phone("1")), told(phone("2"), on="2026-04-01")
    assert problems(one, two) == [
        "amendments/1.yaml:5: people[0].phone: is set to '1' here and to '2' at "
        "amendments/2.yaml:5: take one away, or write 'supersedes: told-2026-03-03' on the "
        "document of the one that holds"
    ]


@pytest.mark.parametrize("turned", [False, True])
def test_superseding_settles_it(turned):
    """The amendment that supersedes the other holds, whichever file comes first."""
    pair = [told(phone("1")), told(phone("2"), on="2026-04-01", supersedes="told-2026-03-03")]
    assert facts(*(pair[::-1] if turned else pair))["joan-archer.phone"].value == "2"


def test_superseding_goes_through_others():
    """The third goes before the first if it goes before the second that did."""
    found = facts(
        told(phone("1")),
        told(phone("2"), on="2026-04-01", supersedes="told-2026-03-03"),
        told(phone("3"), on="2026-05-01", supersedes="told-2026-04-01"),
    )
    assert found["joan-archer.phone"].value == "3"


def test_equal_values_are_no_conflict():
    """Two people may tell the same."""
    assert not problems(told(phone("1")), told(phone("1"), on="2026-04-01"))


def test_circle_settles_nothing():
    """Two that each claim to go before the other are a conflict still."""
    one = told(phone("1"), supersedes="told-2026-04-01")
    two = told(phone("2"), on="2026-04-01", supersedes="told-2026-03-03")
    assert len(problems(one, two)) == 1


# Problems are told where they are written --------------------------------------------------------


@pytest.mark.parametrize(
    ("addition", "problem"),
    [
        (
            "people:\n  - id: joan-archr\n    phone: '1'\n    at: [message]\n",
            "people[0].id: no person 'joan-archr' is held to amend (did you mean 'joan-archer'?)",
        ),
        (
            "people:\n  - id: joan-archer\n    phonne: '1'\n    at: [message]\n",
            "people[0].phonne: unknown key (did you mean 'phone'?)",
        ),
        (
            "people:\n  - id: joan-archer\n    body: nobody\n    at: [message]\n",
            "people[0].body: no body, group or partnership 'nobody'",
        ),
        (
            "people:\n  - id: joan-archer\n    phone: '1'\n",
            "people[0].phone: names no source: write 'at' with the document that told it",
        ),
        (
            "people:\n  - id: joan-archer\n    phone: '1'\n    at: [mesage]\n",
            "people[0].at[0]: document 'told-2026-03-03' lists no place 'mesage' (did you mean "
            "'message'?)",
        ),
        (
            "people:\n  - id: joan-archer\n    remove: [name]\n",
            "people[0].remove[0]: is missing",
        ),
        (
            "points:\n  - {about: told-2026-03-03, aspect: what, text: That., at: [message]}\n",
            "points[0].about: 'told-2026-03-03' is an amendment: only 'at' rests on it",
        ),
        ("peopel: []\n", "peopel: unknown key (did you mean 'people'?)"),
        ("people: [nothing]\n", "people[0]: expected a mapping"),
    ],
)
def test_slip_is_told_with_its_line(addition, problem):
    """A slip in an amendment is told with the amendment's own file, line and field."""
    said = problems(told(addition))
    assert any(problem in line and line.startswith("amendments/1.yaml:") for line in said), said


def test_line_is_that_of_the_value():
    """The number after the file is the line on which the wrong value stands."""
    said = problems(told("people:\n  - id: joan-archer\n    at: [message]\n    body: nobody\n"))
    assert said[0].startswith("amendments/1.yaml:8: people[0].body: ")


def test_broken_base_hides_nothing_else():
    """Where the file that is amended is no YAML, its amendments are not called nameless."""
    found = check([parse("base.yaml", b"a: [b"), *sources(told(phone("1")))[1:]]).problems
    assert [problem.file for problem in found] == ["base.yaml"]


# What is restricted ------------------------------------------------------------------------------

EMAIL = "{id: joan-archer, email: '1', at: [row]}"

SHEET = """\
document: sheet
documents:
  - {id: sheet, name: Sheet, short: sheet, type: list, date: "2021", locators: [{at: row}]}
"""


def test_restricted_file_is_for_officers():
    """Under restricted/ everything is for officers where it does not say otherwise."""
    text = SHEET + "people: [{id: joan-archer, email: joan@ambridge.example, at: [row]}]\n"
    found = facts(restricted__sheet=text)
    assert found["joan-archer.email"].audience == "officer"
    assert found["joan-archer.phone"].audience == "public"


def test_restricted_file_names_its_audience():
    """One line at the top says for whom all of the file is."""
    text = SHEET + "audience: partner\npeople: [{id: tom, name: Tom, phone: '12', at: [row]}]\n"
    found = facts(restricted__sheet=text)
    assert {found["tom.phone"].audience, found["sheet.date"].audience} == {"partner"}


def test_restricted_value_hides_no_public_one():
    """What is restricted takes the place of nothing public, which would vanish from answers."""
    text = SHEET + "people: [{id: joan-archer, phone: '1', at: [row]}]\n"
    assert problems(restricted__sheet=text) == [
        "restricted/sheet.yaml:4: people[0].phone: is public at base.yaml:11: what is restricted "
        "can add to a record, and change nothing that is public"
    ]


def test_amendment_reaches_what_is_restricted():
    """An amendment to what is restricted is so too, and stands with it."""
    text = SHEET + "people: [{id: tom, name: Tom, phone: '12', at: [row]}]\n"
    amendment = told("people: [{id: tom, phone: '13', email: t@x.example, at: [message]}]\n")
    found = facts(restricted__sheet=text, restricted__amendments__1=amendment)
    assert (found["tom.phone"].value, found["tom.phone"].audience) == ("13", "officer")
    assert found["tom.email"].audience == "officer"


@pytest.mark.parametrize(
    ("sheet", "change"),
    [
        ("{id: tom, name: Tom, phone: '12', at: [row]}", "{id: tom, phone: '13', at: [message]}"),
        ("{id: tom, name: Tom, at: [row]}", "{id: tom, phone: '13', at: [message]}"),
        (EMAIL, "{id: joan-archer, email: '13', at: [message]}"),
        (EMAIL, "{id: joan-archer, remove: [email], at: [message]}"),
    ],
)  # fmt: skip
def test_amendment_makes_nothing_public(sheet: str, change: str):
    """A public amendment of a restricted record or value is a problem: everyone would see it."""
    (problem,) = problems(
        told(f"people: [{change}]\n"), restricted__sheet=f"{SHEET}people: [{sheet}]\n"
    )
    assert problem.endswith(
        "is for officers: put this file under restricted/amendments/, with 'audience: officer' "
        "below its document"
    )


def test_secrets_stand_apart():
    """A fact that is not public outside restricted/ is a problem with its line."""
    text = told("people: [{id: tom, name: Tom, audience: officer, at: [message]}]\n")
    assert problems(text) == [
        "amendments/1.yaml:5: people[0].audience: 'officer' is not public: such facts go into a "
        "file in restricted/"
    ]


def test_name_is_not_restricted_alone():
    """A name is said with other facts, so it cannot have an audience of its own."""
    text = SHEET + "people: [{id: tom, name: {value: Tom, audience: partner}, at: [row]}]\n"
    assert "is said with other facts" in problems(restricted__sheet=text)[0]


# Properties --------------------------------------------------------------------------------------

FIELDS = {
    "phone": st.sampled_from(["01632 960111", "01632 960112"]),
    "post": st.sampled_from(["Leader", "Deputy Leader"]),
    "email": st.just("joan@ambridge.example"),
    "aliases": st.just(["Cllr Archer"]),
    "roles": st.just([{"role": "chair", "of": "ambridge"}]),
}
PEOPLE = st.fixed_dictionaries(
    {"id": st.sampled_from(["joan-archer", "tom"]), "at": st.just(["message"])},
    optional={**FIELDS, "remove": st.just(["note"]), "name": st.just("Tom")},
)
TABLES = st.fixed_dictionaries(
    {"id": st.just("grants"), "at": st.just(["message"])},
    optional={
        "lines": st.lists(
            st.fixed_dictionaries(
                {"id": st.sampled_from(["line-a", "line-z"]), "name": st.just("Z")},
                optional={"amount": st.sampled_from(["1", "2"])},
            ),
            max_size=2,
        )
    },
)
OVERLAYS = st.lists(
    st.tuples(st.lists(PEOPLE, max_size=2), st.lists(TABLES, max_size=1)), max_size=3
)


def written(overlays: list[tuple[list[object], list[object]]]) -> list[Source]:
    texts = [
        told(yaml.safe_dump({"people": people, "funding": tables}), on=f"2026-03-{number:02}")
        for number, (people, tables) in enumerate(overlays, 1)
    ]
    return sources(*texts)


def data(merged: Iterable[Source]) -> dict[str, object]:
    return {source.name: source.data for source in merged}


@given(OVERLAYS, st.randoms())
def test_order_of_files_does_not_matter(overlays, shuffle: random.Random):
    """The same files in any order are the same knowledge and the same problems."""
    files = written(overlays)
    turned = files[:]
    shuffle.shuffle(turned)
    one, other = overlaid(files), overlaid(turned)
    assert data(one.sources) == data(other.sources)
    assert sorted(one.problems) == sorted(other.problems)


@given(OVERLAYS)
def test_merging_twice_is_merging_once(overlays):
    """What is merged, merged once more, is the same, and so are the places it is told of."""
    once = overlaid(written(overlays)).sources
    twice = overlaid(once).sources
    assert data(twice) == data(once)
    path = ("people", 0, "phone")
    assert [s.place(path) for s in twice] == [s.place(path) for s in once]


@given(OVERLAYS)
def test_any_overlay_gives_problems_or_knowledge(overlays):
    """Whatever stands in overlays, it is told or merged, and never a traceback."""
    checked = check(written(overlays))
    if not checked.problems:
        warnings(checked, flatten(checked.files))


def test_merging_nothing_changes_nothing():
    """Without amendments the very files come back, and the knowledge of the county is the same."""
    files = [
        parse(name, content) for name, content in read_folder(COUNTY).items()
        if not name.startswith(("amendments/", "restricted/"))
        and b"left: true" not in content
    ]  # fmt: skip
    assert all(one is other for one, other in zip(overlaid(files).sources, files, strict=True))


# Amendments that are kept elsewhere --------------------------------------------------------------


def test_further_files_are_knowledge_too(write_folder, tmp_path):
    """Files that are not in the folder are merged like those that are, and change the index."""
    folder, index = write_folder(), tmp_path / "index.db"
    plain = load_knowledge(folder, index)
    extra = {"amendments/7.yaml": told(phone("01632 960111")).encode()}
    amended = load_knowledge(folder, index, extra)
    assert amended.facts["joan-archer.phone"].value == "01632 960111"
    assert amended.fingerprint != plain.fingerprint
    assert load_knowledge(folder, index, extra) == amended
    assert check_folder(folder, extra)[0].facts == amended.facts
