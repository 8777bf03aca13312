"""Finds what cannot be in a series or a rota: overlaps, gaps, strangers, a quorum of too many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from cspbot.rota.meetings import Meeting, all_meetings
from cspbot.rota.papers import papers_day
from cspbot.rota.rules import RuleError
from cspbot.rota.turns import meeting_on, taken
from cspbot.rota.values import VENUE, Rota, Series

AHEAD = 5
"""Years from the start of a series, or from its last exception, that are looked through."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that cannot be."""

    of: str
    """The series or rota."""
    path: tuple[str | int, ...]
    """The field of it that is at fault."""
    message: str


@dataclass(frozen=True, slots=True)
class Membership:
    """Who may take turns in a group, and who counts for its quorum."""

    may: frozenset[str]
    """Members, and people who speak for them; empty: not known."""
    count: int
    """How many members are held; 0 where that is not known."""


def faults(
    series: Sequence[Series], rotas: Sequence[Rota], members: Mapping[str, Membership]
) -> Iterator[Fault]:
    """Yield the faults of all series and rotas; `members` by the group that meets."""
    broken = set[str]()
    for one in series:
        found = list(_of_series(one, members.get(one.of)))
        broken |= {one.id} if any(f.path[:1] in (("rule",), ("zone",)) for f in found) else set()
        yield from found
    sound = {s.id: s for s in series if s.id not in broken}
    yield from _two_rules(list(sound.values()))
    yield from _two_rotas(rotas)
    by_id = {rota.id: rota for rota in rotas}
    for rota in rotas:
        if rota.series in sound:
            of = sound[rota.series]
            yield from _of_rota(rota, of, by_id, members.get(of.of))


def horizon(series: Series) -> date:
    """Return the day up to which a series is looked through."""
    days = [series.start, *(d for c in series.changes for d in (c.on, c.to))]
    newest = max((d for d in days if d), default="")
    if not newest:
        return date.min
    ends = date(int(newest[:4]) + AHEAD, 12, 31)
    return min(ends, date.fromisoformat(series.until)) if series.until > newest else ends


# Series -----------------------------------------------------------------------------------------


def _of_series(series: Series, members: Membership | None) -> Iterator[Fault]:
    try:
        ZoneInfo(series.zone)
    except (KeyError, ValueError, OSError):
        yield Fault(series.id, ("zone",), f"no time zone '{series.zone}': write 'Europe/London'")
        return
    try:
        held = list(all_meetings(series, horizon(series)))
    except RuleError as error:
        yield Fault(series.id, ("rule",), str(error))
        return
    if series.rule and series.start and all(m.is_extra for m in held):
        yield Fault(series.id, ("rule",), "gives no meeting at all")
        return
    if series.papers:
        try:
            papers_day(series.papers, date(2000, 6, 1))
        except ValueError as error:
            yield Fault(series.id, ("papers_due",), str(error))
    yield from _changes(series, held)
    yield from _same_day(series, held)
    yield from _quorum(series, members)


def _changes(series: Series, held: Sequence[Meeting]) -> Iterator[Fault]:
    """Find exceptions to meetings that there are none of, and moves to nowhere."""
    regular = [m for m in held if not m.is_extra]
    seen = dict[str, int]()
    for number, change in enumerate(series.changes):
        path = ("exceptions", number)
        if change.on in seen and series.changes[seen[change.on]].kind != "extra":
            yield Fault(series.id, (*path, "date"), f"{change.on} has an exception already")
        seen.setdefault(change.on, number)
        if change.kind != "extra" and meeting_on(regular, change.on) is None:
            known = any(c.kind == "extra" and c.on == change.on for c in series.changes)
            message = f"there is no meeting on {change.on} by the rule"
            message += ": change the extra one itself" if known else ""
            yield Fault(series.id, (*path, "date"), message)
        if (change.kind == "moved") != bool(change.to):
            message = (
                "say under 'to' where it was moved; a meeting put off without a new day is "
                "'cancelled'" if change.kind == "moved" else "only a meeting that moved has a 'to'"
            )  # fmt: skip
            yield Fault(series.id, (*path, "to"), message)


def _same_day(series: Series, held: Sequence[Meeting]) -> Iterator[Fault]:
    by_day = defaultdict[date, list[Meeting]](list)
    for meeting in held:
        if not meeting.is_cancelled:
            by_day[meeting.day].append(meeting)
    for day, meetings in by_day.items():
        if len(meetings) > 1:
            change = next((m.change for m in meetings if m.change), None)
            path = ("exceptions", series.changes.index(change)) if change else ("rule",)
            yield Fault(series.id, path, f"two of its meetings fall on {day}")
            return


def _quorum(series: Series, members: Membership | None) -> Iterator[Fault]:
    if members and members.count and series.quorum > members.count:
        yield Fault(
            series.id, ("quorum", "number"),
            f"{series.quorum} cannot be there: {members.count} members are held",
        )  # fmt: skip
    for number, need in enumerate(series.needs):
        path = ("quorum", "needs", number)
        if need.count > len(set(need.among)):
            message = f"{need.count} cannot be there of {len(set(need.among))}"
            yield Fault(series.id, (*path, "count"), message)
        if members and members.may:
            for who in need.among:
                if who not in members.may:
                    yield Fault(series.id, (*path, "among"), f"'{who}' is no member of it")


def _two_rules(series: Sequence[Series]) -> Iterator[Fault]:
    """Find two series of one group that meet on the same day."""
    seen: dict[tuple[str, date], str] = {}
    for one in series:
        for meeting in all_meetings(one, horizon(one)):
            if meeting.is_cancelled:
                continue
            other = seen.setdefault((one.of, meeting.day), one.id)
            if other != one.id:
                message = f"meets on {meeting.day}, when '{other}' of the same group does"
                yield Fault(one.id, ("rule",) if one.rule else ("exceptions",), message)
                break


# Rotas ------------------------------------------------------------------------------------------


def _two_rotas(rotas: Sequence[Rota]) -> Iterator[Fault]:
    """Find two rotas of the same on one series that hold at the same time."""
    for number, one in enumerate(rotas):
        for other in rotas[:number]:
            same = (one.series, one.what) == (other.series, other.what)
            ends = (one.until or "9999", other.until or "9999")
            if same and one.start <= ends[1] and other.start <= ends[0] and one.ordered:
                message = f"holds at the same time as '{other.id}', also for {one.what}"
                yield Fault(one.id, ("start",) if one.start else ("what",), message)


def _of_rota(
    rota: Rota, series: Series, rotas: Mapping[str, Rota], members: Membership | None
) -> Iterator[Fault]:
    yield from _strangers(rota, members)
    yield from _followed(rota, rotas)
    if not (rota.ordered and rota.turns and series.is_dated):
        return
    days = (rota.start, *(d for s in rota.swaps for d in (s.on, s.other)))
    last = max((horizon(series), *(date.fromisoformat(d) for d in days if d)))
    found = taken(series, rota, last, rotas)
    if not found:
        yield Fault(rota.id, ("start",), "no meeting of the series falls into it")
        return
    yield from _gaps(rota, found)
    for number, swap in enumerate(rota.swaps):
        for name, day in (("date", swap.on), ("other", swap.other)):
            if meeting_on(found, day) is None:
                message = f"there is no meeting on {day} within the rota"
                yield Fault(rota.id, ("swaps", number, name), message)


def _strangers(rota: Rota, members: Membership | None) -> Iterator[Fault]:
    """Find turn-takers that are no members, and absences of those who take no turn."""
    takers = {turn.who for turn in rota.turns}
    for number, turn in enumerate(rota.turns):
        if rota.what != VENUE and members and members.may and turn.who not in members.may:
            path = ("turns", number, "who")
            yield Fault(rota.id, path, f"'{turn.who}' is no member of the group that meets")
    for number, away in enumerate(rota.absences):
        if away.who not in takers:
            message = f"'{away.who}' takes no turn in this rota"
            yield Fault(rota.id, ("absences", number, "who"), message)
        also = [a for a in rota.absences if a.who == away.deputy and a.since <= away.until
                and away.since <= a.until]  # fmt: skip
        if away.deputy and (away.deputy == away.who or also):
            message = f"the deputy '{away.deputy}' is away too"
            yield Fault(rota.id, ("absences", number, "deputy"), message)


def _followed(rota: Rota, rotas: Mapping[str, Rota]) -> Iterator[Fault]:
    leader = rotas.get(rota.follows)
    if leader is None:
        return
    message = ""
    if leader.series != rota.series:
        message = f"'{leader.id}' is over another series"
    elif len(leader.turns) != len(rota.turns):
        message = f"'{leader.id}' has {len(leader.turns)} turns, and this one {len(rota.turns)}"
    elif leader.follows:
        message = f"'{leader.id}' follows a rota itself: follow that one"
    if message:
        yield Fault(rota.id, ("follows",), message)


def _gaps(rota: Rota, found: Mapping[Meeting, object]) -> Iterator[Fault]:
    """Find the first meeting for which nobody takes turns any more, or yet."""
    for meeting in sorted(found, key=lambda m: m.day):
        away = [
            t for t in rota.turns
            if t.since <= meeting.by_rule.isoformat() <= (t.until or "9999")
        ]  # fmt: skip
        if not away:
            yield Fault(rota.id, ("turns",), f"nobody takes a turn on {meeting.day}: a gap")
            return


def missing_at_ends(rota: Rota, series: Series, rotas: Collection[Rota]) -> str:
    """Say which end of a series no rota of that kind covers; '' where all is covered.

    Not impossible: a rota may have begun later, and the next one may not be agreed yet.
    """
    alike = [r for r in rotas if r.series == rota.series and r.what == rota.what and r.ordered]
    starts = min(r.start or series.start for r in alike) if alike else series.start
    if alike and alike[0].id == rota.id and starts > series.start:
        return f"no rota for {rota.what} before {starts}, though the series starts {series.start}"
    ends = max(r.until or "9999" for r in alike) if alike else "9999"
    if ends < (series.until or "9999") and rota.until == ends:
        return f"no rota for {rota.what} after {ends}, though the series goes on"
    return ""
