"""Texts of any kind come out in parts that Telegram takes."""

from hypothesis import given
from hypothesis import strategies as st

from cspbot.channels.telegram.layout import LONGEST, lay_out, plain, split, units
from cspbot.channels.telegram.listening import clean
from cspbot.messages import Answered, Source
from tests.fakes.telegram_html import parse

TEXT = st.text(alphabet=st.sampled_from("ab <>&;.\n£𝒳\u0301"), max_size=200)


@given(TEXT, st.integers(2, 40))
def test_parts_fit(text: str, longest: int):
    """Every part fits, none is empty but the only one, and nothing but blanks is lost."""
    parts = split(text, longest)
    assert all(units(part) <= longest for part in parts)
    assert all(part.strip() for part in parts) or parts == [""]
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(TEXT, st.integers(1, 60), st.integers(0, 60))
def test_reply_is_sound(text: str, times: int, sources: int):
    """Whatever an answer says, its HTML is sound and each message within the limit."""
    reply = Answered(f"x{text * times}", (Source("A & B <report>", "paragraph 4"),) * sources)
    for message in (*lay_out(reply, asked="a < b").texts, *plain(reply.text).texts):
        shown, _ = parse(message)
        assert 0 < units(shown.strip()) <= LONGEST


@given(st.text())
def test_clean_is_clean(text: str):
    """What is left of a text can be sent and shown, and cleaning it again changes nothing."""
    cleaned = clean(text)
    cleaned.encode()
    assert clean(cleaned) == cleaned


def test_cut_between_paragraphs():
    """A cut comes between paragraphs where that leaves a message at least half full."""
    assert split("one two\n\nthree four", 12) == ["one two", "three four"]
    assert split("a\n\nthree four five", 12) == ["a\n\nthree", "four five"]
