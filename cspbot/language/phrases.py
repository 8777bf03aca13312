"""Finds phrases in a message, as editors write them: `(log|report) [a] {crime} .. tonight`.

Words are compared by their stems. `(a|b)` is one of these, `[a]` may be left out, `{name}` is one
of a list of words, `{word}` any word, `{number}` any figure, `..` up to three words, `...` any
number of them, `^` and `$` the begin and the end, `<person>` a token that the caller put there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from cspbot.language.words import plain_words, stem

GAP = 3
"""Words that '..' may skip: room for 'has just been', too little for another statement."""

_PIECE = re.compile(r"\{\w+\}|<\w+>|\.{2,3}|[\[\]()|^$]|[^\s\[\](){}|^$<>]+")


@dataclass(frozen=True, slots=True)
class Tokens:
    """A message, or a part of one, as phrases are compared with it."""

    texts: tuple[str, ...]
    begin: int
    """Up to here the tokens are idle words: '^' fits at any place until then."""
    end: int
    """From here on they are: '$' fits."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase that was found."""

    owner: str
    """What the phrase was put into the book for."""
    start: int
    end: int


class _Node(Protocol):
    """A piece of a phrase."""

    @property
    def firsts(self) -> frozenset[str] | None:
        """The tokens that it can begin with; None where that is any."""

    @property
    def is_optional(self) -> bool:
        """Whether it fits where there is nothing."""

    def ends(self, tokens: Tokens, at: int) -> Iterator[int]:
        """Yield every place at which the piece, begun at `at`, can end."""


@dataclass(frozen=True, slots=True)
class _Run:
    """One of several runs of plain words."""

    runs: frozenset[tuple[str, ...]]
    lengths: tuple[int, ...]
    firsts: frozenset[str]
    is_optional: bool = False

    def ends(self, tokens: Tokens, at: int) -> Iterator[int]:
        for length in self.lengths:
            if tokens.texts[at : at + length] in self.runs:
                yield at + length


@dataclass(frozen=True, slots=True)
class _Any:
    """A run of any words, `least` to `most`; figures only if `number`."""

    least: int
    most: int
    number: bool = False
    firsts: None = None

    @property
    def is_optional(self) -> bool:
        return self.least == 0

    def ends(self, tokens: Tokens, at: int) -> Iterator[int]:
        if self.number:
            if at < len(tokens.texts) and tokens.texts[at][0].isdigit():
                yield at + 1
            return
        yield from range(at + self.least, min(at + self.most, len(tokens.texts)) + 1)


@dataclass(frozen=True, slots=True)
class _Edge:
    """The begin or the end of the message."""

    at_end: bool
    firsts: frozenset[str] = frozenset()
    is_optional: bool = True

    def ends(self, tokens: Tokens, at: int) -> Iterator[int]:
        if at >= tokens.end if self.at_end else at <= tokens.begin:
            yield at


@dataclass(frozen=True, slots=True)
class _Either:
    """One of several pieces; with `or_none`, or nothing."""

    options: tuple[_Node, ...]
    firsts: frozenset[str] | None
    or_none: bool

    @property
    def is_optional(self) -> bool:
        return self.or_none or any(option.is_optional for option in self.options)

    def ends(self, tokens: Tokens, at: int) -> Iterator[int]:
        for option in self.options:
            yield from option.ends(tokens, at)
        if self.or_none:
            yield at


@dataclass(frozen=True, slots=True)
class _Chain:
    """Pieces one after the other."""

    items: tuple[_Node, ...]
    firsts: frozenset[str] | None
    is_optional: bool

    def ends(self, tokens: Tokens, at: int, item: int = 0) -> Iterator[int]:
        if item == len(self.items):
            yield at
            return
        for middle in self.items[item].ends(tokens, at):
            yield from self.ends(tokens, middle, item + 1)


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase of the book."""

    owner: str
    node: _Node
    needs: tuple[frozenset[str], ...]
    """Of each of these sets it has a token: most phrases are ruled out by what is not said."""

    def may_be_in(self, said: frozenset[str]) -> bool:
        """Tell whether a message of these tokens has all that the phrase cannot do without."""
        return not any(map(said.isdisjoint, self.needs))


@dataclass
class PhraseBook:
    """Phrases by what each was put in for, ready to be found all at once."""

    lists: Mapping[str, Sequence[str]]
    """The word lists that phrases name; their entries may be phrases themselves."""
    short_forms: Mapping[str, str]
    """'im' to 'i am'."""
    vocabulary: set[str] = field(default_factory=set)
    """Every plain word of the phrases."""
    _words: dict[str, _Node] = field(default_factory=dict)
    _compiled: dict[str, _Node] = field(default_factory=dict)
    _first: dict[str, list[_Phrase]] = field(default_factory=dict)
    _anywhere: list[_Phrase] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._short = {
            short: tuple(map(stem, plain_words(long))) for short, long in self.short_forms.items()
        }

    def add(self, owner: str, phrase: str) -> None:
        """Put one phrase in.

        Raises:
            ValueError: a bracket is not closed, or there is no such list; the text names it.
        """
        node = self._phrase(phrase)
        put_in = _Phrase(owner, node, _needs(node))
        if node.firsts is None:
            self._anywhere.append(put_in)
        for first in node.firsts or ():
            self._first.setdefault(first, []).append(put_in)

    def find(self, tokens: Tokens) -> list[Hit]:
        """Return every phrase found, each with its longest extent from each place."""
        hits = []
        said = frozenset(tokens.texts)
        anywhere = [phrase for phrase in self._anywhere if phrase.may_be_in(said)]
        for at, text in enumerate(tokens.texts):
            begun = [phrase for phrase in self._first.get(text, ()) if phrase.may_be_in(said)]
            for phrase in (*begun, *anywhere):
                end = max(phrase.node.ends(tokens, at), default=-1)
                if end > at:
                    hits.append(Hit(phrase.owner, at, end))
        return hits

    def stems(self, word: str) -> tuple[str, ...]:
        """Return the stem of a word, or those of what it is short for."""
        return self._short.get(word) or (stem(word),)

    def _phrase(self, phrase: str) -> _Node:
        pieces = _PIECE.findall(phrase)
        node, rest = self._either(pieces, 0)
        if rest != len(pieces):
            raise ValueError(f"'{phrase}': '{pieces[rest]}' without its other half")
        return node

    def _either(self, pieces: Sequence[str], at: int) -> tuple[_Node, int]:
        options = []
        while True:
            option, at = self._chain(pieces, at)
            options.append(option)
            if at == len(pieces) or pieces[at] != "|":
                return _one_of(options), at
            at += 1

    def _chain(self, pieces: Sequence[str], at: int) -> tuple[_Node, int]:
        items: list[_Node] = []
        while at < len(pieces) and pieces[at] not in ")]|":
            if pieces[at] in "([":
                close = ")" if pieces[at] == "(" else "]"
                inner, end = self._either(pieces, at + 1)
                if end == len(pieces) or pieces[end] != close:
                    raise ValueError(f"'{' '.join(pieces)}': '{pieces[at]}' is not closed")
                items.append(inner if close == ")" else _one_of([inner], or_none=True))
                at = end + 1
            else:
                items.append(self._piece(pieces[at]))
                at += 1
        return _joined(items), at

    def _piece(self, piece: str) -> _Node:
        match piece:
            case "..":
                return _Any(0, GAP)
            case "...":
                return _Any(0, 1_000)
            case "^" | "$":
                return _Edge(at_end=piece == "$")
            case "{word}":
                return _Any(1, 1)
            case "{number}":
                return _Any(1, 1, number=True)
            case _:
                pass
        if piece[0] == "{":
            return self._list(piece[1:-1])
        if piece[0] == "<":
            return _runs([(piece,)])
        if piece not in self._words:
            words = [piece] if piece.isalpha() else plain_words(piece)
            self.vocabulary.update(words)
            stems = tuple(s for w in words for s in self.stems(w))
            self._words[piece] = _runs([stems])
        return self._words[piece]

    def _list(self, name: str) -> _Node:
        if name not in self._compiled:
            if name not in self.lists:
                raise ValueError(f"no list '{name}' (there are {', '.join(sorted(self.lists))})")
            self._compiled[name] = _one_of([self._phrase(entry) for entry in self.lists[name]])
        return self._compiled[name]


def _needs(node: _Node) -> tuple[frozenset[str], ...]:
    """Return for each piece that cannot be left out the tokens that it can begin with."""
    items = node.items if isinstance(node, _Chain) else (node,)
    return tuple(i.firsts for i in items if i.firsts is not None and not i.is_optional)


def _runs(runs: Sequence[tuple[str, ...]]) -> _Run:
    lengths = tuple(sorted({len(r) for r in runs}, reverse=True))
    return _Run(frozenset(runs), lengths, frozenset(r[0] for r in runs))


def _one_of(options: Sequence[_Node], *, or_none: bool = False) -> _Node:
    """Join options, all plain runs of words into one that is looked up and not tried in turn."""
    plain = [run for o in options if isinstance(o, _Run) for run in o.runs]
    merged: list[_Node] = [o for o in options if not isinstance(o, _Run)]
    if plain:
        merged.append(_runs(plain))
    if len(merged) == 1 and not or_none:
        return merged[0]
    return _Either(tuple(merged), _union(merged), or_none)


def _joined(items: Sequence[_Node]) -> _Node:
    """Join pieces that follow each other; single plain words become one run."""
    joined: list[_Node] = []
    for item in items:
        last = joined[-1] if joined else None
        if (
            isinstance(item, _Run) and isinstance(last, _Run)
            and len(item.runs) == len(last.runs) == 1
        ):  # fmt: skip
            joined[-1] = _runs([(*next(iter(last.runs)), *next(iter(item.runs)))])
        else:
            joined.append(item)
    if len(joined) == 1:
        return joined[0]
    needed = next((i for i, item in enumerate(joined) if not item.is_optional), len(joined) - 1)
    return _Chain(
        tuple(joined), _union(joined[: needed + 1]), all(item.is_optional for item in joined)
    )


def _union(nodes: Sequence[_Node]) -> frozenset[str] | None:
    found: set[str] = set()
    for node in nodes:
        if node.firsts is None:
            return None
        found |= node.firsts
    return frozenset(found)
