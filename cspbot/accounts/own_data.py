"""Commands on what is kept about the person: the notice, a copy, and its end."""

from __future__ import annotations

import json

from cspbot.accounts import privacy, saying
from cspbot.accounts.roles import Act
from cspbot.accounts.said import Attachment, Said, button
from cspbot.accounts.visit import Command, Press, Visit


def notice(visit: Visit) -> Said:
    """Tell what is kept, why, how long, who runs the bot and how to complain."""
    keeping = visit.house.keeping
    return Said(saying.privacy(visit.house.operator, keeping.text.days, keeping.counts.days))


def copy(visit: Visit) -> Said:
    """Send the person all that is kept about them."""
    with visit.store.read() as session:
        data = privacy.my_data(session, visit.asker.user)
    content = json.dumps(data, ensure_ascii=False, indent=2).encode()
    return Said(saying.MY_DATA, attachment=Attachment("my-data.json", content))


def ask_to_forget(_: Visit) -> Said:
    """Ask before what is kept is deleted."""
    sure = (button(saying.CONFIRM, "forget"), button(saying.CANCEL, "leave"))
    return Said(saying.FORGET_SURE, (sure,))


def forget(visit: Visit, _: tuple[str, ...]) -> Said:
    """Delete all that is kept about whoever presses."""
    with visit.store.write() as session:
        privacy.forget(session, visit.at, visit.asker.user)
    return Said(saying.FORGOTTEN, instead=True, forget=True)


COMMANDS = (
    Command("privacy", "What I keep, why and how long", Act.ASK, notice),
    Command("mydata", "A copy of all that I keep about you", Act.ASK, copy),
    Command("forget", "Delete what I keep about you", Act.ASK, ask_to_forget),
)
PRESSES = (Press("forget", Act.ASK, forget),)
