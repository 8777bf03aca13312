"""The command that loads changed knowledge at once; a watched folder is loaded without it."""

from __future__ import annotations

from cspbot.accounts import saying
from cspbot.accounts.roles import Act
from cspbot.accounts.said import Said
from cspbot.accounts.visit import Command, Visit
from cspbot.knowledge.problems import KnowledgeError

SHOWN = 15
"""Problems shown; `check` lists all of them."""


def load(visit: Visit) -> Said:
    """Load what has changed, if it is sound."""
    try:
        has_changed = visit.living.reload()
    except KnowledgeError as error:
        return Said(told(error))
    return Said(saying.RELOADED if has_changed else saying.RELOAD_SAME)


def told(error: KnowledgeError) -> str:
    """Say what is wrong with knowledge that cannot be used, and that the old goes on serving."""
    shown = [f"• {problem}" for problem in error.problems[:SHOWN]]
    if len(error.problems) > SHOWN:
        shown.append(f"and {len(error.problems) - SHOWN} more: python bot.py check")
    return "\n".join((saying.RELOAD_BAD, *shown))[:3_800]


COMMANDS = (Command("reload", "Load changed knowledge now", Act.RELOAD, load, is_slow=True),)
