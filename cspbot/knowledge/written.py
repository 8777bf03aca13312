"""Tells in which file and line a fact is written."""

from __future__ import annotations

from collections.abc import Sequence

from cspbot.knowledge.facts import Fact
from cspbot.knowledge.folder import Folder
from cspbot.knowledge.loader import Source
from cspbot.knowledge.problems import FieldPath


class Written:
    """Looks facts up in the files that they were made from."""

    def __init__(self, sources: Sequence[Source]) -> None:
        """Take the files as they were checked: `Checked.sources`."""
        self._folder = Folder(sources)
        self._texts: dict[str, tuple[Source, FieldPath]] = {}
        for placed in self._folder.placed:
            for _, value, path in placed.entry.values():
                for text in value if isinstance(value, list) else [value]:
                    if isinstance(text, str):
                        self._texts.setdefault(text, (placed.source, path))

    def place(self, fact: Fact) -> str:
        """Return the file and line of a fact: its sentence, else its field, else its record."""
        if fact.text in self._texts:
            source, path = self._texts[fact.text]
            return source.place(path)
        found = self._folder.by_id.get(fact.subject)
        if not found:
            return ""
        placed = found[0]
        name = fact.field.rpartition(".")[2]
        path = (*placed.entry.path, name) if name in placed.entry.data else placed.entry.path
        return placed.source.place(path)
