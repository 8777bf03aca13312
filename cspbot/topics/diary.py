"""Answers from meetings that are worked out: when, where, whose turn, papers, quorum."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from cspbot import wording
from cspbot.diary.diary import Diary, Entry
from cspbot.language.meetings.ask import OF_A_MEETING, PROSE, TURNS, Ask, cited
from cspbot.language.meetings.asked import (
    AFTER,
    BEFORE,
    LAST,
    NEXT,
    THAT,
    Asked,
    read_asked,
)
from cspbot.language.meetings.attending import on_quorum
from cspbot.language.meetings.days import DAYS
from cspbot.language.meetings.groups import of_groups
from cspbot.language.meetings.outline import without_dates
from cspbot.language.meetings.telling import between, one_each
from cspbot.language.meetings.turning import (
    after_taker,
    asks_turn,
    follows,
    on_away,
    on_order,
    on_turns,
)
from cspbot.language.phrasing import answered
from cspbot.language.query import Query
from cspbot.language.reading import ATTRIBUTE, is_carried
from cspbot.language.words import clean
from cspbot.messages import Reply, Unknown, Why

ORDER = 12
"""Before the topics that take a name or a year for what is asked about."""


OF_MEETINGS = frozenset({"papers", "often", "quorum", "away", "order", "turn", "duty officer"})
"""What is asked of nothing but meetings."""


AT_A_TIME = frozenset(TURNS)
"""What a time is enough for: 'who chairs in January'; a bare 'when in 2021' asks of much else."""


ASKS = 1.0
"""Weight from which on a word asks for something."""


_QUORUM_ON = re.compile(
    r"(?:and |what )?(?:about |if |how about )?(?:with|without|just|only)\b"
    r"|would .+ (?:do|be enough|be ok(?:ay)?|suffice|count)\W*$"
)
"""How a question on a quorum goes on: 'and with the police?'."""


def own_words() -> frozenset[str]:
    """Return words that are right in a question, and no slips of the records' words."""
    return frozenset(DAYS) | {"quarter", "quorate", "inquorate", "rota", "cancelled", "fortnight"}


def answer(query: Query) -> Reply | None:
    """Answer from the series held; None where none is, or no meeting is asked about."""
    if not query.knowledge.series:
        return None
    diary = Diary(query.knowledge)
    before = _spoken_of(query, diary)
    asked = _asked(query, before)
    scopes = _scopes(query, asked, before)
    if asked.mine and not query.question.mine and asked.speaks_of_meetings and not scopes:
        return Unknown(wording.NO_MINE, Why.NOT_UNDERSTOOD, context=query.after)
    series = of_groups(query, diary.series(scopes))
    lacking = {s.scope for s in series} != set(scopes) and not asked.mine
    if not series or (lacking and len(scopes) > 1):
        return None  # of several partnerships, all have to be answered for
    ask = Ask(query, asked, diary, series, before)
    if not _is_on_meetings(ask):
        return None
    dated = tuple(s for s in series if s.is_dated)
    if not dated:
        return without_dates(ask)
    return _answered(replace(ask, series=dated))


def _spoken_of(query: Query, diary: Diary) -> Entry | None:
    """Return the meeting of the last answer; None where that was on something else."""
    kept = query.context.diary
    if len(kept) < 2 or not kept[1]:
        return None
    entry = diary.entry(kept[0], kept[1])
    spoken_last = entry is not None and entry.series.fact in query.context.facts
    return entry if spoken_last else None


def _asked(query: Query, before: Entry | None) -> Asked:
    """Read what was typed; made whole from the conversation where that says too little."""
    today, reading = query.question.today, query.reading
    typed = clean(query.question.text).lower()
    mended = " ".join(reading.words)
    as_typed = typed == reading.text.lower()
    asked = read_asked(typed, today, mended if as_typed else "")
    says_much = asked.aspects or asked.speaks_of_meetings
    if not says_much and query.context.diary[2:] == ("quorum",) and _QUORUM_ON.match(typed):
        return replace(asked, aspects=frozenset({"quorum"}))
    if before is not None and not says_much and (asked.span or asked.which):
        return replace(asked, aspects=frozenset(query.context.diary[2:]))
    if not as_typed and not says_much and not asked.says_which:
        return read_asked(reading.text.lower(), today, mended)
    return asked


def _scopes(query: Query, asked: Asked, before: Entry | None) -> tuple[str, ...]:
    if asked.mine and query.question.mine:
        return query.question.mine
    return query.scopes or ((before.series.scope,) if before else ())


def _is_on_meetings(ask: Ask) -> bool:
    """Tell whether meetings are asked about, and not only who chairs, or where in general."""
    asked = ask.asked
    dated = asked.span is not None or asked.which in (NEXT, LAST)
    if not asked.aspects & OF_MEETINGS and _asks_else(ask):
        return False
    if asked.speaks_of_meetings and (dated or "changed" in asked.aspects):
        return True
    if asked.aspects & OF_MEETINGS or (dated and asked.aspects & AT_A_TIME):
        return True
    leans = ask.before is not None and (asked.which or asked.aspects & OF_A_MEETING)
    if leans and not _names_one(ask):
        return True
    if asked.which in (AFTER, BEFORE) and asked.aspects & OF_A_MEETING:
        return True
    general = (*TURNS, "public") if ask.query.reading.form in ("who", "yes_no", "") else ()
    return bool(asked.aspects.intersection(general) or asked.speaks_of_meetings) and _wants(ask)


def _asks_else(ask: Ask) -> bool:
    """Tell whether something else of a meeting is asked: what was agreed at it, what it cost."""
    function = ask.query.lexicon.function_words
    return any(
        t.kind == ATTRIBUTE and t.weight >= ASKS and not t.entities
        and any(w in ask.asked.rest and w not in function for w in t.text.split())
        for t in ask.query.reading.terms if not is_carried(t, ask.query.reading)
    )  # fmt: skip


def _names_one(ask: Ask) -> bool:
    """Tell whether a partnership is named, so that nothing leans on the meeting spoken of."""
    reading = ask.query.reading
    typed = clean(ask.query.question.text).lower() == reading.text.lower()
    return typed and any(t.kind == "scope" and not is_carried(t, reading) for t in reading.terms)


def _wants(ask: Ask) -> bool:
    """Tell whether no fact in prose is held that says the same of the partnership in general."""
    aspects = ask.asked.aspects or {"when"}
    fields = {f for a in aspects for f in PROSE.get(a, ())}
    scopes = {s.scope for s in ask.series}
    held = {f.field for s in scopes for f in ask.query.knowledge.by_scope.get(s, ())}
    return held.isdisjoint(fields)


def _answered(ask: Ask) -> Reply | None:
    """Give the answer to the kind of question that it is."""
    aspects = ask.asked.aspects
    ways: tuple[tuple[bool, Callable[[Ask], Reply | None]], ...] = (
        ("quorum" in aspects, on_quorum),
        ("away" in aspects, on_away),
        (follows(ask), after_taker),
        (asks_turn(ask), on_turns),
        ("order" in aspects and _is_general(ask.asked), on_order),
        ("often" in aspects and not ask.asked.span, _often),
        ("public" in aspects, _public),
        (ask.asked.span is not None, between),
        (True, one_each),
    )
    return next(way for fits, way in ways if fits)(ask)


def _is_general(asked: Asked) -> bool:
    """Tell whether no meeting in particular is meant."""
    return asked.span is None and asked.which in ("", THAT)


def _often(ask: Ask) -> Reply | None:
    facts = [f for s in ask.series for f in cited(ask, s.fact)]
    return answered(ask.query, facts) if facts else None


def _public(ask: Ask) -> Reply | None:
    facts = [f for s in ask.series for f in cited(ask, f"{s.id}.public")]
    if not facts:
        return None
    yes = facts[0].value == "yes"
    verdict = wording.yes_or_no(yes, facts[0].certainty == "proposed") if len(facts) == 1 else ""
    return answered(ask.query, facts, " ".join([verdict, *(f.text for f in facts)]).strip())
