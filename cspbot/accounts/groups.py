"""Finds whose meetings a command is about: a partnership, or one group of it."""

from __future__ import annotations

from dataclasses import dataclass

from cspbot.accounts.opinions import mark
from cspbot.accounts.visit import Visit
from cspbot.diary.diary import Diary
from cspbot.rota.values import Series

SHOWN = 12
"""Partnerships offered as buttons; others are typed after the command."""


@dataclass(frozen=True, slots=True)
class Meant:
    """A partnership, or one of its groups that meet."""

    about: str
    """Its id."""
    label: str
    scope: str
    """Id of the partnership."""

    @property
    def is_group(self) -> bool:
        """Tell whether it is a group and not a whole partnership."""
        return self.about != self.scope


def meant(visit: Visit, typed: str) -> tuple[Meant, ...]:
    """Return what fits what was typed: a group by its name, else partnerships."""
    said = typed.lower()
    if not said:
        return ()
    diary = Diary(visit.knowledge)
    named = {
        s.of: _group(diary, s) for s in diary.knowledge.series
        if any(n.lower() in said for n in _names(diary, s))
    }  # fmt: skip
    if named:
        return tuple(named.values())
    return tuple(Meant(one.key, one.label, one.key) for one in visit.assistant.resolve(typed))


def offered(visit: Visit) -> tuple[Meant, ...]:
    """Return the partnerships to choose from: the person's own first."""
    held = [Meant(one.key, one.label, one.key) for one in visit.assistant.partnerships()]
    return tuple(held[:SHOWN])


def groups_of(visit: Visit, scope: str) -> tuple[Meant, ...]:
    """Return the groups of a partnership that meet, the one that is below no other first."""
    diary = Diary(visit.knowledge)
    found = {s.of: _group(diary, s) for s in diary.series([scope])}
    return tuple(
        sorted(found.values(), key=lambda m: f"{m.about}.parent" in visit.knowledge.facts)
    )


def marked(visit: Visit, values: tuple[str, ...]) -> Meant | None:
    """Return what the mark in a button stands for; None where there is no such thing any more."""
    if not values:
        return None
    diary = Diary(visit.knowledge)
    groups = [_group(diary, s) for s in diary.knowledge.series]
    all_of_them = [
        *(Meant(one.key, one.label, one.key) for one in visit.assistant.partnerships()), *groups,
    ]  # fmt: skip
    return next((m for m in all_of_them if mark(m.about) == values[0]), None)


def called(visit: Visit, about: str) -> str:
    """Return what a partnership or group is called; its id where it is not held any more."""
    entity = visit.knowledge.entities.get(about)
    if entity is not None and entity.kind == "group":
        return entity.name
    return visit.label(about)


def _group(diary: Diary, series: Series) -> Meant:
    entity = diary.knowledge.entities.get(series.of)
    if entity is None or entity.kind == "partnership":
        return Meant(series.of, entity.label if entity else series.of, series.of)
    return Meant(series.of, entity.name, series.scope)


def _names(diary: Diary, series: Series) -> tuple[str, ...]:
    """Return the names of a group; none of a partnership, which is found by what it covers."""
    entity = diary.knowledge.entities.get(series.of)
    return () if entity is None or entity.kind != "group" else (entity.name, *entity.aliases)
