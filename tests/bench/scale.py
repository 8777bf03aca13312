"""How cost and linking hold up from five partnerships to every one in England and Wales."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from random import Random
from statistics import median, quantiles

from cspbot.assistant import Assistant
from cspbot.config import ROOT
from cspbot.knowledge.shelf import shelves
from cspbot.knowledge.store import load_knowledge
from cspbot.language.spelling import NEIGHBOURS
from cspbot.messages import Clarify, Context, Question
from tests.bench.memory import peak
from tests.bench.national import SCHEMES, THEMES, Area, areas, slug, write

PROGRAM = ROOT / "cspbot" / "language"
ONS = ROOT.parent / "shared" / "data" / "ons"
TODAY = date(2026, 1, 1)
COUNTS = (5, 314, 3_000)
ASKED_OF = 150
"""Partnerships of which every question is asked."""

QUESTIONS = (
    "who chairs {name}?", "what are the priorities of {name}", "whats the quorum in {name} pls",
    "how much did {name} {scheme} get", "total grants for {name} this year",
    "number for the community safety manager in {name}", "when does {name} CSP next meet",
    "why is {theme} a priority in {name}", "which fire service covers {name}",
    "who leads the {theme} group in {name}", "is {name} doing anything about {theme}",
    "responsible authorities of {name} community safety partnership",
)  # fmt: skip
"""What is asked of each partnership; what follows is asked of all at once."""
WITHOUT_NAME = (
    "who is the chair",
    "how much was spent on alley gates",
    "which partnerships cover the police",
    "what is a community safety partnership",
    "hello",
    "who runs the knife crime group",
)


def main() -> None:
    """Measure each size in a process of its own, on one core, and print a row for each."""
    if not ONS.exists():
        sys.stdout.write(f"Scale: not measured, for the ONS look-ups are not at {ONS}.\n")
        return
    sys.stdout.write(
        f"{'partnerships':>12} {'facts':>9} {'build s':>8} {'load s':>7} {'first ms':>9}"
        f" {'median ms':>10} {'p99 ms':>7} {'of all ms':>10} {'a second':>9} {'MB':>5}"
        "   linked: exact, one slip; ambiguous asked back\n"
    )
    for count in COUNTS:
        with tempfile.TemporaryDirectory() as scratch:
            found = areas(ONS, count)
            write(Path(scratch) / "knowledge", found)
            build = _run(scratch, count, "build")
            row = _run(scratch, count, "measure")
            linked = ", ".join(f"{row[key]:.1%} of {row[key + '_of']:,}" for key in
                               ("exact", "slip", "ambiguous") if key in row)  # fmt: skip
            sys.stdout.flush()
            sys.stdout.write(
                f"{count:>12,} {row['facts']:>9,.0f} {build['load']:>8.1f} {row['load']:>7.2f}"
                f" {row['first']:>9.0f} {row['median']:>10.2f} {row['p99']:>7.1f}"
                f" {row['of_all']:>10.0f} {row['rate']:>9,.0f} {row['memory']:>5.0f}   {linked}\n"
            )


def _run(scratch: str, count: int, task: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.scale", scratch, str(count), task],
        check=True, capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def measure(scratch: Path, count: int, task: str) -> dict[str, float]:
    """Load a folder and, unless it is only to be built, ask of it."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    begun = time.perf_counter()
    knowledge = load_knowledge(scratch / "knowledge", scratch / "index.db")
    assistant = Assistant(knowledge, shelves(scratch / "index.db", knowledge.fingerprint, PROGRAM))
    assistant.query(Question("who?", TODAY))
    row = {"load": time.perf_counter() - begun, "facts": float(len(knowledge.facts))}
    if task == "build":
        return row
    found = areas(ONS, count)
    begun = time.perf_counter()
    assistant.reply(Question(f"who chairs {found[0].name}?", TODAY))
    row["first"] = (time.perf_counter() - begun) * 1000
    times = [_timed(assistant, text) for text in _questions(found)]
    of_all = [_timed(assistant, text) for text in WITHOUT_NAME]
    row["memory"] = peak()
    row |= {
        "median": median(times), "p99": quantiles(times, n=100)[98],
        "of_all": max(of_all), "rate": 1000 * len(times) / sum(times),
    }  # fmt: skip
    return row | linking(assistant, found)


def _timed(assistant: Assistant, text: str) -> float:
    begun = time.perf_counter()
    assistant.reply(Question(text, TODAY))
    return (time.perf_counter() - begun) * 1000


def _questions(found: Sequence[Area]) -> Iterator[str]:
    random = Random(1)  # noqa: S311 - the same questions in each run
    asked_of = [area for area in found for _ in range(max(1, ASKED_OF // len(found)))]
    for area in random.sample(asked_of, min(ASKED_OF, len(asked_of))):
        for text in QUESTIONS:
            scheme, theme = random.choice(SCHEMES), random.choice(THEMES).lower()
            yield text.format(name=area.name, scheme=scheme, theme=theme)


def linking(assistant: Assistant, found: Sequence[Area]) -> dict[str, float]:
    """Return how often a name is linked right, and an ambiguous one asked about."""
    plain, ambiguous = names(found)
    random = Random(2)  # noqa: S311 - the same slips in each run
    exact = [_scopes(assistant, f"who chairs {n}?") == (slug(n),) for n in plain]
    slips = [(n, slipped(n, random)) for n in plain]
    known = {n.lower() for a in found for n in a.names}
    slips = [(n, s) for n, s in slips if s.lower() not in known]
    slip = [_scopes(assistant, f"who chairs {s}?") == (slug(n),) for n, s in slips]
    asked = [
        isinstance(
            assistant.reply(Question(f"who chairs the partnership in {n}?", TODAY)), Clarify
        )
        for n in ambiguous
    ]
    row: dict[str, float] = {}
    for key, outcomes in (("exact", exact), ("slip", slip), ("ambiguous", asked)):
        if outcomes:
            row |= {key: sum(outcomes) / len(outcomes), f"{key}_of": len(outcomes)}
    return row


def names(found: Sequence[Area]) -> tuple[list[str], list[str]]:
    """Return the partnerships' names that mean one thing, and all names that mean several.

    A name is ambiguous where wards, districts or partnerships of two partnerships bear it.
    """
    bearers = defaultdict[str, set[str]](set)
    for area in found:
        for name in area.names:
            bearers[name.lower()].add(area.name)
    plain = [a.name for a in found if len(bearers[a.name.lower()]) == 1]
    ambiguous = {n for a in found for n in a.names if len(bearers[n.lower()]) > 1}
    return plain, sorted(ambiguous)


def _scopes(assistant: Assistant, text: str) -> tuple[str, ...]:
    return assistant.query(Question(text, TODAY, context=Context())).scopes


def slipped(name: str, random: Random) -> str:
    """Return a name with one slip of the keyboard in its longest word, not in the first letter."""
    word = max(name.split(), key=len)
    if len(word) < 5:
        return name
    at = random.randrange(1, len(word) - 1)
    struck = random.choice(sorted(NEIGHBOURS.get(word[at].lower(), "s")))
    kind = random.choice(("drop", "double", "swap", "next key"))
    typed = {
        "drop": word[:at] + word[at + 1 :],
        "double": word[:at] + word[at] + word[at:],
        "swap": word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        "next key": word[:at] + struck + word[at + 1 :],
    }[kind]
    return name.replace(word, typed)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.stdout.write(json.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])))
    else:
        main()
