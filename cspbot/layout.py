"""A reply as plain text in its parts, for the channels to set out in their own way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cspbot.messages import (
    Answered,
    Choice,
    Clarify,
    Fault,
    NotAllowed,
    Reply,
    Source,
    Unknown,
)

Kind = Literal["answer", "clarify", "unknown"]


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of a reply, in the order in which they are read."""

    kind: Kind
    text: str
    notices: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    choices: tuple[Choice, ...] = ()
    """What the person is asked to pick from."""
    suggestions: tuple[Choice, ...] = ()
    """What the person may want to ask next."""

    def __str__(self) -> str:
        """Return all that is to be read: answer, notices, source, choices."""
        choices = [f"{number}. {c.label}" for number, c in enumerate(self.choices, 1)]
        return "\n".join(x for x in (self.text, *self.notices, self.source, *choices) if x)

    @property
    def source(self) -> str:
        """The line that says where the answer comes from; empty where it rests on nothing."""
        if not self.sources:
            return ""
        return f"Source: {'; '.join(cited(source) for source in self.sources)}"


def lay_out(reply: Reply) -> Layout:
    """Take a reply apart."""
    match reply:
        case Answered():
            return Layout(
                "answer", reply.text, reply.notices, reply.sources, suggestions=reply.suggestions
            )
        case Clarify():
            return Layout("clarify", reply.text, choices=reply.choices)
        case Unknown():
            return Layout(
                "unknown", reply.text, sources=reply.sources, suggestions=reply.suggestions
            )
        case NotAllowed() | Fault():
            return Layout("unknown", reply.text)


def cited(source: Source) -> str:
    """Write a source as 'briefing note, 21 March 2016, funding table'."""
    parts = [source.document, source.reference]
    if source.as_at and source.as_at not in source.document:
        parts.append(f"as at {source.as_at}")
    if source.url:
        parts.append(source.url)
    return ", ".join(part for part in parts if part)
