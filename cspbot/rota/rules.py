"""Reads the rule of a series, in plain words or RFC 5545, and says it in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from functools import lru_cache

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")  # fmt: skip
_NTH = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4,
        "last": -1}  # fmt: skip
_NTH_SAID = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}

_OFTEN = {
    r"weekly|every week": ("WEEKLY", 1),
    r"fortnightly|every (?:two|2|second|other) weeks?": ("WEEKLY", 2),
    r"monthly|every month": ("MONTHLY", 1),
    r"every (?:two|2|second|other) months?|six times a year": ("MONTHLY", 2),
    r"quarterly|every quarter|every (?:three|3|third) months?|four times a year": ("MONTHLY", 3),
    r"termly|every (?:four|4) months?|three times a year": ("MONTHLY", 4),
    r"half[- ]yearly|twice a year|every (?:six|6) months?": ("MONTHLY", 6),
    r"yearly|annually|every year|once a year": ("YEARLY", 1),
}
_OFTEN_SAID = {
    ("WEEKLY", 1): "every week", ("WEEKLY", 2): "every two weeks", ("MONTHLY", 1): "every month",
    ("MONTHLY", 2): "every two months", ("MONTHLY", 3): "quarterly",
    ("MONTHLY", 4): "every four months", ("MONTHLY", 6): "every six months",
    ("YEARLY", 1): "once a year", ("MONTHLY", 12): "once a year",
}  # fmt: skip


class RuleError(ValueError):
    """A rule that cannot be read; the text says what may be written."""


def rrule_text(rule: str) -> str:
    """Return a rule as RFC 5545 has it: 'FREQ=MONTHLY;INTERVAL=3;BYDAY=2TU'.

    Plain words are how often, then optionally on which day and in which months: 'quarterly,
    second Tuesday', 'monthly, last Thursday, not in August', 'every two weeks, Monday'.

    Raises:
        RuleError: the words or the rule cannot be read.
    """
    text = rule.strip()
    if "FREQ=" in text.upper():
        return _formal(text)
    return _from_words(text.lower())


def _formal(text: str) -> str:
    text = text.upper().removeprefix("RRULE:")
    for part, instead in (("UNTIL=", "'until'"), ("COUNT=", "'until'"), ("DTSTART", "'start'")):
        if part in text:
            raise RuleError(f"write {instead} as a field of its own, not {part} in the rule")
    if re.search(r"FREQ=(?:HOURLY|MINUTELY|SECONDLY)|BY(?:HOUR|MINUTE|SECOND)=", text):
        raise RuleError("a rule says days; write the time of day under 'time'")
    return text


def _from_words(text: str) -> str:
    often = next(((o, m) for p, o in _OFTEN.items() if (m := re.match(rf"(?:{p})\b", text))), None)
    if often is None:
        raise RuleError(
            f"'{text}' is no rule that can be read: write 'quarterly, second Tuesday', "
            "'monthly, last Thursday, not in August' or an RRULE"
        )
    (frequency, interval), start = often
    rest, months = _months(text[start.end() :])
    days = [_day(said, frequency, text) for part in rest.split(",") if (said := part.strip())]
    if frequency == "YEARLY" and days and not months:
        raise RuleError(f"'{text}' does not say in which month: add 'in May'")
    # 'quarterly, in March, June, September and December' names the months: none is counted
    steps = [f"INTERVAL={interval}"] if interval > 1 and not months else []
    return ";".join([f"FREQ={frequency}", *steps, *days, *months])


def _months(text: str) -> tuple[str, list[str]]:
    """Take 'in March and June' or 'not in August' out of a text."""
    name = rf"(?:{_any(MONTHS)})"
    found = re.search(rf"\b(not )?in ({name}(?:(?:, and |, | and ){name})*)", text)
    if not found:
        return text, []
    named = {_place(m, MONTHS) + 1 for m in re.findall(name, found[2])}
    kept = [m for m in range(1, 13) if (m in named) != bool(found[1])]
    rest = text[: found.start()] + text[found.end() :]
    return rest, ["BYMONTH=" + ",".join(map(str, kept))]


def _day(said: str, frequency: str, text: str) -> str:
    """Read what follows how often: an nth weekday, a weekday, or a day of the month."""
    words = re.sub(r"^(?:on )?(?:the |an? )?", "", said)
    nth = re.fullmatch(rf"({'|'.join(_NTH)}) ({_any(DAYS)})(?: of the month)?", words)
    if nth and frequency != "WEEKLY":
        return f"BYDAY={_NTH[nth[1]]}{_CODES[_place(nth[2], DAYS)]}"
    day = re.fullmatch(rf"({_any(DAYS)})s?", words)
    if day and frequency == "WEEKLY":
        return f"BYDAY={_CODES[_place(day[1], DAYS)]}"
    number = re.fullmatch(r"day (\d{1,2})(?: of the month)?", words)
    if number and frequency != "WEEKLY" and 1 <= int(number[1]) <= 31:
        return f"BYMONTHDAY={int(number[1])}"
    raise RuleError(f"'{said}' in the rule '{text}' cannot be read: a day, or months, is wanted")


def _any(names: tuple[str, ...]) -> str:
    return "|".join(n.lower() for n in names)


def _place(name: str, names: tuple[str, ...]) -> int:
    return next(i for i, n in enumerate(names) if n.lower() == name)


@lru_cache(maxsize=1024)
def dates_of(rule: str, start: str, year: int) -> Iterable[datetime]:
    """Return the days of a rule up to the end of a year, at midnight.

    The year keeps a rule that never gives a day, such as 30 February, from being searched for
    ever. Kept for 1,024 rules: about one a series.

    Raises:
        RuleError: the rule cannot be read.
    """
    from dateutil.rrule import rrulestr  # 20 ms, and only where meetings are worked out

    begins, ends = datetime.combine(date.fromisoformat(start), time()), f"{year}1231T000000"
    text = rrule_text(rule)
    try:
        return rrulestr(f"{text};UNTIL={ends}", dtstart=begins, cache=True)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise RuleError(f"'{rule}' is no rule of RFC 5545: {error}") from None


def spoken_rule(rule: str) -> str:
    """Say a rule: 'quarterly, on the second Tuesday'.

    Raises:
        RuleError: the rule cannot be read.
    """
    parts = dict(p.split("=", 1) for p in rrule_text(rule).split(";") if "=" in p)
    often = (parts.get("FREQ", ""), int(parts.get("INTERVAL", "1")))
    months = sorted(int(m) for m in parts.get("BYMONTH", "").split(",") if m)
    if often == ("MONTHLY", 1) and len(months) in _TIMES:
        return ", ".join([_TIMES[len(months)], *_days_of(parts), _in(months)])
    said = [_OFTEN_SAID.get(often) or f"every {often[1]} {_UNITS.get(often[0], 'steps')}"]
    said += _days_of(parts)
    if len(months) > MOST_MONTHS:
        said.append(f"not {_in([m for m in range(1, 13) if m not in months])}")
    elif months:
        said.append(_in(months))
    return ", ".join(said)


def _days_of(parts: Mapping[str, str]) -> list[str]:
    days = _days_said(parts.get("BYDAY", ""), parts.get("BYSETPOS", ""))
    said = [f"on {days}"] if days else []
    if "BYMONTHDAY" in parts:
        said.append(f"on day {_joined(parts['BYMONTHDAY'].split(','))} of the month")
    return said


def _in(months: Sequence[int]) -> str:
    return f"in {_joined([MONTHS[m - 1] for m in months])}"


_TIMES = {2: "twice a year", 3: "three times a year", 4: "four times a year",
          5: "five times a year", 6: "six times a year"}  # fmt: skip
MOST_MONTHS = 6
"""Months that are named; of more, those left out are shorter."""
_UNITS = {"DAILY": "days", "WEEKLY": "weeks", "MONTHLY": "months", "YEARLY": "years"}


def _days_said(codes: str, place: str) -> str:
    days = [(code[:-2], DAYS[_CODES.index(code[-2:])]) for code in codes.split(",") if code]
    if place and days:
        return f"the {_nth_said(place)} {' or '.join(day for _, day in days)}"
    return _joined([f"the {_nth_said(n)} {day}" if n else f"a {day}" for n, day in days])


def _nth_said(number: str) -> str:
    return _NTH_SAID.get(int(number), number)


def _joined(names: list[str]) -> str:
    *first, last = names or [""]
    return f"{', '.join(first)} and {last}" if first else last
