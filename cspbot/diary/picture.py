"""Draws a year of a group's meetings: day, who chairs, where; wide enough to read on a phone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Literal

from cspbot import wording
from cspbot.diary.diary import Diary, Entry
from cspbot.knowledge.facts import MONTHS, spoken_date, spoken_time
from cspbot.rota.values import CHAIR, Series

if TYPE_CHECKING:  # 35 ms, and only where a picture is made
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

Theme = Literal["light", "dark"]
WIDTH, EDGE, DATES = 1080, 48, 196
"""Pixels: a phone's screen across, the margin, the column of days."""
TITLE, LARGE, TEXT, SMALL = 58, 48, 40, 34
"""Sizes of type: on a phone 360 points wide the smallest is 11 points."""
MANY = 30
"""Meetings from which on they stand closer: a year of weekly ones has to fit what can be sent."""
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Colours:
    """What a theme is drawn in; every pair of type and ground has a contrast of 4.5 or more."""

    ground: str
    card: str
    text: str
    faint: str
    warning: str
    takers: tuple[str, ...]
    """One for each who takes turns, beside the name, which says it too."""


THEMES: Mapping[Theme, Colours] = {
    "light": Colours("#f3f2f1", "#ffffff", "#0b0c0c", "#505a5f", "#aa2a16",
                     ("#1d70b8", "#00703c", "#912b88", "#b54d00", "#28a197", "#4c2c92")),
    "dark": Colours("#0f1214", "#1d2226", "#f3f2f1", "#b1b4b6", "#ff9c8a",
                    ("#5694ca", "#85c799", "#d53880", "#f47738", "#6fdcd2", "#bfa5e8")),
}  # fmt: skip


def year_picture(diary: Diary, series: Series, year: int, theme: Theme = "light") -> bytes:
    """Return a PNG of the meetings of a series in a calendar year.

    Args:
        diary: whose names are used; it holds only what the reader may see.
        series: the meetings.
        year: the calendar year.
        theme: light or dark.
    """
    from PIL import Image, ImageDraw

    colours = THEMES[theme]
    entries = diary.entries([series], date(year, 1, 1), date(year, 12, 31))
    title = _wrapped(f"{diary.group(series)} {year}", TITLE, WIDTH - 2 * EDGE)
    has_chair = any(CHAIR in entry.turns for entry in entries)
    under = [wording.CHAIRS_IN_TURN] if has_chair else []
    cards = [_card(diary, entry) for entry in entries]
    gap = 20 if len(cards) <= MANY else 10
    foot = _wrapped(_source(diary, entries, series), SMALL, WIDTH - 2 * EDGE)
    below = EDGE + len(title) * _line(TITLE)
    top = below + len(under) * _line(SMALL) + 24
    height = top + sum(c.height + gap for c in cards) + len(foot) * _line(SMALL) + 2 * EDGE
    height += 0 if cards else _line(TEXT)
    image = Image.new("RGB", (WIDTH, height), colours.ground)
    draw = ImageDraw.Draw(image)
    _lines(draw, (EDGE, EDGE), title, TITLE, colours.text)
    _lines(draw, (EDGE, below), under, SMALL, colours.faint)
    if not cards:
        said = wording.none_between(diary.group(series), str(year))
        _lines(draw, (EDGE, top), [said], TEXT, colours.text)
        top += _line(TEXT)
    takers = _takers(entries)
    for card in cards:
        _draw_card(draw, top, card, colours, takers)
        top += card.height + gap
    _lines(draw, (EDGE, top + EDGE // 2), foot, SMALL, colours.faint)
    file = BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


@dataclass(frozen=True, slots=True)
class _Card:
    """A meeting, its texts cut to lines."""

    entry: Entry
    chair: tuple[str, ...]
    more: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def height(self) -> int:
        lines = len(self.chair) * _line(LARGE) + (len(self.more) + len(self.notes)) * _line(SMALL)
        return max(lines, _line(LARGE) + _line(SMALL)) + 44


def _card(diary: Diary, entry: Entry) -> _Card:
    room = WIDTH - 2 * EDGE - DATES - 40
    meeting = entry.meeting
    chair = ""
    if CHAIR in entry.turns and not meeting.is_cancelled:
        chair = diary.taker(entry, CHAIR) or wording.NOBODY_SET.capitalize()
    place = diary.place(entry)
    time = spoken_time(meeting.time) if meeting.time else ""
    notes = []
    if meeting.is_cancelled:
        place = time = ""
        chair = wording.CALLED_OFF
    elif meeting.is_moved:
        notes.append(wording.moved_from(spoken_date(meeting.by_rule.isoformat())).rstrip("."))
    elif meeting.is_extra:
        notes.append(wording.EXTRA.rstrip("."))
    if not meeting.is_cancelled and CHAIR in entry.turns and entry.turns[CHAIR].absence:
        away = entry.turns[CHAIR].turn
        name = (away.name or diary.name(away.who)) if away else ""
        said = wording.in_place_of(name).rstrip(".")
        notes.append(said[0].upper() + said[1:])
    # the chair leads; where no rota says who, the place does
    lead = f"{chair[:1].upper()}{chair[1:]}" if chair else (place or time)
    more = ", ".join(part for part in (time, place) if part and part != lead)
    return _Card(
        entry, tuple(_wrapped(lead, LARGE, room)) if lead else (),
        tuple(_wrapped(more, SMALL, room)) if more else (),
        tuple(line for note in notes for line in _wrapped(note, SMALL, room)),
    )  # fmt: skip


def _takers(entries: Sequence[Entry]) -> Mapping[str, int]:
    """Number those who chair, in the order in which they come."""
    who = dict.fromkeys(e.turns[CHAIR].who for e in entries if CHAIR in e.turns)
    return {ident: number for number, ident in enumerate(filter(None, who))}


def _draw_card(
    draw: ImageDraw, top: int, card: _Card, colours: Colours, takers: Mapping[str, int]
) -> None:  # fmt: skip
    left, entry = EDGE, card.entry
    box = (left, top, WIDTH - EDGE, top + card.height)
    draw.rounded_rectangle(box, 18, fill=colours.card)
    given = entry.turns.get(CHAIR)
    number = takers.get(given.who) if given else None
    if number is not None and not entry.meeting.is_cancelled:
        stripe = colours.takers[number % len(colours.takers)]
        draw.rounded_rectangle((left, top, left + 16, top + card.height), 8, fill=stripe)
    x, y = left + 40, top + 22
    day = f"{entry.day.day} {MONTHS[entry.day.month - 1][:3]}"
    off = entry.meeting.is_cancelled
    _lines(draw, (x, y), [day], LARGE, colours.faint if off else colours.text)
    _lines(draw, (x, y + _line(LARGE)), [DAYS[entry.day.weekday()]], SMALL, colours.faint)
    x += DATES
    _lines(draw, (x, y), card.chair, LARGE, colours.warning if off else colours.text)
    y += len(card.chair) * _line(LARGE)
    _lines(draw, (x, y), card.more, SMALL, colours.faint)
    y += len(card.more) * _line(SMALL)
    _lines(draw, (x, y), card.notes, SMALL, colours.warning)


def _source(diary: Diary, entries: Sequence[Entry], series: Series) -> str:
    facts = diary.facts(entries, [CHAIR, "venue"])
    facts += [f for i, f in diary.knowledge.facts.items() if i == series.fact and not facts]
    documents = diary.knowledge.documents
    return wording.source_line(
        dict.fromkeys(documents[f.document].cited for f in facts if f.document in documents)
    )


# Type ------------------------------------------------------------------------------------------


def _font(size: int) -> FreeTypeFont:
    from PIL import ImageFont

    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)  # noqa: S101 - a size gives the scalable one
    return font


def _line(size: int) -> int:
    return round(size * 1.3)


def _lines(
    draw: ImageDraw, at: tuple[int, int], lines: Sequence[str], size: int, colour: str
) -> None:  # fmt: skip
    font = _font(size)
    for number, text in enumerate(lines):
        draw.text((at[0], at[1] + number * _line(size)), text, font=font, fill=colour)


def _wrapped(text: str, size: int, room: int) -> list[str]:
    """Cut a text into lines that fit; a word that does not is cut itself."""
    font, lines = _font(size), [""]
    for word in text.split():
        tried = f"{lines[-1]} {word}".strip()
        if font.getlength(tried) <= room:
            lines[-1] = tried
            continue
        while font.getlength(word) > room:
            fits = next(n for n in range(len(word), 0, -1) if font.getlength(word[:n]) <= room)
            lines.append(word[:fits])
            word = word[fits:]
        lines.append(word)
    return [line for line in lines if line]
