"""What the assistant makes ready is made once."""

from __future__ import annotations

from datetime import date

from cspbot.assistant import Assistant
from cspbot.knowledge.facts import Knowledge
from cspbot.language.postings import MemoryShelf
from cspbot.messages import Question, Role


def test_one_view_of_what_all_may_see(county: Knowledge):
    """What was made ready before the first question is what answers it, and lists what is held."""
    opened: list[str] = []

    def shelf(part: str) -> MemoryShelf:
        opened.append(part)
        return MemoryShelf()

    assistant = Assistant(county, shelf)
    assistant.prepare()
    assistant.reply(Question("who chairs Ambridge?", date(2024, 5, 1), Role.PUBLIC))
    assistant.partnerships()
    assert len(opened) == 1
