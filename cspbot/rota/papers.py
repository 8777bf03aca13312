"""Reads when papers are sent out: '5 working days before', 'a week before'."""

from __future__ import annotations

import re
from datetime import date, timedelta

from cspbot.rota.bank_holidays import working_days_before

_NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
            "eight": 8, "ten": 10, "fourteen": 14}  # fmt: skip
_PAPERS = re.compile(
    r"(?P<n>\d{1,2}|[a-z]+) (?P<unit>(?:clear |working |calendar )*(?:days?|weeks?)) before"
)
WANTED = "write '5 working days before', '7 days before' or 'two weeks before'"


def papers_day(due: str, meeting: date) -> date:
    """Return the day on which papers for a meeting are sent out.

    Clear working days count neither the day of the meeting nor that of sending.

    Raises:
        ValueError: it is written in another way.
    """
    match = _PAPERS.fullmatch(due.strip().lower())
    count = match and (int(match["n"]) if match["n"].isdigit() else _NUMBERS.get(match["n"]))
    if not match or not count:
        raise ValueError(f"'{due}' cannot be read: {WANTED}")
    unit = match["unit"]
    if "week" in unit:
        return meeting - timedelta(weeks=count)
    count += "clear" in unit
    if "working" in unit:
        return working_days_before(meeting, count)
    return meeting - timedelta(days=count)
