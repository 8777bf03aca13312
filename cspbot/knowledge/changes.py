"""What is different between two states of the knowledge, told in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cspbot.knowledge.facts import Fact, Knowledge, spoken_date, spoken_money
from cspbot.knowledge.labels import field_label

LONGEST = 200
"""Characters of a sentence that is quoted; enough to recognise it."""


class Happened(StrEnum):
    """What can happen to a fact."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    CONFIRMED = "confirmed"
    """It says the same, and rests on another source."""


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that is different."""

    happened: Happened
    partnership: str
    """Id of the partnership; empty for what is of none."""
    before: Fact | None
    after: Fact | None
    text: str
    """In plain words, with the partnership before and the source behind."""


def changes(old: Knowledge, new: Knowledge) -> tuple[Change, ...]:
    """Return what is different, in the order of the partnerships.

    Lists that are made of other facts are left out, since those are told. Of somebody who is held
    no more no name is told. Pass what the reader may see: `knowledge.visible_to(...)`, for both.
    """
    return tuple(_Comparing(old, new).changes())


class _Comparing:
    def __init__(self, old: Knowledge, new: Knowledge) -> None:
        self.old, self.new = old, new
        self.departed = {
            e.id for e in old.entities.values() if e.kind == "person" and e.id not in new.entities
        }
        self.heads = {f.part_of for k in (old, new) for f in k.facts.values()}

    def changes(self) -> Iterator[Change]:
        before, after = self._grouped(self.old), self._grouped(self.new)
        found = []
        for key in dict.fromkeys((*after, *before)):
            if key[0] in self.departed:
                continue
            for one, other in _paired(before.get(key, []), after.get(key, [])):
                change = self._change(one, other)
                found += [change] if change else []
        found += [self._departure(person) for person in sorted(self.departed)]
        order = {p.id: n for n, p in enumerate((*self.old.partnerships, *self.new.partnerships))}
        yield from sorted(found, key=lambda change: order.get(change.partnership, len(order)))

    def _grouped(self, knowledge: Knowledge) -> Mapping[tuple[str, str], list[Fact]]:
        groups: dict[tuple[str, str], list[Fact]] = {}
        for fact in knowledge.facts.values():
            if fact.id not in self.heads and not fact.field.startswith("list."):
                groups.setdefault((fact.subject, fact.field), []).append(fact)
        return groups

    def _change(self, before: Fact | None, after: Fact | None) -> Change | None:
        if before is None and after is not None:
            return self._made(Happened.ADDED, None, after, f"new: {self._said(after)}")
        if after is None and before is not None:
            if self._names_departed(before):
                gone = f"no longer held: {self._whose(before, self.old)}"
            else:
                gone = f"no longer held: {_cut(before.text)}"
            return self._made(Happened.REMOVED, before, None, gone)
        assert before is not None  # noqa: S101 - one of the two is there
        assert after is not None  # noqa: S101
        if before.text == after.text or self._is_same(before, after):
            return self._confirmed(before, after)
        whose = self._whose(after, self.new)
        one, other = self._value(before, self.old), self._value(after, self.new)
        if not (one and other):
            text = f"{whose}: now {self._said(after)}"
            if not self._names_departed(before):
                text += f"; before: {_cut(before.text)}"
            return self._made(Happened.CHANGED, before, after, text)
        was = "" if self._names_departed(before) else f" was {one},"
        return self._made(
            Happened.CHANGED, before, after, f"{whose}{was} now {other}{self._cited(after)}"
        )

    def _is_same(self, before: Fact, after: Fact) -> bool:
        """Tell whether a bare value is the same, and only what is said with it has changed.

        The sentence on a telephone number names the post too: that is told by itself.
        """
        said_with_a_date = before.part_of or before.field.startswith(("point.", "membership."))
        return bool(before.value) and before.value == after.value and not said_with_a_date

    def _confirmed(self, before: Fact, after: Fact) -> Change | None:
        firmness = before.certainty != after.certainty
        if not firmness and (before.document, before.as_at) == (after.document, after.as_at):
            return None
        whose = self._whose(after, self.new)
        how = f"was {before.certainty}, is {after.certainty} now" if firmness else "confirmed"
        text = f"{whose} {how}: {self._said(after)}"
        return self._made(Happened.CONFIRMED, before, after, text)

    def _departure(self, person: str) -> Change:
        facts = self.old.by_subject.get(person, ())
        post = next((f.value for f in facts if f.field == "person.post"), "")
        scope = self.old.entities[person].scope
        who = f"who was {post}" if post else "who was held"
        text = f"{self._prefix(scope)}somebody {who} has left, and is named no more"
        return Change(Happened.REMOVED, scope, facts[0] if facts else None, None, text)

    def _made(
        self, happened: Happened, before: Fact | None, after: Fact | None, text: str
    ) -> Change:
        fact = after or before
        assert fact is not None  # noqa: S101 - one of the two is there
        scope = fact.scope or (fact.subject if self._is_partnership(fact.subject) else "")
        return Change(happened, scope, before, after, f"{self._prefix(scope)}{text}")

    def _prefix(self, scope: str) -> str:
        entity = self.new.entities.get(scope) or self.old.entities.get(scope)
        return f"{entity.label}: " if entity else ""

    def _is_partnership(self, ident: str) -> bool:
        entity = self.new.entities.get(ident) or self.old.entities.get(ident)
        return entity is not None and entity.kind == "partnership"

    def _whose(self, fact: Fact, knowledge: Knowledge) -> str:
        """Name the field and its subject: 'telephone number of Sam Carter'."""
        label = field_label(fact.field)
        entity = knowledge.entities.get(fact.subject)
        if entity is None or fact.subject == fact.scope:
            return label
        is_clause = label.startswith(
            ("how ", "where ", "who ", "whom ", "what ", "why ", "whether ")
        )
        return f"{entity.label}, {label}" if is_clause else f"{label} of {entity.label}"

    def _value(self, fact: Fact, knowledge: Knowledge) -> str:
        """Write a bare value for people; '' for prose."""
        ids = _ids(fact)
        if not fact.value or fact.field.startswith("point.") or fact.part_of:
            return self._amount(fact)
        if ids and all(i in knowledge.entities for i in ids):
            return ", ".join(knowledge.entities[i].label for i in ids)
        if len(fact.value) in (7, 10) and fact.value.replace("-", "").isdigit():
            return spoken_date(fact.value)
        return self._amount(fact) or fact.value

    def _amount(self, fact: Fact) -> str:
        found = (m for k in (self.new, self.old) for m in k.money if m.fact == fact.id)
        amounts = [m.amount for m in found if m.amount is not None and str(m.amount) == fact.value]
        return spoken_money(amounts[0]) if amounts else ""

    def _names_departed(self, fact: Fact) -> bool:
        return bool(self.departed & {fact.subject, *fact.mentions, *_ids(fact)})

    def _said(self, fact: Fact) -> str:
        return _cut(fact.text) + self._cited(fact)

    def _cited(self, fact: Fact) -> str:
        document = self.new.documents.get(fact.document)
        return f" ({document.cited})" if document else ""


def _paired(
    before: Sequence[Fact], after: Sequence[Fact]
) -> Iterator[tuple[Fact | None, Fact | None]]:
    """Pair the facts of one field: those that say the same, then those of one id, then the rest.

    An item that is put in at the beginning of a list moves the numbers of all others, and has
    changed none of them.
    """
    old, new = list(before), list(after)
    for is_pair in (_say_the_same, _have_one_id):
        for one in list(old):
            other = next((n for n in new if is_pair(one, n)), None)
            if other is not None:
                old.remove(one)
                new.remove(other)
                yield one, other
    yield from ((one, None) for one in old)
    yield from ((None, other) for other in new)


def _say_the_same(one: Fact, other: Fact) -> bool:
    return one.text == other.text


def _have_one_id(one: Fact, other: Fact) -> bool:
    return one.id == other.id


def _ids(fact: Fact) -> list[str]:
    return fact.value.split(", ") if fact.value else []


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST else f"{flat[: LONGEST - 1].rsplit(' ', 1)[0]}…"
