"""Finds the groups whose meetings a question names."""

from __future__ import annotations

import re

from cspbot.language.query import Query
from cspbot.language.reading import is_carried
from cspbot.rota.values import Series


def of_groups(query: Query, series: tuple[Series, ...]) -> tuple[Series, ...]:
    """Keep the series of the groups that are named, where a group is."""
    entities, scopes = query.knowledge.entities, {s.scope for s in series}
    typed = [t for t in query.reading.terms if not is_carried(t, query.reading)]
    named = [entities[e] for t in typed for e in t.entities if e in entities]
    groups = {e.id for e in named if e.kind == "group" and e.scope in scopes}
    if groups:
        return tuple(s for s in series if s.of in groups)
    said = query.question.text.lower()
    types = {s.of: re.escape(entities[s.of].type.lower()) for s in series}
    of_type = tuple(s for s in series if types[s.of] and re.search(rf"\b{types[s.of]}\b", said))
    return of_type or series
