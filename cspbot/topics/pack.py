"""Briefs people for a meeting: /pack, 'brief me for the next board'."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cspbot import wording
from cspbot.diary.diary import Diary
from cspbot.knowledge.facts import Knowledge
from cspbot.language.meetings.groups import of_groups
from cspbot.language.packs.asked import asks_pack, is_for_members
from cspbot.language.packs.contents import Subject, contents
from cspbot.language.packs.for_members import for_members
from cspbot.language.packs.parts import facts_of, fitted
from cspbot.language.phrasing import LONGEST_ANSWER, SCREEN, answered, oldest, warnings
from cspbot.language.query import Query
from cspbot.language.reading import is_carried
from cspbot.language.words import clean
from cspbot.messages import Choice, Clarify, Reply, Role
from cspbot.rota.values import Series

ORDER = 4
"""Before small talk, which would take 'brief me' for a request."""
NEXT = ("partnership.priorities", "funding", "list.contacts")
"""What is offered in full below a pack, which has it in short."""


def answer(query: Query) -> Reply | None:
    """Give the pack for the next meeting of a group; None where none is asked for."""
    text = clean(query.question.text)
    if not asks_pack(text) and not _goes_on(query):
        return None
    if query.reading.unknown_name() and not query.reading.scopes:
        return None  # a place that is not held is refused, as in any other question
    if len(query.scopes) != 1:
        return _which(query)
    scope = query.scopes[0]
    today, series = query.question.today, of_groups(query, Diary(query.knowledge).series([scope]))
    subject = Subject(query.knowledge, scope, _leading(series, query.knowledge), today)
    elected = query.question.role is Role.MEMBER or is_for_members(text)
    lines = contents(subject, brief=elected)
    lines += for_members(subject) if elected else ()
    # how sure each is, is said; the remarks on single facts would fill the screen
    facts = [replace(f, note="") for f in facts_of(lines)]
    age = oldest(facts, today)
    said = warnings(query, facts, [age] if age else [])
    room = min(LONGEST_ANSWER, SCREEN - sum(map(len, said)))
    return answered(
        query, facts, fitted(lines, room), notices=said, suggestions=_more(query, scope)
    )


def _goes_on(query: Query) -> bool:
    """Tell whether a text says only for whom the pack just asked for is to be: 'and Telford?'."""
    if not asks_pack(query.reading.text):
        return False
    named = (t for t in query.reading.terms if not is_carried(t, query.reading))
    held = query.knowledge.entities
    return bool(query.context.pending) or any(
        t.kind == "scope" or any(held[e].kind == "group" for e in t.entities if e in held)
        for t in named
    )


def _leading(series: Sequence[Series], knowledge: Knowledge) -> Series | None:
    """Return whose meeting is meant where no group is named: the one that is below no other."""
    above = [s for s in series if f"{s.of}.parent" not in knowledge.facts]
    return next(iter(above or series), None)


def _which(query: Query) -> Clarify:
    scopes = query.scopes or tuple(p.id for p in query.knowledge.covered)
    scopes = tuple(sorted(scopes, key=query.label))
    labels = [query.label(s) for s in scopes]
    choices = tuple(Choice(label, scope) for label, scope in zip(labels, scopes, strict=True))
    pending = query.asked or query.question.text
    after = replace(query.after, pending=pending, choices=scopes)
    return Clarify(wording.which_partnership(wording.A_PACK, labels), choices, after)


def _more(query: Query, scope: str) -> tuple[Choice, ...]:
    """Offer in full what the pack has in short."""
    held, label = query.index.fields_held(scope), query.label(scope).split(" (")[0]
    return tuple(
        Choice(topic, f"{field}:{scope}"[:48], ask.format(partnership=label))
        for field, (topic, ask) in wording.NEXT.items()
        if field in NEXT and field in held
    )
