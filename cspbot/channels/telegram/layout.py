"""Lays text out for Telegram: HTML in parts that each fit a message, with a keyboard."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardMarkup

from cspbot import layout
from cspbot.accounts.said import Button, Said
from cspbot.channels.telegram import buttons
from cspbot.messages import Reply, Source

LONGEST = 4_096
"""Telegram's limit for a message, in UTF-16 code units, counted after the HTML is read."""
CUT_AT = ("\n\n", "\n", ". ", "; ", ", ", " ")
"""Where a long text is cut, best first."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What to send: the texts of one or more messages, and the keyboard under the last."""

    texts: tuple[str, ...]
    """HTML; each within `LONGEST`, none empty."""
    keyboard: InlineKeyboardMarkup | None = None


def plain(text: str, keyboard: InlineKeyboardMarkup | None = None) -> Outgoing:
    """Lay out a plain text, such as the channel's own sentences."""
    return Outgoing(tuple(_escaped(part) for part in split(text)), keyboard)


def lay_out_said(said: Said) -> Outgoing:
    """Lay out what the desk says; a file that goes with it is sent apart."""
    return plain(said.text, buttons.keyboard(*buttons.desk(said.rows)))


def lay_out(reply: Reply, asked: str = "", verdicts: Sequence[Button] = ()) -> Outgoing:
    """Lay out a reply.

    Args:
        reply: what the assistant said.
        asked: the question, shown above the answer where nobody typed it into the chat.
        verdicts: buttons by which people say what they think of it.
    """
    parts = layout.lay_out(reply)
    keyboard = buttons.keyboard(
        *buttons.choices(parts.choices),
        *buttons.next_questions(parts.suggestions),
        *buttons.copies(parts.text),
        *buttons.desk([verdicts]),
    )
    text = "\n\n".join((parts.text, *parts.notices))
    return Outgoing(tuple(_messages(asked, text, parts.sources)), keyboard)


def _messages(asked: str, text: str, sources: Sequence[Source]) -> Iterator[str]:
    """Yield the messages in order; the sources stand under the text as far as they fit."""
    # the heading comes from a button, so it is short and the first part holds it whole
    heading = f"{asked}\n\n" if asked else ""
    texts = split(heading + text)
    marked = [_escaped(part) for part in texts]
    if asked:
        marked[0] = f"<b>{_escaped(asked)}</b>{marked[0].removeprefix(_escaped(asked))}"
    quotes = split("\n".join(f"Source: {layout.cited(source)}" for source in sources))
    joined = quotes[0] and units(texts[-1]) + 1 + units(quotes[0]) <= LONGEST
    if joined:
        marked[-1] += f"\n{_folded(quotes.pop(0))}"
    yield from marked
    yield from (_folded(quote) for quote in quotes if quote)


def split(text: str, longest: int = LONGEST) -> list[str]:
    """Cut a text into parts that fit: between paragraphs, else lines, else sentences, else words.

    Returns:
        At least one part; the only one is empty if the text is.
    """
    parts, rest = [], text.strip()
    while units(rest) > longest:
        fitting = rest.encode("utf-16-le")[: 2 * longest].decode("utf-16-le", "ignore")
        ends = (fitting.rfind(mark) + len(mark) for mark in CUT_AT)
        # a cut that would leave a message less than half full is no sensible place
        at = next((end for end in ends if end > len(fitting) // 2), len(fitting))
        parts.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*parts, rest]


def units(text: str) -> int:
    """Return the length of a text as Telegram counts it, in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def _folded(quote: str) -> str:
    """Return a quotation that shows three lines and opens at a tap."""
    return f"<blockquote expandable>{_escaped(quote)}</blockquote>"


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)
