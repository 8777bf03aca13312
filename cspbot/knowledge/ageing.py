"""How old facts are, and after how long each kind is old. The one place with age limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cspbot.knowledge.facts import Fact, Knowledge

AGE_LIMITS: Mapping[str, int] = {
    "person": 1, "list.contacts": 1, "membership": 2, "partnership.chair": 1, "group": 2,
    "partnership": 3, "funding": 2, "line": 2, "meeting": 1, "plan": 3, "priority": 3,
    "project": 2, "merger": 2, "scrutiny": 2, "series": 1, "rota": 1,
    "law": 10, "section": 10, "duty": 10, "term": 15,
}  # fmt: skip
"""Years after which a fact of that kind is said to be old; contacts and chairs soonest."""
OTHERWISE_OLD = 3


@dataclass(frozen=True, slots=True)
class Overdue:
    """A fact that is older than facts of its kind should be."""

    fact: Fact
    years: int
    limit: int


def limit_of(fact: Fact) -> int:
    """Return the years after which a fact is old."""
    kind = fact.field.split(".")[0]
    return AGE_LIMITS.get(fact.field, AGE_LIMITS.get(kind, OTHERWISE_OLD))


def years_between(partial: str, today: date) -> int:
    """Return the whole years from a partial date to a day; 0 if it lies ahead."""
    parts = [int(p) for p in partial.split("-")]
    year, month, day = (*parts, *(1, 1)[len(parts) - 1 :]) if len(parts) < 3 else parts
    return max(0, today.year - year - ((today.month, today.day) < (month, day)))


def overdue(knowledge: Knowledge, today: date) -> tuple[Overdue, ...]:
    """Return what should be asked for again: the oldest first, of equals what ages soonest.

    Left out are lists that are made of other facts, what no partnership's report says, and what
    a document says of itself.
    Pass the knowledge that the reader may see: `knowledge.visible_to(...)`.
    """
    heads = {fact.part_of for fact in knowledge.facts.values()}
    found = []
    for fact in knowledge.facts.values():
        is_made = fact.id in heads or fact.field.startswith("list.")
        if is_made or fact.absent or fact.certainty == "outside":
            continue
        if not fact.as_at or fact.subject in knowledge.documents:
            continue
        years, limit = years_between(fact.as_at, today), limit_of(fact)
        if years >= limit:
            found.append(Overdue(fact, years, limit))
    return tuple(sorted(found, key=lambda one: (-one.years, one.limit)))


def by_partnership(
    knowledge: Knowledge, found: tuple[Overdue, ...]
) -> Mapping[str, list[Overdue]]:
    """Group by partnership, in the order of the knowledge; '' holds what is of none, last."""
    groups: dict[str, list[Overdue]] = {p.id: [] for p in knowledge.partnerships}
    for one in found:
        groups.setdefault(one.fact.scope, []).append(one)
    return {
        scope: groups[scope] for scope in sorted(groups, key=lambda s: s == "") if groups[scope]
    }
