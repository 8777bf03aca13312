"""What holds for the whole bot while it runs: paused or not, open to all or closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from cspbot.accounts.audit import note
from cspbot.store.rows import put
from cspbot.store.tables import SettingRow

PAUSED, ACCESS, AMENDED = "paused", "access", "amended"
BEYOND = 1_000
"""More amendments than are made from one backup to the next."""


@dataclass(frozen=True, slots=True)
class House:
    """The state of the whole bot."""

    paused: str = ""
    """The reason that people are told; empty: it answers."""
    is_open: bool = True
    """Anyone may ask for what is public."""
    amended: int = 0
    """Grows with each amendment, so that other processes notice."""


def house(session: Session, is_open: bool) -> House:
    """Return the state of the bot.

    Args:
        session: the store.
        is_open: what holds until an admin changes it.
    """
    return House(
        str(_value(session, PAUSED, "reason", "")),
        bool(_value(session, ACCESS, "open", is_open)),
        amended(session),
    )


def amended(session: Session) -> int:
    """Return how often the knowledge has been amended."""
    found = _value(session, AMENDED, "times", 0)
    return found if isinstance(found, int) else 0


def pause(session: Session, at: datetime, by: int, reason: str) -> None:
    """Stop answering, with a reason that people are told."""
    _set(session, PAUSED, reason=reason)
    note(session, at, by, "pause", reason=reason)


def resume(session: Session, at: datetime, by: int) -> None:
    """Answer again."""
    _set(session, PAUSED, reason="")
    note(session, at, by, "resume")


def set_open(session: Session, at: datetime, by: int, is_open: bool) -> None:
    """Let everyone ask, or those with a role alone."""
    _set(session, ACCESS, open=is_open)
    note(session, at, by, "open" if is_open else "close")


def count_amendment(session: Session) -> None:
    """Tell the other processes that the knowledge has been amended."""
    _set(session, AMENDED, times=amended(session) + 1)


def amended_anew(session: Session) -> None:
    """Tell the other processes that all amendments are others than before."""
    _set(session, AMENDED, times=amended(session) + BEYOND)


def _value(session: Session, name: str, key: str, default: object) -> object:
    row = session.get(SettingRow, name)
    return row.value.get(key, default) if row else default


def _set(session: Session, name: str, **value: object) -> None:
    put(session, SettingRow, name=name, value=value)
