"""Which partnership a question is about: by wide places, by papers, by what belongs to one."""

from datetime import date
from pathlib import Path

import pytest

from cspbot.assistant import Assistant
from cspbot.knowledge.store import load_knowledge
from cspbot.language.reading import Reading
from cspbot.messages import Answered, Clarify, Question, Unknown

FILE = Path(__file__).with_name("scoping_county.yaml")
TODAY = date(2024, 5, 1)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("scoping")
    for number, part in enumerate(FILE.read_text(encoding="utf-8").split("---\n")):
        (folder / f"{number}.yaml").write_text(part, encoding="utf-8")
    return Assistant(load_knowledge(folder, None))


def read(assistant: Assistant, text: str) -> Reading:
    return assistant.query(Question(text, TODAY)).reading


def test_wide_place_is_of_one_of_several(assistant: Assistant):
    """A police area of two partnerships names neither; the question says which is meant."""
    reading = read(assistant, "what is the purpose of Lantern Walks in South Borset")
    assert reading.scopes == ()
    assert reading.within == ("borchester", "darrington")
    reply = assistant.reply(Question("what are Lantern Walks for in South Borset", TODAY))
    assert isinstance(reply, Answered)
    assert "dark lanes" in reply.text


def test_wide_place_alone(assistant: Assistant):
    """Asked about by itself, it keeps its weight."""
    assert read(assistant, "South Borset?").telling


def test_merger_before_paper_names_the_report(assistant: Assistant):
    """'The Borchester merger paper' is where it says so, and not what is asked."""
    paper = read(assistant, "what does the Borchester merger paper say about Lantern Walks")
    assert paper.scopes == ("borchester",)
    assert [t.entities for t in paper.telling] == [("lanterns",)]
    merger = read(assistant, "when does the Borchester merger begin")
    assert ("south-merger",) in [t.entities for t in merger.telling]


def test_thing_of_one_says_whose(assistant: Assistant):
    """Who says where they sit has said which partnership is meant."""
    text = "I sit on the Borchester cabinet. who pays for the lamps"
    assert read(assistant, text).scopes == ("borchester",)
    reply = assistant.reply(Question(text, TODAY))
    assert not isinstance(reply, Clarify)


def test_who_holds_a_post(assistant: Assistant):
    """Who is in a post is a person's name; what the post does is no answer to that."""
    asked = assistant.reply(Question("who is the clerk of Borchester?", TODAY))
    assert isinstance(asked, Unknown)
    told = assistant.reply(Question("what does the clerk of Borchester do?", TODAY))
    assert "keeps the books" in told.text
