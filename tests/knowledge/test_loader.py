"""Reading YAML: text as written, the line of everything, problems instead of crashes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspbot.knowledge.loader import parse, read_folder
from cspbot.knowledge.problems import KnowledgeError


def told(text: str | bytes) -> list[str]:
    content = text.encode() if isinstance(text, str) else text
    return [str(problem) for problem in parse("a.yaml", content).problems]


def test_text_stays_as_written():
    """YAML's guesses at numbers, dates and booleans are not used: paragraph 1.10 is no 1.1."""
    text = "a: 1.10\nb: 01604\nc: no\nd: 2016-03-21\ne: 12:30\nf: 'null'\n"
    assert parse("a.yaml", text.encode()).data == {
        "a": "1.10", "b": "01604", "c": "no", "d": "2016-03-21", "e": "12:30", "f": "null",
    }  # fmt: skip


def test_empty_value_is_nothing():
    """A key without a value holds None, as do ~ and null."""
    assert parse("a.yaml", b"a:\nb: ~\nc: null\n").data == {"a": None, "b": None, "c": None}


def test_every_value_has_its_line():
    """A line is found for keys, items and what stands in them; else for what is around it."""
    source = parse(
        "a.yaml", b"people:\n  - id: x\n    name: >-\n      long\n      text\n  - id: y\n"
    )
    assert source.line(("people", 0, "name")) == 3
    assert source.line(("people", 1)) == 6
    assert source.line(("people", 1, "phone", "value")) == 6


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\nb: 2\na: 3\n", "a.yaml:3: a: is already set at line 1"),
        ("a:\n  b: 1\n  b: 2\n", "a.yaml:3: a.b: is already set at line 2"),
        ("a: [b\n", "a.yaml:2: not YAML: did not find expected ',' or ']', while parsing a flow "
                    "sequence"),
        ("a: b: c\n", "a.yaml:1: not YAML: mapping values are not allowed in this context: put "
                      "text that holds ': ' in quotes"),
        ("\ta: b\n", "a.yaml:1: not YAML: found character that cannot start any token, while "
                     "scanning for the next token: indent with spaces, and quote text that starts "
                     "with a mark"),
        ("? [a]\n: b\n", "a.yaml:1: ?: a key must be a word"),
        ("a: &x 1\nb: *x\n", "a.yaml:2: '*' refers to another value: write the value out"),
        ("a: !!python/object:os.system x\n",
         "a.yaml:1: the tag 'tag:yaml.org,2002:python/object:os.system' is not used here"),
        ("a: 1\n---\nb: 2\n", "a.yaml:2: a second '---' document: one file holds one"),
        ("a: 1\nb: \x07\n", "a.yaml:2: not YAML: control characters are not allowed"),
        (b"a: 1\nb: \xff\n", "a.yaml:2: is not UTF-8 text"),
    ],
)  # fmt: skip
def test_bad_yaml_is_told(text, problem):
    """What is wrong with a file is told with its line."""
    assert told(text) == [problem]


def test_deep_nesting_is_refused():
    """A million brackets neither crash the parser nor fill the memory."""
    assert told("[" * 1_000_000) == ["a.yaml:1: nested more than 20 deep"]


def test_aliases_cannot_multiply():
    """A value that refers to itself, or to ever more copies, is not followed."""
    assert len(told("a: &a [*a, *a]\n")) == 2


def test_byte_order_mark_is_skipped():
    """Files saved by Windows editors are read."""
    assert parse("a.yaml", b"\xef\xbb\xbfa: b\n").data == {"a": "b"}


@given(st.text())
def test_any_text_gives_a_source(text):
    """Whatever stands in a file, reading it ends in data or problems, never in a traceback."""
    source = parse("a.yaml", text.encode("utf-8", "replace"))
    assert all(problem.line >= 1 for problem in source.problems)


@given(st.binary())
def test_any_bytes_give_a_source(content):
    """Not even a file that is no text crashes the reader."""
    parse("a.yaml", content)


def test_folder_is_read_in_order(tmp_path):
    """Both endings count; hidden files and editors' leavings do not."""
    for name in ("b.yaml", "a/c.yml", ".hidden.yaml", "a/.#c.yml", "notes.txt", ".git/x.yaml"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("a: b")
    assert list(read_folder(tmp_path)) == ["a/c.yml", "b.yaml"]


def test_missing_folder_is_told(tmp_path):
    """A folder that is not there is a problem with its name."""
    with pytest.raises(KnowledgeError, match=r"nowhere: there is no such folder"):
        read_folder(tmp_path / "nowhere")


def test_empty_folder_is_told(tmp_path: Path):
    """A folder without YAML is no knowledge: most likely the wrong one was named."""
    with pytest.raises(KnowledgeError, match=r"holds no \.yaml file"):
        read_folder(tmp_path)


def test_unreadable_file_is_told(tmp_path):
    """A file that cannot be read is named."""
    (tmp_path / "a.yaml").symlink_to(tmp_path / "gone")
    with pytest.raises(KnowledgeError, match=r"a\.yaml: cannot be read"):
        read_folder(tmp_path)
