"""Finds the partnerships that the names of a question stand for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from cspbot.knowledge.facts import Knowledge
from cspbot.language.linker import Link, Linker
from cspbot.language.reading import CONTENT, NAME, Term
from cspbot.language.words import plain_words

PAPERS = frozenset(
    {"report", "paper", "strategy", "plan", "note", "document", "review", "briefing"}
)
"""What may be named by its year: 'before the 2010 report' asks of no other time."""
WIDE_PLACES = frozenset({"county", "region", "country", "police area"})
"""Places that say more where a partnership lies than which one is meant."""
WHERE = 0.1
"""What is left of the weight of such a place beside what is asked."""


class Scoping:
    """Knows which partnership a name belongs to."""

    def __init__(self, knowledge: Knowledge, linker: Linker) -> None:
        """Prepare for one `Knowledge`."""
        self._knowledge = knowledge
        self._linker = linker
        self._papers: dict[str, list[str]] = {}
        for entity in knowledge.entities.values():
            if entity.kind == "document":
                self._papers.setdefault(entity.scope, []).append(entity.id)

    def named(self, links: Sequence[Link]) -> tuple[str, ...]:
        """Return the partnerships that are named outright and that facts are held on."""
        held, entities = self._knowledge.by_scope, self._knowledge.entities
        named = (e for link in links for e in link.entities if entities[e].kind == "partnership")
        return tuple(dict.fromkeys(e for e in named if e in held))

    def with_papers(self, terms: tuple[Term, ...], plain: Sequence[str]) -> tuple[Term, ...]:
        """Read 'the Corby merger paper' as naming the report, where more is asked than that."""
        entities, found = self._knowledge.entities, []
        for term in terms:
            end = term.position + len(term.stems)
            kinds = {entities[e].kind for e in term.entities}
            more = any(t.weight >= CONTENT for t in terms if t is not term)
            if (
                more
                and kinds == {"merger"}
                and PAPERS.intersection(_singular(plain[end : end + 1]))
            ):
                papers = [
                    d for e in term.entities for d in self._papers.get(entities[e].scope, ())
                ]
                term = replace(term, entities=tuple(papers) or term.entities)
            found.append(term)
        return tuple(found)

    def within(self, terms: tuple[Term, ...]) -> tuple[tuple[str, ...], tuple[Term, ...]]:
        """Find the partnerships of wide places; beside other telling words they only say where."""
        entities, held = self._knowledge.entities, self._knowledge.by_scope
        wide = {
            t: [p for e in t.entities for p in entities[e].partnerships if p in held]
            for t in terms if any(entities[e].type in WIDE_PLACES for e in t.entities)
        }  # fmt: skip
        several = {t: found for t, found in wide.items() if len(found) > 1}
        if any(t.weight >= CONTENT for t in terms if t not in several):
            terms = tuple(
                replace(t, weight=WHERE * t.weight) if t in several else t for t in terms
            )
        return tuple(dict.fromkeys(p for found in several.values() for p in found)), terms

    def scopes(
        self, terms: tuple[Term, ...]
    ) -> tuple[tuple[str, ...], tuple[str, ...], tuple[Term, ...]]:
        """Find the partnerships named; the terms that only name one lose their weight."""
        entities, held = self._knowledge.entities, self._knowledge.by_scope
        scopes: dict[str, None] = {}
        uncovered: dict[str, None] = {}
        result: list[Term] = []
        for term in terms:
            found = [entities[e] for e in term.entities]
            partnership = next((e for e in found if e.kind == "partnership"), None)
            if partnership and partnership.id in held:
                scopes[partnership.id] = None
                result.append(replace(term, kind="scope", weight=0.0))
                continue
            if partnership:
                if partnership.scope:
                    scopes[partnership.scope] = None
                if not partnership.covered:
                    uncovered[partnership.id] = None
                result.append(term)
                continue
            paper = next((e for e in found if e.kind == "document" and e.scope in held), None)
            if paper:
                scopes[paper.scope] = None
                result.append(replace(term, kind="scope", weight=0.0))
                continue
            if term.kind == NAME and not any(e.scope for e in found):
                scopes.update(dict.fromkeys(self._owners(term)))
            for entity in found:
                if entity.kind == "place" and not (
                    entity.type in WIDE_PLACES and (scopes or len(entity.partnerships) > 1)
                ):
                    for p in entity.partnerships or ((entity.scope,) if entity.scope else ()):
                        if p in held:
                            scopes[p] = None
                        elif p in entities and entities[p].scope in held:
                            scopes[entities[p].scope] = None
            result.append(term)
        if not (scopes or uncovered):
            # 'I am on the Ambridge cabinet' says where, and is no part of what is asked.
            aside = (t for t in terms if t.kind == NAME and t.weight < 1)
            scopes = dict.fromkeys(s for t in aside for s in self._of_own(t))
        return tuple(scopes), tuple(uncovered), tuple(result)

    def _of_own(self, term: Term) -> tuple[str, ...]:
        """Return the partnership that a thing of its own is called by: 'the Ambridge cabinet'."""
        scopes = {self._knowledge.entities[e].scope for e in term.entities}
        words = term.text.split()
        inside = self.named(self._linker.links(words[:-1])) if len(words) > 1 else ()
        return tuple(s for s in inside if scopes == {s})

    def _owners(self, term: Term) -> tuple[str, ...]:
        """Return the partnership by which a body of several is called: 'the Telford OPCC'."""
        words = term.text.split()
        if any(words[0] in plain_words(self._knowledge.entities[e].name) for e in term.entities):
            return ()  # its own name, and the name of a wider place
        inside = self._linker.links(words[:-1]) if len(words) > 1 else ()
        return self.named(inside)


def _singular(words: Sequence[str]) -> Iterable[str]:
    return (w.removesuffix("s") for w in words)
