"""Problems with series and rotas that only come to light when they are worked out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cspbot.knowledge import records as r
from cspbot.knowledge.folder import Folder
from cspbot.knowledge.problems import Problem
from cspbot.knowledge.rotas import rota_value, series_value
from cspbot.rota import values as v
from cspbot.rota.faults import Membership, faults, missing_at_ends

VOTING = frozenset({"responsible authority", "core member", "member"})
"""Capacities that count for a quorum."""


def impossible(folder: Folder, files: Sequence[r.File]) -> Iterator[Problem]:
    """Yield what cannot be in the series and rotas of sound records."""
    yield from _narrower(folder)
    series, rotas = _values(files)
    members = {one.of: _membership(one.of, files) for one in series}
    for fault in faults(series, rotas, members):
        yield _placed(folder, fault.of, fault.path, fault.message)


def uncovered_ends(folder: Folder, files: Sequence[r.File]) -> Iterator[Problem]:
    """Yield where a series goes on without a rota that it has at other times."""
    series, rotas = _values(files)
    by_id = {one.id: one for one in series}
    for rota in rotas:
        of = by_id[rota.series]
        told = missing_at_ends(rota, of, rotas) if of.is_dated and rota.turns else ""
        if told:
            yield _placed(folder, rota.id, ("until",) if rota.until else ("start",), told)


def _placed(folder: Folder, ident: str, path: tuple[str | int, ...], message: str) -> Problem:
    placed = folder.by_id[ident][0]
    return placed.problem((*placed.entry.path, *path), message)


def _values(files: Sequence[r.File]) -> tuple[list[v.Series], list[v.Rota]]:
    found = {s.id: s for file in files for s in file.series}
    series = [series_value(s, "") for s in found.values()]
    rotas = [rota_value(x, found[x.series]) for file in files for x in file.rotas]
    return series, rotas


def _narrower(folder: Folder) -> Iterator[Problem]:
    """Refuse an audience on a part: who may not see that a meeting is cancelled is misled."""
    parts = (r.MeetingChange, r.Quorum, r.QuorumNeed, r.Turn, r.Swap, r.Absence)
    for placed in folder.placed:
        if issubclass(placed.entry.model, parts) and "audience" in placed.entry.data:
            path = (*placed.entry.path, "audience")
            yield placed.problem(path, "belongs on the whole series or rota, not on a part of it")


def _membership(of: str, files: Sequence[r.File]) -> Membership:
    """Return who may take turns in a group: its members, else those of its partnership."""
    groups = {g.id: g for file in files for g in file.groups}
    people = [p for file in files for p in file.people]
    every = [m for file in files for m in file.memberships]
    group = groups.get(of)
    own = [m for m in every if m.of == of]
    around = [m for m in every if group and group.partnership and m.of == group.partnership]
    listed = [w for item in (group.members if group else ()) for w in item.who]
    counted = own or [m for m in around if m.capacity in VOTING]
    may = {m.body for m in (*own, *around)} | set(listed)
    may |= {p for m in (*own, *around) for p in m.represented_by}
    if may:  # people speak for the members that they belong to
        may |= {p.id for p in people if p.body in may}
        may |= {p.body for p in people if p.id in listed and p.body}
    # a list of members in sentences need not be whole, so that no number rests on it
    return Membership(frozenset(may), len({m.body for m in counted if not m.until}))
