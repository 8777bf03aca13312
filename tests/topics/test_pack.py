"""Meeting packs: a fixed day in, what stands on the screen out."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspbot.assistant import Assistant
from cspbot.knowledge.store import load_knowledge
from cspbot.language.packs.asked import asks_pack
from cspbot.language.packs.parts import Line, fitted
from cspbot.language.phrasing import LONGEST_ANSWER, SCREEN
from cspbot.messages import Answered, Clarify, Context, Question, Role, Unknown, Why
from tests.conftest import COUNTY
from tests.questions.grading import assistant

TODAY = date(2026, 11, 23)
BORCHESTER = """\
Meeting pack: Borchester Partnership Board
Next: Tuesday 12 January 2027 at 2pm, at Hollerton Station Rooms. It was moved from Tuesday 5 \
January 2027. It clashed with the budget meeting.
Papers for the meeting on Tuesday 12 January 2027 go out on Tuesday 5 January 2027, 5 working \
days before it.
The Borchester partnership keeps the town and its lanes safe after dark.
Hollerton Parish Council chairs. Borsetshire Fire and Rescue Service takes the minutes.
Expected, core members (5): Borchester Town Council; Darrington Parish Council; Hollerton Parish \
Council (since 1 January 2024); Borsetshire Police; and 1 more
The quorum of Borchester Partnership Board is 3 members, among them Borsetshire Police and 2 of \
Borchester Town Council, Darrington Parish Council and Hollerton Parish…
Priorities for 2026-29: 1. Safe nights out; 2. Lamb rustling
Nothing held on them is newer than the last meeting, 6 October 2026.
Money 2026/27: Night wardens £9,500; Rank lamps £6,000
Contacts:
▪ Clarrie Fenn, Partnership Support Officer, Borchester Town Council
  clarrie.fenn@borchester.example"""
TOLD = """\
document: told-2026-11-02
scope: borchester
documents:
  - id: told-2026-11-02
    name: Told by the support officer, 2 November 2026
    short: told by the support officer
    type: amendment
    date: "2026-11-02"
    locators: [{at: message}]
priorities:
  - id: borchester-priority-nights
    outcomes: [Every taxi rank in Borchester is to be lit by 2028.]
    at: [message]
"""


def pack(text: str, role: Role = Role.PUBLIC, bot: Assistant | None = None) -> Answered:
    """Ask for a pack."""
    reply = (bot or assistant("county")).reply(Question(text, TODAY, role))
    assert isinstance(reply, Answered), reply
    return reply


@pytest.mark.parametrize(
    "text",
    [
        "meeting pack for borchester", "brief me for the next borchester board",
        "Please can you brief me before the Borchester board?", "borchester board pack",
        "what do I need to know before the next meeting of the Borchester partnership?",
    ],
)  # fmt: skip
def test_whole_pack(text: str):
    """However it is asked for, the pack has all that is held on the next meeting, with source."""
    reply = pack(text)
    assert reply.text == BORCHESTER
    assert [s.document for s in reply.sources] == ["Borchester calendar, 2 March 2026"]
    assert [c.label for c in reply.suggestions] == ["Priorities", "Money", "Contacts"]


def test_group_is_briefed_for():
    """A group that is named has its own pack, and what is not held of it is said."""
    text = pack("meeting pack for the borchester task group").text
    assert "Next: Thursday 26 November 2026 at 10am, at Borchester Corn Hall." in text
    assert "Not held: its purpose; who chairs; who is expected; the quorum" in text


@pytest.mark.parametrize(
    ("partnership", "lacks"),
    [("telford", "the quorum"), ("nwcsp", "who is expected"), ("norwich", "who chairs"),
     ("nncsp", "money"), ("wellingborough", "priorities")],
)  # fmt: skip
def test_reports_are_honest(partnership: str, lacks: str):
    """Of the five reports no dates are held: each pack says so, and how old it is."""
    reply = pack(f"meeting pack for {partnership}", bot=assistant("reports"))
    *_, last = reply.text.split("\n")
    assert last.startswith("Not held: dates of meetings, and so what changed since the last one")
    assert lacks in last
    assert "years old" in reply.notices[0]
    assert "Next:" not in reply.text


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("partnership", ["ambridge", "borchester", "felpersham"])
def test_fits_one_screen(partnership: str, role: Role):
    """A pack with its warnings fits the screen, whoever asks, and loses none of its lines."""
    reply = pack(f"meeting pack for {partnership}", role)
    assert len(reply.text) <= LONGEST_ANSWER
    assert len(reply.text) + sum(map(len, reply.notices)) <= SCREEN
    assert "\nand " not in reply.text


def test_changed_since_last_meeting(tmp_path: Path):
    """What was told on a priority after the last meeting is named."""
    folder = shutil.copytree(COUNTY, tmp_path / "county")
    (folder / "amendments" / "2026-11-02.yaml").write_text(TOLD, encoding="utf-8")
    reply = pack("meeting pack for borchester", bot=Assistant(load_knowledge(folder, None)))
    head = "New on them since the last meeting, 6 October 2026 (1):"
    assert f"{head}\n• Every taxi rank in Borchester is to be lit by 2028.\n" in reply.text
    assert "told by the support officer, 2 November 2026" in [s.document for s in reply.sources]


def test_elected_members_version():
    """An elected member gets scrutiny, and questions that are put from held facts alone."""
    reply = pack("meeting pack for borchester", Role.MEMBER)
    assert "Section 12 asks each council to look at its partnership once a year." in reply.text
    assert reply.text.endswith(
        "Worth asking, from what is held:\n"
        "• “Every taxi rank in Borchester is to be lit by 2027.” How far has that got?\n"
        "• What has been done with £9,500 (Night wardens, 2026/27)?"
    )
    assert "Worth asking" not in pack("meeting pack for borchester").text
    assert "Worth asking" in pack("councillor's pack for borchester").text


def test_audience_is_kept():
    """A link for members and contacts for officers stand in no pack of the public."""
    assert "meet.example" not in pack("meeting pack for borchester").text
    assert "meet.example" in pack("meeting pack for borchester", Role.MEMBER).text
    assert "ext. 204" not in pack("meeting pack for ambridge", Role.MEMBER).text
    assert "ext. 204" in pack("meeting pack for ambridge", Role.OFFICER).text


def test_asks_which_partnership():
    """Where no partnership is named or set, it is asked for; the choice then gives the pack."""
    bot = assistant("county")
    asked = bot.reply(Question("meeting pack", TODAY))
    assert isinstance(asked, Clarify)
    chosen = bot.reply(Question("borchester", TODAY, context=asked.context))
    assert isinstance(chosen, Answered)
    assert chosen.text == BORCHESTER
    mine = bot.reply(Question("meeting pack", TODAY, mine=("borchester",)))
    assert isinstance(mine, Answered)
    assert mine.text.startswith("Meeting pack: Borchester Partnership Board")


def test_pack_for_another():
    """'And Ambridge?' gives the pack for that; what names nobody does not give it again."""
    bot = assistant("county")
    first = bot.reply(Question("meeting pack for borchester", TODAY))
    other = bot.reply(Question("and Ambridge?", TODAY, context=first.context))
    assert other.text.startswith("Meeting pack: Ambridge")
    again = bot.reply(Question("sometime", TODAY, context=first.context))
    assert "Meeting pack" not in again.text


def test_conversation_goes_on():
    """What was briefed on can be asked about: the partnership stays in view."""
    bot = assistant("county")
    first = bot.reply(Question("meeting pack for borchester", TODAY))
    then = bot.reply(Question("who chairs after that?", TODAY, context=first.context))
    assert "Borchester" in then.text
    assert first.context != Context()


@pytest.mark.parametrize(
    "text",
    [
        "when does the meeting pack go out?", "who gets the board pack", "brief history",
        "who was copied in on the north worcs briefing", "brief me on the funding",
        "what do I need to know about section 17", "is there a pack for new members",
    ],
)  # fmt: skip
def test_other_questions_are_left(text: str):
    """Questions that have the words in another sense are no request for a pack."""
    assert not asks_pack(text)


@given(st.lists(st.text("ab ;,", min_size=1, max_size=300), max_size=12), st.integers(1000, 1200))
def test_fitted_keeps_every_line(texts: list[str], room: int):
    """Lines are shortened and never dropped, and fit where the shortest width allows."""
    text = fitted([Line(t) for t in texts], room)
    assert text.count("\n") == max(len(texts) - 1, 0)
    assert len(text) <= max(room, 81 * len(texts))


def test_place_not_held():
    """A pack for a place that no record is of is refused, and not taken for one without a name."""
    for text in ("meeting pack for Atlantis", "brief me for the next meeting in Atlantis"):
        reply = assistant("county").reply(Question(text, TODAY))
        assert isinstance(reply, Unknown), reply
        assert reply.why is Why.NOT_KNOWN
