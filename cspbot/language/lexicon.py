"""The ordinary words of the field: which of them carry no meaning here, and which mean the same.

The words themselves are data, in `lexicon.yaml`; names of people, places and bodies are not
there but on their records.
"""

from __future__ import annotations

import fnmatch
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from cspbot.language.words import plain_words, stem, stems

SYNONYM = "~"
"""How the ids of the thesaurus' groups begin."""

HALVES = frozenset(("up", "togeth", "out", "off", "down", "back", "forward", "in"))
"""Stems of the words that may stand apart from the verb that they belong to."""
ASKING = frozenset(("who", "what", "which", "when", "where", "why", "how", "that"))
FARTHEST_APART = 8
"""How many words such a verb and what stands in it may have."""

LONGEST = 6
"""The most words that an expression of the lexicon may have."""


@dataclass(frozen=True, slots=True)
class Concept:
    """A meaning, and the words for it."""

    id: str
    fields: tuple[str, ...]
    """Patterns of the record fields that hold it, the plainest first; empty for an ordinary
    synonym group."""
    strict: bool
    """Asked for, it must be answered by one of its fields or not at all."""
    label: str
    """How a refusal names it: 'the quorum'."""
    forms: frozenset[str]
    """The question forms that point at it too: 'why' at reasons."""
    kinds: tuple[str, ...] = ()
    """Kinds of record that its words name: 'merger', 'risk'."""
    shows: str = ""
    """A pattern that must stand in a text that answers it: an '@' in an e-mail address."""
    light: bool = False
    """Its words are said of nearly everything ('run', 'involve'), and tell little."""


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Expressions by their stems."""

    expressions: Mapping[tuple[str, ...], tuple[str, ...]]
    """Stems of an expression to the ids of the concepts that it may mean."""
    concepts: Mapping[str, Concept]
    function_words: frozenset[str]
    """Words that never tell anything: articles, pronouns, question words."""
    fillers: frozenset[tuple[str, ...]]
    """Expressions that are about the talk itself: 'remind me', 'can you tell me'."""
    weak: frozenset[str]
    """Stems found in every record, which count for nothing alone."""
    vocabulary: frozenset[str]
    short: Mapping[str, tuple[str, ...]]
    """How words are shortened in typing, to the words that they stand for."""
    spelled: Mapping[tuple[str, ...], tuple[str, ...]]
    """Expressions as they are written, to their concepts: 'minority' has the stem of 'minors'."""

    def match(self, words: Sequence[str], start: int) -> tuple[int, tuple[str, ...]]:
        """Return the longest expression from `start`: its length and concepts; (0, ()) if none."""
        for size in range(min(LONGEST, len(words) - start), 0, -1):
            found = self.expressions.get(tuple(words[start : start + size]))
            if found:
                return size, found
        return 0, ()

    def apart(self, words: Sequence[str], start: int, end: int) -> int:
        """Return where the other half of a verb stands: 'up' in 'draw the new plan up'; 0 if none.

        Only before a stop or the next part of the question: in 'put money up front' it is no half.
        """
        for place in range(start + 2, min(end, start + FARTHEST_APART)):
            if words[place - 1] in ASKING:
                return 0  # another clause begins
            if words[place] in HALVES and self.expressions.get((words[start], words[place])):
                after = words[place + 1] if place + 1 < end else ""
                ends = not after or (after in self.function_words and after != "of")
                its_own = self.expressions.get((words[place - 1], words[place]))
                return place if ends and not its_own else 0
        return 0

    def filler(self, words: Sequence[str], start: int) -> int:
        """Return how many words from `start` are talk about the talk."""
        for size in range(min(LONGEST, len(words) - start), 0, -1):
            if tuple(words[start : start + size]) in self.fillers:
                return size
        return 0

    @cached_property
    def _single_words(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        for expression, ids in self.expressions.items():
            if len(expression) == 1:
                for ident in ids:
                    found.setdefault(ident, []).append(expression[0])
        return found

    def single_words_of(self, concept: str) -> Sequence[str]:
        """Return the stems of the expressions of a concept that are one word long."""
        return self._single_words.get(concept, ())

    @cache  # noqa: B019 - one lexicon lives as long as the process
    def concepts_of_field(self, field: str) -> frozenset[str]:
        """Return the concepts that a record field holds."""
        return frozenset(
            c.id for c in self.concepts.values()
            if any(fnmatch.fnmatchcase(field, pattern) for pattern in c.fields)
        )  # fmt: skip

    @cache  # noqa: B019 - one lexicon lives as long as the process
    def concepts_first_in(self, field: str) -> frozenset[str]:
        """Return the concepts of which a record field is the first, the plainest holder."""
        return frozenset(
            c.id for c in self.concepts.values()
            if c.fields and fnmatch.fnmatchcase(field, c.fields[0])
        )  # fmt: skip

    @cache  # noqa: B019 - one lexicon lives as long as the process
    def concepts_of_form(self, form: str) -> frozenset[str]:
        """Return the concepts that a question form points at."""
        return frozenset(c.id for c in self.concepts.values() if form in c.forms)

    @cache  # noqa: B019 - one lexicon lives as long as the process
    def concepts_of_kind(self, kind: str) -> frozenset[str]:
        """Return the concepts whose words name a kind of record."""
        return frozenset(c.id for c in self.concepts.values() if kind in c.kinds)


@cache
def lexicon() -> Lexicon:
    """Load the lexicon that comes with the program."""
    return build(_data("lexicon.yaml"), _data("thesaurus.yaml"))


def packed(words: Lexicon) -> bytes:
    """Return a lexicon as bytes, from which it is there sooner than from its YAML."""
    plain = {
        "expressions": [(" ".join(key), ids) for key, ids in words.expressions.items()],
        "spelled": [(" ".join(key), ids) for key, ids in words.spelled.items()],
        "concepts": [
            (c.id, c.fields, c.strict, c.label, sorted(c.forms), c.kinds, c.shows, c.light)
            for c in words.concepts.values()
        ],
        "function_words": sorted(words.function_words),
        "fillers": [" ".join(key) for key in sorted(words.fillers)],
        "weak": sorted(words.weak),
        "vocabulary": sorted(words.vocabulary),
        "short": dict(words.short),
    }
    return json.dumps(plain).encode()


def unpacked(blob: bytes) -> Lexicon:
    """Return the lexicon that was `packed`."""
    plain = json.loads(blob)
    concepts = (
        Concept(i, tuple(fields), strict, label, frozenset(forms), tuple(kinds), shows, light)
        for i, fields, strict, label, forms, kinds, shows, light in plain["concepts"]
    )
    return Lexicon(
        {tuple(key.split()): tuple(ids) for key, ids in plain["expressions"]},
        {c.id: c for c in concepts},
        frozenset(plain["function_words"]),
        frozenset(tuple(key.split()) for key in plain["fillers"]),
        frozenset(plain["weak"]),
        frozenset(plain["vocabulary"]),
        {short: tuple(words) for short, words in plain["short"].items()},
        {tuple(key.split()): tuple(ids) for key, ids in plain["spelled"]},
    )


def _data(name: str) -> Any:  # noqa: ANN401 - YAML, narrowed by `build`
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.CSafeLoader)


def build(data: Mapping[str, object], thesaurus: Sequence[Sequence[str]] = ()) -> Lexicon:
    """Make a lexicon from its YAML data and groups of words that mean the same.

    Raises:
        ValueError: an expression is longer than `LONGEST` words.
    """
    concepts, vocabulary = dict[str, Concept](), set[str]()
    expressions = dict[tuple[str, ...], dict[str, None]]()
    spelled = dict[tuple[str, ...], dict[str, None]]()

    def take(ident: str, expression: str, file: str) -> None:
        words = plain_words(expression)
        if not 0 < len(words) <= LONGEST:
            raise ValueError(f"{file}: {ident}: '{expression}' has {len(words)} words")
        vocabulary.update(words)
        spelled.setdefault(tuple(words), {})[ident] = None
        expressions.setdefault(stems(words), {})[ident] = None

    for ident, entry in _section(data, "concepts"):
        concepts[ident] = Concept(
            ident, tuple(_strings(entry, "fields")), bool(entry.get("strict", False)),
            str(entry.get("label", "")), frozenset(_strings(entry, "forms")),
            tuple(_strings(entry, "kinds")), str(entry.get("shows", "")),
            bool(entry.get("light", False)),
        )  # fmt: skip
        for expression in _strings(entry, "words"):
            take(ident, expression, "lexicon.yaml")
    for number, group in enumerate(thesaurus):
        ident = f"{SYNONYM}{number}"
        concepts[ident] = Concept(ident, (), False, "", frozenset())
        for expression in group:
            take(ident, str(expression), "thesaurus.yaml")
    functions = frozenset(w for line in _listed(data, "function") for w in plain_words(line))
    filler_words = [plain_words(line) for line in _listed(data, "fillers")]
    return Lexicon(
        {k: tuple(v) for k, v in expressions.items()},
        concepts,
        functions,
        frozenset(stems(words) for words in filler_words),
        frozenset(stem(w) for line in _listed(data, "weak") for w in plain_words(line)),
        frozenset(vocabulary | functions | {w for words in filler_words for w in words}),
        _shortened(data),
        {k: tuple(v) for k, v in spelled.items()},
    )


def _shortened(data: Mapping[str, object]) -> Mapping[str, tuple[str, ...]]:
    section = data.get("short", {})
    assert isinstance(section, dict)  # noqa: S101 - the lexicon is the program's own
    return {str(k): tuple(plain_words(str(v))) for k, v in section.items()}


def _section(data: Mapping[str, object], key: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    section = data[key]
    if not isinstance(section, dict):
        raise ValueError(f"lexicon.yaml: {key}: expected a mapping")
    for ident, entry in section.items():
        yield ident, entry if isinstance(entry, dict) else {"words": entry}


def _strings(entry: Mapping[str, object], key: str) -> list[str]:
    value = entry.get(key, [])
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return [str(part) for part in value] if isinstance(value, list) else []


def _listed(data: Mapping[str, object], key: str) -> list[str]:
    return _strings(data, key)
