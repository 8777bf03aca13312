"""Lays facts out as an answer: text, sources, warnings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from rapidfuzz import fuzz
from rapidfuzz.utils import default_process

from cspbot import wording
from cspbot.knowledge.ageing import limit_of, years_between
from cspbot.knowledge.facts import Fact, Knowledge, spoken_date
from cspbot.language.query import Query
from cspbot.language.reading import is_carried
from cspbot.language.suggesting import next_questions
from cspbot.messages import Answered, Choice, Context, Source

LONGEST_ANSWER = 1100
"""Characters of an answer before a list is cut: a phone screen, with room for the source line."""

WHAT_TO_CHECK: Mapping[str, str] = {
    "person": "who holds the post and the contact details", "line": "the amounts",
    "funding": "the amounts", "law": "the law in force", "section": "the law in force",
    "duty": "the law in force", "membership": "the membership",
    "series": "the dates", "rota": "the dates",
}  # fmt: skip


WITH_RELATED, WITH_SOURCES = 1050, 1430
"""Characters up to which related facts are added below an answer: alone, and with its warnings and
sources."""
SAME = 90
"""Score from which a related fact says nothing that the answer has not said, 0 to 100."""
MOST_NOTICES = 450
MEANT = 2.0
"""Weight of what 'she' or 'the second one' stands for: it stays in view, whatever is answered."""
SCREEN = 1250
"""Characters of an answer with its warnings; the source line comes on top."""


def answered(
    query: Query, facts: Sequence[Fact], text: str = "", *,
    related: Sequence[Fact] = (), notices: Iterable[str] = (),
    suggestions: Sequence[Choice] = (), listed: Sequence[str] = (), figures: Sequence[str] = (),
) -> Answered:  # fmt: skip
    """Make the reply that rests on these facts; `text` defaults to what the facts say."""
    text = text or "\n".join(dict.fromkeys(f.text for f in facts))
    said = warnings(query, facts, notices)
    warned = sum(map(len, said))
    text = cut(text, SCREEN - warned)
    text, found = _with_related(text, facts, related, warned, query.knowledge)
    return Answered(
        text, sources(found, query.knowledge), said,
        _rest(facts) or tuple(suggestions) or next_questions(query, found),
        remember(query, found, listed, figures),
    )  # fmt: skip


def warnings(
    query: Query, facts: Sequence[Fact], notices: Iterable[str] = ()
) -> tuple[str, ...]:  # fmt: skip
    """Return what is to be said below an answer that rests on these facts, most telling first."""
    said = dict.fromkeys(notices)
    word, meant = query.taken
    if meant:
        said[wording.taken(word, query.label(meant))] = None
    if query.assumed:
        said[wording.assumed(query.label(query.assumed))] = None
    said.update(dict.fromkeys(_notices(facts, query)))
    while sum(map(len, said)) > MOST_NOTICES and len(said) > 1:
        said.popitem()
    return tuple(said)


def _rest(facts: Sequence[Fact]) -> tuple[Choice, ...]:
    """Offer the rest of a list that is too long for one screen."""
    long = facts and len(facts[0].text) > LONGEST_ANSWER
    return (Choice(wording.REST, "rest", "show the rest"),) if long else ()


def _with_related(
    text: str, facts: Sequence[Fact], related: Sequence[Fact], warned: int, knowledge: Knowledge
) -> tuple[str, list[Fact]]:
    """Add below an answer the facts that came as near, as far as they fit on the screen.

    Returns the whole text, and the facts that it now rests on.
    """
    found = list(facts)
    for fact in related:
        line = "\n• " + fact.text.replace("\n", " ").replace("• ", "")
        if fuzz.token_set_ratio(line, text, processor=default_process) >= SAME:
            continue
        line = line if len(found) > len(facts) else f"\n{wording.RELATED}{line}"
        longer = len(text) + len(line)
        if longer > WITH_RELATED:
            continue
        cited = sum(len(s.document) + len(s.reference) for s in sources([*found, fact], knowledge))
        if longer + warned + cited <= WITH_SOURCES:
            text += line
            found.append(fact)
    return text, found


def sources(facts: Iterable[Fact], knowledge: Knowledge) -> tuple[Source, ...]:
    """Return one source a document, with all the places cited in it."""
    places: dict[str, dict[str, None]] = {}
    for fact in facts:
        if fact.document:
            places.setdefault(fact.document, {})
            for document, locator in fact.citations:
                places.setdefault(document, {})[locator] = None
    found = []
    for ident, locators in places.items():
        source = knowledge.documents.get(ident)
        if source is None:
            continue
        shown = list(locators)
        reference = ", ".join(shown[:4])
        reference += f" and {len(shown) - 4} more" if len(shown) > 4 else ""
        as_at = spoken_date(source.date) if source.date else ""
        found.append(Source(source.cited, reference, as_at, source.url))
    return tuple(found)


def _notices(facts: Sequence[Fact], query: Query) -> Iterable[str]:
    for fact in facts:
        if fact.certainty == "proposed":
            yield wording.PROPOSED
        elif fact.certainty == "awaited":
            yield wording.AWAITED
        elif fact.certainty == "outside":
            yield wording.OUTSIDE
        elif fact.certainty == "inferred" and not fact.note:
            yield wording.INFERRED
        elif fact.certainty == "contradicted" and not fact.note:
            yield wording.CONTRADICTED
        if fact.note and len(fact.note) < 400:
            yield fact.note
    age = oldest(facts, query.question.today)
    if age:
        yield age


def oldest(facts: Iterable[Fact], today: date) -> str:
    """Say how old the oldest fact is that is past the limit for its kind; '' where none is."""
    worst, what = 0, ""
    for fact in facts:
        if not fact.as_at or fact.certainty == "outside":
            continue
        years = years_between(fact.as_at, today)
        kind = fact.field.split(".")[0]
        if years >= limit_of(fact) and years > worst:
            worst, what = years, WHAT_TO_CHECK.get(kind, "that it still holds")
    return wording.old(worst, what) if worst else ""


def cut(text: str, room: int = LONGEST_ANSWER) -> str:
    """Cut a list that is longer than a phone screen, saying how many more entries there are."""
    longest = min(room, LONGEST_ANSWER)
    if len(text) <= longest:
        return text
    lines = text.split("\n")
    kept: list[str] = []
    for line in lines:
        if kept and sum(map(len, kept)) + len(kept) + len(line) > longest - 20:
            break
        kept.append(line)
    more = len(lines) - len(kept)
    if not more or len(kept) == 1:
        return text[: longest - 1].rsplit(" ", 1)[0] + "…"
    return "\n".join(kept) + f"\nand {more} more"


def remember(
    query: Query, facts: Sequence[Fact], listed: Sequence[str] = (), figures: Sequence[str] = ()
) -> Context:
    """Return the context that the next question of the conversation may lean on.

    Without facts it was a refusal: what was spoken of before it stays in view.
    """
    after = query.after
    facts = [f for f in facts if not f.absent]
    if not facts:
        return after
    scopes = tuple(dict.fromkeys([f.scope for f in facts if f.scope] or query.scopes))
    if query.scopes and (query.assumed or not query.reading.scopes):
        scopes = tuple(s for s in scopes if s in query.scopes) or scopes
    typed = [t for t in query.reading.terms if not is_carried(t, query.reading)]
    named = [e for t in typed for e in t.entities]
    touched = {e for f in facts[:1] for e in (f.subject, *f.mentions)}
    meant = {e for t in query.reading.terms if t not in typed and t.weight >= MEANT
             for e in t.entities}  # fmt: skip
    seen = [e for f in facts for e in (f.subject, *f.mentions)]
    about = [e for e in after.about if e in touched or e in named or e in meant]
    return replace(
        after,
        partnerships=scopes[:4] or after.partnerships,
        entities=tuple(dict.fromkeys((*seen, *named)))[:24],
        facts=tuple(f.id for f in facts)[:8],
        about=tuple(about),
        listed=tuple(listed)[:40] or after.listed,
        figures=tuple(figures) or _figures(query, facts, named),
    )  # fmt: skip


def _figures(query: Query, facts: Sequence[Fact], named: Sequence[str]) -> tuple[str, ...]:
    """Return what 'together' adds up after an answer whose topic does not say."""
    if query.context.figures and query.reading.operations and not named:
        return query.context.figures  # they were worked on, and may be again: 'and the least?'
    if facts and any(m.fact == facts[0].id for m in query.knowledge.money):
        facts = facts[:1]  # what stands below it is only related
    held = {f.id for f in facts} | {f.subject for f in facts}
    lines = [m.id for m in query.knowledge.money
             if m.fact in held or (m.is_total and m.id in held)]  # fmt: skip
    if len(lines) != 1:
        return ()
    before = query.context.figures if len(query.after.trail) > 1 else ()
    return tuple(dict.fromkeys((*before, *lines)))[-12:]
