"""Every kind of reply is laid out, in the order in which it is read."""

from __future__ import annotations

from cspbot.layout import cited, lay_out
from cspbot.messages import Answered, Choice, Clarify, Source, Unknown, Why


def test_answer_leads():
    """The answer first, then warnings, then one line with the sources."""
    sources = (Source("report, May 2023", "1.6, 1.7"), Source("note, 2022", "", "2021"))
    layout = lay_out(Answered("Joan Archer.", sources, ("Proposed.", "Old.")))
    assert str(layout) == (
        "Joan Archer.\nProposed.\nOld.\nSource: report, May 2023, 1.6, 1.7; note, 2022, as at 2021"
    )


def test_refusal_shows_what_it_rests_on():
    """A refusal with a source has the source line too."""
    layout = lay_out(Unknown("Not held.", Why.NOT_HELD, (Source("report", "1.6"),)))
    assert str(layout) == "Not held.\nSource: report, 1.6"


def test_choices_are_numbered():
    """A clarifying question lists what can be picked."""
    layout = lay_out(Clarify("Which?", (Choice("Ambridge", "a"), Choice("Felpersham", "b"))))
    assert str(layout) == "Which?\n1. Ambridge\n2. Felpersham"


def test_date_is_not_said_twice():
    """The date of a fact is left out where the name of its document has it."""
    assert cited(Source("report, 21 March 2016", "1.6", "21 March 2016")) == (
        "report, 21 March 2016, 1.6"
    )
