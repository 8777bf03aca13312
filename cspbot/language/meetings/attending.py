"""Tells whether those named make a quorum."""

from __future__ import annotations

from dataclasses import replace

from cspbot import wording
from cspbot.knowledge.facts import Entity
from cspbot.language.meetings.ask import Ask, cited, resting_on, without_group
from cspbot.language.meetings.asked import (
    words,
)
from cspbot.language.meetings.members import named_in, names_of
from cspbot.language.phrasing import answered
from cspbot.messages import Reply
from cspbot.rota.quorum import quorate
from cspbot.rota.values import Series


def on_quorum(ask: Ask) -> Reply | None:
    """Say whether those named make a quorum; the quorum itself where nobody is."""
    series = next((s for s in ask.series if s.quorum), None)
    if series is None:
        return None
    facts = cited(ask, f"{series.id}.quorum")
    members = _members(ask, series)
    named = named_in(without_group(ask), names_of(members.values()))
    kept = (series.id, "", "quorum")
    if not named.found and not named.unclear:
        whole = answered(ask.query, facts)
        return replace(whole, context=replace(whole.context, diary=kept))
    lacking = words().lacking.search(ask.asked.text)
    present = [m for m in members if m not in named.found] if lacking else list(named.found)
    verdict = quorate(series, present)
    lacks = [
        wording.some_of(count, [ask.diary.name(m) for m in need.among if m not in present])
        for need, count in verdict.lacking
    ]  # fmt: skip
    if verdict.short_by > sum(count for _, count in verdict.lacking):
        lacks.append(wording.more_members(verdict.short_by))
    text = wording.quorate(
        verdict.is_quorate, [ask.diary.name(m) for m in present], series.quorum, lacks
    )
    notices = [wording.unclear_members(named.unclear)] if named.unclear else []
    said = f"{text}\n{facts[0].text}" if facts else text
    reply = resting_on(ask, [], said, notices, facts=facts)
    return replace(reply, context=replace(reply.context, diary=kept))


def _members(ask: Ask, series: Series) -> dict[str, Entity]:
    """Return the members whose presence counts, by id: of the group, else of its partnership."""
    held = ask.query.knowledge
    for of in (series.of, series.scope):
        facts = [f for f in held.by_subject.get(of, ()) if f.field.startswith("membership.")]
        ids = dict.fromkeys(m for f in facts for m in f.mentions)
        found = {m: held.entities[m] for m in ids
                 if m in held.entities and held.entities[m].kind in ("body", "group")}  # fmt: skip
        if found:
            return found
    ids = dict.fromkeys(m for need in series.needs for m in need.among)
    return {m: held.entities[m] for m in ids if m in held.entities}
