"""What a partnership's record lacks is told, and asked for in an e-mail."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cspbot.knowledge.facts import Knowledge
from cspbot.knowledge.gaps import financial_year, gap_email, gaps
from cspbot.knowledge.shape import kinds, shape

TODAY = date(2022, 6, 1)


def labels(knowledge: Knowledge, partnership: str, today: date = TODAY) -> list[str]:
    return [gap.label for gap in gaps(knowledge, partnership, today)]


def test_full_record_lacks_nothing_much(county):
    """Ambridge uses every field, so that only the money of a later year is missing."""
    assert labels(county, "ambridge") == []
    assert labels(county, "ambridge", date(2026, 3, 31)) == ["funding for 2025/26"]


def test_thin_record_lacks_much(county):
    """Of Felpersham the report says who chairs and how often it meets, and no quorum."""
    found = labels(county, "felpersham")
    assert {"the quorum", "a telephone number", "the web page"} <= set(found)
    assert not {"who chairs it", "how often it meets", "the priorities"} & set(found)


def test_absence_fills_no_gap(county):
    """A sentence that the report does not say something leaves the gap open."""
    facts = {
        k: replace(f, absent=True) if f.field == "partnership.quorum" else f
        for k, f in county.facts.items()
    }
    assert labels(replace(county, facts=facts), "ambridge") == ["the quorum"]


def test_email_asks_for_each(county):
    """The e-mail is whole: a subject, somebody to read it, a question for each gap."""
    missing = gaps(county, "ambridge", date(2026, 3, 31))
    assert gap_email(county, "ambridge", missing) == (
        "Subject: Ambridge Community Safety Partnership: what our records lack\n\n"
        "Dear Sam Carter,\n\n"
        "We keep a record of Ambridge Community Safety Partnership, from which officers, partner "
        "agencies and councillors get answers.\n"
        "It does not hold the following. Could you tell us, with the document or the person that "
        "it comes\nfrom and its date?\n\n"
        "1. What funding does it have for 2025/26, from whom, and for what?\n\n"
        'Short answers by return are all that is needed; "not known" helps as well. Please send '
        "nothing on\nindividual cases, and only contact details that may be passed on.\n\n"
        "Thank you.\n"
    )


def test_email_without_a_contact(county):
    """Where no contact is held, nobody is addressed by name."""
    text = gap_email(county, "felpersham", gaps(county, "felpersham", TODAY))
    assert "Dear colleague,\n" in text


def test_wanted_fields_exist(county):
    """Each field that is asked for is one that records have: a slip would be a gap for ever."""
    known = {f"{kind}.{name}" for model, kind in kinds().items() for name in shape(model)}
    made = {"membership.responsible_authority", "priority.is", "list.groups", "series.rule"}
    empty = replace(county, facts={})
    for gap in gaps(empty, "ambridge", TODAY):
        assert set(gap.fields) <= known | made


@pytest.mark.parametrize(
    ("day", "year"),
    [((2026, 3, 31), "2025/26"), ((2026, 4, 1), "2026/27"), ((1999, 12, 31), "1999/00")],
)
def test_financial_year_begins_in_april(day, year):
    """The last of March belongs to the year that ends."""
    assert financial_year(date(*day)) == year
