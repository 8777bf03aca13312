"""The tables and the steps that lead to them agree, on both databases, and no step loses a row."""

from __future__ import annotations

import shutil
import threading
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    Integer,
    MetaData,
    Table,
    func,
    insert,
    inspect,
    select,
    text,
)

from cspbot.store import migrating
from cspbot.store.migrating import head, migrate, revision
from cspbot.store.problems import NewerStoreError, StoreError
from cspbot.store.store import Store
from cspbot.store.tables import Base

REVISIONS = [step.revision for step in ScriptDirectory(str(migrating.FOLDER)).walk_revisions()]
NEXT = '''"""A later step."""

import sqlalchemy as sa
from alembic import op

revision = "9998"
down_revision = "{after}"


def upgrade() -> None:
    """Take this step."""
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("language", sa.String(8), nullable=False, server_default="en"))
    op.create_table("later", sa.Column("id", sa.Integer(), primary_key=True))
{fails}'''


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Steps as a later version may have them: one more, which changes a table and makes one."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrating.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    write_next(folder)
    monkeypatch.setattr(migrating, "FOLDER", folder)
    return folder


def write_next(folder: Path, fails: str = "") -> None:
    step = NEXT.format(after=REVISIONS[0], fails=fails)
    (folder / "versions" / "9998_later.py").write_text(step, encoding="utf-8")


def sample(column: Column[Any]) -> object:
    """Return a value that fits a column, whatever it is for."""
    match column.type:
        case JSON():
            return ["£5 – 漢字", {"deep": None}]
        case Boolean():
            return True
        case Integer():
            return 5
        case Float():
            return 0.5
        case DateTime():
            return datetime(2024, 2, 29, 23, 59, 59, 123456, tzinfo=UTC)
        case Date():
            return date(2024, 2, 29)
        case _:
            return "é’"


def rows(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Return all rows as they stand, by the tables and columns that are there."""
    found = MetaData()
    with store.engine.connect() as connection:
        found.reflect(connection)
        return {
            name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for name, table in found.tables.items()
            if name != "alembic_version"
        }


def test_tables_and_steps_agree(empty_url: str):
    """The tables that the steps make are those that the program uses, to the index and type."""
    store = Store(empty_url)
    store.open()
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []
        made = inspect(connection)
        for table in Base.metadata.sorted_tables:
            key = made.get_pk_constraint(table.name)
            assert key["constrained_columns"] == [c.name for c in table.primary_key.columns]
    store.close()


def test_steps_are_one_line():
    """Each step follows one other, so that there is one way from any version to this one."""
    steps = ScriptDirectory(str(migrating.FOLDER))
    assert len(steps.get_heads()) == 1
    assert [step.revision for step in steps.walk_revisions() if step.is_branch_point] == []


@pytest.mark.parametrize("old", REVISIONS)
def test_older_store_keeps_its_rows(empty_url: str, old: str):
    """A store of any earlier version is migrated when it is opened, and every row is there."""
    store = Store(empty_url)
    migrate(store.engine, store.called, old)
    there = MetaData()
    with store.engine.begin() as connection:
        there.reflect(connection)
        tables = [t for t in there.sorted_tables if t.name != "alembic_version"]
        for table in tables:
            connection.execute(insert(table).values({c.name: sample(c) for c in table.c}))
    before = rows(store)
    assert all(len(found) == 1 for found in before.values())
    store.open()
    with store.engine.connect() as connection:
        assert revision(connection) == head()
    after = rows(store)
    for name, (row,) in before.items():
        assert name in after
        assert len(after[name]) == 1
        assert row.items() <= after[name][0].items()
    store.close()


def test_next_step_keeps_rows(store: Store, later: Path):
    """A step that changes a table, which SQLite makes anew for it, keeps its rows."""
    with store.engine.begin() as connection:
        people = Table("people", MetaData(), autoload_with=connection)
        connection.execute(insert(people).values({c.name: sample(c) for c in people.c}))
    before = rows(store)["people"]
    store.open()
    after = rows(store)
    assert after["later"] == []
    assert after["people"] == [{**before[0], "language": "en"}]


def test_failing_step_changes_nothing(store: Store, later: Path):
    """A step that fails halfway leaves the tables as they were, on both databases."""
    write_next(later, "    op.execute('SELECT * FROM nowhere')\n")
    before = rows(store)
    with pytest.raises(StoreError, match="nowhere"):
        store.open()
    assert rows(store) == before
    write_next(later)
    store.try_again()
    store.open()
    assert "later" in rows(store)


def test_two_migrate_at_once(empty_url: str, later: Path):
    """Of several that open an old store at once one migrates it, and all can use it."""
    failed: list[Exception] = []

    def begin() -> None:
        store = Store(empty_url)
        try:
            store.open()
            with store.read() as session:
                session.scalar(select(func.count()).select_from(text("later")))
        except Exception as error:
            failed.append(error)
        finally:
            store.close()

    threads = [threading.Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_newer_store_is_refused(store: Store):
    """A store that a later version wrote is left alone, with what to do."""
    store.open()
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    before = rows(store)
    store.close()
    with pytest.raises(NewerStoreError) as told, store.write():
        pass
    assert "was written by a later version of cspbot (its tables are '9999'" in str(told.value)
    assert "a-password" not in str(told.value)
    assert rows(store) == before


def test_newer_store_while_running(store: Store, later: Path, monkeypatch: pytest.MonkeyPatch):
    """A later version may open the store while an earlier one runs, which goes on as before."""
    store.open()
    newer = Store(store.url.render_as_string(hide_password=False))
    newer.open()
    newer.close()
    with store.read() as session:
        assert session.execute(text("SELECT count(*) FROM people")).scalar() == 0
