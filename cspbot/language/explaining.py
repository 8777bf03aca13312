"""Says how a question was read: names, meanings, period, facts considered, and why refused."""

from __future__ import annotations

from cspbot.language.query import Query
from cspbot.messages import Answered, Clarify, Reply, Unknown

CONSIDERED = 5


def explained(query: Query, topic: str, reply: Reply) -> str:
    """Return the reading and the outcome in readable lines."""
    reading = query.reading
    lines = [f"Question: {query.asked or reading.text}"]
    where = ", ".join(query.label(s) for s in query.scopes) or "no partnership named"
    lines.append(f"Partnership: {where}{' (carried over)' if query.assumed else ''}")
    lines.append(f"Form: {reading.form or 'none'}"
                 + (f"; operation: {', '.join(sorted(reading.operations))}" if reading.operations else "")
                 + (f"; period: {', '.join(p.label for p in reading.periods)}" if reading.periods else ""))  # fmt: skip
    for term in reading.terms:
        names = ", ".join(query.label(e) for e in term.entities[:3])
        means = ", ".join(term.concepts)
        said = f"'{term.text}' {term.kind} {term.weight:.2f}"
        said += f" -> {names}" if names else ""
        said += f" -> {means}" if means else ""
        said += f" (typed '{term.corrected_from}')" if term.corrected_from else ""
        lines.append("  " + said)
    lines.append("Facts considered:")
    for match in query.ranked[:CONSIDERED]:
        missing = [t.text for t in query.matcher.uncovered([match])]
        lines.append(
            f"  {match.score:.2f} explains {match.coverage:.0%} {match.fact.id} [{match.fact.field}]"
            + (f"; leaves {', '.join(missing)}" if missing else "")
        )
    lines.append(f"Topic: {topic}. Outcome: {_outcome(reply)}")
    return "\n".join(lines)


def _outcome(reply: Reply) -> str:
    match reply:
        case Answered():
            return "answered"
        case Clarify(choices=choices):
            return f"asked back, {len(choices)} choices"
        case Unknown(why=why):
            return f"not answered ({why})"
        case _:
            return type(reply).__name__
