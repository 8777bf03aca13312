"""What can be wrong with the knowledge folder, and how it is told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

CLOSE_ENOUGH = 70.0
"""Similarity, 0 to 100, from which a name is offered as "did you mean": two letters swapped in a
word of four reach it (75), an unrelated word that shares some letters does not (60)."""

FieldPath = tuple[str | int, ...]
"""Where a value stands in a file: ('people', 3, 'phone')."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong, and where."""

    file: str
    line: int
    """From 1; 0 where the whole file or folder is meant."""
    field: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(part for part in (place, self.field, self.message) if part)


class KnowledgeError(Exception):
    """The knowledge folder cannot be used; carries everything that is wrong with it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def spoken_path(path: FieldPath) -> str:
    """Write ('people', 3, 'phone') as 'people[3].phone'."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ' (did you mean ...?)' with the nearest of the known words, or nothing."""
    from rapidfuzz import fuzz, process  # 40 ms to import, and needed for bad knowledge only

    found = process.extractOne(word, list(known), scorer=fuzz.ratio, score_cutoff=CLOSE_ENOUGH)
    return f" (did you mean '{found[0]}'?)" if found else ""
