"""Which process fetches the messages of a bot: one at a time, told by a beat in the store."""

from __future__ import annotations

import hashlib
import os
import platform
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, or_, update
from sqlalchemy.orm import Session

from cspbot.store.rows import inserting
from cspbot.store.tables import PollerRow

FREE_AFTER = timedelta(seconds=30)
"""Without a beat for so long, its holder counts as gone: three beats and a slow disk. The clocks
of two machines may differ by less than that."""
_NAMESPACE = Path("/proc/self/ns/pid")
_BOOT = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Held:
    """Another process fetches the messages."""

    holder: str
    since: datetime
    beat: datetime

    @property
    def name(self) -> str:
        """What people know the process by."""
        return self.holder.split(" in ")[0]


def name_of_bot(token: str) -> str:
    """Return what a bot is known by in the store; its token cannot be told from that."""
    return hashlib.sha256(token.encode()).hexdigest()


def name_of_process() -> str:
    """Return a new name for something in this process that fetches messages."""
    host = platform.node()[:24] or "a machine"
    return f"{host} process {os.getpid()} in {_place()} as {secrets.token_hex(4)}"


def take(session: Session, at: datetime, bot: str, holder: str) -> Held | None:
    """Take or keep the turn to fetch messages; None if it is had, else who has it.

    One statement, so that of two processes which ask at once one gets it.
    """
    made = inserting(session, PollerRow).values(bot=bot, holder=holder, since=at, beat=at)
    free = or_(PollerRow.beat < at - FREE_AFTER, PollerRow.holder == holder)
    taken = made.on_conflict_do_update(
        index_elements=["bot"],
        set_={"holder": holder, "since": at, "beat": at},
        where=free,
    ).returning(PollerRow.holder)
    if session.execute(taken).scalar_one_or_none() == holder:
        return None
    row = session.get(PollerRow, bot)
    if row is None:  # given back meanwhile
        return take(session, at, bot, holder)
    held = Held(row.holder, row.since, row.beat)
    if not _is_gone(held.holder):
        return held
    # killed on this machine: what its successor need not wait for
    replaced: Any = session.execute(
        update(PollerRow)
        .where(PollerRow.bot == bot, PollerRow.holder == held.holder)
        .values(holder=holder, since=at, beat=at)
    )
    return None if replaced.rowcount else held


def beat(session: Session, at: datetime, bot: str, holder: str) -> bool:
    """Say that the process is still there; False if another has taken its turn."""
    kept: Any = session.execute(
        update(PollerRow).where(PollerRow.bot == bot, PollerRow.holder == holder).values(beat=at)
    )
    return bool(kept.rowcount)


def release(session: Session, bot: str, holder: str) -> None:
    """Give the turn back."""
    session.execute(delete(PollerRow).where(PollerRow.bot == bot, PollerRow.holder == holder))


def _place() -> str:
    """Return what tells this machine, and this container on it, from others; else empty."""
    try:
        told = f"{_BOOT.read_text(encoding='ascii')} {_NAMESPACE.readlink()}"
    except (OSError, ValueError):  # not Linux: there, whoever comes next waits for the beat to end
        return ""
    return hashlib.blake2b(told.encode(), digest_size=6).hexdigest()


def _is_gone(holder: str) -> bool:
    """Tell whether the process of a name is known to have ended: one that ran right here."""
    name, _, rest = holder.partition(" in ")
    number = name.rpartition(" process ")[2]
    place = _place()
    if not place or rest.split(" ")[0] != place or not number.isdigit():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:  # it is there, and not ours
        return False
    return False
