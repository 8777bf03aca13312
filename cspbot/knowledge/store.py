"""Loads the knowledge: from its SQLite index where that is up to date, from the YAML otherwise.

The index holds everything and is private to the bot. The export, made by `build` for people and
other tools, has the same tables and leaves out what is not public unless that is asked for.
"""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from cspbot.knowledge import database
from cspbot.knowledge.facts import Knowledge
from cspbot.knowledge.loader import Remembered, Source, read_folder
from cspbot.knowledge.problems import KnowledgeError, Problem

if TYPE_CHECKING:
    from cspbot.knowledge.check import Checked

PUBLIC = frozenset({"public"})
NOTHING: Mapping[str, bytes] = MappingProxyType({})

_log = logging.getLogger(__name__)

_parsed = Remembered()
"""What was parsed last, so that a running bot reads anew only what has changed."""


def load_knowledge(
    folder: Path, index: Path | None, extra: Mapping[str, bytes] = NOTHING
) -> Knowledge:
    """Return the knowledge of a folder, from its index where that is up to date.

    An index that is missing, stale or damaged is made again; where it cannot be written the
    knowledge is used all the same.

    Args:
        folder: the knowledge folder.
        index: the SQLite file to start from; None: work without one.
        extra: further files by their path in the folder, 'amendments/12.yaml', that are kept
            elsewhere; one by the name of a file that is there takes its place.

    Raises:
        KnowledgeError: the folder cannot be read, or something in it is wrong.
    """
    contents = contents_of(folder, extra)
    fingerprint = fingerprint_of(contents)
    if index:
        try:
            found = database.read(index, fingerprint)
        except database.DAMAGED as error:
            _log.warning("the index %s is damaged and is made again: %s", index, error)
        else:
            if found is not None:
                return found
    knowledge, checked = parse_knowledge(folder, contents)
    knowledge = replace(knowledge, fingerprint=fingerprint)
    if index:
        try:
            database.write(index, knowledge, checked.files, private=True)
        except (OSError, sqlite3.Error) as error:
            _log.info("no index at %s, so each start reads the YAML: %s", index, error)
    return knowledge


def export(folder: Path, target: Path, audiences: frozenset[str] | None = PUBLIC) -> int:
    """Write the knowledge of a folder for people and other tools; returns the count of facts.

    Args:
        folder: the knowledge folder.
        target: the SQLite file; replaced where it is there.
        audiences: whose facts go in; None: everyone's.

    Raises:
        KnowledgeError: something in the folder is wrong.
        OSError: the file cannot be written.
    """
    contents = read_folder(folder)
    knowledge, checked = parse_knowledge(folder, contents)
    if audiences is not None:
        knowledge = knowledge.visible_to(audiences)
    knowledge = replace(knowledge, fingerprint=fingerprint_of(contents))
    database.write(target, knowledge, checked.files)
    return len(knowledge.facts)


def contents_of(folder: Path, extra: Mapping[str, bytes] = NOTHING) -> dict[str, bytes]:
    """Return the content of each file of a folder and of further ones, by its path, in order.

    Raises:
        KnowledgeError: the folder cannot be read.
    """
    return dict(sorted({**read_folder(folder), **extra}.items()))


def check_folder(
    folder: Path, extra: Mapping[str, bytes] = NOTHING
) -> tuple[Knowledge, list[Problem]]:
    """Return the knowledge of a folder with the warnings that its editors should see.

    Args:
        folder: the knowledge folder.
        extra: further files, as for `load_knowledge`.

    Raises:
        KnowledgeError: the folder cannot be read, or something in it is wrong.
    """
    from cspbot.knowledge.warnings import warnings

    knowledge, checked = parse_knowledge(folder, contents_of(folder, extra))
    return knowledge, warnings(checked, knowledge)


def parse_knowledge(folder: Path, contents: Mapping[str, bytes]) -> tuple[Knowledge, Checked]:
    """Parse, check and flatten the YAML itself.

    Raises:
        KnowledgeError: something in it is wrong; carries every problem.
    """
    from cspbot.knowledge.check import check  # with pydantic 0.3 s, which the index saves
    from cspbot.knowledge.flatten import flatten

    checked = check(_sources(folder, contents))
    if checked.problems:
        raise KnowledgeError(checked.problems)
    return flatten(checked.files), checked


def _sources(folder: Path, contents: Mapping[str, bytes]) -> list[Source]:
    """Parse each file, named as a person would open it from where they are."""
    base, here = folder.resolve(), Path.cwd()
    shown = base.relative_to(here) if base.is_relative_to(here) else base
    return _parsed.sources({str(shown / name): (name, text) for name, text in contents.items()})


def fingerprint_of(contents: Mapping[str, bytes]) -> str:
    """Return a hash of the YAML and of the code that reads it.

    All bytes are hashed, not sizes and times: 300 files of 50 kB take about 20 ms, and a file
    that kept its size and time when it was changed can never pass for the old one.
    """
    digest = hashlib.blake2b(digest_size=16)
    here = Path(__file__).parent
    program = {
        f"{folder.name}/{p.name}": p.read_bytes() for folder in (here, here.parent / "rota")
        for p in sorted(folder.iterdir()) if p.suffix
    }  # fmt: skip
    for name, content in (*program.items(), *contents.items()):
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
