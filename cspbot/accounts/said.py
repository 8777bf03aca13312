"""What the desk says: a text with buttons, a file, and notes to others. Knows no chat system."""

from __future__ import annotations

from dataclasses import dataclass

DATA = "d:"
"""How the data of a button begins that the desk answers."""
LONGEST_DATA = 64
"""Bytes that a button can hold; all that a press needs is in it or in the store."""


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file or picture that goes with a text."""

    name: str
    content: bytes
    is_picture: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What someone is told."""

    text: str
    rows: tuple[tuple[Button, ...], ...] = ()
    attachment: Attachment | None = None
    notes: tuple[Note, ...] = ()
    """What others are told because of it, after it."""
    instead: bool = False
    """It takes the place of the message whose button was pressed."""
    forget: bool = False
    """Whatever a channel remembers of the person is to be dropped."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something that another person is told, in their private chat."""

    user: int
    said: Said


def button(label: str, verb: str, *values: object) -> Button:
    """Return a button whose press does something with these values."""
    data = DATA + ":".join((verb, *map(str, values)))
    if len(data.encode()) > LONGEST_DATA:
        raise ValueError(f"the data of button '{label}' is longer than {LONGEST_DATA} bytes")
    return Button(label, data)


def pressed(data: str) -> tuple[str, tuple[str, ...]]:
    """Take the data of a pressed button apart: what to do, and with what."""
    verb, *values = data.removeprefix(DATA).split(":")
    return verb, tuple(values)
