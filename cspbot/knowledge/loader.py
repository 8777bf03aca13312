"""Reads the YAML files of the knowledge folder, keeping the line of every value.

YAML's guesses at types are not used: what an officer writes is taken as text, so that paragraph
1.10 stays '1.10', telephone number 01604 stays '01604' and 'no' stays a word. The record models
turn text into numbers and dates where a field asks for them. Only an empty value means nothing.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath

import yaml

from cspbot.knowledge.problems import FieldPath, KnowledgeError, Problem, spoken_path

SUFFIXES = (".yaml", ".yml")
DEEPEST = 20
"""Records nest to about 8; far deeper nesting is a slip or an attack."""
MOST_REMEMBERED = 16_000_000
"""Bytes of YAML of which the parsed form is kept: about eight times the first five partnerships,
with a few times as much memory."""
NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
HINTS = {
    "mapping values are not allowed in this context": ": put text that holds ': ' in quotes",
    "found character that cannot start any token": ": indent with spaces, and quote text that "
    "starts with a mark",
}
"""What to do about the two slips that officers make most, by the words of the YAML library."""


AMENDMENTS, RESTRICTED = "amendments", "restricted"
"""Folders whose files are laid over the others; see overlays.py."""


@dataclass(frozen=True, eq=False)
class Source:
    """One file of the knowledge folder, as read; its data may hold values of other files."""

    name: str
    """As it is shown to people."""
    text: str
    data: object = None
    problems: tuple[Problem, ...] = ()
    inside: str = ""
    """Its path in the knowledge folder."""
    origins: Mapping[FieldPath, tuple[Source, FieldPath]] = field(default_factory=dict)
    """For what comes from elsewhere, or stood elsewhere in this file: where it is written."""

    @property
    def is_amendment(self) -> bool:
        """Tell whether it changes what other files say."""
        return AMENDMENTS in PurePosixPath(self.inside).parts[:-1]

    @property
    def is_restricted(self) -> bool:
        """Tell whether it may hold facts that are not public."""
        return RESTRICTED in PurePosixPath(self.inside).parts[:-1]

    @cached_property
    def lines(self) -> Mapping[FieldPath, int]:
        """The line of each value; read again from the text, since only problems need it."""
        return _Builder(self.name).build(self.text).lines

    def line(self, path: FieldPath) -> int:
        """Return the line of a value, or of the nearest thing around it that is there."""
        return next((self.lines[p] for p in _outwards(path) if p in self.lines), 1)

    def origin(self, path: FieldPath) -> tuple[Source, FieldPath]:
        """Return the file in which a value is written, and its path there."""
        for start in _outwards(path):
            if start in self.origins:
                source, there = self.origins[start]
                return source, (*there, *path[len(start) :])
        return self, path

    def place(self, path: FieldPath) -> str:
        """Return the file and line at which a value is written."""
        source, there = self.origin(path)
        return f"{source.name}:{source.line(there)}"

    def problem(self, path: FieldPath, message: str) -> Problem:
        """Return a problem with a value, told of the place where it is written."""
        source, there = self.origin(path)
        return Problem(source.name, source.line(there), spoken_path(there), message)


def read_folder(folder: Path) -> dict[str, bytes]:
    """Return the content of each YAML file under a folder, by its name in it, in order.

    Raises:
        KnowledgeError: there is no such folder, it holds no YAML file, or one cannot be read.
    """
    if not folder.is_dir():
        raise KnowledgeError([Problem(str(folder), 0, "", "there is no such folder")])
    contents, problems = dict[str, bytes](), list[Problem]()
    for path in _yaml_files(folder):
        try:
            if not stat.S_ISREG(path.stat().st_mode):
                message = "is no ordinary file: take it away, or give it another name"
                problems.append(Problem(str(path), 0, "", message))
                continue  # a pipe would be waited for without end
            contents[path.relative_to(folder).as_posix()] = path.read_bytes()
        except OSError as error:
            problems.append(Problem(str(path), 0, "", f"cannot be read: {error.strerror}"))
    if not contents and not problems:
        problems.append(Problem(str(folder), 0, "", "holds no .yaml file"))
    if problems:
        raise KnowledgeError(problems)
    return dict(sorted(contents.items()))


def _yaml_files(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if name.endswith(SUFFIXES) and not name.startswith("."):
                yield Path(place, name)


def parse(name: str, content: bytes, inside: str = "") -> Source:
    """Read one file; what is wrong with its YAML is in the problems of the result.

    Args:
        name: how it is shown to people.
        content: what it holds.
        inside: its path in the knowledge folder, where it is shown otherwise.
    """
    inside = inside or name
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Source(name, "", None, (Problem(name, line, "", "is not UTF-8 text"),), inside)
    built = _Builder(name).build(text)
    return Source(name, text, built.data, tuple(built.problems), inside)


class Remembered:
    """Parses all files of a folder, taking those that are as they were from the time before.

    It holds the files of one time, up to so many bytes of YAML; what goes beyond is parsed anew.
    """

    def __init__(self, most: int = MOST_REMEMBERED) -> None:
        self._most = most
        self._last: Mapping[str, tuple[bytes, Source]] = {}

    def sources(self, files: Mapping[str, tuple[str, bytes]]) -> list[Source]:
        """Parse files, given by the name that people see: the path in the folder, the content."""
        last, kept, room, found = self._last, dict[str, tuple[bytes, Source]](), self._most, []
        for name, (inside, content) in files.items():
            digest = hashlib.blake2b(content, digest_size=16).digest()
            before, source = last.get(name, (b"", None))
            if source is None or before != digest or source.inside != inside:
                source = parse(name, content, inside)
            found.append(source)
            room -= len(content)
            if room >= 0:
                kept[name] = (digest, source)
        self._last = kept  # replaced as a whole: other threads see the one or the other
        return found


class _Builder:
    """Makes plain values from YAML's events, without recursion, so that no file can crash it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.data: object = None
        self.lines: dict[FieldPath, int] = {}
        self.problems: list[Problem] = []
        self.open: list[_Container] = []

    def build(self, text: str) -> _Builder:
        try:
            documents = 0
            for event in yaml.parse(text, Loader=yaml.CSafeLoader):
                documents += isinstance(event, yaml.DocumentStartEvent)
                if documents > 1:
                    self._problem(event, "a second '---' document: one file holds one")
                    break
                if not self._take(event):
                    break
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            told = ", ".join(x for x in (error.problem, error.context) if x)
            advice = HINTS.get(error.problem or "", "")
            self.problems.append(Problem(self.name, line, "", f"not YAML: {told}{advice}"))
        except yaml.reader.ReaderError as error:
            line = text.count("\n", 0, error.position) + 1
            self.problems.append(Problem(self.name, line, "", f"not YAML: {error.reason}"))
        return self

    def _take(self, event: yaml.Event) -> bool:
        """Take in one event; False: the rest of the file is not worth reading."""
        match event:
            case yaml.AliasEvent():
                self._problem(event, "'*' refers to another value: write the value out")
                self._put(event, None)
            case yaml.ScalarEvent(value=text, style=style):
                self._refuse_tag(event)
                plain = style is None or style == ""
                self._put(event, None if plain and text in NOTHING else text)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._refuse_tag(event)
                if len(self.open) >= DEEPEST:
                    self._problem(event, f"nested more than {DEEPEST} deep")
                    return False
                mapping = isinstance(event, yaml.MappingStartEvent)
                value: dict[str, object] | list[object] = {} if mapping else []
                path = self._put(event, value)
                self.open.append(_Container(value, path))
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self.open.pop()
            case _:  # the starts and ends of stream and document
                pass
        return True

    def _put(self, event: yaml.Event, value: object) -> FieldPath:
        """Put a value where the file is now, or take it as the next key; returns its path."""
        line = _line(event)
        if not self.open:
            self.data = value
            self.lines[()] = line
            return ()
        around = self.open[-1]
        if isinstance(around.value, list):
            path = (*around.path, len(around.value))
            around.value.append(value)
            self.lines[path] = line
            return path
        if not around.has_key:
            around.has_key, around.key = True, value if isinstance(value, str) else None
            path = (*around.path, around.key or "?")
            if around.key is None:
                self._problem(event, "a key must be a word", path)
            elif around.key in around.value:
                first = self.lines[path]
                self._problem(event, f"is already set at line {first}", path)
            else:
                self.lines[path] = line
            return path
        around.has_key, key = False, around.key
        if key is not None:
            around.value.setdefault(key, value)
        return (*around.path, key or "?")

    def _refuse_tag(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.tag not in (None, "!"):
            self._problem(event, f"the tag '{event.tag}' is not used here")

    def _problem(self, event: yaml.Event, message: str, path: FieldPath = ()) -> None:
        self.problems.append(Problem(self.name, _line(event), spoken_path(path), message))


@dataclass
class _Container:
    """A mapping or list that is being read, and the key whose value comes next."""

    value: dict[str, object] | list[object]
    path: FieldPath
    key: str | None = None
    has_key: bool = False


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _outwards(path: FieldPath) -> Iterator[FieldPath]:
    for length in range(len(path), -1, -1):
        yield path[:length]
