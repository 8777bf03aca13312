"""What is written to SQLite is what is read back, and the index is never trusted blindly."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from cspbot.knowledge import database, store
from cspbot.knowledge.facts import Knowledge
from tests.conftest import COUNTY


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the county that a test may change."""
    return shutil.copytree(COUNTY, tmp_path / "county")


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("export") / "county.db"
    store.export(COUNTY, target)
    return target


def query(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchall()


def in_order(knowledge: Knowledge) -> tuple[object, ...]:
    """Everything that is held, in its order, which the equality of mappings does not look at."""
    return (
        list(knowledge.entities.items()), list(knowledge.facts.items()),
        list(knowledge.documents.items()), knowledge.money,
    )  # fmt: skip


# The index -------------------------------------------------------------------------------------


def test_round_trip_is_exact(tmp_path):
    """Knowledge from the index is knowledge from the YAML, value for value and in its order."""
    index = tmp_path / "index.db"
    from_yaml = store.load_knowledge(COUNTY, index)
    from_index = store.load_knowledge(COUNTY, index)
    assert from_index == from_yaml
    assert in_order(from_index) == in_order(from_yaml)


def test_unchanged_yaml_is_not_parsed(folder, tmp_path, monkeypatch):
    """With a fresh index, start-up neither parses nor checks."""
    index = tmp_path / "index.db"
    store.load_knowledge(folder, index)
    monkeypatch.setattr(store, "parse_knowledge", None)
    assert store.load_knowledge(folder, index).facts


@pytest.mark.parametrize("keep_times", [True, False])
def test_changed_yaml_is_parsed(folder, tmp_path, keep_times):
    """An edit is seen at the next start, even one that keeps the size and time of the file."""
    index, file = tmp_path / "index.db", folder / "partnerships" / "ambridge.yaml"
    store.load_knowledge(folder, index)
    before = file.stat()
    file.write_text(file.read_text().replace("01632 960101", "01632 960102"))
    if keep_times:
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    facts = store.load_knowledge(folder, index).facts
    assert facts["ambridge-sam-carter.phone"].value == "01632 960102"


def test_renamed_file_is_parsed(folder, tmp_path):
    """The order of the files matters, so their names are part of the fingerprint."""
    index = tmp_path / "index.db"
    before = store.load_knowledge(folder, index)
    (folder / "partnerships" / "ambridge.yaml").rename(folder / "partnerships" / "zz.yaml")
    assert store.load_knowledge(folder, index).fingerprint != before.fingerprint


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"not a database at all" * 100),
        lambda path: path.write_bytes(path.read_bytes()[:20_000]),
        lambda path: path.write_bytes(
            path.read_bytes()[:40_000] + os.urandom(80_000) + path.read_bytes()[120_000:]
        ),
    ],
    ids=["empty", "other", "cut", "scrambled"],
)
def test_damaged_index_is_made_again(tmp_path, damage, caplog):
    """A damaged index is told in the log, replaced, and never served from."""
    index = tmp_path / "index.db"
    whole = store.load_knowledge(COUNTY, index)
    damage(index)
    assert store.load_knowledge(COUNTY, index) == whole
    assert "damaged" in caplog.text
    caplog.clear()
    assert store.load_knowledge(COUNTY, index) == whole
    assert "damaged" not in caplog.text


@pytest.mark.parametrize("change", ["DROP TABLE aliases", "UPDATE facts SET words = 'not json'"])
def test_strange_index_is_made_again(tmp_path, change):
    """A sound SQLite file that is not as this program writes it counts as damaged."""
    index = tmp_path / "index.db"
    whole = store.load_knowledge(COUNTY, index)
    with closing(sqlite3.connect(index)) as db, db:
        db.execute(change)
    assert store.load_knowledge(COUNTY, index) == whole


def test_unwritable_index_is_no_error(tmp_path):
    """On a read-only disk the bot starts from the YAML each time."""
    (tmp_path / "file").write_text("in the way")
    assert store.load_knowledge(COUNTY, tmp_path / "file" / "index.db").facts


def test_index_holds_everything_and_is_private(tmp_path):
    """The index has the officers' facts too, so that nobody else on the machine may read it."""
    index = tmp_path / "index.db"
    store.load_knowledge(COUNTY, index)
    assert query(index, "SELECT count(*) FROM facts WHERE audience = 'officer'") != [(0,)]
    assert stat.S_IMODE(index.stat().st_mode) == 0o600


def test_nothing_is_left_behind(tmp_path):
    """A file is written beside its place and moved there: no half files stay."""
    store.load_knowledge(COUNTY, tmp_path / "index.db")
    assert [path.name for path in tmp_path.iterdir()] == ["index.db"]


def test_failed_write_leaves_the_old_file(tmp_path, county, monkeypatch):
    """When writing breaks off, the file that was there is whole, and nothing lies around."""
    target = tmp_path / "county.db"
    store.export(COUNTY, target)
    before = target.read_bytes()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(database, "_write", fail)
    with pytest.raises(OSError, match="No space"):
        database.write(target, county, [])
    assert target.read_bytes() == before
    assert list(tmp_path.iterdir()) == [target]


# The export ------------------------------------------------------------------------------------


def test_foreign_keys_hold(exported, tmp_path):
    """Every id in the tables is the id of a row, with and without what is restricted."""
    everything = tmp_path / "all.db"
    store.export(COUNTY, everything, None)
    for path in (exported, everything):
        assert query(path, "PRAGMA foreign_key_check") == []
        assert query(path, "PRAGMA integrity_check") == [("ok",)]


def test_every_table_is_filled(exported):
    """The county has something for each table, view and index."""
    names = query(exported, "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
    for (name,) in names:
        assert query(exported, f'SELECT 1 FROM "{name}" LIMIT 1') == [(1,)], name  # noqa: S608


def test_full_text_index_finds(exported):
    """Words are found by their stems, everyday words and notes included."""
    sql = (
        "SELECT facts.id FROM facts_fts JOIN facts ON facts.rowid = facts_fts.rowid"
        " WHERE facts_fts MATCH '{}'"
    )
    assert ("ambridge.quorum",) in query(exported, sql.format("quorums"))
    assert ("ambridge-sam-carter.phone",) in query(exported, sql.format("ringing"))
    assert ("ambridge-meeting-2023-09.date",) in query(exported, sql.format("paragraph"))


def test_views_read_like_records(exported):
    """Each kind of record can be read as a table of its own."""
    assert query(exported, "SELECT name, phone, email FROM people WHERE phone IS NOT NULL") == [
        ("Sam Carter", "01632 960101", "sam.carter@ambridge.example")
    ]
    assert query(exported, "SELECT name, meets FROM partnerships WHERE id = 'ambridge'") == [
        (
            "Ambridge Community Safety Partnership",
            "The Ambridge partnership meets four times a year.",
        )
    ]


def test_sums_can_be_made(exported):
    """Amounts are numbers, and lines within others are marked, so that people can add them up."""
    sql = "SELECT sum(amount) FROM funding WHERE \"table\" = 'ambridge-grants-2022' AND {}"
    lines = query(exported, sql.format("NOT is_total AND part_of IS NULL"))
    assert lines == query(exported, sql.format("is_total")) == [(20_000.0,)]


def test_locators_say_why_they_hold_nothing(exported):
    """The list of places of each document goes along."""
    sql = "SELECT locator, holds_none_because FROM locators WHERE holds_none_because IS NOT NULL"
    assert query(exported, sql) == [
        ("page footer", "The footer holds a page number and nothing else.")
    ]


SECRETS = ("Fairweather", "960999", "key to the village hall", "contact sheet", "extension 204")


def test_restricted_facts_are_left_out(exported):
    """What is for officers is nowhere in the export: not in a list, a name or a document."""
    content = exported.read_bytes().decode("utf-8", "ignore").lower()
    assert [secret for secret in SECRETS if secret.lower() in content] == []


def test_restricted_facts_come_when_asked_for(tmp_path):
    """Asked for by name, everything goes in."""
    target = tmp_path / "all.db"
    store.export(COUNTY, target, None)
    content = target.read_bytes().decode("utf-8", "ignore")
    assert [secret for secret in SECRETS if secret.lower() not in content.lower()] == []


def test_public_lists_name_nobody_restricted(county):
    """No fact that is public says what another fact keeps for officers."""
    public = county.visible_to(frozenset({"public"}))
    texts = " ".join(fact.text for fact in public.facts.values()).lower()
    assert [secret for secret in SECRETS if secret.lower() in texts] == []


def test_amounts_are_exact_to_the_penny(county, tmp_path):
    """An amount comes back as it was, for every number of pence."""
    line = next(money for money in county.money if money.amount is not None)
    pence = [
        replace(line, id=f"m-{n}", amount=line.amount + n / 100)
        for n in map(type(line.amount), range(300))
    ]
    database.write(tmp_path / "m.db", replace(county, money=tuple(pence), fingerprint="f"), [])
    read = database.read(tmp_path / "m.db", "f")
    assert read is not None
    assert [money.amount for money in read.money] == [money.amount for money in pence]
