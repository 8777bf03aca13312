"""The date, as it is where the partnerships are."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def today() -> date:
    """Return today's date in the United Kingdom, wherever the bot runs."""
    return datetime.now(LONDON).date()


def london(at: datetime) -> date:
    """Return the date of a moment in the United Kingdom."""
    return at.astimezone(LONDON).date()


def now() -> datetime:
    """Return this moment, with its time zone."""
    return datetime.now(UTC)
