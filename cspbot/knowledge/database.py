"""Knowledge as tables of a SQLite file, written and read back.

The tables are made for people too: they open in Datasette and other tools as they are, with
foreign keys, a full-text index over the facts, and a view for each kind of record.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from cspbot.knowledge.facts import Entity, Fact, Knowledge, Money, SourceDocument

if TYPE_CHECKING:  # what writes is imported only when something is written: it costs 0.3 s
    import sqlite_utils

    from cspbot.knowledge import records as r

DAMAGED = (sqlite3.Error, ValueError, KeyError, TypeError, ArithmeticError)
"""What reading a file that is no sound database of this kind may raise."""

Row = tuple[object, ...]


@dataclass(frozen=True)
class Table:
    """A table; columns in the order of the value that a row stands for."""

    name: str
    columns: Mapping[str, type]
    key: tuple[str, ...] = ("id",)
    links: Mapping[str, str] = field(default_factory=dict)
    """Columns that hold the id of a row in that table."""

    @property
    def select(self) -> str:
        """Return the query for all rows; an empty link or text reads as ''."""
        columns = (
            f"ifnull(\"{c}\", '')" if t is str else f'"{c}"' for c, t in self.columns.items()
        )
        return f'SELECT {", ".join(columns)} FROM "{self.name}" ORDER BY rowid'  # noqa: S608


def _pairs(name: str, owner: str, value: str, links: Mapping[str, str]) -> Table:
    """Return a table of the values in a list, in their order."""
    return Table(name, {owner: str, value: str}, (), links)


METADATA = Table("metadata", {"key": str, "value": str}, ("key",))
ENTITIES = Table(
    "entities",
    {"id": str, "kind": str, "name": str, "label": str, "scope": str, "type": str, "covered": int},
    links={"scope": "entities"},
)
ALIASES = _pairs("aliases", "entity", "alias", {"entity": "entities"})
BELONGING = _pairs(
    "entity_partnerships", "entity", "partnership", {"entity": "entities", "partnership": "entities"}
)  # fmt: skip
DOCUMENTS = Table(
    "documents",
    {
        "id": str, "title": str, "short": str, "date": str, "inferred": int, "url": str,
        "partnership": str,
    },
    links={"partnership": "entities"},
)  # fmt: skip
LOCATORS = Table(
    "locators",
    {"document": str, "locator": str, "holds_none_because": str},
    ("document", "locator"),
    {"document": "documents"},
)
FACTS = Table(
    "facts",
    {
        "id": str, "subject": str, "field": str, "text": str, "value": str, "scope": str,
        "words": str, "document": str, "as_at": str, "certainty": str, "audience": str,
        "note": str, "part_of": str, "position": int,
    },
    links={"subject": "entities", "scope": "entities", "document": "documents",
           "part_of": "facts"},
)  # fmt: skip
MENTIONS = _pairs("fact_mentions", "fact", "entity", {"fact": "facts", "entity": "entities"})
FACT_LOCATORS = _pairs("fact_locators", "fact", "locator", {"fact": "facts"})
FUNDING = Table(
    "funding",
    {
        "id": str, "fact": str, "table": str, "name": str, "label": str, "amount": float,
        "printed": str, "year": str, "giver": str, "scope": str, "is_total": int, "part_of": str,
    },
    links={"fact": "facts", "table": "entities", "giver": "entities", "scope": "entities",
           "part_of": "funding"},
)  # fmt: skip
FUNDING_PLACES = _pairs(
    "funding_places", "line", "place", {"line": "funding", "place": "entities"}
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
        if dict(db.execute(METADATA.select)).get("fingerprint") != fingerprint:
            return None
        return _read(db, fingerprint)


def _read(db: sqlite3.Connection, fingerprint: str) -> Knowledge:
    aliases, belonging = _lists(db, ALIASES), _lists(db, BELONGING)
    mentions, locators = _lists(db, MENTIONS), _lists(db, FACT_LOCATORS)
    places = _lists(db, FUNDING_PLACES)
    entities = [
        Entity(ident, kind, name, label, aliases[ident], scope, belonging[ident], type_, bool(c))
        for ident, kind, name, label, scope, type_, c in db.execute(ENTITIES.select)
    ]
    documents = [
        SourceDocument(ident, title, short, date, bool(inferred), url, partnership)
        for ident, title, short, date, inferred, url, partnership in db.execute(DOCUMENTS.select)
    ]
    facts = [
        Fact(ident, subject, name, text, value, scope, mentions[ident], tuple(json.loads(words)),
             document, locators[ident], *rest)
        for ident, subject, name, text, value, scope, words, document, *rest
        in db.execute(FACTS.select)
    ]  # fmt: skip
    money = [
        Money(ident, fact, table, name, label, None if amount is None else Decimal(str(amount)),
              printed, year, giver, scope, places[ident], bool(is_total), part_of)
        for ident, fact, table, name, label, amount, printed, year, giver, scope, is_total, part_of
        in db.execute(FUNDING.select)
    ]  # fmt: skip
    return Knowledge(
        {entity.id: entity for entity in entities},
        {fact.id: fact for fact in facts},
        {document.id: document for document in documents},
        tuple(money),
        fingerprint,
    )


def _lists(db: sqlite3.Connection, table: Table) -> Mapping[str, tuple[str, ...]]:
    """Return the lists of a table of pairs, by owner."""
    found = defaultdict[str, list[str]](list)
    for owner, value in db.execute(table.select):
        found[owner].append(value)
    return defaultdict(tuple, {owner: tuple(values) for owner, values in found.items()})


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

    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
    try:
        made = scratch / "made.db"
        db = sqlite_utils.Database(made, strict=True, execute_plugins=False)
        try:
            with db.conn:
                _write(db, knowledge, files)
        finally:
            db.close()
        if private:
            made.chmod(0o600)
        made.replace(path)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _write(db: sqlite_utils.Database, knowledge: Knowledge, files: Sequence[r.File]) -> None:
    entities, facts = knowledge.entities, knowledge.facts
    _fill(db, METADATA, [("schema_version", "1"), ("fingerprint", knowledge.fingerprint)])
    _fill(db, ENTITIES, (
        (e.id, e.kind, e.name, e.label, e.scope, e.type, int(e.covered))
        for e in entities.values()
    ))  # fmt: skip
    _fill(db, ALIASES, ((e.id, alias) for e in entities.values() for alias in e.aliases))
    _fill(db, BELONGING, ((e.id, p) for e in entities.values() for p in e.partnerships))
    _fill(db, DOCUMENTS, (
        (d.id, d.title, d.short, d.date, int(d.inferred), d.url, d.partnership)
        for d in knowledge.documents.values()
    ))  # fmt: skip
    _fill(db, LOCATORS, (
        (document.id, locator.at, locator.none)
        for file in files for document in file.documents for locator in document.locators
    ))  # fmt: skip
    _fill(db, FACTS, (
        (f.id, f.subject, f.field, f.text, f.value, f.scope,
         json.dumps(f.words, ensure_ascii=False), f.document, f.as_at, f.certainty, f.audience,
         f.note, f.part_of if f.part_of in facts else None, f.order)
        for f in facts.values()
    ))  # fmt: skip
    db.table("facts").create_index(["subject", "field"])
    db.table("facts").enable_fts(["text", "note", "words"], tokenize="porter")
    # a public fact may mention or belong to what is not public, and is not there then
    _fill(db, MENTIONS, (
        (f.id, mention) for f in facts.values() for mention in f.mentions if mention in entities
    ))  # fmt: skip
    _fill(db, FACT_LOCATORS, ((f.id, locator) for f in facts.values() for locator in f.locators))
    _fill(db, FUNDING, (
        (m.id, m.fact, m.table, m.name, m.label, None if m.amount is None else float(m.amount),
         m.printed, m.year, m.giver, m.scope, int(m.is_total), m.part_of)
        for m in knowledge.money
    ))  # fmt: skip
    _fill(db, FUNDING_PLACES, ((m.id, place) for m in knowledge.money for place in m.places))
    for name, query in _views(facts.values()):
        db.create_view(name, query)


def _fill(db: sqlite_utils.Database, table: Table, rows: Iterable[Row]) -> None:
    """Make a table with its rows; an empty link becomes NULL, as foreign keys want it."""
    links = [(c, other, "id") for c, other in table.links.items()]
    made = db.create_table(table.name, dict(table.columns), pk=table.key, foreign_keys=links)
    names = list(table.columns)
    made.insert_all(
        {
            name: None if name in table.links and value == "" else value
            for name, value in zip(names, row, strict=True)
        }
        for row in rows
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
