"""Slips of fingers and ear, and what is none."""

from __future__ import annotations

import pytest

from cspbot.language.spelling import Speller, is_other_name

WORDS = {
    "project": 40, "reject": 1, "final": 5, "incl": 1, "district": 9, "first": 9, "forest": 9,
    "weather": 1, "waters": 9, "north": 20, "number": 9, "priorities": 30, "marking": 3,
}  # fmt: skip
SPELLER = Speller(WORDS, pairs=frozenset({("wyre", "forest")}))


@pytest.mark.parametrize(("typed", "meant"), [
    ("noeth", "north"),  # the next key
    ("nummber", "number"),  # pressed twice
    ("nubmer", "number"),  # swapped
    ("roject", "project"),  # missed at the front, where another vowel would give another word
    ("inal", "final"),
    ("prioritees", "priorities"),
    ("dstrct", "district"),  # clipped
    ("wather", "weather"),  # nearer than a name
    ("parking", "parking"),  # English, and no slip
    ("xyzzy", "xyzzy"),
    ("nrth", "north"),
    ("fathers", "fathers"),  # two letters from 'waters', with another beginning
    ("gorents", "gorents"),  # as is a name that nothing knows from 'forest'
    ("abc", "abc"),  # too short to tell
])  # fmt: skip
def test_nearest_word(typed, meant):
    """The likeliest slip is taken back, and a word that is none is left alone."""
    assert SPELLER.correct(typed) == meant


def test_name_settles_a_tie():
    """Beside 'wyre' it is the forest, elsewhere the likelier slip."""
    assert SPELLER.correct("forst", before="wyre") == "forest"
    assert SPELLER.correct("forst") == "first"


def test_names_a_letter_apart():
    """A name that differs by a letter from far off on the keyboard is another name."""
    assert is_other_name("harvey", "hartey")
    assert not is_other_name("hatvey", "harvey")  # the next key
    assert not is_other_name("hurvey", "harvey")  # a slip of the ear
    assert not is_other_name("harve", "harvey")
    assert not is_other_name("blackpotl", "blackpool")  # so long a name is hardly another one
