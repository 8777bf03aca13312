"""Bank holidays in England and Wales, and what working days are."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

DAY = timedelta(days=1)
SATURDAY = 5


@lru_cache(maxsize=64)
def _of_year(year: int) -> frozenset[date]:
    """Return the bank holidays of a year; 64 years hold any rota."""
    from holidays.countries.united_kingdom import UnitedKingdom  # 200 ms, where days are counted

    return frozenset(UnitedKingdom(subdiv="ENG", years=year))  # type: ignore[no-untyped-call]


def is_bank_holiday(day: date) -> bool:
    """Tell whether a day is a bank holiday in England and Wales."""
    return day in _of_year(day.year)


def is_working_day(day: date) -> bool:
    """Tell whether a day is neither of a weekend nor a bank holiday."""
    return day.weekday() < SATURDAY and not is_bank_holiday(day)


def working_day(day: date, step: int = 1) -> date:
    """Return the day itself if it is a working day, else the next; with step -1 the one before."""
    while not is_working_day(day):
        day += step * DAY
    return day


def working_days_before(day: date, count: int) -> date:
    """Return the day that lies so many working days before another."""
    while count:
        day -= DAY
        count -= is_working_day(day)
    return day
