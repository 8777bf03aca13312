"""Writes the beginning of an amendment that would answer a question: sound as it is, to complete.

What is to be written stands there as a value that the check takes, so that whoever pastes it can
check at any time whether the rest is right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cspbot.knowledge.amending import (
    Amendable,
    Amendment,
    aliases_text,
    amendable,
    amendment_path,
    amendment_text,
    document_id,
    point_text,
)
from cspbot.knowledge.facts import Entity, Knowledge

WORDS, SENTENCE = "write it here", "Write a whole sentence here."
EXAMPLE = "an example: put what is right in its place"
TOLD_BY = "the post of whoever told it"


@dataclass(frozen=True, slots=True)
class Stub:
    """A file to complete."""

    path: str
    """Where it goes in the knowledge folder."""
    text: str
    record: str
    """Id of the record that it adds to."""


def missing_field(knowledge: Knowledge, record: str, field: str, on: date) -> Stub | None:
    """Return the amendment that gives a field of a record; None where it holds no plain value."""
    entity = knowledge.entities[record]
    one = next((a for a in amendable(entity.kind) if a.field == field), None)
    if one is None:
        return None
    within = next((line.table for line in knowledge.money if line.id == record), "")
    document = document_id(on, knowledge.documents)
    value = _placeholder(knowledge, entity, one, on)
    amendment = Amendment(
        entity.kind, record, field, value, TOLD_BY, on, document, within, audience=entity.audience
    )
    text = f"{amendment_text(amendment).rstrip()}  # {EXAMPLE}\n"
    return Stub(amendment_path(document, entity.audience), text, record)


def missing_alias(knowledge: Knowledge, record: str, words: Sequence[str]) -> Stub:
    """Return the amendment that lets a record be called by these words too."""
    entity = knowledge.entities[record]
    names = tuple(dict.fromkeys((*entity.aliases, *words)))
    path = amendment_path(f"names-of-{record}", entity.audience)
    return Stub(path, aliases_text(entity.kind, record, names), record)


def missing_point(knowledge: Knowledge, record: str, on: date) -> Stub:
    """Return the amendment that says of a record what none of its fields holds."""
    entity = knowledge.entities[record]
    document = document_id(on, knowledge.documents)
    text = point_text(record, SENTENCE, TOLD_BY, on, document, entity.audience)
    return Stub(amendment_path(document, entity.audience), text, record)


def _placeholder(knowledge: Knowledge, entity: Entity, one: Amendable, on: date) -> str:
    """Return a value that the check takes in the place of the one that is not known."""
    if one.allowed:
        return one.allowed[0]
    match one.holds:
        case "date":
            return on.isoformat()
        case "period":
            return f"{on.year}/{(on.year + 1) % 100:02}"
        case "pounds":
            return "0"
        case "sentences":
            return SENTENCE
        case "id":
            fitting = [e for e in knowledge.entities.values()
                       if not one.refers or e.kind in one.refers]  # fmt: skip
            fitting.sort(key=lambda e: (e.scope not in (entity.scope, entity.id), e.id))
            return fitting[0].id if fitting else WORDS
        case _:
            return WORDS
