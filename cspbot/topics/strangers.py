"""Refuses questions about a place or partnership that no record is of, before anything else."""

from __future__ import annotations

from cspbot import wording
from cspbot.language.phrasing import remember
from cspbot.language.query import Query
from cspbot.messages import Reply, Unknown, Why

ORDER = 20


def answer(query: Query) -> Reply | None:
    """Say that the place is not held and what is; None where every name is known."""
    unknown = query.reading.unknown_name()
    if not unknown or query.reading.scopes:
        return None
    return Unknown(
        wording.not_known([unknown], query.covered), Why.NOT_KNOWN, context=remember(query, ())
    )
