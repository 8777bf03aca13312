"""Commands on reminders: choosing by buttons what to be told of, and how long before.

Each button has all that its press needs, so nothing waits in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cspbot.accounts import saying
from cspbot.accounts.opinions import mark
from cspbot.accounts.roles import Act
from cspbot.accounts.said import Said, button
from cspbot.accounts.visit import Command, Press, Visit
from cspbot.diary.diary import Diary
from cspbot.messages import AUDIENCES, Role
from cspbot.reminders import news
from cspbot.reminders.kinds import CHANGES, KINDS, LEADS, LONGEST, TURN, lead_in, spoken
from cspbot.store.rows import put
from cspbot.store.tables import QuietRow, SubscriptionRow

SHOWN = 12
"""Partnerships offered as buttons; others are typed after the command."""


def remind(visit: Visit) -> Said:
    """Choose a partnership to be reminded about; a lead time may stand behind: '3 days'."""
    typed, lead = lead_in(visit.typed)
    fitting = visit.assistant.resolve(typed) if typed else ()
    if len(fitting) == 1:
        return _groups(visit, fitting[0].key, lead)
    offered = fitting or visit.assistant.partnerships()
    rows = tuple((button(one.label, "remind", mark(one.key), lead),) for one in offered[:SHOWN])
    return Said(saying.REMIND_WHICH, rows)


def choose_partnership(visit: Visit, values: tuple[str, ...]) -> Said:
    """Choose a group of it, or what to be reminded of."""
    about, lead = _named(visit, values[:1]), _lead(values[1:2])
    if about is None or lead is None:
        return Said(saying.STALE)
    return _instead(_groups(visit, about, lead))


def _groups(visit: Visit, about: str, lead: int) -> Said:
    """Offer the groups of a partnership that meet, where there are several."""
    groups = _meeting_groups(visit, about)
    if len(groups) < 2:
        return _kinds(visit, about, lead)
    labels = {about: saying.REMIND_ALL_OF.format(visit.label(about)), **groups}
    rows = tuple(
        (button(label, "remind-group", mark(ident), lead),) for ident, label in labels.items()
    )
    return Said(saying.REMIND_WHICH_GROUP.format(visit.label(about)), rows)


def choose_group(visit: Visit, values: tuple[str, ...]) -> Said:
    """Choose what to be reminded of, for one group or the whole partnership."""
    about, lead = _named(visit, values[:1]), _lead(values[1:2])
    if about is None or lead is None:
        return Said(saying.STALE)
    return _instead(_kinds(visit, about, lead))


def _kinds(visit: Visit, about: str, lead: int) -> Said:
    is_group = about not in {one.key for one in visit.assistant.partnerships()}
    rows = tuple(
        (button(label, "remind-of", mark(about), kind, lead),) for kind, label in KINDS.items()
        if not (is_group and kind in CHANGES)
    )  # fmt: skip
    return Said(saying.REMIND_WHAT.format(_label(visit, about)), rows)


def choose_kind(visit: Visit, values: tuple[str, ...]) -> Said:
    """Subscribe to a kind; then choose how long before, and for turns whose."""
    about, lead = _named(visit, values[:1]), _lead(values[2:3])
    kind = values[1] if len(values) > 1 else ""
    if about is None or lead is None or kind not in KINDS:
        return Said(saying.STALE)
    if kind == TURN:
        takers = _takers(visit, about)
        if not takers:
            return _instead(Said(saying.REMIND_NO_TURNS.format(_label(visit, about))))
        rows = tuple(
            (button(name, "remind-whose", mark(about), number, lead),)
            for number, (_, name) in enumerate(takers)
        )
        return _instead(Said(saying.REMIND_WHOSE, rows))
    return _subscribed(visit, about, kind, "", lead)


def choose_whose(visit: Visit, values: tuple[str, ...]) -> Said:
    """Subscribe to the turns of someone."""
    about = _named(visit, values[:1])
    takers = _takers(visit, about) if about else []
    number, lead = values[1] if len(values) > 1 else "", _lead(values[2:3])
    if about is None or lead is None or number not in {str(n) for n in range(len(takers))}:
        return Said(saying.STALE)
    return _subscribed(visit, about, TURN, takers[int(number)][0], lead)


def _takers(visit: Visit, about: str) -> list[tuple[str, str]]:
    """Return everyone who takes turns in the rotas of a partnership or group, with their names."""
    diary = Diary(visit.knowledge)
    found = {
        turn.who: turn.name or diary.name(turn.who)
        for series in diary.series_of(about) for rota in diary.rotas(series) for turn in rota.turns
    }  # fmt: skip
    return list(found.items())


def _meeting_groups(visit: Visit, about: str) -> dict[str, str]:
    """Return the groups of a partnership that meet by rule, by id, with their names."""
    diary = Diary(visit.knowledge)
    return {s.of: diary.group(s) for s in diary.series_of(about) if s.of != about}


def _label(visit: Visit, about: str) -> str:
    """Return what a partnership or group is called."""
    entity = visit.knowledge.entities.get(about)
    return entity.name if entity and entity.kind == "group" else visit.label(about)


def _subscribed(visit: Visit, about: str, kind: str, whose: str, lead: int) -> Said:
    with visit.store.write() as session:
        row = _of(session, visit, about, kind)
        if row is None:
            row = SubscriptionRow(
                user=visit.asker.user, about=about, kind=kind, leads=[LEADS[1][0]], whose=whose,
                since=visit.at,
            )  # fmt: skip
            session.add(row)
        row.whose, row.paused_at = whose, None
        if lead:
            row.leads = sorted({*row.leads, lead} if row.id else {lead}, reverse=True)
        session.flush()
        if kind in CHANGES:
            public = visit.assistant.knowledge.visible_to(AUDIENCES[Role.PUBLIC])
            news.begin(session, public, about)
        return _instead(_leads(visit, row))


def toggle_lead(visit: Visit, values: tuple[str, ...]) -> Said:
    """Add or take away a lead time."""
    with visit.store.write() as session:
        row = _own(session, visit, values)
        lead = _lead(values[1:2])
        if row is None or not lead:
            return Said(saying.STALE)
        kept = set(row.leads) ^ {lead}
        row.leads = sorted(kept or {lead}, reverse=True)
        session.flush()
        return _instead(_leads(visit, row))


def _leads(visit: Visit, row: SubscriptionRow) -> Said:
    text = f"{saying.REMIND_DONE} {line(visit, row)}"
    stop = (button(saying.REMIND_STOP, "remind-stop", row.id),)
    if row.kind in CHANGES:
        return Said(text, (stop,))
    offered = sorted({*row.leads, *(minutes for minutes, _ in LEADS)}, reverse=True)
    rows = tuple(
        (button(f"{'Without' if minutes in row.leads else 'Also'} {spoken(minutes)}",
                "remind-lead", row.id, minutes),)
        for minutes in offered
    )  # fmt: skip
    how = saying.REMIND_ANY_LEAD.format(_label(visit, row.about))
    return Said(f"{text}\n{how}", (*rows, stop))


def line(visit: Visit, row: SubscriptionRow) -> str:
    """Say what a subscription is to."""
    whose = f" of {Diary(visit.knowledge).name(row.whose)}" if row.whose else ""
    when = ", ".join(spoken(minutes) for minutes in sorted(row.leads, reverse=True))
    before = "" if row.kind in CHANGES else f", {when} before"
    paused = saying.REMIND_PAUSED if row.paused_at else ""
    return f"{_label(visit, row.about)}: {KINDS[row.kind].lower()}{whose}{before}.{paused}"


def listed(visit: Visit) -> Said:
    """List the person's reminders, each with a button that stops it."""
    with visit.store.read() as session:
        rows = session.scalars(
            select(SubscriptionRow).where(SubscriptionRow.user == visit.asker.user)
            .order_by(SubscriptionRow.id)
        ).all()  # fmt: skip
        quiet = session.get(QuietRow, visit.asker.user)
    if not rows:
        return Said(saying.REMIND_NONE)
    lines = [f"{n}. {line(visit, row)}" for n, row in enumerate(rows, 1)]
    if quiet:
        lines.append(saying.QUIET_NOW.format(_clock(quiet.begins), _clock(quiet.ends)))
    stops = tuple((button(f"Stop {n}", "remind-stop", row.id),) for n, row in enumerate(rows, 1))
    return Said("\n".join(lines), stops)


def stop(visit: Visit, values: tuple[str, ...]) -> Said:
    """Stop a reminder."""
    with visit.store.write() as session:
        row = _own(session, visit, values)
        if row is None:
            return Said(saying.STALE)
        session.delete(row)
    return Said(saying.REMIND_STOPPED, instead=True)


def quiet_hours(visit: Visit) -> Said:
    """Set the hours in which the person wants no reminders: /quiet 22:00 7:00."""
    if visit.typed.lower() in ("none", "off"):
        with visit.store.write() as session:
            session.execute(delete(QuietRow).where(QuietRow.user == visit.asker.user))
        return Said(saying.QUIET_OFF)
    try:
        begins, ends = (_minute(word) for word in visit.typed.replace("-", " ").split())
    except ValueError:
        return Said(saying.QUIET_HOW)
    with visit.store.write() as session:
        put(session, QuietRow, user=visit.asker.user, begins=begins, ends=ends)
    return Said(saying.QUIET_SET.format(_clock(begins), _clock(ends)))


def _minute(text: str) -> int:
    """Read '22:00' or '7' as minutes after midnight.

    Raises:
        ValueError: it is no time of day.
    """
    hours, _, minutes = text.partition(":")
    if len(text) > len("00:00"):  # a number that no time can hold
        raise ValueError("that is no time of day")
    at = time(int(hours), int(minutes or 0))
    return at.hour * 60 + at.minute


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"


def _named(visit: Visit, values: Sequence[str]) -> str | None:
    """Return the partnership or group that a button names."""
    marks = {mark(one.key): one.key for one in visit.assistant.partnerships()}
    marks |= {mark(s.of): s.of for s in visit.knowledge.series}
    return marks.get(values[0]) if values else None


def _lead(values: Sequence[str]) -> int | None:
    """Read a lead time that a button has; 0 where it has none, None where it is none."""
    text = values[0] if values else "0"
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        return None
    return int(text) if int(text) <= LONGEST else None


def _of(session: Session, visit: Visit, about: str, kind: str) -> SubscriptionRow | None:
    return session.scalar(
        select(SubscriptionRow).where(
            SubscriptionRow.user == visit.asker.user, SubscriptionRow.about == about,
            SubscriptionRow.kind == kind,
        )
    )  # fmt: skip


def _own(session: Session, visit: Visit, values: Sequence[str]) -> SubscriptionRow | None:
    """Return the subscription that a button names, if it is the person's own."""
    number = values[0] if values else ""
    if not (number.isascii() and number.isdigit() and len(number) <= 9):
        return None
    row = session.get(SubscriptionRow, int(number))
    return row if row and row.user == visit.asker.user else None


def _instead(said: Said) -> Said:
    return Said(said.text, said.rows, said.attachment, said.notes, instead=True)


COMMANDS = (
    Command(
        "remind", "Be reminded of meetings, papers, turns, changes", Act.ASK, remind, tells=True
    ),
    Command("reminders", "Your reminders, and stopping them", Act.ASK, listed),
    Command("quiet", "Hours without reminders: /quiet 22:00 7:00", Act.ASK, quiet_hours),
)
PRESSES = (
    Press("remind", Act.ASK, choose_partnership, tells=True),
    Press("remind-group", Act.ASK, choose_group, tells=True),
    Press("remind-of", Act.ASK, choose_kind, tells=True),
    Press("remind-whose", Act.ASK, choose_whose, tells=True),
    Press("remind-lead", Act.ASK, toggle_lead),
    Press("remind-stop", Act.ASK, stop),
)
