"""Takes those who have left out of everything: records, references, prose, names and askings.

Prose that names them says their post instead. The records are changed as they are written, before
they are checked, so that nothing made of them holds the name: no answer, index or export.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cspbot.knowledge import records as r
from cspbot.knowledge.loader import Source
from cspbot.knowledge.problems import FieldPath
from cspbot.knowledge.shape import Entry, FieldShape, Model, entries, listed, shape

NOBODY = "a former post holder"
"""What prose says in the place of a name where no post is held."""
ADDRESS_GONE, NUMBER_GONE = "(address withdrawn)", "(number withdrawn)"

TITLES = (
    "Councillor", "Cllr", "Mr", "Mrs", "Ms", "Miss", "Mx", "Dr", "Prof", "Professor", "Rev",
    "Sir", "Dame", "Lord", "Lady", "Chief Inspector", "Detective", "Chief Superintendent",
    "Superintendent", "Supt", "Ch Supt", "Inspector", "Insp", "Sergeant", "Sgt", "PC", "Constable",
)  # fmt: skip
"""What may stand before a surname."""
ALSO_TITLES = frozenset(word.casefold() for title in TITLES for word in title.split())
"""Surnames that prose has as titles too: a constable need not be Sarah Constable."""
TRUE = frozenset({"true", "yes", "on", "1", "y", "t"})

NAME_LISTS = frozenset({"aliases", "words", "asked", "former_names"})
"""Lists of which an entry with the name goes, since nothing could stand in its place."""
KEPT = frozenset({"id", "fact", "document", "scope", "url", "website", "email", "phone"})
"""Values that are no prose."""
NAMING = (r.Person, r.Place, r.Body, r.Group, r.Partnership)
"""Records whose names may hold a surname that is not the person's own."""
_GONE = object()


@dataclass(frozen=True)
class _Leaver:
    """Someone who has left, and how they are named."""

    id: str
    names: tuple[str, ...]
    said: str
    """What prose says in their place."""
    scope: object = None
    """The partnership of their file: there, and in files of none, a bare surname means them."""
    post: str = ""
    title: str = ""
    numbers: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()

    @property
    def surname(self) -> str:
        return self.names[0].split()[-1]


@dataclass(frozen=True)
class _Naming:
    """How texts of one file name the people who have left it."""

    leaver: _Leaver
    spelt: re.Pattern[str]
    mentioned: re.Pattern[str]
    """The same in any case, for lists of names and askings."""

    def cleared(self, text: str) -> str:
        """Return a text that does not name the person."""
        leaver = self.leaver
        text = re.sub(r"[\w.+-]+@[\w.-]*\w", self._address, text)
        for number in leaver.numbers:
            figures = r"\b" + r"[\s().-]*".join(number) + r"\b"
            text = re.sub(rf"\s\({figures}\)", "", text)
            text = re.sub(figures, NUMBER_GONE, text)
        return self.spelt.sub(self._replacement, text)

    def _address(self, found: re.Match[str]) -> str:
        address = found[0].casefold()
        is_theirs = address in self.leaver.addresses or self.leaver.surname.casefold() in address
        return ADDRESS_GONE if is_theirs else found[0]

    def _replacement(self, found: re.Match[str]) -> str:
        before = found.string[: found.start()].rstrip(" ")
        if not before or before[-1] in ".!?\n•":
            return self.leaver.said[0].upper() + self.leaver.said[1:]
        return self.leaver.said


def without_those_who_left(sources: Sequence[Source]) -> tuple[Source, ...]:
    """Return the files without the people whose record says `left: true`.

    Without such people it returns the very sources.
    """
    people = [(source, entry) for source in sources for entry in _people(source)]
    gone = [(source, entry) for source, entry in people if _has_left(entry)]
    if not gone:
        return tuple(sources)
    kept = [(source, entry) for source, entry in people if not _has_left(entry)]
    shared = {number for _, entry in kept for number in _numbers(entry)}
    leavers = [_leaver(source, entry, shared) for source, entry in gone]
    taken = _taken_words(sources, {leaver.id for leaver in leavers})
    return tuple(
        _Clearing(source, leavers, _namings(source, leavers, kept, taken)).cleared()
        for source in sources
    )


def _people(source: Source) -> Iterator[Entry]:
    held = source.data.get("people") if isinstance(source.data, dict) else None
    for number, item in enumerate(held if isinstance(held, list) else ()):
        if isinstance(item, dict):
            yield Entry(r.Person, item, ("people", number))


def _has_left(entry: Entry) -> bool:
    left = entry.value("left")[0]
    return isinstance(left, str) and left.casefold() in TRUE and bool(entry.texts("name"))


def _leaver(source: Source, entry: Entry, shared: Iterable[str]) -> _Leaver:
    def told(name: str) -> str:
        written = entry.data.get(name)
        audience = written.get("audience") if isinstance(written, dict) else None
        return (
            "" if audience not in (None, "public") else " ".join(t for t, _ in entry.texts(name))
        )

    names = [text for part in ("name", "aliases") for text, _ in entry.texts(part) if text.strip()]
    post = told("post")
    said = post if re.match("(?i)(the|an?) ", post) else f"the {post}" if post else NOBODY
    return _Leaver(
        str(entry.data.get("id")), tuple(names), said, _scope(source), post, told("title"),
        frozenset(_numbers(entry)) - frozenset(shared),
        frozenset(text.casefold() for text, _ in entry.texts("email")),
    )  # fmt: skip


def _numbers(entry: Entry) -> Iterator[str]:
    for text, _ in entry.texts("phone"):
        digits = re.sub(r"\D", "", text)
        if len(digits) >= 5:  # a short extension stands in other numbers by chance
            yield digits


def _taken_words(sources: Sequence[Source], gone: frozenset[str] | set[str]) -> frozenset[str]:
    """Return the words of all names that are not of those who have left."""
    return frozenset(
        word.casefold()
        for source in sources
        for entry in entries(r.File, source.data)
        if entry.model in NAMING and entry.data.get("id") not in gone
        for part in ("name", "aliases", "short", "brand", "legal_name")
        if part in shape(entry.model)
        for text, _ in entry.texts(part)
        for word in re.findall(r"[\w'’-]+", text)
    )


def _namings(
    source: Source, leavers: Sequence[_Leaver], kept: Sequence[tuple[Source, Entry]],
    taken: frozenset[str],
) -> list[_Naming]:  # fmt: skip
    """Return how a file names each of them; where it has a namesake who stays, not at all."""
    scope = _scope(source)
    here = [
        text.casefold() for other, entry in kept if _scope(other) == scope
        for text, _ in entry.texts("name")
    ]  # fmt: skip
    found = []
    for leaver in leavers:
        if leaver.names[0].casefold() in here:
            continue
        surname = leaver.surname.casefold()
        is_alone = not any(name.split()[-1:] == [surname] for name in here)
        bare = scope in (leaver.scope, None) and surname not in taken | ALSO_TITLES
        spelt = _pattern(leaver, with_title=is_alone, bare=bare)
        found.append(_Naming(leaver, re.compile(spelt), re.compile(spelt, re.IGNORECASE)))
    return found


def _scope(source: Source) -> object:
    return source.data.get("scope") if isinstance(source.data, dict) else None


def _pattern(leaver: _Leaver, *, with_title: bool, bare: bool) -> str:
    """Return a pattern for every way in which a person is named in prose."""
    surname = re.escape(leaver.surname)
    titles = "|".join(re.escape(t) for t in (leaver.title, *TITLES) if t)
    title = rf"(?:(?:{titles})\b\.?\s+)"
    full = "|".join(_spelt(name) for name in leaver.names if len(name.split()) > 1)
    forms = [f"(?i:{full})"] if full else []
    first = leaver.names[0].split()[0]
    if len(leaver.names[0].split()) > 1:
        forms.append(rf"{re.escape(first[0])}\.?\s?(?:[A-Z]\.?\s?)?{surname}")
    ways = [rf"{title}*(?:{'|'.join(forms)})"] if forms else []
    ways += [f"{title}+{surname}"] if with_title else []
    ways += [surname] if bare else []
    post = re.escape(leaver.post)
    before = rf"(?:[Tt]he\s+)?(?:{post},?\s+)?" if post else r"(?:[Tt]he\s+)?"
    comma = r"(?:,(?!\s+(?:the|an?|who\w*|which)\b))?"  # the second of a pair around the post
    said = rf"\s*\((?:the\s+)?{post}[^)]*\)|,\s+(?:the\s+)?{post}\b{comma}"
    after = f"(?:{said})?" if post else ""
    return rf"(?<![\w@.-])(?:{before}(?:{'|'.join(ways)}))(?![\w@])(?:{after})"


def _spelt(name: str) -> str:
    """Return a pattern for a name, with any middle initial."""
    first, *others = map(re.escape, name.split())
    return r"\s+".join([first, *others[:-1], rf"(?:\w\.?\s+)?{others[-1]}"])


@dataclass
class _Clearing:
    """One file that is being rebuilt without them."""

    source: Source
    leavers: Sequence[_Leaver]
    namings: Sequence[_Naming]
    origins: dict[FieldPath, tuple[Source, FieldPath]] = field(default_factory=dict)

    def cleared(self) -> Source:
        data = self._value(r.File, None, self.source.data, (), ())
        if data == self.source.data:
            return self.source
        return replace(self.source, data=data, origins=self.origins)

    @property
    def _ids(self) -> frozenset[str]:
        return frozenset(leaver.id for leaver in self.leavers)

    def _value(
        self, model: Model | None, held: FieldShape | None, value: object, old: FieldPath,
        new: FieldPath,
    ) -> object:  # fmt: skip
        """Return a value without them, or _GONE; notes where what has moved is written."""
        if old in self.source.origins or old != new:
            self.origins[new] = self.source.origin(old)
        if isinstance(value, str):
            return self._text(held, value)
        if isinstance(value, list):
            made: list[object] = []
            for number, item in enumerate(value):
                kept = self._value(model, held, item, (*old, number), (*new, len(made)))
                if kept is not _GONE:
                    made.append(kept)
            return made if made or not value or held is None or not held.required else _GONE
        if not isinstance(value, dict):
            return value
        if held is not None and "value" in value:
            inner = self._value(model, held, value["value"], (*old, "value"), (*new, "value"))
            if inner is _GONE:
                return _GONE
            rest = self._mapping(
                r.Detail, {k: v for k, v in value.items() if k != "value"}, old, new
            )
            return {"value": inner, **rest} if isinstance(rest, dict) else _GONE
        return self._mapping(model, value, old, new)

    def _mapping(
        self, model: Model | None, value: Mapping[str, object], old: FieldPath, new: FieldPath
    ) -> object:
        if model is None:
            return dict(value)
        if model is r.Person and value.get("id") in self._ids:
            return _GONE
        fact = value.get("fact")
        if model is r.Asking and isinstance(fact, str) and fact.split(".")[0] in self._ids:
            return _GONE
        made: dict[str, object] = {}
        for name, inner in value.items():
            held = shape(model).get(name)
            if name in KEPT or held is None:
                made[name] = inner
                continue
            kept = self._value(held.model, held, inner, (*old, name), (*new, name))
            if name in NAME_LISTS:
                kept = self._unnamed(inner)
            if kept is not _GONE:
                made[name] = kept
            elif held.required:
                return _GONE
        return made

    def _text(self, held: FieldShape | None, text: str) -> object:
        if held is not None and held.refers is not None:
            return _GONE if text in self._ids else text
        for naming in self.namings:
            text = naming.cleared(text)
        return text

    def _unnamed(self, value: object) -> object:
        """Return a list of names without the entries that hold one of theirs."""
        plain = value["value"] if isinstance(value, dict) and "value" in value else value
        kept = [
            item
            for item, _ in listed(plain, ())
            if not (isinstance(item, str) and any(n.mentioned.search(item) for n in self.namings))
        ]
        return {**value, "value": kept} if isinstance(value, dict) else kept
