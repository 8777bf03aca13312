"""Inline buttons, and the data that each brings back when it is pressed.

Telegram keeps at most 64 bytes for a button and the bot keeps nothing, so that a button works
after a restart: the data is one letter for the kind, a colon, and all that the press needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import phonenumbers
from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, Message

from cspbot.accounts.said import Button
from cspbot.messages import Choice

LONGEST_DATA = 64
"""Telegram's limit for a button's data, in bytes."""

CHOICE = "c:"
"""What the person meant; then the key of a `Choice`. The question is in the replied message."""
QUESTION = "q:"
"""A next question; then its whole text."""
LABELLED = "k:"
"""A next question too long for the data: then its key; its text is the button's own label."""
MINE = "m:"
"""The partnership to ask about from now on; then its id, or nothing to forget it."""

MOST_COPIES = 3
"""Copy buttons under an answer; more would push the text off a phone's screen."""

Row = tuple[InlineKeyboardButton, ...]


def desk(rows: Sequence[Sequence[Button]]) -> tuple[Row, ...]:
    """Return the buttons that the desk answers."""
    return tuple(
        tuple(InlineKeyboardButton(one.label, callback_data=one.data) for one in row)
        for row in rows if row
    )  # fmt: skip


def choices(offered: Sequence[Choice], kind: str = CHOICE) -> tuple[Row, ...]:
    """Return a button for each of the things that a person may have meant."""
    return tuple(_row(choice.label, kind + choice.key) for choice in offered)


def next_questions(offered: Sequence[Choice]) -> tuple[Row, ...]:
    """Return a button for each question that a person may want to ask next."""
    return tuple(_row(choice.label, _question_data(choice)) for choice in offered)


def copies(text: str) -> tuple[Row, ...]:
    """Return a button that copies each telephone number in a text.

    Phones let a number be tapped as it is printed; Telegram on a computer links only numbers in
    international form, which these reports never print.
    """
    matches = phonenumbers.PhoneNumberMatcher(text, "GB")
    # a bracket that stands before a number is not always its own: '(01952 380599)'
    found = (m.raw_string if ")" in m.raw_string else m.raw_string.lstrip("(") for m in matches)
    numbers = islice(dict.fromkeys(found), MOST_COPIES)
    return tuple(
        (InlineKeyboardButton(f"Copy {number}", copy_text=CopyTextButton(number)),)
        for number in numbers
    )


def keyboard(*rows: Row) -> InlineKeyboardMarkup | None:
    """Put rows of buttons together; None if there are none."""
    return InlineKeyboardMarkup(rows) if rows else None


def question_of(data: str, message: Message | None) -> str:
    """Return the question that a pressed button asks; empty if it cannot be told any more."""
    if data.startswith(QUESTION):
        return data.removeprefix(QUESTION)
    if message is None or message.reply_markup is None:
        return ""
    rows = message.reply_markup.inline_keyboard
    return next((b.text for row in rows for b in row if b.callback_data == data), "")


def _question_data(choice: Choice) -> str:
    data = QUESTION + (choice.ask or choice.label)
    return data if len(data.encode()) <= LONGEST_DATA else LABELLED + choice.key


def _row(label: str, data: str) -> Row:
    return (InlineKeyboardButton(label, callback_data=data),)
