"""The pages written by hand stay true: names, links, examples, and how to add a partnership."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from bot import bot
from cspbot.assistant import Assistant
from cspbot.channels.console import Conversation
from cspbot.channels.telegram.commands import COMMANDS
from cspbot.config import ROOT
from cspbot.knowledge.changes import changes
from cspbot.knowledge.problems import KnowledgeError
from cspbot.knowledge.store import check_folder, load_knowledge
from cspbot.store.tables import TABLES

TODAY = date(2026, 11, 22)
"""The day on which the examples are asked; the README names it."""
LEFT_OUT = "…"

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted(
    path
    for folder in (ROOT, ROOT / "docs", ROOT / "docs" / "adr")
    for path in folder.glob("*.md")
    if path.name != "CHANGELOG.md"  # what was true once stays in it
)
ALL_TEXT = "\n".join(path.read_text(encoding="utf-8") for path in PAGES)
KEEPING = ROOT / "docs" / "keeping-knowledge-right.md"
NEW = ROOT / "docs" / "adding-a-partnership.md"

BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
FILE = re.compile(r"`knowledge/([\w/-]+\.yaml)`:\n\n```yaml\n(.*?)^```", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")

SLIPS = (
    ("chair: {value: eleanor-bold", "chair: {value: eleanor-bolt"),
    ("venue:", "venues:"),
    ("year: 2024/25", "year: 2024/26"),
)
"""The three slips that the page on adding a partnership makes on purpose."""


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# Names ----------------------------------------------------------------------------------------


def settings() -> set[str]:
    source = (ROOT / "cspbot" / "config.py").read_text(encoding="utf-8")
    return set(re.findall(r'given\.get\(\s*"([A-Z_]+)"', source))


def test_settings_are_found():
    """The search for the names of settings finds them at all."""
    assert {"TELEGRAM_BOT_TOKEN", "CSPBOT_KNOWLEDGE"} <= settings()


@pytest.mark.parametrize("name", sorted(settings()))
def test_readme_names_setting(name: str):
    """Every environment variable that the program reads is in the README."""
    assert f"`{name}`" in README


@pytest.mark.parametrize("name", sorted(bot.commands))
def test_readme_names_command(name: str):
    """Every command of the command line is in the README's table."""
    assert re.search(rf"^\| `{name}\b", README, re.MULTILINE)


@pytest.mark.parametrize("name", [command.name for command in COMMANDS])
def test_readme_names_telegram_command(name: str):
    """Every command of the Telegram menu is in the README's table."""
    assert f"| `/{name}` |" in README


def direct_requirements() -> Iterator[str]:
    """The packages asked for by name: the first list of each requirements file."""
    for name in ("requirements.txt", "requirements-dev.txt"):
        lists = (ROOT / name).read_text(encoding="utf-8").split("\n\n")
        yield from re.findall(r"^([\w.-]+)==", next(x for x in lists if "==" in x), re.MULTILINE)


@pytest.mark.parametrize("name", list(direct_requirements()))
def test_readme_names_dependency(name: str):
    """Every package that the project asks for is in the README."""
    assert name in README


def test_words_of_make_are_explained():
    """Every word that the Makefile knows is named in a page."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    words = re.search(r"^\.PHONY: (.*)", makefile, re.MULTILINE)
    assert words
    assert [w for w in words[1].split() if w != "all" and f"make {w}" not in ALL_TEXT] == []


# Links ----------------------------------------------------------------------------------------


def anchors(path: Path) -> set[str]:
    """The anchors that a page's headings get."""
    headings = re.findall(r"^#+ (.*)", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h).strip().lower().replace(" ", "-") for h in headings}


@pytest.mark.parametrize("page", [*PAGES, ROOT / "CHANGELOG.md"], ids=relative)
def test_links_lead_somewhere(page: Path):
    """Each relative link names a file that is there, and a heading in it."""
    dead = []
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        if ":" in link:
            continue
        name, _, heading = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        if not target.exists() or (heading and heading not in anchors(target)):
            dead.append(link)
    assert dead == []


# Examples -------------------------------------------------------------------------------------


def conversations(page: Path) -> Iterator[str]:
    """The blocks of a page in which something is asked."""
    for _, block in BLOCK.findall(page.read_text(encoding="utf-8")):
        if block.startswith("> "):
            yield block


def turns(block: str) -> Iterator[tuple[str, list[str]]]:
    """Each line typed, with the lines shown of its answer."""
    for part in re.split(r"^> ", block, flags=re.MULTILINE)[1:]:
        asked, *shown = part.strip().split("\n")
        yield asked, [line.strip() for line in shown]


@cache
def assistant() -> Assistant:
    return Assistant(load_knowledge(ROOT / "knowledge", None))


def untrue(block: str, bot: Assistant) -> list[str]:
    """Say which lines of an example are not in the answer; empty: it is true."""
    talk = Conversation(bot.reply, lambda: TODAY)
    wrong = []
    for asked, shown in turns(block):
        said = [line.strip() for line in str(talk.take(asked)).split("\n")]
        wrong += [f"{asked}: {x}" for x in shown if x != LEFT_OUT and x not in said]
        if LEFT_OUT not in shown and shown != said:
            wrong.append(f"{asked}: lines are left out, and no '{LEFT_OUT}' says so")
    return wrong


EXAMPLES = [
    pytest.param(block, id=f"{relative(page)}: {block.splitlines()[0]}")
    for page in PAGES
    if page != NEW
    for block in conversations(page)
]


@pytest.mark.parametrize("block", EXAMPLES)
def test_example_is_true(block: str):
    """What a page shows as an answer is what the bot says."""
    assert untrue(block, assistant()) == []


def rows(page: Path) -> Iterator[tuple[str, str]]:
    """What is asked and how the answer begins, in the tables of a page."""
    text = page.read_text(encoding="utf-8")
    for table in re.findall(
        r"^\| kind \| ask \|[^\n]*\n\|[ |-]*\n((?:\|.*\n)+)", text, re.MULTILINE
    ):
        for row in table.splitlines():
            _, asked, begins = (cell.strip() for cell in row.strip("|").split("|"))
            yield asked, begins


KINDS = list(rows(ROOT / "docs" / "questions-it-answers.md"))


@pytest.mark.parametrize(("asked", "begins"), KINDS)
def test_answer_begins_so(asked: str, begins: str):
    """Each question of the page of kinds is answered as the page says."""
    said = str(Conversation(assistant().reply, lambda: TODAY).take(asked))
    assert said.startswith(begins)


# Adding a partnership -------------------------------------------------------------------------


@pytest.fixture
def follow(tmp_path: Path) -> Callable[..., Path]:
    """Write the files that the page on adding a partnership tells a reader to write."""

    def write(*slips: tuple[str, str], only: str = "") -> Path:
        folder = tmp_path / "knowledge"
        shutil.copytree(ROOT / "knowledge", folder)
        parts: dict[str, list[str]] = {}
        for name, text in FILE.findall(NEW.read_text(encoding="utf-8")):
            parts.setdefault(name, []).append(text)
        for name, texts in parts.items():
            text = "\n".join(texts)
            for right, wrong in slips:
                text = text.replace(right, wrong)
            if only in name:
                (folder / name).write_text(text, encoding="utf-8")
        return folder

    return write


def told(folder: Path) -> set[str]:
    """The problems with a folder, as the page shows them."""
    with pytest.raises(KnowledgeError) as raised:
        check_folder(folder)
    return {
        str(problem).replace(f"{folder.parent.resolve()}/", "")
        for problem in raised.value.problems
    }


def shown_problems(page: Path) -> list[set[str]]:
    blocks = [b for _, b in BLOCK.findall(page.read_text(encoding="utf-8")) if "to mend" in b]
    return [
        {line for line in block.split("\n") if line.startswith("knowledge/")} for block in blocks
    ]


def test_new_partnership_passes(follow):
    """Whoever writes what the page says has knowledge that is sound, without a warning."""
    knowledge, warnings = check_folder(follow())
    assert "barchester" in knowledge.entities
    assert not [w for w in warnings if "barchester" in str(w)]


def test_new_partnership_is_answered(follow):
    """What the page says that the bot answers then, it answers."""
    newcomer = Assistant(load_knowledge(follow(), None))
    assert [x for block in conversations(NEW) for x in untrue(block, newcomer)] == []


def test_amendment_of_the_page_is_true():
    """The amendment on the page is sound, warns of what it says, and changes just the number."""
    text = KEEPING.read_text(encoding="utf-8")
    amendment = next(block for language, block in BLOCK.findall(text) if language == "yaml")
    extra = {"amendments/2026-03-03.yaml": amendment.encode()}
    folder = ROOT / "knowledge"
    knowledge, warnings = check_folder(folder, extra)
    shown = [line for line in text.splitlines() if line.startswith("warning: ")]
    assert {f"warning: {w}".replace(f"{ROOT}/", "") for w in warnings} >= set(shown)
    (change,) = changes(load_knowledge(folder, None), knowledge)
    assert f"{change.happened}: {change.text}\n1 change." in text


def test_document_alone_lists_what_is_left(follow):
    """After the first step the check says what the page says."""
    assert told(follow(only="documents/")) == shown_problems(NEW)[0]


def test_slips_are_told(follow):
    """The three slips bring the three messages of the page."""
    assert told(follow(*SLIPS)) == shown_problems(NEW)[1]


def test_privacy_notice_names_every_table():
    """Whatever the bot keeps is in the notice: a new table needs its line there."""
    notice = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    assert [t.name for t in TABLES if f"`{t.name}`" not in notice] == []
