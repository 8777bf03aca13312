"""How much memory a process has taken at most."""

from __future__ import annotations

import re
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
