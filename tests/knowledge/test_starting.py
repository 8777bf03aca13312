"""A record begun from any answers passes the check and says what was answered."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cspbot.knowledge.facts import Knowledge
from cspbot.knowledge.starting import (
    QUESTIONS,
    AnswerError,
    Answers,
    partial_date,
    partnership_file,
    problem_with,
)
from cspbot.knowledge.store import check_folder, load_knowledge
from tests.conftest import COUNTY

TODAY = date(2026, 3, 3)
KNOWN = load_knowledge(COUNTY, None)
FULL = Answers(
    name="Lakey Hill Community Safety Partnership", short="Lakey Hill", country="wales",
    districts="Lakey Hill, Ambridge district; Waterley", police="borsetshire police",
    commissioner="Borsetshire PCC", fire="Lakey Fire", chair="Cllr Eleanor Bold, Mayor",
    meets="every three months", contact="Eleanor Bold, 01632 960234, eb@lakey.example",
    title='Report: "Safe" #1', date="14 March 2024", link="https://lakey.example/a?b=1#c",
)  # fmt: skip


def begun(answers: Answers) -> Knowledge:
    name, text = partnership_file(answers, KNOWN, TODAY)
    return check_folder(COUNTY, {name: text.encode()})[0]


def test_answers_become_facts():
    """Each answer is held, and what is held already is referred to."""
    facts = begun(FULL).facts
    texts = [f.text for f in facts.values() if f.scope == "lakey-hill"]
    assert {
        "Lakey Hill Community Safety Partnership covers Lakey Hill, Ambridge district and "
        "Waterley.",
        "The police force for Lakey Hill Community Safety Partnership is Borsetshire Police.",
        "The fire and rescue service for Lakey Hill Community Safety Partnership is Lakey Fire.",
        "Lakey Hill Community Safety Partnership is chaired by Councillor Eleanor Bold (Mayor).",
        "Lakey Hill Community Safety Partnership meets every three months.",
        "Eleanor Bold, Mayor: telephone 01632 960234.",
        'Report: "Safe" #1 is dated 14 March 2024.',
    } <= {text.replace("Councillor Eleanor Bold, Mayor", "Eleanor Bold, Mayor") for text in texts}
    assert facts["lakey-hill.police_force"].value == "borsetshire-police"


def test_name_alone_is_enough():
    """All else may be empty; the record then rests on the note of whoever began it."""
    knowledge = begun(Answers(name="Lakey Hill CSP"))
    assert knowledge.entities["lakey-hill"].name == "Lakey Hill CSP"
    document = knowledge.documents["lakey-hill-note"]
    assert document.cited == "officer's note, 3 March 2026"


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (Answers(), "A name or the short name of the area is needed."),
        (Answers(name="---"), "A name or the short name of the area is needed."),
        (Answers(short="Ambridge"), "'ambridge' is held already: Ambridge Community Safety"),
        (Answers(short="X", date="soon"), "'soon' is no date: write 14 March 2024"),
        (Answers(short="X", country="Scotland"), "'Scotland' is not England or Wales"),
    ],
)
def test_unusable_answers_are_told(answers, told):
    """What cannot be written is told in words."""
    with pytest.raises(AnswerError, match=told.replace(".", r"\.")):
        partnership_file(answers, KNOWN, TODAY)


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("14 March 2024", "2024-03-14"), ("14th march 2024", "2024-03-14"),
        ("Mar 2024", "2024-03"), ("14/03/2024", "2024-03-14"), ("1.2.2024", "2024-02-01"),
        ("2024", "2024"), ("2024-03", "2024-03"), (" 2024-03-14 ", "2024-03-14"), ("", ""),
    ],
)  # fmt: skip
def test_dates_as_people_write_them(typed, held):
    """A date is taken as people write it here, the day before the month."""
    assert partial_date(typed) == held


@given(st.dates(date(1000, 1, 1)))
def test_every_day_is_read(day):
    """A day written out in any of the ways is that day."""
    for written in (f"{day:%d/%m/%Y}", f"{day:%Y-%m-%d}", f"{day.day} {day:%B} {day.year:04}"):
        if day.year >= 1000:
            assert partial_date(written) == day.isoformat()


ANSWERS = st.fixed_dictionaries(
    {one.name: st.one_of(st.just(""), st.text(max_size=30), st.text("a,;:'\"#{}[]|>-&*! 0@x\n"))
     for one in fields(Answers)}
)  # fmt: skip


@given(ANSWERS)
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_any_answers_pass_the_check(drawn):
    """Whatever is typed, the file that is written is sound; or the answer is refused in words."""
    for one in QUESTIONS:
        if problem_with(one.key, drawn[one.key]):
            drawn[one.key] = ""
    try:
        name, text = partnership_file(Answers(**drawn), KNOWN, TODAY)
    except AnswerError:
        return
    check_folder(COUNTY, {name: text.encode()})
