"""Reads HTML as the Bot API does, strictly: core.telegram.org/bots/api#html-style."""

from __future__ import annotations

import html
import re

Entity = dict[str, object]

KINDS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline",
    "ins": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "code": "code", "pre": "pre", "a": "text_link", "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
}  # fmt: skip
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)((?:\s+[\w-]+(?:=\"[^\"]*\")?)*)\s*>")
_CHARACTER = re.compile(r"&(lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")


class CannotParseError(ValueError):
    """What the Bot API says after "can't parse entities: "."""


def units(text: str) -> int:
    """Count as Telegram does: UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def parse(source: str) -> tuple[str, list[Entity]]:
    """Return the text and its entities.

    Raises:
        CannotParseError: the HTML is not sound.
    """
    text, at = "", 0
    entities: list[Entity] = []
    opened: list[tuple[str, Entity]] = []
    while at < len(source):
        character = _CHARACTER.match(source, at)
        if character:
            text += html.unescape(character[0])
            at = character.end()
            continue
        if source[at] != "<":
            text += source[at]
            at += 1
            continue
        offset = len(source[:at].encode())
        tag = _TAG.match(source, at)
        if not tag:
            raise CannotParseError(f"Unsupported start tag at byte offset {offset}")
        name = tag[2].lower()
        if tag[1]:
            if not opened or opened[-1][0] != name:
                raise CannotParseError(
                    f'Unmatched end tag at byte offset {offset}, found "{name}"'
                )
            _, entity = opened.pop()
            entity["length"] = units(text) - int(str(entity["offset"]))
            if entity["length"]:
                entities.append(entity)
        elif name in KINDS:
            opened.append((name, _entity(name, tag[3], units(text))))
        else:
            raise CannotParseError(f'Unsupported start tag "{name}" at byte offset {offset}')
        at = tag.end()
    if opened:
        raise CannotParseError(f'Can\'t find end tag corresponding to start tag "{opened[-1][0]}"')
    return text, sorted(entities, key=lambda entity: int(str(entity["offset"])))


def _entity(name: str, attributes: str, offset: int) -> Entity:
    entity: Entity = {"type": KINDS[name], "offset": offset}
    if name == "blockquote" and "expandable" in attributes:
        entity["type"] = "expandable_blockquote"
    if link := re.search(r'href="([^"]*)"', attributes):
        entity["url"] = html.unescape(link[1])
    return entity
