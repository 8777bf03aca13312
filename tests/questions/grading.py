"""Runs conversations written as data against the assistant and judges every turn.

A turn is right when an answer holds one alternative of every group in `all` and none of `none`,
when an unknown thing is refused, or when a choice that is really open is put to the person.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from cspbot.assistant import Assistant
from cspbot.knowledge.store import load_knowledge
from cspbot.layout import lay_out
from cspbot.messages import Answered, Clarify, Context, Question, Reply

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent.parent
TODAY = date(2026, 1, 1)
"""The day on which questions are asked that name none."""
LONGEST = 1500
KNOWLEDGE = {"reports": ROOT / "knowledge", "county": ROOT / "tests" / "county"}
"""Which knowledge the conversations of each folder are put to."""

HARMFUL = ("wrong", "bluffed")


@dataclass(frozen=True)
class Result:
    """What came of one turn."""

    id: str
    outcome: str
    """right, wrong (a false or incomplete answer), bluffed (answered what is not held), missed
    (refused what is held) or unclear."""
    why: str


def files() -> list[Path]:
    """Return every file of conversations."""
    return sorted(p for folder in KNOWLEDGE for p in (FOLDER / folder).glob("*.yaml"))


@cache
def assistant(folder: str) -> Assistant:
    """Return the assistant that knows what a folder's conversations are about."""
    return Assistant(load_knowledge(KNOWLEDGE[folder], None))


def run(path: Path) -> Iterator[Result]:
    """Hold every conversation of a file."""
    bot = assistant(path.parent.name)
    for talk in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader):
        context = Context()
        for number, turn in enumerate(talk["turns"], 1):
            asked = str(turn.get("today") or talk.get("today") or TODAY)
            question = Question(turn["ask"], date.fromisoformat(asked), context=context)
            reply = bot.reply(question)
            context = reply.context
            outcome, why = judge(turn, reply)
            yield Result(f"{talk['id']}/{number}", outcome, why)


def judge(turn: dict[str, object], reply: Reply) -> tuple[str, str]:
    """Return the outcome of a turn and what was amiss."""
    text = str(lay_out(reply))
    choices = [c.label for c in reply.choices] if isinstance(reply, Clarify) else []
    said = folded("\n".join([text, *choices]))
    groups, never = _lists(turn.get("all")), _strings(turn.get("none"))
    lacking = [group for group in groups if not any(holds(said, wanted) for wanted in group)]
    held = [string for string in never if holds(said, string)]
    amiss = "; ".join([f"lacks {group[:3]}" for group in lacking] + [f"holds {s!r}" for s in held])
    match turn["expect"]:
        case "answer" if not isinstance(reply, Answered):
            return "missed", type(reply).__name__
        case "answer" if amiss:
            return "wrong", amiss
        case "answer" if not lay_out(reply).sources or len(text) > LONGEST:
            return "unclear", f"{len(text)} characters, or no source"
        case "unknown" if isinstance(reply, Answered) or held:
            return "bluffed", amiss or "answered"
        case "unknown" if isinstance(reply, Clarify):
            return "unclear", "asked back"
        case "clarify" if isinstance(reply, Answered) and amiss:
            return "wrong", amiss
        case "clarify" if not isinstance(reply, Clarify) or amiss:
            return "unclear", amiss or type(reply).__name__
    return "right", ""


def holds(text: str, wanted: str) -> bool:
    """Tell whether a text holds a string; a figure must not be part of a longer one."""
    pattern = re.escape(folded(wanted))
    if wanted[0].isdigit():
        pattern = r"(?<!\d)(?<!\d[.,])" + pattern
    if wanted[-1].isdigit():
        pattern += r"(?!\d)(?!,\d)(?!\.(?!00(?!\d))\d)"
    return re.search(pattern, text) is not None


def folded(text: str) -> str:
    """Return text as it is compared: case, spaces, quotes, dashes and '&' made one."""
    text = text.translate(str.maketrans("’‘“”–—", "''\"\"--")).replace("&", " and ")
    return " ".join(text.split()).casefold()


def shares(results: list[Result]) -> tuple[float, float]:
    """Return the percentages of turns right and harmful."""
    count = Counter(result.outcome for result in results)
    harm = sum(count[h] for h in HARMFUL)
    return 100 * count["right"] / len(results), 100 * harm / len(results)


def _lists(value: object) -> list[list[str]]:
    return [_strings(group) for group in value] if isinstance(value, list) else []


def _strings(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []
