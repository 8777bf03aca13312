"""A phrase is found where its words stand in a message, in the forms that the signs allow."""

from __future__ import annotations

import pytest

from cspbot.language.phrases import Hit, PhraseBook, Tokens

LISTS = {"crime": ["burglary", "car crime", "stolen {thing}"], "thing": ["bike", "car"]}


def found(phrase: str, message: str, *, begin: int = 0, end: int | None = None) -> list[Hit]:
    book = PhraseBook(LISTS, {"im": "i am"})
    book.add("owner", phrase)
    texts = tuple(s for word in message.split() for s in book.stems(word))
    return book.find(Tokens(texts, begin, len(texts) if end is None else end))


@pytest.mark.parametrize(
    ("phrase", "message"),
    [
        ("report a burglary", "we are reporting a burglary"),
        ("(log|report) it", "log it"),
        ("report [a] crime", "report crime"),
        ("report [a] crime", "report a crime"),
        ("report {crime}", "report car crime"),
        ("report {crime}", "report stolen bikes"),
        ("i am (lost|new here)", "im new here"),
        ("who .. chairs", "who really now chairs"),
        ("who ... chairs", "who of all the many people there chairs"),
        ("where does {word} live", "where does joan live"),
        ("{number} plus {number}", "2 plus 2"),
        ("^ stop $", "stop"),
        ("stop (it|$)", "please stop"),
        ("<person> lives", "<person> lives"),
    ],
)
def test_phrase_fits(phrase: str, message: str):
    """Forms of a word, options, lists, short forms, gaps, edges and marked names."""
    assert found(phrase, message)


@pytest.mark.parametrize(
    ("phrase", "message"),
    [
        ("report a burglary", "a burglary report"),
        ("(log|report) it", "it"),
        ("report {crime}", "report car"),
        ("who .. chairs", "who of all the many people there chairs"),
        ("{number} plus", "two plus"),
        ("^ stop", "please stop"),
        ("stop $", "stop that"),
        ("stop (it|$)", "stop them"),
        ("<person> lives", "joan lives"),
    ],
)
def test_phrase_does_not_fit(phrase: str, message: str):
    """Another order, a word too few, a gap too wide, words outside the edges."""
    assert not found(phrase, message)


def test_edges_pass_idle_words():
    """'^' and '$' look past the words that the caller calls idle."""
    assert found("^ stop $", "please stop now", begin=1, end=2) == [Hit("owner", 1, 2)]


def test_longest_extent_counts():
    """Where a phrase can end at two places, it ends at the later one."""
    assert found("thank you [very much]", "thank you very much") == [Hit("owner", 0, 4)]


@pytest.mark.parametrize(
    ("phrase", "complaint"),
    [
        ("(log|report a crime", "is not closed"),
        ("[a] crime]", "without its other half"),
        ("report {crimes}", "no list 'crimes'"),
    ],
)
def test_bad_phrase_is_named(phrase: str, complaint: str):
    """A phrase that is not well formed is refused with what is wrong."""
    with pytest.raises(ValueError, match=complaint):
        PhraseBook(LISTS, {}).add("owner", phrase)
