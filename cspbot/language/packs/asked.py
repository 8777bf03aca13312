"""Tells whether a meeting pack is asked for: 'brief me for the next board'."""

from __future__ import annotations

import re

_POLITE = r"(?:(?:please|pls|can|could|would|will|you|i|we|need|want|like|'d)\s+)*"
_GIVE = r"(?:(?:give|get|send|make|show|prepare|do)\s+(?:me\s+|us\s+)?)?"
_OF = r"(?:meeting|board|briefing|councillors?'?s?|members?'?)"
_PACK = rf"(?:(?:a|an|the|my|our|next)\s+)*(?:{_OF}\s+)*pack\b"
_BEFORE = (
    r"(?:for|before|ahead of)\s+(?:(?:the|my|our|a|next)\s+)*(?:[\w'&-]+\s+){0,6}?"
    r"(?:board|meetings?|group|committee|partnership|csp)\b"
)
_BRIEF = (
    r"(?:(?:brief|prepare|prep)\s+(?:me|us)|what\s+(?:do|should)\s+(?:i|we)\s+(?:need\s+to\s+)?know)"
    rf"\s+{_BEFORE}"
)
_NOT_A_QUESTION = (
    r"(?!(?:who|when|what|where|how|why|which|is|are|do|does|did|has|have|was|were)\b)"
)
_NAMED = rf"{_NOT_A_QUESTION}(?:[\w'&-]+\s+){{1,6}}{_OF}\s+pack\W*$"
_ASKED = re.compile(rf"\s*(?:{_POLITE}{_GIVE}{_PACK}|{_POLITE}{_BRIEF}|{_NAMED})", re.IGNORECASE)
"""Read from the first word on: 'when does the meeting pack go out' asks about papers."""
_FOR_MEMBERS = re.compile(
    r"\b(?:as|for) (?:a |an |the )?(?:councillors?|elected members?)\b"
    r"|\b(?:councillors?|members?)['’]?s? (?:meeting )?pack\b",
    re.IGNORECASE,
)


def asks_pack(text: str) -> bool:
    """Tell whether a text asks for a meeting pack."""
    return _ASKED.match(text) is not None


def is_for_members(text: str) -> bool:
    """Tell whether it is to be the one for elected members, in so many words."""
    return _FOR_MEMBERS.search(text) is not None
