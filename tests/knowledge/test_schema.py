"""The generated page and the JSON Schema are today's, and accept what the check accepts."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from cspbot.config import ROOT
from cspbot.knowledge import records as r
from cspbot.knowledge.records_page import records_page
from cspbot.knowledge.schema import json_schema, schema_text
from cspbot.knowledge.shape import models, shape
from tests.conftest import COUNTY

STALE = "stale: run python bot.py docs"


class EditorLoader(yaml.CSafeLoader):
    """Reads YAML as editors do, by YAML 1.2: a date is a text."""


EditorLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith("timestamp")]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def validator_of(*, partial: bool) -> jsonschema.Draft7Validator:
    schema = json_schema(partial=partial)
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft7Validator:
    return validator_of(partial=False)


@pytest.fixture(scope="module")
def overlay_validator() -> jsonschema.Draft7Validator:
    return validator_of(partial=True)


def test_records_page_is_current():
    """docs/records.md tells of the models as they are."""
    assert (ROOT / "docs" / "records.md").read_text(encoding="utf-8") == records_page(), STALE


@pytest.mark.parametrize(("name", "partial"), [("schema", False), ("schema-amendments", True)])
def test_schema_file_is_current(name, partial):
    """Both schemas in knowledge/ tell of the models as they are."""
    path = ROOT / "knowledge" / f"{name}.json"
    assert path.read_text(encoding="utf-8") == schema_text(partial=partial), STALE


def test_page_names_every_field():
    """No field of any record is missing from the documentation."""
    page = records_page()
    assert [
        f"{model.__name__}.{name}" for model in models() for name in shape(model)
        if f"`{name}`" not in page
    ] == []  # fmt: skip


@pytest.mark.parametrize(
    "file",
    [*COUNTY.rglob("*.yaml"), *(ROOT / "knowledge").rglob("*.yaml")],
    ids=lambda path: path.name,
)
def test_schema_accepts_sound_files(validator, overlay_validator, file: Path):
    """An editor underlines nothing in a file that the check lets pass."""
    data = yaml.load(file.read_text(encoding="utf-8"), Loader=EditorLoader)  # noqa: S506
    chosen = overlay_validator if file.parent.name in ("amendments", "restricted") else validator
    assert [f"{list(e.path)}: {e.message}" for e in chosen.iter_errors(data)] == []


def test_overlay_schema_refuses_slips(overlay_validator):
    """In an amendment a record may be in part, yet not nameless or with unknown fields."""
    sound = {"id": "x", "phone": "1", "remove": ["email"]}
    assert overlay_validator.is_valid({"people": [sound]})
    for slip in ({"phone": "1"}, {"id": "x", "fone": "1"}, {"id": "x", "remove": ["mail"]}):
        assert not overlay_validator.is_valid({"people": [slip]})


@pytest.mark.parametrize(
    "text",
    [
        "peple: []",
        "people: [{id: x}]",
        "people: [{id: x, name: X, colour: red}]",
        "people: [{id: X Y, name: X}]",
        "people: [{id: x, name: X, certainty: sure}]",
        "people: [{id: x, name: X, phone: {value: 1, from: [a]}}]",
        "people: [{id: x, name: X, phone: {at: [a]}}]",
        "meetings: [{id: x, name: X, date: tomorrow}]",
        "partnerships: [{id: x, name: X, short: X, status: gone}]",
    ],
)
def test_schema_refuses_slips(validator, text):
    """An editor underlines unknown keys, missing ones and values that cannot be."""
    assert not validator.is_valid(yaml.load(text, Loader=EditorLoader))  # noqa: S506


def test_schema_offers_every_field():
    """Every field of every record can be completed, with its meaning beside it."""
    definitions = json.loads(schema_text())["definitions"]
    assert set(definitions["Partnership"]["properties"]) == set(shape(r.Partnership))
    assert definitions["Person"]["properties"]["contact_for"]["description"]
