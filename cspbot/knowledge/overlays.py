"""Lays amendments and restricted files over the files that they add to.

A record there with the kind and id of one that is held already is merged into it, field by field,
before anything is validated; what is new joins the file on its partnership. Each value keeps the
place where it is written, so that problems are told there. Two amendments that set one field to
different values are a problem and never decided by which comes last, unless the document of one
supersedes that of the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeGuard

from cspbot.knowledge import records as r
from cspbot.knowledge.flatten import UNSPOKEN
from cspbot.knowledge.leaving import without_those_who_left
from cspbot.knowledge.loader import AMENDMENTS, RESTRICTED, Source
from cspbot.knowledge.problems import FieldPath, Problem, did_you_mean
from cspbot.knowledge.shape import FieldShape, Model, kinds, listed, shape

Data = Mapping[str, object]
Key = tuple[str, tuple[str, ...]]
"""A list of a file, and what sets a record apart from the others in it."""

IDENTITY: Mapping[Model, tuple[str, ...]] = {r.Membership: ("body", "of", "capacity")}
"""What sets records apart that have no id."""
CITATION = frozenset(shape(r.Detail))
"""What an amendment says of its source; it holds for the fields that it gives."""
UNCITED = UNSPOKEN - {"roles", "approvals", "became", "lines", "sections"}
"""Fields that make no fact, so that no source is asked for."""
KEPT_WITH: Mapping[str, str] = {"memberships": "of", "priorities": "partnership"}
"""Lists that are said together, by the field that tells what belongs together."""
DEFAULT_AUDIENCE = "officer"
"""Who may see what stands under restricted/ where a file does not say."""


@dataclass(frozen=True)
class Replaced:
    """A plain value of a record that an amendment has changed or removed."""

    record: str
    field: str
    kind: str
    old: str
    source: Source
    path: FieldPath
    """Where the amendment is written."""


@dataclass(frozen=True)
class Overlaid:
    """The files of a folder, with what changes them merged in."""

    sources: tuple[Source, ...]
    problems: tuple[Problem, ...] = ()
    replaced: tuple[Replaced, ...] = ()


def overlaid(sources: Sequence[Source]) -> Overlaid:
    """Merge amendments and restricted files into the files that they add to.

    A pure function of the parsed files. Their order does not matter; without such files it
    returns the very sources; what it returns, laid over once more, is the same.
    """
    merged: Sequence[Source] = [s for s in sources if not (s.is_amendment or s.is_restricted)]
    restricted = [s for s in sources if s.is_restricted and not s.is_amendment]
    problems, replaced = list[Problem](), list[Replaced]()
    for layer in (restricted, [s for s in sources if s.is_amendment]):
        if layer:
            merging = _Merging(merged, layer)
            merged = merging.merged()
            problems += merging.problems
            replaced += merging.replaced
    return Overlaid(without_those_who_left(merged), tuple(problems), tuple(replaced))


@dataclass(frozen=True, eq=False)
class _Claim:
    """What a file says of a record."""

    source: Source
    path: FieldPath
    record: Data

    @property
    def place(self) -> str:
        return self.source.place(self.path)


@dataclass(frozen=True, eq=False)
class _Setting:
    """That a claim sets a field to a value; None removes it."""

    claim: _Claim
    path: FieldPath
    value: object
    """As it is written, in the long form where it has a citation of its own."""
    moved: Mapping[FieldPath, FieldPath] = field(default_factory=dict)
    """Parts of the value that are written elsewhere in the claim."""

    @property
    def plain(self) -> object:
        value = self.value["value"] if _is_long(self.value) else self.value
        return value[0] if isinstance(value, list) and len(value) == 1 else value

    @property
    def document(self) -> str:
        """The document that the value rests on."""
        for holder in (self.value, self.claim.record):
            places = listed(holder.get("at"), ()) if isinstance(holder, dict) else []
            named = [p.rpartition("#")[0] for p, _ in places if isinstance(p, str)]
            if any(named):
                return next(filter(None, named))
        data = self.claim.source.data
        return str(data.get("document", "")) if isinstance(data, dict) else ""


@dataclass
class _Made:
    """A record that is being merged, with the places of its parts that are written elsewhere."""

    data: dict[str, object]
    origins: dict[FieldPath, tuple[Source, FieldPath]]


class _Target:
    """A file that records are merged into; its data is copied, never changed."""

    def __init__(self, source: Source, *, is_emptied: bool = False) -> None:
        self.source = source
        data = source.data if isinstance(source.data, dict) else {}
        lists = _lists()
        self.data: dict[str, object] = {
            k: list(v) if isinstance(v, list) else v
            for k, v in data.items()
            if not (is_emptied and k in lists and isinstance(v, list))
        }
        self.origins: dict[FieldPath, tuple[Source, FieldPath]] = dict(source.origins)
        self.is_changed = is_emptied

    def add(self, name: str, item: object, place: tuple[Source, FieldPath]) -> FieldPath:
        """Put something at the end of a list; returns its path."""
        items = self.data.setdefault(name, [])
        assert isinstance(items, list)  # noqa: S101 - narrowing: records are put into lists only
        path = (name, len(items))
        items.append(item)
        self.origins[path] = place
        self.is_changed = True
        return path

    def change(self, path: FieldPath, made: _Made) -> None:
        """Put a merged record in the place of the one at a path."""
        name, number = path
        items = self.data[str(name)]
        assert isinstance(items, list)  # noqa: S101 - narrowing
        assert isinstance(number, int)  # noqa: S101 - narrowing
        items[number] = made.data
        fresh = {(*path, *inner): place for inner, place in made.origins.items()}
        self.origins = {
            old: place
            for old, place in self.origins.items()
            if not any(old[: len(new)] == new for new in fresh)
        } | fresh
        self.is_changed = True

    def finished(self) -> Source:
        if not self.is_changed:
            return self.source
        return replace(self.source, data=self.data, origins=self.origins)


class _Merging:
    def __init__(self, bases: Sequence[Source], overlays: Sequence[Source]) -> None:
        self.bases = [_Target(source) for source in bases]
        self.overlays = sorted(overlays, key=lambda source: (source.inside, source.name))
        self.left_over = {s: _Target(s, is_emptied=True) for s in self.overlays}
        self.complete = not any(s.problems for s in (*bases, *overlays))
        self.held = self._held()
        self.homes = self._homes()
        self.supersedes = _supersedes([*bases, *overlays])
        self.problems: list[Problem] = []
        self.replaced: list[Replaced] = []

    def merged(self) -> tuple[Source, ...]:
        by_key: dict[Key, list[_Claim]] = {}
        for source in self.overlays:
            for name, path, item in _items(source):
                if not isinstance(item, dict):  # no record; left where it is for the check to tell
                    self.left_over[source].add(name, item, source.origin(path))
                    continue
                claim = _claim(source, name, path, item)
                key = _identity(name, _lists()[name], item)
                if key:
                    by_key.setdefault(key, []).append(claim)
                else:  # a point: nothing to merge it with
                    self._add(name, claim, _Made(dict(claim.record), {}))
        for (name, identity), claims in by_key.items():
            self._take((name, identity), claims)
        targets = [*self.bases, *self.left_over.values()]
        return tuple(target.finished() for target in targets)

    def _take(self, key: Key, claims: Sequence[_Claim]) -> None:
        """Merge what is said of one record into it, or add it where it is new."""
        name, model = key[0], _lists()[key[0]]
        found = self.held.get(key)
        if found is None:
            first = next((c for c in claims if _is_whole(model, c)), claims[0])
            if not self._can_stand(model, first, key):
                return
            made = _Made(dict(first.record), {})
            if len(claims) > 1:
                made = self._folded(model, first, claims, is_new=True)
            self._add(name, first, made)
            return
        target, number = found
        items = target.data[name]
        assert isinstance(items, list)  # noqa: S101 - narrowing, see _held
        base = _Claim(target.source, (name, number), items[number])
        made = self._folded(model, base, claims)
        target.change((name, number), made)

    def _can_stand(self, model: Model, claim: _Claim, key: Key) -> bool:
        """Tell whether a record that nothing is held of goes in; say what it lacks for that."""
        if _is_whole(model, claim):
            return True
        if not self.complete:
            return False  # what it adds to may be in the file that cannot be read
        if len(key[1]) == 1:
            known = [identity[0] for name, identity in self.held if name == key[0]]
            kind = kinds().get(model, "record")
            hint = did_you_mean(key[1][0], known)
            message = f"no {kind} '{key[1][0]}' is held to amend{hint}"
            self.problems.append(claim.source.problem((*claim.path, "id"), message))
        return True

    def _add(self, name: str, claim: _Claim, made: _Made) -> None:
        """Put a new record into the file on its partnership, else leave it in its own."""
        target = self._home(name, claim) or self.left_over[claim.source]
        path = target.add(name, made.data, claim.source.origin(claim.path))
        target.change(path, made)

    def _home(self, name: str, claim: _Claim) -> _Target | None:
        group = claim.record.get(KEPT_WITH.get(name, ""))
        scope = claim.source.data.get("scope") if isinstance(claim.source.data, dict) else None
        for place in ((name, group), ("", scope)):
            if isinstance(place[1], str) and place in self.homes:
                return self.homes[place]
        return None

    def _homes(self) -> Mapping[tuple[str, object], _Target]:
        """Return the file of each partnership, and of each list that is said together."""
        found: dict[tuple[str, object], _Target] = {}
        for target in self.bases:
            for name, part in (("partnerships", "id"), *KEPT_WITH.items()):
                for record, _ in listed(target.data.get(name), ()):
                    if isinstance(record, dict) and isinstance(record.get(part), str):
                        key = ("" if part == "id" else name, record[part])
                        found.setdefault(key, target)
        return found

    def _held(self) -> Mapping[Key, tuple[_Target, int]]:
        found: dict[Key, tuple[_Target, int]] = {}
        for target in self.bases:
            for name, model in _lists().items():
                items = target.data.get(name)
                for number, record in enumerate(items if isinstance(items, list) else ()):
                    key = _identity(name, model, record)
                    if key:
                        found.setdefault(key, (target, number))
        return found

    # One record ------------------------------------------------------------------------------

    def _folded(
        self, model: Model, base: _Claim, claims: Sequence[_Claim], *, is_new: bool = False
    ) -> _Made:
        """Lay claims over a record."""
        made = _Made(dict(base.record), {})
        settings: dict[str, list[_Setting]] = {}
        for claim in claims:
            for name, setting in _settings(model, claim, is_whole=is_new and claim is base):
                settings.setdefault(name, []).append(setting)
        for name, found in settings.items():
            shaped = shape(model).get(name)
            if shaped and shaped.model and "id" in shape(shaped.model):
                self._fold_list(made, shaped, name, base, [s for s in found if s.value])
                found = [s for s in found if s.value is None]
            if found:
                self._set(made, model, name, base, found, is_new=is_new)
        return made

    def _set(
        self, made: _Made, model: Model, name: str, base: _Claim, found: Sequence[_Setting], *,
        is_new: bool,
    ) -> None:  # fmt: skip
        chosen = self._chosen(found)
        old = base.record.get(name)
        claim = chosen.claim
        if not is_new and old is not None and self._changes_what_is_public(base, name, chosen):
            return
        if not is_new and self._makes_public(base, name, chosen):
            return
        needs_source = name in shape(model) and name not in UNCITED | CITATION
        if needs_source and claim is not base and not _is_cited(chosen.value):
            message = "names no source: write 'at' with the document that told it"
            self.problems.append(claim.source.problem(chosen.path, message))
        if not is_new and old is not None and claim.source.is_amendment:
            plain = old["value"] if _is_long(old) else old
            kind = kinds().get(model, "")
            if isinstance(plain, str) and plain != chosen.plain and kind:
                ident = str(base.record.get("id", ""))
                self.replaced.append(Replaced(ident, name, kind, plain, claim.source, chosen.path))
        if chosen.value is None:
            made.data.pop(name, None)
        else:
            made.data[name] = chosen.value
        made.origins[(name,)] = claim.source.origin(chosen.path)
        for inner, there in chosen.moved.items():
            made.origins[(name, *inner)] = claim.source.origin(there)

    def _chosen(self, found: Sequence[_Setting]) -> _Setting:
        """Return the setting that holds; those that differ without an order are a problem."""
        documents = {setting.document for setting in found}
        older = {d for newer in documents for d in self.supersedes.get(newer, ()) if d != newer}
        both = {d for d in older if d in self.supersedes.get(d, ())}  # in a circle
        current = [s for s in found if s.document not in older or s.document in both] or [*found]
        first, *others = current
        for other in others:
            if other.plain != first.plain:
                here, there = first.claim.source, other.claim.source
                message = (
                    f"is set to {_shown(first.plain)} here and to {_shown(other.plain)} at "
                    f"{there.place(other.path)}: take one away, or write 'supersedes: "
                    f"{first.document}' on the document of the one that holds"
                )
                self.problems.append(here.problem(first.path, message))
        return current[-1]

    def _changes_what_is_public(self, base: _Claim, name: str, chosen: _Setting) -> bool:
        """Refuse a restricted value in the place of a public one: it would vanish from answers."""
        origin, _ = base.source.origin((*base.path, name))
        overlay = chosen.claim.source
        if not overlay.is_restricted or origin.is_restricted or overlay is origin:
            return False
        message = (
            f"is public at {base.source.place((*base.path, name))}: what is restricted can add to "
            "a record, and change nothing that is public"
        )
        self.problems.append(overlay.problem(chosen.path, message))
        return True

    def _makes_public(self, base: _Claim, name: str, chosen: _Setting) -> bool:
        """Refuse a public amendment of what is not: everyone would be shown the new value."""
        old, amendment = base.record.get(name), chosen.claim.source
        kept = old.get("audience") if _is_long(old) else None
        audience = kept or base.record.get("audience") or "public"
        if not amendment.is_amendment or amendment.is_restricted or audience == "public":
            return False
        message = (
            f"is for {audience}s: put this file under {RESTRICTED}/{AMENDMENTS}/, with 'audience: "
            f"{audience}' below its document"
        )
        self.problems.append(amendment.problem(chosen.path, message))
        return True

    def _fold_list(
        self, made: _Made, shaped: FieldShape, name: str, base: _Claim, found: Sequence[_Setting]
    ) -> None:
        """Merge a list of records that have ids: lines of a table, sections of an Act."""
        assert shaped.model is not None  # noqa: S101 - narrowing, see _folded
        current = base.record.get(name)
        items = [*current] if isinstance(current, list) else []
        numbers = {i.get("id"): n for n, i in enumerate(items) if isinstance(i, dict)}
        claims: dict[object, list[_Claim]] = {}
        for setting in found:
            value, written = setting.value, setting.path
            if _is_long(value):
                value, written = value["value"], (*written, "value")
            for item, path in listed(value, written):
                ident = item.get("id") if isinstance(item, dict) else None
                claim = _Claim(setting.claim.source, path, item if isinstance(item, dict) else {})
                if setting.claim is not base:
                    claims.setdefault(ident, []).append(claim)
        for ident, said in claims.items():
            number = numbers.get(ident, -1) if ident else -1
            is_new = number < 0
            if is_new:
                number = len(items)
                items.append(dict(said[0].record))
            whole = _Claim(base.source, (*base.path, name, number), items[number])
            inner = self._folded(shaped.model, said[0] if is_new else whole, said, is_new=is_new)
            items[number] = inner.data
            if is_new:
                made.origins[(name, number)] = said[0].source.origin(said[0].path)
            made.origins |= {(name, number, *p): o for p, o in inner.origins.items()}
        made.data[name] = items


def _lists() -> Mapping[str, Model]:
    """Return the lists of records that a file may hold, by name."""
    return {name: held.model for name, held in shape(r.File).items() if held.model}


def _identity(name: str, model: Model, record: object) -> Key | None:
    """Return what a record is known by; None where it has nothing of the kind."""
    if not isinstance(record, dict):
        return None
    fields = ("id",) if "id" in shape(model) else IDENTITY.get(model, ())
    values = tuple(v for v in (record.get(f) for f in fields) if isinstance(v, str))
    return (name, values) if fields and len(values) == len(fields) else None


def _items(source: Source) -> Iterator[tuple[str, FieldPath, object]]:
    """Yield everything in the lists of a file, with its list and path."""
    data = source.data if isinstance(source.data, dict) else {}
    for name in _lists():
        items = data.get(name)
        for number, item in enumerate(items if isinstance(items, list) else ()):
            yield name, (name, number), item


def _claim(source: Source, name: str, path: FieldPath, item: Data) -> _Claim:
    """Return what a file says of a record, with its places and audience written out."""
    model, data = _lists()[name], source.data if isinstance(source.data, dict) else {}
    document = data.get("document")
    record = _qualified(model, item, document if isinstance(document, str) else "")
    assert isinstance(record, dict)  # noqa: S101 - a mapping stays one
    if source.is_restricted and issubclass(model, r.Cited) and _says_more(model, record):
        record = {"audience": data.get("audience") or DEFAULT_AUDIENCE, **record}
    return _Claim(source, path, record)


def _is_whole(model: Model, claim: _Claim) -> bool:
    """Tell whether a claim could be a record by itself."""
    return all(name in claim.record for name, held in shape(model).items() if held.required)


def _says_more(model: Model, record: Data) -> bool:
    """Tell whether a record holds more than how it is cited."""
    return bool(set(record) - CITATION - {"id", *IDENTITY.get(model, ())})


def _qualified(model: Model | None, value: object, document: str) -> object:
    """Write the places that facts rest on with their document, so that they hold in any file."""
    if model is None:
        return value
    if isinstance(value, list):
        return [_qualified(model, item, document) for item in value]
    if not isinstance(value, dict):
        return value
    made: dict[str, object] = {}
    for name, inner in value.items():
        held = shape(model).get(name)
        if name == "at" and issubclass(model, (r.Cited, r.Detail)):
            made[name] = [
                f"{document}#{place}" if isinstance(place, str) and "#" not in place else place
                for place, _ in listed(inner, ())
            ]
        elif _is_long(inner) and issubclass(model, r.Cited):
            rest = {k: v for k, v in inner.items() if k != "value"}
            long = _qualified(r.Detail, rest, document)
            plain = _qualified(held.model if held else None, inner["value"], document)
            made[name] = {"value": plain, **(long if isinstance(long, dict) else {})}
        else:
            made[name] = _qualified(held.model if held else None, inner, document)
    return made


def _settings(model: Model, claim: _Claim, *, is_whole: bool) -> Iterator[tuple[str, _Setting]]:
    """Yield the fields that a claim sets, each with the citation of the claim."""
    own = {k: v for k, v in claim.record.items() if k in CITATION}
    skipped = {"id", "remove", *IDENTITY.get(model, ())}
    fields = {k: v for k, v in claim.record.items() if k not in CITATION and k not in skipped}
    removed = claim.record.get("remove")
    if is_whole or not (fields or removed):
        fields, own = {**fields, **own}, {}
    for name, value in fields.items():
        yield name, _cited(shape(model).get(name), claim, name, value, own)
    for emptied, path in listed(removed, (*claim.path, "remove")):
        if isinstance(emptied, str):
            yield emptied, _Setting(claim, path, None)


def _cited(
    shaped: FieldShape | None, claim: _Claim, name: str, value: object, own: Data
) -> _Setting:
    """Give a value the citation of its claim, where it has none of its own."""
    path: FieldPath = (*claim.path, name)
    if not own or shaped is None or value is None:
        return _Setting(claim, path, value)
    inner = shaped.model
    if inner and inner is not r.Item and issubclass(inner, r.Cited) and isinstance(value, list):
        items = [{**own, **item} if isinstance(item, dict) else item for item in value]
        return _Setting(claim, path, items)
    if _is_long(value):
        return _Setting(claim, path, {**own, **value})
    return _Setting(
        claim,
        path,
        {"value": value, **own},
        {("value",): path, **{(part,): (*claim.path, part) for part in own}},
    )


def _is_long(value: object) -> TypeGuard[dict[str, object]]:
    return isinstance(value, dict) and "value" in value


def _is_cited(value: object) -> bool:
    """Tell whether a value, or each item of a list, says where it comes from."""
    if isinstance(value, dict):
        return bool(value.get("at"))
    return value is None or (
        isinstance(value, list) and bool(value) and all(map(_is_cited, value))
    )


def _supersedes(sources: Sequence[Source]) -> Mapping[str, frozenset[str]]:
    """Return for each document those that it goes before, directly or through others."""
    direct: dict[str, set[str]] = {}
    for source in sources:
        data = source.data if isinstance(source.data, dict) else {}
        for record, _ in listed(data.get("documents"), ()):
            if isinstance(record, dict) and isinstance(record.get("id"), str):
                older = (text for text, _ in listed(record.get("supersedes"), ()))
                direct.setdefault(record["id"], set()).update(
                    o for o in older if isinstance(o, str)
                )
    found = {}
    for document, older_ones in direct.items():
        reached, waiting = set[str](), [*older_ones]
        while waiting:
            reached.add(one := waiting.pop())
            waiting += direct.get(one, set()) - reached
        found[document] = frozenset(reached)
    return found


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    text = " ".join(str(value).split())
    return f"'{text if len(text) <= 40 else text[:37] + '...'}'"
