"""What each role may do, as a table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cspbot.messages import Role


class Act(StrEnum):
    """What is guarded by a role."""

    ASK = "ask"
    ASK_IF_CLOSED = "ask while the bot is closed"
    REPORT = "say that an answer is out of date"
    SEE_UNANSWERED = "see the questions without an answer"
    SEE_GAPS = "see what a record lacks"
    AMEND = "amend the knowledge"
    RELOAD = "load the knowledge anew"
    INVITE = "invite people"
    ADMIT = "decide on requests for access"
    SEE_PEOPLE = "see who has access"
    SEE_OUTBOX = "see what became of reminders"
    REVOKE = "take access away"
    PAUSE = "pause the bot"


EVERYONE = frozenset(Role)
KNOWN = EVERYONE - {Role.PUBLIC}
ADMINS = frozenset({Role.ADMIN})
OFFICERS = ADMINS | {Role.OFFICER}

MAY: dict[Act, frozenset[Role]] = {
    Act.ASK: EVERYONE,
    Act.ASK_IF_CLOSED: KNOWN,
    Act.REPORT: EVERYONE,
    Act.SEE_UNANSWERED: OFFICERS,
    Act.SEE_GAPS: OFFICERS,
    Act.AMEND: OFFICERS,
    Act.RELOAD: ADMINS,
    Act.INVITE: ADMINS,
    Act.ADMIT: ADMINS,
    Act.SEE_PEOPLE: ADMINS,
    Act.SEE_OUTBOX: ADMINS,
    Act.REVOKE: ADMINS,
    Act.PAUSE: ADMINS,
}
"""Who may do what."""

LIMITED = frozenset({Role.PARTNER, Role.OFFICER})
"""Roles that can be limited to named partnerships."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Who someone is to the bot."""

    user: int
    role: Role = Role.PUBLIC
    areas: tuple[str, ...] = ()
    """Ids of the partnerships that the role is limited to; empty: all."""
    label: str = ""
    """What admins know the account by."""

    def may(self, act: Act) -> bool:
        """Tell whether the role allows something."""
        return self.role in MAY[act]

    def covers(self, partnership: str) -> bool:
        """Tell whether the role counts for a partnership."""
        return not self.areas or partnership in self.areas
