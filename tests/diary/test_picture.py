"""The picture of a year is wide enough for a phone, and told apart from its ground."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from cspbot.diary.diary import Diary
from cspbot.diary.picture import THEMES, WIDTH, Theme, year_picture
from cspbot.knowledge.facts import Knowledge

TALLEST = 10_000 - WIDTH
"""Telegram takes photos whose width and height add up to 10,000."""


def drawn(knowledge: Knowledge, year: int = 2027, theme: Theme = "light") -> Image.Image:
    diary = Diary(knowledge)
    (board, *_) = diary.series(["borchester"])
    return Image.open(BytesIO(year_picture(diary, board, year, theme)))


def brightness(colour: str) -> float:
    """Relative luminance, as WCAG 2 has it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted([brightness(one), brightness(other)], reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_picture_is_a_png(county, theme):
    """It is a PNG as wide as a phone's screen, on the ground of its theme."""
    image = drawn(county, theme=theme)
    assert (image.format, image.width) == ("PNG", WIDTH)
    assert image.height < TALLEST
    ground = tuple(int(THEMES[theme].ground[i : i + 2], 16) for i in (1, 3, 5))
    assert image.getpixel((2, 2)) == ground


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_is_readable(theme):
    """Every text has a contrast of 4.5 or more on what it stands on; stripes have 3."""
    colours = THEMES[theme]
    for text in (colours.text, colours.faint, colours.warning):
        assert contrast(text, colours.card) >= 4.5
    assert contrast(colours.faint, colours.ground) >= 4.5
    for stripe in colours.takers:
        assert contrast(stripe, colours.card) >= 3


def test_every_meeting_adds_to_it(county):
    """A year with more meetings is a longer picture; one without says so in a line."""
    assert drawn(county, 2017).height < drawn(county, 2026).height < drawn(county, 2027).height


def test_long_names_are_wrapped(county):
    """A name without end makes the picture longer and not wider."""
    entities = dict(county.entities)
    name = "Borchester" + "andneighbouring" * 12 + " Council of all the Parishes"
    entities["hollerton-council"] = replace(entities["hollerton-council"], name=name)
    image = drawn(replace(county, entities=entities))
    assert image.width == WIDTH
    assert image.height > drawn(county).height


def test_weekly_meetings_fit(county):
    """Even a group that meets each week makes a picture that can be sent."""
    series = tuple(replace(s, rule="weekly, Monday", changes=()) for s in county.series)
    image = drawn(replace(county, series=series, rotas=()))
    assert image.height < TALLEST
