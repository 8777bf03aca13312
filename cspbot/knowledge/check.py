"""Finds everything that is wrong with the knowledge folder, all at once, each with its line.

The rules read the data as written, guided by the shape of the models, and not the finished
records: so a slip in one field hides no slip in another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from cspbot.knowledge import records as r
from cspbot.knowledge.facts import Entity, Knowledge, spoken_money
from cspbot.knowledge.loader import Source
from cspbot.knowledge.problems import FieldPath, Problem, did_you_mean, spoken_path
from cspbot.knowledge.shape import Entry, entries, shape
from cspbot.knowledge.validate import validate

IN_ORDER = (("since", "until"), ("start", "end"), ("formed", "ended"), ("adopted", "refreshed"))
"""Pairs of dates of which the second cannot be the earlier one."""

NEED_SOURCE = (r.Record, r.Point, r.Membership)
INHERIT_SOURCE = (r.Document, r.FundingLine)
"""A document is its own source; a line rests on what its table rests on."""

NOT_ITSELF = frozenset({"parent", "within", "part_of", "successor", "predecessors", "to"})
"""Fields by which a record may not point at itself."""

NAMED_ALONE = frozenset({"partnership", "place", "body", "person"})
"""Kinds that people name without saying where; other things are asked about within a partnership,
and there the name of another partnership's thing does not disturb."""


@dataclass(frozen=True)
class Checked:
    """The outcome of a check."""

    sources: tuple[Source, ...]
    files: tuple[r.File, ...]
    """The records; none where there are problems."""
    problems: tuple[Problem, ...]


def check(sources: Sequence[Source]) -> Checked:
    """Check all files of a knowledge folder together; problems are ordered by file and line."""
    folder = _Folder(sources)
    problems = [problem for source in sources for problem in source.problems]
    files = []
    for source in sources:
        if not source.problems:
            file, wrong = validate(source)
            problems += wrong
            files += [file] if file else []
    for rule in RULES:
        problems += rule(folder)
    return Checked(tuple(sources), () if problems else tuple(files), tuple(sorted(set(problems))))


@dataclass(frozen=True)
class _Placed:
    """An entry with the file that it stands in."""

    source: Source
    entry: Entry

    def problem(self, path: FieldPath, message: str) -> Problem:
        return Problem(self.source.name, self.source.line(path), spoken_path(path), message)

    @property
    def place(self) -> str:
        return f"{self.source.name}:{self.source.line(self.entry.path)}"


@dataclass(frozen=True)
class _Citation:
    """A place in a document that an entry says it rests on."""

    at: _Placed
    path: FieldPath
    document: str
    """Empty where neither the citation nor its file names one."""
    locator: str


class _Folder:
    """What the rules look things up in."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.sources = sources
        self.placed = [
            _Placed(source, entry) for source in sources for entry in entries(r.File, source.data)
        ]

    @property
    def complete(self) -> bool:
        """Every file could be read: an id that is not found is truly not there."""
        return not any(source.problems for source in self.sources)

    @cached_property
    def by_id(self) -> Mapping[str, list[_Placed]]:
        found = defaultdict(list)
        for placed in self.placed:
            ident = placed.entry.data.get("id")
            if placed.entry.kind and isinstance(ident, str):
                found[ident].append(placed)
        return dict(found)

    @cached_property
    def citations(self) -> list[_Citation]:
        return [
            citation
            for placed in self.placed
            if issubclass(placed.entry.model, (r.Cited, r.Detail))
            for citation in self._citations(placed)
        ]

    def _citations(self, placed: _Placed) -> Iterator[_Citation]:
        data = placed.source.data
        default = data.get("document") if isinstance(data, dict) else None
        for text, path in placed.entry.texts("at"):
            document, mark, locator = text.rpartition("#")
            named = document if mark else (default if isinstance(default, str) else "")
            yield _Citation(placed, path, named, locator)


# Rules ----------------------------------------------------------------------------------------


def _duplicate_ids(folder: _Folder) -> Iterator[Problem]:
    for ident, (first, *others) in folder.by_id.items():
        for other in others:
            path = (*other.entry.path, "id")
            yield other.problem(path, f"the id '{ident}' is already used at {first.place}")


def _references(folder: _Folder) -> Iterator[Problem]:
    if not folder.complete:
        return
    for placed in folder.placed:
        fields = shape(placed.entry.model)
        for name, _, _ in placed.entry.values():
            refers = fields[name].refers
            if refers is not None:
                for ident, path in placed.entry.texts(name):
                    message = _wrong_reference(folder, placed.entry, name, ident, refers.kinds)
                    if message:
                        yield placed.problem(path, message)


def _wrong_reference(
    folder: _Folder, entry: Entry, field: str, ident: str, kinds: tuple[str, ...]
) -> str:
    """Say what is wrong with an id that a field holds; empty: nothing."""
    wanted = " or ".join(filter(None, [", ".join(kinds[:-1]), *kinds[-1:]])) or "record"
    found = folder.by_id.get(ident)
    if found is None:
        fitting = (i for i, p in folder.by_id.items() if not kinds or p[0].entry.kind in kinds)
        return f"no {wanted} '{ident}'{did_you_mean(ident, fitting)}"
    kind = found[0].entry.kind
    if kinds and kind not in kinds:
        return f"'{ident}' is a {kind}; a {wanted} is wanted here"
    if field in NOT_ITSELF and _whose(entry) == ident:
        return f"'{ident}' refers to itself"
    table, own_table = found[0].entry.owner, entry.owner
    if field == "part_of" and table and own_table and table.data is not own_table.data:
        return f"'{ident}' is a line of another table"
    return ""


def _whose(entry: Entry) -> object:
    return entry.data.get("id") or (entry.owner.data.get("id") if entry.owner else None)


def _missing_sources(folder: _Folder) -> Iterator[Problem]:
    for placed in folder.placed:
        model = placed.entry.model
        needed = issubclass(model, NEED_SOURCE) and not issubclass(model, INHERIT_SOURCE)
        if needed and not placed.entry.texts("at"):
            message = "is missing: name the places in the document that this rests on"
            yield placed.problem((*placed.entry.path, "at"), message)


def _locators(folder: _Folder) -> Iterator[Problem]:
    """Compare what is cited with what the documents list, in both directions."""
    if not folder.complete:
        return
    listed = {
        ident: {text: path for text, path in _locators_of(placed[0].entry)}
        for ident, placed in folder.by_id.items()
        if placed[0].entry.model is r.Document
    }
    cited = {(c.document, c.locator) for c in folder.citations}
    for c in folder.citations:
        message = _wrong_citation(c, listed)
        if message:
            yield c.at.problem(c.path, message)
    for ident, locators in listed.items():
        placed = folder.by_id[ident][0]
        for locator, path in locators.items():
            reason = _at(placed.source.data, path[:-1]).get("none")
            if (ident, locator) not in cited and not reason:
                yield placed.problem(
                    path,
                    f"no fact cites '{locator}': cite it, or say under 'none' why it has none",
                )


def _wrong_citation(citation: _Citation, listed: Mapping[str, Mapping[str, FieldPath]]) -> str:
    document, locator = citation.document, citation.locator
    if not document:
        return (
            f"'{locator}' is in no document: set 'document:' at the top, or write 'document#...'"
        )
    if document not in listed:
        return f"no document '{document}'{did_you_mean(document, listed)}"
    if locator not in listed[document]:
        hint = did_you_mean(locator, listed[document])
        return f"document '{document}' lists no place '{locator}'{hint}"
    return ""


def _locators_of(document: Entry) -> Iterator[tuple[str, FieldPath]]:
    for name, value, path in document.values():
        if name == "locators" and isinstance(value, list):
            for number, item in enumerate(value):
                if isinstance(item, dict) and isinstance(item.get("at"), str):
                    yield item["at"], (*path, number, "at")


def _at(data: object, path: FieldPath) -> Mapping[str, object]:
    for part in path:
        data = data[part]  # type: ignore[index]  # a path that was found in this data
    return data if isinstance(data, dict) else {}


def _repeated_locators(folder: _Folder) -> Iterator[Problem]:
    for placed in folder.placed:
        if placed.entry.model is r.Document:
            seen = set[str]()
            for locator, path in _locators_of(placed.entry):
                if locator in seen:
                    yield placed.problem(path, f"'{locator}' is listed twice")
                seen.add(locator)


def _dates_in_order(folder: _Folder) -> Iterator[Problem]:
    for placed in folder.placed:
        for first, second in IN_ORDER:
            earlier = placed.entry.texts(first)
            later = placed.entry.texts(second)
            if earlier and later and _is_before(later[0][0], earlier[0][0]):
                message = f"{later[0][0]} is before '{first}', which is {earlier[0][0]}"
                yield placed.problem(later[0][1], message)


def _is_before(date: str, other: str) -> bool:
    """Compare partial dates as far as both go: '2016' is not before '2016-03'."""
    length = min(len(date), len(other))
    return date[:length] < other[:length]


RULES: tuple[Callable[[_Folder], Iterable[Problem]], ...] = (
    _duplicate_ids,
    _references,
    _missing_sources,
    _locators,
    _repeated_locators,
    _dates_in_order,
)


# Warnings -------------------------------------------------------------------------------------


def warnings(checked: Checked, knowledge: Knowledge) -> list[Problem]:
    """Return what an editor should know of, though the bot can work with it."""
    folder = _Folder(checked.sources)
    return sorted([*_totals(folder, checked.files), *_shared_names(folder, knowledge)])


def _totals(folder: _Folder, files: Sequence[r.File]) -> Iterator[Problem]:
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


def _shared_names(folder: _Folder, knowledge: Knowledge) -> Iterator[Problem]:
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
