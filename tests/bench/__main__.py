"""Measures what the project promises, in one run: `make bench`.

First the times with the five reports: of an answer, in one process on one core; of a start, from
outside, with the index there and without. Then what the store adds to an answer. Then this bot
beside ready-made retrieval, on the same facts and questions. Then growth, from five partnerships
to every one that there is and beyond.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import median, quantiles

import yaml

from bot import build_assistant
from cspbot.assistant import Assistant
from cspbot.config import ROOT, read_settings
from cspbot.messages import Context, Question
from tests.bench import beside, desk, rota, scale

TODAY = date(2026, 1, 1)
STARTS = 7
SHARED = ROOT.parent / "shared" / "questions" / "dev.jsonl"


def conversations() -> Iterator[list[str]]:
    """Yield the turns of every conversation at hand."""
    for path in sorted((ROOT / "tests" / "questions" / "reports").glob("*.yaml")):
        talks = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        yield from ([turn["ask"] for turn in talk["turns"]] for talk in talks)
    if SHARED.exists():
        talks = map(json.loads, SHARED.read_text(encoding="utf-8").splitlines())
        yield from ([turn["ask"] for turn in talk["turns"]] for talk in talks)


def answer_times(assistant: Assistant) -> list[float]:
    """Return the milliseconds of every answer; of the same in the same context, of one."""
    times: dict[tuple[str, Context], float] = {}
    for turns in conversations():
        context = Context()
        for text in turns:
            start = time.perf_counter()
            reply = assistant.reply(Question(text, TODAY, context=context))
            times.setdefault((text, context), (time.perf_counter() - start) * 1000)
            context = reply.context
    return list(times.values())


def start_times(index: str) -> list[float]:
    """Return the milliseconds from start to first answer of several starts."""
    command = [sys.executable, str(ROOT / "bot.py"), "ask", "who chairs telford csp?"]
    times = []
    for _ in range(STARTS):
        start = time.perf_counter()
        subprocess.run(
            command, env={**os.environ, "CSPBOT_INDEX": index}, check=True, capture_output=True
        )
        times.append((time.perf_counter() - start) * 1000)
    return times


def memory_taken(index: str) -> float:
    """Return the megabytes that a bot takes to hold every conversation, by itself."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.bench.memory", index, TODAY.isoformat()],
        input=json.dumps(list(conversations())), text=True, cwd=ROOT, check=True,
        capture_output=True,
    )  # fmt: skip
    return float(told.stdout)


def main() -> None:
    """Measure and print one line a figure, with what is promised beside it."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as scratch:
        index = Path(scratch) / "index.db"
        cold = start_times("none")
        start_times(str(index))
        warm = start_times(str(index))
        begun = time.perf_counter()
        assistant = build_assistant(replace(read_settings(), index=index))
        assistant.reply(Question("who chairs telford csp?", TODAY))
        loaded = (time.perf_counter() - begun) * 1000
        # First as by a bot that has just started, then as by one that has been running. What is
        # kept of a message is gone hundreds of messages later, so nothing is answered from that.
        first = answer_times(assistant)
        times = answer_times(assistant)
        memory = memory_taken(str(index))
    rows = [
        (f"answer, median of {len(times):,}", median(times), "5 ms"),
        ("answer, 99th percentile", quantiles(times, n=100)[98], "10 ms"),
        ("answer, slowest", max(times), ""),
        ("just started: median", median(first), ""),
        ("just started: 99th percentile", quantiles(first, n=100)[98], ""),
        ("just started: slowest", max(first), ""),
        ("load and first answer in process", loaded, ""),
        ("start of ask to first answer", median(warm), "700 ms"),
        ("the same without an index", median(cold), ""),
    ]
    for name, measured, promised in rows:
        sys.stdout.write(
            f"{name:<34}{measured:>10,.1f} ms{f'   at most {promised}' * bool(promised)}\n"
        )
    sys.stdout.write(f"{'memory':<34}{memory:>10,.0f} MB   at most 110 MB\n\n")
    sys.stdout.flush()
    desk.main(assistant, list(conversations()))
    sys.stdout.write("\n")
    sys.stdout.flush()
    rota.main()
    sys.stdout.write("\n")
    sys.stdout.flush()
    beside.main()
    sys.stdout.write("\n")
    sys.stdout.flush()
    scale.main()


if __name__ == "__main__":
    main()
