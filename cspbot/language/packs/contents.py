"""What goes into a meeting pack: each part is told from what is held, or named as not held."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from cspbot import wording
from cspbot.diary.diary import Diary, Entry
from cspbot.knowledge.facts import Entity, Fact, Knowledge, Money, spoken_date
from cspbot.language.meetings import spoken
from cspbot.language.packs.parts import Line
from cspbot.rota.values import CHAIR, VENUE, Series

TURNS = (CHAIR, "host", "minutes")
EXPECTED = ("responsible_authority", "core_member", "member")
"""Capacities of members who are expected at meetings; guests are not."""
OF_PRIORITIES = ("priority.", "partnership.priorities", "partnership.overarching_priority")
"""How the fields begin that say what the partnership works on."""
MOST_CHANGES, MOST_SUMS, MOST_CONTACTS = 2, 3, 3
REACHED_BY = ("phone", "extension", "email")


@dataclass(frozen=True)
class Subject:
    """The meeting that a pack is for, and what may be seen of it."""

    knowledge: Knowledge
    scope: str
    """Id of the partnership."""
    series: Series | None
    """None where no meetings are held, not even how often they are."""
    today: date

    @cached_property
    def diary(self) -> Diary:
        """Where the meetings are looked up."""
        return Diary(self.knowledge)

    @cached_property
    def next(self) -> Entry | None:
        """The next meeting that takes place; None where none can be worked out."""
        ahead = self.diary.after(self._dated, self.today)
        return next((e for e in ahead if not e.meeting.is_cancelled), None)

    @cached_property
    def last(self) -> Entry | None:
        """The last meeting that took place; None where none can be worked out."""
        gone = self.diary.before(self._dated, self.today)
        return next((e for e in gone if not e.meeting.is_cancelled), None)

    @property
    def _dated(self) -> tuple[Series, ...]:
        return (self.series,) if self.series and self.series.is_dated else ()

    @property
    def partnership(self) -> Entity:
        """The partnership."""
        return self.knowledge.entities[self.scope]

    @property
    def group(self) -> str:
        """Id of who meets: a group, or the partnership itself."""
        return self.series.of if self.series else self.scope

    @property
    def is_whole(self) -> bool:
        """Tell whether the partnership itself meets or its board, and not a group below that."""
        return self.group == self.scope or f"{self.group}.parent" not in self.knowledge.facts

    @property
    def own(self) -> Sequence[Fact]:
        """Return all facts of the partnership that say something."""
        return [f for f in self.knowledge.by_scope.get(self.scope, ()) if not f.absent]

    def first(self, *fields: str) -> Fact | None:
        """Return the fact of the first of these fields that is held of whoever meets."""
        whose = (self.group, self.scope) if self.is_whole else (self.group,)
        for ident in dict.fromkeys(whose):
            for field in fields:
                for fact in self.knowledge.by_subject.get(ident, ()):
                    if fact.field.rpartition(".")[2] == field and not fact.absent:
                        return fact
        return None


def contents(subject: Subject, *, brief: bool = False) -> tuple[Line, ...]:
    """Return the lines of a pack, in the order in which people need them.

    Args:
        subject: the meeting.
        brief: leave room for more: without purpose and papers, and with one contact.
    """
    lacks: list[str] = []
    lines = [
        Line(wording.pack_for(subject.diary.name(subject.group)), whole=True),
        *_meeting(subject, lacks), *([] if brief else _papers(subject)),
        *([] if brief else _purpose(subject, lacks)), *_turns(subject, lacks),
        *_members(subject, lacks), *_quorum(subject, lacks), *_priorities(subject, lacks),
        *_money(subject, lacks), *_contacts(subject, lacks, 1 if brief else MOST_CONTACTS),
    ]  # fmt: skip
    if lacks:
        lines.append(Line(wording.PACK_LACKS, items=tuple(lacks), whole=True))
    return tuple(lines)


def _meeting(subject: Subject, lacks: list[str]) -> Iterator[Line]:
    entry = subject.next
    if entry is None:
        if subject.series is not None and subject.series.is_dated:
            rule = _known(subject, subject.series.fact)
            yield Line(wording.none_ahead(subject.diary.group(subject.series)), rule, whole=True)
            return
        lacks.append(wording.PACK_DATES)
        meets = subject.first("meets") or subject.first("outline")
        if meets:
            yield Line(meets.text, (meets,))
        return
    place = spoken.where(subject.diary, entry)
    link = f" {wording.online(entry.meeting.online)}" if entry.meeting.online else ""
    facts = tuple(subject.diary.facts([entry], [VENUE]))
    said = wording.pack_meeting(f"{spoken.when(entry)}{place}", spoken.change(entry))
    yield Line(f"{said}{link}", facts, whole=True)


def _papers(subject: Subject) -> Iterator[Line]:
    entry = subject.next
    papers = spoken.papers(subject.diary, entry) if entry else ""
    if entry and papers:
        yield Line(papers, _known(subject, f"{entry.series.id}.papers_due"), whole=True)


def _purpose(subject: Subject, lacks: list[str]) -> Iterator[Line]:
    fact = subject.first("purpose") or subject.first("what")
    if fact is None:
        lacks.append(wording.PACK_PURPOSE)
        return
    yield Line(fact.text, (fact,))


def _turns(subject: Subject, lacks: list[str]) -> Iterator[Line]:
    entry = subject.next
    said = {w: spoken.turn(subject.diary, entry, w) for w in TURNS} if entry else {}
    told = [text for text in said.values() if text]
    if told and entry:
        yield Line(" ".join(told), tuple(subject.diary.facts([entry], TURNS)), whole=True)
    if said.get(CHAIR):
        return
    chair = subject.first("chairing") or subject.first("chair")
    if chair is None:
        lacks.append(wording.PACK_CHAIR)
        return
    yield Line(chair.text, (chair,))


def _members(subject: Subject, lacks: list[str]) -> Iterator[Line]:
    of_group = subject.first("members")
    found = [of_group] if of_group else [
        f for f in subject.own if subject.is_whole and f.field.startswith("membership.")
        and not f.part_of and f.field.rpartition(".")[2] in EXPECTED
    ]  # fmt: skip
    if not found:
        lacks.append(wording.PACK_MEMBERS)
    for fact in found:
        head, *items = fact.text.split("\n")
        names = tuple(item.removeprefix("• ") for item in items)
        yield Line(wording.pack_members(_short(head, subject)), (fact,), names)


def _quorum(subject: Subject, lacks: list[str]) -> Iterator[Line]:
    known = _known(subject, f"{subject.series.id}.quorum") if subject.series else ()
    other = subject.first("quorum")
    facts = known or ((other,) if other else ())
    if not facts:
        lacks.append(wording.PACK_QUORUM)
    for fact in facts:
        yield Line(fact.text, (fact,))


def _priorities(subject: Subject, lacks: list[str]) -> Iterator[Line]:
    listed = _known(subject, f"{subject.scope}.priorities")
    if not listed:
        lacks.append(wording.PACK_PRIORITIES)
        return
    head, *items = listed[0].text.split("\n")
    yield Line(f"{_short(head, subject)}: ", listed, tuple(items))
    if subject.last is None:
        return
    day = spoken_date(subject.last.day.isoformat())
    changed = changed_since(subject, subject.last.day)
    if not changed:
        yield Line(wording.pack_unchanged(day), whole=True)
        return
    yield Line(wording.pack_changed(day, len(changed)), whole=True)
    for fact in changed[:MOST_CHANGES]:
        yield Line(f"• {' '.join(fact.text.split())}", (fact,))


def changed_since(subject: Subject, day: date) -> list[Fact]:
    """Return what is held on the priorities that became known after a day."""
    lists = {f.part_of for f in subject.own} | {f"{subject.scope}.priorities"}
    return [
        f for f in subject.own
        if f.field.startswith(OF_PRIORITIES) and f.as_at > day.isoformat() and f.id not in lists
        and f.field != "priority.is"
    ]  # fmt: skip


def _money(subject: Subject, lacks: list[str]) -> Iterator[Line]:
    year, lines = latest_money(subject)
    if not lines:
        lacks.append(wording.PACK_MONEY)
        return
    shown = lines[:MOST_SUMS]
    facts = tuple(f for m in shown for f in _known(subject, m.fact))
    named = [f"{m.name} {m.printed}" for m in shown]
    rest = len(lines) - len(shown)
    named += [wording.more_lines(rest)] if rest else []
    yield Line(wording.pack_money(year), facts, tuple(named))


def latest_money(subject: Subject) -> tuple[str, list[Money]]:
    """Return the latest year with amounts, and its totals, or else its lines, largest first."""
    held = [m for m in subject.knowledge.money if m.scope == subject.scope and m.amount]
    year = max((m.year for m in held), default="")
    lines = [m for m in held if m.year == year and not m.part_of]
    totals = [m for m in lines if m.is_total]
    return year, sorted(totals or lines, key=lambda m: m.amount or 0, reverse=True)


def _contacts(subject: Subject, lacks: list[str], most: int) -> Iterator[Line]:
    people: dict[str, list[Fact]] = {}
    for fact in subject.own:
        if fact.field.startswith("person.") and fact.field.rpartition(".")[2] in REACHED_BY:
            people.setdefault(fact.subject, []).append(fact)
    if not people:
        lacks.append(wording.PACK_CONTACTS)
        return
    first = subject.series.secretariat if subject.series else ""
    order = sorted(people, key=lambda who: who != first)
    rest = len(order) - most
    yield Line(wording.pack_contacts(max(rest, 0)), whole=True)
    for who in order[:most]:
        yield _card(subject, who, people[who])


def _card(subject: Subject, who: str, reached: Sequence[Fact]) -> Line:
    """Return a contact as a card: the name and post, then number and address below."""
    held = subject.knowledge.by_subject.get(who, ())
    post = next((f for f in held if f.field == "person.post"), None)
    name = subject.knowledge.entities[who].name
    employer = next((f.value for f in held if f.field == "person.body"), "")
    said = (
        post.text.removeprefix(f"{name} is ").rstrip(".") if post
        else subject.diary.name(employer)
    )  # fmt: skip
    values = ", ".join(
        f"ext. {f.value}" if f.field.endswith("extension") else f.value for f in reached
    )
    head = f"{name}, {said}" if said else name
    return Line(f"▪ {head}\n  {values}", tuple(reached), whole=True)


def _known(subject: Subject, ident: str) -> tuple[Fact, ...]:
    """Return the fact of an id; nothing where it may not be seen or says that it is not held."""
    fact = subject.knowledge.facts.get(ident)
    return (fact,) if fact is not None and not fact.absent else ()


def _short(head: str, subject: Subject) -> str:
    """Return the heading of a list without the name of the partnership, which stands above."""
    return head.rstrip(":").replace(f" of {subject.partnership.name}", "")
