"""Says what is known of meetings of which no dates are held."""

from __future__ import annotations

from cspbot import wording
from cspbot.knowledge.facts import Fact
from cspbot.language.meetings.ask import TURNS, Ask, cited
from cspbot.language.meetings.asked import (
    THAT,
)
from cspbot.language.phrasing import remember, sources
from cspbot.messages import Reply, Unknown, Why


def without_dates(ask: Ask) -> Reply | None:
    """Say that no dates and no order are held, and what the source does say."""
    asked = ask.asked
    whats = ask.whats
    particular = (asked.says_which and asked.which != THAT) or "turn" in asked.aspects
    particular = particular or bool(whats and "when" in asked.aspects)
    if not particular or asked.aspects & {"quorum", "away"}:
        return None
    rotas = [r for s in ask.series for r in ask.diary.rotas(s)]
    aspects = asked.aspects
    turns = bool(aspects & {"turn", "order", "where", *TURNS})
    lacks = [wording.NO_DATE]
    lacks += [wording.NO_ORDER] if turns and any(not r.ordered for r in rotas) else []
    facts = _sketched(ask, turns=turns)
    said = [wording.no_dates(ask.groups(ask.series), lacks), wording.SAID_OF_IT]
    said += [f"• {f.text}" for f in facts]
    said += [wording.PROPOSED] if any(f.certainty == "proposed" for f in facts) else []
    return Unknown(
        "\n".join(said), Why.NOT_HELD, sources(facts, ask.query.knowledge),
        context=remember(ask.query, facts),
    )  # fmt: skip


def _sketched(ask: Ask, *, turns: bool) -> list[Fact]:
    """Return what is known without dates: in prose where that is held, else the rule itself."""
    fields = ("meets", "chairing", "venue") if turns else ("meets",)
    found = []
    for series in ask.series:
        subjects = dict.fromkeys((series.of, series.scope))
        held = [f for s in subjects for f in ask.query.knowledge.by_subject.get(s, ())]
        prose = [f for name in fields for f in held if f.field.split(".")[-1] == name]
        rotas = [f for r in ask.diary.rotas(series) for f in cited(ask, r.fact)]
        found += prose or [*cited(ask, series.fact), *(rotas if turns else [])]
    return list({f.id: f for f in found}.values())
