"""Answers for several partnerships side by side, and says which partnerships have a thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cspbot import wording
from cspbot.knowledge.facts import Fact
from cspbot.language.choosing import good_enough, whole
from cspbot.language.phrasing import answered, years_between
from cspbot.language.query import Query
from cspbot.messages import Reply

ORDER = 40

MOST_SHOWN = 6
"""Partnerships that are laid out one by one; of more, only the names are given."""


def answer(query: Query) -> Reply | None:
    """Answer side by side; None where one partnership is asked about, or one fact says it all."""
    reading = query.reading
    if not reading.telling:
        return None
    every = reading.about_all and not reading.scopes
    scopes = tuple(p.id for p in query.knowledge.covered) if every else reading.scopes
    if len(scopes) < 2:
        return None
    if not every and _said_by_one_fact(query):
        return None
    found: dict[str, list[Fact]] = {}
    for scope in scopes:
        facts = _facts(query, scope)
        if facts:
            found[scope] = facts
    if not found or (every and not _good(query, found)):
        return None
    return _laid_out(query, found, () if every else [s for s in scopes if s not in found])


def _good(query: Query, found: dict[str, list[Fact]]) -> bool:
    return bool(found) and bool(query.covered)


def _said_by_one_fact(query: Query) -> bool:
    """Tell whether the best fact speaks of all the partnerships named, as on a merger."""
    best = query.ranked[0] if query.ranked else None
    if best is None:
        return False
    spoken = {best.fact.scope, *best.indexed.entities}
    return all(s in spoken for s in query.reading.scopes) and best.coverage >= 0.6


def _facts(query: Query, scope: str) -> list[Fact]:
    """Return the facts of one partnership that answer; none where they do not."""
    alone = replace(query, scopes=(scope,), reading=replace(query.reading, scopes=(scope,)))
    ranked = [m for m in alone.matcher.rank((scope,)) if not m.fact.absent]
    chosen = alone.matcher.compose(ranked, limit=2)
    if not chosen or not good_enough(alone, chosen):
        return []
    return list(dict.fromkeys(whole(alone, m, chosen) for m in chosen))


def _laid_out(query: Query, found: dict[str, list[Fact]], missing: Sequence[str]) -> Reply:
    facts = [f for fs in found.values() for f in fs]
    if len(found) > MOST_SHOWN:
        names = "\n".join(f"• {query.label(s)}" for s in found)
        return answered(query, facts[:MOST_SHOWN], f"{len(found)} partnerships:\n{names}")
    lines = [_older(query, found)] if len(found) == 2 else []
    share = 900 // len(found)
    for scope, fs in found.items():
        said = "\n".join(f.text for f in fs)
        lines.append(f"{query.label(scope)}: {_short(said, share)}")
    notices = [wording.not_held("that", query.knowledge.entities[s].name, [], "") for s in missing]
    return answered(query, facts, "\n".join(x for x in lines if x), notices=notices)


def _short(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0] + "…"


def _older(query: Query, found: dict[str, list[Fact]]) -> str:
    """Say which of two was first, where both facts are dates of forming."""
    dated = {s: f.value for s, fs in found.items() for f in fs if f.field == "partnership.formed"}
    if len(dated) < 2 or not query.reading.asks("formed", "start"):
        return ""
    (one, first), (two, second) = sorted(dated.items(), key=lambda item: item[1])
    if first == second:
        return f"{query.label(one)} and {query.label(two)} were both formed in {first}."
    years = years_between(first, _day(second))
    span = "a year" if years == 1 else f"{years} years"
    return f"{query.label(one)}, by {span}."


def _day(partial: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
    from datetime import date

    parts = [int(p) for p in partial.split("-")]
    return date(*(parts + [1, 1])[:3])
