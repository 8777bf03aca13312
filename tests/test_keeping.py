"""The commands that keep knowledge right, as people run them."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cspbot.accounts import amendments
from cspbot.knowledge.store import check_folder
from cspbot.store.store import Store
from cspbot.store.tables import AmendmentRow
from tests.conftest import COUNTY
from tests.test_cli import Bot, bot, failed

__all__ = ["bot"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(COUNTY, tmp_path / "county")


# A person who has left -----------------------------------------------------------------------


def test_person_is_removed_in_one_step(bot: Bot, folder: Path):
    """What changes is shown without the name, a file is written, and all commands agree."""
    named = ("--knowledge", str(folder))
    done = bot("remove-person", "joan-archer", "--yes", "--on", "2026-03-03", *named)
    assert done.returncode == 0, done.stderr
    assert "Ambridge: no longer held: chair" in done.stdout
    assert "Archer" not in done.stdout
    assert (folder / "amendments" / "told-2026-03-03-1.yaml").is_file()
    assert bot("check", *named).returncode == 0
    for command in (
        ("ask", "who chairs ambridge?"), ("ask", "who is joan archer?"), ("export", "ambridge"),
        ("export", "ambridge", "--json", "--include-restricted"), ("freshness", "--all"),
    ):  # fmt: skip
        said = bot(*command, *named).stdout
        assert said
        assert "joan archer" not in said.lower()
        assert "joan-archer" not in said.lower()
    told = bot("diff", str(COUNTY), str(folder))
    assert "somebody who was Leader of the Council has left" in told.stdout


def test_nothing_is_written_unasked(bot: Bot, folder: Path):
    """Without a yes the folder stays as it is."""
    bot("remove-person", "joan-archer", "--knowledge", str(folder), stdin="n\n")
    assert len(list((folder / "amendments").iterdir())) == 1


def test_unknown_person_is_told(bot: Bot):
    """A slip in the id is told, with the nearest."""
    said = failed(bot("remove-person", "joan-archr"))
    assert "No person 'joan-archr' is held (did you mean 'joan-archer'?)" in said


# A partnership that is begun -----------------------------------------------------------------

TYPED = """\
Lakey Hill Community Safety Partnership
Lakey Hill
Wales
Lakey Hill
Lakey Police


Eleanor Bold, Mayor
every three months
Eleanor Bold, 01632 960234

31/02/2024
"""


def test_record_is_begun_from_a_pipe(bot: Bot, folder: Path):
    """Answers come from a pipe too; what cannot be used is left out, and the rest written."""
    done = bot("new", "partnership", "--knowledge", str(folder), stdin=TYPED)
    assert done.returncode == 0, done.stderr
    assert "'31/02/2024' is in no calendar" in done.stdout
    assert "It passes the check" in done.stdout
    knowledge, _ = check_folder(folder)
    assert knowledge.facts["lakey-hill.chair"].value == "eleanor-bold"
    again = bot("new", "partnership", "--knowledge", str(folder), stdin=TYPED)
    assert "'lakey-hill' is held already" in failed(again)


def test_nothing_is_begun_without_a_name(bot: Bot, folder: Path):
    """No answers at all: nothing is written, and what is needed is said."""
    before = sorted(folder.rglob("*"))
    said = failed(bot("new", "partnership", "--knowledge", str(folder), stdin=""))
    assert "Nothing was written. A name or the short name of the area is needed." in said
    assert sorted(folder.rglob("*")) == before


# Looking at the knowledge --------------------------------------------------------------------


def test_same_folders_do_not_differ(bot: Bot):
    """Nothing changed is said so."""
    assert bot("diff", str(COUNTY), str(COUNTY)).stdout == "0 changes.\n"


def test_freshness_has_lines(bot: Bot):
    """What is overdue is told by partnership, with its age, limit, file and line."""
    said = bot("freshness", "--all", "--on", "2026-03-03").stdout
    assert "Ambridge Community Safety Partnership: " in said
    assert (
        "  2 years (limit 1): Sam Carter, telephone number: "
        "tests/county/partnerships/ambridge.yaml:" in said
    )
    assert said.splitlines()[-1].endswith("facts are overdue.")
    assert bot("freshness", "--on", "1990-01-01").stdout.startswith("0 of ")


def test_gaps_come_with_an_email(bot: Bot):
    """What a record lacks is listed, and asked for in an e-mail ready to be sent."""
    said = bot("gaps", "felpersham").stdout
    assert "lacks:\n" in said
    assert "  the quorum\n" in said
    assert "Subject: Felpersham Community Safety Partnership: what our records lack" in said


def test_export_tells_what_it_took(bot: Bot):
    """A slip in the name is taken for what it is near, and said so; secrets stay out."""
    done = bot("export", "ambrigde", "--json")
    assert done.stderr == "Taken as Ambridge Community Safety Partnership.\n"
    held = json.loads(done.stdout)
    assert held["partnership"] == "Ambridge Community Safety Partnership"
    assert {fact["audience"] for fact in held["facts"]} == {"public"}
    assert "Robin Fairweather" in bot("export", "ambridge", "--include-restricted").stdout
    assert "There are: ambridge" in failed(bot("export", "nowhere at all"))


def test_build_holds_no_secret(bot: Bot, tmp_path: Path):
    """Nothing of what stands under restricted/ is in the file that is handed on."""
    target = tmp_path / "public.db"
    assert bot("build", str(target)).returncode == 0
    content = target.read_bytes()
    for secret in (b"Fairweather", b"960999", b"key to the village hall", b"contact sheet"):
        assert secret in b"".join(p.read_bytes() for p in (COUNTY / "restricted").iterdir())
        assert secret not in content


# Corrections made in the chat ----------------------------------------------------------------


@pytest.fixture
def corrected(tmp_path: Path) -> str:
    """A store with a correction for everyone and one for officers alone."""
    url, at = f"sqlite:///{tmp_path / 'corrected.db'}", datetime(2026, 3, 3, tzinfo=UTC)
    store = Store(url)
    with store.write() as session:
        for number, (field, value, audience) in enumerate(
            [("phone", "01632 960555", "public"), ("extension", "305", "officer")], 1
        ):
            row = AmendmentRow(
                partnership="ambridge", kind="person", record="ambridge-sam-carter", field=field,
                within="", before="", value=value, told_by="the clerk", told_on=date(2026, 3, 3),
                document=f"told-2026-03-03-{number}", supersedes=[], audience=audience, user=2,
                at=at,
            )  # fmt: skip
            amendments.add(session, row)
    store.close()
    return url


def test_corrections_are_exported(bot: Bot, folder: Path, corrected: str):
    """Corrections become files that pass the check; what is not public only when asked for."""
    named = ("--knowledge", str(folder))
    for included, files in (((), 1), (("--include-restricted",), 2)):
        done = bot("amendments", "export", *included, *named, DATABASE_URL=corrected)
        listed = bot("amendments", "list", *included, *named, DATABASE_URL=corrected)
        assert "2 in force" in listed.stdout
        assert ("305" in listed.stdout) is bool(included)
        assert len(list(folder.rglob("told-2026-03-03-*.yaml"))) == files, done.stdout
        assert bot("check", *named).returncode == 0
        assert "01632 960555" in bot("export", "ambridge", *named).stdout
        assert "305" not in bot("export", "ambridge", *named).stdout
    assert "305" in bot("export", "ambridge", "--include-restricted", *named).stdout
