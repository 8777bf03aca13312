"""The record models as a page of documentation, docs/records.md."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from cspbot.knowledge import records as r
from cspbot.knowledge.shape import FieldShape, Model, models, shape

HEAD = """\
# What a knowledge file may hold

This page is written by `python bot.py docs` from `cspbot/knowledge/records.py`; change it there.

A file is a mapping of lists. Every record says under `at` which places of the document it rests
on: the document that the file names at its top, or another one as `other-document#1.6`. Any field
whose citation differs from its record's is written long:

    phone: {value: 01234 567890, at: [header], note: The last figure is hard to read.}

An item of a list is a sentence, or a mapping with the fields under *Item*. Ids are lower-case
words joined by hyphens, and no two things share one. Fields marked * must be there.

For completion in an editor, let the first line of a file be

    # yaml-language-server: $schema=../schema.json

In files under `amendments/` and `restricted/` a record that is held already may be in part: its id
and what changes, with `remove: [field]` for what is emptied. Their first line names
`../schema-amendments.json`. [Keeping knowledge right](keeping-knowledge-right.md) tells of both.
"""

CITATION = (
    ("What every record and item may also hold", r.Cited),
    ("The long form of a field, beside `value`", r.Detail),
)


def records_page() -> str:
    """Return the page, as Markdown."""
    lists = {field.model: name for name, field in shape(r.File).items() if field.model}
    pages = [HEAD, *_section("A file", r.File)]
    pages += [line for m in lists for line in _section(f"{lists[m]}: {m.__name__}", m)]
    pages += ["## Parts of records", ""]
    for model in models():
        if model not in lists and model is not r.File:
            pages += _section(model.__name__, model, "###")
    for heading, model in CITATION:
        pages += _section(heading, model)
    return "\n".join(pages).rstrip() + "\n"


def _section(heading: str, model: Model, level: str = "##") -> Iterator[str]:
    yield from (f"{level} {heading}", "", inspect.getdoc(model) or "", "")
    yield from ("| field | holds | meaning |", "| --- | --- | --- |")
    shared = () if model in (r.Cited, r.Detail) else shape(r.Cited)
    for name, field in shape(model).items():
        if name not in shared:
            mark = " *" if field.required else ""
            yield f"| `{name}`{mark} | {_holds(field)} | {field.meaning} |"
    yield ""


def _holds(field: FieldShape) -> str:
    """Say in words what a field holds."""
    held = field.says
    if field.refers and not field.model:
        held = f"id of a {' or '.join(field.refers.kinds) or 'record of any kind'}"
    if field.allowed:
        held = ", ".join(f"`{value}`" for value in field.allowed)
    return f"list: {held}" if field.many else held
