"""Inverted lists: for each thing that facts explain, which facts explain it and how surely.

They are worked out once for a knowledge and kept on a shelf, from which a question takes the few
that it needs. So neither start nor memory grows with what nobody asks about.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Protocol

STEPS = 200
"""Certainties are kept in two-hundredths: 0.95 is 190, exactly."""
WIDTH = array("I").itemsize + 1
"""Bytes that one entry takes."""
_SURE = tuple(kept / STEPS for kept in range(256))
"""Certainties as they are kept, to what they stand for."""


class Shelf(Protocol):
    """Keeps what was worked out once, by name."""

    def get(self, name: str) -> bytes | None:
        """Return what is kept by a name; None where nothing is."""

    def fill(self, content: Mapping[str, bytes]) -> None:
        """Keep all of this in place of what was there; in memory at least."""


class MemoryShelf:
    """A shelf that lasts as long as the process."""

    def __init__(self) -> None:
        self._content: Mapping[str, bytes] = {}

    def get(self, name: str) -> bytes | None:
        """Return what is kept by a name; None where nothing is."""
        return self._content.get(name)

    def fill(self, content: Mapping[str, bytes]) -> None:
        """Keep all of this in place of what was there."""
        self._content = content


class Collector:
    """Takes entries in rising order of their numbers, and makes blobs of them."""

    def __init__(self) -> None:
        self._lists: dict[str, tuple[array[int], bytearray]] = {}

    def add(self, key: str, number: int, sure: float) -> None:
        """Say that a number explains a key; of two entries in a row the surer one stays."""
        numbers, certainties = self._lists.setdefault(key, (array("I"), bytearray()))
        kept = min(round(sure * STEPS), STEPS)
        if numbers and numbers[-1] == number:
            certainties[-1] = max(certainties[-1], kept)
            return
        numbers.append(number)
        certainties.append(kept)

    def lists(self) -> Iterator[tuple[str, array[int], bytearray]]:
        """Yield every key with its numbers and certainties."""
        for key, (numbers, certainties) in self._lists.items():
            yield key, numbers, certainties

    def blobs(self) -> dict[str, bytes]:
        """Return every list as bytes, by its key."""
        return {key: n.tobytes() + bytes(c) for key, n, c in self.lists()}


class Postings:
    """The lists of a shelf, taken down as they are needed."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._list = lru_cache(maxsize=8_192)(self._taken_down)

    def _taken_down(self, key: str) -> tuple[array[int], bytes]:
        blob = self._shelf.get(key) or b""
        count = len(blob) // WIDTH
        numbers = array("I")
        numbers.frombytes(blob[: count * numbers.itemsize])
        return numbers, blob[count * numbers.itemsize :]

    def count(self, key: str) -> int:
        """Return how many numbers a key has."""
        return len(self._list(key)[0])

    def count_within(self, key: str, first: int, end: int) -> int:
        """Return how many numbers a key has from `first` to before `end`."""
        numbers = self._list(key)[0]
        low = bisect_left(numbers, first)
        return bisect_left(numbers, end, low) - low

    def numbers_within(self, key: str, first: int, end: int) -> array[int]:
        """Return the numbers of a key from `first` to before `end`, rising."""
        numbers = self._list(key)[0]
        low = bisect_left(numbers, first)
        return numbers[low : bisect_left(numbers, end, low)]

    def within(self, key: str, first: int, end: int) -> dict[int, float]:
        """Return the numbers of a key from `first` to before `end`, with how surely."""
        numbers, certainties = self._list(key)
        low = bisect_left(numbers, first)
        high = bisect_left(numbers, end, low)
        return dict(zip(numbers[low:high], map(_SURE.__getitem__, certainties[low:high]),
                        strict=True))  # fmt: skip
