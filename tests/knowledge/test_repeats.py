"""Prose that prints a value which was changed elsewhere is found."""

from __future__ import annotations

import pytest

from cspbot.knowledge.repeats import facts_that_repeat
from tests.knowledge.test_overlays import phone, sound, sources, told

POINTS = """\
points:
  - {about: [ambridge], aspect: support, text: "Ring 01632 960100 at any hour.", at: ["1"]}
  - {about: [ambridge], aspect: support, text: "Ring (01632) 960-100 by day.", at: ["1"]}
  - {about: [ambridge], aspect: support, text: "Ring 01632 9601005 by night.", at: ["1"]}
  - {about: [ambridge], aspect: decision, text: "It was agreed on 21 March 2016.", at: ["1"]}
  - {about: [ambridge], aspect: cost, text: "The cost was £24,595 in all.", at: ["1"]}
"""


@pytest.mark.parametrize(
    ("value", "count"),
    [
        ("01632 960100", 2), ("2016-03-21", 1), ("24595", 1), ("at any  hour", 1), ("day", 0),
        ("", 0), ("by", 0), ("£", 0),
    ],
)  # fmt: skip
def test_value_is_found_in_prose(value, count):
    """A number however it is spaced, a date and an amount as prose writes them; no short word."""
    base = sources(POINTS)[1]
    knowledge = sound([sources()[0], base_with_document(base.text)])[1]
    found = [f for f in facts_that_repeat(knowledge, value) if f.field.startswith("point")]
    assert len(found) == count


def base_with_document(text: str):
    return sources(base="document: report\n" + text)[0]


def test_short_value_is_found_on_its_subject():
    """A short value is looked for only where its own subject is spoken of."""
    knowledge = sound([sources()[0], base_with_document(POINTS)])[1]
    assert len(facts_that_repeat(knowledge, "by", about="ambridge")) == 2
    assert facts_that_repeat(knowledge, "by", about="joan-archer") == ()


def test_check_warns_of_prose_left_behind():
    """The check names each sentence that still prints the number that was amended."""
    from cspbot.knowledge.warnings import warnings

    files = [*sources(told(phone("01632 960111"))), base_with_document(POINTS)]
    checked, knowledge = sound(files)
    assert [str(warning) for warning in warnings(checked, knowledge)] == [
        f"amendments/1.yaml:5: people[0].phone: the fact '{ident}' still says '01632 960100': "
        "amend that sentence too"
        for ident in ("ambridge.support", "ambridge.support.2")
    ]
