"""What a meeting pack has for elected members: scrutiny, and questions worth asking.

Each question is put from one held fact, and cites it; none is made up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cspbot import wording
from cspbot.knowledge.facts import Fact, spoken_date
from cspbot.language.packs.contents import Subject, latest_money
from cspbot.language.packs.parts import Line

MOST = 3
LONGEST = 140
"""Characters of a fact that is quoted in a question; a longer one is no question for a meeting."""

EVENTS = frozenset({"status", "start", "date", "timetable", "change", "approval_awaited"})
"""Fields that tell of something that happens, or does not."""


def for_members(subject: Subject) -> tuple[Line, ...]:
    """Return the lines that only elected members need."""
    return (*_scrutiny(subject), *_questions(subject))


def _scrutiny(subject: Subject) -> Iterator[Line]:
    facts = [f for f in subject.own if f.field in ("scrutiny.text", "scrutiny.by")]
    rests_on = [f for f in subject.own if f.field == "scrutiny.law"]
    asks = [
        f for law in rests_on for f in subject.knowledge.by_subject.get(law.value, ())
        if f.field.endswith(".asks") and not f.absent
    ]  # fmt: skip
    shown = [*facts[-1:], *(asks or rests_on)[:1]]
    if not shown:
        yield Line(wording.PACK_NO_SCRUTINY, whole=True)
    for number, fact in enumerate(shown):
        yield Line(f"{'' if number else wording.PACK_SCRUTINY}{fact.text}", (fact,))


def _questions(subject: Subject) -> Iterator[Line]:
    found = [line for way in _WAYS for line in way(subject)][:MOST]
    if found:
        yield Line(wording.PACK_WORTH_ASKING, whole=True)
    yield from found


def _agreed(subject: Subject) -> Iterator[Line]:
    listed = subject.knowledge.facts.get(f"{subject.scope}.priorities")
    if listed is not None and listed.certainty == "proposed":
        yield Line(wording.ASK_AGREED, (listed,), whole=True)


def _was_due(subject: Subject) -> Iterator[Line]:
    for fact in subject.own:
        if fact.field == "scrutiny.next_date" and fact.value < subject.today.isoformat():
            yield Line(wording.ask_was_due(spoken_date(fact.value)), (fact,), whole=True)
            return


def _how_far(subject: Subject) -> Iterator[Line]:
    yield from _first(subject, wording.ask_how_far, lambda f: f.field == "priority.outcomes")


def _came(subject: Subject) -> Iterator[Line]:
    yield from _first(
        subject, wording.ask_came,
        lambda f: f.certainty == "awaited" and f.field.rpartition(".")[2] in EVENTS,
    )  # fmt: skip


def _money(subject: Subject) -> Iterator[Line]:
    year, lines = latest_money(subject)
    fact = subject.knowledge.facts.get(lines[0].fact) if lines else None
    if fact is not None:
        yield Line(wording.ask_money(lines[0].name, lines[0].printed, year), (fact,), whole=True)


def _which(subject: Subject) -> Iterator[Line]:
    yield from _first(subject, wording.ask_which, lambda f: f.certainty == "contradicted")


def _first(
    subject: Subject, asking: Callable[[str], str], fits: Callable[[Fact], bool]
) -> Iterator[Line]:
    """Put a question from the first fact that fits and is one short sentence."""
    lists = {f.part_of for f in subject.own}
    for fact in subject.own:
        short = len(fact.text) <= LONGEST and "\n" not in fact.text and "list" not in fact.field
        if short and fits(fact) and fact.id not in lists:
            yield Line(asking(fact.text), (fact,), whole=True)
            return


_WAYS = (_agreed, _was_due, _how_far, _came, _money, _which)
"""Ways to a question, the most telling first."""
