"""The invented county uses all of the schema, so that every test against it covers all of it."""

from __future__ import annotations

from cspbot.knowledge import records as r
from cspbot.knowledge.loader import parse, read_folder
from cspbot.knowledge.shape import entries, models, shape
from cspbot.knowledge.store import check_folder
from tests.conftest import COUNTY


def used_fields() -> set[tuple[str, str]]:
    """Every model and field in the county; a shared field by the model that declares it."""
    used = set()
    for name, content in read_folder(COUNTY).items():
        for entry in entries(r.File, parse(name, content).data):
            for model in (entry.model, *entry.model.__mro__):
                used |= {(model.__name__, key) for key in entry.data}
    return used


def test_county_is_sound():
    """The county passes the check."""
    knowledge, _ = check_folder(COUNTY)
    assert {"ambridge", "felpersham", "borsetshire"} <= set(knowledge.entities)


def test_every_field_is_used():
    """No record kind and no field is without an example; a new field needs one here."""
    cited, own = set(shape(r.Cited)), set(shape(r.Record)) - set(shape(r.Cited))
    wanted = {("Record", name) for name in own} | {("Cited", name) for name in cited}
    wanted |= {("Detail", name) for name in shape(r.Detail)}
    for model in models():
        wanted |= {(model.__name__, name) for name in set(shape(model)) - own - cited}
    missing = wanted - used_fields()
    assert missing == set()


def test_every_certainty_and_audience_is_used():
    """Nothing that a fact can be is without an example, nor are facts for officers."""
    knowledge, _ = check_folder(COUNTY)
    facts = knowledge.facts.values()
    assert {fact.certainty for fact in facts} == {
        "stated", "proposed", "awaited", "contradicted", "outside", "inferred",
    }  # fmt: skip
    assert {fact.audience for fact in facts} == {"public", "member", "officer"}
