"""Links names in a question to the entities of the knowledge base."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from cspbot.knowledge.facts import Entity, Knowledge
from cspbot.language.lexicon import Lexicon
from cspbot.language.words import plain_words

LONGEST = 10
OWNERS, SHORTEST_OWNER = frozenset({"person", "place"}), 4
"""Kinds of thing that people give an 's' without an apostrophe, and how long the word is without
which it is too likely to be another one."""
SHORT_FORMS = {
    "worcs": "worcestershire",
    "northants": "northamptonshire",
    "n'hants": "northamptonshire",
}
TAILS = (
    ("community", "safety", "partnership"), ("community", "safety", "partnerships"),
    ("csp",), ("partnership",), ("borough",), ("district",), ("council",),
)  # fmt: skip
KIND_ORDER = (
    "partnership", "person", "group", "project", "merger", "review", "meeting", "plan",
    "priority", "section", "law", "term", "body", "place", "line", "funding", "document", "risk",
    "scrutiny", "duty",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Link:
    """A run of words that names something."""

    start: int
    size: int
    entities: tuple[str, ...]
    """All that bear the name, partnerships first."""
    whole: bool
    """False where only part of a name was typed: a surname, the head of a title."""


class Linker:
    """Finds names by their words; built once for one `Knowledge`."""

    def __init__(self, knowledge: Knowledge, lexicon: Lexicon) -> None:
        self._names: dict[tuple[str, ...], dict[str, bool]] = {}
        self._squashed: dict[str, tuple[str, ...]] = {}
        self._order = {kind: i for i, kind in enumerate(KIND_ORDER)}
        self._kinds = {e.id: e.kind for e in knowledge.entities.values()}
        self._lexicon = lexicon
        for entity in knowledge.entities.values():
            for name in _names_of(entity):
                self._take(name, entity.id, whole=True)
            for part in self._parts(entity):
                self._take(part, entity.id, whole=False)
        for words in self._names:
            squashed = "".join(words)
            if len(words) > 1 and len(squashed) >= 7:
                self._squashed.setdefault(squashed, words)

    def _take(self, name: Sequence[str], ident: str, *, whole: bool) -> None:
        if 0 < len(name) <= LONGEST:
            found = self._names.setdefault(tuple(name), {})
            found[ident] = found.get(ident, False) or whole

    def _parts(self, entity: Entity) -> Iterable[Sequence[str]]:
        """Yield the parts of a name that people use for the whole."""
        words = plain_words(entity.name)
        if entity.kind == "person" and len(words) > 1:
            surname = words[-1]
            if (surname,) not in self._lexicon.expressions and len(surname) > 2:
                yield [surname]
            yield [words[0], words[-1]]
        if entity.kind == "partnership":
            label = plain_words(re.sub(r"\(.*?\)", "", entity.label))
            for name in (entity.name, entity.label, *entity.aliases):
                words = plain_words(name)
                tail = next((t for t in TAILS[:4] if words[-len(t) :] == t), ())
                head = words[: len(words) - len(tail)]
                # 'county CSP' may stand for it; 'county' alone may not.
                if tail and not set(head).isdisjoint(label):
                    yield head
            for tail in TAILS[:4]:
                yield [*label, *tail]

    @property
    def vocabulary(self) -> Iterable[str]:
        """Every word that a name has."""
        return {word for name in self._names for word in name} | SHORT_FORMS.keys()

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Every two words that stand beside each other in a name."""
        return frozenset(pair for name in self._names for pair in pairwise(name))

    def squashed(self, word: str) -> tuple[str, ...]:
        """Return the words of a name that was typed without its spaces; () if it is none."""
        return self._squashed.get(word, ())

    def links(self, words: Sequence[str]) -> tuple[Link, ...]:
        """Return the names in a question, the longest first at each place, none overlapping."""
        words = [SHORT_FORMS.get(w, w) for w in words]
        found: list[Link] = []
        i = 0
        while i < len(words):
            for size in range(min(LONGEST, len(words) - i), 0, -1):
                ids = self._names.get(tuple(words[i : i + size])) or self._owners(
                    words[i : i + size]
                )
                if ids and self._is_name(words[i : i + size]):
                    whole = [x for x, w in ids.items() if w]  # no set, whose order is chance
                    ranked = sorted(whole or ids, key=lambda x: self._order[self._kinds[x]])
                    found.append(Link(i, size, tuple(ranked), bool(whole)))
                    i += size - 1
                    break
            i += 1
        return tuple(found)

    def _owners(self, words: Sequence[str]) -> Mapping[str, bool]:
        """Return whoever is named by words with an 's' that lost its apostrophe: 'bob cronks'."""
        last = words[-1]
        if len(last) <= SHORTEST_OWNER or not last.endswith("s"):
            return {}
        owners = self._names.get((*words[:-1], last[:-1]), {})
        return {ident: whole for ident, whole in owners.items() if self._kinds[ident] in OWNERS}

    def _is_name(self, words: Sequence[str]) -> bool:
        """Refuse names that are one common word: 'all' labels a funding line."""
        return len(words) > 1 or words[0] not in self._lexicon.function_words


def _names_of(entity: Entity) -> Iterable[list[str]]:
    seen = set()
    for name in (entity.name, entity.label, *entity.aliases):
        bare = re.sub(r"\s*\([^)]*\)", "", name)
        for form in (name, bare):
            words = [SHORT_FORMS.get(w, w) for w in plain_words(form)]
            if words[:1] == ["the"]:
                words = words[1:]
            if words and tuple(words) not in seen:
                seen.add(tuple(words))
                yield words
