"""Rows that are there or not yet: written in one statement, so that two processes cannot clash."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import CursorResult, Integer, Result, bindparam, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from cspbot.store.tables import Base

KEY = "key_"
"""How the parameters of a key begin: a column's own name is taken."""
_INSERT = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def count_up(session: Session, table: type[Base], key: Mapping[str, object], by: int = 1) -> int:
    """Add to the `count` of the row with this key, made where there is none; return the sum."""
    counted = _counting(table, session.get_bind().dialect.name, tuple(key))
    values = {f"{KEY}{name}": value for name, value in key.items()}
    return int(session.connection().execute(counted, {**values, "by": by}).scalar_one())


@cache
def _counting(table: type[Base], dialect: str, key: tuple[str, ...]) -> Any:  # noqa: ANN401
    """Return the statement that counts, made once: making it takes longer than carrying it out."""
    rows: Any = table.__table__
    by, counter = bindparam("by", type_=Integer()), rows.c["count"]
    typed = {name: bindparam(f"{KEY}{name}", type_=rows.c[name].type) for name in key}
    made: Any = _INSERT[dialect](rows).values(**typed, count=by)
    updated = made.on_conflict_do_update(index_elements=list(key), set_={"count": counter + by})
    return updated.returning(counter)


def put(session: Session, table: type[Base], **values: object) -> None:
    """Write a row, in place of the one with its primary key if there is one."""
    keys = [column.name for column in inspect(table).primary_key]
    rest = {name: value for name, value in values.items() if name not in keys}
    made = inserting(session, table).values(**values)
    session.execute(made.on_conflict_do_update(index_elements=keys, set_=rest))


def put_if_missing(session: Session, table: type[Base], **values: object) -> bool:
    """Write a row unless there is one like it by a key; tell whether it was written."""
    made = inserting(session, table).values(**values).on_conflict_do_nothing()
    # PostgreSQL's driver does not count the rows of an insertion
    return session.execute(made.returning(*inspect(table).primary_key)).first() is not None


def put_missing(session: Session, table: type[Base], rows: Iterable[Mapping[str, object]]) -> int:
    """Write rows unless there are some like them by a key; return how many were written."""
    several = list(rows)
    if not several:
        return 0
    made = inserting(session, table).on_conflict_do_nothing()
    told = made.returning(*inspect(table).primary_key)
    return len(session.connection().execute(told, several).all())


def changed(done: Result[Any]) -> int:
    """Return how many rows a statement has written."""
    return done.rowcount if isinstance(done, CursorResult) else 0


def inserting(session: Session, table: type[Base]) -> Any:  # noqa: ANN401 - a type each
    """Return an INSERT of the database at hand, which can tell what to do if a row is there."""
    return _INSERT[session.get_bind().dialect.name](table)
