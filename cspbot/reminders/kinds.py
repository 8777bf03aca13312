"""What people can be reminded of, and how long before."""

from __future__ import annotations

import re

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
_UNITS = {"minute": 1, "min": 1, "hour": HOUR, "day": DAY, "week": WEEK}
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
           "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12}  # fmt: skip
_LEAD = re.compile(
    r"(?:^|[\s,]+)(?P<count>\d{1,5}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve)\s*(?P<unit>min(?:ute)?|hour|day|week)s?"
    r"(?:\s+(?:before|ahead|earlier))?[.\s]*$",
    re.IGNORECASE,
)
LONGEST = 28 * DAY
"""The longest lead time: reminders are worked out no further ahead."""


def spoken(minutes: int) -> str:
    """Return a lead time in words: 'a week', '3 days', '90 minutes'."""
    named = dict(LEADS).get(minutes)
    if named:
        return named
    for size, unit in ((WEEK, "week"), (DAY, "day"), (HOUR, "hour"), (1, "minute")):
        if minutes % size == 0:
            count = minutes // size
            return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    raise AssertionError("every number of minutes is a number of minutes")


def lead_in(text: str) -> tuple[str, int]:
    """Take a lead time from the end of what was typed: 'ambridge 3 days' is ('ambridge', 4320).

    Returns:
        The rest, and the minutes; 0 where no lead time is typed, or one beyond `LONGEST`.
    """
    found = _LEAD.search(text)
    if found is None:
        return text, 0
    count = _COUNTS.get(found["count"].lower()) or int(found["count"])
    minutes = count * _UNITS[found["unit"].lower()]
    return text[: found.start()].strip(), minutes if 0 < minutes <= LONGEST else 0
