"""How much memory a process has taken at most; run as a program, a bot that has answered all."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

STATUS = Path("/proc/self/status")


def peak() -> float:
    """Return the most memory that this process has had, in megabytes.

    Read from the system and not by getrusage: that counts what the process had before it became
    this program, too, which is the memory of whoever started it.
    """
    found = re.search(r"^VmHWM:\s+(\d+) kB", STATUS.read_text(encoding="ascii"), re.MULTILINE)
    assert found, "this system does not tell how much memory a process takes"
    return int(found[1]) / 1024


def main() -> None:
    """Hold the conversations that come in as JSON, and print the megabytes that it took."""
    from bot import build_assistant  # here, so that what is measured beside it is without them
    from cspbot.config import read_settings
    from cspbot.messages import Context, Question

    assistant = build_assistant(replace(read_settings(), index=Path(sys.argv[1])))
    for turns in json.load(sys.stdin):
        context = Context()
        for text in turns:
            asked = Question(text, date.fromisoformat(sys.argv[2]), context=context)
            context = assistant.reply(asked).context
    sys.stdout.write(f"{peak()}\n")


if __name__ == "__main__":
    main()
