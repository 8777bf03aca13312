"""The lines of a meeting pack, and how they are made to fit one screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cspbot.knowledge.facts import Fact

WIDTHS = (400, 320, 260, 210, 170, 140, 115, 95, 80)
"""Characters of a line, tried in turn until all lines fit: each is cut as far as the others."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a pack with the facts that it rests on."""

    text: str
    facts: tuple[Fact, ...] = ()
    items: tuple[str, ...] = ()
    """What is listed after the text; of a list that is too long whole items are left out."""
    whole: bool = False
    """It is never cut: a telephone number, a date."""

    def shown(self, width: int) -> str:
        """Return the line, cut to a width if need be."""
        full = self.text + "; ".join(self.items)
        if self.whole or len(full) <= width:
            return full
        if not self.items:
            return f"{full[: width - 1].rsplit(' ', 1)[0].rstrip(',;:')}…"
        kept = 1
        while len(self.text + "; ".join(self.items[: kept + 1])) <= width - len("; and 99 more"):
            kept += 1
        more = len(self.items) - kept
        return self.text + "; ".join(self.items[:kept]) + (f"; and {more} more" if more else "")


def fitted(lines: Sequence[Line], room: int) -> str:
    """Return the lines as a text that fits, each cut no more than it takes."""
    for width in WIDTHS:
        text = "\n".join(line.shown(width) for line in lines)
        if len(text) <= room:
            return text
    return text


def facts_of(lines: Iterable[Line]) -> tuple[Fact, ...]:
    """Return the facts that the lines rest on, each once."""
    return tuple({f.id: f for line in lines for f in line.facts}.values())
