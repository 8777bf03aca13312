"""Reads days and stretches of time as questions name them, counted from a day: 'this quarter'."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from cspbot.knowledge.facts import MONTHS
from cspbot.language.periods import read_periods

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
_MONTH = "|".join(sorted({*(m.lower() for m in MONTHS), *(m[:3].lower() for m in MONTHS), "sept"},
                         key=len, reverse=True))  # fmt: skip
_COUNTS = {"two": 2, "three": 3, "four": 4, "six": 6, "twelve": 12, "couple of": 2}
_UNIT = r"(?P<unit>week|month|quarter|year)"
_ISO = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})[/.](\d{1,2})(?:[/.]((?:20)?\d\d))?(?![\d/])")
_DAY_MONTH = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({_MONTH})\b(?:,? (\d{{4}}))?"
    rf"|\b({_MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d)(?:,? (\d{{4}}))?"
)
_NEXT_FEW = re.compile(
    rf"\b(?:next|coming|following) (\d{{1,2}}|{'|'.join(_COUNTS)}) (day|week|month)s?\b"
)
_RELATIVE = re.compile(
    r"\b(?P<w>this|next|last|previous|coming|current|following)(?: financial| calendar)?"
    rf" {_UNIT}\b(?! (?:meeting|one))"
)
_REST = re.compile(rf"\b(?:rest|remainder) of (?:the|this) {_UNIT}")
_QUARTER = re.compile(r"\bq([1-4])\b(?:,? (?:of )?(\d{4}))?")
_WEEKDAY = re.compile(rf"\b(this|next|last|on|coming)? ?({'|'.join(DAYS)})(?!s)\b")
_BARE_MONTH = re.compile(
    rf"\b(?:(?P<lead>this|next|last|in|by|for|during|of|and|to|until|the|or|on|before|after|since)"
    rf" )?(?<!\d )(?P<m>{_MONTH})\b(?!\.? ?\d)"
)
_OF_YEAR = re.compile(r"\b(this|last|next) year\b")
_SEASON = re.compile(r"\b(?:(this|next|last) |in (?:the )?)(spring|summer|autumn|winter)\b")
_LEADS_WANTED = frozenset({"may", "mar", "march"})
"""Words that are a month only after 'in', 'next' and the like."""


@dataclass(frozen=True, slots=True)
class Span:
    """A day or a stretch of days that a question names."""

    first: date
    last: date
    label: str
    """As an answer names it: 'January 2027'."""

    @property
    def is_day(self) -> bool:
        """Tell whether it is one day."""
        return self.first == self.last


def read_span(text: str, today: date, *, past: bool = False) -> Span | None:
    """Return the stretch of time that a question names; None where it names none.

    A month without a year is the one that is running or comes next; `past`: the latest one gone
    or running. Quarters are those of the financial year, which calendar quarters coincide with.

    Args:
        text: the question in lower case.
        today: the day from which 'this', 'next' and 'last' count.
        past: the question asks of what has been.
    """
    for reader in (_a_day, _few, _months, _relative, _named_quarter, _years, _a_weekday):
        found = reader(text, today, past)
        if found is not None:
            return found
    return None


def spoken_day(day: date) -> str:
    """Write 'Tuesday 6 April 2027'."""
    return f"{DAYS[day.weekday()].capitalize()} {day.day} {MONTHS[day.month - 1]} {day.year}"


def _day(year: int, month: int, day: int) -> Span | None:
    try:
        found = date(year, month, day)
    except ValueError:  # 31 June
        return None
    return Span(found, found, spoken_day(found))


def _a_day(text: str, today: date, past: bool) -> Span | None:
    for word, step in (("today", 0), ("tonight", 0), ("tomorrow", 1), ("yesterday", -1)):
        if re.search(rf"\b{word}\b", text):
            day = today + timedelta(days=step)
            return Span(day, day, spoken_day(day))
    iso = _ISO.search(text)
    if iso:
        return _day(*map(int, iso.groups()))
    named = _DAY_MONTH.search(text)
    if named:
        number, month = named[1] or named[5], _month(named[2] or named[4])
        return _in_some_year(int(number), month, named[3] or named[6], today, past)
    slashed = _SLASHED.search(text)
    if slashed and 1 <= int(slashed[2]) <= 12:
        year = slashed[3] and str(2000 + int(slashed[3]) % 100)
        return _in_some_year(int(slashed[1]), int(slashed[2]), year, today, past)
    return None


def _in_some_year(day: int, month: int, year: str | None, today: date, past: bool) -> Span | None:
    if year:
        return _day(int(year), month, day)
    steps = (0, -1, -2, -3, -4) if past else (0, 1, 2, 3, 4)
    found = [f for step in steps if (f := _day(today.year + step, month, day))]
    fits = (f for f in found if (f.first <= today if past else f.first >= today))
    return next(fits, None)


def _month(name: str) -> int:
    return next(i for i, m in enumerate(MONTHS, 1) if m.lower().startswith(name[:3]))


def _whole_month(year: int, month: int) -> Span:
    last = calendar.monthrange(year, month)[1]
    label = f"{MONTHS[month - 1]} {year}"
    return Span(date(year, month, 1), date(year, month, last), label)


def _few(text: str, today: date, past: bool) -> Span | None:
    few, rest = _NEXT_FEW.search(text), _REST.search(text)
    if few:
        count = int(few[1]) if few[1].isdigit() else _COUNTS[few[1]]
        last = today + timedelta(days=count * {"day": 1, "week": 7, "month": 0}[few[2]])
        if few[2] == "month":
            last = _whole_month(*_stepped(today, count)).last
            last = last.replace(day=min(last.day, today.day))
        return Span(today, last, f"the next {few[1]} {few[2]}s")
    if rest:
        whole = _unit(rest["unit"], today, 0)
        return Span(today, whole.last, f"the rest of {whole.label}")
    return None


def _stepped(day: date, months: int) -> tuple[int, int]:
    count = day.year * 12 + day.month - 1 + months
    return count // 12, count % 12 + 1


def _relative(text: str, today: date, past: bool) -> Span | None:
    found = _RELATIVE.search(text)
    if not found:
        return None
    step = {"this": 0, "current": 0, "last": -1, "previous": -1}.get(found["w"], 1)
    if "financial" in found[0]:
        begins = today.year - (today.month < 4) + step
        label = f"{begins}/{(begins + 1) % 100:02}"
        return Span(date(begins, 4, 1), date(begins + 1, 3, 31), label)
    return _unit(found["unit"], today, step)


def _unit(unit: str, today: date, step: int) -> Span:
    """Return the week, month, quarter or year that lies so many steps from a day's own."""
    match unit:
        case "week":
            monday = today + timedelta(days=7 * step - today.weekday())
            return Span(monday, monday + timedelta(days=6), f"the week of {spoken_day(monday)}")
        case "month":
            return _whole_month(*_stepped(today, step))
        case "quarter":
            first = date(*_stepped(today.replace(day=1), -((today.month - 1) % 3) + 3 * step), 1)
            return _three_months(first)
        case _:
            year = today.year + step
            return Span(date(year, 1, 1), date(year, 12, 31), str(year))


def _three_months(first: date) -> Span:
    last = _whole_month(*_stepped(first, 2)).last
    label = f"{MONTHS[first.month - 1]} to {MONTHS[last.month - 1]} {last.year}"
    if first.year != last.year:
        label = f"{MONTHS[first.month - 1]} {first.year} to {MONTHS[last.month - 1]} {last.year}"
    return Span(first, last, label)


def _named_quarter(text: str, today: date, past: bool) -> Span | None:
    found = _QUARTER.search(text)
    if not found:
        return None
    begins = int(found[2]) if found[2] else today.year - (today.month < 4)
    return _three_months(date(*_stepped(date(begins, 4, 1), 3 * (int(found[1]) - 1)), 1))


def _months(text: str, today: date, past: bool) -> Span | None:
    season = _SEASON.search(text)
    if season:
        month = _SEASONS[season[2]]
        return _three_months(_some_month(month, season[1] or "", today, past, 3).first)
    dated = [p for p in read_periods(text, today) if len(p.label) == 7 and p.label[4] == "-"]
    spans = [Span(p.start, p.end, f"{MONTHS[p.start.month - 1]} {p.start.year}") for p in dated]
    if not spans:
        of_year = _OF_YEAR.search(text)
        year = today.year + {"last": -1, "this": 0, "next": 1}[of_year[1]] if of_year else None
        spans = [
            _whole_month(year, _month(m["m"])) if year
            else _some_month(_month(m["m"]), m["lead"] or "", today, past)
            for m in _BARE_MONTH.finditer(text)
            if m["lead"] or m["m"] not in _LEADS_WANTED
        ]  # fmt: skip
    if not spans:
        return None
    first, last = spans[0], spans[-1]
    if last.first < first.first and not dated:  # 'between November and February'
        last = _whole_month(first.first.year + 1, last.first.month)
    label = first.label if first == last else f"{first.label} to {last.label}"
    return Span(first.first, last.last, label)


def _some_month(month: int, lead: str, today: date, past: bool, length: int = 1) -> Span:
    """Return the month of that name which is meant, seen from a day."""
    year = today.year
    if lead == "last" or past:
        gone = month < today.month or (month == today.month and lead != "last")
        return _whole_month(year if gone else year - 1, month)
    if lead == "this":
        return _whole_month(year, month)
    over = month + length - 1 < today.month or (lead == "next" and month == today.month)
    return _whole_month(year + over, month)


def _years(text: str, today: date, past: bool) -> Span | None:
    for period in read_periods(text, today):
        return Span(period.start, period.end, period.label)
    return None


def _a_weekday(text: str, today: date, past: bool) -> Span | None:
    found = _WEEKDAY.search(text)
    if not found:
        return None
    ahead = (DAYS.index(found[2]) - today.weekday()) % 7
    if found[1] == "last" or past:
        ahead -= 7
    elif found[1] == "next" and ahead == 0:
        ahead = 7
    day = today + timedelta(days=ahead)
    return Span(day, day, spoken_day(day))
