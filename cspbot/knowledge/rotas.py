"""Series and rotas: from records to what the rota engine works on, and to sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from cspbot.knowledge import records as r
from cspbot.knowledge.facts import spoken_date, spoken_time
from cspbot.rota import values as v
from cspbot.rota.rules import RuleError, spoken_rule

Named = Callable[[str], str]
"""Says the name of an entity, inside a sentence."""

TURN_OF = {
    "chair": "Taking turns to chair {of}", "host": "Taking turns to host {of}",
    "venue": "Venues of {of} in turn", "minutes": "Taking turns with the minutes of {of}",
    "duty officer": "Taking turns as duty officer for {of}",
}  # fmt: skip


@dataclass(frozen=True)
class Saying:
    """A fact that a series or rota makes: what it says, and the record whose citation it has."""

    ident: str
    field: str
    text: str
    cited: r.Cited
    value: str = ""
    mentions: tuple[str, ...] = ()
    own: r.Detail | None = None
    """How the citation of the field differs from its record's."""


# To what the engine works on --------------------------------------------------------------------


def series_value(series: r.Series, scope: str) -> v.Series:
    """Return a series as the engine takes it."""
    quorum = series.quorum
    public = {True: "yes", False: "no", None: ""}[series.public]
    needs = tuple(v.Need(n.count, n.among) for n in quorum.needs) if quorum else ()
    return v.Series(
        series.id, series.of, scope, series.rule or "", series.start or "", series.until or "",
        series.time or "", series.minutes or 0, series.zone, series.place or "",
        series.online or "", series.secretariat or "", public, series.papers_due or "",
        series.bank_holidays, quorum.number if quorum else 0, needs,
        tuple(
            v.Change(c.what, c.date, c.to or "", c.time or "", c.place or "", c.online or "",
                     c.reason or "", _change_id(series, c))
            for c in series.exceptions
        ),
        f"{series.id}.rule",
    )  # fmt: skip


def _change_id(series: r.Series, change: r.MeetingChange) -> str:
    return f"{series.id}.{change.what}.{change.date}"


def rota_value(rota: r.Rota, series: r.Series) -> v.Rota:
    """Return a rota as the engine takes it."""
    return v.Rota(
        rota.id, rota.series, rota.what, rota.step, rota.every, rota.start or series.start or "",
        rota.until or "", rota.follows or "", rota.ordered, rota.counts,
        tuple(v.Turn(t.who, t.name or "", t.since or "", t.until or "") for t in rota.turns),
        tuple(v.Swap(s.date, s.other, f"{rota.id}.swap.{s.date}") for s in rota.swaps),
        tuple(
            v.Absence(a.who, a.since, a.until, a.deputy or "", f"{rota.id}.absence.{a.since}")
            for a in rota.absences
        ),
        f"{rota.id}.turns",
    )  # fmt: skip


# To sentences -----------------------------------------------------------------------------------


def series_sayings(series: r.Series, named: Named) -> Iterator[Saying]:
    """Yield what a series says."""
    of, dated = named(series.of), bool(series.rule and series.start)
    known = dated or any(c.what == "extra" for c in series.exceptions)
    text = f"{of} meets {_rule(series.rule)}" if series.rule else f"{of} meets on dates set singly"
    text += f", at {spoken_time(series.time)}" if series.time else ""
    text += f", at {named(series.place)}" if series.place else ""
    text += f", from {spoken_date(series.start)}" if series.start else ""
    text += f" to {spoken_date(series.until)}" if series.until else ""
    yield Saying(
        f"{series.id}.rule", "series.rule" if known else "series.outline",
        f"{text}.{HOLIDAYS[series.bank_holidays]}", series,
        mentions=tuple(x for x in (series.place,) if x), own=series.details.get("rule"),
    )  # fmt: skip
    for name, field, said in _more(series, of, named):
        yield Saying(
            f"{series.id}.{name}", f"series.{name}", said, series, field,
            tuple(x for x in (series.secretariat,) if x and name == "secretariat"),
            series.details.get(name),
        )  # fmt: skip
    for change in series.exceptions:
        text = _change(change, of, named)
        yield Saying(
            _change_id(series, change), f"series.{change.what}", text, change, change.date,
            tuple(x for x in (change.place,) if x),
        )  # fmt: skip


HOLIDAYS = {
    "keep": "",
    "skip": " A meeting that would fall on a bank holiday is left out.",
    "next working day": " A meeting that would fall on a bank holiday is on the next working day.",
    "previous working day":
        " A meeting that would fall on a bank holiday is on the working day before.",
    "next week": " A meeting that would fall on a bank holiday is a week later.",
}  # fmt: skip


def _rule(rule: str) -> str:
    try:
        return spoken_rule(rule)
    except (RuleError, ValueError, KeyError):  # told by the check, or too rare to be put in words
        return rule


def _more(series: r.Series, of: str, named: Named) -> Iterator[tuple[str, str, str]]:
    """Yield the name, value and sentence of each further field that is set."""
    if series.online:
        yield "online", series.online, f"{of} can be joined online: {series.online}."
    if series.secretariat:
        who = named(series.secretariat)
        yield "secretariat", series.secretariat, f"{who} is the secretariat of {of}."
    if series.quorum:
        yield "quorum", str(series.quorum.number), quorum_text(series.quorum, of, named)
    if series.public is not None:
        said = "are open to the public" if series.public else "are not open to the public"
        yield "public", "yes" if series.public else "no", f"Meetings of {of} {said}."
    if series.papers_due:
        said = f"Papers for meetings of {of} go out {series.papers_due} the meeting."
        yield "papers_due", series.papers_due, said


def quorum_text(quorum: r.Quorum, of: str, named: Named) -> str:
    """Say a quorum: 'The quorum of X is 4 members, among them Y.'."""
    text = f"The quorum of {of} is {quorum.number} members"
    mix = [_need(need, named) for need in quorum.needs]
    return f"{text}, among them {_joined(mix)}." if mix else f"{text}."


def _need(need: r.QuorumNeed, named: Named) -> str:
    names = [named(who) for who in need.among]
    if need.count >= len(names):
        return _joined(names)
    return f"{need.count} of {_joined(names)}"


def _change(change: r.MeetingChange, of: str, named: Named) -> str:
    day, reason = spoken_date(change.date), f" {change.reason}" if change.reason else ""
    where = f" at {named(change.place)}" if change.place else ""
    when = f" at {spoken_time(change.time)}" if change.time else ""
    match change.what:
        case "moved":
            text = f"The meeting of {of} on {day} was moved to {spoken_date(change.to or '')}"
        case "cancelled":
            text = f"The meeting of {of} on {day} is cancelled"
        case "extra":
            text = f"{of} has an extra meeting on {day}"
        case _:
            text = f"The meeting of {of} on {day} is"
    return f"{text}{when}{where}.{reason}"


def rota_sayings(rota: r.Rota, series: r.Series, named: Named) -> Iterator[Saying]:
    """Yield what a rota says."""
    of = named(series.of)
    names = [t.name or named(t.who) for t in rota.turns]
    head = TURN_OF[rota.what].format(of=of)
    known = bool(rota.ordered and rota.turns and (rota.start or series.start))
    order = "".join(f"\n{n}. {name}{_span(t)}" for n, (name, t) in
                    enumerate(zip(names, rota.turns, strict=True), 1))  # fmt: skip
    text = f"{head}, {_step(rota)}:{order}" if known else f"{head}: {_joined(names)}."
    yield Saying(
        f"{rota.id}.turns", "rota.turns" if known else "rota.outline", text, rota,
        str(len(names)), tuple(t.who for t in rota.turns),
    )  # fmt: skip
    for swap in rota.swaps:
        text = (
            f"The turns ({rota.what}) at the meetings of {of} on {spoken_date(swap.date)} and "
            f"{spoken_date(swap.other)} are swapped."
        )
        yield Saying(f"{rota.id}.swap.{swap.date}", "rota.swap", text, swap, swap.date)
    for away in rota.absences:
        deputy = f"{named(away.deputy)} stands in" if away.deputy else "no deputy is held"
        text = (
            f"{named(away.who)} is away from {of} from {spoken_date(away.since)} to "
            f"{spoken_date(away.until)}; {deputy}."
        )
        who = tuple(x for x in (away.who, away.deputy) if x)
        yield Saying(f"{rota.id}.absence.{away.since}", "rota.absence", text, away, mentions=who)


def _step(rota: r.Rota) -> str:
    unit = rota.step if rota.every == 1 else f"{rota.every} {rota.step}s"
    return f"changing every {unit}"


def _span(turn: r.Turn) -> str:
    since = f" (from {spoken_date(turn.since)})" if turn.since else ""
    return since + (f" (to {spoken_date(turn.until)})" if turn.until else "")


def _joined(names: Sequence[str]) -> str:
    *start, last = names or [""]
    return f"{', '.join(start)} and {last}" if start else last
