"""Tells in which file and line a record stands, for those who are asked to look after it."""

from __future__ import annotations

import re
from pathlib import Path

from cspbot.knowledge.loader import AMENDMENTS, read_folder
from cspbot.knowledge.problems import KnowledgeError


def place_of(folder: Path, ident: str) -> str:
    """Return the file and line of the record with an id; '' where it cannot be told.

    The text is looked through rather than parsed: that takes milliseconds, and a record whose id
    is written across lines is not told of.
    """
    wanted = re.compile(rf"(?:^|[\s{{,-])id:\s*['\"]?{re.escape(ident)}['\"]?\s*(?:[,}}#]|$)")
    try:
        contents = read_folder(folder)
    except KnowledgeError:
        return ""
    # an amendment names the record too: the record itself is what is looked for
    for name, content in sorted(contents.items(), key=lambda file: f"{AMENDMENTS}/" in file[0]):
        lines = content.decode("utf-8-sig", "replace").splitlines()
        for number, line in enumerate(lines, 1):
            if wanted.search(line):
                return f"{folder.name}/{name}:{number}"
    return ""
