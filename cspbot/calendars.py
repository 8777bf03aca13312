"""Calendars and pictures of meetings as bytes, for any channel to hand over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, Protocol

from cspbot import wording
from cspbot.diary.diary import Diary
from cspbot.diary.ics import NoCalendarError, calendar_file
from cspbot.diary.picture import year_picture
from cspbot.knowledge.problems import did_you_mean
from cspbot.messages import Choice, Role
from cspbot.rota.values import Series

PNG = b"\x89PNG"
"""How every such picture begins."""
YEAR = timedelta(days=365)


class Assistant(Protocol):
    """What is needed of the assistant."""

    def partnerships(self) -> tuple[Choice, ...]:
        """Return the partnerships covered."""

    def resolve(self, text: str, /) -> tuple[Choice, ...]:
        """Return the partnerships that fit what was typed."""

    def diary(self, role: Role, areas: tuple[str, ...], /) -> Diary:
        """Return the meetings that someone of a role may see."""


class CannotMakeError(ValueError):
    """No calendar or picture can be made; the text says why, and what to do instead."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which meetings are wanted."""

    partnerships: Sequence[str]
    """By id, name or place, as typed."""
    first: date
    last: date | None = None
    """None: a year on."""
    group: str = ""
    """Part of the name of a group; empty: all that meet."""
    role: Role = Role.PUBLIC
    """Who is to read it."""
    areas: tuple[str, ...] = ()
    """The partnerships that the role is limited to; empty: it counts for all."""

    @property
    def until(self) -> date:
        """The last day that is wanted."""
        return self.last or self.first + YEAR


def calendar(
    assistant: Assistant, wanted: Wanted, made: datetime, before: bytes = b""
) -> tuple[str, bytes]:
    """Return a calendar file: a good name for it, and its content.

    Args:
        assistant: what is known.
        wanted: which meetings; one, where first and last are its day.
        made: now.
        before: the file that it replaces, so that changes count as later versions.

    Raises:
        CannotMakeError: no such partnership, no such group, or no dates of it are held.
    """
    diary, series = _found(assistant, wanted)
    entries = diary.entries(series, wanted.first, wanted.until)
    if not entries and not before:
        raise CannotMakeError(wording.none_between(_groups(diary, series), _span(wanted)))
    name = _groups(diary, series)
    try:
        content = calendar_file(diary, entries, made, before=before, name=name)
    except NoCalendarError as error:
        raise CannotMakeError(f"What is to be renewed {error}") from None
    return f"{file_stem(assistant, wanted)}.ics", content


def picture(
    assistant: Assistant, wanted: Wanted, theme: Literal["light", "dark"] = "light"
) -> tuple[str, bytes]:
    """Return a picture of the year of the first day that is wanted: a name for it, and the PNG.

    Raises:
        CannotMakeError: as for a calendar, or the meetings of several groups are wanted.
    """
    diary, series = _found(assistant, wanted)
    if len(series) > 1:
        named = [diary.group(s) for s in series]
        raise CannotMakeError(wording.one_group_only(named))
    year = wanted.first.year
    stem = file_stem(assistant, wanted)
    return f"{stem}-{year}.png", year_picture(diary, series[0], year, theme)


def file_stem(assistant: Assistant, wanted: Wanted) -> str:
    """Return how the file is called, without its ending: by its partnerships."""
    return "-".join((*_scopes(assistant, wanted), "meetings"))


def _scopes(assistant: Assistant, wanted: Wanted) -> list[str]:
    """Return the ids of the partnerships that are wanted."""
    found = dict[str, None]()
    for typed in wanted.partnerships:
        fitting = assistant.resolve(typed)
        if not fitting:
            known = [name for c in assistant.partnerships() for name in (c.label, c.key)]
            hint = did_you_mean(typed, known)
            raise CannotMakeError(f"{wording.no_partnership_called(typed)}{hint}")
        if len(fitting) > 1:
            raise CannotMakeError(wording.which_partnership("", [c.label for c in fitting]))
        found[fitting[0].key] = None
    return list(found)


def _found(assistant: Assistant, wanted: Wanted) -> tuple[Diary, tuple[Series, ...]]:
    """Return the series that are wanted, and the diary that they are in."""
    diary = assistant.diary(wanted.role, wanted.areas)
    scopes = _scopes(assistant, wanted)
    held = diary.series(scopes)
    series = tuple(s for s in held if s.is_dated)
    if not series:
        names = [diary.name(scope) for scope in scopes]
        raise CannotMakeError(wording.none_held_for(names))
    fitting = tuple(s for s in series if wanted.group.lower() in diary.group(s).lower())
    if not fitting:
        raise CannotMakeError(
            wording.no_such_group(wanted.group, [diary.group(s) for s in series])
        )
    return diary, fitting


def _groups(diary: Diary, series: Sequence[Series]) -> str:
    return " and ".join(dict.fromkeys(diary.group(s) for s in series))


def _span(wanted: Wanted) -> str:
    return f"{wanted.first.isoformat()} to {wanted.until.isoformat()}"
