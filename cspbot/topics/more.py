"""Shows the rest of a list that was cut to fit the screen."""

from __future__ import annotations

from cspbot.language.phrasing import MOST_NOTICES, SCREEN, answered, cut
from cspbot.language.query import Query
from cspbot.messages import Reply

ORDER = 5

ASKS = frozenset({"more", "the rest", "show the rest", "show more", "and the rest", "rest"})


def answer(query: Query) -> Reply | None:
    """Go on where the last list was cut; None where none was."""
    if query.question.text.strip(" .?!").lower() not in ASKS or not query.context.facts:
        return None
    fact = query.knowledge.facts.get(query.context.facts[0])
    if fact is None:
        return None
    # Warnings may have taken room: rather show an entry twice than leave one out.
    shown = cut(fact.text, SCREEN - MOST_NOTICES)
    if shown == fact.text:
        return None
    kept = shown.count("\n")
    return answered(query, [fact], "\n".join(fact.text.split("\n")[kept:]))
