"""Finds everything that is wrong with the knowledge folder, all at once, each with its line.

The rules read the data as written, guided by the shape of the models, and not the finished
records: so a slip in one field hides no slip in another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cspbot.knowledge import records as r
from cspbot.knowledge.flatten import AMENDMENT, UNSPOKEN
from cspbot.knowledge.folder import Citation, Folder
from cspbot.knowledge.loader import RESTRICTED, Source
from cspbot.knowledge.overlays import Replaced, overlaid
from cspbot.knowledge.problems import Problem, did_you_mean
from cspbot.knowledge.rota_check import impossible
from cspbot.knowledge.shape import Entry, shape
from cspbot.knowledge.validate import validate

IN_ORDER = (("since", "until"), ("start", "end"), ("formed", "ended"), ("adopted", "refreshed"),
            ("start", "until"))  # fmt: skip
"""Pairs of dates of which the second cannot be the earlier one."""

NEED_SOURCE = (r.Record, r.Point, r.Membership)
INHERIT_SOURCE = (r.Document, r.FundingLine)
"""A document is its own source; a line rests on what its table rests on."""

NOT_ITSELF = frozenset({"parent", "within", "part_of", "successor", "predecessors", "to",
                        "follows"})  # fmt: skip
"""Fields by which a record may not point at itself."""


@dataclass(frozen=True)
class Checked:
    """The outcome of a check."""

    sources: tuple[Source, ...]
    """The files, with amendments and restricted files laid over the others."""
    files: tuple[r.File, ...]
    """The records; none where there are problems."""
    problems: tuple[Problem, ...]
    replaced: tuple[Replaced, ...] = ()
    """What amendments have changed."""


def check(sources: Sequence[Source]) -> Checked:
    """Check all files of a knowledge folder together; problems are ordered by file and line."""
    merged = overlaid(sources)
    folder = Folder(merged.sources, sources)
    problems = [problem for source in sources for problem in source.problems]
    problems += merged.problems
    files = []
    for source in merged.sources:
        if not source.problems:
            file, wrong = validate(source)
            problems += wrong
            files += [file] if file else []
    for rule in RULES:
        problems += rule(folder)
    if not problems:  # what is worked out needs sound records
        problems += impossible(folder, files)
    return Checked(
        merged.sources,
        () if problems else tuple(files),
        tuple(sorted(set(problems))),
        merged.replaced,
    )


def _duplicate_ids(folder: Folder) -> Iterator[Problem]:
    for ident, (first, *others) in folder.by_id.items():
        for other in others:
            path = (*other.entry.path, "id")
            yield other.problem(path, f"the id '{ident}' is already used at {first.place}")


def _references(folder: Folder) -> Iterator[Problem]:
    if not folder.complete:
        return
    for placed in folder.placed:
        fields = shape(placed.entry.model)
        for name, _, _ in placed.entry.values():
            refers = fields[name].refers
            if refers is not None:
                for ident, path in placed.entry.texts(name):
                    message = _wrong_reference(folder, placed.entry, name, ident, refers.kinds)
                    if message:
                        yield placed.problem(path, message)


def _wrong_reference(
    folder: Folder, entry: Entry, field: str, ident: str, kinds: tuple[str, ...]
) -> str:
    """Say what is wrong with an id that a field holds; empty: nothing."""
    wanted = " or ".join(filter(None, [", ".join(kinds[:-1]), *kinds[-1:]])) or "record"
    found = folder.by_id.get(ident)
    if found is None:
        fitting = (i for i, p in folder.by_id.items() if not kinds or p[0].entry.kind in kinds)
        return f"no {wanted} '{ident}'{did_you_mean(ident, fitting)}"
    kind = found[0].entry.kind
    if found[0].entry.data.get("type") == AMENDMENT and field not in ("document", "supersedes"):
        return f"'{ident}' is an amendment: only 'at' rests on it"
    if kinds and kind not in kinds:
        return f"'{ident}' is a {kind}; a {wanted} is wanted here"
    if field in NOT_ITSELF and _whose(entry) == ident:
        return f"'{ident}' refers to itself"
    table, own_table = found[0].entry.owner, entry.owner
    if field == "part_of" and table and own_table and table.data is not own_table.data:
        return f"'{ident}' is a line of another table"
    return ""


def _whose(entry: Entry) -> object:
    return entry.data.get("id") or (entry.owner.data.get("id") if entry.owner else None)


def _missing_sources(folder: Folder) -> Iterator[Problem]:
    for placed in folder.placed:
        model = placed.entry.model
        needed = issubclass(model, NEED_SOURCE) and not issubclass(model, INHERIT_SOURCE)
        if needed and not placed.entry.texts("at"):
            message = "is missing: name the places in the document that this rests on"
            yield placed.problem((*placed.entry.path, "at"), message)


def _citations(folder: Folder) -> Iterator[Problem]:
    """Refuse what rests on a place that no document lists."""
    if not folder.complete:
        return
    documents = (i for i, p in folder.by_id.items() if p[0].entry.model is r.Document)
    listed: dict[str, list[str]] = {document: [] for document in documents}
    for place in folder.locators:
        listed.setdefault(place.document, []).append(place.locator)
    for citation in folder.citations:
        message = _wrong_citation(citation, listed)
        if message:
            yield citation.at.problem(citation.path, message)


def _uncited_places(folder: Folder) -> Iterator[Problem]:
    """Refuse a place that nothing rests on, unless it says why."""
    for place in folder.locators if folder.complete else ():
        key = (place.document, place.locator)
        if not (place.is_empty or key in folder.cited or key in folder.ever_cited):
            yield place.at.problem(
                place.path,
                f"no fact cites '{place.locator}': cite it, or say under 'none' why it has none",
            )


def _wrong_citation(citation: Citation, listed: Mapping[str, Sequence[str]]) -> str:
    document, locator = citation.document, citation.locator
    if not document:
        return (
            f"'{locator}' is in no document: set 'document:' at the top, or write 'document#...'"
        )
    if document not in listed:
        return f"no document '{document}'{did_you_mean(document, listed)}"
    if locator not in listed[document]:
        hint = did_you_mean(locator, listed[document])
        return f"document '{document}' lists no place '{locator}'{hint}"
    return ""


def _repeated_places(folder: Folder) -> Iterator[Problem]:
    seen = set[tuple[str, str]]()
    for place in folder.locators:
        if (place.document, place.locator) in seen:
            yield place.at.problem(place.path, f"'{place.locator}' is listed twice")
        seen.add((place.document, place.locator))


def _public_files(folder: Folder) -> Iterator[Problem]:
    """Refuse what is not public outside the folder that is kept apart from what is handed on."""
    for placed in folder.placed:
        for audience, path in placed.entry.texts("audience"):
            if audience != "public" and not placed.source.origin(path)[0].is_restricted:
                message = f"'{audience}' is not public: such facts go into a file in {RESTRICTED}/"
                yield placed.problem(path, message)


def _hidden_alone(folder: Folder) -> Iterator[Problem]:
    """Refuse an audience on a field that is said within other facts: it would hide nothing."""
    for placed in folder.placed:
        entry = placed.entry
        if entry.model is r.Detail and entry.path[-1] in UNSPOKEN | {"name"}:
            for audience, path in entry.texts("audience"):
                if audience != "public":
                    message = "is said with other facts: give the whole record an audience"
                    yield placed.problem(path, message)


def _dates_in_order(folder: Folder) -> Iterator[Problem]:
    for placed in folder.placed:
        for first, second in IN_ORDER:
            if first not in placed.entry.data or second not in placed.entry.data:
                continue
            earlier = placed.entry.texts(first)
            later = placed.entry.texts(second)
            if earlier and later and _is_before(later[0][0], earlier[0][0]):
                message = f"{later[0][0]} is before '{first}', which is {earlier[0][0]}"
                yield placed.problem(later[0][1], message)


def _is_before(date: str, other: str) -> bool:
    """Compare partial dates as far as both go: '2016' is not before '2016-03'."""
    length = min(len(date), len(other))
    return date[:length] < other[:length]


RULES: tuple[Callable[[Folder], Iterable[Problem]], ...] = (
    _duplicate_ids,
    _references,
    _missing_sources,
    _citations,
    _uncited_places,
    _repeated_places,
    _dates_in_order,
    _public_files,
    _hidden_alone,
)
