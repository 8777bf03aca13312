"""Tells of turns: when someone has one, who comes after, in which order, who stands in."""

from __future__ import annotations

import re
from dataclasses import replace

from cspbot import wording
from cspbot.diary.diary import Entry
from cspbot.knowledge.facts import Fact
from cspbot.language.meetings import spoken
from cspbot.language.meetings.ask import (
    PROSE,
    TURNS,
    Ask,
    cited,
    has,
    resting_on,
    takers,
    with_rota,
)
from cspbot.language.meetings.asked import (
    THAT,
)
from cspbot.language.meetings.telling import told
from cspbot.language.phrasing import answered, remember
from cspbot.messages import Reply, Unknown, Why
from cspbot.rota.values import CHAIR, Series


def asks_turn(ask: Ask) -> bool:
    """Tell whether it is asked when someone who is named has a turn."""
    aspects = ask.asked.aspects
    wants = "turn" in aspects or ("when" in aspects and aspects & {*TURNS})
    return (
        bool(wants)
        and ask.asked.span is None
        and any(takers(ask, rota.what, s) for s in ask.series for rota in ask.diary.rotas(s))
    )


def follows(ask: Ask) -> bool:
    """Tell whether it is asked who has the turn after someone who is named."""
    said = re.search(r"\b(?:after|follows|following)\b", ask.asked.text)
    return bool(said and ask.whats and ask.asked.span is None) and _asks_after(ask) is not None


def _asks_after(ask: Ask) -> Entry | None:
    """Return the meeting after the next turn of whoever is named."""
    what = ask.whats[0]
    for series in ask.series:
        for who in takers(ask, what, series):
            ahead = [e for e in ask.diary.after([series], ask.today)
                     if not e.meeting.is_cancelled and e.turns.get(what, None) is not None
                     and e.turns[what].turn is not None]  # fmt: skip
            turn = next((n for n, e in enumerate(ahead) if has(e, what, who)), None)
            if turn is not None and turn + 1 < len(ahead):
                return ahead[turn + 1]
    return None


def after_taker(ask: Ask) -> Reply | None:
    """Name who has the turn after someone, and when."""
    entry = _asks_after(ask)
    return resting_on(ask, [entry], told(ask, entry, THAT)) if entry is not None else None


def on_turns(ask: Ask) -> Reply | None:
    """Say when the turn of someone who is named comes."""
    lines, facts, entries = [], list[Fact](), list[Entry]()
    for series in ask.series:
        for rota in ask.diary.rotas(series):
            if ask.whats and rota.what not in ask.whats:
                continue
            if not ask.whats and rota.follows:
                continue  # its turns come with those of the rota that it follows
            if not rota.ordered:
                continue
            for who in takers(ask, rota.what, series):
                line, entry = _turn_of(ask, series, rota.what, who)
                lines.append(line)
                facts += cited(ask, rota.fact)
                entries += [entry] if entry else []
    return resting_on(ask, entries[:1], "\n".join(lines), facts=facts) if lines else None


def _turn_of(ask: Ask, series: Series, what: str, who: str) -> tuple[str, Entry | None]:
    name = ask.diary.name(who)
    if ask.asked.past:
        gone = [e for e in ask.diary.before([series], ask.today) if has(e, what, who)]
        if gone:
            return wording.turn_last(name, what, spoken.when(gone[0])), gone[0]
        return wording.no_turn_ahead(name, what), None
    ahead = [e for e in ask.diary.after([series], ask.today) if has(e, what, who)]
    if not ahead:
        return wording.no_turn_ahead(name, what), None
    first, *rest = ahead
    said = f"{spoken.when(first)}{spoken.where(ask.diary, first)}"
    line = wording.turn_next(name, what, said, spoken.when(rest[0]) if rest else "")
    away = spoken.turn(ask.diary, first, what) if first.turns[what].absence else ""
    return " ".join(part for part in (line, spoken.change(first), away) if part), first


def on_order(ask: Ask) -> Reply | None:
    """Give the order of turns."""
    rotas = [r for s in ask.series for r in ask.diary.rotas(s)]
    wanted = ask.whats or (CHAIR,)
    chosen = [r for r in rotas if r.what in wanted] or rotas
    facts = [f for r in chosen for f in cited(ask, r.fact)]
    return answered(ask.query, facts) if facts else None


def on_away(ask: Ask) -> Reply | None:
    """Say who stands in: for the absences held, and that no general rule is, where none is."""
    entries, lines, facts = list[Entry](), list[str](), list[Fact]()
    what = next(iter(ask.whats), CHAIR)
    for series in with_rota(replace(ask, asked=replace(ask.asked, aspects=frozenset({what})))):
        rotas = ask.diary.rotas(series, what)
        general = _general_deputy(ask, series)
        facts += [f for r in rotas for f in cited(ask, r.fact)]
        ahead = ask.diary.after([series], ask.today)
        away = [e for e in ahead if what in e.turns and e.turns[what].absence is not None]
        entries += away[:2]
        lines += [f"{spoken.when(e)}: {spoken.turn(ask.diary, e, what)}" for e in away[:2]]
        lines += [general.text] if general else [wording.no_deputy_rule(ask.diary.group(series))]
        facts += [general] if general else []
    if not entries and not any(f.field not in ("rota.turns",) for f in facts):
        return Unknown(" ".join(lines), Why.NOT_HELD, context=remember(ask.query, ()))
    return resting_on(ask, entries[:1], "\n".join(lines), facts=facts)


def _general_deputy(ask: Ask, series: Series) -> Fact | None:
    """Return a fact in prose that says who stands in for the chair."""
    for fact in ask.query.knowledge.by_scope.get(series.scope, ()):
        if fact.field in PROSE[CHAIR] and any(w in fact.text.lower() for w in ("deput", "vice")):
            return fact
    return None
