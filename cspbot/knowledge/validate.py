"""Holds a file's data against the record models, and words what does not fit for an officer."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from cspbot.knowledge import records as r
from cspbot.knowledge.loader import Source
from cspbot.knowledge.problems import FieldPath, Problem, did_you_mean
from cspbot.knowledge.shape import Model, shape

WANTED = {
    "string_type": "a text",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a mapping, with 'key: value' lines",
    "model_type": "a mapping, with 'key: value' lines",
    "model_attributes_type": "a mapping, with 'key: value' lines",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "decimal_parsing": "pounds as a plain number, 24595 or 23105.56",
    "decimal_type": "pounds as a plain number, 24595 or 23105.56",
    "decimal_max_places": "pounds with at most two decimals",
    "decimal_max_digits": "an amount of at most 14 figures",
    "decimal_whole_digits": "an amount of at most 14 figures",
    "finite_number": "pounds as a plain number, 24595 or 23105.56",
    "greater_than_equal": "an amount that is not below zero",
}
"""What is wanted, by the type of Pydantic's error."""

PATTERNS = {"d{4}": "a period: 2015/16, 2013-16, 2016-2021 or 2015-06 to 2015-11"}
ID_WANTED = "an id: lower-case words and figures joined by hyphens, 'joan-archer'"


def validate(source: Source) -> tuple[r.File | None, list[Problem]]:
    """Return the file as records, or None with every reason why it cannot be.

    A file that is parsed already is validated once: see `loader.Remembered`.
    """
    found = _validated.get(source)
    if found is None:
        found = _validated[source] = _validate(source)
    return found


_validated: WeakKeyDictionary[Source, tuple[r.File | None, list[Problem]]] = WeakKeyDictionary()


def _validate(source: Source) -> tuple[r.File | None, list[Problem]]:
    data = {} if source.data is None else source.data
    try:
        return r.File.model_validate(data), []
    except ValidationError as error:
        return None, [_problem(source, details) for details in error.errors(include_url=False)]


def _problem(source: Source, error: ErrorDetails) -> Problem:
    path = _as_written(error["loc"], source.data)
    return source.problem(path, _message(error, path))


def _message(error: ErrorDetails, path: FieldPath) -> str:
    came, kind = error.get("input"), error["type"]
    if kind == "extra_forbidden":
        known = [*shape(_model_at(path[:-1])), "value"]
        return f"unknown key{did_you_mean(str(path[-1]), known)}"
    if kind == "missing":
        return "is missing"
    if kind == "value_error":
        return error["msg"].removeprefix("Value error, ")
    if kind in ("string_too_short", "too_short"):
        return f"{came!r} is too short"
    if kind == "literal_error":
        allowed = error["ctx"]["expected"].replace(" or ", ", ").replace("'", "")
        hint = did_you_mean(str(came), allowed.split(", "))
        return f"{_shown(came)} is not allowed{hint}; allowed: {allowed}"
    wanted = WANTED.get(kind)
    if kind == "string_pattern_mismatch":
        pattern = error["ctx"]["pattern"]
        wanted = next((text for part, text in PATTERNS.items() if part in pattern), ID_WANTED)
    return (
        f"expected {wanted}, got {_shown(came)}" if wanted else f"{error['msg']}: {_shown(came)}"
    )


def _shown(value: object) -> str:
    """Show what came instead, shortly."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, (list, tuple)):
        return "a list"
    if value is None:
        return "nothing"
    text = str(value)
    return f"'{text if len(text) <= 40 else text[:37] + '...'}'"


def _as_written(loc: FieldPath, data: object) -> FieldPath:
    """Turn Pydantic's location into the path in the file.

    A field written long is lifted out of `value`, and what it adds is put under `details`; a lone
    value stands for a list of one.
    """
    path: list[str | int] = []
    for part in loc:
        if part == "details":
            continue
        if isinstance(data, dict) and part not in data and "value" in data:
            path.append("value")
            data = data["value"]
        if isinstance(part, int) and not isinstance(data, list):
            continue  # a lone value, wrapped
        path.append(part)
        if isinstance(data, dict):
            data = data.get(str(part))
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
    return tuple(path)


def _model_at(path: FieldPath) -> Model:
    """Return the model of the mapping at a path; the long form's where it is one."""
    model: Model = r.File
    for part in path:
        if isinstance(part, str) and part != "value":
            field = shape(model).get(part)
            model = field.model if field and field.model else r.Detail
    return model
