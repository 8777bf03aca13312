"""Keeps the token and the words of people out of the log."""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType

import httpx
from telegram.error import TelegramError

FORMAT = "%(levelname)s %(name)s: %(message)s"
OUR_MESSAGES = (TelegramError, httpx.HTTPError, OSError, ImportError, NameError, AttributeError)
"""Errors whose messages tell of servers or code; those of any other may quote the person, as
`int('my words')` does."""

OURS = __name__.split(".")[0]

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class DiscreetFormatter(logging.Formatter):
    """Formats records without the token, and without what people wrote.

    Our own modules log nothing of it. Exceptions and libraries may: of an exception the traceback
    is kept and most messages are left out, of what a library logs the values.
    """

    def __init__(self, token: str) -> None:
        super().__init__(FORMAT)
        self._token = token

    def format(self, record: logging.LogRecord) -> str:
        """Format a record."""
        discreet = logging.makeLogRecord(vars(record))
        discreet.exc_text = None  # another handler may have kept the whole of it there
        if record.name.split(".")[0] != OURS:
            values = record.args if isinstance(record.args, tuple) else (record.args,)
            discreet.args = tuple(map(_discreet, values)) if record.args else ()
        return super().format(discreet).replace(self._token, "<token>")

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - named so by logging
        """Return a traceback with the messages that cannot quote anyone."""
        error, parts = ei[1], []
        while error is not None:
            told = f": {error}" if isinstance(error, OUR_MESSAGES) else ""
            name = type(error).__qualname__
            frames = traceback.format_list(traceback.extract_tb(error.__traceback__))
            parts.append(f"{''.join(frames)}{name}{told}")
            hidden = error.__suppress_context__
            error = error.__cause__ or (None if hidden else error.__context__)
        return "\n\nwhile handling this:\n".join(parts)


def _discreet(value: object) -> object:
    """Return what may be logged of a value: numbers as they are, of others the type."""
    return value if isinstance(value, int | float) else f"<{type(value).__name__}>"


def keep_discreet(token: str) -> None:
    """Make everything that this process logs discreet."""
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.StreamHandler(sys.stderr))
    for handler in root.handlers:
        handler.setFormatter(DiscreetFormatter(token))
