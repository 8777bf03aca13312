"""All that is held on one partnership, as a page or as JSON; every fact with where it is from."""

from __future__ import annotations

import json
from collections.abc import Iterator

from cspbot.knowledge.facts import Entity, Fact, Knowledge, spoken_date
from cspbot.knowledge.labels import field_label, kind_label


def page(knowledge: Knowledge, partnership: str) -> str:
    """Return all that is held on a partnership, as Markdown.

    What the knowledge holds is shown: pass `knowledge.visible_to(...)` for what a reader may see.
    """
    name = knowledge.entities[partnership].name
    lines = [f"# {name}", "", "All that is held, with the source of each fact.", ""]
    lines += ["## Sources", ""]
    lines += [f"- {line}" for line in _sources(knowledge, partnership)]
    for entity, facts in _held(knowledge, partnership):
        kind = "" if entity.id == partnership else f" ({kind_label(entity.kind)})"
        lines += ["", f"## {entity.label}{kind}", ""]
        for fact in facts:
            lines += [
                f"- {_text(fact)}",
                f"  - {field_label(fact.field)}; {_rests_on(fact, knowledge)}",
            ]
    return "\n".join(lines) + "\n"


def as_json(knowledge: Knowledge, partnership: str) -> str:
    """Return the same as JSON."""
    facts = [
        {
            "id": fact.id,
            "about": entity.label,
            "kind": entity.kind,
            "field": fact.field,
            "text": fact.text,
            "value": fact.value,
            "sources": [
                {"document": knowledge.documents[d].title, "place": place}
                for d, place in fact.citations
                if d in knowledge.documents
            ],
            "as_at": fact.as_at,
            "certainty": fact.certainty,
            "note": fact.note,
            "audience": fact.audience,
        }
        for entity, held in _held(knowledge, partnership)
        for fact in held
    ]
    whole = {"partnership": knowledge.entities[partnership].name, "facts": facts}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _held(knowledge: Knowledge, partnership: str) -> Iterator[tuple[Entity, list[Fact]]]:
    """Yield the partnership, the things of its files, and those that it shares with others."""
    shared = [e.id for e in knowledge.entities.values() if partnership in e.partnerships]
    own = [f.subject for f in knowledge.by_scope.get(partnership, ())]
    for ident in dict.fromkeys((partnership, *own, *shared)):
        facts = [
            fact
            for fact in knowledge.by_subject.get(ident, ())
            if not fact.field.startswith("list.") and fact.scope in ("", partnership)
        ]
        if facts and ident in knowledge.entities:
            yield knowledge.entities[ident], facts


def _sources(knowledge: Knowledge, partnership: str) -> Iterator[str]:
    used = {d for _, facts in _held(knowledge, partnership) for f in facts for d, _ in f.citations}
    for document in knowledge.documents.values():
        if document.id in used:
            dated = f", {spoken_date(document.date)}" if document.date else ""
            link = f" <{document.url}>" if document.url else ""
            yield f"{document.title}{dated}{link}"


def _rests_on(fact: Fact, knowledge: Knowledge) -> str:
    """Say what a fact rests on, when that was so, and how certain it is."""
    places: dict[str, list[str]] = {}
    for document, place in fact.citations:
        if document in knowledge.documents:
            places.setdefault(knowledge.documents[document].short, []).append(place)
    parts = [
        *(", ".join((short, *listed)) for short, listed in places.items()),
        f"as at {spoken_date(fact.as_at)}" if fact.as_at else "no date",
        "says what is not held" if fact.absent else fact.certainty,
        fact.note,
        "" if fact.audience == "public" else f"for the {fact.audience}",
    ]
    return "; ".join(part for part in parts if part)


def _text(fact: Fact) -> str:
    return fact.text.replace("\n• ", "; ").replace(":; ", ": ").replace("\n", "; ")
