"""Tells of meetings: the next, the last, the one after, all of a stretch of time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cspbot import wording
from cspbot.diary.diary import Entry
from cspbot.knowledge.facts import spoken_date
from cspbot.language.meetings import spoken
from cspbot.language.meetings.ask import (
    MOST,
    Ask,
    cited,
    not_held_for,
    otherwise,
    resting_on,
    with_rota,
)
from cspbot.language.meetings.asked import (
    AFTER,
    BEFORE,
    LAST,
    NEXT,
    THAT,
)
from cspbot.language.phrasing import answered, remember, sources
from cspbot.messages import Reply, Unknown, Why
from cspbot.rota.values import CHAIR, Series


def one_each(ask: Ask) -> Reply | None:
    """Name the next meeting of each series, the last, the one after or the one spoken of."""
    which = ask.asked.which
    if which == THAT and ask.before is None:
        which = NEXT
    if not which:
        which = THAT if ask.before is not None and not ask.asked.speaks_of_meetings else NEXT
    series = with_rota(ask)
    if which in (AFTER, BEFORE, THAT) and ask.before is not None:
        series = (ask.before.series,)
    if which == NEXT and ask.asked.count > 1:
        return _next_few(ask, series)
    found = [(one, _picked(ask, one, which)) for one in series]
    shown = sorted((e for _, e in found if e is not None), key=lambda e: e.day)
    if which in (LAST, BEFORE):
        shown.reverse()
    if not shown:
        none = wording.none_behind if which in (LAST, BEFORE) else wording.none_ahead
        facts = [f for s in series for f in cited(ask, s.fact)]
        return answered(ask.query, facts, none(ask.groups(series)))
    lines = [told(ask, entry, which) for entry in shown]
    return resting_on(ask, shown, "\n".join(lines), not_held_for(ask))


def _next_few(ask: Ask, series: Sequence[Series]) -> Reply:
    """List as many of the next meetings as are asked for."""
    ahead = [e for e in ask.diary.after(series, ask.today) if not e.meeting.is_cancelled]
    shown = ahead[: min(ask.asked.count, MOST)]
    several = len({e.series.id for e in shown}) > 1
    rows = [spoken.row(ask.diary, e, ask.whats or (CHAIR,), group=several) for e in shown]
    head = wording.next_few(ask.groups(list(dict.fromkeys(e.series for e in shown))))
    return resting_on(ask, shown, spoken.listed(head, rows), not_held_for(ask))


def _picked(ask: Ask, series: Series, which: str) -> Entry | None:
    """Return the one meeting of a series that is meant."""
    if which == THAT:
        return ask.before
    ahead = [e for e in ask.diary.after([series], ask.today) if not e.meeting.is_cancelled]
    if which in (NEXT, AFTER) and (which == NEXT or ask.before is None):
        return next(iter(ahead[which == AFTER :]), None)
    if which == AFTER and ask.before is not None:
        later = ask.diary.after([series], ask.before.day)
        return next((e for e in later if _is_other(e, ask.before)), None)
    day = ask.today
    if which == BEFORE and ask.before is not None:
        day = ask.before.day
    gone = ask.diary.before([series], day)
    return next((e for e in gone if not e.meeting.is_cancelled), None)


def _is_other(entry: Entry, before: Entry) -> bool:
    return not entry.meeting.is_cancelled and entry.key != before.key


def told(ask: Ask, entry: Entry, which: str) -> str:
    """Say a meeting, what is asked of it, and what became of those before it."""
    group, past = ask.diary.group(entry.series), entry.day < ask.today
    said = f"{spoken.when(entry)}{spoken.where(ask.diary, entry)}"
    if which in (NEXT, AFTER):
        first = wording.next_meeting(group, said, which)
    elif which in (LAST, BEFORE):
        first = wording.last_meeting(group, said, which)
    else:
        off = entry.meeting.is_cancelled
        first = wording.that_meeting(group, said, past=past, off=off)
    parts = [*_asked_of(ask, entry), first, spoken.change(entry, past=past)]
    if not ask.whats:
        chair = (
            "" if entry.meeting.is_cancelled else spoken.turn(ask.diary, entry, CHAIR, past=past)
        )
        parts.append(chair)
    if which == NEXT:
        parts += _called_off(ask, entry)
    return " ".join(dict.fromkeys(part for part in parts if part))


def _asked_of(ask: Ask, entry: Entry) -> list[str]:
    """Say of a meeting what is asked for besides when and where."""
    said, past = [], entry.day < ask.today
    for what in ask.whats:
        turn = "" if entry.meeting.is_cancelled else spoken.turn(ask.diary, entry, what, past=past)
        said.append(turn or otherwise(ask, entry, what))
    if "where" in ask.asked.aspects and not entry.place:
        said.append(otherwise(ask, entry, "where"))
    if "papers" in ask.asked.aspects:
        said.append(spoken.papers(ask.diary, entry) or wording.NO_PAPERS)
    if "online" in ask.asked.aspects:
        said.append(_link(entry))
    if "changed" in ask.asked.aspects and not entry.meeting.is_cancelled:
        said.append(spoken.change(entry) or wording.AS_SET)
    return said


def _link(entry: Entry) -> str:
    return wording.online(entry.meeting.online) if entry.meeting.online else wording.NO_LINK


def _called_off(ask: Ask, entry: Entry) -> list[str]:
    """Tell of cancelled meetings that would have come before the next one."""
    between = ask.diary.entries([entry.series], ask.today, entry.day)
    return [
        wording.that_meeting(ask.diary.group(e.series), spoken.when(e), past=False, off=True)
        + " " + spoken.change(e)
        for e in between if e.meeting.is_cancelled
    ]  # fmt: skip


def between(ask: Ask) -> Reply | None:
    """Say the meetings of a stretch of time."""
    span = ask.asked.span
    assert span is not None  # noqa: S101 - narrowing, see _answered
    series = with_rota(ask)
    if all(s.rule and span.last.isoformat() < s.start for s in series):
        text = wording.dates_from(ask.groups(series), spoken_date(min(s.start for s in series)))
        facts = [f for s in series for f in cited(ask, s.fact)]
        return Unknown(text, Why.NOT_HELD, sources(facts, ask.query.knowledge),
                       context=remember(ask.query, facts))  # fmt: skip
    found = ask.diary.entries(series, span.first, span.last)
    # one that was moved away is asked for by the day on which it was to be
    away = [e for e in _moved_away(ask, series) if span.first <= e.meeting.by_rule <= span.last]
    found = sorted({e.key: e for e in (*found, *away)}.values(), key=lambda e: e.day)
    if not found:
        return _none_between(ask, series)
    if len(found) == 1:
        return resting_on(ask, found, told(ask, found[0], THAT))
    several = len({e.series.id for e in found}) > 1
    rows = [
        spoken.row(ask.diary, e, ask.whats or (CHAIR,), group=several) for e in found[:MOST]
    ]  # fmt: skip
    named = list(dict.fromkeys(e.series for e in found))
    head = wording.meetings_in(ask.groups(named), span.label, len(found))
    notices = [wording.by_rule_only(span.label)] if span.last < ask.today else []
    notices += not_held_for(ask)
    text = spoken.listed(head, rows)
    lacking = [w for w in ask.whats if not any(w in e.turns for e in found)]
    said = dict.fromkeys(otherwise(ask, found[0], what) for what in lacking)
    return resting_on(ask, found, "\n".join([*filter(None, said), text]), notices)


def _moved_away(ask: Ask, series: Iterable[Series]) -> Iterable[Entry]:
    for one in series:
        for change in one.changes:
            if change.kind == "moved":
                entry = ask.diary.entry(one.id, change.on)
                if entry is not None:
                    yield entry


def _none_between(ask: Ask, series: tuple[Series, ...]) -> Reply:
    span = ask.asked.span
    assert span is not None  # noqa: S101 - narrowing, see _answered
    group = ask.groups(series)
    text = (
        wording.none_on(group, span.label) if span.is_day
        else wording.none_between(group, span.label)
    )  # fmt: skip
    later = [e for e in ask.diary.after(series, span.last) if not e.meeting.is_cancelled]
    if later and span.last >= ask.today:
        text += " " + wording.that_meeting(
            ask.diary.group(later[0].series),
            f"{spoken.when(later[0])}{spoken.where(ask.diary, later[0])}", past=False, off=False,
        ).replace("The meeting", "The first one after", 1)  # fmt: skip
    entries = later[:1] if span.last >= ask.today else []
    facts = [f for s in series for f in cited(ask, s.fact)]
    return resting_on(ask, entries, text, facts=facts)
