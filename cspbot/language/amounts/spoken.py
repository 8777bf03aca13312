"""Adds what the conversation spoke of last: 'how much is that together', 'which got least'."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from cspbot.knowledge.facts import Money
from cspbot.language.amounts.asked import WORKED, Asked
from cspbot.language.amounts.groups import Group
from cspbot.language.amounts.lines import Line, lines_of

_ASKS = (*WORKED, "count", "label", "by_label", "comparative")
_OF_ONE = ("share", "fraction", "label")
"""Operations that are asked of the last line spoken of, and not of all of them."""
_OF_ALL = (
    "sum",
    "average",
    "difference",
    "choice",
    "comparative",
    "most",
    "least",
    "order",
    "ratio",
)
_TO_BOTH = ("sum", "difference", "comparative", "ratio", "minus", "share")
_PART_OF = re.compile(r"\bof (?:that|it|this|those|them)\b")
_THAT = frozenset({"that", "this", "it", "those", "them", "thats", "its"})
_PLUS = re.compile(r"\s*(?:and |now |then )*(?:plus|add|\+)\b", re.IGNORECASE)
_POINTS = re.compile(
    r"\b(?:to|than|with|from|is|and|of|off|in|above|over|against|beyond)"
    r" (?:that|it|this|those|them)\b",
    re.IGNORECASE,
)


def with_spoken(asked: Asked) -> Asked:
    """Return the question with the lines that it leans on; as it is where it leans on none."""
    query, work = asked.query, asked.work
    if query.reading.scopes and not asked.named.groups and not query.assumed:
        return asked
    spoken = _spoken(asked)
    if not spoken:
        return asked
    last = [x for x in spoken if x.fact.id in query.context.facts] or spoken[-1:]
    asked = _within(asked, spoken)
    named = asked.groups or asked.named.left_out
    carried = len(spoken) > 1 and all(g.is_carried for g in named)
    if not named or (carried and work.has(*_OF_ALL)):
        return _of_spoken(asked, spoken, last)
    points = bool(_THAT.intersection(asked.words)) and named[0].is_table
    if len(named) == 1 and work.has("share") and (_is_total(named[0]) or points):
        return replace(asked, groups=(Group(tuple(last)), *named))
    if len(named) == 1 and (_adds(asked) or (work.has("that") and _points_back(asked))):
        return replace(asked, groups=(*asked.groups, Group(tuple(last))))
    if not asked.groups and work.has("minus", "without") and _stays(asked):
        return replace(asked, groups=(Group(tuple(last)),))
    return asked


def spoken_lines(asked: Asked) -> list[Money]:
    """Return the lines that the conversation spoke of, the largest first."""
    found = (x.money for x in _spoken(asked))
    return sorted(found, key=lambda m: -(m.amount or 0))


def _spoken(asked: Asked) -> list[Line]:
    query = asked.query
    scopes = query.scopes or query.context.partnerships
    known = {
        ident: line for s in scopes
        for ident, line in lines_of(s, query.index, query.lexicon).by_id.items()
    }  # fmt: skip
    return [known[i] for i in query.context.figures if i in known]


def _of_spoken(asked: Asked, spoken: Sequence[Line], last: Sequence[Line]) -> Asked:
    """Ask what is asked of the lines spoken of, where the text names nothing itself."""
    work = asked.work
    if asked.named.unexplained or asked.named.figures or not work.has(*_ASKS):
        return asked
    of_one = work.has(*_OF_ONE)
    if work.has("table") and not of_one:
        return asked
    groups = (Group(tuple(last)),) if of_one else tuple(Group((x,)) for x in spoken)
    return replace(asked, groups=groups)


def _is_total(group: Group) -> bool:
    """Tell whether a group is a total typed as an amount: 'as % of £207,950'."""
    return group.figure is not None and all(x.money.is_total for x in group.lines)


def _within(asked: Asked, spoken: Sequence[Line]) -> Asked:
    """Keep of a place's lines those just spoken of: 'how much of that was Redditch's'."""
    takes_away = asked.work.has("minus", "without") and _stays(asked)
    if not takes_away and not _PART_OF.search(" ".join(asked.words)):
        return asked
    named = replace(asked.named, groups=tuple(_kept(g, spoken) for g in asked.named.groups))
    return replace(asked, named=named, groups=tuple(_kept(g, spoken) for g in asked.groups))


def _kept(group: Group, spoken: Sequence[Line]) -> Group:
    """Return a place's lines among those spoken of; the group as it is where there are none."""
    whole = {x.money.id for x in spoken}
    parts = tuple(x for x in group.lines if x.money.part_of in whole)
    if group.by_giver and parts:
        return replace(group, lines=parts)  # 'how much of it is from the commissioner'
    kept = tuple(x for x in group.lines if x in spoken)
    return replace(group, lines=kept, by_place=False) if group.by_place and kept else group


def _adds(asked: Asked) -> bool:
    """Tell whether a line is to be added to what was said: 'plus the CCTV'."""
    return bool(_PLUS.match(asked.query.question.text)) and _stays(asked)


def _points_back(asked: Asked) -> bool:
    """Tell whether 'that' stands for what was said: 'add the CCTV to that', 'more than that'."""
    return asked.work.has(*_TO_BOTH) and bool(_POINTS.search(asked.query.question.text))


def _stays(asked: Asked) -> bool:
    """Tell whether the question stays with the partnership spoken of."""
    query = asked.query
    named = any(t.kind == "scope" for t in query.reading.terms)
    return set(query.scopes) <= set(query.context.partnerships) and not named
