"""Answers from meetings that are worked out: when, where, whose turn, papers, quorum."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cspbot import wording
from cspbot.diary.diary import Diary, Entry
from cspbot.knowledge.facts import Entity, Fact, spoken_date
from cspbot.language.meetings import spoken
from cspbot.language.meetings.asked import (
    AFTER,
    BEFORE,
    LAST,
    NEXT,
    THAT,
    Asked,
    read_asked,
    words,
)
from cspbot.language.meetings.days import DAYS
from cspbot.language.meetings.members import named_in, names_of
from cspbot.language.phrasing import answered, remember, sources
from cspbot.language.query import Query
from cspbot.language.reading import ATTRIBUTE, is_carried
from cspbot.language.words import clean
from cspbot.messages import Answered, Reply, Unknown, Why
from cspbot.rota.quorum import quorate
from cspbot.rota.values import CHAIR, VENUE, Series

ORDER = 12
"""Before the topics that take a name or a year for what is asked about."""

TURNS = ("chair", "host", "minutes", "duty officer")
OF_A_MEETING = frozenset({*TURNS, "where", "when", "time", "online", "changed", "papers"})
OF_MEETINGS = frozenset({"papers", "often", "quorum", "away", "order", "turn", "duty officer"})
"""What is asked of nothing but meetings."""
AT_A_TIME = frozenset(TURNS)
"""What a time is enough for: 'who chairs in January'; a bare 'when in 2021' asks of much else."""
PROSE: dict[str, tuple[str, ...]] = {
    "chair": ("partnership.chair", "partnership.chairing", "group.chair", "group.chairing"),
    "where": ("partnership.venue", "group.venue"),
    "often": ("partnership.meets", "group.meets"),
    "minutes": ("partnership.secretariat", "group.secretariat"),
    "host": ("partnership.host",),
}  # fmt: skip
"""Fields that answer the same where no meeting in particular is meant."""
ASKS = 1.0
"""Weight from which on a word asks for something."""
MOST = 24
"""Meetings in a list; a year of a group that meets twice a month."""


_QUORUM_ON = re.compile(
    r"(?:and |what )?(?:about |if |how about )?(?:with|without|just|only)\b"
    r"|would .+ (?:do|be enough|be ok(?:ay)?|suffice|count)\W*$"
)
"""How a question on a quorum goes on: 'and with the police?'."""


def own_words() -> frozenset[str]:
    """Return words that are right in a question, and no slips of the records' words."""
    return frozenset(DAYS) | {"quarter", "quorate", "inquorate", "rota", "cancelled", "fortnight"}


@dataclass(frozen=True)
class _Ask:
    """A question on meetings with what it is asked of."""

    query: Query
    asked: Asked
    diary: Diary
    series: tuple[Series, ...]
    before: Entry | None
    """The meeting that was last spoken of."""

    @property
    def today(self) -> date:
        """The day of the question."""
        return self.query.question.today

    @property
    def whats(self) -> tuple[str, ...]:
        """The turns that are asked for."""
        return tuple(w for w in TURNS if w in self.asked.aspects)

    def groups(self, series: Sequence[Series]) -> str:
        """Name the groups that meet."""
        return " and ".join(dict.fromkeys(self.diary.group(s) for s in series))


def answer(query: Query) -> Reply | None:
    """Answer from the series held; None where none is, or no meeting is asked about."""
    if not query.knowledge.series:
        return None
    diary = Diary(query.knowledge)
    before = _spoken_of(query, diary)
    asked = _asked(query, before)
    scopes = _scopes(query, asked, before)
    if asked.mine and not query.question.mine and asked.speaks_of_meetings and not scopes:
        return Unknown(wording.NO_MINE, Why.NOT_UNDERSTOOD, context=query.after)
    series = _of_groups(query, diary.series(scopes))
    lacking = {s.scope for s in series} != set(scopes) and not asked.mine
    if not series or (lacking and len(scopes) > 1):
        return None  # of several partnerships, all have to be answered for
    ask = _Ask(query, asked, diary, series, before)
    if not _is_on_meetings(ask):
        return None
    dated = tuple(s for s in series if s.is_dated)
    if not dated:
        return _without_dates(ask)
    return _answered(replace(ask, series=dated))


# What is asked, and of what --------------------------------------------------------------------


def _spoken_of(query: Query, diary: Diary) -> Entry | None:
    """Return the meeting of the last answer; None where that was on something else."""
    kept = query.context.diary
    if len(kept) < 2 or not kept[1]:
        return None
    entry = diary.entry(kept[0], kept[1])
    spoken_last = entry is not None and entry.series.fact in query.context.facts
    return entry if spoken_last else None


def _asked(query: Query, before: Entry | None) -> Asked:
    """Read what was typed; made whole from the conversation where that says too little."""
    today, reading = query.question.today, query.reading
    typed = clean(query.question.text).lower()
    mended = " ".join(reading.words)
    as_typed = typed == reading.text.lower()
    asked = read_asked(typed, today, mended if as_typed else "")
    says_much = asked.aspects or asked.speaks_of_meetings
    if not says_much and query.context.diary[2:] == ("quorum",) and _QUORUM_ON.match(typed):
        return replace(asked, aspects=frozenset({"quorum"}))
    if before is not None and not says_much and (asked.span or asked.which):
        return replace(asked, aspects=frozenset(query.context.diary[2:]))
    if not as_typed and not says_much and not asked.says_which:
        return read_asked(reading.text.lower(), today, mended)
    return asked


def _scopes(query: Query, asked: Asked, before: Entry | None) -> tuple[str, ...]:
    if asked.mine and query.question.mine:
        return query.question.mine
    return query.scopes or ((before.series.scope,) if before else ())


def _of_groups(query: Query, series: tuple[Series, ...]) -> tuple[Series, ...]:
    """Keep the series of the groups that are named, where a group is."""
    entities, scopes = query.knowledge.entities, {s.scope for s in series}
    typed = [t for t in query.reading.terms if not is_carried(t, query.reading)]
    named = [entities[e] for t in typed for e in t.entities if e in entities]
    groups = {e.id for e in named if e.kind == "group" and e.scope in scopes}
    if groups:
        return tuple(s for s in series if s.of in groups)
    said = query.question.text.lower()
    types = {s.of: re.escape(entities[s.of].type.lower()) for s in series}
    of_type = tuple(s for s in series if types[s.of] and re.search(rf"\b{types[s.of]}\b", said))
    return of_type or series


def _is_on_meetings(ask: _Ask) -> bool:
    """Tell whether meetings are asked about, and not only who chairs, or where in general."""
    asked = ask.asked
    dated = asked.span is not None or asked.which in (NEXT, LAST)
    if not asked.aspects & OF_MEETINGS and _asks_else(ask):
        return False
    if asked.speaks_of_meetings and (dated or "changed" in asked.aspects):
        return True
    if asked.aspects & OF_MEETINGS or (dated and asked.aspects & AT_A_TIME):
        return True
    follows = ask.before is not None and (asked.which or asked.aspects & OF_A_MEETING)
    if follows and not _names_one(ask):
        return True
    if asked.which in (AFTER, BEFORE) and asked.aspects & OF_A_MEETING:
        return True
    general = (*TURNS, "public") if ask.query.reading.form in ("who", "yes_no", "") else ()
    return bool(asked.aspects.intersection(general) or asked.speaks_of_meetings) and _wants(ask)


def _asks_else(ask: _Ask) -> bool:
    """Tell whether something else of a meeting is asked: what was agreed at it, what it cost."""
    function = ask.query.lexicon.function_words
    return any(
        t.kind == ATTRIBUTE and t.weight >= ASKS and not t.entities
        and any(w in ask.asked.rest and w not in function for w in t.text.split())
        for t in ask.query.reading.terms if not is_carried(t, ask.query.reading)
    )  # fmt: skip


def _names_one(ask: _Ask) -> bool:
    """Tell whether a partnership is named, so that nothing leans on the meeting spoken of."""
    reading = ask.query.reading
    typed = clean(ask.query.question.text).lower() == reading.text.lower()
    return typed and any(t.kind == "scope" and not is_carried(t, reading) for t in reading.terms)


def _wants(ask: _Ask) -> bool:
    """Tell whether no fact in prose is held that says the same of the partnership in general."""
    aspects = ask.asked.aspects or {"when"}
    fields = {f for a in aspects for f in PROSE.get(a, ())}
    scopes = {s.scope for s in ask.series}
    held = {f.field for s in scopes for f in ask.query.knowledge.by_scope.get(s, ())}
    return held.isdisjoint(fields)


# Answers ---------------------------------------------------------------------------------------


def _answered(ask: _Ask) -> Reply | None:
    """Give the answer to the kind of question that it is."""
    aspects = ask.asked.aspects
    ways: tuple[tuple[bool, Callable[[_Ask], Reply | None]], ...] = (
        ("quorum" in aspects, _quorum),
        ("away" in aspects, _away),
        (_follows(ask), _after_taker),
        (_asks_turn(ask), _turns),
        ("order" in aspects and _is_general(ask.asked), _order),
        ("often" in aspects and not ask.asked.span, _often),
        ("public" in aspects, _public),
        (ask.asked.span is not None, _between),
        (True, _one_each),
    )
    return next(way for fits, way in ways if fits)(ask)


def _is_general(asked: Asked) -> bool:
    """Tell whether no meeting in particular is meant."""
    return asked.span is None and asked.which in ("", THAT)


def _asks_turn(ask: _Ask) -> bool:
    """Tell whether it is asked when someone who is named has a turn."""
    aspects = ask.asked.aspects
    wants = "turn" in aspects or ("when" in aspects and aspects & {*TURNS})
    return (
        bool(wants)
        and ask.asked.span is None
        and any(_takers(ask, rota.what, s) for s in ask.series for rota in ask.diary.rotas(s))
    )


def _one_each(ask: _Ask) -> Reply | None:
    """Name the next meeting of each series, the last, the one after or the one spoken of."""
    which = ask.asked.which
    if which == THAT and ask.before is None:
        which = NEXT
    if not which:
        which = THAT if ask.before is not None and not ask.asked.speaks_of_meetings else NEXT
    series = _with_rota(ask)
    if which in (AFTER, BEFORE, THAT) and ask.before is not None:
        series = (ask.before.series,)
    if which == NEXT and ask.asked.count > 1:
        return _next_few(ask, series)
    found = [(one, _picked(ask, one, which)) for one in series]
    shown = sorted((e for _, e in found if e is not None), key=lambda e: e.day)
    if which in (LAST, BEFORE):
        shown.reverse()
    if not shown:
        none = wording.none_behind if which in (LAST, BEFORE) else wording.none_ahead
        facts = [f for s in series for f in _held(ask, s.fact)]
        return answered(ask.query, facts, none(ask.groups(series)))
    lines = [_told(ask, entry, which) for entry in shown]
    return _reply(ask, shown, "\n".join(lines), _not_held_for(ask))


def _next_few(ask: _Ask, series: Sequence[Series]) -> Reply:
    """List as many of the next meetings as are asked for."""
    ahead = [e for e in ask.diary.after(series, ask.today) if not e.meeting.is_cancelled]
    shown = ahead[: min(ask.asked.count, MOST)]
    several = len({e.series.id for e in shown}) > 1
    rows = [spoken.row(ask.diary, e, ask.whats or (CHAIR,), group=several) for e in shown]
    head = wording.next_few(ask.groups(list(dict.fromkeys(e.series for e in shown))))
    return _reply(ask, shown, spoken.listed(head, rows), _not_held_for(ask))


def _not_held_for(ask: _Ask) -> list[str]:
    """Say which of the partnerships asked about have no dates."""
    asked = ask.query.question.mine if ask.asked.mine else ask.query.scopes
    dated = {s.scope for s in ask.series}
    lacking = [ask.query.label(p) for p in asked if p not in dated]
    return [wording.none_held_for(lacking)] if lacking and len(asked) > 1 else []


def _with_rota(ask: _Ask) -> tuple[Series, ...]:
    """Keep the series that have the turns asked for, where any has."""
    having = tuple(s for s in ask.series if any(ask.diary.rotas(s, w) for w in ask.whats))
    if "papers" in ask.asked.aspects:
        having = having or tuple(s for s in ask.series if s.papers)
    return having or ask.series


def _picked(ask: _Ask, series: Series, which: str) -> Entry | None:
    """Return the one meeting of a series that is meant."""
    if which == THAT:
        return ask.before
    ahead = [e for e in ask.diary.after([series], ask.today) if not e.meeting.is_cancelled]
    if which in (NEXT, AFTER) and (which == NEXT or ask.before is None):
        return next(iter(ahead[which == AFTER :]), None)
    if which == AFTER and ask.before is not None:
        later = ask.diary.after([series], ask.before.day)
        return next((e for e in later if _is_other(e, ask.before)), None)
    day = ask.today
    if which == BEFORE and ask.before is not None:
        day = ask.before.day
    gone = ask.diary.before([series], day)
    return next((e for e in gone if not e.meeting.is_cancelled), None)


def _is_other(entry: Entry, before: Entry) -> bool:
    return not entry.meeting.is_cancelled and entry.key != before.key


def _told(ask: _Ask, entry: Entry, which: str) -> str:
    """Say a meeting, what is asked of it, and what became of those before it."""
    group, past = ask.diary.group(entry.series), entry.day < ask.today
    said = f"{spoken.when(entry)}{spoken.where(ask.diary, entry)}"
    if which in (NEXT, AFTER):
        first = wording.next_meeting(group, said, which)
    elif which in (LAST, BEFORE):
        first = wording.last_meeting(group, said, which)
    else:
        off = entry.meeting.is_cancelled
        first = wording.that_meeting(group, said, past=past, off=off)
    parts = [*_asked_of(ask, entry), first, spoken.change(entry, past=past)]
    if not ask.whats:
        chair = (
            "" if entry.meeting.is_cancelled else spoken.turn(ask.diary, entry, CHAIR, past=past)
        )
        parts.append(chair)
    if which == NEXT:
        parts += _called_off(ask, entry)
    return " ".join(dict.fromkeys(part for part in parts if part))


def _asked_of(ask: _Ask, entry: Entry) -> list[str]:
    """Say of a meeting what is asked for besides when and where."""
    said, past = [], entry.day < ask.today
    for what in ask.whats:
        turn = "" if entry.meeting.is_cancelled else spoken.turn(ask.diary, entry, what, past=past)
        said.append(turn or _otherwise(ask, entry, what))
    if "where" in ask.asked.aspects and not entry.place:
        said.append(_otherwise(ask, entry, "where"))
    if "papers" in ask.asked.aspects:
        said.append(spoken.papers(ask.diary, entry) or wording.no_rota("papers"))
    if "online" in ask.asked.aspects:
        said.append(_link(entry))
    if "changed" in ask.asked.aspects and not entry.meeting.is_cancelled:
        said.append(spoken.change(entry) or wording.AS_SET)
    return said


def _link(entry: Entry) -> str:
    return wording.online(entry.meeting.online) if entry.meeting.online else wording.NO_LINK


def _otherwise(ask: _Ask, entry: Entry, what: str) -> str:
    """Say what the records have in place of a turn: the secretariat, the chair in general."""
    if entry.meeting.is_cancelled:
        return ""
    fact = _general(ask, entry, what)
    if fact is not None and fact.field == "rota.outline":
        return wording.order_not_known(fact.text)
    return fact.text if fact is not None else wording.no_rota(what)


def _general(ask: _Ask, entry: Entry, what: str) -> Fact | None:
    """Return the fact that stands for a turn which no rota gives; None where a rota does."""
    if what in entry.turns or (what == "where" and entry.place):
        return None
    unordered = [r for r in ask.diary.rotas(entry.series, what) if not r.ordered]
    known = _held(ask, unordered[0].fact) if unordered else []
    known += _held(ask, f"{entry.series.id}.secretariat") if what == "minutes" else []
    facts = ask.query.knowledge.by_scope.get(entry.series.scope, ())
    fields = PROSE.get(what, ())
    return next((f for f in (*known, *facts) if f in known or f.field in fields), None)


def _called_off(ask: _Ask, entry: Entry) -> list[str]:
    """Tell of cancelled meetings that would have come before the next one."""
    between = ask.diary.entries([entry.series], ask.today, entry.day)
    return [
        wording.that_meeting(ask.diary.group(e.series), spoken.when(e), past=False, off=True)
        + " " + spoken.change(e)
        for e in between if e.meeting.is_cancelled
    ]  # fmt: skip


def _between(ask: _Ask) -> Reply | None:
    """Say the meetings of a stretch of time."""
    span = ask.asked.span
    assert span is not None  # noqa: S101 - narrowing, see _answered
    series = _with_rota(ask)
    if all(s.rule and span.last.isoformat() < s.start for s in series):
        text = wording.dates_from(ask.groups(series), spoken_date(min(s.start for s in series)))
        facts = [f for s in series for f in _held(ask, s.fact)]
        return Unknown(text, Why.NOT_HELD, sources(facts, ask.query.knowledge),
                       context=remember(ask.query, facts))  # fmt: skip
    found = ask.diary.entries(series, span.first, span.last)
    # one that was moved away is asked for by the day on which it was to be
    away = [e for e in _moved_away(ask, series) if span.first <= e.meeting.by_rule <= span.last]
    found = sorted({e.key: e for e in (*found, *away)}.values(), key=lambda e: e.day)
    if not found:
        return _none_between(ask, series)
    if len(found) == 1:
        return _reply(ask, found, _told(ask, found[0], THAT))
    several = len({e.series.id for e in found}) > 1
    rows = [
        spoken.row(ask.diary, e, ask.whats or (CHAIR,), group=several) for e in found[:MOST]
    ]  # fmt: skip
    named = list(dict.fromkeys(e.series for e in found))
    head = wording.meetings_in(ask.groups(named), span.label, len(found))
    notices = [wording.by_rule_only(span.label)] if span.last < ask.today else []
    notices += _not_held_for(ask)
    text = spoken.listed(head, rows)
    lacking = [w for w in ask.whats if not any(w in e.turns for e in found)]
    said = dict.fromkeys(_otherwise(ask, found[0], what) for what in lacking)
    return _reply(ask, found, "\n".join([*filter(None, said), text]), notices)


def _moved_away(ask: _Ask, series: Iterable[Series]) -> Iterable[Entry]:
    for one in series:
        for change in one.changes:
            if change.kind == "moved":
                entry = ask.diary.entry(one.id, change.on)
                if entry is not None:
                    yield entry


def _none_between(ask: _Ask, series: tuple[Series, ...]) -> Reply:
    span = ask.asked.span
    assert span is not None  # noqa: S101 - narrowing, see _answered
    group = ask.groups(series)
    text = (
        wording.none_on(group, span.label) if span.is_day
        else wording.none_between(group, span.label)
    )  # fmt: skip
    later = [e for e in ask.diary.after(series, span.last) if not e.meeting.is_cancelled]
    if later and span.last >= ask.today:
        text += " " + wording.that_meeting(
            ask.diary.group(later[0].series),
            f"{spoken.when(later[0])}{spoken.where(ask.diary, later[0])}", past=False, off=False,
        ).replace("The meeting", "The first one after", 1)  # fmt: skip
    entries = later[:1] if span.last >= ask.today else []
    facts = [f for s in series for f in _held(ask, s.fact)]
    return _reply(ask, entries, text, facts=facts)


def _follows(ask: _Ask) -> bool:
    """Tell whether it is asked who has the turn after someone who is named."""
    said = re.search(r"\b(?:after|follows|following)\b", ask.asked.text)
    return bool(said and ask.whats and ask.asked.span is None) and _asks_after(ask) is not None


def _asks_after(ask: _Ask) -> Entry | None:
    """Return the meeting after the next turn of whoever is named."""
    what = ask.whats[0]
    for series in ask.series:
        for who in _takers(ask, what, series):
            ahead = [e for e in ask.diary.after([series], ask.today)
                     if not e.meeting.is_cancelled and e.turns.get(what, None) is not None
                     and e.turns[what].turn is not None]  # fmt: skip
            turn = next((n for n, e in enumerate(ahead) if _has(e, what, who)), None)
            if turn is not None and turn + 1 < len(ahead):
                return ahead[turn + 1]
    return None


def _after_taker(ask: _Ask) -> Reply | None:
    """Name who has the turn after someone, and when."""
    entry = _asks_after(ask)
    return _reply(ask, [entry], _told(ask, entry, THAT)) if entry is not None else None


def _turns(ask: _Ask) -> Reply | None:
    """Say when the turn of someone who is named comes."""
    lines, facts, entries = [], list[Fact](), list[Entry]()
    for series in ask.series:
        for rota in ask.diary.rotas(series):
            if ask.whats and rota.what not in ask.whats:
                continue
            if not ask.whats and rota.follows:
                continue  # its turns come with those of the rota that it follows
            if not rota.ordered:
                continue
            for who in _takers(ask, rota.what, series):
                line, entry = _turn_of(ask, series, rota.what, who)
                lines.append(line)
                facts += _held(ask, rota.fact)
                entries += [entry] if entry else []
    return _reply(ask, entries[:1], "\n".join(lines), facts=facts) if lines else None


def _takers(ask: _Ask, what: str, series: Series) -> tuple[str, ...]:
    """Return those who take turns and are named in the question."""
    turns = [t for rota in ask.diary.rotas(series, what) for t in rota.turns]
    held = ask.query.knowledge.entities
    names = names_of(held[t.who] for t in turns if t.who in held)
    for turn in turns:
        names.setdefault(turn.who, []).append(turn.name)
    return named_in(_without_group(ask), names).found


def _without_group(ask: _Ask) -> str:
    """Return the question without the words that only say whose meetings are meant.

    'The Barset board with Barset council' names the council; 'in Barset' does not.
    """
    text = ask.asked.text
    entities = ask.query.knowledge.entities
    for of in {s.of for s in ask.series} | {s.scope for s in ask.series}:
        entity = entities.get(of)
        if entity is None:
            continue
        for name in sorted({entity.name, *entity.aliases}, key=len, reverse=True):
            if name != entity.label:
                text = text.replace(name.lower(), " ")
        label = re.escape(entity.label.lower())
        text = re.sub(
            rf"\b(?:in|for|of|at)(?: the)? {label}\b|^(?:and )?{label}\b"
            rf"|\b{label}(?='?s? (?:csp|board|meeting|partnership|quorate|quorum))", " ", text,
        )  # fmt: skip
    return text


def _turn_of(ask: _Ask, series: Series, what: str, who: str) -> tuple[str, Entry | None]:
    name = ask.diary.name(who)
    if ask.asked.past:
        gone = [e for e in ask.diary.before([series], ask.today) if _has(e, what, who)]
        if gone:
            return wording.turn_last(name, what, spoken.when(gone[0])), gone[0]
        return wording.no_turn_ahead(name, what), None
    ahead = [e for e in ask.diary.after([series], ask.today) if _has(e, what, who)]
    if not ahead:
        return wording.no_turn_ahead(name, what), None
    first, *rest = ahead
    said = f"{spoken.when(first)}{spoken.where(ask.diary, first)}"
    line = wording.turn_next(name, what, said, spoken.when(rest[0]) if rest else "")
    away = spoken.turn(ask.diary, first, what) if first.turns[what].absence else ""
    return " ".join(part for part in (line, spoken.change(first), away) if part), first


def _has(entry: Entry, what: str, who: str) -> bool:
    given = entry.turns.get(what)
    on = not entry.meeting.is_cancelled
    return on and given is not None and given.turn is not None and given.turn.who == who


def _order(ask: _Ask) -> Reply | None:
    """Give the order of turns."""
    rotas = [r for s in ask.series for r in ask.diary.rotas(s)]
    wanted = ask.whats or (CHAIR,)
    chosen = [r for r in rotas if r.what in wanted] or rotas
    facts = [f for r in chosen for f in _held(ask, r.fact)]
    return answered(ask.query, facts) if facts else None


def _often(ask: _Ask) -> Reply | None:
    facts = [f for s in ask.series for f in _held(ask, s.fact)]
    return answered(ask.query, facts) if facts else None


def _public(ask: _Ask) -> Reply | None:
    facts = [f for s in ask.series for f in _held(ask, f"{s.id}.public")]
    if not facts:
        return None
    yes = facts[0].value == "yes"
    verdict = wording.yes_or_no(yes, facts[0].certainty == "proposed") if len(facts) == 1 else ""
    return answered(ask.query, facts, " ".join([verdict, *(f.text for f in facts)]).strip())


def _quorum(ask: _Ask) -> Reply | None:
    """Say whether those named make a quorum; the quorum itself where nobody is."""
    series = next((s for s in ask.series if s.quorum), None)
    if series is None:
        return None
    facts = _held(ask, f"{series.id}.quorum")
    members = _members(ask, series)
    named = named_in(_without_group(ask), names_of(members.values()))
    kept = (series.id, "", "quorum")
    if not named.found and not named.unclear:
        whole = answered(ask.query, facts)
        return replace(whole, context=replace(whole.context, diary=kept))
    lacking = words().lacking.search(ask.asked.text)
    present = [m for m in members if m not in named.found] if lacking else list(named.found)
    verdict = quorate(series, present)
    lacks = [
        wording.some_of(count, [ask.diary.name(m) for m in need.among if m not in present])
        for need, count in verdict.lacking
    ]  # fmt: skip
    if verdict.short_by > sum(count for _, count in verdict.lacking):
        lacks.append(wording.more_members(verdict.short_by))
    text = wording.quorate(
        verdict.is_quorate, [ask.diary.name(m) for m in present], series.quorum, lacks
    )
    notices = [wording.unclear_members(named.unclear)] if named.unclear else []
    said = f"{text}\n{facts[0].text}" if facts else text
    reply = _reply(ask, [], said, notices, facts=facts)
    return replace(reply, context=replace(reply.context, diary=kept))


def _members(ask: _Ask, series: Series) -> dict[str, Entity]:
    """Return the members whose presence counts, by id: of the group, else of its partnership."""
    held = ask.query.knowledge
    for of in (series.of, series.scope):
        facts = [f for f in held.by_subject.get(of, ()) if f.field.startswith("membership.")]
        ids = dict.fromkeys(m for f in facts for m in f.mentions)
        found = {m: held.entities[m] for m in ids
                 if m in held.entities and held.entities[m].kind in ("body", "group")}  # fmt: skip
        if found:
            return found
    ids = dict.fromkeys(m for need in series.needs for m in need.among)
    return {m: held.entities[m] for m in ids if m in held.entities}


def _away(ask: _Ask) -> Reply | None:
    """Say who stands in: for the absences held, and that no general rule is, where none is."""
    entries, lines, facts = list[Entry](), list[str](), list[Fact]()
    what = next(iter(ask.whats), CHAIR)
    for series in _with_rota(replace(ask, asked=replace(ask.asked, aspects=frozenset({what})))):
        rotas = ask.diary.rotas(series, what)
        general = _general_deputy(ask, series)
        facts += [f for r in rotas for f in _held(ask, r.fact)]
        ahead = ask.diary.after([series], ask.today)
        away = [e for e in ahead if what in e.turns and e.turns[what].absence is not None]
        entries += away[:2]
        lines += [f"{spoken.when(e)}: {spoken.turn(ask.diary, e, what)}" for e in away[:2]]
        lines += [general.text] if general else [wording.no_deputy_rule(ask.diary.group(series))]
        facts += [general] if general else []
    if not entries and not any(f.field not in ("rota.turns",) for f in facts):
        return Unknown(" ".join(lines), Why.NOT_HELD, context=remember(ask.query, ()))
    return _reply(ask, entries[:1], "\n".join(lines), facts=facts)


def _general_deputy(ask: _Ask, series: Series) -> Fact | None:
    """Return a fact in prose that says who stands in for the chair."""
    for fact in ask.query.knowledge.by_scope.get(series.scope, ()):
        if fact.field in PROSE[CHAIR] and any(w in fact.text.lower() for w in ("deput", "vice")):
            return fact
    return None


# What is known without dates -------------------------------------------------------------------


def _without_dates(ask: _Ask) -> Reply | None:
    """Say that no dates and no order are held, and what the source does say."""
    asked = ask.asked
    whats = ask.whats
    particular = (asked.says_which and asked.which != THAT) or "turn" in asked.aspects
    particular = particular or bool(whats and "when" in asked.aspects)
    if not particular or asked.aspects & {"quorum", "away"}:
        return None
    rotas = [r for s in ask.series for r in ask.diary.rotas(s)]
    aspects = asked.aspects
    turns = bool(aspects & {"turn", "order", "where", *TURNS})
    lacks = [wording.NO_DATE]
    lacks += [wording.NO_ORDER] if turns and any(not r.ordered for r in rotas) else []
    facts = _sketched(ask, turns=turns)
    said = [wording.no_dates(ask.groups(ask.series), lacks), wording.SAID_OF_IT]
    said += [f"• {f.text}" for f in facts]
    said += [wording.PROPOSED] if any(f.certainty == "proposed" for f in facts) else []
    return Unknown(
        "\n".join(said), Why.NOT_HELD, sources(facts, ask.query.knowledge),
        context=remember(ask.query, facts),
    )  # fmt: skip


def _sketched(ask: _Ask, *, turns: bool) -> list[Fact]:
    """Return what is known without dates: in prose where that is held, else the rule itself."""
    fields = ("meets", "chairing", "venue") if turns else ("meets",)
    found = []
    for series in ask.series:
        subjects = dict.fromkeys((series.of, series.scope))
        held = [f for s in subjects for f in ask.query.knowledge.by_subject.get(s, ())]
        prose = [f for name in fields for f in held if f.field.split(".")[-1] == name]
        rotas = [f for r in ask.diary.rotas(series) for f in _held(ask, r.fact)]
        found += prose or [*_held(ask, series.fact), *(rotas if turns else [])]
    return list({f.id: f for f in found}.values())


# Replies ---------------------------------------------------------------------------------------


def _held(ask: _Ask, ident: str) -> list[Fact]:
    fact = ask.query.knowledge.facts.get(ident)
    return [fact] if fact is not None else []


def _reply(
    ask: _Ask, entries: Sequence[Entry], text: str, notices: Iterable[str] = (), *,
    facts: Sequence[Fact] = (),
) -> Answered:  # fmt: skip
    """Make the reply, and keep in mind which meeting it was about."""
    # a list of bare meetings rests on the rule; the chair is told with each
    whats = (*(ask.whats or (CHAIR,)), VENUE)
    asked = [*ask.whats, *(["where"] if "where" in ask.asked.aspects else [])]
    general = [f for e in entries[:1] for what in asked if (f := _general(ask, e, what))]
    rests_on = (*ask.diary.facts(entries, whats), *facts, *general)
    held = list({f.id: f for f in rests_on}.values())
    reply = answered(ask.query, held, text, notices=notices)
    if not entries:
        return reply
    kept = (*entries[0].key, *sorted(ask.asked.aspects & OF_A_MEETING))
    return replace(reply, context=replace(reply.context, diary=kept))
