"""What each funding line is called: by name, by its label in the table, by project, by words.

A line answers to less than its fact does: the sentence about a line may speak of other lines too,
and a sum must not take those in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from weakref import WeakKeyDictionary

import yaml

from cspbot.knowledge.facts import Fact, Money
from cspbot.language.index import FactIndex
from cspbot.language.lexicon import LONGEST, Lexicon
from cspbot.language.reading import Term
from cspbot.language.words import plain_words, stem

NAME, LABEL, PROJECT, WORDS, PURPOSE = 1.0, 0.9, 0.85, 0.7, 0.6
"""How surely a word of a line's name, of its label, of its project's name, of its `words:` and of
what its table is said to be for means that line."""
BY_MEANING = 0.5
"""Share of that for a word of the same meaning only, which counts where no line has the word."""
SINGLED_OUT = frozenset({"project", "priority"})
"""Kinds of record on a line that stand for it when they are named."""
PURPOSES = ("point.purpose", "point.funding", "funding.what")

_JOINED = re.compile(r"\s*(?:&|/|\band\b)\s*")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of `words.yaml`, as stems where nothing else is said."""

    money: frozenset[str]
    silent: frozenset[str]
    common: frozenset[str]
    counted: frozenset[str]
    """What lines are called when they are counted; these and the next are whole words."""
    giving: frozenset[str]
    of_whole: frozenset[str]


@cache
def vocabulary() -> Vocabulary:
    """Return the words about amounts."""
    text = Path(__file__).with_name("words.yaml").read_text(encoding="utf-8")
    data: dict[str, list[str]] = yaml.load(text, Loader=yaml.CSafeLoader)
    words = {key: [w for line in lines for w in plain_words(line)] for key, lines in data.items()}
    return Vocabulary(
        *(frozenset(map(stem, words[key])) for key in ("money", "silent", "common")),
        *(frozenset(words[key]) for key in ("counted", "giving", "of_whole")),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One funding line, or the total of a table, with what it is called."""

    money: Money
    fact: Fact
    ids: frozenset[str]
    """What it is meant by when that is named: itself, its project, priority, places, table."""
    own: frozenset[str]
    """Those of them that mean this line rather than all of a priority or a place."""
    says: Mapping[str, float]
    """Stem, or '#' and a concept, to how surely it means this line."""
    pairs: tuple[tuple[frozenset[str], frozenset[str]], ...] = ()
    """What stands on both sides of an 'and' in its names: 'Violence & Abuse'."""

    def is_named(self, term: Term) -> bool:
        """Tell whether a term is the name of this line, of its table or of its project."""
        return not self.own.isdisjoint(term.entities)

    def sure(self, term: Term) -> float:
        """Return how surely a term means this line, 0 to 1."""
        if not self.ids.isdisjoint(term.entities):
            return NAME
        best = min((self.says.get(s, 0.0) for s in term.stems), default=0.0)
        return max(best, BY_MEANING * self.means(term))

    def means(self, term: Term) -> float:
        """Return how surely the line is called something of the same meaning as a term."""
        return max((self.says.get("#" + c, 0.0) for c in term.concepts), default=0.0)


@dataclass(frozen=True)
class Table:
    """A funding table: its lines and, where one is printed, its total."""

    id: str
    total: Line | None
    rows: tuple[Line, ...]
    stems: frozenset[str]
    """The stems of its names."""

    @property
    def lines(self) -> tuple[Line, ...]:
        """The rows and the total."""
        return (*self.rows, self.total) if self.total else self.rows

    @property
    def year(self) -> str:
        """The year that it is for; empty where none is printed."""
        return self.lines[0].money.year if self.lines else ""


@dataclass(frozen=True)
class Lines:
    """The funding of one partnership."""

    scope: str
    tables: tuple[Table, ...]
    by_id: Mapping[str, Line] = field(default_factory=dict)

    @cached_property
    def givers(self) -> frozenset[str]:
        """Ids of those who give."""
        return frozenset(x.money.giver for x in self.by_id.values() if x.money.giver)

    def table(self, ident: str) -> Table:
        """Return the table that a line belongs to."""
        return next(t for t in self.tables if t.id == ident)


_HELD: WeakKeyDictionary[FactIndex, dict[str, Lines]] = WeakKeyDictionary()
"""What was worked out, for as long as its knowledge is in use."""
_SCOPED: WeakKeyDictionary[FactIndex, Mapping[str, tuple[Money, ...]]] = WeakKeyDictionary()


def lines_of(scope: str, index: FactIndex, lexicon: Lexicon) -> Lines:
    """Return the funding of a partnership, with what each line is called."""
    held = _HELD.setdefault(index, {})
    if scope not in held:
        by_table: dict[str, list[Money]] = {}
        for money in _by_scope(index).get(scope, ()):
            by_table.setdefault(money.table, []).append(money)
        tables = tuple(_table(ident, ms, index, lexicon) for ident, ms in by_table.items())
        held[scope] = Lines(scope, tables, {x.money.id: x for t in tables for x in t.lines})
    return held[scope]


def all_scopes(index: FactIndex) -> tuple[str, ...]:
    """Return the partnerships that any funding is held for."""
    return tuple(_by_scope(index))


def _by_scope(index: FactIndex) -> Mapping[str, tuple[Money, ...]]:
    if index not in _SCOPED:
        found: dict[str, list[Money]] = {}
        for money in index.knowledge.money:
            found.setdefault(money.scope, []).append(money)
        _SCOPED[index] = {scope: tuple(lines) for scope, lines in found.items()}
    return _SCOPED[index]


def _table(ident: str, held: Sequence[Money], index: FactIndex, lexicon: Lexicon) -> Table:
    total = next((m for m in held if m.is_total), None)
    rows = tuple(_line(m, index, lexicon, has_total=bool(total)) for m in held if not m.is_total)
    entity = index.knowledge.entities[ident]
    stems = frozenset(stem(w) for n in (entity.name, *entity.aliases) for w in plain_words(n))
    return Table(ident, _total(total, index, lexicon) if total else None, rows, stems)


def _line(money: Money, index: FactIndex, lexicon: Lexicon, *, has_total: bool) -> Line:
    entities, fact = index.knowledge.entities, index.knowledge.facts[money.fact]
    singled = [m for m in fact.mentions if m in entities and entities[m].kind in SINGLED_OUT]
    own = entities[money.id]
    names = {NAME: [own.name, *own.aliases], LABEL: [money.label] if money.label else [],
             PROJECT: [], WORDS: list(fact.words)}  # fmt: skip
    for other in singled:
        called = entities[other]
        part = LABEL if called.kind == "priority" else PROJECT
        names[part] += [called.name, *(called.aliases if called.kind == "project" else ())]
    # A table without a total is asked for as the whole of its rows.
    ids = {money.id, *money.places, *singled, *(() if has_total else (money.table,))}
    projects = [m for m in singled if entities[m].kind == "project"]
    mine = frozenset({money.id, *projects, *(() if has_total else (money.table,))})
    return Line(money, fact, frozenset(ids), mine, _says(names, lexicon), _pairs(names, lexicon))


def _total(money: Money, index: FactIndex, lexicon: Lexicon) -> Line:
    knowledge = index.knowledge
    own = knowledge.entities[money.id]
    about = knowledge.by_subject.get(money.id, ())
    names: dict[float, list[str]] = {NAME: [own.name, *own.aliases]}
    names[WORDS] = [w for f in about if f.field == "funding.lines" for w in f.words]
    names[PURPOSE] = [f.text for f in about if f.field in PURPOSES]
    fact = knowledge.facts[money.fact]
    pairs = _pairs({NAME: names[NAME]}, lexicon)
    mine = frozenset({money.id})
    return Line(money, fact, mine, mine, _says(names, lexicon), pairs)


def _says(names: Mapping[float, Iterable[str]], lexicon: Lexicon) -> Mapping[str, float]:
    says: dict[str, float] = {}
    for sure, texts in names.items():
        for text in texts:
            words = plain_words(text)
            # What a table is for is told in sentences: their words count, not their meanings.
            meanings = () if sure == PURPOSE else _meanings(words, lexicon)
            for key in (*map(stem, words), *meanings):
                says[key] = max(says.get(key, 0.0), sure)
    return says


def _meanings(words: Sequence[str], lexicon: Lexicon) -> Iterable[str]:
    """Yield the meanings of the expressions in a name, each as '#' and the concept.

    They are looked up as they are written: a stem would take 'abuse' for 'abuser'.
    """
    for i in range(len(words)):
        for size in range(1, min(LONGEST, len(words) - i) + 1):
            *run, last = words[i : i + size]
            for form in (last, last + "s", last.removesuffix("s")):
                for concept in lexicon.spelled.get((*run, form), ()):
                    held = lexicon.concepts[concept]
                    # A meaning that is a field of the records ('cost', 'support') is no name.
                    if not (held.fields or held.strict or held.light):
                        yield "#" + concept


def _pairs(
    names: Mapping[float, Sequence[str]], lexicon: Lexicon
) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    found = []
    for text in dict.fromkeys(t for texts in names.values() for t in texts):
        parts = [[stem(w) for w in plain_words(part)] for part in _JOINED.split(text.lower())]
        for left, right in pairwise(parts):
            if left and right:
                found.append((_edge(left, lexicon, last=True), _edge(right, lexicon, last=False)))
    return tuple(found)


def _edge(stems: Sequence[str], lexicon: Lexicon, *, last: bool) -> frozenset[str]:
    """Return the stem and the meanings at the end, or the begin, of part of a name."""
    runs = [stems[-n:] if last else stems[:n] for n in range(1, min(LONGEST, len(stems)) + 1)]
    keys = {runs[0][0]}
    for run in runs:
        keys |= {"#" + c for c in lexicon.expressions.get(tuple(run), ())}
    return frozenset(keys)
