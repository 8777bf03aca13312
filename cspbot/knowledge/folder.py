"""All files of the knowledge folder together, as the rules of the check look things up in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

from cspbot.knowledge import records as r
from cspbot.knowledge.loader import Source
from cspbot.knowledge.problems import FieldPath, Problem
from cspbot.knowledge.shape import Entry, entries


@dataclass(frozen=True)
class Placed:
    """An entry with the file that it stands in."""

    source: Source
    entry: Entry

    def problem(self, path: FieldPath, message: str) -> Problem:
        """Return a problem with a value of the same file."""
        return self.source.problem(path, message)

    @property
    def place(self) -> str:
        """Return the file and line at which it begins."""
        return self.source.place(self.entry.path)


@dataclass(frozen=True)
class Citation:
    """A place in a document that an entry says it rests on."""

    at: Placed
    path: FieldPath
    document: str
    """Empty where neither the citation nor its file names one."""
    locator: str


@dataclass(frozen=True)
class Locator:
    """A place that a document lists."""

    at: Placed
    path: FieldPath
    document: str
    locator: str
    is_empty: bool
    """It is said to hold no fact."""


_found: WeakKeyDictionary[Source, tuple[Entry, ...]] = WeakKeyDictionary()
"""The entries of each file that is parsed; they hold no reference to it, so they go with it."""


def _entries_of(source: Source) -> tuple[Entry, ...]:
    found = _found.get(source)
    if found is None:
        found = _found[source] = tuple(entries(r.File, source.data))
    return found


class Folder:
    """What the rules look things up in."""

    def __init__(self, sources: Sequence[Source], written: Sequence[Source] = ()) -> None:
        """Look at files as they are merged.

        Args:
            sources: the files.
            written: the same as they are written, where that differs.
        """
        self.sources = sources
        self.written = written
        self.placed = [Placed(source, e) for source in sources for e in _entries_of(source)]

    @property
    def complete(self) -> bool:
        """Every file could be read: an id that is not found is truly not there."""
        return not any(source.problems for source in self.sources)

    @cached_property
    def by_id(self) -> Mapping[str, list[Placed]]:
        """Everything with an id; more than one by the same id where that is used twice."""
        found = defaultdict(list)
        for placed in self.placed:
            ident = placed.entry.data.get("id")
            if placed.entry.kind and isinstance(ident, str):
                found[ident].append(placed)
        return dict(found)

    @cached_property
    def locators(self) -> list[Locator]:
        """Every place that a document lists, in the order of the files."""
        return [
            Locator(placed, (*path, number, "at"), str(placed.entry.data.get("id")), item["at"],
                    bool(item.get("none")))
            for placed in self.placed
            if placed.entry.model is r.Document
            for value, path in [placed.entry.value("locators")]
            for number, item in enumerate(value if isinstance(value, list) else ())
            if isinstance(item, dict) and isinstance(item.get("at"), str)
        ]  # fmt: skip

    @cached_property
    def cited(self) -> frozenset[tuple[str, str]]:
        """Documents and places that something rests on."""
        return frozenset((c.document, c.locator) for c in self.citations)

    @cached_property
    def ever_cited(self) -> frozenset[tuple[str, str]]:
        """The same, with what amendments have taken the place of: the report still says it."""
        if all(one is other for one, other in zip(self.sources, self.written, strict=False)):
            return self.cited
        return self.cited | Folder(self.written).cited

    @cached_property
    def citations(self) -> list[Citation]:
        """Every place that something says it rests on."""
        return [
            citation
            for placed in self.placed
            if issubclass(placed.entry.model, (r.Cited, r.Detail))
            for citation in self._citations(placed)
        ]

    def _citations(self, placed: Placed) -> Iterator[Citation]:
        data = placed.source.data
        default = data.get("document") if isinstance(data, dict) else None
        for text, path in placed.entry.texts("at"):
            document, mark, locator = text.rpartition("#")
            named = document if mark else (default if isinstance(default, str) else "")
            yield Citation(placed, path, named, locator)
