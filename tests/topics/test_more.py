"""A list that does not fit the screen is cut, and the rest can be had."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from cspbot.assistant import Assistant
from cspbot.messages import Answered, Question
from tests.questions.grading import assistant


def test_rest_of_list_follows():
    """Every entry of a list of two screens is in the answer or in the rest of it."""
    knowledge = assistant("reports").knowledge
    ident = "north-worcestershire.priorities"
    entries = [f"{n}. Invented priority number {n} with a rather long name" for n in range(1, 25)]
    text = "\n".join(["Priorities of North Worcestershire:", *entries])
    facts = {**knowledge.facts, ident: replace(knowledge.facts[ident], text=text, value="24")}
    bot = Assistant(replace(knowledge, facts=facts))
    day = date(2016, 4, 4)
    first = bot.reply(Question("priorities of North Worcestershire", day))
    assert isinstance(first, Answered)
    assert first.text.split("\n")[-1].endswith("more")
    assert [c.ask for c in first.suggestions] == ["show the rest"]
    rest = bot.reply(Question("show the rest", day, context=first.context))
    assert isinstance(rest, Answered)
    assert all(entry in first.text or entry in rest.text for entry in entries)
