"""Corrects what a question takes for granted where the knowledge says otherwise.

'Is Joan Archer the chair of Easter?' where another person is; 'the five priorities' of a
partnership that has three; 'is Norton in Easter?' where it is not among the places covered. Only
where a record says who or which they all are; what is merely not held is refused elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cspbot import wording
from cspbot.knowledge.facts import Entity, Fact
from cspbot.language.differing import numeral
from cspbot.language.forms import forms
from cspbot.language.match import is_list
from cspbot.language.phrasing import answered
from cspbot.language.query import Query
from cspbot.language.reading import FIGURE, NAME, Term
from cspbot.language.words import plain_words, stems
from cspbot.messages import Reply

ORDER = 35


@dataclass(frozen=True)
class Relation:
    """A field that says of its subject which things, and no others, stand in a relation to it."""

    concepts: frozenset[str]
    """What asks for it."""
    kinds: frozenset[str]
    """What may be said to stand in it."""
    fields: frozenset[str]
    needless: bool = False
    """It may be asked without any word for it: 'is Norton in Easter?'."""


RELATIONS = (
    Relation(frozenset({"chair"}), frozenset({"person"}),
             frozenset({"partnership.chair", "group.chair"})),
    Relation(frozenset({"responsible_authorities"}), frozenset({"body"}),
             frozenset({"membership.responsible_authority"})),
    Relation(frozenset({"area", "members"}), frozenset({"place"}),
             frozenset({"partnership.covers"}), needless=True),
)  # fmt: skip


COUNTED = frozenset({"partnership.priorities", "membership.responsible_authority"})
"""Lists that are whole, so that their number is a fact."""


def answer(query: Query) -> Reply | None:
    """Say no, and what is so; yes, where just that is asked; None where nothing is settled."""
    counted = _miscounted(query)
    if counted is not None:
        return counted
    named = [t for t in query.reading.terms if t.kind == NAME and t.weight >= 1]
    for relation in RELATIONS:
        reply = _settled(query, relation, named)
        if reply is not None:
            return reply
    return None


def _settled(query: Query, relation: Relation, named: Sequence[Term]) -> Reply | None:
    entities = query.knowledge.entities
    things = [t for t in named if any(entities[e].kind in relation.kinds for e in t.entities)]
    owners = [e for t in named if t not in things for e in t.entities] or _partnerships(query)
    asked = [t for t in query.reading.terms if t not in named and t.weight >= 0.5]
    if len(things) != 1 or len(owners) != 1 or query.reading.form not in ("yes_no", "why", "when"):
        return None
    if not all(relation.concepts.intersection(t.concepts) for t in asked):
        return None
    if not asked and not relation.needless:
        return None
    held = [
        f for f in query.knowledge.by_subject.get(owners[0], ())
        if f.field in relation.fields and not f.part_of and not f.absent and f.mentions
    ]  # fmt: skip
    if len(held) != 1:
        return None
    thing = next(e for e in things[0].entities if entities[e].kind in relation.kinds)
    local = [m for m in held[0].mentions if _is_one_of(things[0], entities[m])]
    thing = local[0] if len(local) == 1 else thing
    inside = [f for f in query.knowledge.by_subject.get(thing, ())
              if f.field == "place.partnerships" and owners[0] in f.mentions]  # fmt: skip
    if inside and inside[0].note:
        return None  # inferred, and said to be so
    if inside and thing not in held[0].mentions:
        return _yes(query, inside[0], thing) if _wants_yes_or_no(query) else None
    if thing in held[0].mentions:
        return _yes(query, held[0], thing) if _wants_yes_or_no(query) else None
    place = entities[thing]
    if place.kind == "place" and not place.partnerships:
        return None  # named in a report, without a word on whose it is
    if any(_may_be(entities[thing], entities[m]) for m in held[0].mentions):
        return None
    own = [f for f in query.knowledge.by_subject.get(thing, ()) if f.field.endswith(".what")]
    return answered(query, [held[0]], f"{wording.NO} {held[0].text}", related=own[:1])


def _partnerships(query: Query) -> list[str]:
    """Return the partnerships named outright, or else the one that the conversation is about."""
    typed = [e for t in query.reading.terms if t.kind == "scope" for e in t.entities]
    return [e for e in typed if e in query.knowledge.by_scope] or list(query.scopes)


def _wants_yes_or_no(query: Query) -> bool:
    return forms().wants_yes_or_no(query.question.text)


def _yes(query: Query, fact: Fact, thing: str) -> Reply:
    """Affirm with the entry on that thing alone where the fact is a list."""
    entry = next((f for f in query.knowledge.by_subject.get(fact.subject, ())
                  if f.part_of == fact.id and thing in f.mentions), fact)  # fmt: skip
    proposed = entry.certainty == "proposed"
    return answered(query, [entry], f"{wording.yes_or_no(True, proposed)} {entry.text}")


def _is_one_of(term: Term, entity: Entity) -> bool:
    """Tell whether a name is that of a kind of which an entity is the local one."""
    return len(term.stems) > 1 and set(stems(plain_words(entity.name))).issuperset(term.stems)


def _may_be(one: Entity, other: Entity) -> bool:
    """Tell whether two entities may be one: a kind of body, and the local one of that kind."""
    return bool(one.type and one.type == other.type) or one.id in other.partnerships


def _miscounted(query: Query) -> Reply | None:
    """Correct a number that stands before what a list holds; confirm it where that is asked."""
    reading = query.reading
    for i, word in enumerate(reading.words):
        number = numeral(word)
        term = next((t for t in reading.terms if i < t.position <= i + 2 and t.concepts), None)
        if number is None or term is None or len(query.scopes) != 1:
            continue
        heads = [
            f for f in query.knowledge.by_subject.get(query.scopes[0], ())
            if is_list(f) and not f.part_of
            and query.lexicon.concepts_first_in(f.field).intersection(term.concepts)
        ]  # fmt: skip
        if len(heads) != 1 or heads[0].field not in COUNTED:
            continue
        held = int(heads[0].value)
        if held == number and _asks_no_more(query, term):
            yes = wording.yes_or_no(True, heads[0].certainty == "proposed")
            return answered(query, heads, f"{yes} {heads[0].text}", listed=heads[0].mentions)
        if held != number:
            text = f"{wording.miscounted(held, number)}\n{heads[0].text}"
            return answered(query, [heads[0]], text, listed=heads[0].mentions)
    return None


def _asks_no_more(query: Query, counted: Term) -> bool:
    """Tell whether yes or no is wanted, and of nothing but the number."""
    others = [
        t for t in query.reading.terms
        if t is not counted and t.weight >= 0.5 and t.kind not in ("scope", FIGURE)
        and numeral(t.text) is None and not forms().tag.search(t.text)
    ]  # fmt: skip
    return _wants_yes_or_no(query) and not others
