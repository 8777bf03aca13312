"""Commands on amendments: made step by step with buttons, shown before and after, undone.

What is chosen so far stands in the store, so that a restart loses no step; each button has the
number of its step, so that one of an earlier step does nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from cspbot.accounts import amendments, saying
from cspbot.accounts.roles import Act
from cspbot.accounts.said import Said, button
from cspbot.accounts.visit import Command, Press, Visit
from cspbot.knowledge.amending import document_id
from cspbot.knowledge.facts import Entity, Fact, spoken_date
from cspbot.knowledge.problems import KnowledgeError
from cspbot.knowledge.repeats import facts_that_repeat
from cspbot.store.rows import put
from cspbot.store.tables import AmendmentRow, DraftRow

KEPT = timedelta(hours=1)
"""How long a correction waits for its next step."""
PAGE = 8
"""Choices shown at a time."""
LONGEST_VALUE = 1_000
LONGEST_POST = 100
PROBLEMS_SHOWN = 3
REPEATS_SHOWN = 3
PARTNERSHIP, RECORD, FIELD, VALUE, TOLD_BY, CONFIRM = (
    "partnership", "record", "field", "value", "told by", "confirm",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """A correction as far as it has come."""

    step: int = 0
    waits_for: str = PARTNERSHIP
    partnership: str = ""
    record: str = ""
    field: str = ""
    value: str = ""
    told_by: str = ""
    page: int = 0
    replaces: str = ""
    """The document of the amendment that the person has been told it replaces; empty: none."""


def waits_for_words(session: Session, user: int, at: datetime) -> bool:
    """Tell whether someone's next message is part of a correction."""
    draft = _load(session, user, at)
    return draft is not None and draft.waits_for in (VALUE, TOLD_BY)


def start(visit: Visit) -> Said:
    """Begin a correction; what stands after the command names the partnership."""
    covered = _covered(visit)
    if not covered:
        return Said(saying.AMEND_NONE)
    wanted = [one.key for one in visit.assistant.resolve(visit.typed)] if visit.typed else []
    wanted = [key for key in wanted if key in covered]
    chosen = wanted if len(wanted) == 1 else covered if len(covered) == 1 else []
    draft = Draft()
    if chosen:
        draft = replace(draft, waits_for=RECORD, partnership=chosen[0])
    return _kept(visit, draft)


def choose(visit: Visit, values: tuple[str, ...]) -> Said:
    """Take the choice of a pressed button to the next step."""
    with visit.store.read() as session:
        draft = _load(session, visit.asker.user, visit.at)
    if draft is None or len(values) != 2 or values[0] != str(draft.step):
        return Said(saying.STALE)
    options = _options(visit, draft)
    if values[1] in ("more", "back"):
        turned = draft.page + (1 if values[1] == "more" else -1)
        return _kept(visit, replace(draft, page=turned), instead=True)
    key = next((key for number, (key, _) in enumerate(options) if str(number) == values[1]), None)
    if key is None:
        return Said(saying.STALE)
    match draft.waits_for:
        case "partnership":
            draft = replace(draft, waits_for=RECORD, partnership=key, page=0)
        case "record":
            draft = replace(draft, waits_for=FIELD, record=key, page=0)
        case "field":
            draft = replace(draft, waits_for=VALUE, field=key, page=0)
        case _:
            return Said(saying.STALE)
    return _kept(visit, draft, instead=True)


def hear(visit: Visit) -> Said:
    """Take a message as the new value, or as who says so."""
    with visit.store.read() as session:
        draft = _load(session, visit.asker.user, visit.at)
    if draft is None:
        return Said(saying.STALE)
    if not visit.typed:
        return _shown(visit, draft)
    typed = " ".join(visit.typed.split())
    if draft.waits_for == VALUE:
        try:
            value = amendments.as_held(visit.knowledge, draft.record, draft.field, typed)
        except ValueError as error:
            said = _shown(visit, draft)
            return replace(said, text=f"{saying.AMEND_BAD} {error}\n{said.text}")
        return _kept(visit, replace(draft, waits_for=TOLD_BY, value=value[:LONGEST_VALUE]))
    draft = replace(draft, waits_for=CONFIRM, told_by=typed[:LONGEST_POST])
    return _kept(visit, replace(draft, replaces=_amended_by(visit, draft)))


def confirm(visit: Visit, values: tuple[str, ...]) -> Said:
    """Keep the correction, if the knowledge is sound with it; it takes effect at once."""
    with visit.store.read() as session:
        draft = _load(session, visit.asker.user, visit.at)
        rows = amendments.in_force(session)
    if draft is None or draft.waits_for != CONFIRM or values != (str(draft.step),):
        return Said(saying.STALE)
    if not _may_amend(visit, draft):
        return Said(saying.CANNOT_UNDO)
    before = _amended_by(visit, draft)
    if before != draft.replaces:  # someone else was quicker: show theirs first
        return _kept(visit, replace(draft, replaces=before), instead=True)
    row = _row(visit, draft, rows)
    try:
        with visit.living.amended(amendments.files((*rows, row))), visit.store.write() as session:
            amendments.add(session, row)
            _drop(session, visit.asker.user)
    except KnowledgeError as error:
        told = "\n".join(str(problem.message) for problem in error.problems[:PROBLEMS_SHOWN])
        said = _kept(visit, replace(draft, waits_for=VALUE, value="", told_by=""))
        return replace(said, text=f"{saying.AMEND_BAD} {told}\n{said.text}")
    return Said(saying.AMEND_DONE, instead=True)


def cancel(visit: Visit) -> Said:
    """Give up a correction."""
    with visit.store.write() as session:
        gone = _drop(session, visit.asker.user)
    return Said(saying.AMEND_CANCELLED if gone else saying.NO_DRAFT)


def cancel_press(visit: Visit, _: tuple[str, ...]) -> Said:
    """Give up a correction by its button."""
    return replace(cancel(visit), instead=True)


def listed(visit: Visit) -> Said:
    """List the amendments in force, each with a button that undoes it."""
    with visit.store.read() as session:
        rows = amendments.in_force(session, visit.standing.areas)
    if not rows:
        return Said(saying.NO_AMENDMENTS)
    shown = rows[-PAGE:]
    lines = [f"{row.id}. {_line(visit, row)}" for row in shown]
    if len(rows) > PAGE:
        lines.append(f"and {len(rows) - PAGE} older: python bot.py amendments list")
    undo = tuple((button(f"Undo {row.id}", "undo", row.id),) for row in shown)
    return Said("\n".join(lines), undo)


def _line(visit: Visit, row: AmendmentRow) -> str:
    on = spoken_date(row.told_on.isoformat())
    before = row.before or "nothing"
    return (
        f"{visit.label(row.partnership)}, {row.record}, {row.field}: {before}, now {row.value} "
        f"(told by {row.told_by}, {on})"
    )


def undo(visit: Visit, values: tuple[str, ...]) -> Said:
    """Take an amendment back."""
    number = values[0] if values else ""
    if not (number.isascii() and number.isdigit() and len(number) <= 9):
        return Said(saying.STALE)
    with visit.store.read() as session:
        rows = amendments.in_force(session)
    row = next((r for r in rows if r.id == int(number)), None)
    if row is None or not visit.standing.covers(row.partnership):
        return Said(saying.CANNOT_UNDO)
    rest = tuple(r for r in rows if r is not row)
    try:
        with visit.living.amended(amendments.files(rest)), visit.store.write() as session:
            undone = amendments.undo(session, visit.at, visit.asker.user, row.id)
    except KnowledgeError as error:
        return Said(f"{saying.AMEND_BAD} {error}")
    return Said(saying.UNDONE if undone else saying.CANNOT_UNDO)


# The steps -----------------------------------------------------------------------------------


def _covered(visit: Visit) -> list[str]:
    """Return the partnerships whose records the person may amend."""
    held = (one.key for one in visit.assistant.partnerships())
    return [key for key in held if visit.standing.covers(key)]


def _options(visit: Visit, draft: Draft) -> list[tuple[str, str]]:
    """Return what can be chosen at this step: each with its key and its label."""
    match draft.waits_for:
        case "partnership":
            return [(key, visit.label(key)) for key in _covered(visit)]
        case "record":
            entities = visit.knowledge.entities.values()
            records = [
                e for e in entities
                if _belongs(e, draft.partnership) and amendments.labels(e.kind)
            ]  # fmt: skip
            records.sort(key=lambda e: (e.id != draft.partnership, e.kind != "person"))
            return [(e.id, e.label) for e in records]
        case "field":
            entity = visit.knowledge.entities.get(draft.record)
            return list(amendments.labels(entity.kind).items()) if entity else []
        case _:
            return []


def _belongs(entity: Entity, partnership: str) -> bool:
    return entity.id == partnership or entity.scope == partnership


def _shown(visit: Visit, draft: Draft) -> Said:
    """Ask for the next step."""
    give_up = (button(saying.CANCEL, "amend-cancel"),)
    entity = visit.knowledge.entities.get(draft.record)
    match draft.waits_for:
        case "value":
            held = _held(visit, draft)
            asked = saying.AMEND_VALUE.format(held or saying.NOTHING_HELD)
            hint = amendments.hint(entity.kind, draft.field) if entity else ""
            return Said(f"{asked} {hint}".strip(), (give_up,))
        case "told by":
            return Said(saying.AMEND_TOLD_BY, (give_up,))
        case "confirm" if entity:
            sure = button(saying.CONFIRM, "amended", draft.step)
            return Said(_preview(visit, draft, entity), ((sure, *give_up),))
        case _:
            options = _options(visit, draft)
            pages = max(1, -(-len(options) // PAGE))
            page = min(max(draft.page, 0), pages - 1)
            shown = list(enumerate(options))[page * PAGE : (page + 1) * PAGE]
            rows = [(button(label, "amend", draft.step, number),) for number, (_, label) in shown]
            turn = [button(saying.BACK, "amend", draft.step, "back")] if page else []
            turn += [button(saying.MORE, "amend", draft.step, "more")] if page + 1 < pages else []
            asked = {
                PARTNERSHIP: saying.AMEND_WHICH, RECORD: saying.AMEND_RECORD,
                FIELD: saying.AMEND_FIELD.format(entity.label if entity else ""),
            }[draft.waits_for]  # fmt: skip
            return Said(asked, (*rows, *([tuple(turn)] if turn else ()), give_up))


def _preview(visit: Visit, draft: Draft, entity: Entity) -> str:
    before = _held(visit, draft)
    lines = [
        saying.AMEND_SURE.format(
            record=entity.label, label=amendments.labels(entity.kind).get(draft.field, ""),
            before=before or saying.NOTHING_HELD, after=_spoken(visit, draft),
            source=amendments.source(draft.told_by, visit.at.date()),
            shown_to=saying.SHOWN_TO[_audience(visit, draft)],
        )
    ]  # fmt: skip
    named = visit.knowledge.entities.get(draft.value)
    if named and named.audience != "public" and _audience(visit, draft) == "public":
        lines.append(saying.AMEND_TELLS.format(named.label))
    if draft.replaces:
        document = visit.knowledge.documents[draft.replaces]
        lines.append(saying.AMEND_CONFLICT.format(before=before, source=document.cited))
    repeats = facts_that_repeat(visit.knowledge, before, entity.id) if before else ()
    own = f"{entity.kind}.{draft.field}"
    others = [f for f in repeats if (f.subject, f.field) != (entity.id, own)]
    if others:
        lines += [saying.AMEND_REPEATS, *(f"• {f.text}" for f in others[:REPEATS_SHOWN])]
    return "\n".join(lines)


def _fact(visit: Visit, draft: Draft) -> Fact | None:
    """Return the fact that the field has now; None if it has none."""
    entity = visit.knowledge.entities.get(draft.record)
    if entity is None:
        return None
    wanted = f"{entity.kind}.{draft.field}"
    facts = visit.knowledge.by_subject.get(draft.record, ())
    return next((f for f in facts if f.field == wanted and not f.absent), None)


def _held(visit: Visit, draft: Draft) -> str:
    """Return the value that the field has now, as people read it; empty if it has none."""
    fact = _fact(visit, draft)
    if fact is None:
        return ""
    named = visit.knowledge.entities.get(fact.value)
    return named.label if named else fact.value or fact.text


def _audience(visit: Visit, draft: Draft, rows: Sequence[AmendmentRow] = ()) -> str:
    """Return for whom the field is; one that was emptied, for those for whom it was before."""
    key = (draft.record, draft.field)
    earlier = [row.audience for row in rows if (row.record, row.field) == key]
    fact, entity = _fact(visit, draft), visit.knowledge.entities[draft.record]
    return fact.audience if fact else earlier[-1] if earlier else entity.audience


def _spoken(visit: Visit, draft: Draft) -> str:
    """Return the new value as people read it."""
    named = visit.knowledge.entities.get(draft.value)
    return named.label if named else draft.value or saying.NOTHING_HELD


def _amended_by(visit: Visit, draft: Draft) -> str:
    """Return the document of the amendment that the field has now; empty if it has none."""
    fact = _fact(visit, draft)
    documents = [document for document, _ in fact.citations] if fact else []
    return next((d for d in documents if amendments.is_amendment(visit.knowledge, d)), "")


def _may_amend(visit: Visit, draft: Draft) -> bool:
    entity = visit.knowledge.entities.get(draft.record)
    known = entity is not None and _belongs(entity, draft.partnership)
    return known and visit.standing.covers(draft.partnership)


def _row(visit: Visit, draft: Draft, rows: tuple[AmendmentRow, ...]) -> AmendmentRow:
    knowledge, on = visit.knowledge, visit.at.date()
    entity = knowledge.entities[draft.record]
    taken = {*knowledge.documents, *(row.document for row in rows)}
    in_store = {row.document for row in rows}
    return AmendmentRow(
        partnership=draft.partnership, kind=entity.kind, record=draft.record, field=draft.field,
        within=amendments.within(knowledge, entity), before=_held(visit, draft),
        value=draft.value, told_by=draft.told_by, told_on=on, document=document_id(on, taken),
        # one of the store makes way by itself; one that is merged in the folder has to be named
        supersedes=[d for d in (draft.replaces,) if d and d not in in_store],
        audience=_audience(visit, draft, rows), user=visit.asker.user, at=visit.at,
    )  # fmt: skip


# The draft -----------------------------------------------------------------------------------


def _kept(visit: Visit, draft: Draft, *, instead: bool = False) -> Said:
    """Keep a draft as the next step, and ask for that."""
    draft = replace(draft, step=draft.step + 1)
    with visit.store.write() as session:
        put(session, DraftRow, user=visit.asker.user, content=asdict(draft), at=visit.at)
    return replace(_shown(visit, draft), instead=instead)


def _load(session: Session, user: int, at: datetime) -> Draft | None:
    row = session.get(DraftRow, user)
    if row is None or row.at < at - KEPT:
        return None
    try:
        return Draft(**row.content)  # type: ignore[arg-type] # as this module wrote it
    except TypeError:  # by another version
        return None


def _drop(session: Session, user: int) -> bool:
    row = session.get(DraftRow, user)
    if row:
        session.delete(row)
    return row is not None


COMMANDS = (
    Command("amend", "Correct a record, step by step", Act.AMEND, start),
    Command("amendments", "Corrections in force, and undoing them", Act.AMEND, listed),
    Command("cancel", "Give up a correction", Act.AMEND, cancel),
)
PRESSES = (
    Press("amend", Act.AMEND, choose),
    Press("amended", Act.AMEND, confirm, is_slow=True),
    Press("amend-cancel", Act.AMEND, cancel_press),
    Press("undo", Act.AMEND, undo, is_slow=True),
)
