"""Says what is not held, what is held nearby and whom to ask; or asks which one is meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cspbot import wording
from cspbot.knowledge.facts import Fact
from cspbot.language.match import Match
from cspbot.language.periods import spoken
from cspbot.language.phrasing import remember, sources
from cspbot.language.query import Query
from cspbot.language.reading import ATTRIBUTE, FIGURE, NAME, UNKNOWN, Term
from cspbot.messages import Choice, Clarify, Reply, Unknown, Why

NEARLY, SHORT = 0.6, 300
"""How much of a question a fact must explain, and how short it must be, to be named as nearest."""


def refuse(query: Query, chosen: Sequence[Match]) -> Reply:
    """Say what was understood, what is not held, what is held nearby and whom to ask."""
    reading = query.reading
    scope = next(iter(query.scopes), "")
    if not scope and chosen and chosen[0].coverage > 0.5:
        scope = chosen[0].fact.scope
    missing = query.matcher.uncovered(chosen[:1])
    gap = query.matcher.wanted.strict_gap(chosen)
    of = query.knowledge.entities[scope].name if scope else ""
    attribute = gap or next((t for t in missing if t.kind == ATTRIBUTE), None)
    what = about(query, attribute)
    held = nearby(query, scope)
    ask = whom_to_ask(query, scope)
    if what in held:
        what = ""  # some of it is held, and not what was asked
    if what and (scope or reading.names("person", of=query.knowledge.entities)):
        person = reading.names("person", of=query.knowledge.entities)
        name = query.knowledge.entities[person[0]].name if person else of
        text = wording.not_held(what, name, held, ask)
        return Unknown(text, Why.NOT_HELD, context=remember(query, ()))
    words = [typed(t) for t in missing if t.kind in (UNKNOWN, NAME, FIGURE)]
    words = words or [typed(t) for t in missing]
    if scope:
        near = _nearest(query, chosen)
        text = wording.no_record(words[:3], of, held, ask)
        if near:
            text = f"{text}\n{wording.nearest(near.text)}"
        found = sources([near], query.knowledge) if near else ()
        return Unknown(text, Why.NOT_HELD, found, context=remember(query, ()))
    return Unknown(
        wording.not_known(words[:2], query.covered), Why.NOT_KNOWN, context=remember(query, ())
    )


def _nearest(query: Query, chosen: Sequence[Match]) -> Fact | None:
    """Return what comes nearest to an answer, where it is on the same thing and in a few words."""
    first = next(iter(chosen), None)
    if first is None or first.fact.absent or first.coverage < NEARLY:
        return None
    is_short = "\n" not in first.fact.text and len(first.fact.text) <= SHORT
    return first.fact if is_short and first.fact.scope in query.scopes else None


def clarify(query: Query, scopes: Sequence[str]) -> Clarify:
    """Ask which of these partnerships is meant."""
    scopes = sorted(dict.fromkeys(scopes), key=query.label)
    labels = [query.label(s) for s in scopes]
    topic = next((t for t in query.reading.terms if t.kind == ATTRIBUTE and t.weight >= 0.8), None)
    choices = tuple(Choice(label, scope) for label, scope in zip(labels, scopes, strict=True))
    pending = query.asked or query.question.text
    context = replace(query.after, pending=pending, choices=tuple(scopes))
    return Clarify(wording.which_partnership(about(query, topic), labels), choices, context)


def nearby(query: Query, scope: str) -> list[str]:
    """Name the kinds of record that are held on a partnership."""
    names = {
        "partnership.priorities": "its priorities", "membership": "its members",
        "funding": "funding", "person": "people and contacts", "merger": "the merger",
        "project": "projects", "plan": "plans", "scrutiny": "scrutiny",
    }  # fmt: skip
    fields = [f.field for f in query.knowledge.by_scope.get(scope, ())] if scope else []
    kinds = {f.split(".")[0] for f in fields} | set(fields)
    return [label for key, label in names.items() if key in kinds][:5]


def whom_to_ask(query: Query, scope: str) -> str:
    """Name a contact of the partnership; '' where none is held."""
    contacts = [f for f in query.knowledge.by_scope.get(scope, ()) if f.field == "person.phone"]
    if not contacts or not scope:
        return ""
    person = query.knowledge.entities[contacts[0].subject]
    return f"{person.name} ({contacts[0].value})"


def about(query: Query, term: Term | None) -> str:
    """Return what a term asks for, in plain words; '' where it has no name."""
    if term is None:
        return ""
    labels = [query.lexicon.concepts[c].label for c in term.concepts]
    return next((label for label in labels if label), "")


def typed(term: Term) -> str:
    """Return a term as it was typed."""
    return term.corrected_from or " ".join(map(spoken, term.text.split()))


def not_held(query: Query, fact: Fact) -> Unknown:
    """Refuse with what the record says that the source does not hold."""
    return Unknown(
        fact.text, Why.NOT_HELD, sources([fact], query.knowledge), context=remember(query, [fact])
    )
