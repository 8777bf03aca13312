"""Reads which funding lines a question means: 'brom + redditch tasking', 'the £56k', 'violence & abuse'.

A question is cut into phrases at 'and', 'than', '+', commas and the words of operations. Each phrase
means the lines that all of its telling words mean; a place alone ('brom') takes the rest from the
phrase beside it. A word that means no line is handed back: whoever answers must not ignore it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from cspbot.knowledge.facts import Entity
from cspbot.language.amounts.figures import Figure
from cspbot.language.amounts.lines import Line, Table, lines_of, vocabulary
from cspbot.language.amounts.operations import Operation, Operations
from cspbot.language.periods import Period, canonical
from cspbot.language.query import Query
from cspbot.language.reading import FIGURE, NAME, Term, is_carried
from cspbot.language.words import plain_words, stem

NEAR = 0.3
"""Lines that a phrase means less surely than the best by more than this are not meant."""
TELLING = 0.45
"""Weight from which on an ordinary word must be explained; less weigh words that everyone uses."""
LEAST_SOFT = 0.55
"""How surely an ordinary word must mean a line to choose it among others."""
NAMED = 0.3
"""The same for names, which count less where they only introduce the question."""

_JOINS = frozenset({"and", "plus", "or", "nor", "but", "than", "vs", "v", "versus", "then", "ie", "namely"})
_MARKS = frozenset(",;:+=/\n")
_PARTING = ("sum", "including", "comparative", "on_top", "minus", "without", "difference", "share", "fraction", "ratio", "left",
            "after", "checking")  # fmt: skip
_OF_WHOLE = ("share", "fraction", "left", "without", "around", "after", "minus")
_VERBS = frozenset(
    "is isnt was wasnt are were be went goes comes came go come for on from to as made make once if did"
    " does do has have".split()
)
_BODIES = frozenset({"council", "councils", "police", "constabulary", "force", "panel"})
_BODY_WORDS = frozenset({"county", "district", "borough", "city", "town", "parish"})
_SELF = frozenset({"i", "im", "ive", "id", "we", "were", "weve", "our", "my", "us", "me"})
_QUESTION = frozenset({"what", "whats", "which", "how", "who", "did", "does"})
_SEVERAL = frozenset({"lines", "budgets", "pots", "amounts", "grants", "sums", "allocations"})
_GIVING = frozenset(
    "give gave given put pay paid contribute contributed provide provided chip chipped donate donated".split()
)
_ASKING = frozenset({"did", "does", "do", "has", "have", "is", "was", "will"})


@dataclass(frozen=True)
class Group:
    """The lines that one phrase means."""

    lines: tuple[Line, ...]
    text: str
    start: int
    end: int
    figure: Figure | None = None
    """The amount by which alone the lines are meant."""
    is_left_out: bool = False
    by_giver: bool = False
    by_place: bool = False
    is_table: bool = False
    """Meant by words for a whole table only: 'the project table'."""
    is_whole: bool = False
    """Named after 'of': 'what share of tasking'."""

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
    """The tables in question: those named, or all of the year and the giver."""
    held: tuple[Table, ...]
    """All tables of the partnerships, whatever the year."""
    years: tuple[Period, ...] = ()
    """Years asked for that no table is for."""
    givers: frozenset[str] = frozenset()
    strangers: tuple[Term, ...] = ()
    """Names of those who give or get and are not in any line: 'Worcestershire County Council'."""
    takes_away: bool = False
    """'Less' takes away: 'the total less IOM'."""
    of_year: tuple[Table, ...] = ()
    """All tables of the years asked for."""

    @property
    def meant(self) -> tuple[Group, ...]:
        """The groups that are not left out."""
        return tuple(g for g in self.groups if not g.is_left_out)

    @property
    def left_out(self) -> tuple[Group, ...]:
        """The groups that are to be taken away."""
        return tuple(g for g in self.groups if g.is_left_out)


@dataclass
class _Phrase:
    """Part of a question between two joins."""

    start: int
    end: int
    terms: list[Term] = field(default_factory=list)
    places: list[Term] = field(default_factory=list)
    givers: set[str] = field(default_factory=set)
    soft: list[Term] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    scope: str = ""
    left_out: bool = False


def read_groups(query: Query) -> Named:
    """Return the lines that a question means."""
    return _Reader(query).read()


class _Reader:
    def __init__(self, query: Query) -> None:
        self.query = query
        self.reading = query.reading
        self.words = query.reading.words
        self.work: Operations = query.reading.work
        self.lists = [lines_of(s, query.index, query.lexicon) for s in query.scopes]
        self.lists = [x for x in self.lists if x.tables]
        self.strangers: list[Term] = []
        self.bounds = {
            f for name in ("over", "at_least", "under", "at_most", "between", "exactly")
            for f in self.work.bounds(name)
        }  # fmt: skip

    # --- what is held -----------------------------------------------------------------------

    @cached_property
    def held(self) -> tuple[Table, ...]:
        return tuple(t for lines in self.lists for t in lines.tables)

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The tables of the years asked for; all where none is."""
        if not self.reading.periods:
            return self.held
        return tuple(t for t in self.held if any(_is_of(t, p) for p in self.reading.periods))

    @cached_property
    def years(self) -> tuple[Period, ...]:
        return tuple(
            p for p in self.reading.periods if not any(_is_of(t, p) for t in self.held)
        )  # fmt: skip

    def lines(self, scope: str = "") -> list[Line]:
        # Of a year that is not held the lines are still known, so that the year is refused.
        return [x for t in self.tables or self.held for x in t.lines if not scope or x.money.scope == scope]

    def entity(self, ident: str) -> Entity | None:
        return self.query.knowledge.entities.get(ident)

    # --- reading ----------------------------------------------------------------------------

    def read(self) -> Named:
        phrases = self._phrases()
        unexplained = list(self.strangers)
        groups: list[Group] = []
        self._spread_givers(phrases)
        for phrase in phrases:
            if self._is_beside(phrase) or self._is_included(phrase):
                continue
            found, missing = self._resolved(phrase, phrases)
            groups += found
            unexplained += missing
        start = self._after_preamble(groups)
        groups = [g for g in groups if g.start >= start]
        unexplained = [t for t in unexplained if t.position >= start]
        carried = self._carried()
        groups = groups or self._of_each(phrases)
        groups = _narrowed_to_parts(_consumed(groups, phrases), carried) or carried
        givers = frozenset(g for p in phrases for g in p.givers)
        odd = tuple(
            f for p in phrases if not self._is_beside(p) for f in p.figures if not any(g.figure == f for g in groups)
        )  # fmt: skip
        return Named(
            tuple(groups), tuple(unexplained), odd,
            self._tables_meant(givers), self.held, self.years, givers,
            tuple(self.strangers), bool(self._less), self.tables,
        )  # fmt: skip

    def _phrases(self) -> list[_Phrase]:
        starts = sorted({0, *self._breaks(), len(self.words)})
        phrases = [_Phrase(a, b) for a, b in zip(starts, starts[1:], strict=False)]
        for term in self.reading.terms:
            phrase = next((p for p in phrases if p.start <= term.position < p.end), None)
            if phrase and term.stems:
                self._sort(term, phrase)
        for figure in self.work.figures:
            if figure.is_money and figure not in self.bounds:
                phrase = next(p for p in phrases if p.start <= figure.start < p.end)
                phrase.figures.append(figure)
        self._place_scopes(phrases)
        for phrase in phrases:
            phrase.left_out = self._is_left_out(phrase)
        return phrases

    def _sort(self, term: Term, phrase: _Phrase) -> None:
        """Put a term where it belongs in its phrase."""
        places = range(term.position, term.position + len(term.stems))
        if term.kind == "scope" or self._is_figure_or_year(term):
            return
        givers = self._givers(term)
        if givers:
            phrase.givers |= givers
        elif self._names_place(term):
            # 'Worcestershire County Council' gives or gets; it is not where a line is spent
            (phrase.places if self._is_place(term) else self.strangers).append(term)
        elif self._asks(term, places):
            phrase.soft.append(term)
        elif term.weight >= (NAMED if term.kind == NAME else TELLING):
            phrase.terms.append(term)
        else:
            phrase.soft.append(term)

    def _asks(self, term: Term, places: range) -> bool:
        """Tell whether a term says what is asked of the lines and not which lines."""
        silent, function = vocabulary().silent, self.query.lexicon.function_words
        if term.entities and not all(s in silent for s in term.stems):
            return False
        return all(
            s in silent or i in self.work.words or (i < len(self.words) and self.words[i] in function)
            for i, s in zip(places, term.stems, strict=False)
        )  # fmt: skip

    def _is_figure_or_year(self, term: Term) -> bool:
        if any(f.start <= term.position < f.end for f in self.work.figures):
            return True
        return term.kind == FIGURE and (
            term.stems[0][:2] in ("fy", "yr") or term.stems[0].isdigit()
        )  # fmt: skip

    def _givers(self, term: Term) -> set[str]:
        return {
            g for lines in self.lists for g in lines.givers
            if g in term.entities or ("commissioner" in term.concepts and self._commissions(g))
        }  # fmt: skip

    def _commissions(self, giver: str) -> bool:
        entity = self.entity(giver)
        return bool(entity) and "commissioner" in entity.name.lower()  # type: ignore[union-attr]

    def _is_place(self, term: Term) -> bool:
        """Tell whether a term names a place that lines are for; not before 'county council'."""
        if not self._names_place(term):
            return False
        after = list(self.words[term.position + len(term.stems) :][:3])
        while after and after[0] in _BODY_WORDS:
            after.pop(0)
        return not (after and after[0] in _BODIES) and not self._as_giver(term)

    def _names_place(self, term: Term) -> bool:
        return any((e := self.entity(x)) and e.kind == "place" for x in term.entities)

    def _as_giver(self, term: Term) -> bool:
        """Tell whether a term names who gives: 'did Redditch put in'."""
        end = term.position + len(term.stems)
        lead = self.words[term.position - 1] if term.position else ""
        return lead in _ASKING and bool(_GIVING.intersection(self.words[end : end + 1]))

    def _place_scopes(self, phrases: Sequence[_Phrase]) -> None:
        """Note the partnership of each phrase: its own, else that of the phrase before, or after."""
        if len(self.lists) < 2:
            return
        named = {}
        for term in self.reading.terms:
            for ident in term.entities:
                scope = self._scope_of(ident)
                if scope:
                    named.setdefault(term.position, scope)
        last = ""
        for phrase in phrases:
            own = [s for at, s in sorted(named.items()) if phrase.start <= at < phrase.end]
            phrase.scope = last = own[0] if own else last
        following = ""
        for phrase in reversed(phrases):
            phrase.scope = following = phrase.scope or following

    def _scope_of(self, ident: str) -> str:
        entity = self.entity(ident)
        if entity is None:
            return ""
        candidates = (ident, entity.scope, *entity.partnerships)
        return next((c for c in candidates if any(x.scope == c for x in self.lists)), "")

    @cached_property
    def _less(self) -> tuple[Operation, ...]:
        """The places where 'less' takes away: 'the total less IOM', not 'less than'."""
        if self.work.has("difference") or self.reading.form in ("which", "who", "yes_no"):
            return ()
        return tuple(
            Operation("minus", i, i + 1) for i, word in enumerate(self.words)
            if word == "less" and 0 < i < len(self.words) - 1 and self.words[i + 1] != "than"
            and (self._content(0, i) or self._whole_before(i)) and self._content(i, len(self.words))
            and self.words[i - 1] not in self.query.lexicon.function_words
        )  # fmt: skip

    def _whole_before(self, at: int) -> bool:
        return bool({"total", "table", "sum", "allocation"}.intersection(self.words[:at])) or any(
            f.is_money and f.end <= at for f in self.work.figures
        )

    # --- where phrases part -----------------------------------------------------------------

    def _breaks(self) -> set[int]:
        found: set[int] = set()
        for i, between in enumerate(self.reading.between[: len(self.words)]):
            if _MARKS.intersection(between) and not self._inside_name(i - 1, i):
                found.add(i)
        for i, word in enumerate(self.words):
            if word in _JOINS and not self._inside_name(i - 1, i + 1):
                found |= {i, i + 1}
        for operation in (*self.work.of(*_PARTING), *self._less):
            found |= {operation.start, operation.end}
        found.add(self._question_word)
        if self._speaks_of_whole():
            for i, word in enumerate(self.words):
                if word == "of" or word in _VERBS:
                    found |= {i, i + 1}
        return {i for i in found if 0 < i < len(self.words) and not self._splits_term(i)}

    def _speaks_of_whole(self) -> bool:
        said = " ".join(self.words)
        return self.work.has(*_OF_WHOLE, "on_top") or "how much of" in said

    def _splits_term(self, at: int) -> bool:
        return any(t.position < at < t.position + len(t.stems) for t in self.reading.terms) or any(
            f.start < at < f.end for f in self.work.figures
        )

    def _inside_name(self, left: int, right: int) -> bool:
        """Tell whether the join between two words is one of a name: 'violence and abuse'."""
        before, after = self._keys_at(left), self._keys_at(right)
        if not before or not after:
            return False
        return any(
            (before & one and after & two) or (before & two and after & one)
            for line in self.lines() for one, two in line.pairs
        )  # fmt: skip

    def _keys_at(self, place: int) -> frozenset[str]:
        for term in self.reading.terms:
            if term.position <= place < term.position + len(term.stems):
                if self._is_place(term):
                    return frozenset()
                return frozenset((*term.stems, *("#" + c for c in term.concepts)))
        return frozenset()

    # --- which lines a phrase means ---------------------------------------------------------

    def _spread_givers(self, phrases: Sequence[_Phrase]) -> None:
        """Hand a giver that stands alone on to the other phrases, if all have lines of theirs."""
        if self._speaks_of_whole():
            return
        others = [p for p in phrases if p.terms or p.places or self._tells_apart(p)]
        for phrase in phrases:
            if phrase in others or not phrase.givers or phrase.figures or phrase.left_out:
                continue
            if others and all(self._of_givers(p, phrase.givers) for p in others):
                for other in others:
                    other.givers |= phrase.givers
                phrase.givers = set()

    def _tells_apart(self, phrase: _Phrase) -> bool:
        """Tell whether ordinary words of a phrase choose among the lines of a giver named."""
        given = phrase.givers or {g for t in self.reading.terms for g in self._givers(t)}
        lines = [x for x in _rows(self.lines(phrase.scope)) if x.money.giver in given]
        return bool(given) and len(self._narrowed(phrase, lines)) < len(lines)

    def _of_givers(self, phrase: _Phrase, givers: set[str]) -> bool:
        if phrase.givers:
            return phrase.givers == givers
        if not (phrase.terms or phrase.places):
            return True
        given = [x for x in self.lines(phrase.scope) if x.money.giver in givers]
        return bool(self._meant(phrase, given))

    def _resolved(
        self, phrase: _Phrase, phrases: Sequence[_Phrase]
    ) -> tuple[list[Group], list[Term]]:
        """Return the groups of a phrase, and its terms that mean no line."""
        pool = self.lines(phrase.scope)
        telling = [*phrase.terms, *phrase.places]
        missing = [t for t in telling if not any(x.sure(t) for x in pool)]
        if missing:
            return [], missing
        found = self._meant(phrase, pool) if telling else []
        if telling and not found:
            return self._one_by_one(phrase, pool)
        if telling and not phrase.places and self._all_common(phrase.terms) and len(telling) < 2:
            return [], telling
        if phrase.places and not phrase.terms:
            found = self._completed(phrase, phrases, pool) or found
        if phrase.givers:
            given = [x for x in pool if x.money.giver in phrase.givers]
            if not telling and not phrase.figures and len(given) == len(pool) and not phrase.left_out:
                return self._whole_tables(phrase), []  # all is theirs, and it tells nothing
            found = self._meant(phrase, given) if telling else self._narrowed(phrase, _rows(given))
            if telling and not found:
                return [], telling
        figures = self._by_figure(phrase, found, pool)
        if figures is not None:
            return figures, []
        if not found:
            return self._by_soft_words(phrase, pool)
        return [self._group(phrase, found)], []

    def _one_by_one(
        self, phrase: _Phrase, pool: Sequence[Line]
    ) -> tuple[list[Group], list[Term]]:
        """Return what the terms mean each by itself, where all are names of lines."""
        groups = []
        for term in phrase.terms:
            lines = [x for x in pool if x.is_named(term)]
            if not lines or phrase.places:
                return [], [*phrase.terms, *phrase.places]
            groups.append(self._group(phrase, _tables_first(lines)))
        return groups, []

    def _by_soft_words(
        self, phrase: _Phrase, pool: Sequence[Line]
    ) -> tuple[list[Group], list[Term]]:
        """Return what a phrase of ordinary words means: 'the community safety service'.

        One such word alone is said of too much. Beside other phrases it must mean something.
        """
        tables = self._whole_tables(phrase)
        said = {t.stems[0]: t for t in phrase.soft if t.position not in self.work.words
                and not set(t.stems) & vocabulary().money}  # fmt: skip
        lines = [x for x in _rows(pool) if all(_by_name(x, s) for s in said)]
        several = self.work.has("list") or _SEVERAL.intersection(self.words)
        if tables or len(said) < 2 or not lines or several:
            strange = [t for s, t in said.items() if s not in vocabulary().silent and self._in_sum(t)]
            return tables, strange if not tables else []
        return [self._group(phrase, lines)], []

    def _in_sum(self, term: Term) -> bool:
        """Tell whether a word stands beside a plus, as if it were one of the things to add."""
        return any(
            o.name == "sum" and o.start == o.end and abs(o.start - term.position) <= 1
            for o in self.work.found
        )  # fmt: skip

    def _group(self, phrase: _Phrase, lines: Sequence[Line]) -> Group:
        said = " ".join(self.words[phrase.start : phrase.end])
        by_giver = bool(phrase.givers) and not phrase.terms and not phrase.places
        kept = lines if phrase.givers else _without_parts(lines)
        return Group(
            tuple(kept), said, phrase.start, phrase.end, None, phrase.left_out, by_giver,
            bool(phrase.places) and not phrase.terms,
            is_whole=self._speaks_of_whole() and self.words[phrase.start - 1] == "of",
        )  # fmt: skip

    def _meant(self, phrase: _Phrase, pool: Sequence[Line]) -> list[Line]:
        """Return the lines that all terms of a phrase mean, those that they mean most surely."""
        sure: dict[str, float] = {}
        singled = {t.position for t in phrase.terms if any(x.is_named(t) for x in pool)}
        for line in pool:
            strengths = [
                # A name that is a line's own means the others only where that line is ruled out.
                line.sure(t) * (0.5 if t.position in singled and not line.is_named(t) else 1)
                for t in phrase.terms
            ]
            if phrase.places:
                strengths.append(max(line.sure(t) for t in phrase.places))
            sure[line.money.id] = min(strengths, default=0.0)
        best = max(sure.values(), default=0.0)
        if not best:
            return []
        found = [x for x in pool if sure[x.money.id] >= best - NEAR]
        return self._narrowed(phrase, _tables_first(found))

    def _narrowed(self, phrase: _Phrase, lines: list[Line]) -> list[Line]:
        """Let words like 'projects' choose among lines of a table without a total.

        Where a table prints one, its lines are all projects, and the word tells nothing.
        """
        totalled = {t.id for t in self.held if t.total}
        if len(lines) < 2 or any(x.money.table in totalled for x in lines):
            return lines
        for term in phrase.soft:
            if term.position in self.work.words or self._is_of_giver(term):
                continue
            for holds in (_by_name, _by_text):
                kept = [x for x in lines if all(holds(x, s) for s in term.stems)]
                if kept:
                    lines = kept
                    break
        return lines

    def _is_of_giver(self, term: Term) -> bool:
        """Tell whether a word is one of a giver's own name: 'the commissioner's office'."""
        names = [n for lines in self.lists for g in lines.givers if (e := self.entity(g))
                 for n in (e.name, *e.aliases)]  # fmt: skip
        return any(set(term.stems) <= set(_stems(n)) for n in names)

    def _completed(
        self, phrase: _Phrase, phrases: Sequence[_Phrase], pool: Sequence[Line]
    ) -> list[Line]:
        """Return the lines of a place for what the phrase beside it speaks of: 'brom + ... tasking'."""
        at = phrases.index(phrase)
        order = sorted((abs(i - at), i) for i in range(len(phrases)) if i != at)
        for _, i in order:
            if phrases[i].left_out != phrase.left_out:
                continue
            heads = self._heads(phrases[i])
            if not heads:
                continue
            found = self._meant(replace_terms(phrase, heads), pool)
            if found:
                return found
        return self._like_the_last(phrase, pool)

    def _like_the_last(self, phrase: _Phrase, pool: Sequence[Line]) -> list[Line]:
        """Return the line of a place that is named like the last one spoken of: 'minus brom?'."""
        if any(t.kind == "scope" for t in self.reading.terms):
            return []
        spoken = [x for x in pool if x.fact.id in self.query.context.facts]
        if len(spoken) != 1:
            return []
        stems = {s for t in self._places() for s in t}
        head = set(_stems(spoken[0].money.name)) - stems
        return [x for x in pool if set(_stems(x.money.name)) - stems == head
                and any(x.sure(t) for t in phrase.places)]  # fmt: skip

    def _heads(self, phrase: _Phrase) -> list[Term]:
        """Return the terms of a phrase with the places taken out of its names."""
        stems = {s for t in self._places() for s in t}
        heads = []
        for term in phrase.terms:
            rest = tuple(s for s in term.stems if s not in stems)
            changed = len(rest) < len(term.stems)
            if rest:
                heads.append(replace(term, stems=rest, entities=() if changed else term.entities,
                                     concepts=() if changed else term.concepts))  # fmt: skip
        return heads

    def _places(self) -> Iterable[tuple[str, ...]]:
        for line in self.lines():
            for place in line.money.places:
                entity = self.entity(place)
                if entity:
                    yield _stems(entity.name)

    def _all_common(self, terms: Sequence[Term]) -> bool:
        common = vocabulary().common
        return all(s in common for t in terms for s in t.stems)

    def _by_figure(
        self, phrase: _Phrase, found: Sequence[Line], pool: Sequence[Line]
    ) -> list[Group] | None:
        """Return the groups of a phrase with amounts in it; None where it has none of a line's."""
        groups = []
        for figure in phrase.figures:
            exact = [x for x in pool if x.money.amount == figure.value]
            lines = exact or [x for x in pool if figure.names(x.money.amount)]
            lines = _tables_first(lines)
            if phrase.givers and any(x.money.giver in phrase.givers for x in lines):
                lines = [x for x in lines if x.money.giver in phrase.givers]
            given = _without_parts(_rows(found)) if phrase.givers and not phrase.terms else []
            if not lines and given and figure.names(_sum(given)):
                lines = given  # 'the £146k from the commissioner' is the sum of his lines
            if lines:
                groups.append(replace(self._group(phrase, lines), figure=figure, by_giver=False))
        if not groups:
            return None
        if found and not any(g.ids & {x.money.id for x in found} for g in groups):
            groups.append(self._group(phrase, found))
        return groups

    def _whole_tables(self, phrase: _Phrase) -> list[Group]:
        """Return the table that a phrase means by words for tables alone: 'the project table'."""
        typed = {s for t in phrase.soft for s in t.stems}
        tables = [
            t for t in self.tables if not phrase.scope or t.lines[0].money.scope == phrase.scope
        ]
        found = _most_alike(tables, typed)
        if not typed & vocabulary().money or phrase.left_out:
            return []
        if not found and len(self.lists) > 1 and phrase.scope:
            found = list(tables)
        if len(found) != 1 and len(self.lists) < 2:
            return []
        lines = [x for t in found for x in ([t.total] if t.total else t.rows)]
        return [replace(self._group(phrase, lines), is_table=True)] if lines else []

    # --- afterwards -------------------------------------------------------------------------

    def _is_beside(self, phrase: _Phrase) -> bool:
        """Tell whether a phrase names what comes beside what is asked: 'on top of the £490k'."""
        return not self.work.has("sum") and any(
            o.end == phrase.start for o in self.work.of("on_top")
        )

    def _of_each(self, phrases: Sequence[_Phrase]) -> list[Group]:
        """Return what a giver gives to each of several partnerships, where no lines are named."""
        givers = {g for p in phrases for g in p.givers}
        if len(self.lists) < 2 or not givers:
            return []
        groups = []
        for lines in self.lists:
            tables = [t for t in lines.tables if t in self.tables]
            found = [x for t in tables for x in _given(t, givers)]
            groups.append(Group(tuple(_without_parts(found)), lines.scope, 0, 0, by_giver=True))
        return [g for g in groups if g.lines]

    def _is_included(self, phrase: _Phrase) -> bool:
        """Tell whether a phrase names part of a whole already spoken of: 'all of it with CCTV'."""
        return self.work.has("everything", "table") and any(
            o.end <= phrase.start for o in self.work.of("including")
        )

    def _after_preamble(self, groups: Sequence[Group]) -> int:
        """Return where the question begins after words on who asks: 'our rural forum wants to know'.

        Only where what follows says of itself which lines are meant.
        """
        at = self._question_word
        lead = self.words[:at]
        if not at or not _SELF.intersection(lead) or "if" in lead:
            return 0
        if any(o.start < at and o.name not in ("that", "list") for o in self.work.found):
            return 0
        says = any(g.start >= at for g in groups) or any(f.start >= at for f in self.bounds)
        return at if says else 0

    @cached_property
    def _question_word(self) -> int:
        return next((i for i, w in enumerate(self.words) if w in _QUESTION), 0)

    def _carried(self) -> list[Group]:
        """Return the lines of what the conversation is about, where the text names none."""
        for term in self.reading.terms:
            if is_carried(term, self.reading) and term.weight >= NAMED:
                lines = [x for x in self.lines() if x.is_named(term)]
                if lines:
                    return [Group(tuple(_without_parts(lines)), term.text, 0, 0)]
        return []

    def _is_left_out(self, phrase: _Phrase) -> bool:
        """Tell whether a phrase names what is to be left out or taken away."""
        for operation in (*self.work.of("without", "minus"), *self._less):
            if phrase.start == operation.end or (
                phrase.start > operation.end and not self._content(operation.end, phrase.start)
            ):
                return True
        for operation in self.work.of("around"):
            if operation.start <= phrase.start and phrase.end <= operation.end:
                return True
            if self._content(operation.start, operation.end, phrase):
                return True
        return any(phrase.end == operation.start for operation in self.work.of("after"))

    def _content(self, start: int, end: int, phrase: _Phrase | None = None) -> bool:
        """Tell whether a telling term stands between two places (and in that phrase)."""
        for term in self.reading.terms:
            if term.kind == "scope" or not start <= term.position < end:
                continue
            silent = all(s in vocabulary().silent for s in term.stems)
            if silent or self._asks(term, range(term.position, term.position + 1)):
                continue
            if phrase is None or phrase.start <= term.position < phrase.end:
                return True
        return False

    def _tables_meant(self, givers: frozenset[str]) -> tuple[Table, ...]:
        """Return the one table whose names the question uses most; all where none stands out."""
        tables = [t for t in self.tables if not givers or any(
            x.money.giver in givers for x in t.lines)]  # fmt: skip
        figures = [f for f in self.work.figures if f.is_money]
        exact = [t for t in tables if t.total and any(
            f.names(t.total.money.amount) for f in figures)]  # fmt: skip
        if exact:
            return tuple(exact)
        typed = {
            s for t in self.reading.terms if t.kind != "scope" and not self._givers(t)
            for s in t.stems
        }  # fmt: skip
        return tuple(_most_alike(tables, typed) or self._the_table(tables, typed) or tables)

    def _the_table(self, tables: Sequence[Table], typed: set[str]) -> list[Table]:
        """Return the table with the most amounts where one table is spoken of: 'the funding table'."""
        if len(tables) < 2 or not {"tabl", "list"} & typed or "tables" in self.words:
            return []
        counted = sorted(tables, key=lambda t: -sum(x.money.amount is not None for x in t.rows))
        return counted[:1] if not self.work.has("everything") else []


def _by_text(line: Line, stemmed: str) -> bool:
    return stemmed in _stems(line.fact.text)


def _by_name(line: Line, stemmed: str) -> bool:
    return line.says.get(stemmed, 0.0) >= LEAST_SOFT


def replace_terms(phrase: _Phrase, terms: Sequence[Term]) -> _Phrase:
    """Return a phrase with these terms beside its places."""
    return _Phrase(phrase.start, phrase.end, list(terms), phrase.places, phrase.givers,
                   phrase.soft, [], phrase.scope, phrase.left_out)  # fmt: skip


def _stems(name: str) -> tuple[str, ...]:
    return tuple(stem(w) for w in plain_words(name))


def _is_of(table: Table, period: Period) -> bool:
    label = canonical(table.year)
    return period.label == label or (not period.is_financial and period.label == label[:4])


def _given(table: Table, givers: set[str]) -> list[Line]:
    """Return what someone gives of a table: its total where all of it is theirs, else the rows."""
    rows = [x for x in table.rows if x.money.giver in givers]
    return [table.total] if table.total and len(rows) == len(table.rows) else rows


def _sum(lines: Iterable[Line]) -> Decimal:
    return sum((x.money.amount for x in lines if x.money.amount is not None), Decimal(0))


def _rows(lines: Iterable[Line]) -> list[Line]:
    return [x for x in lines if not x.money.is_total]


def _tables_first(lines: Sequence[Line]) -> list[Line]:
    """Return the lines without those of a table that is meant as a whole."""
    whole = {x.money.table for x in lines if x.money.is_total}
    return [x for x in lines if x.money.is_total or x.money.table not in whole]


def _without_parts(lines: Sequence[Line]) -> list[Line]:
    """Return the lines without those that are part of another one of them."""
    ids = {x.money.id for x in lines}
    return [x for x in lines if x.money.part_of not in ids]


def _most_alike(tables: Sequence[Table], typed: set[str]) -> list[Table]:
    """Return the one table that alone has most of the words; [] where none or several do."""
    if len(tables) < 2:
        return []
    # 'the rural money' may be another name of one table; 'money' alone is said of them all.
    common = frozenset.intersection(*(t.stems for t in tables)) | (vocabulary().money - {"alloc"})
    scores = {t.id: len((t.stems - common) & typed) for t in tables}
    best = max(scores.values())
    found = [t for t in tables if scores[t.id] == best]
    return found if best and len(found) == 1 else []


def _consumed(groups: Sequence[Group], phrases: Sequence[_Phrase]) -> list[Group]:
    """Leave out a group that only said what the places beside it are asked for."""
    placed = [g for g in groups if g.by_place]
    if not placed:
        return list(groups)
    kept = []
    for group in groups:
        others = [g for g in placed if g is not group and g.ids < group.ids]
        phrase = next(p for p in phrases if p.start == group.start)
        if others and not (phrase.places or group.figure or group.is_table or group.is_whole):
            continue
        kept.append(group)
    return kept


def _narrowed_to_parts(groups: Sequence[Group], carried: Sequence[Group]) -> list[Group]:
    """Let a giver beside a larger line mean the giver's part of that line.

    'How much of the £2.4m is the commissioner's' asks for the part of it, not for all he gives.
    """
    result = []
    for group in groups:
        wholes = {x.money.id for g in (*groups, *carried) if g is not group for x in g.lines}
        parts = [x for x in group.lines if x.money.part_of in wholes]
        if group.by_giver and parts:
            group = replace(group, lines=tuple(parts))
        result.append(group)
    return result
