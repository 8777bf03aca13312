"""Asks which of several things of one name is meant."""

from __future__ import annotations

from dataclasses import replace

from cspbot import wording
from cspbot.knowledge.facts import Entity
from cspbot.language.namesakes import Matter, matters
from cspbot.language.query import Query
from cspbot.language.reading import is_carried
from cspbot.messages import Choice, Clarify, Reply

ORDER = 15

MOST = 12
"""Choices that are offered; of more, the person is asked to say where."""


def answer(query: Query) -> Reply | None:
    """Offer what a name may mean, each with what sets it apart; None where one is meant."""
    for term in query.reading.terms:
        found = matters(term, query.knowledge)
        if len(found) > 1:
            choices = tuple(_choice(query, matter) for matter in found)
            shown = tuple(sorted(choices, key=lambda c: c.label))[:MOST]
            pending = query.asked or query.question.text
            context = replace(query.after, pending=pending, choices=tuple(c.key for c in shown))
            names = {query.knowledge.entities[matter[0]].name for matter in found}
            other = "" if is_carried(term, query.reading) else term.text
            name = names.pop() if len(names) == 1 else other
            text = wording.which_of(name, [c.label for c in shown], len(choices) - len(shown))
            return Clarify(text, shown, context)
    return None


def _choice(query: Query, matter: Matter) -> Choice:
    entity = query.knowledge.entities[matter[0]]
    return Choice(_apart(query, entity), entity.id)


def _apart(query: Query, entity: Entity) -> str:
    """Name a thing with what sets it apart from others of its name."""
    knowledge = query.knowledge
    if entity.kind == "partnership":
        return entity.label if entity.label != entity.name else entity.name
    facts = knowledge.by_subject.get(entity.id, ())
    post = next((f.value for f in facts if f.field == "person.post" and f.value), "")
    owner = next((p for p in (*entity.partnerships, entity.scope) if p in knowledge.entities), "")
    where = knowledge.entities[owner].label if owner else ""
    apart = ", ".join(part for part in (post, where) if part)
    return f"{entity.label} ({apart})" if apart else entity.label
