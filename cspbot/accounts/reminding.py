"""Commands on reminders: choosing by buttons what to be told of, and how long before.

Each button has all that its press needs. Where a lead time is to be typed, that it is waited for
stands in the store, so that a restart in between loses nothing. What is changed here is in the
outbox at once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cspbot.accounts import groups, saying
from cspbot.accounts.groups import Meant, called, marked
from cspbot.accounts.opinions import mark
from cspbot.accounts.roles import Act
from cspbot.accounts.said import Said, button
from cspbot.accounts.visit import Command, Press, Visit
from cspbot.diary.diary import Diary
from cspbot.knowledge.facts import Knowledge
from cspbot.messages import AUDIENCES, Role
from cspbot.reminders import news, planning
from cspbot.reminders.kinds import CHANGES, KINDS, LEADS, LONGEST, TURN, lead_in, spoken
from cspbot.rota.values import VENUE
from cspbot.store.rows import put
from cspbot.store.tables import DraftRow, QuietRow, SubscriptionRow

WAITS = "lead time"
"""What a draft says that waits for one."""
KEPT = timedelta(hours=1)
"""How long a typed lead time is waited for."""
_LIKE_A_LEAD = re.compile(r"\d|\b(?:minute|min|hour|day|week|fortnight|month)s?\b", re.IGNORECASE)
MOST_WORDS = 5
"""Words of a message that may be a lead time; a longer one is a question."""


def remind(visit: Visit) -> Said:
    """Choose a partnership or group to be reminded about; a lead time may stand behind."""
    typed, lead = lead_in(visit.typed)
    fitting = groups.meant(visit, typed)
    if len(fitting) == 1:
        return _groups(visit, fitting[0], lead)
    rows = tuple(
        (button(one.label, "remind", mark(one.about), lead),)
        for one in fitting or groups.offered(visit)
    )
    return Said(saying.REMIND_WHICH, rows)


def choose_partnership(visit: Visit, values: tuple[str, ...]) -> Said:
    """Choose a group of it, or what to be reminded of."""
    about, lead = marked(visit, values[:1]), _lead(values[1:2])
    if about is None or lead is None:
        return Said(saying.STALE)
    return _instead(_groups(visit, about, lead))


def _groups(visit: Visit, meant: Meant, lead: int) -> Said:
    """Offer the groups of a partnership that meet, where there are several."""
    held = [g for g in groups.groups_of(visit, meant.about) if g.is_group]
    if len(held) < 2:
        return _kinds(visit, meant, lead)
    whole = (button(saying.REMIND_ALL_OF.format(meant.label), "remind-group", mark(meant.about),
                    lead),)  # fmt: skip
    rows = tuple((button(g.label, "remind-group", mark(g.about), lead),) for g in held)
    return Said(saying.REMIND_WHICH_GROUP.format(meant.label), (whole, *rows))


def choose_group(visit: Visit, values: tuple[str, ...]) -> Said:
    """Choose what to be reminded of, for one group or the whole partnership."""
    about, lead = marked(visit, values[:1]), _lead(values[1:2])
    if about is None or lead is None:
        return Said(saying.STALE)
    return _instead(_kinds(visit, about, lead))


def _kinds(visit: Visit, meant: Meant, lead: int) -> Said:
    rows = tuple(
        (button(label, "remind-of", mark(meant.about), kind, lead),)
        for kind, label in KINDS.items() if not (meant.is_group and kind in CHANGES)
    )  # fmt: skip
    return Said(saying.REMIND_WHAT.format(meant.label), rows)


def choose_kind(visit: Visit, values: tuple[str, ...]) -> Said:
    """Subscribe to a kind; then choose how long before, and for turns whose."""
    chosen, lead = marked(visit, values[:1]), _lead(values[2:3])
    kind = values[1] if len(values) > 1 else ""
    if chosen is None or lead is None or kind not in KINDS:
        return Said(saying.STALE)
    about = chosen.about
    if kind == TURN:
        takers = _takers(visit, about)
        if not takers:
            return _instead(Said(saying.REMIND_NO_TURNS.format(called(visit, about))))
        rows = tuple(
            (button(name, "remind-whose", mark(about), number, lead),)
            for number, (_, name) in enumerate(takers)
        )
        return _instead(Said(saying.REMIND_WHOSE, rows))
    return _subscribed(visit, about, kind, "", lead)


def choose_whose(visit: Visit, values: tuple[str, ...]) -> Said:
    """Subscribe to the turns of someone."""
    chosen = marked(visit, values[:1])
    about = chosen.about if chosen else ""
    takers = _takers(visit, about) if about else []
    number, lead = values[1] if len(values) > 1 else "", _lead(values[2:3])
    if not about or lead is None or number not in {str(n) for n in range(len(takers))}:
        return Said(saying.STALE)
    return _subscribed(visit, about, TURN, takers[int(number)][0], lead)


def _takers(visit: Visit, about: str) -> list[tuple[str, str]]:
    """Return everyone who takes turns in the rotas of a partnership or group, with their names."""
    diary = Diary(visit.knowledge)
    found = {
        turn.who: turn.name or diary.name(turn.who)
        for series in diary.series_of(about) for rota in diary.rotas(series)
        if rota.what != VENUE for turn in rota.turns
    }  # fmt: skip
    return list(found.items())


def _subscribed(visit: Visit, about: str, kind: str, whose: str, lead: int) -> Said:
    with visit.store.write() as session:
        row = _of(session, visit, about, kind)
        if row is None:
            row = SubscriptionRow(
                user=visit.asker.user, about=about, kind=kind, leads=[LEADS[1][0]], whose=whose,
                since=visit.at,
            )  # fmt: skip
            session.add(row)
        row.whose, row.paused_at, row.since = whose, None, visit.at
        if lead:
            row.leads = sorted({*row.leads, lead} if row.id else {lead}, reverse=True)
        session.flush()
        if kind in CHANGES:
            news.begin(session, _public(visit), about)
        _planned(session, visit)
        return _instead(_leads(visit, row))


def toggle_lead(visit: Visit, values: tuple[str, ...]) -> Said:
    """Add or take away a lead time."""
    with visit.store.write() as session:
        row = _own(session, visit, values)
        lead = _lead(values[1:2])
        if row is None or not lead:
            return Said(saying.STALE)
        _set_leads(session, visit, row, (set(row.leads) ^ {lead}) or {lead})
        return _instead(_leads(visit, row))


def _set_leads(session: Session, visit: Visit, row: SubscriptionRow, leads: set[int]) -> None:
    row.leads, row.since = sorted(leads, reverse=True), visit.at
    session.flush()
    _planned(session, visit)


def other_lead(visit: Visit, values: tuple[str, ...]) -> Said:
    """Ask for a lead time to be typed."""
    with visit.store.write() as session:
        row = _own(session, visit, values)
        if row is None:
            return Said(saying.STALE)
        waiting = {"waits_for": WAITS, "subscription": row.id}
        put(session, DraftRow, user=visit.asker.user, content=waiting, at=visit.at)
    return Said(saying.REMIND_LEAD_HOW, ((button(saying.CANCEL, "remind-leave"),),))


def waits_for_lead(session: Session, user: int, at: datetime) -> bool:
    """Tell whether someone's next message may be a lead time."""
    row = session.get(DraftRow, user)
    return row is not None and row.at >= at - KEPT and row.content.get("waits_for") == WAITS


def is_like_lead(text: str) -> bool:
    """Tell whether a message may be meant as a lead time, and not as a question."""
    return bool(_LIKE_A_LEAD.search(text)) and len(text.split()) <= MOST_WORDS and "?" not in text


def hear(visit: Visit) -> Said:
    """Take a message as the lead time that is waited for."""
    rest, lead = lead_in(visit.typed)
    if rest or not lead:
        return Said(saying.REMIND_LEAD_BAD, ((button(saying.CANCEL, "remind-leave"),),))
    with visit.store.write() as session:
        draft = session.get(DraftRow, visit.asker.user)
        number = str(draft.content.get("subscription", "")) if draft else ""
        row = _own(session, visit, (number,))
        if draft is None or row is None:
            return Said(saying.STALE)
        session.delete(draft)
        _set_leads(session, visit, row, {*row.leads, lead})
        return _leads(visit, row)


def leave(visit: Visit, _: tuple[str, ...] = ()) -> Said:
    """Wait for no lead time any more."""
    with visit.store.write() as session:
        if waits_for_lead(session, visit.asker.user, visit.at):
            session.execute(delete(DraftRow).where(DraftRow.user == visit.asker.user))
    return Said(saying.KEPT_AS_IT_WAS, instead=True)


def _planned(session: Session, visit: Visit) -> None:
    """Let the outbox follow what the person has just changed."""
    planning.plan(session, Diary(_public(visit)), visit.at, user=visit.asker.user)


def _public(visit: Visit) -> Knowledge:
    """Return what everyone may see: reminders hold nothing else."""
    return visit.assistant.knowledge.visible_to(AUDIENCES[Role.PUBLIC])


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
    other = (button(saying.REMIND_OTHER, "remind-other", row.id),)
    if not any(s.is_dated for s in Diary(visit.knowledge).series_of(row.about)):
        text = f"{text}\n{saying.REMIND_NO_DATES}"
    return Said(text, (*rows, other, stop))


def line(visit: Visit, row: SubscriptionRow) -> str:
    """Say what a subscription is to."""
    whose = f" of {Diary(visit.knowledge).name(row.whose)}" if row.whose else ""
    when = ", ".join(spoken(minutes) for minutes in sorted(row.leads, reverse=True))
    before = "" if row.kind in CHANGES else f", {when} before"
    paused = saying.REMIND_PAUSED if row.paused_at else ""
    return f"{called(visit, row.about)}: {KINDS[row.kind].lower()}{whose}{before}.{paused}"


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
        session.flush()
        _planned(session, visit)
    return Said(saying.REMIND_STOPPED, instead=True)


def quiet_hours(visit: Visit) -> Said:
    """Set the hours in which the person wants no reminders: /quiet 22:00 7:00."""
    if visit.typed.lower() in ("none", "off"):
        with visit.store.write() as session:
            session.execute(delete(QuietRow).where(QuietRow.user == visit.asker.user))
            _planned(session, visit)
        return Said(saying.QUIET_OFF)
    try:
        begins, ends = (_minute(word) for word in visit.typed.replace("-", " ").split())
    except ValueError:
        return Said(saying.QUIET_HOW)
    with visit.store.write() as session:
        put(session, QuietRow, user=visit.asker.user, begins=begins, ends=ends)
        _planned(session, visit)
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
    Press("remind-other", Act.ASK, other_lead),
    Press("remind-leave", Act.ASK, leave),
    Press("remind-lead", Act.ASK, toggle_lead),
    Press("remind-stop", Act.ASK, stop),
)
