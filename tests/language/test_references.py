"""What pronouns and counting words point at, on the invented county."""

from __future__ import annotations

import pytest

from cspbot.knowledge.facts import Knowledge
from cspbot.language.references import ORDINAL, OTHER, References
from cspbot.messages import Context

PRIORITIES = ("ambridge-priority-farms", "ambridge-priority-roads")


@pytest.fixture(scope="module")
def references(county: Knowledge) -> References:
    return References(county)


@pytest.mark.parametrize(
    "text",
    [
        "the second one", "and the last", "the first one again", "what is in the third one",
        "number for the first one", "the latter's job", "no 2", "and number 4?", "last",
    ],
)  # fmt: skip
def test_counting_words(text):
    """These count in a list."""
    assert ORDINAL.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "when was the last meeting", "the second priority of telford", "how long does it last",
        "who came first", "is a second officer coming", "in the last year",
    ],
)  # fmt: skip
def test_ordinary_words(text):
    """The same words say something else inside a sentence."""
    assert not ORDINAL.search(text)


@pytest.mark.parametrize("text", ["the other one", "and the other?", "not that, the other"])
def test_the_other(text):
    """'The other' alone is one of two; 'other bodies' is not."""
    assert OTHER.search(text)
    assert not OTHER.search("which other bodies are on it")


def test_list_asked_of_counts_first(references):
    """An ordinal counts in the list that the last question was about one entry of."""
    context = Context(listed=PRIORITIES, about=PRIORITIES[:1], trail=("ambridge", "felpersham"))
    assert references.ordinal("the second one", context) == (PRIORITIES[1], PRIORITIES)


def test_again_counts_in_the_talk(references):
    """With 'again' it counts in what the same question was asked of."""
    context = Context(listed=PRIORITIES, about=PRIORITIES[:1], trail=("ambridge", "felpersham"))
    assert references.ordinal("the first one again", context)[0] == "ambridge"


def test_list_may_be_too_short(references):
    """There is no third of two."""
    assert references.ordinal("the third one", Context(listed=PRIORITIES)) == ("", ())


def test_people_only(references):
    """'He' is nobody where no person was spoken of."""
    assert references.person("he", Context(about=("ambridge-tool-marking",))) == ()
    assert references.person("he", Context(about=("joan-archer",))) == ("joan-archer",)


def test_called_otherwise(references):
    """Who was 'she' is not 'he'."""
    context = Context(about=("joan-archer",), called=("she=joan-archer",))
    assert references.person("his", context) == ()
    assert references.person("her", context) == ("joan-archer",)


def test_they_may_be_people(references):
    """'They' may be people, 'it' may not."""
    context = Context(about=("joan-archer",))
    assert references.thing("their number", context, told_who=False) == ("joan-archer",)
    assert references.thing("its number", context, told_who=False) == ()


def test_place_is_meant_last(references):
    """'It' is a place only where nothing else was spoken of."""
    both = Context(about=("place-ambridge-newtown", "ambridge-tool-marking"))
    place = Context(about=("place-ambridge-newtown",))
    assert references.thing("is it on", both, told_who=False) == ("ambridge-tool-marking",)
    assert references.thing("is it on", place, told_who=False) == ("place-ambridge-newtown",)
