"""Knowledge as tables of a SQLite file, written and read back.

The tables follow the values of `facts.py` field by field, so that a new field is stored without a
word here. They are made for people too: they open in Datasette and other tools as they are, with
foreign keys, a full-text index over the facts, and a view for each kind of record.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar, get_type_hints

from cspbot.knowledge.facts import Entity, Fact, Knowledge, Money, SourceDocument
from cspbot.rota.values import Absence, Change, Need, Rota, Series, Swap, Turn

if TYPE_CHECKING:  # what writes is imported only when something is written: it costs 0.3 s
    import sqlite_utils

    from cspbot.knowledge import records as r

DAMAGED = (sqlite3.Error, ValueError, KeyError, TypeError, ArithmeticError)
"""What reading a file that is no sound database of this kind may raise."""

T = TypeVar("T", bound=Entity | SourceDocument | Fact | Money | Series | Rota)


@dataclass(frozen=True)
class Column:
    """How a field is held in a column."""

    type: type
    write: Callable[[Any], object]
    read: Callable[[Any], object]


def _itself(value: object) -> object:
    return value


def _parts_of(part: type[Any]) -> Column:
    """Hold a list of small values as JSON: they are read with their owner and never alone."""
    names = [f.name for f in fields(part)]
    return Column(
        str,
        lambda parts: json.dumps(
            [{n: getattr(p, n) for n in names} for p in parts], ensure_ascii=False
        ),
        lambda text: tuple(
            part(**{n: tuple(x) if isinstance(x, list) else x for n, x in one.items()})
            for one in json.loads(text)
        ),
    )


COLUMNS: Mapping[object, Column] = {
    str: Column(str, _itself, _itself),
    int: Column(int, _itself, _itself),
    bool: Column(int, int, bool),
    Decimal | None: Column(
        float,
        lambda amount: None if amount is None else float(amount),
        lambda amount: None if amount is None else Decimal(str(amount)),
    ),
    tuple[str, ...]: Column(
        str,
        lambda texts: json.dumps(texts, ensure_ascii=False),
        lambda texts: tuple(json.loads(texts)),
    ),
    **{tuple[part, ...]: _parts_of(part) for part in (Change, Need, Turn, Swap, Absence)},  # type: ignore[valid-type]
}
"""By the type of the field. Amounts are floats for people's sums, exact to a penny below 10^13."""


@dataclass(frozen=True)
class ListTable:
    """A field that is a list, held as a table of its own: one row an item."""

    name: str
    owner: str
    item: str
    links_to: str = ""
    """The table of which the items are ids."""


@dataclass(frozen=True)
class Table(Generic[T]):
    """A table of values of one class: one row a value, in the order of the knowledge."""

    name: str
    holds: type[T]
    links: Mapping[str, str] = field(default_factory=dict)
    """Fields that are ids, with the table that they are ids of."""
    lists: Mapping[str, ListTable] = field(default_factory=dict)

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """The fields that are held in the table itself."""
        types = get_type_hints(self.holds)
        names = [f.name for f in fields(self.holds) if f.name not in self.lists]
        return {name: COLUMNS[types[name]] for name in names}


ENTITIES = Table(
    "entities",
    Entity,
    {"scope": "entities"},
    {
        "aliases": ListTable("aliases", "entity", "alias"),
        "partnerships": ListTable("entity_partnerships", "entity", "partnership", "entities"),
    },
)
DOCUMENTS = Table("documents", SourceDocument, {"partnership": "entities"})
FACTS = Table(
    "facts",
    Fact,
    {"subject": "entities", "scope": "entities", "document": "documents", "part_of": "facts"},
    {
        "mentions": ListTable("fact_mentions", "fact", "entity", "entities"),
        "locators": ListTable("fact_locators", "fact", "locator"),
    },
)
FUNDING = Table(
    "funding",
    Money,
    {
        "fact": "facts",
        "table": "entities",
        "giver": "entities",
        "scope": "entities",
        "part_of": "funding",
    },
    {"places": ListTable("funding_places", "line", "place", "entities")},
)
SERIES = Table(
    "meeting_series",
    Series,
    {"of": "entities", "scope": "entities", "place": "entities", "secretariat": "entities",
     "fact": "facts"},
)  # fmt: skip
ROTAS = Table(
    "meeting_rotas",
    Rota,
    {"series": "meeting_series", "follows": "meeting_rotas", "fact": "facts"},
)


# Reading --------------------------------------------------------------------------------------


def read(path: Path, fingerprint: str) -> Knowledge | None:
    """Return what a file holds; None where it is missing or made from something else.

    Raises:
        DAMAGED: it is not a sound database of this kind.
    """
    if not path.is_file():
        return None
    # immutable: the file is only ever replaced as a whole, so no lock or journal is needed
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as db:
        if dict(db.execute("SELECT key, value FROM metadata")).get("fingerprint") != fingerprint:
            return None
        return Knowledge(
            {entity.id: entity for entity in _rows(db, ENTITIES)},
            {fact.id: fact for fact in _rows(db, FACTS)},
            {document.id: document for document in _rows(db, DOCUMENTS)},
            tuple(_rows(db, FUNDING)),
            tuple(_rows(db, SERIES)),
            tuple(_rows(db, ROTAS)),
            fingerprint,
        )


def _rows(db: sqlite3.Connection, table: Table[T]) -> Iterator[T]:
    """Yield the values of a table in their order."""
    lists = [(name, _lists(db, listed)) for name, listed in table.lists.items()]
    readers = [(name, column.read) for name, column in table.columns.items()]
    # NULL stands for an empty link; an amount that is not held stays None
    names = [f"ifnull(\"{n}\", '')" if n in table.links else f'"{n}"' for n in table.columns]
    query = f'SELECT {", ".join(names)} FROM "{table.name}" ORDER BY rowid'  # noqa: S608
    for row in db.execute(query):
        values: dict[str, Any] = {name: found[row[0]] for name, found in lists}
        values |= {name: read(value) for (name, read), value in zip(readers, row, strict=True)}
        yield table.holds(**values)


def _lists(db: sqlite3.Connection, table: ListTable) -> Mapping[str, tuple[str, ...]]:
    """Return the lists of a table by the id of their owner; empty where it has none."""
    found = defaultdict[str, list[str]](list)
    query = f'SELECT "{table.owner}", "{table.item}" FROM "{table.name}" ORDER BY rowid'  # noqa: S608
    for owner, item in db.execute(query):
        found[owner].append(item)
    return defaultdict(tuple, {owner: tuple(items) for owner, items in found.items()})


# Writing --------------------------------------------------------------------------------------


def write(
    path: Path, knowledge: Knowledge, files: Sequence[r.File], *, private: bool = False
) -> None:
    """Write knowledge to a file, which appears as a whole or not at all.

    Args:
        path: the file; its folder is made where it is missing.
        knowledge: what is written.
        files: the records that it was made from, for the lists of locators.
        private: readable by this user only.

    Raises:
        OSError: the file cannot be written.
    """
    import sqlite_utils

    _refuse_strangers(path, private=private)
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
    try:
        made = scratch / "made.db"
        db = sqlite_utils.Database(made, strict=True, execute_plugins=False)
        try:
            db.execute("PRAGMA synchronous = OFF")  # synced once, below, before it has its name
            with db.conn:
                _write(db, _within(knowledge), files)
        finally:
            db.close()
        if private:
            made.chmod(0o600)
        with made.open("rb") as whole:
            os.fsync(whole.fileno())
        made.replace(path)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _within(knowledge: Knowledge) -> Knowledge:
    """Drop links to what is not there: public facts may point at things that are not public."""
    entities, facts = knowledge.entities, knowledge.facts
    kept = {
        fact.id: replace(
            fact,
            mentions=tuple(m for m in fact.mentions if m in entities),
            part_of=fact.part_of if fact.part_of in facts else "",
        )
        for fact in facts.values()
    }
    return replace(knowledge, facts=kept)


def _write(db: sqlite_utils.Database, knowledge: Knowledge, files: Sequence[r.File]) -> None:
    about = {"schema_version": "2", "fingerprint": knowledge.fingerprint}
    db.create_table("metadata", {"key": str, "value": str}, pk="key").insert_all(
        {"key": key, "value": value} for key, value in about.items()
    )
    _fill(db, ENTITIES, knowledge.entities.values())
    _fill(db, DOCUMENTS, knowledge.documents.values())
    _fill(db, FACTS, knowledge.facts.values())
    _fill(db, FUNDING, knowledge.money)
    _fill(db, SERIES, knowledge.series)
    _fill(db, ROTAS, knowledge.rotas)
    facts = db.table("facts")
    facts.create_index(["subject", "field"])
    facts.enable_fts(["text", "note", "words"], tokenize="porter")
    db.create_table(
        "locators",
        {"document": str, "locator": str, "holds_none_because": str},
        pk=("document", "locator"),
        foreign_keys=[("document", "documents", "id")],
    ).insert_all(
        {"document": document.id, "locator": locator.at, "holds_none_because": locator.none}
        for file in files
        for document in file.documents
        if document.id in knowledge.documents
        for locator in document.locators
    )
    for name, query in _views(knowledge.facts.values()):
        db.create_view(name, query)


def _fill(db: sqlite_utils.Database, table: Table[T], values: Iterable[T]) -> None:
    """Make a table and those of its lists, with their rows."""
    held = list(values)
    db.create_table(
        table.name,
        {name: column.type for name, column in table.columns.items()},
        pk="id",
        foreign_keys=[(name, other, "id") for name, other in table.links.items()],
    ).insert_all(
        {
            # an empty link is NULL, as foreign keys want it
            name: column.write(getattr(value, name))
            if not (name in table.links and not getattr(value, name))
            else None
            for name, column in table.columns.items()
        }
        for value in held
    )
    for name, listed in table.lists.items():
        links = [(listed.owner, table.name, "id")]
        links += [(listed.item, listed.links_to, "id")] if listed.links_to else []
        db.create_table(
            listed.name, {listed.owner: str, listed.item: str}, foreign_keys=links
        ).insert_all(
            {listed.owner: value.id, listed.item: item}
            for value in held
            for item in getattr(value, name)
        )


def _views(facts: Iterable[Fact]) -> Iterator[tuple[str, str]]:
    """Yield for each kind of record a view with one row a record: people with post, phone ...

    They read the facts, so that a view shows nothing that the facts of the file do not hold.
    """
    from cspbot.knowledge import records as r
    from cspbot.knowledge.flatten import KINDS
    from cspbot.knowledge.shape import shape

    held = {fact.field for fact in facts}
    for plural, kind in KINDS.items():
        model = shape(r.File)[plural].model
        if model is None or kind in ("document", "funding"):  # they have tables of their own
            continue
        columns = ["e.id", "e.name", "e.scope"]
        for name, holds in shape(model).items():
            if f"{kind}.{name}" in held:
                value = "text" if holds.model else "ifnull(nullif(value, ''), text)"
                columns.append(
                    f"(SELECT {value} FROM facts WHERE subject = e.id AND part_of IS NULL"  # noqa: S608
                    f" AND field = '{kind}.{name}' LIMIT 1) AS \"{name}\""
                )
        yield plural, f"SELECT {', '.join(columns)} FROM entities e WHERE e.kind = '{kind}'"  # noqa: S608


SQLITE = b"SQLite format 3\0"
"""How every SQLite file begins."""


def _refuse_strangers(path: Path, *, private: bool) -> None:
    """Raise FileExistsError where something stands that was not made here.

    A damaged start-up index is made again; a device, a folder or somebody's text file is not
    replaced by a database.
    """
    if not path.exists():
        return
    if path.is_file():
        with path.open("rb") as there:
            if there.read(len(SQLITE)) in (SQLITE, b"") or (private and path.suffix == ".db"):
                return
    raise FileExistsError(errno.EEXIST, "is there already and is no database", str(path))
