"""Finds what 'she', 'it', 'the second one' and 'the other' point at in the conversation so far."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from cspbot.knowledge.facts import Fact, Knowledge
from cspbot.messages import Context

PERSON = re.compile(r"\b(?:he|she|him|her|his|hers|he's|she's|hes|shes|himself|herself)\b")
HE = re.compile(r"\b(?:he|him|his|he's|hes|himself)\b")
THING = re.compile(
    r"\b(?:it|its|it's|(?:that|this)(?! (?:year|month|time|date|day)\b)|they|them|their|theirs"
    r"|they're|theyre|those|these|ones?|there)\b"
)
_IT = re.compile(r"\b(?:it|its|it's)\b")
_THAT = re.compile(r"\b(?:that|this)\b")
_THERE = re.compile(r"\bthere\b")
_MANY = re.compile(r"\b(?:they|them|their|theirs|they're|theyre|those|these|ones)\b")
_MAY_BE_PEOPLE = frozenset({"they", "them", "their", "theirs", "they're", "theyre"})

_PLACES = {
    "first": 0, "1st": 0, "former": 0, "second": 1, "2nd": 1, "latter": -1, "third": 2, "3rd": 2,
    "fourth": 3, "4th": 3, "fifth": 4, "5th": 4, "sixth": 5, "6th": 5, "last": -1, "final": -1,
    "1": 0, "2": 1, "3": 2, "4": 3, "5": 4, "6": 5,
}  # fmt: skip
_PLACE = "|".join(word for word in _PLACES if not word.isdigit())
_AFTER = r"(?:'?s)?(?:\s+(?:ones?(?:'?s)?|again|please|pls|then|too|though|instead))*"
# 'last' and 'second' are ordinary words too: they count with 'one', or at an end of the text.
ORDINAL = re.compile(
    rf"\b(?:the\s+)?(?P<a>{_PLACE}|1st|2nd|3rd)\s+(?:ones?|lot|bunch)\b(?:'s)?"
    rf"|\bthe\s+(?P<b>{_PLACE})(?:'s)?(?=\s*(?:[-,:;?.!]|$|again|please|pls|then))"
    rf"|\b(?:on|of|for|about|in)\s+the\s+(?P<c>{_PLACE})(?:'s)?$"
    rf"|^(?:and\s+|or\s+|ok\s+)*(?:(?:the|no\.?|number)\s+)?(?P<d>{_PLACE}){_AFTER}\s*\??$"
    r"|\bthe\s+(?P<e>former|latter)\b(?:'s)?"
    r"|^(?:and\s+|ok\s+)?(?:no\.?|number|#)\s*(?P<f>[1-6])\s*\??$"
)
OTHER = re.compile(
    r"\b(?:the|that|and)\s+other(?:\s+(?:one|two|place|partnership|person|project|group))?(?:'?s)?(?=\s*(?:[-,:;?.!]|$|again|please|pls|then|instead))"
)
AGAIN = re.compile(r"\bagain\b|\bback to\b|\bgo back\b")

MENTIONED = "mentioned partnership"
THINGS = frozenset({
    "project", "merger", "review", "meeting", "group", "plan", "priority", "term", "line",
    "funding", "section", "law", "body", "duty", "scrutiny", "risk", MENTIONED,
})  # fmt: skip
"""Kinds that 'it' may stand for; a partnership is carried over by itself, and so is its place."""


def place_of(said: re.Match[str], count: int) -> int:
    """Return at which place of a list of so many an `ORDINAL` points, counted from 0."""
    place = _PLACES[next(word for word in said.groupdict().values() if word)]
    return count - 1 if place < 0 else place


class References:
    """Looks up what the words of a follow-up point at, in a `Context`."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def person(self, text: str, context: Context, within: Collection[str] = ()) -> tuple[str, ...]:
        """Return whom 'he' or 'she' stands for; () if the conversation names nobody who fits.

        Several where the last answer named several alike. Records do not say who is a he or a
        she, so all that rules a person out is to have been called by the other pronoun before, or
        to be of another partnership than those named, `within`.
        """
        other = "she" if HE.search(text) else "he"
        out = {c.partition("=")[2] for c in context.called if c.startswith(other + "=")}
        # A record that names him may be read as naming one of the same name, too.
        called = {self._knowledge.entities[e].name for e in out if e in self._knowledge.entities}
        for group in self._in_view(context):
            people = tuple(
                e for e in group if self._kind(e) == "person"
                and self._knowledge.entities[e].name not in called
                and (not within or self._knowledge.entities[e].scope in ("", *within))
            )  # fmt: skip
            if people:
                return people
        return ()

    def thing(self, text: str, context: Context, *, told_who: bool) -> tuple[str, ...]:
        """Return what 'it', 'they', 'that one' or 'there' may stand for, most likely first.

        Args:
            text: what was typed.
            context: the conversation so far.
            told_who: the last question asked who or which, so that its answer may be meant as
                well as what it was about.
        """
        kinds = set(THINGS)
        if _MAY_BE_PEOPLE & set(THING.findall(text)):
            kinds |= {"person", "body"}
        if _THERE.search(text):
            kinds.add("place")
        if _MANY.search(text) and any(self._is_list(f, context.listed) for f in context.facts[:1]):
            return context.listed
        about = [e for e in context.about if self._kind(e) in kinds]
        first = self._facts(context)[:1]
        told = [e for f in first for e in (*f.mentions, f.subject) if self._kind(e) in kinds]
        if told_who and not (about and _IT.search(text)):
            return tuple(dict.fromkeys((*told, *about)))[:6]
        subjects = [f.subject for f in first if self._kind(f.subject) in kinds]
        # A place is meant only where there is nothing else: mostly it is where, and not what.
        # So is a person, and then only by 'that': 'what team is that'.
        last = ("place", "person") if _THAT.search(text) else ("place",)
        rest = [e for e in (*context.about, *(f.subject for f in first)) if self._kind(e) in last]
        return tuple(dict.fromkeys(about or subjects or rest))[:6]

    def topic(self, context: Context) -> tuple[str, ...]:
        """Return what the talk is about where nothing points: named last, or answered last."""
        kinds = THINGS | {"person", "place"}
        first = self._facts(context)[:1]
        found = [*context.about, *(f.subject for f in first)]
        return tuple(dict.fromkeys(e for e in found if self._kind(e) in kinds))[:4]

    def ordinal(self, text: str, context: Context) -> tuple[str, tuple[str, ...]]:
        """Return what 'the second one', 'the latter' or 'the other' points at, and in which list.

        ('', ()) where no list is in view, or it is shorter than that.
        """
        if OTHER.search(text):
            return self._other(context)
        match = ORDINAL.search(text)
        if match is None:
            return "", ()
        for listed in self._lists(text, context):
            at = place_of(match, len(listed))
            if 0 <= at < len(listed):
                return listed[at], listed
        return "", ()

    def _other(self, context: Context) -> tuple[str, tuple[str, ...]]:
        """Return the one of two that was not spoken of last."""
        spoken = {*context.about, *context.partnerships}
        for listed in sorted(self._lists("", context), key=lambda found: len(found) != 2):
            others = [e for e in listed if e not in spoken]
            if len(others) == 1:
                return others[0], listed
        return "", ()

    def _lists(self, text: str, context: Context) -> Iterable[tuple[str, ...]]:
        """Yield the lists that an ordinal may count in, the likeliest first."""
        talked = context.trail if len(context.trail) > 1 else ()
        fresh = self._named_alike(context)
        kept = context.listed
        on_list = bool(kept) and (
            any(e in kept for e in context.about)
            or any(self._is_list(f, kept) for f in context.facts[:1])
        )
        order = [kept, talked, fresh] if on_list else [talked, fresh, kept]
        if AGAIN.search(text):
            order.sort(key=lambda listed: listed is not talked)
        return (listed for listed in order if listed)

    def _is_list(self, fact: str, listed: Sequence[str]) -> bool:
        held = self._knowledge.facts.get(fact)
        return bool(listed) and held is not None and {*listed} <= {held.subject, *held.mentions}

    def _named_alike(self, context: Context) -> tuple[str, ...]:
        """Return the things of one kind that the last answer named, in the order of its words."""
        facts = self._facts(context)
        for fact in facts[:2]:
            kinds: dict[str, list[str]] = {}
            for ident in dict.fromkeys(fact.mentions):
                kinds.setdefault(self._kind(ident), []).append(ident)
            several = [found for kind, found in kinds.items() if kind and len(found) > 1]
            if several:
                most = max(several, key=lambda found: len(found))
                return tuple(sorted(most, key=lambda ident: self._place(ident, fact)))
        subjects = tuple(dict.fromkeys(f.subject for f in facts))
        return subjects if len({self._kind(e) for e in subjects}) == 1 < len(subjects) else ()

    def _place(self, ident: str, fact: Fact) -> int:
        """Return where a fact's text names a thing; far behind where it does not."""
        entity = self._knowledge.entities[ident]
        text = fact.text.lower()
        found = [at for name in (entity.name, entity.label, *entity.aliases)
                 if (at := text.find(name.lower())) >= 0]  # fmt: skip
        return min(found, default=len(text))

    def _in_view(self, context: Context) -> Iterable[tuple[str, ...]]:
        """Yield the things spoken of in groups, each likelier to be meant than the next."""
        facts = self._facts(context)
        yield context.about
        for fact in facts:
            yield (fact.subject,)
            yield fact.mentions
        for ident in context.entities:
            yield (ident,)

    def _facts(self, context: Context) -> list[Fact]:
        held = self._knowledge.facts
        return [held[f] for f in context.facts if f in held]

    def _kind(self, ident: str) -> str:
        """Return the kind of a thing; a partnership that is only mentioned is a thing too."""
        entity = self._knowledge.entities.get(ident)
        if entity is None:
            return ""
        mentioned = entity.kind == "partnership" and ident not in self._knowledge.by_scope
        return MENTIONED if mentioned else entity.kind
