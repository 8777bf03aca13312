"""A question is like the askings that it has telling words in common with."""

from __future__ import annotations

import pytest

from cspbot.assistant import Assistant
from cspbot.knowledge.facts import Knowledge
from cspbot.language.askings import features
from cspbot.language.index import FactIndex
from cspbot.language.words import plain_words
from cspbot.messages import Question
from tests.questions.grading import TODAY


@pytest.fixture(scope="module")
def index(county: Knowledge) -> FactIndex:
    return Assistant(county).query(Question("who?", TODAY)).index


def test_shares_what_both_have(index: FactIndex):
    """What a question and its nearest asking have in common is in both, and has a weight there."""
    askings = [asking for fact in index.facts for asking in fact.asked]
    of = [features(plain_words(asking), index.lexicon) for asking in askings]
    assert of
    for asked in of:
        for alike in index.askings.likeness(asked, 0, len(index.facts), 0.2).values():
            shared = {feature for feature in asked if alike.shares(feature)}
            assert shared
            assert shared == {f for f in of[alike.asking] if f in alike.having}


def test_an_asking_is_most_like_itself(index: FactIndex):
    """A question that is an asking is wholly like it, and finds its fact."""
    for number, fact in enumerate(index.facts):
        for asking in fact.asked:
            asked = features(plain_words(asking), index.lexicon)
            first, end = index.range(fact.scope)
            found = index.askings.likeness(asked, first, end, 0.2).get(number)
            assert found is None or found.share <= 1.001
            if found:
                assert found.share == pytest.approx(1.0, abs=0.001)
