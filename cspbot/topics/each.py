"""Answers what is asked of several people at once: 'the numbers of Joan Archer and Sam Carter'.

No one record has it of both, so it is looked up for each; who has none of it is said to have none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cspbot import wording
from cspbot.knowledge.facts import Fact
from cspbot.language.choosing import good_enough, leading
from cspbot.language.phrasing import answered, remember
from cspbot.language.query import Query
from cspbot.language.reading import NAME, Term
from cspbot.messages import Reply, Unknown, Why

ORDER = 25

PERSONAL = frozenset({"phone", "email", "contact", "role", "job_title", "employer"})
"""What is asked of a person, and of each apart."""


def answer(query: Query) -> Reply | None:
    """Say it of each person named; None where fewer than two are, or more is asked than that."""
    people = [t for t in query.reading.terms if _is_person(t, query)]
    rest = [t for t in query.reading.telling if t not in people]
    what = next((c for t in rest for c in t.concepts if c in PERSONAL), "")
    idle = not what and (rest or query.reading.form not in ("", "what", "who"))
    if len(people) < 2 or idle or _said_of_all(query, people):
        return None
    label = query.lexicon.concepts[what].label if what else wording.ANYTHING
    lines: dict[str, None] = {}
    facts: list[Fact] = []
    for person in people:
        fact = _of(person, query, people)
        name = query.knowledge.entities[person.entities[0]].name
        lines[fact.text if fact else wording.not_held(label, name, (), "")] = None
        facts += [fact] if fact else []
    if not facts:
        return Unknown("\n".join(lines), Why.NOT_HELD, context=remember(query, ()))
    return answered(query, facts, "\n".join(lines))


def _is_person(term: Term, query: Query) -> bool:
    """Tell whether a term names one person outright."""
    named = [query.knowledge.entities[e] for e in term.entities]
    return term.kind == NAME and term.weight >= 1 and [e.kind for e in named] == ["person"]


def _said_of_all(query: Query, people: Sequence[Term]) -> bool:
    """Tell whether one fact answers of them all, such as a list of contacts."""
    chosen = query.matcher.compose(leading(query.ranked, query.reading.form))
    if not chosen or chosen[0].fact.absent or not good_enough(query, chosen):
        return False
    return all(chosen[0].indexed.entities.intersection(t.entities) for t in people)


def _of(person: Term, query: Query, people: Sequence[Term]) -> Fact | None:
    """Return the fact that answers of one of them; None where none does."""
    entity = query.knowledge.entities[person.entities[0]]
    scopes = (entity.scope,) if entity.scope else ()
    others = [t for t in people if t is not person]
    terms = tuple(t for t in query.reading.terms if t not in others and t.kind != "scope")
    one = replace(query, reading=replace(query.reading, terms=terms, scopes=scopes), scopes=scopes)
    chosen = one.matcher.compose(leading(one.ranked, one.reading.form))
    held = bool(chosen) and not chosen[0].fact.absent and good_enough(one, chosen)
    return chosen[0].fact if held else None
