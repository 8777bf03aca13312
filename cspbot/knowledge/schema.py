"""The record models as JSON Schema, from which editors complete and check the YAML.

It allows what people write: a bare sentence for an item, a lone value for a list of one, a figure
for a word, and the long form `{value: ..., at: ...}` for any field. What it cannot know, `check`
does: whether an id is there, dates in their order, sources.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping, Sequence

from cspbot.knowledge import records as r
from cspbot.knowledge.overlays import IDENTITY
from cspbot.knowledge.shape import FieldShape, Model, models, shape

DRAFT = "http://json-schema.org/draft-07/schema#"
"""The draft that the YAML extensions of editors know best."""

SLUG = "^[a-z0-9]+(-[a-z0-9]+)*$"
Schema = Mapping[str, object]

VALUES: Mapping[str, Schema] = {
    "words": {"type": ["string", "number"]},  # 1999 and 1.6 are numbers to an editor
    "sentences": {"type": "string", "minLength": 3},
    "date": {"type": ["string", "integer"], "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"},
    "day": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    "time": {"type": "string", "pattern": r"^\d{2}:\d{2}$"},
    "period": {"type": ["string", "integer"], "pattern": r"^\d{4}([/-]\d{2}.*)?$"},
    "pounds": {"type": "number", "minimum": 0},
    "whole number": {"type": "integer"},
    "true or false": {"type": "boolean"},
    "id": {"type": "string", "pattern": SLUG},
    "its own id": {"type": "string", "pattern": SLUG},
}
"""By what the values of a field are called."""


def schema_text(*, partial: bool = False) -> str:
    """Return the JSON Schema of a knowledge file, ready to be written."""
    return json.dumps(json_schema(partial=partial), indent=1, ensure_ascii=False) + "\n"


def json_schema(*, partial: bool = False) -> Schema:
    """Return the JSON Schema of a knowledge file.

    Args:
        partial: of a file that is laid over others, in which records need not be whole.
    """
    definitions: dict[str, Schema] = {**VALUES}
    every: list[Model] = [*models(), r.Detail]
    for model in every:
        definitions[model.__name__] = _object(model, definitions)
        identity = IDENTITY.get(model, ("id",))
        if partial and set(identity) <= set(shape(model)):
            definitions[model.__name__] = _in_part(definitions[model.__name__], identity)
    for name in ("Item", "Turn"):  # a bare sentence, a bare id
        definitions[name] = {"anyOf": [definitions[name], {"type": "string"}]}
    title = "A file of the knowledge folder of cspbot"
    return {"$schema": DRAFT, "title": title, **_to("File"), "definitions": definitions}


def _object(model: Model, definitions: dict[str, Schema]) -> Schema:
    citation = shape(r.Detail)
    properties = {}
    for name, field in shape(model).items():
        short = _value(field)
        written = short
        if issubclass(model, r.Cited) and name not in citation:
            written = _or_long(field, short, definitions)
        properties[name] = {"description": field.meaning, "allOf": [written]}
    return {
        "type": "object",
        "description": (inspect.getdoc(model) or "").split("\n")[0],
        "properties": properties,
        "required": [name for name, field in shape(model).items() if field.required],
        "additionalProperties": False,
    }


def _in_part(whole: Schema, identity: Sequence[str]) -> Schema:
    """Let a record hold just what changes, and name fields that are emptied."""
    properties = whole["properties"]
    assert isinstance(properties, dict)  # noqa: S101 - narrowing
    names = {"enum": [name for name in properties if name not in identity]}
    several = {"type": "array", "items": names}
    remove = {"description": "fields that are emptied", "anyOf": [names, several]}
    return {
        **whole,
        "properties": {**properties, "remove": remove},
        "required": list(identity),
    }


def _value(field: FieldShape) -> Schema:
    one = {"enum": list(field.allowed)} if field.allowed else _to(field.says)
    if not field.many:
        return one
    several = {"type": "array", "items": one}
    alone = field.model is None or field.model is r.Item
    return {"anyOf": [several, one]} if alone else several


def _or_long(field: FieldShape, short: Schema, definitions: dict[str, Schema]) -> Schema:
    """Let a field be written long, with a citation of its own."""
    cited = {name: _to(f"Detail/properties/{name}") for name in shape(r.Detail)}
    name = f"{'list of ' if field.many else ''}{field.says}, or long"
    written: Schema = {
        "anyOf": [
            short,
            {
                "type": "object",
                "properties": {"value": short, **cited},
                "required": ["value"],
                "additionalProperties": False,
            },
        ]
    }
    if field.allowed:  # its values are its own: nothing to share
        return written
    definitions[name] = written
    return _to(name)


def _to(definition: str) -> Schema:
    return {"$ref": f"#/definitions/{definition.replace(' ', '%20')}"}
