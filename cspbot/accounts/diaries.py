"""Commands that hand out meetings: the picture of a year's rota, and calendar files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Literal

from cspbot import calendars, layout, wording
from cspbot.accounts import groups, saying
from cspbot.accounts.groups import Meant
from cspbot.accounts.opinions import mark
from cspbot.accounts.people import mine
from cspbot.accounts.roles import Act
from cspbot.accounts.said import Attachment, Button, Said, button
from cspbot.accounts.visit import Command, Press, Visit
from cspbot.clock import london
from cspbot.diary.diary import Diary
from cspbot.language.meetings import spoken
from cspbot.language.phrasing import oldest, sources
from cspbot.rota.values import CHAIR, VENUE, Series


def rota(visit: Visit) -> Said:
    """Send the picture of the year's rota with the text."""
    return _for_one(visit, "rota-of", saying.ROTA_WHICH, lambda m: _pictured(visit, m))


def rota_of(visit: Visit, values: tuple[str, ...]) -> Said:
    """Send the rota of the group or partnership whose button was pressed."""
    one = groups.marked(visit, values[:1])
    if one is None:
        return Said(saying.STALE)
    is_next = values[2:] == ("next",)
    return _pictured(visit, one, "dark" if values[1:2] == ("dark",) else "light", is_next)


def _pictured(
    visit: Visit, one: Meant, theme: Literal["light", "dark"] = "light", is_next: bool = False
) -> Said:
    """Return the rota of this year, or of the next."""
    series = _series(visit, one)
    if series is None:
        return Said(wording.none_held_for([groups.called(visit, one.about)]))
    diary, today = Diary(visit.knowledge), _today(visit)
    year = today.year + is_next
    entries = diary.entries([series], date(year, 1, 1), date(year, 12, 31))
    head = wording.meetings_in(diary.group(series), str(year), len(entries))
    rows = [spoken.row(diary, e, (CHAIR,), group=False) for e in entries]
    facts = diary.facts(entries, (CHAIR, VENUE))
    cited = "; ".join(layout.cited(s) for s in sources(facts, visit.knowledge))
    age = oldest(facts, today)
    text = "\n".join(filter(None, (spoken.listed(head, rows), age, f"Source: {cited}")))
    try:
        wanted = replace(_wanted(visit, one, series), first=date(year, 1, 1))
        name, png = calendars.picture(visit.assistant, wanted, theme)
    except calendars.CannotMakeError as error:
        return Said(str(error))
    rows_of_buttons: list[tuple[Button, ...]] = [
        (button(other.label, "rota-of", mark(other.about)),)
        for other in groups.groups_of(visit, one.scope) if other.about != series.of
    ]  # fmt: skip
    other = "dark" if theme == "light" else "light"
    rows_of_buttons.append((
        button(saying.ROTA_THEME.format(other), "rota-of", mark(series.of), other,
               "next" if is_next else "this"),
        button(str(today.year + (not is_next)), "rota-of", mark(series.of), theme,
               "this" if is_next else "next"),
        button(saying.CALENDAR_FILE, "calendar-of", mark(series.of)),
    ))  # fmt: skip
    return Said(text, tuple(rows_of_buttons), Attachment(name, png, is_picture=True))


def calendar(visit: Visit) -> Said:
    """Send a calendar file: of a partnership, a group, or all of the person's own."""
    if not visit.typed:
        with visit.store.read() as session:
            own = mine(session, visit.asker.user)
        if own:
            return _file(visit, own, None, "")
    return _for_one(
        visit, "calendar-of", saying.CALENDAR_WHICH,
        lambda m: _file(visit, (m.scope,), m, ""),
    )  # fmt: skip


def calendar_of(visit: Visit, values: tuple[str, ...]) -> Said:
    """Send the file that a button names; with 'next' the next meeting alone."""
    one = groups.marked(visit, values[:1])
    if one is None:
        return Said(saying.STALE)
    return _file(visit, (one.scope,), one, "next" if values[1:] == ("next",) else "")


def _file(visit: Visit, scopes: tuple[str, ...], one: Meant | None, only: str) -> Said:
    series = _series(visit, one) if one and (only or one.is_group) else None
    wanted = _wanted(visit, one, series, scopes)
    if only and series is not None:
        ahead = Diary(visit.knowledge).after([series], wanted.first)
        entry = next((e for e in ahead if not e.meeting.is_cancelled), None)
        if entry is None:
            return Said(wording.none_ahead(Diary(visit.knowledge).group(series)))
        wanted = replace(wanted, first=entry.day, last=entry.day)
    try:
        name, content = calendars.calendar(visit.assistant, wanted, visit.at)
    except calendars.CannotMakeError as error:
        return Said(str(error))
    of = one.label if one else ", ".join(visit.labels(scopes))
    said = saying.CALENDAR_NEXT if only else saying.CALENDAR_MADE
    text = f"{said.format(of)} {saying.CALENDAR_HOW}"
    return Said(text, () if only else _narrower(visit, one), Attachment(name, content))


def _narrower(visit: Visit, one: Meant | None) -> tuple[tuple[Button, ...], ...]:
    """Offer less than all: the next meeting alone, or one group."""
    if one is None:
        return ()
    found = [(button(saying.CALENDAR_ONLY_NEXT, "calendar-of", mark(one.about), "next"),)]
    groups_held = () if one.is_group else groups.groups_of(visit, one.scope)
    if len(groups_held) > 1:
        found += [(button(g.label, "calendar-of", mark(g.about)),) for g in groups_held]
    return tuple(found)


def _for_one(visit: Visit, verb: str, which: str, make: Callable[[Meant], Said]) -> Said:
    """Do something for the one partnership or group that is meant; else ask which."""
    fitting = groups.meant(visit, visit.typed)
    if len(fitting) == 1:
        return make(fitting[0])
    rows = tuple(
        (button(one.label, verb, mark(one.about)),) for one in fitting or groups.offered(visit)
    )
    return Said(which, rows)


def _series(visit: Visit, one: Meant) -> Series | None:
    """Return the series with dates of a group; of a partnership, that of its leading group."""
    dated = {s.of: s for s in Diary(visit.knowledge).series([one.scope]) if s.is_dated}
    if one.is_group:
        return dated.get(one.about)
    order = [g.about for g in groups.groups_of(visit, one.scope)]
    return next((dated[of] for of in order if of in dated), None)


def _wanted(
    visit: Visit, one: Meant | None, series: Series | None, scopes: tuple[str, ...] = ()
) -> calendars.Wanted:
    group = Diary(visit.knowledge).group(series) if series else ""
    return calendars.Wanted(
        scopes or ((one.scope,) if one else ()), _today(visit), group=group,
        role=visit.standing.role, areas=visit.standing.areas,
    )  # fmt: skip


def _today(visit: Visit) -> date:
    return london(visit.at)


COMMANDS = (
    Command("rota", "The year's rota as a picture", Act.ASK, rota, is_slow=True, tells=True),
    Command(
        "calendar", "Meetings as a calendar file", Act.ASK, calendar, is_slow=True, tells=True
    ),
)
PRESSES = (
    Press("rota-of", Act.ASK, rota_of, is_slow=True, tells=True),
    Press("calendar-of", Act.ASK, calendar_of, is_slow=True, tells=True),
)
