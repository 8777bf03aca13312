"""Offers the next likely questions about the partnership that an answer was about."""

from __future__ import annotations

from collections.abc import Sequence

from cspbot import wording
from cspbot.knowledge.facts import Fact
from cspbot.language.query import Query
from cspbot.messages import Choice

MOST = 3
"""Suggestions under an answer: one row of buttons."""


def next_questions(query: Query, facts: Sequence[Fact]) -> tuple[Choice, ...]:
    """Return up to three questions that are sure to have an answer and were not just asked."""
    scope = next((f.scope for f in facts if f.scope), "") or next(iter(query.scopes), "")
    entity = query.knowledge.entities.get(scope)
    if entity is None:
        return ()
    held = query.index.fields_held(scope)
    said = {f.field.split(".")[0] for f in facts} | {f.field for f in facts}
    label = entity.label.split(" (")[0]
    found = [
        Choice(topic, f"{field}:{scope}"[:48], ask.format(partnership=label))
        for field, (topic, ask) in wording.NEXT.items()
        if field not in said and field in held
    ]
    return tuple(found[:MOST])
