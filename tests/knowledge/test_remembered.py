"""Files that have not changed are parsed once, within a bound, and never taken for others."""

from __future__ import annotations

from cspbot.knowledge.loader import Remembered
from cspbot.knowledge.store import load_knowledge
from cspbot.knowledge.validate import validate
from tests.conftest import COUNTY
from tests.knowledge.test_overlays import phone, told

FILES = {"k/a.yaml": ("a.yaml", b"a: 1\n"), "k/b.yaml": ("b.yaml", b"b: 1\n")}


def test_unchanged_file_is_parsed_once():
    """Of two files one changes: the other is the very same as before."""
    remembered = Remembered()
    one, other = remembered.sources(FILES)
    again, changed = remembered.sources({**FILES, "k/b.yaml": ("b.yaml", b"b: 2\n")})
    assert again is one
    assert (other.data, changed.data) == ({"b": "1"}, {"b": "2"})
    assert validate(again) is validate(one)


def test_same_content_elsewhere_is_another_file():
    """The place in the folder decides what a file is: an amendment, or none."""
    remembered = Remembered()
    (one,) = remembered.sources({"k": ("a.yaml", b"a: 1\n")})
    (other,) = remembered.sources({"k": ("amendments/a.yaml", b"a: 1\n")})
    assert (one.is_amendment, other.is_amendment) == (False, True)


def test_what_is_remembered_is_bounded():
    """Beyond the bound, and of files that are gone, nothing is kept."""
    remembered = Remembered(most=6)
    one, other = remembered.sources(FILES)
    kept, anew = remembered.sources(FILES)
    assert kept is one
    assert anew is not other
    remembered.sources({})
    assert remembered.sources(FILES)[0] is not one


def test_reload_is_as_from_scratch():
    """Knowledge with an amendment, and again without, is what it would be in a new process."""
    extra = {"amendments/z.yaml": told(phone("1")).encode()}
    before = load_knowledge(COUNTY, None)
    amended = load_knowledge(COUNTY, None, extra)
    assert amended.facts["joan-archer.phone"].value == "1"
    assert load_knowledge(COUNTY, None) == before
