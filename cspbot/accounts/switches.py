"""Commands on the whole bot: pause and resume, open and closed."""

from __future__ import annotations

from cspbot.accounts import house, saying
from cspbot.accounts.roles import Act
from cspbot.accounts.said import Said
from cspbot.accounts.visit import Command, Visit

LONGEST_REASON = 300


def pause(visit: Visit) -> Said:
    """Stop answering, with a reason that people are told."""
    reason = saying.sentence(visit.typed[:LONGEST_REASON])
    if not reason:
        return Said(saying.PAUSE_HOW)
    with visit.store.write() as session:
        house.pause(session, visit.at, visit.asker.user, reason)
    return Said(saying.paused_now(reason))


def resume(visit: Visit) -> Said:
    """Answer again."""
    with visit.store.write() as session:
        house.resume(session, visit.at, visit.asker.user)
    return Said(saying.RESUMED)


def open_up(visit: Visit) -> Said:
    """Let everyone ask."""
    return _set(visit, is_open=True)


def close(visit: Visit) -> Said:
    """Let only those with a role ask."""
    return _set(visit, is_open=False)


def _set(visit: Visit, *, is_open: bool) -> Said:
    with visit.store.write() as session:
        house.set_open(session, visit.at, visit.asker.user, is_open)
    return Said(saying.OPENED if is_open else saying.CLOSED_NOW)


COMMANDS = (
    Command("pause", "Stop answering, with a reason", Act.PAUSE, pause),
    Command("resume", "Answer again", Act.PAUSE, resume),
    Command("open", "Let everyone ask", Act.PAUSE, open_up),
    Command("close", "Answer people with access only", Act.PAUSE, close),
)
