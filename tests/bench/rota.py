"""Measures meetings by rule: the rota of every partnership over a year, and what a question costs.

Series and turns are made up. Every third one moves off bank holidays, and half began years ago, as
they would have.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from statistics import median

from cspbot.assistant import Assistant
from cspbot.diary.diary import Diary, _given
from cspbot.knowledge.facts import Knowledge
from cspbot.knowledge.store import load_knowledge
from cspbot.messages import Question
from cspbot.rota.bank_holidays import _of_year
from cspbot.rota.meetings import meetings
from cspbot.rota.rules import dates_of
from cspbot.rota.turns import _of_series, _places
from cspbot.rota.values import Change, Rota, Series, Swap, Turn
from tests.conftest import COUNTY

PARTNERSHIPS = 314
"""Community safety partnerships in England and Wales."""
TODAY = date(2026, 11, 23)
RUNS = 7
RULES = ("quarterly, second Tuesday", "monthly, last Thursday, not in August",
         "every two months, first Monday")  # fmt: skip
ON_MEETINGS = ("when is the next meeting in Borchester?", "who chairs Borchester in January?",
               "when is it Darrington's turn in Borchester?")  # fmt: skip
ON_OTHERS = ("who chairs Ambridge?", "priorities of Ambridge", "who do I ring about Ambridge?",
             "how often does Felpersham meet?")  # fmt: skip


def made_up() -> Knowledge:
    """Return series with rotas of chair, venue and minutes for every partnership."""
    series, rotas = [], []
    for number in range(PARTNERSHIPS):
        ident, year = f"s{number}", 2018 + number % 8
        changes = (Change("extra", "2027-02-25"),) if number % 5 == 0 else ()
        series.append(Series(
            ident, ident, ident, RULES[number % 3], f"{year}-01-01", time="14:00", minutes=90,
            bank_holidays="next working day" if number % 3 == 0 else "keep", changes=changes,
        ))  # fmt: skip
        turns = tuple(Turn(f"t{n}") for n in range(2 + number % 5))
        chair = Rota(f"c{number}", ident, "chair", start=f"{year}-01-01", turns=turns)
        rotas += [
            chair,
            Rota(f"v{number}", ident, "venue", start=f"{year}-01-01", turns=turns,
                 follows=chair.id),
            Rota(f"m{number}", ident, "minutes", "year", start=f"{year}-01-01", turns=turns,
                 swaps=(Swap("2027-01-01", "2027-02-01"),)),
        ]  # fmt: skip
    return Knowledge({}, {}, {}, (), tuple(series), tuple(rotas))


def forget() -> None:
    """Empty every cache, so that what is measured is the work."""
    for cached in (dates_of, meetings, _of_series, _places, _given, _of_year):
        cached.cache_clear()


def a_year(knowledge: Knowledge) -> int:
    """Work out all meetings of a year with all turns; returns how many there are."""
    diary = Diary(knowledge)
    scopes = [s.scope for s in knowledge.series]
    return len(diary.entries(diary.series(scopes), date(2027, 1, 1), date(2027, 12, 31)))


def milliseconds(work: Callable[[], object]) -> float:
    """Return how long one core works on something, whatever else the machine does."""
    begun = time.process_time()
    work()
    return (time.process_time() - begun) * 1000


def of_questions(bot: Assistant, asked: Sequence[str]) -> float:
    """Return the median time of some questions, each asked several times."""
    times = [milliseconds(lambda text=text: bot.reply(Question(text, TODAY)))  # type: ignore[misc]
             for _ in range(RUNS) for text in asked]  # fmt: skip
    return median(times)


def main() -> None:
    """Measure and print one line a figure."""
    knowledge = made_up()
    count = a_year(knowledge)  # imports what is needed
    cold = []
    for _ in range(RUNS):
        forget()
        cold.append(milliseconds(lambda: a_year(knowledge)))
    warm = [milliseconds(lambda: a_year(knowledge)) for _ in range(RUNS)]
    bot = Assistant(load_knowledge(COUNTY, None))
    of_questions(bot, (*ON_MEETINGS, *ON_OTHERS))
    rows = [
        (f"a year of {PARTNERSHIPS} rotas, {count:,} meetings", median(cold), "200 ms"),
        ("the same, worked out before", median(warm), ""),
        ("a question on meetings by rule, median", of_questions(bot, ON_MEETINGS), ""),
        ("a question on other things, median", of_questions(bot, ON_OTHERS), ""),
    ]
    for name, measured, promised in rows:
        told = f"   at most {promised}" * bool(promised)
        sys.stdout.write(f"{name:<44}{measured:>8,.1f} ms{told}\n")


if __name__ == "__main__":
    main()
