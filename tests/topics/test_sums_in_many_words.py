"""A sum is the same, in whatever words it is asked for; a wrong figure is worse than none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from cspbot.messages import Answered, Question, Unknown
from tests.questions.grading import assistant

TODAY = date(2026, 1, 1)

TOGETHER = (
    "{a} and {b} together", "{a} plus {b}", "what do {a} and {b} come to", "{a} + {b} = ?",
    "total of {a} and {b}", "how much for {a} and {b} combined", "add {a} to {b}",
    "if you add up {a} and {b} what is it", "combined cost of {a} and {b}",
    "what did {a} and {b} get between them", "both {a} and {b}, how much in all",
)  # fmt: skip
APART = (
    "how much more did {a} get than {b}", "difference between {a} and {b}",
    "by how much does {a} beat {b}", "how much bigger is {a} than {b}", "what is {a} minus {b}",
    "how much less did {b} get than {a}", "{b} got less than {a}, by how much",
    "how far apart are {a} and {b}", "{a} less {b}",
)  # fmt: skip
LARGER = (
    "which got more, {a} or {b}", "did {a} get more than {b}", "is {a} bigger than {b}",
    "{a} or {b}, which is the bigger", "who got more, {a} or {b}",
)  # fmt: skip
SHARE = (
    "what share of {whole} went on {a}", "what percentage of {whole} is {a}",
    "{a} as a percentage of {whole}", "what proportion of {whole} was for {a}",
    "how big a slice of {whole} did {a} take, in percent", "what fraction of {whole} is {a}",
    "how much of {whole} in percent is {a}", "{a}: what percent of {whole}",
)  # fmt: skip
LEFT = (
    "what is left of {whole} after {a}", "{whole} minus {a}", "{whole} without {a}",
    "how much of {whole} did not go on {a}", "take {a} off {whole}", "{whole} less {a}",
    "if you take {a} out of {whole} what remains", "{whole} excluding {a}",
    "how much of {whole} is left once {a} is paid for", "how much of {whole} isn't {a}",
    "knock {a} off {whole} and what do you get", "{whole} apart from {a}, how much",
    "what remains of {whole} when {a} is taken out",
)  # fmt: skip

AMBRIDGE = {"a": "tool marking", "b": "the speed signs", "whole": "the total grant"}
BORCHESTER = {"a": "the night wardens", "b": "the rank lamps"}


def asked() -> Iterator[tuple[str, str]]:
    """Yield questions, each with the figure that its answer must have."""
    for place in ("{} in Ambridge", "Ambridge: {}"):
        for phrases, figure in (
            (TOGETHER, "20,000"), (APART, "4,000"), (LARGER, "12,000"), (SHARE, "60%"),
            (LEFT, "8,000"),
        ):  # fmt: skip
            yield from ((place.format(p.format(**AMBRIDGE)), figure) for p in phrases)
    for phrases, figure in ((TOGETHER, "15,500"), (APART, "3,500"), (LARGER, "9,500")):
        yield from ((f"in Borchester, {p.format(**BORCHESTER)}", figure) for p in phrases)


@pytest.mark.parametrize(("text", "figure"), list(asked()))
def test_the_figure_is_right_whatever_the_words(text: str, figure: str) -> None:
    reply = assistant("county").reply(Question(text, TODAY))
    assert isinstance(reply, Answered), reply.text
    assert figure in reply.text


@pytest.mark.parametrize("text", [
    "what share of tool marking is marking kits in Ambridge",
    "how much of the Ambridge tool marking money is marking kits, in percent",
])  # fmt: skip
def test_a_part_is_a_share_of_its_own_line(text: str) -> None:
    assert "25%" in assistant("county").reply(Question(text, TODAY)).text


@pytest.mark.parametrize(("text", "begins"), [
    ("is the tool marking part of the £20,000 in Ambridge", "Yes."),
    ("is the tool marking separate from the £20,000 in Ambridge", "No."),
    ("are the rank lamps included in the £9,500 in Borchester", "No."),
])  # fmt: skip
def test_whether_an_amount_is_in_another(text: str, begins: str) -> None:
    reply = assistant("county").reply(Question(text, TODAY))
    assert reply.text.startswith(begins)
    assert "part of" in reply.text


@pytest.mark.parametrize("text", [
    "how was the £8,000 for speed signs split up in Ambridge",
    "how many signs did the £8,000 for speed signs buy in Ambridge",
])  # fmt: skip
def test_a_line_is_neither_split_nor_counted_in_things(text: str) -> None:
    assert isinstance(assistant("county").reply(Question(text, TODAY)), Unknown)


@pytest.mark.parametrize("text", ["list the plans of Ambridge", "explain tool marking"])
def test_what_lists_or_explains_asks_for_no_amount(text: str) -> None:
    assert "£" not in assistant("county").reply(Question(text, TODAY)).text


@pytest.mark.parametrize("text", [
    "what is left of the night wardens after the rank lamps in Borchester",
    "how much of the night wardens money is left without the rank lamps in Borchester",
])  # fmt: skip
def test_nothing_is_taken_out_of_a_line_that_it_is_no_part_of(text: str) -> None:
    reply = assistant("county").reply(Question(text, TODAY))
    assert "Rank lamps £6,000 is not part of Night wardens £9,500." in reply.text
