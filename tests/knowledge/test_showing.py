"""All that is held on a partnership is shown, and nothing that is not for the reader."""

from __future__ import annotations

import json

import pytest

from cspbot.knowledge.finding import NoPartnershipError, find_partnership
from cspbot.knowledge.showing import as_json, page
from cspbot.knowledge.store import PUBLIC


def test_page_holds_every_fact(county):
    """Each fact of the partnership stands there, with source, date and certainty."""
    text = page(county, "ambridge")
    flat = text.replace("\n", " ")
    facts = [f for f in county.by_scope["ambridge"] if not f.field.startswith("list.")]
    assert [f.id for f in facts if f.text.split("\n")[0].rstrip(":") not in flat] == []
    assert (
        "- The Ambridge partnership meets four times a year.\n"
        "  - how often it meets; Ambridge committee report, 1.10; as at 14 September 2023; "
        "stated\n"
    ) in text
    assert "for the officer" in text


def test_public_page_holds_no_secret(county):
    """What is not public is in neither form unless it is asked for."""
    public = county.visible_to(PUBLIC)
    for text in (page(public, "ambridge"), as_json(public, "ambridge")):
        assert "Robin Fairweather" not in text
        assert "key to the village hall" not in text
    assert "Robin Fairweather" in page(county, "ambridge")


def test_json_is_for_programs(county):
    """The JSON names the source and place, as-at date and certainty of each fact."""
    held = json.loads(as_json(county, "ambridge"))["facts"]
    (meets,) = [fact for fact in held if fact["id"] == "ambridge.meets"]
    assert meets["sources"] == [{"document": "Community Safety in Ambridge 2023", "place": "1.10"}]
    assert (meets["as_at"], meets["certainty"]) == ("2023-09-14", "stated")


@pytest.mark.parametrize(
    "typed", ["ambridge", "Ambridge", "Safer Ambridge", "ambridge csp", "ambrige", "AMBRIDGE "]
)
def test_partnership_is_found(county, typed):
    """By id, name, other name, or a slip of one letter."""
    assert find_partnership(county, typed).id == "ambridge"


@pytest.mark.parametrize(
    ("typed", "told"),
    [("ambre", "did you mean 'ambridge'"), ("zzz", "There are: ambridge, "), ("", "There are: ")],
)
def test_unknown_partnership_is_told(county, typed, told):
    """Else what is held is told, with the nearest."""
    with pytest.raises(NoPartnershipError, match=told):
        find_partnership(county, typed)
