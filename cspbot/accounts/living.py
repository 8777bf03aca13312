"""The knowledge while the bot runs: loaded anew when it changes, and only if it is sound."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

from cspbot.accounts.visit import Assistant
from cspbot.knowledge.places import place_of
from cspbot.knowledge.problems import KnowledgeError

log = logging.getLogger(__name__)

Known = TypeVar("Known", bound=Assistant)
Files = Mapping[str, bytes]
"""Knowledge files that are not in the folder, by their name in it: amendments in the store."""
Seen = tuple[tuple[str, int, int], ...]
"""Name, size and time of each file."""


class Fixed(Generic[Known]):
    """A knowledge that does not change while the bot runs."""

    def __init__(self, assistant: Known) -> None:
        self.assistant = assistant

    def is_stale(self) -> bool:
        """Tell that nothing changes."""
        return False

    def reload(self) -> bool:
        """Do nothing."""
        return False

    def place(self, _: str) -> str:
        """Tell of no place."""
        return ""

    @contextmanager
    def amended(self, _: Files) -> Iterator[Known]:
        """Give the same assistant."""
        yield self.assistant


class Living(Generic[Known]):
    """Gives the assistant of the moment, and makes the next one beside it.

    Safe for threads: an answer under way keeps the assistant that it began with.
    """

    def __init__(
        self, folder: Path, build: Callable[[Files], Known], amendments: Callable[[], Files]
    ) -> None:
        """Load the knowledge.

        Args:
            folder: the knowledge folder, which is watched.
            build: makes an assistant from the folder and further files.
            amendments: gives the further files of the moment.

        Raises:
            KnowledgeError: the folder cannot be used, even without the further files.
        """
        self._folder = folder
        self._build = build
        self._amendments = amendments
        self._lock = Lock()
        self._seen = self._look()
        self._files = amendments()
        try:
            self._assistant = build(self._files)
        except KnowledgeError as error:
            if not self._files:
                raise
            log.error("the amendments cannot be used and are left out: %s", error)
            self._files = {}
            self._assistant = build({})

    @property
    def assistant(self) -> Known:
        """The assistant of the moment."""
        return self._assistant

    def place(self, record: str) -> str:
        """Return the file and line of a record; '' where it cannot be told."""
        return place_of(self._folder, record)

    def is_stale(self) -> bool:
        """Tell whether the folder or the amendments have changed since they were loaded."""
        return self._look() != self._seen or self._amendments() != self._files

    def reload(self) -> bool:
        """Load what has changed; False if nothing has. Takes seconds: not for the event loop.

        Raises:
            KnowledgeError: what is there now cannot be used; the old goes on serving.
        """
        with self._lock:
            seen, files = self._look(), self._amendments()
            if seen == self._seen and files == self._files:
                return False
            self._seen = seen  # told once, not at every look
            self._serve(files, self._build(files))
            return True

    @contextmanager
    def amended(self, files: Files) -> Iterator[Known]:
        """Give an assistant with these further files, and let it serve if all goes well.

        What is done inside, such as keeping the amendment, is done with knowledge that is known
        to be sound, before anyone sees it.

        Raises:
            KnowledgeError: the knowledge cannot be used with these files.
        """
        with self._lock:
            assistant = self._build(files)
            yield assistant
            self._serve(files, assistant)

    def _serve(self, files: Files, assistant: Known) -> None:
        self._files, self._assistant = files, assistant

    def _look(self) -> Seen:
        found = []
        for path in sorted(self._folder.rglob("*.yaml")):
            try:
                known = path.stat()
            except OSError:  # gone since it was listed: the next look tells
                continue
            found.append((str(path), known.st_size, known.st_mtime_ns))
        return tuple(found)
