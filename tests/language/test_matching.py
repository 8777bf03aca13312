"""Facts are passed over without being scored only where scoring them would change nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest

from cspbot.assistant import Assistant
from cspbot.knowledge.facts import Knowledge
from cspbot.language.query import Query
from cspbot.messages import Question

TODAY = date(2024, 5, 1)
TELLING = 0.8
QUESTIONS = (
    "which partnerships have theft from farms as a priority?",
    "which partnerships meet every quarter?",
    "which partnerships have a quorum?",
    "which partnerships give money to the night-time economy?",
    "which partnerships name a superintendent",
    "which partnerships have a merger in 2022?",
    "who chairs the partnership?",
    "which partnerships keep llamas?",
)


@pytest.fixture(scope="module")
def assistant(county: Knowledge) -> Assistant:
    return Assistant(county)


def asked_of(query: Query, partnership: str) -> Query:
    reading = replace(query.reading, scopes=(partnership,))
    return replace(query, reading=reading, scopes=(partnership,))


@pytest.mark.parametrize("text", QUESTIONS)
def test_passed_over_explains_less(assistant: Assistant, text: str):
    """A partnership is passed over only where a telling word is explained by none of its facts."""
    query = assistant.query(Question(text, TODAY))
    for partnership in query.knowledge.covered:
        matcher = asked_of(query, partnership.id).matcher
        if not matcher.may_explain((partnership.id,), TELLING):
            lacking = matcher.uncovered(matcher.rank((partnership.id,)))
            assert any(term.weight >= TELLING for term in lacking)


def test_some_are_passed_over(assistant: Assistant):
    """A word that no fact has rules every partnership out; a priority of both none of them."""
    llamas, farms = (assistant.query(Question(QUESTIONS[i], TODAY)) for i in (-1, 0))
    both = ("ambridge", "felpersham")
    assert not any(asked_of(llamas, p).matcher.may_explain((p,), TELLING) for p in both)
    assert all(asked_of(farms, p).matcher.may_explain((p,), 2.0) for p in both)


def test_facts_on_all(assistant: Assistant):
    """Whether a fact speaks of several partnerships is as looking at every fact tells."""
    query = assistant.query(Question("who?", TODAY))
    named = [e.id for e in query.knowledge.partnerships]
    spoken_of = [{f.scope, f.subject, *f.mentions} for f in query.knowledge.facts.values()]
    for size in (1, 2, 3):
        for scopes in combinations(named, size):
            expected = any(about.issuperset(scopes) for about in spoken_of)
            assert query.index.has_fact_on_all(scopes) is expected


def test_fields_held(assistant: Assistant):
    """A field counts as held by its whole name and by what it begins with, absences left out."""
    query = assistant.query(Question("who?", TODAY))
    held = query.index.fields_held("ambridge")
    present = {f.field for f in query.knowledge.by_scope["ambridge"] if not f.absent}
    assert {"partnership.chair", "partnership", "person"} <= held
    assert {field.split(".")[0] for field in present} | present <= held
    assert all(any(f"{p}.".startswith(f"{field}.") for p in present) for field in held)


def test_best_first(assistant: Assistant):
    """Facts are ranked by score, those of one score by their ids."""
    query = assistant.query(Question("what are the priorities of Ambridge?", TODAY))
    assert query.ranked == sorted(query.ranked, key=lambda m: (-m.score, m.fact.id))
