"""Reads which funding lines a question means: 'brom + redditch tasking', 'the £56k'.

Each piece of the question means the lines that all of its telling words mean; a place alone
('brom') takes the rest from the piece beside it. A word that means no line is handed back:
whoever answers must not ignore it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from cspbot.language.amounts.figures import Figure
from cspbot.language.amounts.lines import Line, Table, lines_of, vocabulary
from cspbot.language.amounts.pieces import NAMED, Cutter, Piece, rows
from cspbot.language.amounts.sums import total
from cspbot.language.periods import Period, canonical
from cspbot.language.query import Query
from cspbot.language.reading import Term, is_carried
from cspbot.language.words import plain_words, stem

NEAR = 0.3
"""Lines that a piece means less surely than the best by more than this are not meant."""
LEAST_SOFT = 0.55
"""How surely an ordinary word must mean a line to choose it among others."""
RULED_OUT = 0.5
"""How surely a name still means a line that is not its own."""

_HAVE_MONEY = frozenset({"partnership", "place", "funding", "line", "document"})
"""Kinds of thing that all the money may be meant by; so it may by those who give it."""
_SELF = frozenset({"i", "im", "ive", "id", "we", "were", "weve", "our", "my", "us", "me"})
_MARKS = frozenset(",+/")
_SEVERAL = frozenset({"lines", "budgets", "pots", "amounts", "grants", "sums", "allocations"})
_NAMING = frozenset({"alloc"})
"""Words for money by which a table may be known all the same."""
_LISTING = frozenset({"and", "plus"})
_LEADING = frozenset({"for", "on", "to", "the"})


@dataclass(frozen=True)
class Group:
    """The lines that one piece means."""

    lines: tuple[Line, ...]
    start: int = 0
    figure: Figure | None = None
    """The amount by which alone the lines are meant."""
    is_left_out: bool = False
    by_giver: bool = False
    by_place: bool = False
    is_table: bool = False
    """Meant by words for a whole table only: 'the project table'."""
    is_whole: bool = False
    """Named after 'of': 'what share of tasking'."""
    is_carried: bool = False
    """Not named in the text: what the conversation is about."""

    @property
    def ids(self) -> frozenset[str]:
        """The ids of the lines."""
        return frozenset(x.money.id for x in self.lines)


@dataclass(frozen=True)
class Named:
    """What a question says of lines."""

    groups: tuple[Group, ...]
    unexplained: tuple[Term, ...]
    """Telling words that mean no line."""
    figures: tuple[Figure, ...]
    """Amounts that are no line's, and no limit either."""
    tables: tuple[Table, ...]
    """The tables in question: those named, or all of the years and the givers."""
    of_year: tuple[Table, ...]
    """All tables of the years asked for."""
    held: tuple[Table, ...]
    """All tables of the partnerships, whatever the year."""
    years: tuple[Period, ...] = ()
    """Years asked for that no table is for."""
    givers: frozenset[str] = frozenset()
    strangers: tuple[Term, ...] = ()
    """Names of those who give or get and are in no line: 'Worcestershire County Council'."""
    takes_away: bool = False
    """'Less' takes away: 'the total less IOM'."""

    @property
    def meant(self) -> tuple[Group, ...]:
        """The groups that are not left out."""
        return tuple(g for g in self.groups if not g.is_left_out)

    @property
    def left_out(self) -> tuple[Group, ...]:
        """The groups that are to be taken away."""
        return tuple(g for g in self.groups if g.is_left_out)


def read_groups(query: Query) -> Named:
    """Return the lines that a question means."""
    return _Reader(query).read()


class _Reader:
    def __init__(self, query: Query) -> None:
        lists = (lines_of(s, query.index, query.lexicon) for s in query.scopes)
        self.lists = [x for x in lists if x.tables]
        self.query = query
        self.reading = query.reading
        self.work = query.reading.work
        self.cutter = Cutter(query, self.lists, self.lines())

    @cached_property
    def held(self) -> tuple[Table, ...]:
        return tuple(t for lines in self.lists for t in lines.tables)

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The tables of the years asked for; all where none is."""
        periods = self.reading.periods
        return tuple(t for t in self.held if not periods or any(_is_of(t, p) for p in periods))

    def lines(self, scope: str = "") -> list[Line]:
        # Of a year that is not held the lines are still known, so that the year is refused.
        tables = self.tables or self.held
        return [x for t in tables for x in t.lines if scope in ("", x.money.scope)]

    def read(self) -> Named:
        pieces = self.cutter.pieces()
        self._spread_givers(pieces)
        groups: list[Group] = []
        unexplained = list(self.cutter.strangers)
        asked = [p for p in pieces if not self._is_aside(p)]
        for piece in asked:
            found, missing = self._resolved(piece, pieces)
            groups += found
            unexplained += missing
        start = self._end_of_preamble(groups)
        groups = [g for g in groups if g.start >= start] or self._of_each(pieces)
        groups = _without_heads(groups, {p.start for p in pieces if p.places})
        carried = self._carried()
        if self.cutter.speaks_of_whole or self.cutter.less or carried:
            groups = _narrowed_to_parts(groups, carried)
        groups = groups or carried
        unexplained += [] if groups else self._pointed_at()
        used = {g.figure for g in groups}
        givers = frozenset(g for p in pieces for g in p.givers)
        return Named(
            tuple(groups),
            tuple(t for t in unexplained if t.position >= start),
            tuple(f for p in asked for f in p.figures if f not in used),
            self._tables_meant(givers), self.tables, self.held,
            tuple(p for p in self.reading.periods if not any(_is_of(t, p) for t in self.held)),
            givers, tuple(self.cutter.strangers), bool(self.cutter.less),
        )  # fmt: skip

    # --- which lines a piece means

    def _resolved(self, piece: Piece, pieces: Sequence[Piece]) -> tuple[list[Group], list[Term]]:
        """Return the groups of a piece, and its terms that mean no line."""
        pool = self.lines(piece.scope)
        missing = [t for t in piece.telling if not any(x.sure(t) for x in pool)]
        if missing:
            return [], missing
        found = self._meant(piece, pool)
        if piece.telling and not found:
            return self._one_by_one(piece, pool)
        if len(piece.telling) == 1 and _is_common(piece.telling[0]):
            return [], piece.telling
        if piece.places and not piece.terms:
            found = self._completed(piece, pieces, pool) or found
        if piece.givers:
            given = [x for x in pool if x.money.giver in piece.givers]
            if len(given) == len(pool) and not (piece.telling or piece.figures or piece.left_out):
                return self._whole_table(piece), []  # all is theirs: the giver tells nothing
            found = self._meant(piece, given) if piece.telling else self._told_apart(piece, given)
            if piece.telling and not found:
                return [], piece.telling
        figures = self._by_figure(piece, found, pool)
        if figures or found:
            return figures or [self._group(piece, found)], []
        return self._by_soft_words(piece, pieces, pool)

    def _group(self, piece: Piece, lines: Sequence[Line]) -> Group:
        return Group(
            tuple(lines if piece.givers else _without_parts(lines)), piece.start,
            is_left_out=piece.left_out, by_giver=bool(piece.givers) and not piece.telling,
            by_place=bool(piece.places) and not piece.terms,
            is_whole=self.cutter.is_whole(piece),
        )  # fmt: skip

    def _meant(self, piece: Piece, pool: Sequence[Line]) -> list[Line]:
        """Return the lines that all terms of a piece mean, those that they mean most surely."""
        own = {t.position for t in piece.terms if any(x.is_named(t) for x in pool)}
        sure: dict[str, float] = {}
        for line in pool:
            strengths = [
                line.sure(t) * (RULED_OUT if t.position in own and not line.is_named(t) else 1)
                for t in piece.terms
            ]
            if piece.places:
                strengths.append(max(line.sure(t) for t in piece.places))
            sure[line.money.id] = min(strengths, default=0.0)
        best = max(sure.values(), default=0.0)
        if not best:
            return []
        near = [x for x in pool if sure[x.money.id] and sure[x.money.id] >= best - NEAR]
        return self._told_apart(piece, _totals_first(near))

    def _one_by_one(self, piece: Piece, pool: Sequence[Line]) -> tuple[list[Group], list[Term]]:
        """Return what the terms mean each by itself, where all are names of lines."""
        groups = []
        for term in piece.terms:
            lines = [x for x in pool if x.is_named(term)]
            if not lines or piece.places:
                return [], piece.telling
            groups.append(self._group(piece, _totals_first(lines)))
        return groups, []

    def _told_apart(self, piece: Piece, lines: Sequence[Line]) -> list[Line]:
        """Let words like 'projects' choose among lines of a table without a total.

        Where a table prints one, its lines are all projects, and the word tells nothing.
        """
        totalled = {t.id for t in self.held if t.total}
        kept = [x for x in lines if not x.money.is_total or len(lines) == 1] or list(lines)
        if len(kept) < 2 or any(x.money.table in totalled for x in kept):
            return list(lines)
        for term in piece.soft:
            if term.position in self.work.words or self._is_of_giver(term):
                continue
            if piece.givers and not vocabulary().money.isdisjoint(term.stems):
                continue  # 'paid by' and 'funded by' are said of whatever somebody gives
            for holds in (_says, _tells):
                chosen = [x for x in kept if all(holds(x, s) for s in term.stems)]
                if chosen:
                    kept = chosen
                    break
        return kept

    def _is_of_giver(self, term: Term) -> bool:
        """Tell whether a word is one of a giver's own name: 'the commissioner's office'."""
        entities = self.query.knowledge.entities
        givers = [entities[g] for lines in self.lists for g in lines.givers if g in entities]
        return any(set(term.stems) <= set(_stems(n)) for e in givers for n in (e.name, *e.aliases))

    # --- places

    def _completed(
        self, piece: Piece, pieces: Sequence[Piece], pool: Sequence[Line]
    ) -> list[Line]:
        """Return the lines of a place for what the piece beside it speaks of."""
        at = pieces.index(piece)
        for other in sorted(pieces, key=lambda p: (abs(pieces.index(p) - at), p.start)):
            heads = self._heads(other) if other.left_out == piece.left_out else []
            if heads:
                found = self._meant(replace(piece, terms=heads, figures=[]), pool)
                if found:
                    return found
        return self._like_the_last(piece, pool)

    def _heads(self, piece: Piece) -> list[Term]:
        """Return the terms of a piece with the places taken out of its names."""
        heads = []
        for term in piece.terms:
            rest = tuple(s for s in term.stems if s not in self._place_stems)
            if rest == term.stems:
                heads.append(term)
            elif rest:
                heads.append(replace(term, stems=rest, entities=(), concepts=()))
        return heads

    def _like_the_last(self, piece: Piece, pool: Sequence[Line]) -> list[Line]:
        """Return the line of a place that is named like the last one spoken of: 'minus brom?'."""
        spoken = [x for x in pool if x.fact.id in self.query.context.facts]
        if len(spoken) != 1 or any(t.kind == "scope" for t in self.reading.terms):
            return []
        head = set(_stems(spoken[0].money.name)) - self._place_stems
        return [
            x for x in pool
            if set(_stems(x.money.name)) - self._place_stems == head
            and any(x.sure(t) for t in piece.places)
        ]  # fmt: skip

    @cached_property
    def _place_stems(self) -> frozenset[str]:
        entities = self.query.knowledge.entities
        places = {p for x in self.lines() for p in x.money.places if p in entities}
        return frozenset(s for p in places for s in _stems(entities[p].name))

    # --- amounts and ordinary words

    def _by_figure(self, piece: Piece, found: Sequence[Line], pool: Sequence[Line]) -> list[Group]:
        """Return the groups of a piece with amounts in it; [] where it has none of a line's."""
        groups = []
        for figure in piece.figures:
            exact = [x for x in pool if x.money.amount == figure.value]
            lines = _totals_first(exact or [x for x in pool if figure.names(x.money.amount)])
            theirs = [x for x in lines if x.money.giver in piece.givers]
            given = _without_parts(rows(found)) if piece.givers and not piece.terms else []
            if not lines and given and figure.names(total(x.money for x in given)):
                theirs = given  # 'the £146k from the commissioner' is the sum of his lines
            if theirs or lines:
                group = self._group(piece, theirs or lines)
                groups.append(replace(group, figure=figure, by_giver=False))
        if groups and found and all(g.ids.isdisjoint(x.money.id for x in found) for g in groups):
            groups.append(self._group(piece, found))
        return groups

    def _by_soft_words(
        self, piece: Piece, pieces: Sequence[Piece], pool: Sequence[Line]
    ) -> tuple[list[Group], list[Term]]:
        """Return what a piece of ordinary words means: 'the community safety service'.

        One such word alone is said of too much. In a list of things it must mean something.
        """
        listed = self._is_listed(piece, pieces)
        tables = self._whole_table(piece, listed=listed)
        if tables:
            return tables, []
        said = {
            t.stems[0]: t for t in piece.soft
            if t.position not in self.work.words and vocabulary().money.isdisjoint(t.stems)
        }  # fmt: skip
        lines = [x for x in rows(pool) if all(_says(x, s) for s in said)]
        several = self.work.has("list") or not _SEVERAL.isdisjoint(self.reading.words)
        if len(said) > 1 and lines and (listed or not several):
            return [self._group(piece, lines)], []
        silent = vocabulary().silent
        return [], [t for s, t in said.items() if s not in silent] if listed else []

    def _is_listed(self, piece: Piece, pieces: Sequence[Piece]) -> bool:
        """Tell whether a piece stands in a list beside one that means lines."""
        if piece.start < self.cutter.question_word:
            return False
        beside = [p for p in pieces if p.telling or p.givers or p.figures]
        return any(
            self._is_joined(p.end, piece.start) or self._is_joined(piece.end, p.start)
            for p in beside
        )

    def _is_joined(self, end: int, start: int) -> bool:
        """Tell whether nothing but 'and', a comma or a plus stands between two pieces."""
        words = self.reading.words[end:start]
        if start < end or not (_LISTING | _LEADING).issuperset(words):
            return False
        return not _LISTING.isdisjoint(words) or not _MARKS.isdisjoint(self.reading.between[start])

    def _whole_table(self, piece: Piece, *, listed: bool = False) -> list[Group]:
        """Return the table that a piece means by words for tables alone: 'the project table'."""
        typed = {s for t in piece.soft for s in t.stems}
        if "main" in self.reading.words[piece.start : piece.end]:
            typed.add("main")
        if piece.left_out or not (listed or vocabulary().money & typed):
            return []
        scope = piece.scope
        tables = [t for t in self.tables if scope in ("", t.lines[0].money.scope)]
        found = _most_alike(tables, typed)
        if not found and "main" in typed:
            found = self._the_table(tables, typed)
        if scope and not found:
            found = tables
        lines = [x for t in found for x in ([t.total] if t.total else t.rows)]
        return [replace(self._group(piece, lines), is_table=True)] if lines else []

    # --- givers

    def _spread_givers(self, pieces: Sequence[Piece]) -> None:
        """Hand a giver that stands alone on to the other pieces, if all have lines of theirs."""
        if self.cutter.speaks_of_whole:
            self._spread_whole(pieces)
            return
        others = [p for p in pieces if p.telling or self._chooses(p)]
        for piece in pieces:
            if piece in others or not piece.givers or piece.figures or piece.left_out:
                continue
            if others and all(self._has_lines_of(p, piece.givers) for p in others):
                for other in others:
                    other.givers |= piece.givers
                piece.givers = set()

    def _spread_whole(self, pieces: Sequence[Piece]) -> None:
        """Ask of a giver's money for the giver's part of what else is named.

        'What share of the commissioner's money goes on substance misuse' is not about its budget.
        """
        for piece in pieces:
            if piece.givers and not piece.telling and self.cutter.is_whole(piece):
                for other in pieces:
                    if other.telling and self._has_lines_of(other, piece.givers):
                        other.givers |= piece.givers

    def _chooses(self, piece: Piece) -> bool:
        """Tell whether ordinary words of a piece choose among the lines of a giver named."""
        named = {g for t in self.reading.terms for g in self.cutter.givers(t)}
        givers = piece.givers or named
        given = [x for x in rows(self.lines(piece.scope)) if x.money.giver in givers]
        return bool(given) and len(self._told_apart(piece, given)) < len(given)

    def _has_lines_of(self, piece: Piece, givers: set[str]) -> bool:
        if piece.givers:
            return piece.givers == givers
        given = [x for x in self.lines(piece.scope) if x.money.giver in givers]
        return not piece.telling or bool(self._meant(piece, given))

    def _of_each(self, pieces: Sequence[Piece]) -> list[Group]:
        """Return what a giver gives to each of several partnerships, where no lines are named."""
        givers = {g for p in pieces for g in p.givers}
        if len(self.lists) < 2 or not givers:
            return []
        of_each = (
            [x for t in lines.tables if t in self.tables for x in _given(t, givers)]
            for lines in self.lists
        )
        return [Group(tuple(_without_parts(found)), by_giver=True) for found in of_each if found]

    # --- what is not asked about

    def _is_aside(self, piece: Piece) -> bool:
        """Tell whether a piece names what is beside the question, or within what is asked for.

        'On top of the £490k', 'all of it including CCTV'.
        """
        if any(o.end == piece.start for o in self.work.of("on_top")):
            return not self.work.has("sum")
        included = [o for o in self.work.of("including") if o.end <= piece.start]
        if not included:
            return False
        # Of a whole, or where nothing was named before it: 'the total, including CCTV'.
        return self.work.has("everything", "table") or not self.cutter.names_lines(
            0, included[0].start
        )

    def _end_of_preamble(self, groups: Sequence[Group]) -> int:
        """Return where the question begins after words on who asks: 'our forum asks what ...'.

        0 unless what follows says of itself which lines are meant.
        """
        at = self.cutter.question_word
        lead = self.reading.words[:at]
        if not at or _SELF.isdisjoint(lead) or "if" in lead:
            return 0
        if any(o.start < at and o.name not in ("that", "list") for o in self.work.found):
            return 0
        says = any(g.start >= at for g in groups) or any(f.start >= at for f in self.cutter.bounds)
        return at if says else 0

    def _carried(self) -> list[Group]:
        """Return the lines of what the conversation is about."""
        for term in self.reading.terms:
            if is_carried(term, self.reading) and term.weight >= NAMED:
                lines = [x for x in self.lines() if x.is_named(term)]
                if lines:
                    return [Group(tuple(_without_parts(lines)), is_carried=True)]
        return []

    def _pointed_at(self) -> list[Term]:
        """Return what 'it' stands for where that is a thing that no line is for.

        'How much did it get' of a project without a line is no question for all the money.
        """
        if self.query.context.figures:
            return []  # 'it' may be the amount just told
        entities = self.query.knowledge.entities
        givers = {g for lines in self.lists for g in lines.givers}
        return [
            t for t in self.reading.terms
            if is_carried(t, self.reading) and t.weight >= NAMED and givers.isdisjoint(t.entities)
            and all(entities[e].kind not in _HAVE_MONEY for e in t.entities)
        ]  # fmt: skip

    # --- tables

    def _tables_meant(self, givers: frozenset[str]) -> tuple[Table, ...]:
        """Return the one table whose names the question uses most; all where none stands out."""
        tables = [
            t for t in self.tables
            if not givers or any(x.money.giver in givers for x in t.lines)
        ]  # fmt: skip
        figures = [f for f in self.work.figures if f.is_money]
        exact = [
            t for t in tables
            if t.total and any(f.names(t.total.money.amount) for f in figures)
        ]  # fmt: skip
        typed = {
            s for t in self.reading.terms if t.kind != "scope" and not self.cutter.givers(t)
            for s in t.stems
        }  # fmt: skip
        return tuple(
            exact or _most_alike(tables, typed) or self._the_table(tables, typed) or tables
        )

    def _the_table(self, tables: Sequence[Table], typed: set[str]) -> list[Table]:
        """Return the table with the most amounts where one is spoken of: 'the funding table'."""
        one = not typed.isdisjoint({"tabl", "list", "main"}) and "tables" not in self.reading.words
        if len(tables) < 2 or not one or self.work.has("everything"):
            return []
        return [max(tables, key=lambda t: sum(x.money.amount is not None for x in t.rows))]


def _is_of(table: Table, period: Period) -> bool:
    label = canonical(table.year)
    return period.label == label or (not period.is_financial and period.label == label[:4])


def _is_common(term: Term) -> bool:
    return all(s in vocabulary().common for s in term.stems)


def _says(line: Line, stemmed: str) -> bool:
    """Tell whether a line's names have a word."""
    return line.says.get(stemmed, 0.0) >= LEAST_SOFT


def _tells(line: Line, stemmed: str) -> bool:
    """Tell whether the sentence about a line has a word."""
    return stemmed in _stems(line.fact.text)


def _stems(text: str) -> tuple[str, ...]:
    return tuple(stem(w) for w in plain_words(text))


def _given(table: Table, givers: set[str]) -> list[Line]:
    """Return what someone gives of a table: its total where all of it is theirs, else the rows."""
    theirs = [x for x in table.rows if x.money.giver in givers]
    return [table.total] if table.total and len(theirs) == len(table.rows) else theirs


def _totals_first(lines: Sequence[Line]) -> list[Line]:
    """Return the lines without those of a table that is meant as a whole."""
    whole = {x.money.table for x in lines if x.money.is_total}
    return [x for x in lines if x.money.is_total or x.money.table not in whole]


def _without_parts(lines: Sequence[Line]) -> list[Line]:
    """Return the lines without those that are part of another one of them."""
    ids = {x.money.id for x in lines}
    return [x for x in lines if x.money.part_of not in ids]


def _most_alike(tables: Sequence[Table], typed: Iterable[str]) -> list[Table]:
    """Return the one table that alone has most of the words; [] where none or several do."""
    if len(tables) < 2:
        return []
    # 'The rural money' may be another name of one table; 'money' alone is said of them all.
    common = frozenset.intersection(*(t.stems for t in tables)) | (vocabulary().money - _NAMING)
    said = set(typed)
    scores: Mapping[str, int] = {t.id: len((t.stems - common) & said) for t in tables}
    best = max(scores.values())
    found = [t for t in tables if scores[t.id] == best]
    return found if best and len(found) == 1 else []


def _without_heads(groups: Sequence[Group], placed: set[int]) -> list[Group]:
    """Leave out a group that only said what the places beside it are asked for.

    In 'tasking for Brom and Redditch', tasking is no third thing.
    """
    by_place = [g for g in groups if g.by_place]
    return [
        g for g in groups
        if g.start in placed or g.figure or g.is_table or g.is_whole
        or not any(g is not o and o.ids < g.ids for o in by_place)
    ]  # fmt: skip


def _narrowed_to_parts(groups: Sequence[Group], carried: Sequence[Group]) -> list[Group]:
    """Let a giver beside a larger line mean the giver's part of that line.

    'How much of the £2.4m is the commissioner's' asks for the part of it, not for all he gives.
    """
    result = []
    for group in groups:
        wholes = {x.money.id for g in (*groups, *carried) if g is not group for x in g.lines}
        parts = tuple(x for x in group.lines if x.money.part_of in wholes)
        narrows = group.by_giver and not group.is_whole
        result.append(replace(group, lines=parts) if narrows and parts else group)
    return result
