"""A question on meetings with what it is asked of, and the reply that rests on them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cspbot import wording
from cspbot.diary.diary import Diary, Entry
from cspbot.knowledge.facts import Fact
from cspbot.language.meetings.asked import (
    Asked,
)
from cspbot.language.meetings.members import named_in, names_of
from cspbot.language.phrasing import answered
from cspbot.language.query import Query
from cspbot.messages import Answered
from cspbot.rota.values import CHAIR, VENUE, Series

TURNS = ("chair", "host", "minutes", "duty officer")


OF_A_MEETING = frozenset({*TURNS, "where", "when", "time", "online", "changed", "papers"})


PROSE: dict[str, tuple[str, ...]] = {
    "chair": ("partnership.chair", "partnership.chairing", "group.chair", "group.chairing"),
    "where": ("partnership.venue", "group.venue"),
    "often": ("partnership.meets", "group.meets"),
    "minutes": ("partnership.secretariat", "group.secretariat"),
    "host": ("partnership.host",),
}  # fmt: skip
"""Fields that answer the same where no meeting in particular is meant."""


MOST = 24
"""Meetings in a list; a year of a group that meets twice a month."""


@dataclass(frozen=True)
class Ask:
    """A question on meetings with what it is asked of."""

    query: Query
    asked: Asked
    diary: Diary
    series: tuple[Series, ...]
    before: Entry | None
    """The meeting that was last spoken of."""

    @property
    def today(self) -> date:
        """The day of the question."""
        return self.query.question.today

    @property
    def whats(self) -> tuple[str, ...]:
        """The turns that are asked for."""
        return tuple(w for w in TURNS if w in self.asked.aspects)

    def groups(self, series: Sequence[Series]) -> str:
        """Name the groups that meet."""
        return " and ".join(dict.fromkeys(self.diary.group(s) for s in series))


def not_held_for(ask: Ask) -> list[str]:
    """Say which of the partnerships asked about have no dates."""
    asked = ask.query.question.mine if ask.asked.mine else ask.query.scopes
    dated = {s.scope for s in ask.series}
    lacking = [ask.query.label(p) for p in asked if p not in dated]
    return [wording.none_held_for(lacking)] if lacking and len(asked) > 1 else []


def with_rota(ask: Ask) -> tuple[Series, ...]:
    """Keep the series that have the turns asked for, where any has."""
    having = tuple(s for s in ask.series if any(ask.diary.rotas(s, w) for w in ask.whats))
    if "papers" in ask.asked.aspects:
        having = having or tuple(s for s in ask.series if s.papers)
    return having or ask.series


def otherwise(ask: Ask, entry: Entry, what: str) -> str:
    """Say what the records have in place of a turn: the secretariat, the chair in general."""
    if entry.meeting.is_cancelled:
        return ""
    fact = _general(ask, entry, what)
    if fact is not None and fact.field == "rota.outline":
        return wording.order_not_known(fact.text)
    if fact is not None:
        return fact.text
    return wording.NO_PLACE if what == "where" else wording.no_rota(what)


def _general(ask: Ask, entry: Entry, what: str) -> Fact | None:
    """Return the fact that stands for a turn which no rota gives; None where a rota does."""
    if what in entry.turns or (what == "where" and entry.place):
        return None
    unordered = [r for r in ask.diary.rotas(entry.series, what) if not r.ordered]
    known = cited(ask, unordered[0].fact) if unordered else []
    known += cited(ask, f"{entry.series.id}.secretariat") if what == "minutes" else []
    facts = ask.query.knowledge.by_scope.get(entry.series.scope, ())
    fields = PROSE.get(what, ())
    return next((f for f in (*known, *facts) if f in known or f.field in fields), None)


def takers(ask: Ask, what: str, series: Series) -> tuple[str, ...]:
    """Return those who take turns and are named in the question."""
    turns = [t for rota in ask.diary.rotas(series, what) for t in rota.turns]
    held = ask.query.knowledge.entities
    names = names_of(held[t.who] for t in turns if t.who in held)
    for turn in turns:
        names.setdefault(turn.who, []).append(turn.name)
    return named_in(without_group(ask), names).found


def without_group(ask: Ask) -> str:
    """Return the question without the words that only say whose meetings are meant.

    'The Barset board with Barset council' names the council; 'in Barset' does not.
    """
    text = ask.asked.text
    entities = ask.query.knowledge.entities
    for of in {s.of for s in ask.series} | {s.scope for s in ask.series}:
        entity = entities.get(of)
        if entity is None:
            continue
        for name in sorted({entity.name, *entity.aliases}, key=len, reverse=True):
            if name != entity.label:
                text = text.replace(name.lower(), " ")
        label = re.escape(entity.label.lower())
        text = re.sub(
            rf"\b(?:in|for|of|at)(?: the)? {label}\b|^(?:and )?{label}\b"
            rf"|\b{label}(?='?s? (?:csp|board|meeting|partnership|quorate|quorum))", " ", text,
        )  # fmt: skip
    return text


def has(entry: Entry, what: str, who: str) -> bool:
    """Tell whether someone has the turn at a meeting that takes place."""
    given = entry.turns.get(what)
    on = not entry.meeting.is_cancelled
    return on and given is not None and given.turn is not None and given.turn.who == who


def cited(ask: Ask, ident: str) -> list[Fact]:
    """Return the fact of an id, as a list of one; nothing where it may not be seen."""
    fact = ask.query.knowledge.facts.get(ident)
    return [fact] if fact is not None else []


def resting_on(
    ask: Ask, entries: Sequence[Entry], text: str, notices: Iterable[str] = (), *,
    facts: Sequence[Fact] = (),
) -> Answered:  # fmt: skip
    """Make the reply, and keep in mind which meeting it was about."""
    # a list of bare meetings rests on the rule; the chair is told with each
    whats = (*(ask.whats or (CHAIR,)), VENUE)
    asked = [*ask.whats, *(["where"] if "where" in ask.asked.aspects else [])]
    general = [f for e in entries[:1] for what in asked if (f := _general(ask, e, what))]
    rests_on = (*ask.diary.facts(entries, whats), *facts, *general)
    held = list({f.id: f for f in rests_on}.values())
    reply = answered(ask.query, held, text, notices=notices)
    if not entries:
        return reply
    kept = (*entries[0].key, *sorted(ask.asked.aspects & OF_A_MEETING))
    return replace(reply, context=replace(reply.context, diary=kept))
