"""The real knowledge against the reports it is made from: own words, nothing left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest

from cspbot.config import ROOT
from cspbot.knowledge import records as r
from cspbot.knowledge.facts import Knowledge
from cspbot.knowledge.loader import parse, read_folder
from cspbot.knowledge.shape import entries, shape
from cspbot.knowledge.store import load_knowledge
from tests.conftest import SHARED

SEEDS = SHARED / "seeds"
RUN = 12
"""As many words in a row that are a report's are a copy, unless they are a name or title."""

PRINTED = frozenset({"name", "aliases", "legal_name", "brand", "post", "team", "label", "printed"})
"""Fields that hold names, titles and figures as printed."""

needs_reports = pytest.mark.skipif(
    not SEEDS.is_dir(), reason="the reports (../shared/seeds) are not beside this checkout"
)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(ROOT / "knowledge", None)


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9£]+", re.sub(r"['\u2019]", "", text.lower()))


@cache
def runs_of_reports() -> dict[tuple[str, ...], str]:
    """Every run of twelve words in a report, with the report's number."""
    runs = {}
    for path in sorted(SEEDS.glob("*.txt")):
        said = words(path.read_text(encoding="utf-8"))
        for start in range(len(said) - RUN + 1):
            runs[tuple(said[start : start + RUN])] = path.name[:3]
    return runs


def copied(text: str) -> str:
    """Return the first run of words that a report has too; empty: none."""
    said = words(text)
    runs = (tuple(said[start : start + RUN]) for start in range(len(said) - RUN + 1))
    return next((f"{runs_of_reports()[run]}: {' '.join(run)}" for run in runs
                 if run in runs_of_reports()), "")  # fmt: skip


def written() -> Iterator[tuple[str, str]]:
    """Yield every text that an editor wrote, with its place."""
    for name, content in read_folder(ROOT / "knowledge").items():
        source = parse(name, content)
        for entry in entries(r.File, source.data):
            for field in set(shape(entry.model)) - PRINTED:
                for text, path in entry.texts(field):
                    yield f"{name}:{source.line(path)}", text


@needs_reports
def test_descriptions_are_in_own_words():
    """No text shares a run of twelve words with a report, names and titles aside."""
    assert [f"{place}: {copied(text)}" for place, text in written() if copied(text)] == []


@needs_reports
def test_copy_would_be_found():
    """The test above can fail: a sentence of a report is told."""
    assert copied(
        "The Wellingborough CSP brings partners together to work to reduce and prevent crime and "
        "disorder in the borough."
    ).startswith("000: ")


def test_five_reports_are_covered(knowledge: Knowledge):
    """Each of the five reports has a document, and a partnership that is held in full."""
    reported = {document.partnership for document in knowledge.documents.values()} - {""}
    assert len(reported) == 5
    assert reported <= {partnership.id for partnership in knowledge.covered}


def test_every_place_of_every_report_is_accounted_for(knowledge: Knowledge):
    """Every locator is cited by a fact or gives the reason why it holds none."""
    cited = {citation for fact in knowledge.facts.values() for citation in fact.citations}
    uncited = [
        (entry.data["id"], text)
        for name, content in read_folder(ROOT / "knowledge").items()
        for entry in entries(r.File, parse(name, content).data)
        if entry.model is r.Document
        for locator in entry.data.get("locators") or ()  # type: ignore[attr-defined]
        for text in [locator["at"]]
        if (entry.data["id"], text) not in cited and not locator.get("none")
    ]
    assert uncited == []


def test_there_are_enough_facts(knowledge: Knowledge):
    """Six hundred facts or more, lists counted by their items."""
    atomic = [fact for fact in knowledge.facts.values() if not fact.field.startswith("list.")]
    assert len(atomic) >= 600


def test_every_fact_has_its_source(knowledge: Knowledge):
    """Each fact names a document and a place in it; a document may speak of itself as a whole."""
    without = [
        fact.id for fact in knowledge.facts.values()
        if fact.document not in knowledge.documents
        or not (fact.locators or knowledge.entities[fact.subject].kind == "document")
    ]  # fmt: skip
    assert without == []
