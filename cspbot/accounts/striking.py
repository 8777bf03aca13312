"""Strikes out of a text what could tell who is meant: addresses, numbers of people and cards."""

from __future__ import annotations

import re

STRUCK = "[struck out]"

_EMAIL = re.compile(r"[\w.+'-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
_CARD = re.compile(r"(?<![\d+])\+?\d(?:[ -]?\d){11,18}(?!\d)")
"""12 to 19 figures; a bank card has 12 to 19."""
_NATIONAL_INSURANCE = re.compile(
    r"(?<![A-Za-z])[A-Za-z]{2}[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-Da-d](?![A-Za-z])"
)
"""Two letters, six figures, a letter A to D."""
_PHONE = re.compile(r"(?<![\d£])\(?\+?\d(?:[\s().-]{0,2}\d){8,13}(?!\d)")
"""Nine to fourteen figures, however they are grouped."""


def strike_out(text: str) -> str:
    """Return the text without e-mail addresses, telephone, card and National Insurance numbers.

    Struck out rather too much than too little: what is left is read by people.
    """
    for pattern in (_EMAIL, _NATIONAL_INSURANCE, _CARD, _PHONE):
        text = pattern.sub(STRUCK, text)
    return text


def contacts_in(text: str) -> int:
    """Count the telephone numbers and e-mail addresses that a text shows."""
    return len({*_PHONE.findall(text), *_EMAIL.findall(text)})
