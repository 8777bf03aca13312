"""Finds which of some members a text names: 'Corby, police and fire'."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cspbot.knowledge.facts import Entity

_COMMON = frozenset(
    {
        "the", "of", "and", "for", "a", "an", "in", "council", "town", "city", "county",
        "district", "borough", "parish", "partnership", "authority", "service", "services",
        "board", "chief", "executive", "chairman", "chair", "leader",
    }
)  # fmt: skip
"""Words that are in many names and tell no member from another."""


@dataclass(frozen=True, slots=True)
class Named:
    """Who is named, and which words may mean several."""

    found: tuple[str, ...]
    unclear: tuple[str, ...] = ()


def named_in(text: str, names: Mapping[str, Sequence[str]]) -> Named:
    """Return those of whom a text has a word that is theirs.

    A word that several have counts for the one of whose name it is the larger part: 'police' is
    the force and not the police and crime commissioner.

    Args:
        text: what was typed, in lower case.
        names: the names of each, by id.
    """
    whole = _by_whole_name(text, names)
    own = {ident: _words(" ".join(called)) - _COMMON for ident, called in names.items()}
    found, unclear = dict.fromkeys(whole), dict[str, None]()
    said = list(_ordered(text))
    for word in said:
        having = [ident for ident, words in own.items() if word in words]
        if not having:
            continue
        shares = {ident: 1 / min(_sizes(names[ident], word)) for ident in having}
        best = [ident for ident in having if shares[ident] == max(shares.values())]
        if len(best) == 1:
            found[best[0]] = None
        elif not any(set(said) & (own[b] - own[best[0]]) for b in best[1:]):
            unclear[word] = None
    return Named(tuple(found), tuple(w for w in unclear if not _is_part(w, found, own)))


def names_of(entities: Iterable[Entity]) -> dict[str, list[str]]:
    """Return the names by which each entity is called, the kind of body that it is among them."""
    return {e.id: [e.name, e.label, *e.aliases, e.type] for e in entities}


def _by_whole_name(text: str, names: Mapping[str, Sequence[str]]) -> list[str]:
    """Return those of whom a name of two words or more is said, if it is theirs alone."""
    said = " ".join(_ordered(text))
    bearers: dict[str, set[str]] = {}
    for ident, called in names.items():
        for name in called:
            words = " ".join(_ordered(name))
            if " " in words:
                bearers.setdefault(words, set()).add(ident)
    return [
        next(iter(having)) for name, having in bearers.items()
        if len(having) == 1 and f" {name} " in f" {said} "
    ]  # fmt: skip


def _sizes(called: Sequence[str], word: str) -> list[int]:
    return [len(_words(name)) for name in called if word in _words(name)]


def _is_part(word: str, found: Iterable[str], own: Mapping[str, frozenset[str]]) -> bool:
    """Tell whether a word belongs to one who was found by another word."""
    return any(word in own[ident] for ident in found)


def _words(text: str) -> frozenset[str]:
    return frozenset(_ordered(text))


def _ordered(text: str) -> Iterable[str]:
    return (w.removesuffix("'s") for w in re.findall(r"[a-z][a-z']+", text.lower()))
