"""Strikes out of a text what could tell who is meant: addresses, numbers of people and cards."""

from __future__ import annotations

import re

STRUCK = "[struck out]"

_PRINTED_EMAIL = re.compile(r"[\w.+'-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
_PRINTED_PHONE = re.compile(r"(?<![\d£])\(?\+?\d(?:[\s().-]{0,2}\d){8,13}(?!\d)")
"""Nine to fourteen figures, however they are grouped."""

_DASH = r"\-\u2010-\u2015\u2212"
_GAP = rf"[\s.,_/(){_DASH}\u200b-\u200f\u2060]{{0,3}}"
"""What people put between the figures of one number, some of it invisible."""
_EMAIL = re.compile(
    r"(?<![\w.+'-])[\w.+'-]+(?:"
    r"\s?[@\uff20]\s?[\w-]+(?:(?:[.,\uff0e]|\s\.\s?)[\w-]+)*"
    r"|\s*[(\[]\s*at\s*[)\]]\s*[\w-]+(?:(?:\s*[(\[]\s*dot\s*[)\]]\s*|\s+dot\s+|\.)[\w-]+)*"
    r"|\s+at\s+[\w-]+(?:\s+dot\s+[\w-]+)+"
    r")",
    re.IGNORECASE,
)
"""With its sign, or with '(at)' or 'at ... dot ...' in the place of it."""
_PHONE = re.compile(
    rf"(?<!\d)\(?(?:\+|0)(?:{_GAP}\d){{8,}}(?:\s*(?:ext|extension|x)\b\.?\s*\d{{1,5}})?",
    re.IGNORECASE,
)
"""From 0 or + on, as no amount or year begins; with its extension."""
_CARD = re.compile(
    rf"(?<!\d)(?:\d(?:[ \-]?\d){{11,}}|\d{{4}}{_GAP}\d{{4}}{_GAP}\d{{4}}(?:{_GAP}\d){{1,7}}(?!\d))"
)
"""12 figures or more, or fours of them; a bank card has 12 to 19."""
_NATIONAL_INSURANCE = re.compile(
    r"(?<![A-Za-z])"
    rf"(?![A-Za-z]{{2}}\s*(?:19|20)\d\d\s?[{_DASH}/]\s?\d\d(?!\d))"  # 'by 2015-16 a grant'
    rf"(?:[A-Za-z]{_GAP}[A-Za-z](?:{_GAP}\d){{6}}{_GAP}[A-Da-d](?![A-Za-z])"
    r"|[A-Z]{2} ?\d\d ?\d\d ?\d\d(?!\d))"
)
"""Two letters, six figures, a letter A to D, which some leave out."""
_LOCAL = re.compile(
    r"(?P<said>\b(?:ring|call|phone|telephone|tel|dial|mobile|mob|text|contact|reach|number|num|no)\b[^\d£\n]{0,20})"
    r"(?!(?:19|20)\d\d\b)\d(?:[ -]?\d){4,7}(?![\d/])(?!\s*(?:pounds|quid|k\b|%))",
    re.IGNORECASE,
)
"""Without its area code, after a word that says what it is; a year is none."""
_WORD = r"(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|hundred|double|treble)"
_SPOKEN = re.compile(rf"\b{_WORD}(?:[\s,-]+{_WORD}){{7,}}\b", re.IGNORECASE)
"""A number written in words, figure by figure."""
_PATTERNS = (
    _EMAIL, _NATIONAL_INSURANCE, _PHONE, _CARD, _PRINTED_PHONE, _SPOKEN,
)  # fmt: skip


def strike_out(text: str) -> str:
    """Return the text without e-mail addresses, telephone, card and National Insurance numbers.

    Struck out rather too much than too little: what is left is read by people. A local number
    without its area code goes where the text says that it is one: 'ring me on 534187'.
    """
    before = None
    while text != before:  # what stood beside something struck out may be whole only now
        before = text
        for pattern in _PATTERNS:
            text = pattern.sub(STRUCK, text)
        text = _LOCAL.sub(rf"\g<said>{STRUCK}", text)
    return text


def contacts_in(text: str) -> int:
    """Count the telephone numbers and e-mail addresses in a text, as records print them."""
    return len(_printed(text))


def contacts_told(text: str, typed: str) -> int:
    """Count the contacts in a text that whoever reads it has not just typed."""
    return len(_printed(text) - _printed(typed))


def without_contacts(text: str) -> str:
    """Return a text without the telephone numbers and e-mail addresses that records print."""
    return _PRINTED_EMAIL.sub(STRUCK, _PRINTED_PHONE.sub(STRUCK, text))


def _printed(text: str) -> set[str]:
    return {*_PRINTED_PHONE.findall(text), *_PRINTED_EMAIL.findall(text)}
