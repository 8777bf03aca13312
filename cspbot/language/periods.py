"""Reads years and periods as people type them: '15/16', 'FY16', '2017-19', 'last year'."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cspbot.knowledge.facts import MONTHS

_MONTH = "|".join([*MONTHS, *(m[:3] for m in MONTHS), "sept"]).lower()
_SPAN = re.compile(
    r"(?<![\d/.,£])(?:fy\s?)?(?P<a>(?:19|20)?\d\d)\s?(?:/|-|–|\bto\b)\s?(?P<b>(?:19|20)?\d\d)(?![\d/]|[.,]\d)"
)
_FIGURES = re.compile(r"\d\d\s?(?:/|-|to)")
_FY = re.compile(r"\bfy\s?'?(?P<b>(?:20)?\d\d)\b")
_MONTH_YEAR = re.compile(rf"\b(?P<m>{_MONTH})\.?\s+(?P<y>(?:19|20)\d\d)\b")
_YEAR = re.compile(r"(?<![\d/.,£-])(?P<y>(?:19|20)\d\d)(?![\d/]|[.,]\d|-\d)")
_RELATIVE = re.compile(r"\b(?P<w>last|previous|this|next|following)\s+(?:financial\s+)?year\b")


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time that a question names."""

    label: str
    """As financial years are written: '2015/16'; '2017-19' for more years; '2016'; '2010-03'."""
    start: date
    end: date
    is_financial: bool = False


def read_periods(text: str, today: date) -> tuple[Period, ...]:
    """Return the periods that a question names, in its order.

    A financial year runs from 1 April to 31 March. Two-figure years are of this century. Spans
    that run backwards ('15/13') are no periods; a day or time ('8/4') is none either.
    """
    text = text.lower().replace("–", "-")
    found: dict[int, Period] = {}
    taken = [False] * (len(text) + 1)

    def take(match: re.Match[str], period: Period | None) -> None:
        if period is not None and not any(taken[match.start() : match.end()]):
            found[match.start()] = period
            taken[match.start() : match.end()] = [True] * (match.end() - match.start())

    for match in _SPAN.finditer(text):
        take(match, span(match["a"], match["b"]))
    for match in _FY.finditer(text):
        end = _year(match["b"])
        take(match, financial_year(end - 1))
    for match in _MONTH_YEAR.finditer(text):
        month = next(i for i, m in enumerate(MONTHS, 1) if m.lower().startswith(match["m"][:3]))
        year = int(match["y"])
        following = date(year + month // 12, month % 12 + 1, 1)
        last = date.fromordinal(following.toordinal() - 1)
        take(match, Period(f"{year}-{month:02}", date(year, month, 1), last))
    for match in _YEAR.finditer(text):
        year = int(match["y"])
        take(match, Period(str(year), date(year, 1, 1), date(year, 12, 31)))
    for match in _RELATIVE.finditer(text):
        begun = today.year if today.month >= 4 else today.year - 1
        step = {"this": 0, "next": 1, "following": 1}.get(match["w"], -1)
        if date.min.year < begun + step < date.max.year:
            take(match, financial_year(begun + step))
    return tuple(found[k] for k in sorted(found))


def span(first: str, last: str) -> Period | None:
    """Return the financial year '15', '16' or the span '2017', '19'; None if it runs backwards.

    Two figures each are years only from 10 on or where they follow each other: '8-4' is a date.
    """
    a, b = _year(first), _year(last)
    if len(first) == 2 and (len(last) != 2 or not 0 < b - a <= 5):
        return None
    if len(last) == 2 and b < a:
        return None
    if b == a + 1:
        return financial_year(a)
    if not a < b <= a + 20:
        return None
    return Period(f"{a}-{b % 100:02}", date(a, 1, 1), date(b, 12, 31))


def financial_year(begins: int) -> Period:
    """Return the financial year that begins on 1 April of that year."""
    label = f"{begins}/{(begins + 1) % 100:02}"
    return Period(label, date(begins, 4, 1), date(begins + 1, 3, 31), is_financial=True)


def canonical(label: str) -> str:
    """Write a record's period ('2015-16', '2016-2021', '2015/16') as `Period.label` does."""
    match = _SPAN.search(label.lower())
    period = span(match["a"], match["b"]) if match else None
    return period.label if period else label


def mark(text: str) -> str:
    """Replace spans of years by one token each, so that '15/16' and '2015-16' are one word.

    The token is letters and figures only: 'fy2015' for 2015/16, 'yr2017to2019' for 2017-19.
    """

    def token(match: re.Match[str]) -> str:
        period = span(match["a"], match["b"])
        if period is None:
            return match[0]
        if period.is_financial:
            return f" fy{period.start.year} "
        return f" yr{period.start.year}to{period.end.year} "

    return _SPAN.sub(token, text) if _FIGURES.search(text) else text


def spoken(token: str) -> str:
    """Write a token of `mark` as people do: 'fy2015' is '2015/16'; any other word as it is."""
    match = re.fullmatch(r"(fy|yr)(\d{4})(?:to(\d{4}))?", token)
    if not match:
        return token
    first = int(match[2])
    return f"{first}-{int(match[3]) % 100:02}" if match[3] else f"{first}/{(first + 1) % 100:02}"


def years_in(token: str) -> Iterator[str]:
    """Yield the years, and for several years the financial years, that a token of `mark` spans."""
    match = re.fullmatch(r"(?:fy|yr)(\d{4})(?:to(\d{4}))?", token)
    if match:
        first = int(match[1])
        last = int(match[2]) if match[2] else first + 1
        yield from map(str, range(first, last + 1))
        if match[2]:
            yield from (f"fy{year}" for year in range(first, last))


def years_since(text: str, now: str) -> Iterator[str]:
    """Yield the years from 'since May 2019' to 'until 2021', or else to the year that now is."""
    since = re.search(r"\bsince (?:[A-Z]\w+ )?(\d{4})\b", text)
    until = re.search(r"\buntil (?:[A-Z]\w+ )?(\d{4})\b", text)
    if since:
        last = int(until[1] if until else now or since[1])
        yield from map(str, range(int(since[1]), last + 1))


def _year(figures: str) -> int:
    return int(figures) if len(figures) == 4 else 2000 + int(figures)
