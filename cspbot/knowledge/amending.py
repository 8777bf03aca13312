"""Writes amendments as the files that the check takes, and tells what can be amended.

An amendment says who told what on which day. Its text is a whole knowledge file: it can stand in
`knowledge/amendments/`, or be kept elsewhere and passed to `load_knowledge` beside the folder.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cspbot.knowledge import records as r
from cspbot.knowledge.facts import spoken_date
from cspbot.knowledge.flatten import AMENDMENT, KINDS
from cspbot.knowledge.labels import field_label
from cspbot.knowledge.shape import kinds, shape

PLACE = "message"
"""The one place of an amendment's document."""
NOT_BY_ITSELF = frozenset(shape(r.Detail)) | {"id", "left"}
"""Fields that are no fact to amend."""
ASPECT = "what"
"""What a new statement is about until somebody says it better."""
PLAIN = frozenset({"words", "sentences", "date", "period", "pounds", "id", "choice"})
"""What a value that can be written in one line may be."""
OWNERS = {"line": ("funding", "lines"), "section": ("laws", "sections")}
"""Records that stand within others: the list of the owner, and theirs in it."""


@dataclass(frozen=True, slots=True)
class Amendable:
    """A field that can be amended by a plain value."""

    field: str
    label: str
    """What people call it."""
    holds: str
    """'words', 'sentences' (prose that is an answer by itself), 'date', 'period', 'pounds', 'id'
    or 'choice'."""
    refers: tuple[str, ...] = ()
    """For an id: the kinds of record that it may be of; empty for an id: any."""
    allowed: tuple[str, ...] = ()
    """For a choice: what may be chosen."""
    required: bool = False
    """It can be changed and not emptied."""


@dataclass(frozen=True, slots=True)
class Amendment:
    """That somebody told a new value of one field."""

    kind: str
    """The record kind, 'person'."""
    record: str
    """The record's id."""
    field: str
    value: str
    """As a record holds it; empty: the field is emptied."""
    told_by: str
    """As an answer cites it: 'the community safety manager'."""
    told_on: date
    document: str
    """A new id for the amendment, see `document_id`."""
    within: str = ""
    """For a funding line or a section: the id of its table or law."""
    note: str = ""
    """What a reader must be told with the new value."""
    supersedes: tuple[str, ...] = ()
    """Documents of earlier amendments of the same field."""
    audience: str = "public"
    """For whom the field is."""


def amendable(kind: str) -> tuple[Amendable, ...]:
    """Return the fields of a record kind that can be amended by a plain value, in their order.

    None for reports and other documents: what they print does not change.
    """
    model = {name: found for found, name in kinds().items()}.get(kind)
    if model is None or kind == "document":
        return ()
    return tuple(
        Amendable(
            name, field_label(name), held.says, held.refers.kinds if held.refers else (),
            held.allowed, held.required,
        )
        for name, held in shape(model).items()
        if not held.many and held.model is None and name not in NOT_BY_ITSELF
        and held.says in PLAIN
    )  # fmt: skip


def document_id(told_on: date, taken: Iterable[str]) -> str:
    """Return an id for the document of a new amendment: 'told-2026-03-03-1', or the next free."""
    held, number = set(taken), 1
    while (ident := f"told-{told_on.isoformat()}-{number}") in held:
        number += 1
    return ident


def amendment_text(amendment: Amendment) -> str:
    """Return an amendment as a knowledge file, which passes the check if the value fits the field.

    Raises:
        ValueError: there is no such kind of record, or a line or section comes without `within`.
    """
    one = amendment
    cited = f"at: [{quoted(f'{one.document}#{PLACE}')}]"
    note = f", note: {quoted(one.note)}" if one.note else ""
    if one.value:
        change = [f"{one.field}: {{value: {quoted(one.value)}, {cited}{note}}}"]
    else:
        change = [f"remove: [{one.field}]", cited]
    did = f"new {field_label(one.field)}" if one.value else f"no {field_label(one.field)} any more"
    head = _head(one.document, one.told_by, one.told_on, did, one.supersedes, one.audience)
    return head + "\n".join(_record(one.kind, one.record, change, one.within)) + "\n"


def amendment_path(document: str, audience: str) -> str:
    """Return where the file of an amendment stands in the knowledge folder.

    What is not public stands with all else that is not, so that it is handed on with nothing.
    """
    kept_apart = "" if audience == "public" else "restricted/"
    return f"{kept_apart}amendments/{document}.yaml"


def departure_text(
    person: str, told_by: str, told_on: date, document: str, audience: str = "public"
) -> str:
    """Return the knowledge file by which a person has left; it does not hold their name."""
    head = _head(document, told_by, told_on, "somebody has left", (), audience)
    change = ["left: true", f"at: [{quoted(f'{document}#{PLACE}')}]"]
    return head + "\n".join(_record("person", person, change)) + "\n"


def aliases_text(kind: str, record: str, names: Sequence[str]) -> str:
    """Return the knowledge file by which a record is known by these names beside its own.

    A name is no fact, so it names no source.
    """
    head = "# What people call it. What is written here goes before the record itself.\n"
    change = [f"aliases: [{', '.join(map(quoted, names))}]"]
    return head + "\n".join(_record(kind, record, change)) + "\n"


def point_text(
    about: str, text: str, told_by: str, told_on: date, document: str, audience: str
) -> str:
    """Return the knowledge file by which something is said that no field of a record holds."""
    head = _head(document, told_by, told_on, "something new", (), audience)
    cited = quoted(f"{document}#{PLACE}")
    return (
        f"{head}points:\n  - about: [{about}]\n    aspect: {ASPECT}\n    text: {quoted(text)}\n"
        f"    at: [{cited}]\n"
    )


def quoted(text: str) -> str:
    """Write a text as YAML has it in one line."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if re.fullmatch(r"[A-Za-z][\w /-]*[\w.]", plain) and plain.lower() != "null":
        return plain
    return json.dumps(plain, ensure_ascii=False)


def _head(
    document: str, told_by: str, told_on: date, did: str, supersedes: Sequence[str], audience: str
) -> str:
    day = told_on.isoformat()
    teller = quoted(f"told by {told_by}")
    title = quoted(f"Told by {told_by}, {spoken_date(day)}")
    lines = [
        f"# {spoken_date(day)}: {did}. What is written here goes before the record itself.",
        f"document: {document}",
        *([] if audience == "public" else [f"audience: {audience}"]),
        "",
        "documents:",
        f"  - id: {document}",
        f"    name: {title}",
        f"    short: {teller}",
        f"    type: {AMENDMENT}",
        f'    date: "{day}"',
    ]
    if supersedes:
        lines.append(f"    supersedes: [{', '.join(supersedes)}]")
    return "\n".join([*lines, f"    locators: [{{at: {PLACE}}}]", "", ""])


def _record(kind: str, record: str, change: Sequence[str], within: str = "") -> list[str]:
    lists = {named: name for name, named in KINDS.items()}
    lines = [f"  - id: {record}", *(f"    {line}" for line in change)]
    if kind not in OWNERS and kind not in lists:
        raise ValueError(f"there is no record kind '{kind}'")
    if kind not in OWNERS:
        return [f"{lists[kind]}:", *lines]
    if not within:
        raise ValueError(f"a {kind} stands within another record: name that in 'within'")
    owner, part = OWNERS[kind]
    return [f"{owner}:", f"  - id: {within}", f"    {part}:", *(f"    {line}" for line in lines)]
