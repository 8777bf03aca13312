"""What is overdue is told oldest first, by the limits that answers go by."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspbot.knowledge.ageing import by_partnership, limit_of, overdue, years_between
from cspbot.knowledge.check import check
from cspbot.knowledge.facts import Knowledge
from cspbot.knowledge.flatten import flatten
from cspbot.knowledge.loader import parse, read_folder
from cspbot.knowledge.store import load_knowledge
from cspbot.knowledge.written import Written
from tests.conftest import COUNTY


@cache
def held() -> Knowledge:
    return load_knowledge(COUNTY, None)


DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize(
    ("field", "limit"),
    [("person.phone", 1), ("partnership.chair", 1), ("partnership.meets", 3), ("law.asks", 10),
     ("priority.reason", 3), ("something.else", 3)],
)  # fmt: skip
def test_limits_by_kind(county, field, limit):
    """Contacts and chairs are old after a year, law after ten."""
    fact = replace(next(iter(county.facts.values())), field=field)
    assert limit_of(fact) == limit


def test_oldest_comes_first(county):
    """Of what is equally old, that which ages soonest comes first."""
    found = overdue(county, date(2026, 3, 3))
    order = [(-one.years, one.limit) for one in found]
    assert order == sorted(order)
    assert {one.fact.field for one in found} >= {"person.phone", "partnership.meets", "law.asks"}


def test_what_is_made_of_facts_is_left_out(county):
    """A list is renewed by renewing what is in it; what a source lacks grows no older."""
    found = [one.fact for one in overdue(county, date(2090, 1, 1))]
    assert not [f.id for f in found if f.field.startswith("list.") or f.absent]
    assert "ambridge.priorities" not in {fact.id for fact in found}


def test_groups_by_partnership(county):
    """Each partnership has its own list; what is of none comes last."""
    groups = by_partnership(county, overdue(county, date(2026, 3, 3)))
    assert [*groups] == ["ambridge", "borsetshire", "felpersham", ""]


@given(DAYS, st.integers(0, 60))
def test_age_counts_whole_years(day, years):
    """On the day itself a year is full; the day before it is not."""
    day = day.replace(day=min(day.day, 28))
    assert years_between(day.isoformat(), day.replace(year=day.year + years)) == years


@given(DAYS, DAYS)
def test_overdue_only_grows(one, other):
    """What is overdue on a day is overdue on every later day, as long as nothing is told anew."""
    earlier, later = sorted((one, other))
    known = overdue(held(), earlier)
    assert {o.fact.id for o in known} <= {o.fact.id for o in overdue(held(), later)}


def test_facts_have_their_place():
    """A fact is told with the line of its sentence, else its field, else its record."""
    sources = [parse(name, content, name) for name, content in read_folder(COUNTY).items()]
    checked = check(sources)
    facts, written = flatten(checked.files).facts, Written(checked.sources)
    text = (COUNTY / "partnerships" / "ambridge.yaml").read_text(encoding="utf-8").splitlines()
    for ident, shown in [
        ("ambridge.purpose", "purpose:"), ("ambridge.chair", "chair:"),
        ("ambridge-sam-carter.phone", "phone:"), ("ambridge-line-signs.amount", "amount: 8000"),
        ("ambridge.problem", "Stolen quad bikes"),
    ]:  # fmt: skip
        name, _, line = written.place(facts[ident]).partition(":")
        assert name == "partnerships/ambridge.yaml"
        assert shown in text[int(line) - 1]
    area = written.place(facts["felpersham.area"])
    assert area == "amendments/2024-02-01.yaml:22"
