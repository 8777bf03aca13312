"""Tells apart things that bear one name: two people, a ward and a district, villages of one name.

A partnership, its council and the place that it covers are one matter. What else the question or
the conversation says may settle which of several matters is meant; where nothing does, the
question is asked back, never guessed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from cspbot.knowledge.facts import Entity, Knowledge
from cspbot.language.reading import NAME, Reading, Term
from cspbot.language.words import plain_words, stem

NAMED_ALONE = frozenset({"partnership", "place", "body", "person"})
"""Kinds that people name without saying where they belong."""
_DESCRIBED = ("person.post", "person.body", "body.what", "place.what")
"""Fields whose words say which of two namesakes is meant: 'Sam Carter the superintendent'."""

Matter = tuple[str, ...]
"""Ids of entities that are one and the same matter to a person who asks."""


def matters(term: Term, knowledge: Knowledge) -> list[Matter]:
    """Return what a name may mean, as groups of ids; one group where it is not ambiguous."""
    groups: list[tuple[set[str], list[str]]] = []
    for ident in term.entities:
        entity = knowledge.entities[ident]
        if entity.kind not in NAMED_ALONE:
            continue
        own = areas(entity, knowledge)
        alike = [
            g for g in groups
            if (not own or not g[0] or own & g[0]) and not _are_two_people(g[1], entity, knowledge)
        ]  # fmt: skip
        if alike:
            alike[0][0].update(own)
            alike[0][1].append(ident)
        else:
            groups.append((set(own), [ident]))
    return [tuple(ids) for _, ids in groups]


def areas(entity: Entity, knowledge: Knowledge) -> set[str]:
    """Return the partnerships that a thing belongs to, those that they would merge into too."""
    own = {entity.id} if entity.kind == "partnership" else set()
    found = own | {a for a in (entity.scope, *entity.partnerships) if a}
    return found | {knowledge.entities[a].scope for a in found if a in knowledge.entities} - {""}


def told_apart(reading: Reading, context: Iterable[str], knowledge: Knowledge) -> Reading:
    """Return a reading whose names mean one matter each, as far as anything settles it.

    Args:
        reading: as it was read.
        context: ids of partnerships and things that the conversation is about.
        knowledge: what is held.
    """
    open_terms = [t for t in reading.terms if len(matters(t, knowledge)) > 1]
    if not open_terms:
        return reading
    others = [t for t in reading.terms if t not in open_terms]
    typed = {
        a for t in others for e in t.entities for a in areas(knowledge.entities[e], knowledge)
    }  # fmt: skip
    stems = {s for t in others for s in t.stems}
    about = {a for e in context if e in knowledge.entities
             for a in (e, *areas(knowledge.entities[e], knowledge))}  # fmt: skip
    for term in open_terms:
        found = matters(term, knowledge)
        found = _within(found, typed, knowledge) or found
        found = _described(found, stems, knowledge) or found
        found = _within(found, about, knowledge) or found
        if len(found) < len(matters(term, knowledge)):
            kept = tuple(e for matter in found for e in matter)
            reading = narrowed(reading, term, kept, knowledge)
    return reading


def narrowed(reading: Reading, term: Term, kept: Matter, knowledge: Knowledge) -> Reading:
    """Let a name mean these things only, and the question be about their partnerships."""
    gone = {a for e in term.entities if e not in kept
            for a in areas(knowledge.entities[e], knowledge)}  # fmt: skip
    gone -= {a for t in reading.terms for e in (kept if t is term else t.entities)
             for a in areas(knowledge.entities[e], knowledge)}  # fmt: skip
    kind = term.kind
    if kind == "scope" and not any(knowledge.entities[e].kind == "partnership" for e in kept):
        kind = NAME  # it was taken for the partnership of that name
    named = replace(term, entities=kept, kind=kind)
    terms = tuple(named if t is term else t for t in reading.terms)
    own = {a for e in kept for a in areas(knowledge.entities[e], knowledge)}
    scopes = [s for s in reading.scopes if s not in gone]
    scopes += [a for a in own if a in knowledge.by_scope and a not in scopes] if not scopes else []
    return replace(reading, terms=terms, scopes=tuple(scopes))


def within(reading: Reading, partnership: str, knowledge: Knowledge) -> Reading:
    """Let every name that may mean several things mean that of one partnership."""
    for term in reading.terms:
        found = matters(term, knowledge)
        kept = _within(found, {partnership}, knowledge)
        if len(found) > len(kept) > 0:
            reading = narrowed(reading, term, tuple(e for m in kept for e in m), knowledge)
    return reading


def _are_two_people(ids: Iterable[str], entity: Entity, knowledge: Knowledge) -> bool:
    return entity.kind == "person" and any(knowledge.entities[i].kind == "person" for i in ids)


def _within(
    found: list[Matter], partnerships: Collection[str], knowledge: Knowledge
) -> list[Matter]:
    return [
        matter for matter in found
        if any(not areas(knowledge.entities[e], knowledge).isdisjoint(partnerships)
               or e in partnerships for e in matter)
    ]  # fmt: skip


def _described(found: list[Matter], stems: Collection[str], knowledge: Knowledge) -> list[Matter]:
    """Return the one matter of which the question has a word that the others lack."""
    said = [
        {
            stem(w)
            for e in matter for f in knowledge.by_subject.get(e, ()) if f.field in _DESCRIBED
            for w in plain_words(f.text)
        }
        for matter in found
    ]  # fmt: skip
    common = set.intersection(*said) if said else set()
    fitting = [m for m, words in zip(found, said, strict=True) if (words - common) & set(stems)]
    return fitting if len(fitting) == 1 else []
