"""Cuts a question about amounts into pieces, and says what each word of a piece is there for.

'Brom + redditch tasking minus IOM' has three pieces. A word names a place, a giver or something
else; or it is silent ('money', 'spent') and tells nothing by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from cspbot.knowledge.facts import Entity
from cspbot.language.amounts.figures import Figure
from cspbot.language.amounts.lines import LABEL, Line, Lines, vocabulary
from cspbot.language.amounts.operations import LIMITS, Operation
from cspbot.language.query import Query
from cspbot.language.reading import FIGURE, NAME, UNKNOWN, Term
from cspbot.language.words import stem

TELLING = 0.45
"""Weight from which on an ordinary word must be explained; less weigh words that everyone uses."""
NAMED = 0.3
"""The same for names, which count less where they only introduce the question."""

_JOINS = frozenset({"and", "plus", "or", "nor", "but", "than", "vs", "v", "versus", "against",
                    "then", "ie", "namely"})  # fmt: skip
_MARKS = frozenset(",;:+=/\n")
_PARTING = (
    "sum", "including", "choice", "comparative", "on_top", "minus", "without", "difference",
    "share", "fraction", "ratio", "left", "after", "around", "checking", "not", "once",
)  # fmt: skip
_OF_WHOLE = ("share", "fraction", "left", "without", "around", "after", "minus", "on_top")
_WHERE = frozenset({"for", "in", "to"})
_QUESTION = frozenset({"what", "whats", "which", "how", "who", "did", "does"})
_PER = frozenset({"cent", "year", "annum", "project", "line", "grant"})
_WHOLES = frozenset({"total", "table", "sum", "allocation", "pot", "budget", "lot", "money"})

_BODIES = frozenset({"council", "councils", "police", "constabulary", "force", "panel"})
_BODY_WORDS = frozenset({"county", "district", "borough", "city", "town", "parish"})
_ASKING = frozenset({"did", "does", "do", "has", "have", "is", "was", "will"})


@dataclass
class Piece:
    """Part of a question between two joins."""

    start: int
    end: int
    terms: list[Term] = field(default_factory=list)
    """Telling words that must mean a line."""
    places: list[Term] = field(default_factory=list)
    givers: set[str] = field(default_factory=set)
    soft: list[Term] = field(default_factory=list)
    """Words that need not mean one."""
    figures: list[Figure] = field(default_factory=list)
    scope: str = ""
    """The partnership that it is about, where several are named."""
    left_out: bool = False
    """What it names is to be left out or taken away."""

    @property
    def telling(self) -> list[Term]:
        """The words of which each must mean a line."""
        return [*self.terms, *self.places]


class Cutter:
    """Cuts one question."""

    def __init__(self, query: Query, lists: Sequence[Lines], lines: Sequence[Line]) -> None:
        """Prepare to cut.

        Args:
            query: the question.
            lists: the funding of the partnerships asked about.
            lines: the lines of the years asked about.
        """
        self._query = query
        self._reading = query.reading
        self._words = query.reading.words
        self._work = query.reading.work
        self._lists = lists
        self._lines = lines
        self._pairs = [pair for line in lines for pair in line.pairs]
        self.strangers: list[Term] = []
        """Names of those who give or get and are in no line."""

    def pieces(self) -> list[Piece]:
        """Return the pieces, in order."""
        starts = sorted({0, *self._breaks(), len(self._words)})
        pieces = [Piece(a, b) for a, b in pairwise(starts)]
        for term in self._reading.terms:
            piece = next((p for p in pieces if p.start <= term.position < p.end), None)
            if piece and term.stems:
                self._put(term, piece)
        self.strangers += self._units()
        bounds = self.bounds
        for figure in self._work.figures:
            if figure.is_money and figure not in bounds:
                next(p for p in pieces if p.start <= figure.start < p.end).figures.append(figure)
        self._set_scopes(pieces)
        for piece in pieces:
            piece.left_out = self._is_left_out(piece)
        return pieces

    # --- what the words are there for

    @cached_property
    def bounds(self) -> frozenset[Figure]:
        """The amounts that are limits: 'over £30,000'; not in 'by how much is it over £30,000'."""
        if self._work.has("difference"):
            return frozenset()
        return frozenset(f for name in LIMITS for f in self._work.bounds(name))

    @cached_property
    def speaks_of_whole(self) -> bool:
        """Tell whether a whole and its part are spoken of: 'how much of', 'as a share of'."""
        return self._work.has(*_OF_WHOLE) or "how much of" in " ".join(self._words)

    def is_whole(self, piece: Piece) -> bool:
        """Tell whether a piece is what a part is asked of: 'share of', 'money from' after it."""
        if not self.speaks_of_whole:
            return False
        for i in range(piece.start - 1, -1, -1):
            if self._words[i] == "of":
                return not self.says(i, piece.start)
            if self._words[i] in vocabulary().of_whole and self._words[i] != "from":
                return False
        return False

    @cached_property
    def question_word(self) -> int:
        """The place of the first question word; 0 where there is none."""
        return next((i for i, w in enumerate(self._words) if w in _QUESTION), 0)

    def givers(self, term: Term) -> set[str]:
        """Return which givers of the lines a term names."""
        return {
            g for lines in self._lists for g in lines.givers
            if g in term.entities or ("commissioner" in term.concepts and self._commissions(g))
        }  # fmt: skip

    def _commissions(self, giver: str) -> bool:
        entity = self._entity(giver)
        return entity is not None and "commissioner" in entity.name.lower()

    def _entity(self, ident: str) -> Entity | None:
        return self._query.knowledge.entities.get(ident)

    def _put(self, term: Term, piece: Piece) -> None:
        if term.kind == "scope" or self._is_figure_or_year(term):
            return
        givers = self.givers(term)
        if givers:
            piece.givers |= givers
        elif self._names_place(term):
            # 'Worcestershire County Council' gives or gets; it is not where a line is spent.
            (piece.places if self._is_place(term) else self.strangers).append(term)
        elif self.asks(term):
            piece.soft.append(term)
        elif self._is_unit(term):
            self.strangers.append(term)  # the cost per camera is not the cost of cameras
        elif self._is_telling(term):
            piece.terms.append(term)
        else:
            piece.soft.append(term)

    def _is_unit(self, term: Term) -> bool:
        """Tell whether an amount for one of a line's things is asked: 'each ambassador'."""
        end = term.position + len(term.stems)
        each = self._words[term.position - 1 : term.position] == ("each",)
        return each and vocabulary().counted.isdisjoint(self._words[end : end + 1])

    def _units(self) -> Iterable[Term]:
        """Yield what amounts are asked per: 'per camera', 'per head'; not 'per project'."""
        known = vocabulary().counted | _PER
        for i, word in enumerate(self._words[1:], 1):
            if self._words[i - 1] == "per" and word not in known and i not in self._work.words:
                yield Term(f"per {word}", UNKNOWN, (stem(word),), position=i - 1)

    def _is_telling(self, term: Term) -> bool:
        """Tell whether a word must mean a line; one that names a line always tells."""
        if term.weight >= (NAMED if term.kind == NAME else TELLING):
            return True
        if (term.kind == NAME or len(term.stems) > 1) and self._is_taken_away(term):
            return True  # though the clause that asks is another: 'apart from it, how much'
        weak = self._query.lexicon.weak | vocabulary().common
        return weak.isdisjoint(term.stems) and any(x.sure(term) >= LABEL for x in self._lines)

    def _is_taken_away(self, term: Term) -> bool:
        """Tell whether a term stands right after words for leaving out."""
        ends = (o.end for o in self._work.of("without", "minus"))
        return any(end <= term.position and not self.says(end, term.position) for end in ends)

    def asks(self, term: Term) -> bool:
        """Tell whether a term says what is asked of the lines, and not which lines."""
        silent, function = vocabulary().silent, self._query.lexicon.function_words
        if term.entities and not all(s in silent for s in term.stems):
            return False
        if "area" in term.concepts and any(x.means(term) for x in self._lines):
            return False  # 'whole county' is 'countywide', though neither word tells anything
        if any(o.start == term.position for o in self._work.of("around")):
            return True  # 'take tasking off it': 'take off' is one term
        places = range(term.position, term.position + len(term.stems))
        return all(
            s in silent or i in self._work.words or self._words[i] in function
            for i, s in zip(places, term.stems, strict=True)
        )  # fmt: skip

    def _is_figure_or_year(self, term: Term) -> bool:
        if any(f.start <= term.position < f.end for f in self._work.figures):
            return True
        first = term.stems[0]
        return term.kind == FIGURE and (first[:2] in ("fy", "yr") or first.isdigit())

    def _names_place(self, term: Term) -> bool:
        return any((e := self._entity(x)) and e.kind == "place" for x in term.entities)

    def _is_place(self, term: Term) -> bool:
        """Tell whether a term names a place that lines are for, and no body called after it."""
        if not self._names_place(term):
            return False
        end = term.position + len(term.stems)
        after = [w for w in self._words[end : end + 3] if w not in _BODY_WORDS]
        lead = self._words[term.position - 1] if term.position else ""
        gives = lead in _ASKING and not vocabulary().giving.isdisjoint(self._words[end : end + 1])
        return not gives and not (after and after[0] in _BODIES)

    def _set_scopes(self, pieces: Sequence[Piece]) -> None:
        """Note the partnership of each piece: its own, else that of the one before, or after."""
        if len(self._lists) < 2:
            return
        named = self._named_scopes
        last = ""
        for piece in pieces:
            own = [s for at, s in sorted(named.items()) if piece.start <= at < piece.end]
            piece.scope = last = own[0] if own else last
        following = ""
        for piece in reversed(pieces):
            piece.scope = following = piece.scope or following

    @cached_property
    def _named_scopes(self) -> Mapping[int, str]:
        """The partnership that the term at each place names."""
        named: dict[int, str] = {}
        for term in self._reading.terms:
            for ident in term.entities:
                scope = self._scope_of(ident)
                if scope:
                    named.setdefault(term.position, scope)
        return named

    def _where_scopes_change(self) -> set[int]:
        """Return the places at which another partnership is spoken of."""
        if len(self._lists) < 2:
            return set()
        places = sorted(self._named_scopes.items())
        return {at for (_, one), (at, two) in pairwise(places) if one != two}

    def _scope_of(self, ident: str) -> str:
        entity = self._entity(ident)
        if entity is None:
            return ""
        candidates = (ident, entity.scope, *entity.partnerships)
        return next((c for c in candidates if any(x.scope == c for x in self._lists)), "")

    # --- where pieces part

    def _breaks(self) -> set[int]:
        found = {self.question_word}
        for i, between in enumerate(self._reading.between[: len(self._words)]):
            if _MARKS.intersection(between) and not self._inside_name(i - 1, i):
                found.add(i)
        for i, word in enumerate(self._words):
            joins = word in _JOINS or (word == "to" and "add" in self._words[:i])
            if joins and not self._inside_name(i - 1, i + 1):
                found |= {i, i + 1}
            whole = self.speaks_of_whole and word in vocabulary().of_whole
            if whole and not self._is_where(i):
                found |= {i, i + 1}
        for operation in (*self._work.of(*_PARTING), *self.less):
            found |= {operation.start, operation.end}
        found |= self._where_scopes_change()
        return {i for i in found if 0 < i < len(self._words) and not self._is_inside(i)}

    def _is_where(self, at: int) -> bool:
        """Tell whether a word says where what stands before it is: 'tasking for Redditch'."""
        terms = {t.position: t for t in self._reading.terms}
        before = any(
            t.position + len(t.stems) == at and not self._is_idle(t) for t in terms.values()
        )
        after = terms.get(at + 1)
        return self._words[at] in _WHERE and before and bool(after and self._is_place(after))

    def _is_inside(self, at: int) -> bool:
        """Tell whether a place is inside a term or a figure."""
        terms = ((t.position, t.position + len(t.stems)) for t in self._reading.terms)
        figures = ((f.start, f.end) for f in self._work.figures)
        return any(start < at < end for start, end in (*terms, *figures))

    def _inside_name(self, left: int, right: int) -> bool:
        """Tell whether the join between two words is one of a name: 'violence and abuse'."""
        before, after = self._keys_at(left), self._keys_at(right)
        if not before or not after:
            return False
        return any(
            (before & one and after & two) or (before & two and after & one)
            for one, two in self._pairs
        )  # fmt: skip

    def _keys_at(self, place: int) -> frozenset[str]:
        for term in self._reading.terms:
            if term.position <= place < term.position + len(term.stems):
                if self._is_place(term):
                    return frozenset()
                return frozenset((*term.stems, *("#" + c for c in term.concepts)))
        return frozenset()

    # --- what is left out

    @cached_property
    def less(self) -> tuple[Operation, ...]:
        """The places where 'less' takes away: 'the total less IOM', not 'less than'."""
        if self._work.has("difference") or self._reading.form in ("which", "who", "yes_no"):
            return ()
        function = self._query.lexicon.function_words
        return tuple(
            Operation("minus", i, i + 1) for i, word in enumerate(self._words[:-1])
            if i and word == "less" and self._words[i + 1] != "than"
            and self._words[i - 1] not in function
            and (self.says(0, i) or self._is_whole_before(i)) and self.says(i, len(self._words))
        )  # fmt: skip

    def _is_whole_before(self, at: int) -> bool:
        figures = (f for f in self._work.figures if f.is_money and f.end <= at)
        return bool(_WHOLES.intersection(self._words[:at])) or any(figures)

    def _is_left_out(self, piece: Piece) -> bool:
        named = (
            "without", "minus",
            *(["not"] if self.speaks_of_whole else ()),
            *(["once"] if self._work.has("left") else ()),
        )  # fmt: skip
        for operation in (*self._work.of(*named), *self.less):
            after = piece.start >= operation.end
            if after and not self.says(operation.end, piece.start):
                return True
        for operation in self._work.of("around"):
            inside = operation.start <= piece.start and piece.end <= operation.end
            start, end = max(operation.start, piece.start), min(operation.end, piece.end)
            if inside or self.says(start, end):
                return True
        return any(piece.end == operation.start for operation in self._work.of("after"))

    def says(self, start: int, end: int) -> bool:
        """Tell whether a telling term stands between two places."""
        return any(
            start <= t.position < end and t.kind != "scope" and not self._is_idle(t)
            for t in self._reading.terms
        )

    def names_lines(self, start: int, end: int) -> bool:
        """Tell whether a word between two places chooses among lines: no year, no giver."""
        return any(
            not (self._is_figure_or_year(t) or self.givers(t) or self._is_idle(t))
            for t in self._reading.terms
            if start <= t.position < end and t.kind != "scope" and t.stems
        )

    def _is_idle(self, term: Term) -> bool:
        silent = all(s in vocabulary().silent for s in term.stems)
        return silent or (term.position in self._work.words and not term.entities)


def rows(lines: Iterable[Line]) -> list[Line]:
    """Return the lines that are no totals."""
    return [x for x in lines if not x.money.is_total]
