"""What many tests start from: the invented county, small folders of one's own, a database."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from cspbot.knowledge.facts import Knowledge
from cspbot.knowledge.store import load_knowledge
from cspbot.store.store import Store
from tests.postgres import NoServerError, Server

COUNTY = Path(__file__).parent / "county"
SHARED = Path(__file__).parents[2] / "shared"

settings.register_profile("test", deadline=None, derandomize=True)  # the same run every time
settings.register_profile("faults", deadline=None, max_examples=3000)
settings.load_profile("test")

SMALL = """\
document: report
documents:
  - id: report
    name: A report
    short: report
    type: report
    date: "2020-02-01"
    locators: [{at: "1"}, {at: "2"}]
partnerships: [{id: ambridge, name: Ambridge CSP, short: Ambridge, at: ["1"]}]
people:
  - {id: joan-archer, name: Joan Archer, at: ["2"]}
"""
"""The least that passes the check: eleven lines, to which a test adds its own from line 12."""

WriteFolder = Callable[..., Path]


@pytest.fixture
def write_folder(tmp_path: Path) -> WriteFolder:
    """Write a knowledge folder: SMALL and an addition in one file, and further files by name."""

    def write(addition: str = "", **files: str) -> Path:
        folder = tmp_path / "knowledge"
        folder.mkdir(exist_ok=True)
        (folder / "small.yaml").write_text(SMALL + addition, encoding="utf-8")
        for name, text in files.items():
            (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
        return folder

    return write


@pytest.fixture(scope="session")
def county() -> Knowledge:
    """The knowledge of the invented county, everyone's facts included."""
    return load_knowledge(COUNTY, None)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server; where there can be none, the tests that need it are skipped."""
    try:
        server = Server()
    except NoServerError as error:
        pytest.skip(str(error))
    yield server
    server.remove()


@pytest.fixture(scope="session")
def postgres_template(postgres: Server) -> str:
    """A database with the tables in it, to be copied."""
    name = postgres.create()
    made = Store(postgres.url(name))
    made.open()
    made.close()
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the tables in it, to be copied."""
    path = tmp_path_factory.mktemp("template") / "store.db"
    made = Store(f"sqlite:///{path}")
    made.open()
    made.close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of the test's own, with the tables in it: each test runs on both kinds."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        yield f"sqlite:///{shutil.copyfile(template, tmp_path / 'store.db')}"
        return
    server: Server = request.getfixturevalue("postgres")
    name = server.create(request.getfixturevalue("postgres_template"))
    yield server.url(name)
    server.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'store.db'}"
        return
    server: Server = request.getfixturevalue("postgres")
    name = server.create()
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A store, on both databases in turn."""
    one = Store(database_url)
    yield one
    one.close()


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine that tests run on reaches a test."""
    for name in os.environ:
        if name.startswith(("CSPBOT_", "TELEGRAM_")) or name in (
            "DATABASE_URL",
            "ADMIN_IDS",
            "PORT",
        ):
            monkeypatch.delenv(name)
