"""Where a record stands."""

import pytest

from cspbot.knowledge.places import place_of
from tests.conftest import COUNTY


@pytest.mark.parametrize(
    ("ident", "line"),
    [("joan-archer", "  - id: joan-archer"), ("ambridge", "  - id: ambridge")],
)
def test_place_is_file_and_line(ident: str, line: str):
    """The place is the file, and the line at which the record's id stands."""
    name, number = place_of(COUNTY, ident).split(":")
    text = (COUNTY.parent / name).read_text(encoding="utf-8").splitlines()
    assert text[int(number) - 1].startswith(line)


def test_no_place():
    """What stands nowhere has no place, nor has anything in a folder that is not there."""
    assert place_of(COUNTY, "joan") == ""
    assert place_of(COUNTY / "nowhere", "joan-archer") == ""
