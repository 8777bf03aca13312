"""The values that the rest of the program looks things up in: entities, facts, sources."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from cspbot.rota.values import Rota, Series

T = TypeVar("T")

PRECISION = {4: "%Y", 7: "%B %Y", 10: "%d %B %Y"}
"""How a partial date of that many characters is written out."""

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def spoken_date(partial: str) -> str:
    """Write '2016-03-21' as '21 March 2016', '2015-06' as 'June 2015', '2010' as '2010'."""
    parts = partial.split("-")
    words = [parts[0]]
    if len(parts) > 1:
        words.insert(0, MONTHS[int(parts[1]) - 1])
    if len(parts) > 2:
        words.insert(0, str(int(parts[2])))
    return " ".join(words)


def spoken_time(time: str) -> str:
    """Write '14:00' as '2pm' and '09:30' as '9:30am'."""
    hour, minute = map(int, time.split(":"))
    if (hour, minute) in ((12, 0), (0, 0)):
        return "midday" if hour else "midnight"
    shown = f"{hour % 12 or 12}" + (f":{minute:02}" if minute else "")
    return f"{shown}{'pm' if hour >= 12 else 'am'}"


def spoken_money(amount: Decimal) -> str:
    """Write pounds as '£207,950' or '£23,105.56'."""
    whole = amount == amount.to_integral_value()
    return f"£{amount:,.0f}" if whole else f"£{amount:,.2f}"


@dataclass(frozen=True, slots=True)
class Entity:
    """Anything with a name."""

    id: str
    kind: str
    """The record kind: partnership, place, body, person, priority, project, law, term ..."""
    name: str
    label: str
    """How it is named in choices."""
    aliases: tuple[str, ...] = ()
    scope: str = ""
    """The partnership whose file holds it; empty for national and shared records."""
    partnerships: tuple[str, ...] = ()
    """For places and shared bodies: the partnerships that it belongs to."""
    type: str = ""
    covered: bool = True
    audience: str = "public"
    """Who may know of it; its name alone can tell."""


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A source as answers cite it."""

    id: str
    title: str
    short: str
    date: str
    """Partial date, printed or inferred; empty where neither is held."""
    inferred: bool
    url: str = ""
    partnership: str = ""

    @property
    def cited(self) -> str:
        """The short title with the date: 'briefing note, 21 March 2016'."""
        if not self.date:
            return self.short
        about = "about " if self.inferred else ""
        return f"{self.short}, {about}{spoken_date(self.date)}"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is held: a value of one field of one subject, with its source."""

    id: str
    subject: str
    """Id of the entity that it is about."""
    field: str
    """'person.phone', 'merger.conditions', 'point.reason' ..."""
    text: str
    """A whole sentence that can be an answer."""
    value: str = ""
    """The bare value where there is one: an amount, a date, a number, an id."""
    scope: str = ""
    mentions: tuple[str, ...] = ()
    """Ids of the other entities that it concerns."""
    words: tuple[str, ...] = ()
    """Everyday words by which people ask for it."""
    asked: tuple[str, ...] = ()
    """Whole questions by which people ask for it, in their own words."""
    document: str = ""
    locators: tuple[str, ...] = ()
    """Places in the document; of another one, in full: 'other-document#1.6'."""
    as_at: str = ""
    certainty: str = "stated"
    audience: str = "public"
    note: str = ""
    part_of: str = ""
    """Id of the list fact that this one is an item of."""
    order: int = 0
    absent: bool = False
    """It says what the source does not hold; questions that it explains are refused with it."""

    @property
    def is_outline(self) -> bool:
        """Tell whether it only sketches meetings of which no date is known.

        The partnership's own fields say the same in prose, which is what questions find.
        """
        return self.field.endswith(".outline")

    @property
    def citations(self) -> tuple[tuple[str, str], ...]:
        """Every place that it rests on: the id of the document and the place in it."""
        places = (place.rpartition("#") for place in self.locators)
        return tuple((named or self.document, locator) for named, _, locator in places)


@dataclass(frozen=True, slots=True)
class Money:
    """One funding line as the sums need it; `amount` None where none is printed."""

    id: str
    fact: str
    table: str
    name: str
    label: str
    amount: Decimal | None
    printed: str
    year: str
    giver: str
    scope: str
    places: tuple[str, ...]
    is_total: bool
    part_of: str


@dataclass(frozen=True)
class Knowledge:
    """All that is held, indexed by id, by subject and by partnership."""

    entities: Mapping[str, Entity]
    facts: Mapping[str, Fact]
    documents: Mapping[str, SourceDocument]
    money: tuple[Money, ...]
    series: tuple[Series, ...] = ()
    rotas: tuple[Rota, ...] = ()
    fingerprint: str = ""
    problems: tuple[str, ...] = field(default=(), compare=False)

    @cached_property
    def by_subject(self) -> Mapping[str, tuple[Fact, ...]]:
        """Facts of each entity, in the order of the file."""
        return _grouped(self.facts.values(), lambda fact: fact.subject)

    @cached_property
    def by_scope(self) -> Mapping[str, tuple[Fact, ...]]:
        """Facts of each partnership; '' holds the national ones."""
        return _grouped(self.facts.values(), lambda fact: fact.scope)

    @cached_property
    def series_of(self) -> Mapping[str, tuple[Series, ...]]:
        """Series of each partnership."""
        return _grouped(self.series, lambda series: series.scope)

    @cached_property
    def rotas_of(self) -> Mapping[str, tuple[Rota, ...]]:
        """Rotas over each series."""
        return _grouped(self.rotas, lambda rota: rota.series)

    @cached_property
    def partnerships(self) -> tuple[Entity, ...]:
        """Every partnership, covered or only mentioned, in the order of the files."""
        return tuple(e for e in self.entities.values() if e.kind == "partnership")

    @cached_property
    def covered(self) -> tuple[Entity, ...]:
        """The partnerships that a file of the knowledge folder is about."""
        scopes = {fact.scope for fact in self.facts.values()}
        return tuple(e for e in self.partnerships if e.covered and e.id in scopes)

    def visible_to(self, audiences: frozenset[str], areas: Collection[str] = ()) -> Knowledge:
        """Return what people of these audiences may see; the same object if that is all.

        Args:
            audiences: whose facts they may see.
            areas: partnerships beyond which they see public facts alone; empty: no such limit.
        """

        def is_visible(one: Fact | Entity) -> bool:
            if one.audience == "public":
                return True
            return one.audience in audiences and (not areas or one.scope in areas)

        everything: list[Fact | Entity] = [*self.facts.values(), *self.entities.values()]
        if all(map(is_visible, everything)):
            return self
        facts = {k: f for k, f in self.facts.items() if is_visible(f)}
        kept = {f.subject for f in facts.values()}
        # a thing of which everything is hidden is hidden too: its name alone would tell of it
        hidden = {f.subject for f in self.facts.values()} - kept
        entities = {
            k: e
            for k, e in self.entities.items()
            if k in kept
            or (is_visible(e) and k not in hidden and e.kind in ("partnership", "place", "body"))
        }
        cited = {document for f in facts.values() for document, _ in f.citations}
        documents = {k: d for k, d in self.documents.items() if k in cited or k in entities}
        money = tuple(line for line in self.money if line.fact in facts)
        series = tuple(
            replace(
                s, online=s.online if f"{s.id}.online" in facts else "",
                changes=tuple(c for c in s.changes if not c.fact or c.fact in facts),
            )
            for s in self.series if s.fact in facts
        )  # fmt: skip
        held = {s.id for s in series}
        rotas = tuple(
            replace(
                x, swaps=tuple(s for s in x.swaps if not s.fact or s.fact in facts),
                absences=tuple(a for a in x.absences if not a.fact or a.fact in facts),
            )
            for x in self.rotas if x.fact in facts and x.series in held
        )  # fmt: skip
        return Knowledge(entities, facts, documents, money, series, rotas, self.fingerprint)


def _grouped(values: Iterable[T], key: Callable[[T], str]) -> Mapping[str, tuple[T, ...]]:
    groups: dict[str, list[T]] = {}
    for value in values:
        groups.setdefault(key(value), []).append(value)
    return {k: tuple(v) for k, v in groups.items()}
