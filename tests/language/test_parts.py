"""Messages that ask several things are cut into questions that stand by themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspbot.language.parts import MOST, questions


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("who chairs Ambridge", ("who chairs Ambridge",)),
        ("which bodies and how many", ("which bodies and how many",)),
        (
            "Who chairs Ambridge? And when do they meet?",
            ("Who chairs Ambridge", "when do they meet"),
        ),
    ],
)
def test_cut(text: str, parts: tuple[str, ...]):
    """Each part asks by itself; what cannot stays with what it leans on."""
    assert questions(text) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("where will it meet and how often", ("where will it meet", "how often will it meet")),
        ("when and where do they meet?", ("when do they meet", "where do they meet")),
        ("how many came, and when?", ("how many came, and when?",)),
    ],
)
def test_shared_words(text: str, parts: tuple[str, ...]):
    """Two question words may share what is asked; each gets it."""
    assert questions(text) == parts


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("which CRC is in Ambridge and which is in Felpersham", "which CRC is in Felpersham"),
        (
            "Which committee in Ambridge scrutinises it, and which one did the paper go to?",
            "Which committee did the paper go to",
        ),
    ],
)
def test_noun_is_taken_over(text: str, second: str):
    """'And which is' leaves its noun to the question before."""
    assert questions(text)[1].lower() == second.lower()


def test_no_noun_to_take_over():
    """Where the question before has no noun either, the message stays whole."""
    text = "There are two of them. Which one is in Ambridge and which is in Felpersham?"
    assert questions(text) == (text,)


@given(st.text(max_size=300))
def test_any_text(text: str):
    """Whatever is typed gives at least one question and no more than are answered."""
    assert 1 <= len(questions(text)) <= MOST
