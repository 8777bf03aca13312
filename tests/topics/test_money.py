"""Sums, shares and differences: the lines shown make the figure, and nothing counts twice."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cspbot.assistant import Assistant
from cspbot.knowledge.facts import Knowledge, spoken_money
from cspbot.knowledge.store import load_knowledge
from cspbot.messages import Answered, Clarify, Context, Question, Reply, Unknown
from cspbot.topics import money

FILE = Path(__file__).with_name("money_county.yaml")
ROWS = {
    line["name"]: Decimal(str(line["amount"]))
    for line in yaml.safe_load(FILE.read_text(encoding="utf-8"))["funding"][0]["lines"]
}
TOTAL = sum(ROWS.values(), Decimal(0))
NAMES = st.lists(st.sampled_from(sorted(ROWS)), min_size=2, max_size=4, unique=True)
LISTED = re.compile(r"^• .*: £([\d,.]+)$", re.MULTILINE)
ANY_DAY = date(2024, 5, 1)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("knowledge")
    (folder / "borchester.yaml").write_text(FILE.read_text(encoding="utf-8"), encoding="utf-8")
    return Assistant(load_knowledge(folder, None))


def ask(assistant: Assistant, text: str, context: Context | None = None) -> Reply | None:
    """Put a question to this topic alone."""
    question = Question(text, ANY_DAY, context=context or Context())
    return money.answer(assistant.query(question))


def told(assistant: Assistant, text: str) -> str:
    """Return the answer to a question that must be answered."""
    reply = ask(assistant, text)
    assert isinstance(reply, Answered), reply
    return reply.text


def listed(text: str) -> list[Decimal]:
    return [Decimal(amount.replace(",", "")) for amount in LISTED.findall(text)]


# --- sums


@given(names=NAMES)
def test_sum_is_of_its_lines(assistant: Assistant, names: list[str]):
    """A sum leads the answer, and the lines under it are those named and add up to it."""
    text = told(assistant, f"Borchester: {' + '.join(names)} = ?")
    amounts = listed(text)
    assert sorted(amounts) == sorted(ROWS[name] for name in names)
    assert text.startswith(f"{spoken_money(sum(amounts, Decimal(0)))} altogether")


@given(names=NAMES, data=st.data())
def test_line_named_twice_counts_once(assistant: Assistant, names: list[str], data: st.DataObject):
    """To name a line again adds nothing."""
    again = data.draw(st.sampled_from(names))
    text = told(assistant, f"How much in Borchester are {', '.join(names)} and {again} together?")
    assert text.startswith(spoken_money(sum((ROWS[name] for name in names), Decimal(0))))


@pytest.mark.parametrize(
    "question",
    [
        "How much do the Orchard Scheme and the Cider Trials in Borchester come to together?",
        "What do Cider Trials and Orchard Scheme add up to in Borchester?",
    ],
)
def test_part_counts_once(assistant: Assistant, question: str):
    """A line that is part of another one is not added to it."""
    text = told(assistant, question)
    assert "£400k" in text
    assert "460" not in text


def test_total_printed_is_worked_out(assistant: Assistant):
    """Where no total is printed it is said so; parts are named and not added."""
    text = told(assistant, "What were the Borchester budgets for 2024/25 in total?")
    assert text.startswith("£490,000 (£490k) altogether")
    assert "Cider Trials, £60k, is part of that and not added." in text
    assert "prints no total" in text


def test_all_tables_of_a_year(assistant: Assistant):
    """Several tables are added up by their totals, each shown."""
    text = told(assistant, "How much money did Borchester get altogether in 2023/24?")
    assert text.startswith("£111,500.50 altogether")
    assert listed(text) == [Decimal("102500.50"), Decimal(9000)]


# --- shares


@given(name=st.sampled_from(sorted(ROWS)))
def test_share_times_total_is_part(assistant: Assistant, name: str):
    """The percentage given, of the total given, is the part to within its last figure."""
    text = told(assistant, f"What percentage of the Borchester grants went on {name}?")
    found = re.match(r"([\d.]+)%: £([\d,.]+) of £([\d,.]+),", text)
    assert found, text
    share, part, whole = (Decimal(figure.replace(",", "")) for figure in found.groups())
    assert (part, whole) == (ROWS[name], TOTAL)
    assert abs(share / 100 * whole - part) <= whole / 1000 * Decimal("0.51")


@given(names=NAMES)
def test_shares_of_all_lines_make_a_hundred(assistant: Assistant, names: list[str]):
    """The share of several lines is that of their sum."""
    text = told(assistant, f"What share of the Borchester grants went on {' and '.join(names)}?")
    exact = sum((ROWS[name] for name in names), Decimal(0)) / TOTAL * 100
    assert abs(Decimal(text.split("%")[0]) - exact) <= Decimal("0.05")


def test_share_of_another_line(assistant: Assistant):
    """A part of a line is a share of that line and not of the whole list."""
    text = told(assistant, "Cider Trials as a percentage of the Orchard Scheme in Borchester?")
    assert text.startswith("15%")


# --- differences


@given(names=NAMES.filter(lambda names: len(names) >= 2))
def test_difference_is_between_its_sides(assistant: Assistant, names: list[str]):
    """The difference is that of the two amounts named, whichever comes first."""
    one, two = names[:2]
    text = told(assistant, f"What is the difference between {one} and {two} in Borchester?")
    assert text.startswith(spoken_money(abs(ROWS[one] - ROWS[two])))


@given(name=st.sampled_from(sorted(ROWS)))
def test_what_is_left_and_what_is_out_make_the_total(assistant: Assistant, name: str):
    """The total less a line, and that line, make the total."""
    text = told(assistant, f"How much of the Borchester grants is left without {name}?")
    left = Decimal(re.match(r"£([\d,.]+)", text)[1].replace(",", ""))  # type: ignore[index]
    assert left + ROWS[name] == TOTAL


def test_place_alone_takes_the_rest(assistant: Assistant):
    """'Loxley' beside 'Darrington Wardens' is its wardens."""
    text = told(assistant, "How much more did Darrington get for wardens than Loxley?")
    assert text.startswith(
        "£5,000 more: Darrington Wardens £25,000 against Loxley Wardens £20,000"
    )


# --- limits, largest, averages


@given(limit=st.integers(min_value=5_000, max_value=35_000))
def test_limits_part_the_lines(assistant: Assistant, limit: int):
    """Every line is either over an amount or at most that amount."""
    over = listed(told(assistant, f"Which Borchester grants were over £{limit}?"))
    under = listed(told(assistant, f"Which Borchester grants were £{limit} or less?"))
    amounts = set(ROWS.values())
    expected = ({a for a in amounts if a > limit}, {a for a in amounts if a <= limit})
    assert tuple(set(found) & amounts for found in (over, under)) == expected


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What is the largest grant in the Borchester grants table?", "Lanterns: £30,000"),
        ("second biggest line in the borchester grants table", "Darrington Wardens: £25,000"),
        ("Which line of the Borchester grants was smallest?", "Ferret Amnesty: £7,000"),
        ("average of the Dark Lanes grants in Borchester", "£25,000: £75,000 over 3 lines"),
        ("How many lines are under Dark Lanes in Borchester?", "Three (3)."),
        ("borchester: which heading got the most", "Dark Lanes got most: £75,000"),
        ("which heading was Lambwatch booked under in Borchester", "'Theft and Trespass'"),
        ("what was the £8,500.50 in Borchester for?", "Hedgehog Patrols"),
        ("In Borchester, Lanterns money against Lambwatch's, what's the gap?", "£18,000"),
        ("By how much did the Lanterns money beat the Lambwatch money in Borchester?", "£18,000"),
        ("what share of Borchester's £102,500.50 is swallowed up by Lanterns?", "29.3%"),
        ("Did Lambwatch in Borchester get £30,000?", "No: Lambwatch £12,000, not £30,000"),
        ("is the borchester lambwatch grant bigger than the lanterns one", "No. £18,000 more"),
        ("how much for theft and trespass in borchester", "£20,500.50 altogether"),
        ("What went on the Borchester market fund?", "Stall Stewards"),
    ],
)  # fmt: skip
def test_question_is_worked_out(assistant: Assistant, question: str, answer: str):
    """Each operation is asked for in ordinary words."""
    assert answer in told(assistant, question)


# --- refusals, and what is left to others


@pytest.mark.parametrize(
    "question",
    [
        "How much did the Stall Stewards in Borchester get?",
        "How much did Borchester spend on jousting?",
        "What was the Borchester Lambwatch grant in 2019/20?",
        "how much of the lantern money in borchester went on overtime",
        "How much did Lambwatch and the jousting in Borchester get together?",
        "What does Borchester pay per lantern?",
    ],
)
def test_no_figure_where_none_is_held(assistant: Assistant, question: str):
    """A line without an amount, a thing, a year that no line has: refused, with no amount."""
    reply = ask(assistant, question)
    assert isinstance(reply, Unknown), reply
    assert not any(spoken_money(amount) in reply.text for amount in (*ROWS.values(), TOTAL))


@pytest.mark.parametrize(
    "question",
    [
        "Why did Borchester get money for lanterns?",
        "Who decides on grants in Borchester?",
        "When were the Borchester grants paid?",
        "Is Borchester going to lose its grants?",
        "How much nuisance is there in Borchester?",
        "What do the Borchester wardens do?",
        "How many wardens are there in Loxley and Darrington?",
    ],
)
def test_other_questions_are_left(assistant: Assistant, question: str):
    """What is not about an amount is left to the other topics, whatever lines it names."""
    assert ask(assistant, question) is None


def test_nothing_without_a_partnership(assistant: Assistant, county: Knowledge):
    """Where several partnerships get money from one giver, it asks which is meant."""
    reply = ask(Assistant(county), "How much money did the commissioner give altogether?")
    assert isinstance(reply, Clarify)
    assert {choice.key for choice in reply.choices} == {"ambridge", "felpersham"}
    assert ask(assistant, "How much money did the commissioner give altogether?") is None


# --- conversations


def test_together_adds_what_was_said(assistant: Assistant):
    """'Together' adds up the lines of the answers before it, and no others."""
    first = assistant.reply(Question("How much did Lambwatch in Borchester get?", ANY_DAY))
    second = assistant.reply(
        Question("How much did Lanterns in Borchester get?", ANY_DAY, context=first.context)
    )
    third = assistant.reply(Question("how much is that together", ANY_DAY, context=second.context))
    assert third.text.startswith("£42,000 altogether")


@pytest.mark.parametrize(
    ("before", "asked", "answer"),
    [
        ("how much of the Borchester Orchard Scheme is Cider Trials", "as a percentage?", "15%"),
        (
            "how much of the Borchester Orchard Scheme is Cider Trials",
            "and without it?",
            "£340,000",
        ),
        ("how much did Lanterns in Borchester get", "and without it?", "£72,500.50"),
    ],
)
def test_part_and_its_whole(assistant: Assistant, before: str, asked: str, answer: str):
    """A part just told is a share of its line, or of its table; without it, the rest is left."""
    first = assistant.reply(Question(before, ANY_DAY))
    assert answer in assistant.reply(Question(asked, ANY_DAY, context=first.context)).text


def test_nothing_to_take_it_from(assistant: Assistant):
    """Without a whole that holds it, nothing is worked out."""
    first = assistant.reply(Question("total of the Borchester Market Fund", ANY_DAY))
    then = Question("and without it?", ANY_DAY, context=first.context)
    assert isinstance(assistant.reply(then), Unknown)


@pytest.mark.parametrize("name", ["money", "compare"])
def test_examples_are_answered(county: Knowledge, name: str):
    """The examples beside a topic are answered as they say, with every topic loaded."""
    path = Path(money.__file__).with_name(f"{name}.yaml")
    assistant = Assistant(county)
    for example in yaml.safe_load(path.read_text(encoding="utf-8"))["examples"]:
        reply = assistant.reply(Question(example["ask"], ANY_DAY))
        assert isinstance(reply, Answered), example
        assert all(wanted in reply.text for wanted in example["all"]), (example, reply.text)


def test_sum_put_forward(assistant: Assistant) -> None:
    """An amount that is put forward as all of it is checked against all lines of that name."""
    assert told(assistant, "did the wardens of Borchester get £20,000 in total?").startswith("No")
    assert told(assistant, "did the wardens of Borchester get £45,000 in total?").startswith("Yes")
