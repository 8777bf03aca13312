"""Splits a message that asks two things into the two questions."""

from __future__ import annotations

import re

MOST = 3
"""Questions of one message that are answered; what is past them goes with the last."""

_ASKS = (
    r"(?:who|whom|whose|what|when|where|why|how|which|since when|by when|for how long|is|are|was|"
    r"were|does|do|did|has|have|can|will|would)"
)
_BOUNDARY = re.compile(
    rf"\?+\s+(?:and |also |oh and |plus |oh,? )?(?=\w)"
    rf"|[,;]?\s+(?:and|oh and|and also|also|plus|\+|&)\s+(?={_ASKS}(?:'?s)?\b)",
    re.IGNORECASE,
)
_VERB = r"(?:is|are|was|were|has|have|had|does|do|did|will|would|can|could|might|should|gets?|got)"
_NOUN_ENDS = rf"(?:{_VERB}|in|on|of|at|for|from|to)"
_OF_SOMETHING = re.compile(
    rf"\bwhich (?!one\b)((?:[\w'-]+ ){{1,4}}?)(?={_NOUN_ENDS}\b)", re.IGNORECASE
)
_LEAVES_OUT = re.compile(rf"which (?:one )?(?={_VERB}\b)", re.IGNORECASE)
_IS_QUESTION = re.compile(rf"\b{_ASKS}(?:'?s)?\b", re.IGNORECASE)
_SHORTEST, _SHARED = 3, 2
_WORD = (
    r"(?:how (?:often|many|much|long|far|soon)|(?:since|by|until|till|from) when|for how long|"
    r"who|when|where|why|how)"
)
_ASKED_BARE = re.compile(
    rf"^(?P<before>.*?)\b(?P<first>{_WORD})\b(?P<rest>.*?)(?:,? (?:and|&|plus|\+)|,) "
    rf"(?P<second>{_WORD})[\s?.!]*$", re.IGNORECASE,
)  # fmt: skip
"""'Where will they meet and how often': the rest of the question is left out."""
_ASKED_TOGETHER = re.compile(
    rf"^(?P<before>.*?)\b(?P<first>{_WORD})(?:,? (?:and|&|plus|\+)|,) "
    rf"(?P<second>{_WORD})\b(?P<rest>.*)$", re.IGNORECASE,
)  # fmt: skip
"""'When and where do they meet'."""


def _in_full(text: str) -> tuple[str, ...]:
    """Return both questions where two question words share what is asked."""
    shared = _ASKED_TOGETHER.match(text) or _ASKED_BARE.match(text)
    if shared is None or len(shared["rest"].split()) < _SHARED:
        return (text,)
    rest = shared["rest"].strip(" ?.,;")
    return (f"{shared['before']}{shared['first']} {rest}", f"{shared['second']} {rest}")


def questions(text: str) -> tuple[str, ...]:
    """Return the questions of a message in order; the message itself where it asks but one.

    Every part must look like a question by itself, so 'who chairs and where' stays whole. Of
    'which CRC is in Ambridge and which is in Felpersham' the second part gets its noun.
    """
    parts = [part.strip(" ?.,;") for part in _BOUNDARY.split(text)]
    parts = [part for part in parts if part]
    if len(parts) < 2 or any(re.fullmatch(_WORD, p, re.IGNORECASE) for p in parts):
        return _in_full(text)
    if not all(_IS_QUESTION.search(p) and len(p.split()) >= _SHORTEST for p in parts):
        return (text,)
    noun = _OF_SOMETHING.search(parts[0])
    for i, part in enumerate(parts[1:], 1):
        if _LEAVES_OUT.match(part):
            if noun is None:
                return (text,)
            parts[i] = _LEAVES_OUT.sub(noun[0], part, count=1)
    if len(parts) > MOST:
        parts = [*parts[: MOST - 1], " and ".join(parts[MOST - 1 :])]
    return tuple(parts)
