"""The machine interface: one reply a line, context by session, no line that stops the others."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspbot.channels import jsonl
from cspbot.messages import (
    Answered,
    Choice,
    Clarify,
    Context,
    Fault,
    NotAllowed,
    Question,
    Reply,
    Source,
    Unknown,
    Why,
)

TODAY = date(2024, 5, 1)


def echo(question: Question) -> Reply:
    """Answer with what was asked, when and after what; remember the question."""
    text = f"{question.text} on {question.today} after '{question.context.asked}'"
    source = Source("Ambridge report, May 2023", "1.6", url="https://ambridge.example")
    return Answered(text, (source,), ("A warning.",), context=Context(asked=question.text))


def ask(*lines: object, reply=echo) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the objects that come back, and what was complained of."""
    complaints: list[str] = []
    raw = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    replies = [json.loads(x) for x in jsonl.serve(raw, reply, lambda: TODAY, complaints.append)]
    return replies, complaints


def test_answer_has_text_and_sources():
    """The text is all that a person would read: answer, warnings, source line."""
    (reply,), _ = ask({"id": "1", "ask": "who?", "today": "2016-04-04"})
    assert reply == {
        "id": "1",
        "kind": "answer",
        "text": "who? on 2016-04-04 after ''\nA warning.\n"
        "Source: Ambridge report, May 2023, 1.6, https://ambridge.example",
        "sources": [
            {
                "document": "Ambridge report, May 2023",
                "reference": "1.6",
                "as_at": "",
                "url": "https://ambridge.example",
            }
        ],
    }


def test_today_is_the_channels_where_none_is_given():
    """A line without a date is asked today."""
    (reply,), _ = ask({"id": "1", "ask": "who?"})
    assert "on 2024-05-01" in reply["text"]


def test_sessions_keep_their_context():
    """Lines of one session follow on from one another; others share nothing with them."""
    replies, _ = ask(
        {"id": "1", "session": "a", "ask": "first"},
        {"id": "2", "session": "b", "ask": "second"},
        {"id": "3", "session": "a", "ask": "third"},
        {"id": "4", "ask": "fourth"},
    )
    after = [reply["text"].split("after ")[1].split("\n")[0] for reply in replies]
    assert after == ["''", "''", "'first'", "''"]


def test_sessions_are_bounded(monkeypatch):
    """The session that was silent longest is forgotten; memory does not grow without end."""
    monkeypatch.setattr(jsonl, "MAX_SESSIONS", 2)
    replies, _ = ask(*({"id": s, "session": s, "ask": s} for s in "abacab"))
    after = [reply["text"].split("after ")[1].split("\n")[0] for reply in replies]
    assert after == ["''", "''", "'a'", "''", "'a'", "''"]


def test_clarify_gives_its_options():
    """A clarifying question has its choices in the text and by themselves."""
    choices = (Choice("Ambridge", "p:a"), Choice("Felpersham", "p:f"))
    (reply,), _ = ask({"id": "1", "ask": "x"}, reply=lambda _: Clarify("Which?", choices))
    assert (reply["kind"], reply["text"]) == ("clarify", "Which?\n1. Ambridge\n2. Felpersham")
    assert (reply["options"], reply["keys"]) == (["Ambridge", "Felpersham"], ["p:a", "p:f"])


@pytest.mark.parametrize(
    "answer", [Unknown("No.", Why.NOT_HELD), NotAllowed("No."), Fault("No.")], ids=type
)
def test_every_refusal_is_unknown(answer):
    """Not held, not allowed and a fault are told apart by their text, not by kind."""
    (reply,), _ = ask({"id": "1", "ask": "x"}, reply=lambda _: answer)
    assert (reply["kind"], reply["text"]) == ("unknown", "No.")


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (b"{not json", "line 1: not JSON: "),
        (b"\xff\xfe", "line 1: not JSON: "),
        (b"[1, 2]", "line 1: not a JSON object"),
        (b'"text"', "line 1: not a JSON object"),
        (b"[" * 100_000, "line 1: not JSON: "),
        (b"1" * 10_000, "line 1: not JSON: "),
    ],
)
def test_malformed_line_is_told(line, complaint):
    """A line whose id cannot be read is complained of; the next one is answered."""
    replies, complaints = ask(line, {"id": "2", "ask": "x"})
    assert [reply["id"] for reply in replies] == ["2"]
    assert complaints[0].startswith(complaint)


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        ({"id": "1"}, "'ask' is missing or is not a text"),
        ({"id": "1", "ask": 5}, "'ask' is missing or is not a text"),
        ({"id": "1", "ask": "x", "today": "soon"}, "'today' is not a date written YYYY-MM-DD"),
        ({"id": "1", "ask": "x", "today": 20160404}, None),
    ],
)
def test_bad_request_gets_an_error(request_, error):
    """A line with an id gets a reply whatever is wrong with the rest of it."""
    (reply,), _ = ask(request_)
    assert (reply["id"], reply.get("error")) == ("1", error)


def test_empty_lines_are_skipped():
    """A blank line asks nothing."""
    assert ask(b"", b"  \n", {"id": "1", "ask": "x"})[0][0]["id"] == "1"


def test_lone_surrogates_come_through():
    """Half a character, which UTF-8 cannot hold, comes back as the escape that it came as."""
    (reply,), _ = ask(b'{"id": "1", "ask": "a\\ud800b"}')
    assert reply["text"].startswith("a\ud800b on")


def test_each_reply_comes_at_once():
    """A reply is given before the next line is read, so that a program can converse."""
    read = []

    def lines():
        for number in range(3):
            read.append(number)
            yield json.dumps({"id": str(number), "ask": "x"}).encode()

    served = jsonl.serve(lines(), echo, lambda: TODAY, print)
    next(served)
    assert read == [0]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(st.lists(st.binary(max_size=40) | JSON.map(lambda x: json.dumps(x).encode()), max_size=4))
def test_any_input_is_survived(lines):
    """Whatever comes in, each line is answered or complained of, and the last one is answered."""
    replies, complaints = ask(*lines, {"id": "last", "ask": "x"})
    assert replies[-1]["id"] == "last"
    assert len(replies) + len(complaints) >= 1 + sum(bool(line.strip()) for line in lines)


@given(st.fixed_dictionaries({"id": st.text(), "ask": JSON}, optional={
    "session": JSON, "today": JSON, "chosen": JSON, "extra": JSON}))  # fmt: skip
def test_any_request_gets_one_reply(request_):
    """Whatever the fields hold, there is one reply with the id."""
    replies, _ = ask(request_)
    assert [reply["id"] for reply in replies] == [request_["id"]]
