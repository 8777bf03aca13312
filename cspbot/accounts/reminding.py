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
from cspbot.reminders.kinds import CHANGES, KINDS, LEADS, TURN
from cspbot.store.rows import put
from cspbot.store.tables import QuietRow, SubscriptionRow

SHOWN = 12
"""Partnerships offered as buttons; others are typed after the command."""


def remind(visit: Visit) -> Said:
    """Choose a partnership to be reminded about."""
    fitting = visit.assistant.resolve(visit.typed) if visit.typed else ()
    if len(fitting) == 1:
        return _kinds(visit, fitting[0].key)
    offered = fitting or visit.assistant.partnerships()
    rows = tuple((button(one.label, "remind", mark(one.key)),) for one in offered[:SHOWN])
    return Said(saying.REMIND_WHICH, rows)


def choose_partnership(visit: Visit, values: tuple[str, ...]) -> Said:
    """Choose what to be reminded of."""
    about = _named(visit, values[:1])
    return Said(saying.STALE) if about is None else _instead(_kinds(visit, about))


def _kinds(visit: Visit, about: str) -> Said:
    rows = tuple((button(label, "remind-of", mark(about), kind),) for kind, label in KINDS.items())
    return Said(saying.REMIND_WHAT.format(visit.label(about)), rows)


def choose_kind(visit: Visit, values: tuple[str, ...]) -> Said:
    """Subscribe to a kind; then choose how long before, and for turns whose."""
    about = _named(visit, values[:1])
    kind = values[1] if len(values) > 1 else ""
    if about is None or kind not in KINDS:
        return Said(saying.STALE)
    if kind == TURN:
        takers = _takers(visit, about)
        if not takers:
            return _instead(Said(saying.REMIND_NO_TURNS.format(visit.label(about))))
        rows = tuple(
            (button(name, "remind-whose", mark(about), number),)
            for number, (_, name) in enumerate(takers)
        )
        return _instead(Said(saying.REMIND_WHOSE, rows))
    return _subscribed(visit, about, kind, "")


def choose_whose(visit: Visit, values: tuple[str, ...]) -> Said:
    """Subscribe to the turns of someone."""
    about = _named(visit, values[:1])
    takers = _takers(visit, about) if about else []
    number = values[1] if len(values) > 1 else ""
    if about is None or number not in {str(n) for n in range(len(takers))}:
        return Said(saying.STALE)
    return _subscribed(visit, about, TURN, takers[int(number)][0])


def _takers(visit: Visit, about: str) -> list[tuple[str, str]]:
    """Return everyone who takes turns in the rotas of a partnership, with their names."""
    diary = Diary(visit.knowledge)
    found = {
        turn.who: turn.name or diary.name(turn.who)
        for series in diary.series([about]) for rota in diary.rotas(series) for turn in rota.turns
    }  # fmt: skip
    return list(found.items())


def _subscribed(visit: Visit, about: str, kind: str, whose: str) -> Said:
    with visit.store.write() as session:
        row = _of(session, visit, about, kind)
        if row is None:
            row = SubscriptionRow(
                user=visit.asker.user, about=about, kind=kind, leads=[LEADS[1][0]], whose=whose,
                since=visit.at,
            )  # fmt: skip
            session.add(row)
        row.whose, row.paused_at = whose, None
        session.flush()
        return _instead(_leads(visit, row))


def toggle_lead(visit: Visit, values: tuple[str, ...]) -> Said:
    """Add or take away a lead time."""
    with visit.store.write() as session:
        row = _own(session, visit, values)
        if row is None or len(values) < 2 or values[1] not in {str(m) for m, _ in LEADS}:
            return Said(saying.STALE)
        lead = int(values[1])
        kept = set(row.leads) ^ {lead}
        row.leads = sorted(kept or {lead}, reverse=True)
        session.flush()
        return _instead(_leads(visit, row))


def _leads(visit: Visit, row: SubscriptionRow) -> Said:
    text = f"{saying.REMIND_DONE} {line(visit, row)}"
    stop = (button(saying.REMIND_STOP, "remind-stop", row.id),)
    if row.kind in CHANGES:
        return Said(text, (stop,))
    rows = tuple(
        (button(f"{'Without' if minutes in row.leads else 'Also'} {label}", "remind-lead",
                row.id, minutes),)
        for minutes, label in LEADS
    )  # fmt: skip
    return Said(text, (*rows, stop))


def line(visit: Visit, row: SubscriptionRow) -> str:
    """Say what a subscription is to."""
    whose = f" of {Diary(visit.knowledge).name(row.whose)}" if row.whose else ""
    when = ", ".join(label for minutes, label in LEADS if minutes in row.leads)
    before = "" if row.kind in CHANGES else f", {when} before"
    paused = saying.REMIND_PAUSED if row.paused_at else ""
    return f"{visit.label(row.about)}: {KINDS[row.kind].lower()}{whose}{before}.{paused}"


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
    at = time(int(hours), int(minutes or 0))
    return at.hour * 60 + at.minute


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"


def _named(visit: Visit, values: Sequence[str]) -> str | None:
    marks = {mark(one.key): one.key for one in visit.assistant.partnerships()}
    return marks.get(values[0]) if values else None


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
    Command("remind", "Be reminded of meetings, papers, turns, changes", Act.ASK, remind),
    Command("reminders", "Your reminders, and stopping them", Act.ASK, listed),
    Command("quiet", "Hours without reminders: /quiet 22:00 7:00", Act.ASK, quiet_hours),
)
PRESSES = (
    Press("remind", Act.ASK, choose_partnership),
    Press("remind-of", Act.ASK, choose_kind),
    Press("remind-whose", Act.ASK, choose_whose),
    Press("remind-lead", Act.ASK, toggle_lead),
    Press("remind-stop", Act.ASK, stop),
)
