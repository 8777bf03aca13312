"""The shape of the record models: which fields hold ids, which hold further records.

Check and documentation both read the schema through it, so that it is written once, as types.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from cspbot.knowledge import records as r
from cspbot.knowledge.flatten import KINDS
from cspbot.knowledge.problems import FieldPath

Model = type[BaseModel]


@dataclass(frozen=True, slots=True)
class FieldShape:
    """What a field of a model may hold."""

    says: str
    """What its values are called: 'words', 'sentences', 'date', 'id', a model's name."""
    many: bool
    """It holds a list."""
    required: bool
    meaning: str
    refers: r.Refers | None
    """Set where it holds ids of other records."""
    model: Model | None
    """Set where it holds records, or parts of a record."""
    allowed: tuple[str, ...]
    """The values that it may have; empty: any."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A mapping in a file that stands for a model; its content may still be wrong."""

    model: Model
    data: Mapping[str, object]
    path: FieldPath
    owner: Entry | None = None
    """The entry that it is part of."""

    @property
    def kind(self) -> str:
        """The record kind, 'person'; empty for the parts of records."""
        return kinds().get(self.model, "")

    def value(self, name: str) -> tuple[object, FieldPath]:
        """Return a field's value, taken out of the long form, with its path; None where unset."""
        value, path = self.data.get(name), (*self.path, name)
        if isinstance(value, dict) and "value" in value:
            return value["value"], (*path, "value")
        return value, path

    def values(self) -> Iterator[tuple[str, object, FieldPath]]:
        """Yield each known field that is set, with its value and path."""
        for name in self.data:
            if name in shape(self.model):
                value, path = self.value(name)
                if value is not None:
                    yield name, value, path

    def texts(self, name: str) -> list[tuple[str, FieldPath]]:
        """Return the texts of a field that holds one or a list of them, each with its path."""
        value, path = self.value(name)
        return [(text, place) for text, place in listed(value, path) if isinstance(text, str)]


SIMPLE = {int: "whole number", bool: "true or false", str: "words"}


@cache
def shape(model: Model) -> Mapping[str, FieldShape]:
    """Return the fields of a model as people write them, by name."""
    return {
        name: _field_shape(info) for name, info in model.model_fields.items() if name != "details"
    }


def _field_shape(info: FieldInfo) -> FieldShape:
    parts = [*_parts(info.annotation), *info.metadata]
    refers = [part for part in parts if isinstance(part, r.Refers)]
    models = [p for p in parts if isinstance(p, type) and issubclass(p, BaseModel)]
    said = [part.text for part in parts if isinstance(part, r.Says)]
    said += [text for simple, text in SIMPLE.items() if simple in parts]
    choices = [get_args(part) for part in parts if get_origin(part) is Literal]
    return FieldShape(
        says=models[0].__name__ if models else "id" if refers else (said or ["choice"])[0],
        many=any(get_origin(part) is tuple for part in parts),
        required=info.is_required(),
        meaning=info.description or "",
        refers=refers[-1] if refers else None,  # the last is the narrowest
        model=models[0] if models else None,
        allowed=choices[0] if choices else (),
    )


@cache
def kinds() -> Mapping[Model, str]:
    """Return the kind of each model whose records have ids."""
    found = {f.model: KINDS[n] for n, f in shape(r.File).items() if f.model and n in KINDS}
    return {
        **found, r.FundingLine: "line", r.Section: "section", r.Series: "series", r.Rota: "rota",
    }  # fmt: skip


def models() -> Mapping[Model, None]:
    """Return every model that a file is made of, in the order of their use, the file first."""
    found: dict[Model, None] = {r.File: None}
    waiting: list[Model] = [r.File]
    while waiting:
        for field in shape(waiting.pop(0)).values():
            if field.model and field.model not in found:
                found[field.model] = None
                waiting.append(field.model)
    return found


def entries(model: Model, data: object, path: FieldPath = ()) -> Iterator[Entry]:
    """Yield every mapping in a file's data that stands for a model, from the outside in."""
    if isinstance(data, dict):
        yield from _entries(Entry(model, data, path))


def _entries(entry: Entry) -> Iterator[Entry]:
    yield entry
    for name, value in entry.data.items():
        if isinstance(value, dict) and "value" in value and issubclass(entry.model, r.Cited):
            yield Entry(r.Detail, value, (*entry.path, name), entry)
    for name, value, path in entry.values():
        model = shape(entry.model)[name].model
        if model is not None:
            for item, place in listed(value, path):
                if isinstance(item, dict):
                    yield from _entries(Entry(model, item, place, entry))


def listed(value: object, path: FieldPath) -> list[tuple[object, FieldPath]]:
    """Return the items of a list with their paths; a lone value stands for a list of one."""
    if isinstance(value, list):
        return [(item, (*path, number)) for number, item in enumerate(value)]
    return [(value, path)]


def _parts(annotation: object) -> Iterator[object]:
    """Yield a type and everything that it is made of, markers included."""
    yield annotation
    for part in (*get_args(annotation), *getattr(annotation, "__metadata__", ())):
        yield from _parts(part)
