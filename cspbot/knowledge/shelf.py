"""A shelf in a SQLite file: what was worked out once for a knowledge, kept between starts."""

from __future__ import annotations

import hashlib
import logging
import os
import sqlite3
import tempfile
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

_log = logging.getLogger(__name__)


class FileShelf:
    """Keeps blobs by name in a file that is made anew when the knowledge or the program changes.

    A file that is missing, stale or damaged counts as empty. Where it cannot be written the
    content stays in memory, and the next start works it out again.
    """

    def __init__(self, path: Path, fingerprint: str) -> None:
        """Open the file for the state that a fingerprint stands for."""
        self._path = path
        self._fingerprint = fingerprint
        self._memory: Mapping[str, bytes] = {}
        self._db = self._opened()

    def _opened(self) -> sqlite3.Connection | None:
        if not self._path.is_file():
            return None
        # immutable: the file is only ever replaced as a whole, so no lock or journal is needed
        uri = f"{self._path.resolve().as_uri()}?mode=ro&immutable=1"
        try:
            db = sqlite3.connect(uri, uri=True, check_same_thread=False)
            found = db.execute("SELECT content FROM shelf WHERE name = ''").fetchone()
        except sqlite3.Error as error:
            _log.info("the shelf %s cannot be read and is made again: %s", self._path, error)
            return None
        if not found or found[0] != self._fingerprint.encode():
            db.close()
            return None
        return db

    def get(self, name: str) -> bytes | None:
        """Return what is kept by a name; None where nothing is."""
        if self._db is None:
            return self._memory.get(name)
        row = self._db.execute("SELECT content FROM shelf WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def fill(self, content: Mapping[str, bytes]) -> None:
        """Keep all of this in place of what was there; in memory where the file cannot be made."""
        try:
            self._write(content)
        except (OSError, sqlite3.Error) as error:
            _log.info("no shelf at %s, so each start works it out: %s", self._path, error)
        self._db = self._opened()
        self._memory = {} if self._db else content

    def _write(self, content: Mapping[str, bytes]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{self._path.name}.", dir=self._path.parent)
        os.close(handle)  # private to this user, as mkstemp makes it
        made = Path(name)
        try:
            with closing(sqlite3.connect(made)) as db, db:
                db.execute("PRAGMA synchronous = OFF")
                db.execute(
                    "CREATE TABLE shelf (name TEXT PRIMARY KEY, content BLOB) WITHOUT ROWID"
                )
                rows = {"": self._fingerprint.encode(), **content}
                db.executemany("INSERT INTO shelf VALUES (?, ?)", sorted(rows.items()))
            with made.open("rb") as whole:
                os.fsync(whole.fileno())
            made.replace(self._path)
        finally:
            made.unlink(missing_ok=True)


def shelves(
    index: Path | None, fingerprint: str, program: Path
) -> Callable[[str], FileShelf] | None:
    """Return what opens the shelf of each part of a knowledge, beside its index.

    Args:
        index: the start-up index; None: there are no shelves either.
        fingerprint: what the knowledge is known by.
        program: the folder of the program files that fill the shelves; a change makes them stale.
    """
    if index is None or not fingerprint:
        return None
    digest = hashlib.blake2b(fingerprint.encode(), digest_size=16)
    for path in sorted(program.iterdir()):
        if path.suffix in (".py", ".yaml"):
            digest.update(f"{path.name}\0".encode())
            digest.update(path.read_bytes())
    state = digest.hexdigest()
    return lambda part: FileShelf(index.with_name(f"{index.stem}-{part}{index.suffix}"), state)
