"""What officers are told so that records stay right: what is missing, what has grown old."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from cspbot.accounts import feedback, people, saying
from cspbot.accounts.roles import Act, Standing
from cspbot.accounts.said import Note, Said
from cspbot.accounts.visit import Command, Visit
from cspbot.knowledge.ageing import Overdue, by_partnership, overdue
from cspbot.knowledge.facts import Knowledge
from cspbot.knowledge.gaps import Gap, gap_email, gaps
from cspbot.messages import AUDIENCES, Role
from cspbot.store.rows import put_if_missing
from cspbot.store.tables import SettingRow

SHOWN = 8
"""Old facts shown of a partnership; the command in the terminal lists all."""
LONGEST = 3_800
"""Characters of a list, so that it is one message."""


def missing(visit: Visit) -> Said:
    """Say what a partnership's record lacks, what is asked for most first, with a ready e-mail."""
    fitting = visit.assistant.resolve(visit.typed) if visit.typed else ()
    if len(fitting) != 1:
        return Said(saying.GAPS_HOW)
    about = fitting[0].key
    if not visit.standing.covers(about):
        return Said(saying.GAPS_NOT_YOURS.format(visit.label(about)))
    with visit.store.read() as session:
        asked = feedback.asked_for(session, about)
    knowledge = visit.knowledge
    found = list(gaps(knowledge, about, visit.at.date()))
    if not found:
        return Said(saying.GAPS_NONE.format(visit.label(about)))

    def times(gap: Gap) -> int:
        return sum(asked.get(field, 0) for field in gap.fields)

    found.sort(key=times, reverse=True)  # of equals, the order in which they are usually asked for
    lines = [f"The record of {visit.label(about)} lacks:"]
    for gap in found:
        wanted = f" (asked for {saying.times(times(gap))})" if times(gap) else ""
        lines.append(f"• {gap.label}{wanted}")
    email = gap_email(knowledge, about, found)
    return Said("\n".join((*lines, "", saying.GAPS_EMAIL, email))[:LONGEST])


def old(visit: Visit) -> Said:
    """Say which facts have grown old, of the partnerships that the person looks after."""
    return Said(_old(visit.knowledge, visit.standing, visit.at) or saying.NOTHING_OLD)


def monthly(session: Session, at: datetime, knowledge: Knowledge) -> tuple[Note, ...]:
    """Return the list of old facts for each steward, once a month whoever asks first."""
    month = f"freshness {at:%Y-%m}"
    if not put_if_missing(session, SettingRow, name=month, value={}):
        return ()
    notes = []
    for steward in people.with_role(session, Role.OFFICER):
        seen = knowledge.visible_to(AUDIENCES[steward.role], steward.areas)
        text = _old(seen, steward, at)
        if text:
            notes.append(Note(steward.user, Said(text)))
    return tuple(notes)


def _old(knowledge: Knowledge, who: Standing, at: datetime) -> str:
    groups = by_partnership(knowledge, overdue(knowledge, at.date()))
    lines = []
    for scope, found in groups.items():
        if scope and who.covers(scope):
            lines += ["", f"{knowledge.entities[scope].label}, {len(found)} in all:"]
            lines += [_line(one) for one in found[:SHOWN]]
    return "\n".join((saying.OLD_FACTS, *lines))[:LONGEST] if lines else ""


def _line(one: Overdue) -> str:
    text = one.fact.text.split("\n")[0]
    return f"• {text if len(text) <= 120 else text[:119] + '…'} ({one.years} years old)"


COMMANDS = (
    Command("gaps", "What a partnership's record lacks", Act.SEE_GAPS, missing),
    Command("freshness", "Facts that have grown old", Act.SEE_GAPS, old),
)
