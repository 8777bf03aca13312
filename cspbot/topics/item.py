"""Tells one entry of the list that was just told: 'and the third?', of conditions or reasons.

Lists of things with names of their own (partnerships, projects, people) are counted in by the
conversation itself; here are lists of sentences.
"""

from __future__ import annotations

import re
from dataclasses import replace

from cspbot import wording
from cspbot.knowledge.facts import Fact
from cspbot.language.phrasing import answered
from cspbot.language.query import Query
from cspbot.language.references import ORDINAL, place_of
from cspbot.messages import Reply, Unknown, Why

ORDER = 6

_ASKS = re.compile(
    r"^(?:and |so |ok |now |then )*(?:(?:what|which)(?:'?s| is| was| about)?|how about|tell me"
    r"|show me|read out|give me|remind me)?(?: of| about| what)?\s*"
    r"|\s*(?:say|says|about|again|please)?"
    r"[\s?.!]*$"
)


def answer(query: Query) -> Reply | None:
    """Tell the entry that is asked for by its place; None where no such list was told."""
    text = query.question.text.lower()
    said = ORDINAL.search(_ASKS.sub("", text))
    meant = query.taken[1]
    if meant in (*query.context.listed, *query.context.trail):
        return None
    if said is None or _ASKS.sub("", ORDINAL.sub("", _ASKS.sub("", text))):
        return None
    entries = _told(query)
    if len(entries) < 2:
        return None
    at = place_of(said, len(entries))
    if not 0 <= at < len(entries):
        return Unknown(wording.fewer(len(entries)), Why.NOT_HELD, context=query.context)
    return answered(replace(query, taken=("", "")), [entries[at]])


def _told(query: Query) -> list[Fact]:
    """Return the entries of the list that the last answer gave or took an entry from."""
    held = query.knowledge.facts
    last = next((held[f] for f in query.context.facts if f in held), None)
    if last is None:
        return []
    head = last.part_of or last.id
    entries = (f for f in query.knowledge.by_subject.get(last.subject, ()) if f.part_of == head)
    return sorted((f for f in entries if not f.absent), key=lambda fact: fact.order)
