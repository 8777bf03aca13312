"""What people think of an answer, and the lists that officers work through."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from cspbot.accounts import feedback, limits, people, saying
from cspbot.accounts.roles import Act, Standing
from cspbot.accounts.said import Button, Note, Said, button
from cspbot.accounts.visit import Asker, Command, Press, Visit
from cspbot.knowledge.facts import Fact, Knowledge
from cspbot.knowledge.stubs import Stub, missing_alias, missing_field, missing_point
from cspbot.messages import Answered, Reply, Role

MOST_FACTS = 3
"""Facts that a button names: as many as its 64 bytes hold with room to spare."""
DIGEST = 6
"""Bytes of a fact's mark; among 600,000 facts two share one with a chance of one in 1,500."""
VERDICTS = {
    "good": feedback.HELPFUL, "bad": feedback.WRONG, "old": feedback.OUT_OF_DATE,
}  # fmt: skip


def verdicts(reply: Reply) -> tuple[Button, ...]:
    """Return the buttons under an answer, by which people say what they think of it.

    They name the facts, so that they work after a restart with nothing kept about the answer.
    """
    if not isinstance(reply, Answered) or not reply.context.facts:
        return ()
    marks = [mark(fact) for fact in reply.context.facts[:MOST_FACTS]]
    return (
        button(saying.HELPFUL, "good", *marks),
        button(saying.WRONG, "bad", *marks),
        button(saying.OUT_OF_DATE, "old", *marks),
    )


def mark(fact: str) -> str:
    """Return a short mark of a fact's id."""
    return hashlib.blake2b(fact.encode(), digest_size=DIGEST).hexdigest()


@lru_cache(maxsize=2)
def _by_mark(knowledge: _ById) -> dict[str, Fact]:
    return {mark(ident): fact for ident, fact in knowledge.held.facts.items()}


class _ById:
    """A knowledge as a key: the same one is the same key."""

    def __init__(self, held: Knowledge) -> None:
        self.held = held

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and other.held is self.held

    def __hash__(self) -> int:
        return id(self.held)


def judge(verdict: str, visit: Visit, values: tuple[str, ...]) -> Said:
    """Keep what someone thinks of an answer; what is wrong or out of date goes to the stewards."""
    known = _by_mark(_ById(visit.assistant.knowledge))
    facts = [known[value] for value in values if value in known]
    facts = [fact for fact in facts if fact.audience == "public" or visit.sees(fact)]
    if not facts:
        return Said(saying.STALE)
    scope = next((fact.scope for fact in facts if fact.scope), "")
    said = VERDICTS[verdict]
    ids = [fact.id for fact in facts]
    with visit.store.write() as session:
        # or someone could fill the stewards' screens by pressing on
        role = Role.PUBLIC if visit.asker.in_group else visit.standing.role
        if not limits.take(session, visit.at, visit.asker.user, role, limits.QUESTIONS, 1):
            return Said(saying.TOO_FAST)
        new = feedback.report(session, visit.at, visit.asker.user, said, "", ids, scope)
        officers = people.with_role(session, Role.OFFICER)
        admins = people.with_role(session, Role.ADMIN)
    if not new:
        return Said(saying.SAID_ALREADY)
    if verdict == "good":
        return Said(saying.THANKS_VERDICT)
    stewards = [o for o in officers if o.areas and scope in o.areas]
    stewards = stewards or [o for o in officers if not o.areas]
    stewards = stewards or [
        Standing(user, Role.ADMIN)
        for user in sorted({*visit.house.admins, *(a.user for a in admins)})
    ]
    notes = tuple(
        Note(steward.user, Said(_report(visit, said, scope, seen)))
        for steward in stewards
        # an answer may have named facts of another partnership, which not every steward may see
        if steward.user != visit.asker.user and (seen := _seen_by(visit, steward, facts))
    )
    return Said(saying.THANKS_REPORT, notes=notes)


def _seen_by(visit: Visit, steward: Standing, facts: Sequence[Fact]) -> list[Fact]:
    at_home = Asker(steward.user, steward.user)
    return [fact for fact in facts if replace(visit, asker=at_home, standing=steward).sees(fact)]


def _report(visit: Visit, said: str, scope: str, facts: Sequence[Fact]) -> str:
    documents = visit.assistant.knowledge.documents
    lines = [f"Someone says this is {said} ({visit.label(scope) if scope else 'national'}):"]
    for fact in facts:
        cited = "; ".join(f"{documents[d].cited}, {place}" for d, place in fact.citations
                          if d in documents)  # fmt: skip
        record = ", ".join(x for x in (fact.subject, visit.living.place(fact.subject)) if x)
        lines += [f"• {fact.text}", f"  Source: {cited}", f"  Record: {record}"]
    return "\n".join(lines)


def unanswered(visit: Visit) -> Said:
    """List the questions without an answer, what is asked most first."""
    return _unanswered(visit, 0)


def turn_page(visit: Visit, values: tuple[str, ...]) -> Said:
    """Show another page of the questions without an answer."""
    page = int(values[0]) if values and values[0].isdecimal() and len(values[0]) < 6 else 0
    said = _unanswered(visit, page)
    return Said(said.text, said.rows, instead=True)


def _unanswered(visit: Visit, number: int) -> Said:
    with visit.store.read() as session:
        groups, page, pages = feedback.unanswered(session, visit.standing.areas, number)
    if not groups:
        return Said(saying.NOTHING_UNANSWERED)
    lines, rows = [f"Questions without an answer, page {page + 1} of {pages}:"], []
    for group in groups:
        where = visit.label(group.partnership) if group.partnership else "no partnership made out"
        lines.append(
            f"{group.number}. {saying.times(group.count)}, {where}, {group.field or 'no field'}"
        )
        lines += [f"   '{text}'" for text in group.texts]
        rows.append((button(f"{group.number}: stub", "stub", group.number),
                     button(f"{group.number}: done", "done", group.number)))  # fmt: skip
    back = [button(saying.BACK, "unanswered", page - 1)] if page else []
    more = [button(saying.MORE, "unanswered", page + 1)] if page + 1 < pages else []
    return Said("\n".join(lines), (*rows, *([tuple(back + more)] if back or more else [])))


def stub(visit: Visit, values: tuple[str, ...]) -> Said:
    """Give the YAML that would answer a group of questions, once it is completed."""
    with visit.store.read() as session:
        group = feedback.group_of(session, _number(values))
    if group is None or not visit.standing.covers(group.partnership):
        return Said(saying.STALE)
    made = _stub(visit, group)
    if made is None:
        return Said(saying.STALE)
    return Said(saying.STUB.format(made.path, made.record, made.text))


def _stub(visit: Visit, group: feedback.Group) -> Stub | None:
    """Choose what would answer a group: a field that is empty, another name, or a statement.

    None: the partnership is not held any more.
    """
    knowledge, on = visit.knowledge, visit.at.date()
    held = [one.key for one in visit.assistant.partnerships() if visit.standing.covers(one.key)]
    about = group.partnership or next(iter(held), "")
    if about not in knowledge.entities:
        return None
    named = [word for word in group.meaning.split() if word in knowledge.entities]
    kind, _, field = group.field.partition(".")
    given = [about] if kind == "partnership" else [*named, about]
    own = [e for e in given if knowledge.entities[e].kind == kind or kind == "*"]
    # 'the telephone number of their officer': whoever is meant, it is one of theirs
    own += [e.id for e in knowledge.entities.values() if e.kind == kind and e.scope == about]
    empty = [e for e in own if not _has(knowledge, e, field)]
    made = missing_field(knowledge, empty[0], field, on) if field and empty else None
    if made:
        return made
    unknown = [word for word in group.unknown.split(", ") if word]
    record = next(iter(named), about)
    if unknown and not (field and empty):
        return missing_alias(knowledge, record, unknown)
    return missing_point(knowledge, record, on)


def _has(knowledge: Knowledge, record: str, field: str) -> bool:
    facts = knowledge.by_subject.get(record, ())
    return any(f.field.partition(".")[2] == field and not f.absent for f in facts)


def done(visit: Visit, values: tuple[str, ...]) -> Said:
    """Mark a group as dealt with."""
    with visit.store.write() as session:
        group = feedback.group_of(session, _number(values))
        if group is None or not visit.standing.covers(group.partnership):
            return Said(saying.STALE)
        count = feedback.mark_done(session, visit.at, group.number)
    counted = "1 question" if count == 1 else f"{count} questions"
    return Said(saying.DONE_WITH.format(counted))


def _number(values: Sequence[str]) -> int:
    text = values[0] if values else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0


def _judging(verdict: str) -> Press:
    return Press(verdict, Act.REPORT, lambda visit, values: judge(verdict, visit, values))


COMMANDS = (Command("unanswered", "Questions without an answer", Act.SEE_UNANSWERED, unanswered),)
PRESSES = (
    *map(_judging, VERDICTS),
    Press("unanswered", Act.SEE_UNANSWERED, turn_page),
    Press("stub", Act.SEE_UNANSWERED, stub),
    Press("done", Act.SEE_UNANSWERED, done),
)
