"""The command that gives an address for one's own calendar feed, and takes it back."""

from __future__ import annotations

from cspbot.accounts import feeds, saying
from cspbot.accounts.roles import Act
from cspbot.accounts.said import Said, button
from cspbot.accounts.visit import Command, Press, Visit


def feed(visit: Visit) -> Said:
    """Make a feed of one partnership, or of all that the person has set as theirs."""
    if not visit.house.web:
        return Said(saying.FEED_NO_WEB)
    fitting = visit.assistant.resolve(visit.typed) if visit.typed else ()
    if visit.typed and len(fitting) != 1:
        return Said(saying.FEED_HOW)
    about = fitting[0].key if fitting else ""
    with visit.store.write() as session:
        token = feeds.make(session, visit.at, visit.asker.user, about)
        rows = feeds.of_person(session, visit.asker.user)
    link = f"{visit.house.web}/calendar/{token}.ics"
    ends = tuple(
        (button(saying.FEED_END.format(visit.label(r.about) if r.about else saying.FEED_MINE,
                                       saying.day(r.made_at)), "feed-end", r.id),)
        for r in rows
    )  # fmt: skip
    return Said(saying.FEED_MADE.format(link), ends)


def end(visit: Visit, values: tuple[str, ...]) -> Said:
    """Take a feed back: its address shows nothing any more."""
    number = values[0] if values else ""
    if not (number.isascii() and number.isdigit() and len(number) <= 9):
        return Said(saying.STALE)
    with visit.store.write() as session:
        ended = feeds.take_back(session, visit.asker.user, int(number))
    return Said(saying.FEED_ENDED if ended else saying.STALE)


COMMANDS = (Command("feed", "An address for your calendar program", Act.ASK, feed, tells=True),)
PRESSES = (Press("feed-end", Act.ASK, end),)
