"""Says which meeting comes next, counted from the day of the question."""

from __future__ import annotations

from cspbot import wording
from cspbot.knowledge.facts import Fact, spoken_date
from cspbot.language.phrasing import answered
from cspbot.language.query import Query
from cspbot.language.reading import NAME
from cspbot.messages import Reply

ORDER = 50

DATED = frozenset({"meeting.date", "scrutiny.next_date"})
"""Fields that hold the day, month or year of a meeting."""
AS_MUCH = 0.1
"""How much less of the question a date may explain than the best one: 'next due at scrutiny'."""


def answer(query: Query) -> Reply | None:
    """Name the next meeting; the last one held, and that it is past, where none lies ahead."""
    reading = query.reading
    next_one = reading.asks("next_meeting") or (
        reading.asks("meeting") and "next" in reading.words
    )
    if not next_one or len(query.scopes) != 1:
        return None
    named = [t for t in reading.terms if t.kind == NAME and t.weight >= 1]
    found = [
        match
        for match in query.ranked
        if match.fact.field in DATED
        and match.fact.scope == query.scopes[0]
        and not match.fact.absent
        and all(not match.indexed.entities.isdisjoint(t.entities) for t in named)
    ]
    if not found:
        return None
    most = max(match.coverage for match in found) - AS_MUCH
    dated = [match.fact for match in found if match.coverage >= most]
    # A launch or an open day is held as a meeting too, and is none to most people.
    dated = [f for f in dated if "meeting" in f.text.lower()] or dated
    today = query.question.today.isoformat()
    ahead = [f for f in dated if _ends(f) >= today]
    if ahead:
        return answered(query, [min(ahead, key=lambda f: f.value)])
    last = max(dated, key=lambda f: f.value)
    return answered(query, [last], notices=[wording.past(spoken_date(last.value))])


def _ends(fact: Fact) -> str:
    """Return the last day that a partial date may mean, so that this month is not yet past."""
    return fact.value + "-12-31"[len(fact.value) - 4 :] if len(fact.value) < 10 else fact.value
