"""Says in plain words how a question was read, what was considered, and why it was refused."""

from __future__ import annotations

from cspbot.language.choosing import leading, shortcoming
from cspbot.language.lexicon import SYNONYM
from cspbot.language.matching import ALIKE
from cspbot.language.query import Query
from cspbot.language.reading import UNKNOWN, Term
from cspbot.messages import Answered, Clarify, Reply, Understood, Unknown, Why

CONSIDERED = 3
"""Facts that are shown with what they explain."""

NOT_IN_SOURCE = "the source itself leaves it open, or it is worked out from lines that lack it"
SHOWN = 90
"""Characters of a fact that are shown."""


def explained(query: Query, topic: str, reply: Reply) -> str:
    """Return the reading and the outcome in a few readable lines."""
    reading = query.reading
    where = ", ".join(query.label(s) for s in query.scopes) or "none named"
    lines = [
        f"Question: {query.asked or reading.text}",
        f"Partnership: {where}{' (carried over)' if query.assumed else ''}",
        f"Kind of question: {reading.form.replace('_', ' ') or 'a name or topic'}",
    ]
    if reading.operations:
        lines.append(f"To work out: {', '.join(sorted(reading.operations))}")
    if reading.periods:
        lines.append(f"Period: {', '.join(p.label for p in reading.periods)}")
    lines.append("Telling words:")
    lines += [_told(query, term) for term in reading.terms if term.weight >= 0.3 or term.entities]
    lines.append(f"Facts that explain most, of {len(query.ranked)} looked at:")
    for match in query.ranked[:CONSIDERED]:
        missing = [t.text for t in query.matcher.uncovered([match])]
        said = match.fact.text.replace("\n", " ")
        said = said if len(said) <= SHOWN else said[:SHOWN] + "…"
        left = f", all but {', '.join(repr(m) for m in missing)}" if missing else ""
        like = f", {match.alike:.0%} like an asking" if match.alike >= ALIKE else ""
        lines.append(f"  {match.coverage:.0%}{left}{like}: {said} ({match.fact.id})")
    lines.append(f"Answered by: {topic}")
    lines.append(f"Outcome: {_outcome(reply)}")
    if isinstance(reply, Unknown) and reply.why is Why.NOT_HELD and query.ranked:
        chosen = query.matcher.compose(leading(query.ranked, query.reading.form))
        lines.append(f"Because: {shortcoming(query, chosen) or NOT_IN_SOURCE}")
    return "\n".join(lines)


def understood(query: Query, topic: str) -> Understood:
    """Return what a question was about, in ids and fields and the stems of its telling words."""
    reading, concepts = query.reading, query.lexicon.concepts
    asked = (concepts[c] for t in reading.telling for c in t.concepts)
    fields = tuple(dict.fromkeys(c.fields[0] for c in asked if c.fields))
    telling = sorted({min(t.entities or t.stems or (t.text,)) for t in reading.telling})
    unknown = tuple(t.text for t in reading.terms if t.kind == UNKNOWN)
    return Understood(topic, query.scopes, fields, " ".join(telling), unknown)


def _told(query: Query, term: Term) -> str:
    """Say what one telling word was taken for."""
    names = list(dict.fromkeys(query.label(e) for e in term.entities))[:3]
    labels = [
        query.lexicon.concepts[c].label or c.replace("_", " ")
        for c in term.concepts
        if c[0] != SYNONYM
    ]
    meant = " or ".join([*names, *labels[:3]])
    said = f"  '{term.text}'" + (f", typed '{term.corrected_from}'" if term.corrected_from else "")
    if meant:
        return f"{said}: {meant}"
    return (
        f"{said}: {'not a word of mine' if term.kind == 'unknown' else 'looked for as it stands'}"
    )


def _outcome(reply: Reply) -> str:
    match reply:
        case Answered():
            return "answered"
        case Clarify(choices=choices):
            return f"asked back, {len(choices)} readings fit alike"
        case Unknown(why=why):
            return f"not answered ({why.replace('_', ' ')})"
        case _:
            return "not answered"
