"""Tells whether a question asks for an amount: 'how much CCTV money', not 'how much crime'."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from cspbot.language.amounts.asked import WORKED, Asked, is_polite
from cspbot.language.amounts.lines import vocabulary
from cspbot.language.amounts.operations import LIMITS
from cspbot.language.query import Query
from cspbot.language.reading import ATTRIBUTE
from cspbot.language.words import stem

_FREE = frozenset({"", "what", "which", "how_much", "how_many", "name"})
"""Question forms that may ask for an amount; of the others only some questions do."""
_GOT = frozenset(
    [
        "get",
        "gets",
        "got",
        "receive",
        "received",
        "had",
        "has",
        "have",
        "take",
        "took",
        "given",
        "better",
        "awarded",
    ]
)
_GONE = frozenset({"go", "goes", "went", "gone", "spent", "put"})
_WENT_ON = re.compile(
    r"(?:(?:so|and|ok) )*what (?:went|goes|has gone|is going) (?:on|to|into|towards)\b"
)
"""What asks for an amount without a word for it: 'what went on CCTV'."""
_CHANGED = frozenset(
    ("fall", "falls", "fell", "fallen", "falling", "drop", "drops", "dropped", "dropping", "rise",
     "rises", "rose", "risen", "rising", "decrease", "decreased", "decline", "declined")
)  # fmt: skip
"""What crime does as well as money: only a word for money tells them apart."""
_INSIDE = frozenset({"and", "of", "separate", "different"})
_OF_THEM = frozenset({"the", "those", "these", "them"})
_FUNDING = frozenset({"line", "funding"})
_SHAPED = ("count", "list", "label", "table", "by_label", "everything")
FIELD = 1.5
"""Weight from which on a field is asked for, and not the largest of some lines."""
AHEAD = 8
"""How many words after 'how much' are looked at."""


def form_allows(query: Query) -> bool:
    """Tell whether the form of a question lets it ask for an amount: not 'why', 'who decides'."""
    reading, work = query.reading, query.reading.work
    words, figures = set(reading.words), any(f.is_money for f in work.figures)
    # 'Who is it' wants a name, and of amounts no more than 'who' does.
    form = "who" if reading.form == "name" and "who" in words else reading.form
    match form:
        case _ if form in _FREE:
            return True
        case "how" if work.has("difference"):
            return True  # 'how far apart are CCTV and tasking'
        case "how":
            money = bool({stem(w) for w in words} & vocabulary().money)
            return (work.has("comparative") and (figures or money)) or (
                work.has("list") and (figures or money)
            )
        case _ if "how_much" in reading.forms:
            return True
        case "yes_no":
            asks = work.has("comparative", "most", "least", "fraction", "share", "sum", *LIMITS)
            return asks or figures or is_polite(query)
        case "who":
            return figures or (
                work.has("most", "least", "comparative", "choice", "difference")
                and bool(_GOT & words)
            )
        case "where":
            return work.has("most", "least") and bool(_GONE & words)
        case _:
            return False


def counts_something_else(query: Query) -> bool:
    """Tell whether 'how many' or 'how much' asks for something other than lines or money."""
    words, function = _without_scopes(query), query.lexicon.function_words
    if not _CHANGED.isdisjoint(words) and "£" not in query.reading.text:
        return {stem(w) for w in words}.isdisjoint(vocabulary().money)
    for i, word in enumerate(words):
        after = words[i + 1 : i + 1 + AHEAD]
        if i and words[i - 1] == "how" and word == "many":
            if not vocabulary().counted & _thing(after, function):
                return after[:1] != ["times"]
        elif i and words[i - 1] == "how" and word == "much" and after[:1] != ["of"]:
            thing = _thing(after, function)
            stems = {stem(w) for w in thing}
            silent = stem(after[0]) in vocabulary().silent if after else False
            if thing and not silent and not stems & vocabulary().money:
                return True
    return False


def _without_scopes(query: Query) -> list[str]:
    """Return the words, with names of partnerships left out: nothing is counted by them."""
    reading = query.reading
    named = {
        i for t in reading.terms if t.kind == "scope"
        for i in range(t.position, t.position + max(1, len(t.stems)))
    }  # fmt: skip
    return [w for i, w in enumerate(reading.words) if i not in named]


def _thing(words: Sequence[str], function: Iterable[str]) -> frozenset[str]:
    """Return the words of what is counted: up to the next verb or preposition."""
    if list(words[:1]) == ["of"]:
        words = [w for w in words[1:] if w not in _OF_THEM]
    found = set()
    for word in words:
        if word in function and word not in _INSIDE:
            break
        found.add(word)
    return frozenset(found)


def about_amounts(asked: Asked) -> bool:
    """Tell whether the question, its lines known, is about money at all."""
    reading, work, groups = asked.query.reading, asked.work, asked.named.groups
    stems = {stem(w) for w in reading.words}
    if "how_much" in reading.forms or "£" in reading.text or any(g.figure for g in groups):
        return True
    if asked.is_bare("without"):
        return True
    if stems & vocabulary().money or reading.asks("money"):
        return bool(groups) or work.has(*WORKED, *_SHAPED) or reading.form in ("", "what")
    if asked.named.unexplained:
        return False  # some of it is about something else, and nothing about money
    if groups and _WENT_ON.match(reading.lowered):
        return True
    if asked.groups and not groups:
        return work.has(*WORKED, "count", "label", "by_label", "comparative")
    only_a_mark = work.sums == {"sum"} and not asked.typed("sum") and "=" not in reading.text
    if only_a_mark and any(t.kind == ATTRIBUTE and t.weight >= 1 for t in reading.terms):
        return False  # 'Ambridge + Felpersham - same PCC area?' adds nothing up
    asks_field = any(t.kind == ATTRIBUTE and t.weight >= 1 for t in reading.terms)
    if work.has("list") and not work.sums and asks_field:
        return False  # 'list the plans' lists no amounts
    if groups and work.has(*WORKED, "label", "comparative", "list"):
        return True
    lines = {stem(w) for w in vocabulary().counted}
    if work.has("average", "order", *LIMITS):
        # 'Rank?' after a person's name asks for no order of amounts.
        return bool(groups or asked.query.context.figures or stems & lines)
    fields = any(t.kind == ATTRIBUTE and t.weight >= FIELD for t in reading.terms)
    if work.has("most", "least") and stems & lines and not fields:
        return True
    # 'NW hate crime week 15/16', or 'and from the OPCC?' after an amount: a line and nothing else.
    bare = bool(reading.periods) or _follows_amount(asked) or _names_only_lines(asked)
    return bool(groups) and reading.form == "" and bare


def _names_only_lines(asked: Asked) -> bool:
    """Tell whether all that is named is funding and nothing else: 'NW CCTV'."""
    entities = asked.query.knowledge.entities
    named = [t for t in asked.query.reading.terms if t.entities and t.kind != "scope"]
    kinds = [{entities[e].kind for e in t.entities} for t in named]
    return bool(kinds) and all(k & _FUNDING and k <= _FUNDING | {"term"} for k in kinds)


def _follows_amount(asked: Asked) -> bool:
    """Tell whether the last answer was an amount."""
    context = asked.query.context
    lines = {m.fact for m in asked.query.knowledge.money if m.id in context.figures}
    return bool(context.facts) and set(context.facts) <= lines
