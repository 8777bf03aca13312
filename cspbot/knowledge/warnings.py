"""What an editor should know of, though the bot can work with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from cspbot.knowledge import records as r
from cspbot.knowledge.check import Checked
from cspbot.knowledge.facts import Entity, Knowledge, spoken_money
from cspbot.knowledge.folder import Folder
from cspbot.knowledge.problems import Problem, did_you_mean
from cspbot.knowledge.repeats import facts_that_repeat
from cspbot.knowledge.rota_check import uncovered_ends

NAMED_ALONE = frozenset({"partnership", "place", "body", "person"})
"""Kinds that people name without saying where; other things are asked about within a partnership,
and there the name of another partnership's thing does not disturb."""


def warnings(checked: Checked, knowledge: Knowledge) -> list[Problem]:
    """Return the warnings on a folder in which nothing is wrong, by file and line."""
    folder = Folder(checked.sources)
    found = [*_totals(folder, checked.files), *_cited_though_empty(folder)]
    found += _askings_of_nothing(folder, knowledge)
    found += uncovered_ends(folder, checked.files)
    found += _still_said(checked, knowledge)
    return sorted([*found, *_shared_names(folder, knowledge)])


def _totals(folder: Folder, files: Sequence[r.File]) -> Iterator[Problem]:
    for table in (table for file in files for table in file.funding):
        amounts = [line.amount for line in table.lines if not line.part_of]
        total = sum((amount for amount in amounts if amount is not None), Decimal(0))
        if table.total is None or not amounts or total == table.total:
            continue
        if None in amounts and total < table.total:
            continue  # the source gives no split of the rest
        placed = folder.by_id[table.id][0]
        yield placed.problem(
            (*placed.entry.path, "total"),
            f"the lines add up to {spoken_money(total)}, not to {spoken_money(table.total)}",
        )


def _cited_though_empty(folder: Folder) -> Iterator[Problem]:
    for place in folder.locators:
        if place.is_empty and (place.document, place.locator) in folder.cited:
            message = f"'{place.locator}' is said to hold nothing, yet a fact cites it"
            yield place.at.problem(place.path, message)


def _askings_of_nothing(folder: Folder, knowledge: Knowledge) -> Iterator[Problem]:
    for placed in folder.placed:
        if placed.entry.model is r.Asking:
            for ident, path in placed.entry.texts("fact"):
                if ident not in knowledge.facts:
                    hint = did_you_mean(ident, knowledge.facts)
                    yield placed.problem(
                        path, f"no fact '{ident}'{hint}; its askings are not used"
                    )


def _still_said(checked: Checked, knowledge: Knowledge) -> Iterator[Problem]:
    """Name prose that prints what an amendment has changed."""
    for change in checked.replaced:
        named = knowledge.entities.get(change.old)
        old, about = (named.name, change.record) if named else (change.old, "")
        for fact in facts_that_repeat(knowledge, old, about):
            if fact.id != f"{change.record}.{change.field}":
                message = f"the fact '{fact.id}' still says '{old}': amend that sentence too"
                yield change.source.problem(change.path, message)


def _shared_names(folder: Folder, knowledge: Knowledge) -> Iterator[Problem]:
    """Name the things that a question by name alone cannot tell apart."""
    by_name: dict[str, dict[str, Entity]] = defaultdict(dict)
    for entity in knowledge.entities.values():
        for name in (entity.name, *entity.aliases):
            by_name[" ".join(name.casefold().split())][entity.id] = entity
    told: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name, entities in by_name.items():
        among = _confusable(list(entities.values()))
        if among:
            told[tuple(e.id for e in among)].append(name)
    for (first, *others), names in told.items():
        placed = folder.by_id[first][0]
        shared = ", ".join(f"'{name}'" for name in names)
        where = ", ".join(f"'{i}' ({folder.by_id[i][0].place})" for i in others)
        yield placed.problem(
            placed.entry.path, f"'{first}' shares the name {shared} with {where}; the bot will ask"
        )


def _confusable(entities: Sequence[Entity]) -> list[Entity]:
    return [
        entity
        for entity in entities
        if any(other is not entity and _are_confusable(entity, other) for other in entities)
    ]


def _are_confusable(one: Entity, other: Entity) -> bool:
    """A partnership and the place, council or plan that it shares its name with are one matter."""
    areas, others = _areas(one), _areas(other)
    if one.kind == other.kind:
        return one.kind in NAMED_ALONE or bool(areas & others) or not (areas or others)
    both = one.kind in NAMED_ALONE and other.kind in NAMED_ALONE
    return both and bool(areas and others) and not areas & others


def _areas(entity: Entity) -> set[str]:
    own = {entity.id} if entity.kind == "partnership" else set()
    return own | {a for a in (entity.scope, *entity.partnerships) if a}
