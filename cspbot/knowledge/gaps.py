"""What the record of a partnership lacks, and the e-mail that asks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from cspbot.knowledge.facts import Fact, Knowledge

EMAIL = """\
Subject: {name}: what our records lack

Dear {whom},

We keep a record of {name}, from which officers, partner agencies and councillors get answers.
It does not hold the following. Could you tell us, with the document or the person that it comes
from and its date?

{asks}

Short answers by return are all that is needed; "not known" helps as well. Please send nothing on
individual cases, and only contact details that may be passed on.

Thank you.
"""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that should be held of a partnership and is not."""

    label: str
    """What is missing: 'the quorum'."""
    ask: str
    """A question that asks for it."""
    fields: tuple[str, ...]
    """The fields of facts of which one would fill it."""


def gaps(knowledge: Knowledge, partnership: str, today: date) -> tuple[Gap, ...]:
    """Return what is not held of a partnership, in the order in which it is usually asked for.

    A sentence that says what a report lacks fills no gap. Pass the knowledge that the reader may
    see: `knowledge.visible_to(...)`.
    """
    year = financial_year(today)
    own = (*knowledge.by_scope.get(partnership, ()), *knowledge.by_subject.get(partnership, ()))
    held = [fact for fact in own if not fact.absent]
    paid = {m.fact for m in knowledge.money if m.year == year and m.amount is not None}
    found = []
    for wanted in _wanted():
        fields = tuple(map(str, wanted["fields"]))  # type: ignore[call-overload] # a list there
        facts = [fact for fact in held if fact.field in fields]
        if wanted.get("per_year"):
            facts = [fact for fact in facts if fact.id in paid]
        if wanted.get("names"):
            facts = [fact for fact in facts if _names(fact, str(wanted["names"]), knowledge)]
        if not facts:
            label, ask = (str(wanted[part]).format(year=year) for part in ("label", "ask"))
            found.append(Gap(label, ask, fields))
    return tuple(found)


def gap_email(knowledge: Knowledge, partnership: str, missing: Sequence[Gap]) -> str:
    """Return the text of an e-mail that asks for what is missing, its subject in the first line.

    It is addressed to the contact that is held, or to nobody by name.
    """
    entity = knowledge.entities[partnership]
    contacts = (
        fact.subject
        for fact in knowledge.by_scope.get(partnership, ())
        if fact.field in ("person.email", "person.phone")
    )
    contact = knowledge.entities.get(next(contacts, ""))
    asks = "\n".join(f"{number}. {gap.ask}" for number, gap in enumerate(missing, 1))
    whom = contact.label if contact else "colleague"
    return EMAIL.format(name=entity.name, whom=whom, asks=asks)


def financial_year(day: date) -> str:
    """Return the financial year of a day, from 1 April: '2025/26'."""
    first = day.year if (day.month, day.day) >= (4, 1) else day.year - 1
    return f"{first}/{(first + 1) % 100:02}"


def _names(fact: Fact, kind: str, knowledge: Knowledge) -> bool:
    named = (knowledge.entities.get(ident) for ident in fact.mentions)
    return any(entity is not None and entity.kind == kind for entity in named)


@cache
def _wanted() -> Sequence[Mapping[str, object]]:
    text = Path(__file__).with_name("gaps.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.CSafeLoader)  # type: ignore[no-any-return]
