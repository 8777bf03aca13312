"""Questions on meetings that are worked out: a fixed day in, the whole answer out."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from cspbot.assistant import Assistant
from cspbot.config import ROOT
from cspbot.knowledge.store import load_knowledge
from cspbot.layout import lay_out
from cspbot.messages import Answered, Context, Question, Reply, Role, Unknown
from tests.questions.grading import assistant

TODAY = date(2026, 11, 23)


def talk(*asked: str, bot: Assistant | None = None, mine: tuple[str, ...] = (),
         today: date = TODAY, role: Role = Role.PUBLIC) -> list[Reply]:  # fmt: skip
    """Hold a conversation."""
    context, replies = Context(), []
    for text in asked:
        question = Question(text, today, role, context, mine)
        replies.append((bot or assistant("county")).reply(question))
        context = replies[-1].context
    return replies


def said(*asked: str, **more: object) -> list[str]:
    """The texts of the answers alone."""
    return [reply.text for reply in talk(*asked, **more)]  # type: ignore[arg-type]


NEXT = (
    "The next meeting of the Borchester Partnership Board is on Tuesday 12 January 2027 at 2pm, "
    "at Hollerton Station Rooms. It was moved from Tuesday 5 January 2027. It clashed with the "
    "budget meeting. Hollerton Parish Council chairs."
)


def test_next_meeting_is_named():
    """The next meeting comes with time, place and chair, and that it was moved is said."""
    (reply,) = talk("when is the next meeting of the Borchester board?")
    assert isinstance(reply, Answered)
    assert reply.text == NEXT
    assert str(lay_out(reply)).endswith(
        "Source: Borchester calendar, 2 March 2026, board dates, board notices, board turns"
    )


def test_cancelled_meeting_is_told():
    """A meeting that would have come first is said to be cancelled."""
    (text,) = said("when is the next Borchester board meeting?", today=date(2026, 6, 1))
    assert "is on Tuesday 6 October 2026 at 2pm" in text
    assert "was to be on Tuesday 7 July 2026 at 2pm. It is cancelled. The hall was flooded" in text


def test_talk_goes_on():
    """'It', 'the one after' and 'and in April' lean on the meeting that was spoken of."""
    _, chair, after, again, minutes, april = said(
        "when is the next meeting of the Borchester board", "who chairs it?",
        "where is the one after", "and the one after that?", "who takes the minutes?",
        "who chairs in October?",
    )  # fmt: skip
    assert chair.startswith("Hollerton Parish Council chairs.")
    assert "Tuesday 23 February 2027 at 10am, at Borchester Corn Hall" in after
    assert "Tuesday 6 April 2027 at 3:30pm" in again
    assert minutes.startswith("Borsetshire Fire and Rescue Service takes the minutes.")
    assert "Borsetshire Fire and Rescue Service chairs in place of" in april


@pytest.mark.parametrize(
    ("ask", "wanted"),
    [
        ("who chairs Borchester in January?", ["Hollerton Parish Council chairs.", "12 January"]),
        ("when is it Darrington's turn in Borchester?",
         ["Darrington Parish Council: next turn (chair) on Tuesday 5 October 2027"]),
        ("how often does the Borchester board meet?", ["four times a year, on the first Tuesday"]),
        ("when did the Borchester board last meet?", ["was on Tuesday 6 October 2026"]),
        ("what did we have in 2019 in Borchester?",
         ["Wednesday 2 January 2019", "a bank holiday", "Tuesday 1 October 2019"]),
        ("when do papers go out for Borchester?", ["Tuesday 5 January 2027, 5 working days"]),
        ("what happens if the chair is away in Borchester?",
         ["Tuesday 5 October 2027 at 2pm: Borsetshire Fire", "no general rule"]),
        ("in what order do they chair the Borchester board?",
         ["1. Borchester Town Council\n2. the chairman of Darrington Parish Council\n3. Holler"]),
        ("can the public attend the Borchester board?", ["Yes. Meetings of"]),
        ("is there a Borchester board meeting on 11 January?",
         ["does not meet on Monday 11 January 2027", "The first one after", "12 January 2027"]),
        ("was the July meeting of the Borchester board cancelled?",
         ["was to be on Tuesday 7 July 2026", "It was cancelled. The hall was flooded."]),
        ("who hosts the Borchester task group in January?", ["I do not hold in which order."]),
        ("who takes the mintues at the next Borchester bord meeting",
         ["Borsetshire Fire and Rescue Service takes the minutes"]),
    ],
)  # fmt: skip
def test_answers_are_worked_out(ask, wanted):
    """Each kind of question gets what it asks for."""
    (reply,) = talk(ask)
    assert isinstance(reply, Answered)
    assert [w for w in wanted if w not in reply.text] == [], reply.text


def test_quorum_is_worked_out():
    """Who is there is counted by number and mix; what lacks is named; the talk goes on."""
    lacking, enough, without = said(
        "is the Borchester board quorate with Darrington, police and fire?",
        "and with Darrington, Hollerton and the police?", "and without the police?",
    )  # fmt: skip
    assert lacking.startswith("No. 3 members would be there")
    assert "Lacking: 1 more of Borchester Town Council or Hollerton Parish Council." in lacking
    assert enough.startswith("Yes. 3 members would be there")
    assert without.startswith("No. 4 members would be there")
    assert "Lacking: Borsetshire Police." in without


def test_all_of_mine():
    """'All of mine' are the partnerships set as one's own; those without dates are named."""
    (reply,) = talk("meetings this quarter for all of mine", mine=("borchester", "ambridge"))
    assert isinstance(reply, Answered)
    assert "October to December 2026" in reply.text
    assert "Thursday 26 November 2026" in reply.text
    assert "I hold no calendar of meetings for Ambridge." in reply.notices


def test_nobody_is_mine():
    """Without partnerships of one's own, that is said."""
    assert said("meetings this quarter for all of mine")[0].startswith("You have set no")


def test_before_all_dates():
    """Before the first date that is held nothing is made up."""
    (reply,) = talk("what meetings did Borchester have in 2010?")
    assert isinstance(reply, Unknown)
    assert "from 1 January 2018 on, and none before" in reply.text


def test_link_is_for_members():
    """Only those who may see the link get it."""
    ask = "what is the meeting link for the next Borchester board meeting?"
    assert "meet.example" not in said(ask)[0]
    assert "https://meet.example/borchester-board" in said(ask, role=Role.MEMBER)[0]


@pytest.mark.parametrize(
    "ask", ["who chairs Ambridge?", "when does Felpersham meet?", "who chaired Ambridge in 2022?",
            "next meeting of Ambridge", "quorum of Ambridge"],
)  # fmt: skip
def test_prose_stays_prose(ask):
    """Where no meetings are worked out, facts in prose answer as before."""
    bot = assistant("county")
    considered = bot.consider(Question(ask, TODAY))
    assert considered.understood.topic != "diary"


# North Northamptonshire ------------------------------------------------------------------------

NN = Path(ROOT / "knowledge")
OFFICERS = """\
document: nn-calendar
scope: north-northamptonshire
documents:
  - id: nn-calendar
    name: Invented calendar, for this test alone
    short: test calendar
    type: calendar
    date: "2026-10-01"
    locators: [{at: dates}]
series:
  - id: nn-dated
    name: Dated meetings
    of: north-northamptonshire
    rule: quarterly, second Tuesday
    start: "2026-10-01"
    time: "10:00"
    at: [dates]
rotas:
  - id: nn-dated-chair
    name: Chair
    series: nn-dated
    what: chair
    turns:
      - wellingborough-council
      - kettering-council
      - corby-council
      - east-northamptonshire-council
    at: [dates]
  - id: nn-dated-venue
    name: Venue
    series: nn-dated
    what: venue
    follows: nn-dated-chair
    turns: [place-wellingborough, place-kettering, place-corby, place-east-northamptonshire]
    at: [dates]
"""
"""What an officer may add; its order and dates are made up and stand in no report."""


@pytest.fixture(scope="module")
def overlaid(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The reports with the dates and the order that an officer has added."""
    folder = tmp_path_factory.mktemp("overlay") / "knowledge"
    shutil.copytree(NN, folder)
    (folder / "nn-calendar.yaml").write_text(OFFICERS, encoding="utf-8")
    return Assistant(load_knowledge(folder, None))


@pytest.mark.parametrize(
    ("ask", "lacks"),
    [
        ("when is the next NNCSP meeting?", "I hold no dates of meetings for"),
        ("who chairs the NNCSP in January?", "no dates of meetings and no order of turns"),
        ("when is it Kettering's turn to chair the NNCSP?", "no order of turns"),
        ("where is the next NNCSP meeting?", "no order of turns"),
    ],
)  # fmt: skip
def test_no_order_is_invented(ask, lacks):
    """The report gives neither order nor dates: the answer says so, and what it does give."""
    (reply,) = talk(ask, bot=assistant("reports"))
    assert isinstance(reply, Unknown)
    assert lacks in reply.text
    assert "quarterly" in reply.text
    assert "Proposed only" in reply.text
    assert reply.sources


@pytest.mark.parametrize(
    ("ask", "wanted"),
    [
        ("when is the next NNCSP meeting?", ["Tuesday 12 January 2027 at 10am", "Kettering"]),
        ("who chairs the NNCSP in January?", ["Kettering council chairs"]),
        ("when is it Corby's turn to chair the NNCSP?", ["Corby council", "13 April 2027"]),
        ("where is the NNCSP meeting in April?", ["at Corby"]),
        ("in what order do they chair the NNCSP?", ["1. Wellingborough council\n2. Kettering"]),
    ],
)  # fmt: skip
def test_added_order_works(overlaid, ask, wanted):
    """Once an officer adds order and dates, all of it is worked out."""
    (reply,) = talk(ask, bot=overlaid)
    assert isinstance(reply, Answered), reply.text
    assert [w for w in wanted if w not in reply.text] == [], reply.text
    assert any("test calendar" in source.document for source in reply.sources)


AMENDED = """\
document: told-2026-10-02
documents:
  - id: told-2026-10-02
    name: told by an officer, for this test alone
    short: told by an officer
    type: amendment
    date: "2026-10-02"
    locators: [{at: message}]
series:
  - id: north-northamptonshire-meetings
    rule: {value: "quarterly, first Monday", at: [message], certainty: stated}
    start: {value: "2026-10-01", at: [message], certainty: stated}
rotas:
  - id: north-northamptonshire-chair
    ordered: {value: true, at: [message], certainty: stated}
"""
"""The same by an amendment of the records themselves; made up too."""


def test_amended_records_work(tmp_path):
    """An officer may also complete the report's own series and rota by an amendment."""
    folder = shutil.copytree(NN, tmp_path / "knowledge")
    (folder / "amendments").mkdir(exist_ok=True)
    (folder / "amendments" / "nn.yaml").write_text(AMENDED, encoding="utf-8")
    bot = Assistant(load_knowledge(folder, None))
    (text,) = said("who chairs the NNCSP in January?", bot=bot)
    assert "chief executive of East Northamptonshire Council chairs." in text
    assert "Monday 4 January 2027" in text
