"""Answers from whichever facts explain the question; refuses or asks back where none do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from cspbot import wording
from cspbot.knowledge.facts import Entity, Fact
from cspbot.language.choosing import (
    DEFINED_BY,
    absence,
    definition,
    good_enough,
    leading,
    sureness,
    whole,
)
from cspbot.language.forms import forms
from cspbot.language.match import EXPLAINED, Match, is_list
from cspbot.language.phrasing import answered, remember, sources
from cspbot.language.polarity import said
from cspbot.language.query import Query
from cspbot.language.reading import (
    CONTENT,
    FIGURE,
    MEANING,
    NAME,
    UNKNOWN,
    Term,
    asks_for_another,
    is_carried,
)
from cspbot.language.refusing import clarify, not_held, refuse, typed
from cspbot.messages import Answered, Reply, Unknown, Why

ORDER = 900
DOERS = frozenset({"person", "body", "group", "partnership"})
"""Kinds of thing of which it is asked whether they did something."""
WORDS = frozenset({"term", "law", "section"})
"""Kinds of thing that have a meaning, for whoever types no more than the name."""
SAYS_MORE = 0.27
"""Weight from which on another word says more than a field does."""
ON_PAPER = 16
"""Words up to which the name of a report is all that a question has."""
FEW_BESIDE = 3
"""Words beside a partnership and a field with which a question asks no more: 'who are the'."""
SEVERAL = frozenset({"partnerships", "districts", "csps"})
"""What is said of more than one partnership."""
SAID_SO = 0.9
"""How much of a question a sentence must explain that says that the answer is not held."""
HEADED = frozenset({"partnership.commissioner"})
"""Fields that name a body and are asked with 'who': the name of its head is wanted too."""
TELLING, HEARD = 1.0, 0.5
"""Weights from which on a word that the answer leaves open is named; a word that no record has is
named sooner."""
ON_IT, LEADS, BEHIND = 0.9, 8, 0.1
"""How surely the best facts must be on what is asked for another to be looked for that says it,
among how many, and how far behind it may be."""
OPEN = 0.7
"""How much of a refused question a record must explain to be told as what is left open."""
LACKED = 0.5
"""Weight from which on a word that one has and the other lacks sets two partnerships apart."""
NEAR = 0.1562
"""Two partnerships whose best facts score this near are told apart only by asking."""


SAYS_ENOUGH = 2
"""Words beside the partnership's name with which a question can be one asking and no other."""
AS_ASKED = 0.9
"""Likeness to an asking from which on a question is that asking, but for a word."""
SAME = 0.85
"""Likeness to an asking from which on a question is that asking, whatever else its words say."""
_ELSE = re.compile(
    r"\b(?:(?:what|who|where|anything|anyone|anybody|someone) else|any (?:more|others?))\b"
)
"""What asks for more than was just told."""
_SINGLES_OUT = re.compile(r"\b(?:which|who|any|one) of\b")
"""What asks for one of several, which a record of all does not tell."""
_WHAT_IS = re.compile(r"(?:what(?:'?s| is| are| does| do)|define|explain|meaning of)\b")


def answer(query: Query) -> Reply:
    """Answer, ask which partnership, or say what is not held; never None, so it stands last."""
    reading = query.reading
    asked = _as_asked(query)
    if asked:
        return asked
    if all(not MEANING.isdisjoint(t.concepts) for t in reading.telling) or _is_bare_word(query):
        defined = _common_word(query)
        if defined:
            return defined
    if not reading.telling:
        return _nothing_telling(query)
    uncovered = _only_mentioned(query)
    if uncovered:
        return uncovered
    if not query.scopes:
        meant = definition(query, query.ranked)
        if meant:
            return answered(query, meant)
        clarify = _which_partnership(query)
        if clarify:
            return clarify
    found = _unsaid(query)
    ranked = leading(found, query.reading.form)
    is_asking = bool(ranked) and ranked[0].alike >= SAME
    field = None if is_asking or _asks_for_more(query) else _alone(query)
    if field:
        ranked = _of_field(query, field, ranked)
        if not ranked:
            return refuse(query, [])
    meant = definition(query, ranked)
    if meant:
        return answered(query, meant)
    chosen = query.matcher.compose(ranked)
    if not chosen or not good_enough(query, chosen):
        chosen = _led_by_another(query, ranked, chosen) or chosen
    if _asks_for_more(query) and not (chosen and good_enough(query, chosen)):
        return Unknown(wording.NOTHING_ELSE, Why.NOT_HELD, context=remember(query, ()))
    if not chosen or not good_enough(query, chosen):
        return _otherwise(query) or _contact(query) or _left_open(query, found, chosen)
    absent = absence(query, chosen)
    if absent:
        return not_held(query, absent)
    present = [m for m in chosen if not m.fact.absent]
    near = query.matcher.with_near(present, ranked)[len(present) :]
    return _answered(query, present, [*_alike_unsaid(query, present), *near])


def _as_asked(query: Query) -> Reply | None:
    """Answer a question that is one of the askings, all but word for word, by what it asks for.

    Whoever wrote the asking knew what it wants; how it would be read tells nothing better.
    """
    in_full = not any(is_carried(t, query.reading) for t in query.reading.terms)
    if not query.scopes or query.assumed or not in_full or _asks_for_more(query):
        return None
    best = max(query.ranked, key=lambda m: (m.alike, m.score), default=None)
    if best is None or best.alike < AS_ASKED or _says_little(query):
        return None
    if best.fact.absent:
        return not_held(query, best.fact)
    near = query.matcher.with_near([best], query.ranked)[1:]
    return _answered(query, [best], near)


def _says_little(query: Query) -> bool:
    """Tell whether one word is all that is asked: 'who chairs Ambridge' may be asked of it all."""
    named = {
        i for t in query.reading.terms if t.kind == "scope"
        for i in range(t.position, t.position + max(1, len(t.stems)))
    }  # fmt: skip
    words = [w for i, w in enumerate(query.reading.words) if i not in named]
    return sum(w not in query.lexicon.function_words for w in words) < SAYS_ENOUGH


def _left_open(query: Query, found: Sequence[Match], chosen: Sequence[Match]) -> Reply:
    """Refuse, in the words of the record where what comes first says that it is not held."""
    first = next(iter(found), None)
    if first is not None and first.fact.absent and first.coverage >= OPEN:
        return not_held(query, first.fact)
    return refuse(query, chosen)


def _alone(query: Query) -> Term | None:
    """Return the field that is all a question asks of one partnership: 'Telford secretariat'."""
    reading, entities = query.reading, query.knowledge.entities
    asked = [t for t in reading.telling if t.kind != "scope"]
    if len(asked) != 1 or len(query.scopes) != 1:
        return None
    if query.assumed and query.asked != query.question.text:
        return None
    if any(is_carried(t, reading) for t in reading.terms):
        return None
    if any(t.weight >= SAYS_MORE and t is not asked[0] for t in reading.terms):
        return None
    said = sum(max(1, len(t.stems)) for t in reading.terms)
    if len(reading.words) - said > FEW_BESIDE:
        return None  # what stands beside it may say more
    if any(entities[e].kind != "term" for e in asked[0].entities):
        return None
    concepts = [query.lexicon.concepts[c] for c in asked[0].concepts]
    return asked[0] if any(c.fields or c.kinds for c in concepts) else None


def _of_field(query: Query, field: Term, ranked: Sequence[Match]) -> list[Match]:
    """Return the facts that are of the field, or say that it is not held: nothing else answers."""
    entities = query.knowledge.entities
    kinds = {k for c in field.concepts for k in query.lexicon.concepts[c].kinds}
    own = [m for m in ranked if m.fact.scope == query.scopes[0]]
    found = [m for m in own if not m.indexed.attributes.isdisjoint(field.concepts)]
    found = found or [m for m in own if entities[m.fact.subject].kind in kinds]
    found.sort(key=lambda m: m.fact.subject != query.scopes[0])  # its own before its groups'
    return found or [m for m in own if m.fact.absent and m.coverage >= SAID_SO]


def _unsaid(query: Query) -> Sequence[Match]:
    """Return the facts, best first; for 'what else' without those just told."""
    if not _asks_for_more(query):
        passed = _passed_over(query)
        return [m for m in query.ranked if m.fact.subject not in passed]
    held = query.knowledge.facts
    told = [held[ident] for ident in query.context.facts if ident in held]
    ids = {i for f in told for i in (f.id, f.part_of) if i}
    unsaid = [m for m in query.ranked if ids.isdisjoint((m.fact.id, m.fact.part_of))]
    if query.reading.form != "who" or query.asked == query.question.text:
        return unsaid
    entities = query.knowledge.entities
    # By name: a sentence on one Sam Carter may be taken to mention another.
    named = {e.name for f in told[:1] for e in _things(f, entities)}
    return [
        m for m in unsaid
        if any(e.kind in DOERS and e.name not in named for e in _things(m.fact, entities))
    ]  # fmt: skip


def _things(fact: Fact, entities: Mapping[str, Entity]) -> list[Entity]:
    """Return what a fact is about, as far as whoever asks may know of it."""
    return [entities[e] for e in (fact.subject, *fact.mentions) if e in entities]


def _passed_over(query: Query) -> frozenset[str]:
    """Return the people beside whom somebody else is asked for: 'I can't raise him, who else'."""
    reading, entities = query.reading, query.knowledge.entities
    if not asks_for_another(reading.words):
        return frozenset()
    named = (e for t in reading.terms if t.kind == NAME and t.weight < CONTENT for e in t.entities)
    return frozenset(e for e in named if entities[e].kind == "person")


def _alike_unsaid(query: Query, chosen: Sequence[Match]) -> list[Match]:
    """Return for 'what else' the further facts of the field that the best one is of."""
    if not _asks_for_more(query) or not chosen:
        return []
    first = chosen[0].fact
    return [m for m in _unsaid(query) if m not in chosen and not m.fact.absent
            and (m.fact.subject, m.fact.field) == (first.subject, first.field)]  # fmt: skip


def _asks_for_more(query: Query) -> bool:
    return bool(query.context.facts and _ELSE.search(query.question.text.lower()))


def _led_by_another(query: Query, ranked: Sequence[Match], chosen: Sequence[Match]) -> list[Match]:
    """Return facts that answer, led by one that comes nearly first; none where none does.

    The best one may have all the words and not the number, date or field that is asked for.
    """
    if not chosen or sureness(query, chosen) < ON_IT:
        return []
    # Of all forms only 'where' has a field of its own that the words of others often come before.
    behind = BEHIND * (2 if query.reading.form == "where" else 1)
    for i, match in enumerate(ranked[1:LEADS], 1):
        if match.score < ranked[0].score - behind:
            break
        if not query.scopes and match.fact.scope not in ("", ranked[0].fact.scope):
            continue  # what another partnership has is no answer to what this one lacks
        others = query.matcher.compose([match, *ranked[:i], *ranked[i + 1 :]])
        if not match.fact.absent and good_enough(query, others):
            return others
    return []


def _otherwise(query: Query) -> Reply | None:
    """Answer 'was it X who ...' where the records have all of that but X."""
    reading = query.reading
    named = [t for t in reading.terms
             if t.kind == NAME and t.weight >= 1 and not is_carried(t, reading)
             and any(query.knowledge.entities[e].kind in DOERS for e in t.entities)]  # fmt: skip
    if any(query.lexicon.concepts[c].shows for t in reading.terms for c in t.concepts):
        return None  # another one's number is no answer
    if reading.form != "yes_no" or not forms().wants_yes_or_no(query.question.text):
        return None
    if len(reading.telling) <= len(named):
        return None
    for term in named:
        without = tuple(t for t in reading.terms if t is not term)
        rest = replace(query, reading=replace(reading, terms=without))
        ranked = leading(rest.ranked, rest.reading.form)
        chosen = rest.matcher.compose(ranked)
        if chosen and not chosen[0].fact.absent and good_enough(rest, chosen):
            facts = [whole(rest, chosen[0], chosen)]
            if {facts[0].subject, *facts[0].mentions}.intersection(term.entities):
                continue  # it is named there, for something else
            lead = wording.not_named(typed(term))
            return answered(rest, facts, "\n".join([lead, *(f.text for f in facts)]))
    return None


def _contact(query: Query) -> Reply | None:
    """Give the partnership's contact to who asks whom to ring about something, and say so."""
    reading = query.reading
    asks = reading.asks("contact", "phone") and "about" in reading.words
    own = [t for t in reading.terms if t.kind == NAME and t.weight >= 1
           and any(query.knowledge.entities[e].kind in DOERS for e in t.entities)]  # fmt: skip
    if not asks or own or len(query.scopes) != 1:
        return None
    facts = query.knowledge.by_scope.get(query.scopes[0], ())
    contacts = next((f for f in facts if f.field == "list.contacts"), None)
    if contacts is None:
        return None
    words = reading.words.index("about")
    about = [typed(t) for t in reading.telling if t.position > words]
    return answered(query, [contacts], notices=[wording.no_contact_for(about)] if about else [])


def _answered(query: Query, chosen: Sequence[Match], near: Sequence[Match] = ()) -> Answered:
    """Lead with the facts that answer; those that come as near stand below as related."""
    facts = list(dict.fromkeys(whole(query, m, chosen) for m in chosen))
    facts += _head(query, facts[0]) or _numbers(query, facts[0])
    related = [f for f in dict.fromkeys(whole(query, m, near) for m in near) if f not in facts]
    uncovered = query.matcher.uncovered([*chosen, *near])
    missing = [t for t in uncovered if t.weight >= (HEARD if t.kind == UNKNOWN else TELLING)]
    gaps = [wording.gap([typed(t) for t in missing])] if missing else []
    lead = [f.text for f in facts]
    if query.reading.form == "how_many" and is_list(facts[0]) and _counts(query, facts[0]):
        lead.insert(0, wording.counted(int(facts[0].value)))
    verdict = said(query.question.text, query.reading, facts[0], query.lexicon)
    if verdict:
        lead[0] = f"{wording.yes_or_no(verdict.yes, verdict.proposed)} {lead[0]}"
    return answered(
        query, facts, "\n".join(dict.fromkeys(lead)), related=related, notices=gaps,
        listed=_listed(query, facts[0]),
    )  # fmt: skip


def _head(query: Query, fact: Fact) -> list[Fact]:
    """Return who heads the body that answers 'who': a commissioner's office has a name."""
    if query.reading.form != "who" or fact.field not in HEADED:
        return []
    heads = (f for e in fact.mentions for f in query.knowledge.by_subject.get(e, ())
             if f.field == "body.head" and not f.absent)  # fmt: skip
    return list(heads)[:1]


def _numbers(query: Query, fact: Fact) -> list[Fact]:
    """Return the telephone number of whoever is named as the contact for a thing."""
    if not fact.field.endswith(".contact"):
        return []
    numbers = (f for e in fact.mentions for f in query.knowledge.by_subject.get(e, ())
               if f.field == "person.phone" and not f.absent)  # fmt: skip
    return list(numbers)[:1]


def _counts(query: Query, fact: Fact) -> bool:
    """Tell whether a list, and not only an entry of it, is of what 'how many' counts."""
    return query.matcher.wanted.counts(query.matcher.match(query.index.indexed(fact.id)))


def _listed(query: Query, fact: Fact) -> tuple[str, ...]:
    """Return the things that a list names, for 'the second one'."""
    lines = fact.text.lower().split("\n")[1:]
    # a list that is public may name a record that is not
    known = query.knowledge.entities
    entities = [known[e] for e in fact.mentions if e in known]
    if not fact.value.isdigit() or not len(entities) == len(lines) == int(fact.value):
        return ()
    # Of sentences, as many things may be mentioned as there are entries, and not one in each.
    named = all(
        any(name.lower() in line for name in (entity.name, entity.label, *entity.aliases))
        for line, entity in zip(lines, entities, strict=True)
    )
    return fact.mentions if named else ()


def _which_partnership(query: Query) -> Reply | None:
    """Ask which partnership is meant, where several answer alike and the text names none."""
    if not query.ranked or not query.ranked[0].fact.scope:
        return None
    top = query.ranked[0]
    if query.matcher.names_subject(top) or query.matcher.coverage([top]) < 0.5:
        return None
    figures = [i for i, t in enumerate(query.reading.terms) if t.kind == FIGURE and t.weight >= 1]
    if any(all(m.strengths[i] < EXPLAINED for m in query.ranked[:30]) for i in figures):
        return None  # no partnership has the year or amount
    if any(_is_everywhere(query, m) and m.score >= top.score - 0.05 for m in query.ranked[:8]):
        return None
    near: dict[str, Match] = {}
    for match in query.ranked:
        if match.fact.scope and not match.fact.absent and _alike(query, match, top):
            near.setdefault(match.fact.scope, match)
    able = [scope for scope in near if _is_answered_by(query, scope)] if len(near) > 1 else []
    if len(able) < 2:
        return None
    return clarify(query, able)


def _is_everywhere(query: Query, match: Match) -> bool:
    """Tell whether a fact holds wherever one asks: the law, a term; not what two are given."""
    return not match.fact.scope and not any(
        e in query.knowledge.by_scope for e in match.indexed.entities
    )


def _is_answered_by(query: Query, scope: str) -> bool:
    """Tell whether the facts of one partnership would answer, or say that it is not held."""
    chosen = query.matcher.compose([m for m in query.ranked if m.fact.scope in (scope, "")])
    return bool(chosen) and (chosen[0].fact.absent or good_enough(query, chosen))


def _alike(query: Query, match: Match, top: Match) -> bool:
    """Tell whether a fact of another partnership answers as the best one does.

    Not where it lacks a telling word that the best one has: only one partnership has a sergeant.
    """
    if any(
        t.weight >= LACKED and top.strengths[i] >= SAID_SO and match.strengths[i] < EXPLAINED
        for i, t in enumerate(query.matcher.reading.terms)
    ):
        return False
    same = match.fact.field == top.fact.field or (match.is_field and top.is_field)
    return match.score >= top.score - NEAR or (same and match.coverage >= top.coverage - 0.15)


def _common_word(query: Query) -> Reply | None:
    """Say what a word means that every record has: 'what is a CSP?'."""
    if not _WHAT_IS.match(query.reading.lowered) and not _is_bare_word(query):
        return None
    named = (e for t in query.reading.terms for e in t.entities)
    facts = (f for e in named for f in query.knowledge.by_subject.get(e, ()))
    found = sorted((f for f in facts if f.field in DEFINED_BY), key=lambda f: "what" in f.field)
    defined = next(iter(found), None)  # what it stands for tells what it is as well
    return answered(query, [defined]) if defined else None


def _is_bare_word(query: Query) -> bool:
    """Tell whether a word of the field is all that is typed, or asked about: 'EIA?'."""
    reading, entities = query.reading, query.knowledge.entities
    if query.scopes or reading.form not in ("", "what") or not reading.terms:
        return False
    said = sum(max(1, len(t.stems)) for t in reading.terms)
    return len(reading.words) - said <= FEW_BESIDE and all(
        t.entities and all(entities[e].kind in WORDS for e in t.entities) for t in reading.terms
    )


def _nothing_telling(query: Query) -> Reply:
    papers = _on_paper(query)
    if papers:
        return answered(query, papers)
    if len(query.scopes) == 1 and not query.assumed:
        return menu(query, query.scopes[0])
    if query.scopes and not query.assumed:
        return clarify(query, query.scopes)
    return Unknown(
        wording.not_understood(query.covered), Why.NOT_UNDERSTOOD, context=query.context
    )


def _on_paper(query: Query) -> list[Fact]:
    """Return what a report is and what it is for, where only its name was typed."""
    entities, held = query.knowledge.entities, query.knowledge.by_subject
    if query.reading.form not in ("what", "") or len(query.reading.words) > ON_PAPER:
        return []
    named = [e for t in query.reading.terms for e in t.entities if entities[e].kind == "document"]
    wanted = ("document.what", "document.purpose", "document.asks_for")
    facts = [f for e in dict.fromkeys(named) for f in held.get(e, ()) if f.field in wanted]
    return [f for f in facts if not f.absent and not f.part_of] if len(set(named)) == 1 else []


def menu(query: Query, partnership: str) -> Answered:
    """Say in a few lines what is held on one partnership."""
    facts = [f for f in query.knowledge.by_subject.get(partnership, ()) if not f.absent]
    wanted = ("partnership.what", "partnership.area", "partnership.covers", "partnership.chairing",
              "partnership.chair", "partnership.priorities", "partnership.meets")  # fmt: skip
    found = [next((f for f in facts if f.field == w), None) for w in wanted]
    shown = [f for f in found if f][:4] or list(facts[:2])
    return answered(query, shown)


def _of_all(query: Query, ident: str) -> Reply | None:
    """Answer what a report says of all that would merge, where one is only a place in it.

    'When trouble moves from Kettering to Corby' asks of the one report that speaks of both, and
    nothing of Kettering's own partnership.
    """
    reading = query.reading
    if _SINGLES_OUT.search(reading.lowered):
        return None
    others = (e for t in reading.terms for e in t.entities if e != ident)
    named = (t.text.split()[-1] for t in reading.terms if ident in t.entities)
    several = not SEVERAL.isdisjoint((*reading.words, *named)) or any(
        query.knowledge.entities[e].kind == "partnership" for e in others
    )
    if not (several or reading.asks("merge")):
        return None
    rest = tuple(t for t in reading.terms if ident not in t.entities)
    without = replace(query, reading=replace(reading, terms=rest, uncovered=()))
    ranked = leading(without.ranked, without.reading.form)
    chosen = without.matcher.compose(ranked)
    if not chosen or chosen[0].fact.absent or not good_enough(without, chosen):
        return None
    return _answered(without, chosen)


def _only_mentioned(query: Query) -> Reply | None:
    """Refuse questions about a partnership that is only mentioned, saying what mentions it."""
    for ident in query.reading.uncovered:
        entity = query.knowledge.entities[ident]
        if query.ranked and query.ranked[0].fact.absent:
            return None  # the record itself says that just this is not held
        about = [m for m in query.ranked if ident in m.indexed.entities and not m.fact.absent]
        chosen = query.matcher.compose(about)
        if chosen and good_enough(query, chosen):
            return None if chosen[0] is query.ranked[0] else _answered(query, chosen)
        of_all = _of_all(query, ident)
        if of_all:
            return of_all
        mention = next(
            (
                f
                for f in query.knowledge.by_subject.get(ident, ())
                if f.field == "partnership.what"
            ),
            None,
        )
        text = wording.not_covered(entity.name, mention.text if mention else "", query.covered)
        found = sources([mention], query.knowledge) if mention else ()
        return Unknown(text, Why.NOT_KNOWN, found, context=remember(query, ()))
    return None
