"""What holds of every question: a bounded reply, always the same, whoever else is held."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from functools import cache

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from cspbot.assistant import Assistant
from cspbot.config import ROOT
from cspbot.knowledge.check import check
from cspbot.knowledge.flatten import flatten
from cspbot.knowledge.loader import parse, read_folder
from cspbot.knowledge.records import File
from cspbot.knowledge.store import load_knowledge
from cspbot.language import matching
from cspbot.layout import lay_out
from cspbot.messages import Answered, Context, Fault, Question
from tests.conftest import COUNTY

DAY = date(2024, 5, 1)
LONGEST = 1_500
"""Characters of a reply with its warnings and sources: a phone screen and a half."""
LOOK_UPS = 3_000
"""Facts scored for one message at most, however it is put: a few times what the county holds."""


@cache
def bot() -> Assistant:
    return Assistant(load_knowledge(COUNTY, None))


@pytest.fixture(scope="module")
def scored():
    """Count the facts that are scored."""
    counted = [0]
    real = matching.Matcher._scored

    def counting(self, *args):
        counted[0] += 1
        return real(self, *args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matching.Matcher, "_scored", counting)
        yield counted


@given(st.text(max_size=200) | st.text("whoare chirspteng?,'£0129&", max_size=2_000))
@example("who chairs Ambridge " * 400)
@example("\u202e\u0000\ud83d\ude00 ﷽ ①½ ｗｈｏ")
@example("Ambridge or Felpersham? " * 40)
def test_any_text_gets_a_bounded_reply(scored, text):
    """Whatever is typed gets one reply that fits, for bounded work, and no fault."""
    scored[0] = 0
    reply = bot().reply(Question(text, DAY))
    assert not isinstance(reply, Fault)
    assert 0 < len(str(lay_out(reply))) <= LONGEST
    assert scored[0] <= LOOK_UPS


@given(st.lists(st.sampled_from(
    ["who chairs Ambridge?", "and Felpersham?", "her number", "why", "the second one",
     "priorities", "how much is that together", "no, I meant Felpersham", "in 2021?", "both"]
), min_size=2, max_size=6))  # fmt: skip
def test_any_conversation_is_survived(scored, turns):
    """Follow-ups in any order get replies, each for bounded work."""
    context = Context()
    for text in turns:
        scored[0] = 0
        reply = bot().reply(Question(text, DAY, context=context))
        assert not isinstance(reply, Fault)
        assert scored[0] <= 4 * LOOK_UPS
        context = reply.context


def test_same_bytes_in_every_process():
    """The same questions give the same bytes, whatever the order in which sets are walked."""
    asked = ["who chairs ambridge", "priorities", "what is Operation Barn", "who funds Felpersham",
             "which partnerships have farm theft", "sam carter's number", "hello"]  # fmt: skip
    lines = "".join(
        json.dumps({"id": str(i), "session": str(i), "ask": text, "today": "2024-05-01"}) + "\n"
        for i, text in enumerate(asked)
    )
    said = {
        subprocess.run(
            [sys.executable, "bot.py", "ask", "--jsonl", "--knowledge", str(COUNTY)],
            cwd=ROOT, input=lines.encode(), capture_output=True, check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "CSPBOT_INDEX": "none"},
        ).stdout
        for seed in ("0", "1", "42")
    }  # fmt: skip
    assert len(said) == 1


NEWCOMER = """
document: {name}-report
scope: {name}
documents:
  - {{id: {name}-report, name: Report on {Name}, short: {Name} report, type: report,
     date: "2024-01-01", partnership: {name}, locators: [{{at: "1"}}]}}
partnerships:
  - {{id: {name}, name: {Name} Community Safety Partnership, short: {Name}, at: ["1"],
     what: {Name} Community Safety Partnership keeps {Name} safe., chair: {name}-chair,
     purpose: The purpose of {Name} Community Safety Partnership is to cut {theme}.}}
people:
  - {{id: {name}-chair, name: Morwenna {Name}, post: Chief Executive, at: ["1"]}}
priorities:
  - {{id: {name}-priority, name: {Theme}, partnership: {name}, order: 1, at: ["1"],
     reason: {Theme} is a priority because people named it.}}
points:
  - {{about: [{name}], aspect: background, at: ["1"], text: {Name} trained {number} volunteers.}}
"""


def questions_on(name: str) -> list[str]:
    """Questions that give a partnership's full name and compare nothing."""
    whole = f"{name} Community Safety Partnership"
    return [
        f"who chairs {whole}?", f"what are the priorities of {whole}?",
        f"how much money did {whole} get?", f"when does {whole} meet?",
        f"what is {whole} for?", f"who are the responsible authorities of {whole}",
        f"why is speeding a priority of {whole}?", f"is {whole} merging with anyone?",
        f"who is the contact for {whole}", f"what volunteers did {whole} train?",
    ]  # fmt: skip


@cache
def files() -> list[File]:
    sources = [parse(name, content) for name, content in read_folder(COUNTY).items()]
    return list(check(sources).files)


@cache
def before() -> dict[str, str]:
    small = Assistant(flatten(files()))
    asked = [q for name in ("Ambridge", "Felpersham") for q in questions_on(name)]
    return {text: repr(small.reply(Question(text, DAY))) for text in asked}


@given(st.lists(
    st.tuples(
        st.sampled_from(("lakeside", "millbrook", "stonebury", "wyford", "oxleigh")),
        st.sampled_from(("speeding", "farm theft", "burglary", "modern slavery")),
        st.sampled_from(("forty", "12", "two hundred")),
    ),
    min_size=1, max_size=3, unique_by=lambda drawn: drawn[0],
))  # fmt: skip
def test_newcomers_change_no_answer(drawn):
    """Adding partnerships changes no answer to a question that names another one in full."""
    added = [
        NEWCOMER.format(name=n, Name=n.title(), theme=t, Theme=t.capitalize(), number=number)
        for n, t, number in drawn
    ]
    larger = Assistant(
        flatten([*files(), *(File.model_validate(yaml.safe_load(a)) for a in added)])
    )
    for text, said in before().items():
        reply = larger.reply(Question(text, DAY))
        assert repr(reply) == said
    for name, _, _ in drawn:
        reply = larger.reply(Question(f"who chairs {name} community safety partnership?", DAY))
        assert isinstance(reply, Answered)
        assert f"Morwenna {name.title()}" in reply.text
