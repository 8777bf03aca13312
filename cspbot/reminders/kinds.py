"""What people can be reminded of, and how long before."""

from __future__ import annotations

MEETING, PAPERS, TURN = "meeting", "papers", "turn"
PRIORITIES, FUNDING, CONTACTS = "priorities", "funding", "contacts"

KINDS = {
    MEETING: "Meetings",
    PAPERS: "Papers due",
    TURN: "Turns to chair or host",
    PRIORITIES: "Changed priorities",
    FUNDING: "Changed funding",
    CONTACTS: "Changed contacts",
}
"""Each kind with what people call it."""
CHANGES = frozenset({PRIORITIES, FUNDING, CONTACTS})
"""Kinds that are told when they happen, and not before."""
HOUR, DAY, WEEK = 60, 24 * 60, 7 * 24 * 60
LEADS = ((WEEK, "a week"), (DAY, "a day"), (HOUR, "an hour"))
"""Lead times in minutes, longest first."""
