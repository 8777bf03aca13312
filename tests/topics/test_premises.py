"""Yes and no, and what a question takes for granted, in the invented county."""

from __future__ import annotations

from datetime import date

import pytest

from cspbot import wording
from cspbot.assistant import Assistant
from cspbot.knowledge.facts import Knowledge
from cspbot.messages import Answered, Clarify, Context, Question, Unknown

DAY = date(2024, 5, 1)


@pytest.fixture(scope="module")
def bot(county: Knowledge) -> Assistant:
    return Assistant(county)


@pytest.mark.parametrize(("asked", "begins", "says"), [
    ("is Joan Archer the chair of Ambridge?", "Yes.", "Joan Archer"),
    ("is Joan Archer the chair of Felpersham?", "No.", "Sam Carter"),
    ("Joan Archer chairs Felpersham, doesn't she?", "No.", "Sam Carter"),
    ("why is Joan Archer the chair of Felpersham", "No.", "Sam Carter"),
    ("is Borsetshire Police a responsible authority of Felpersham?", "Yes.", "Borsetshire Police"),
    ("is Newtown in Ambridge?", "Yes.", "Newtown"),
    ("is the City of Felpersham part of Ambridge?", "No.", "covers Ambridge district"),
    ("does Ambridge aim to visit village halls?", "Yes.", "every village hall"),
    ("what are the four priorities of Ambridge?", "Two, not four.", "Theft from farms"),
    ("does Ambridge have two priorities?", "Yes.", "Theft from farms"),
    ("Ambridge has 2 priorities, is that right", "Yes.", "Theft from farms"),
    ("does Ambridge have three priorities?", "Two, not three.", "Theft from farms"),
])  # fmt: skip
def test_begins_with_what_is_so(bot, asked, begins, says):
    """An answer to such a question begins with yes, no or the right number, and gives the fact."""
    reply = bot.reply(Question(asked, DAY))
    assert isinstance(reply, Answered)
    assert reply.text.startswith(begins)
    assert says in reply.text


@pytest.mark.parametrize("asked", [
    "what are the two priorities of Ambridge?",  # the number is right
    "can you tell me who chairs Ambridge?",  # asked of the bot
    "do Tool Marking Days cost anything?",  # the record says who pays, not whether
    "did the commissioner agree to the merger?",  # awaited
])  # fmt: skip
def test_says_neither_where_nothing_settles_it(bot, asked):
    """Without a record that settles it, no yes and no no is made up."""
    reply = bot.reply(Question(asked, DAY))
    assert not reply.text.startswith(("Yes", "No.", "No,"))


def test_word_that_no_record_has_is_named(bot):
    """What an answer leaves open is said under it, or the whole is refused by name."""
    reply = bot.reply(Question("has Ambridge closed every alley", DAY))
    notices = reply.notices if isinstance(reply, Answered) else ()
    assert "alley" in " ".join((reply.text, *notices))


def test_wrong_name_is_not_taken_over(bot):
    """What is so is said of the one whom the records name, not of the one asked about."""
    reply = bot.reply(Question("was it Borsetshire Police who commissioned the review?", DAY))
    assert not (isinstance(reply, Answered) and reply.text.startswith("Yes"))


def test_namesakes_are_asked_about(bot):
    """Two people of one name are offered with what sets them apart, and either can be had."""
    reply = bot.reply(Question("what is Sam Carter's phone number?", DAY))
    assert isinstance(reply, Clarify)
    labels = [choice.label for choice in reply.choices]
    assert len(labels) == 2
    assert any("Community Safety Officer" in label for label in labels)
    assert any("Area Commander" in label for label in labels)
    officer = next(c.key for c, label in zip(reply.choices, labels, strict=True)
                   if "Officer" in label)  # fmt: skip
    for chosen in (
        Question("the Ambridge one", DAY, context=reply.context),
        Question("what is Sam Carter's phone number?", DAY, context=reply.context, chosen=officer),
    ):
        assert "01632 960101" in bot.reply(chosen).text


@pytest.mark.parametrize(("asked", "meant"), [
    ("superintendent Sam Carter", "Area Commander"),
    ("Sam Carter in Felpersham", "Area Commander"),
])  # fmt: skip
def test_namesakes_told_apart(bot, asked, meant):
    """A rank or a place beside the name settles it, without a question back."""
    reply = bot.reply(Question(asked, DAY))
    assert isinstance(reply, Answered)
    assert meant in reply.text


def test_conversation_tells_namesakes_apart(bot):
    """Who is meant in Ambridge is clear after a question on Ambridge."""
    first = bot.reply(Question("who chairs Ambridge?", DAY, context=Context()))
    reply = bot.reply(Question("and Sam Carter's number?", DAY, context=first.context))
    assert "01632 960101" in reply.text


def test_villages_of_one_name(bot):
    """A name that two partnerships have a place of is asked about, never guessed."""
    reply = bot.reply(Question("who chairs the partnership in Newtown?", DAY))
    assert isinstance(reply, Clarify)
    assert reply.text.startswith(wording.which_of("Newtown", ["x"], 0)[:30])


def test_refusal_of_a_number_is_no_other_number(bot):
    """Nobody else's e-mail address is given in place of one that is not held."""
    first = bot.reply(Question("who chairs Ambridge?", DAY))
    reply = bot.reply(Question("have you got an email for her", DAY, context=first.context))
    assert isinstance(reply, Unknown)


@pytest.mark.parametrize("asked", [
    "why did Felpersham oppose the merger?",
    "when did Ambridge pull out of the merger",
    "who is the portfolio holder for Felpersham",
])  # fmt: skip
def test_what_nobody_did_is_refused(bot, asked):
    """What a question takes for granted must be held: another fact on the merger is no answer."""
    assert isinstance(bot.reply(Question(asked, DAY)), Unknown)


def test_next_due_at_scrutiny(bot):
    """The date that explains most of the question comes before those of other meetings."""
    reply = bot.reply(Question("when is Ambridge next due at scrutiny", date(2024, 1, 1)))
    assert "March 2024" in reply.text


def test_a_refusal_names_what_comes_nearest(bot):
    """What is held on the same is told as what it is: no answer."""
    asked = "when did Ambridge begin to aim at cutting burglary from farms by a tenth using drones"
    reply = bot.reply(Question(asked, DAY))
    assert isinstance(reply, Unknown)
    assert "'drones'" in reply.text
    assert wording.nearest("Ambridge Community Safety Partnership aims to cut") in reply.text
    assert reply.sources
