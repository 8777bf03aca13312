"""Finds the partnership that somebody names on the command line."""

from __future__ import annotations

from cspbot.knowledge.facts import Entity, Knowledge
from cspbot.knowledge.problems import did_you_mean

CLOSE = 85
"""Likeness, 0 to 100, from which a spelling is taken for the name: one slip in seven letters."""


class NoPartnershipError(Exception):
    """Nothing held is called so; the text says what is."""


def find_partnership(knowledge: Knowledge, text: str) -> Entity:
    """Return the partnership of an id, a name, or a spelling close to one.

    Raises:
        NoPartnershipError: there is none, or the spelling is close to several.
    """
    from rapidfuzz import fuzz

    wanted = _plain(text)
    by_name: dict[str, set[str]] = {}
    for one in knowledge.partnerships:
        for name in (one.id, one.name, one.label, *one.aliases):
            by_name.setdefault(_plain(name), set()).add(one.id)
    likeness = {name: fuzz.ratio(wanted, name) for name in by_name}
    best = max(likeness.values(), default=0)
    found = {i for name, like in likeness.items() if like == best for i in by_name[name]}
    if best >= CLOSE and len(found) == 1:
        return knowledge.entities[found.pop()]
    hint = did_you_mean(wanted, by_name)
    names = ", ".join(p.id for p in knowledge.covered)
    raise NoPartnershipError(f"No partnership '{text}' is held{hint}. There are: {names}.")


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("-", " ").replace("&", "and").split())
