"""What was worked out is kept between starts, and never trusted when it is stale or damaged."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from cspbot.knowledge.shelf import FileShelf, shelves

CONTENT = {"farm": b"\x01\x02", "!counted": b"{}", "Ünïcode": b""}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "index-all.db"


def test_content_survives_a_restart(path):
    """What one process filled in, another finds, privately kept."""
    FileShelf(path, "state").fill(CONTENT)
    again = FileShelf(path, "state")
    assert {name: again.get(name) for name in CONTENT} == CONTENT
    assert again.get("barn") is None
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_other_state_is_empty(path):
    """After a change of the knowledge or the program nothing of before is used."""
    FileShelf(path, "before").fill(CONTENT)
    later = FileShelf(path, "after")
    assert later.get("farm") is None
    later.fill({"farm": b"new"})
    assert FileShelf(path, "after").get("farm") == b"new"


@pytest.mark.parametrize("damage", [b"", b"no database", b"SQLite format 3\0" + b"\0" * 600])
def test_damaged_file_is_made_again(path, damage):
    """A file that is cut off or overwritten counts as empty and is replaced."""
    path.parent.mkdir()
    path.write_bytes(damage)
    shelf = FileShelf(path, "state")
    assert shelf.get("farm") is None
    shelf.fill(CONTENT)
    assert FileShelf(path, "state").get("farm") == b"\x01\x02"


def test_unwritable_place_keeps_it_in_memory(tmp_path):
    """Where no file can be made the process has what it worked out all the same."""
    (tmp_path / "file").write_text("in the way")
    shelf = FileShelf(tmp_path / "file" / "index.db", "state")
    shelf.fill(CONTENT)
    assert shelf.get("farm") == b"\x01\x02"


def test_changed_program_makes_it_stale(tmp_path):
    """The program files that fill a shelf are a part of its state."""
    program = tmp_path / "language"
    program.mkdir()
    (program / "lexicon.yaml").write_text("one")
    index = tmp_path / "index.db"
    opened = shelves(index, "knowledge", program)
    assert opened is not None
    opened("all").fill(CONTENT)
    assert opened("public").get("farm") is None
    (program / "lexicon.yaml").write_text("two")
    changed = shelves(index, "knowledge", program)
    assert changed is not None
    assert changed("all").get("farm") is None


def test_no_index_no_shelves(tmp_path):
    """Told to keep no index, the bot keeps no shelf either."""
    assert shelves(None, "knowledge", tmp_path) is None
