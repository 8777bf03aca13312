"""This bot beside what a user could set up instead: on the same facts and the same questions.

Each peer returns the three facts that it finds likest, joined, and refuses below a threshold that
is tuned on the development questions for most turns right. It looks through the texts of the facts
alone, or through these and the askings that the knowledge holds beside them. Each runs in a
process of its own.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import yaml

from cspbot.assistant import Assistant
from cspbot.config import ROOT, read_settings
from cspbot.knowledge.shelf import shelves
from cspbot.knowledge.store import load_knowledge
from cspbot.messages import Answered, Context, Question, Reply, Source, Unknown, Why
from tests.bench.memory import peak
from tests.questions.grading import HARMFUL, TODAY, judge

DEV = ROOT.parent / "shared" / "questions" / "dev.jsonl"
OWN = ROOT / "tests" / "questions" / "reports"
JOINED = 3
STEPS = 40
"""Thresholds that are tried in tuning."""

LOOKED_AT = 4 * JOINED
"""Texts that are fetched, for several may be of one fact."""
ASKINGS = ", askings too"

Scores = Sequence[tuple[float, int]]
"""The likest texts by their places, with their scores, best first."""
Search = Callable[[str], Scores]
Found = Sequence[tuple[float, str]]
"""The likest facts."""
Talk = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """What was measured of one system."""

    right: float
    harm: float
    missed: float
    median: float
    """Milliseconds, as the 99th percentile."""
    p99: float
    load: float
    """Seconds until it can answer."""
    memory: float
    """Megabytes at most."""


def rapidfuzz_search(texts: Sequence[str]) -> Search:
    """The usual FAQ bot: the best match over the texts."""
    from rapidfuzz import fuzz, process, utils

    def search(question: str) -> Scores:
        found = process.extract(
            question, texts, scorer=fuzz.token_set_ratio, processor=utils.default_process,
            limit=LOOKED_AT,
        )  # fmt: skip
        return [(score, place) for _, score, place in found]

    return search


def fts_search(texts: Sequence[str]) -> Search:
    """Full-text search of SQLite, with its bm25."""
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE facts USING fts5(text, tokenize = 'porter')")
    db.executemany("INSERT INTO facts VALUES (?)", [(t,) for t in texts])
    query = (
        "SELECT -bm25(facts), rowid - 1 FROM facts WHERE facts MATCH ?"
        " ORDER BY bm25(facts) LIMIT ?"
    )

    def search(question: str) -> Scores:
        words = [w for w in "".join(c if c.isalnum() else " " for c in question).split() if w]
        wanted = " OR ".join(f'"{word}"' for word in words)
        return db.execute(query, (wanted, LOOKED_AT)).fetchall() if words else []

    return search


def bm25s_search(texts: Sequence[str]) -> Search:
    """The bm25 of the library bm25s."""
    import bm25s

    retriever = bm25s.BM25()
    retriever.index(bm25s.tokenize(list(texts), show_progress=False), show_progress=False)

    def search(question: str) -> Scores:
        asked = bm25s.tokenize([question], show_progress=False)
        found, scores = retriever.retrieve(asked, k=LOOKED_AT, show_progress=False)
        return [(float(s), int(i)) for i, s in zip(found[0], scores[0], strict=True)]

    return search


def wordllama_search(texts: Sequence[str]) -> Search:
    """Likeness of the word vectors of wordllama, whose weights come in its package."""
    import wordllama

    folder = Path(wordllama.__file__).parent
    model = wordllama.WordLlama.load(cache_dir=folder, disable_download=True)
    vectors = model.embed(list(texts), norm=True)

    def search(question: str) -> Scores:
        likeness = (vectors @ model.embed([question], norm=True)[0]).tolist()
        best = sorted(range(len(texts)), key=lambda i: -likeness[i])[:LOOKED_AT]
        return [(likeness[i], i) for i in best]

    return search


PEERS: dict[str, Callable[[Sequence[str]], Search]] = {
    "rapidfuzz FAQ bot": rapidfuzz_search,
    "SQLite FTS5, bm25": fts_search,
    "bm25s": bm25s_search,
    "wordllama": wordllama_search,
}
SELF = "cspbot"


def talks() -> tuple[list[Talk], list[Talk]]:
    """Return the conversations to tune on and all to measure on."""
    dev = []
    if DEV.exists():
        dev = [json.loads(line) for line in DEV.read_text(encoding="utf-8").splitlines()]
    own = []
    for path in sorted(OWN.glob("*.yaml")):
        own += yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return dev or own[:150], [*dev, *own]


def measure(name: str) -> Row:
    """Measure one system, in this process."""
    tuning, asked = talks()
    begun = time.perf_counter()
    settings = read_settings()
    knowledge = load_knowledge(settings.knowledge, settings.index)
    if name == SELF:
        program = ROOT / "cspbot" / "language"
        bot = Assistant(knowledge, shelves(settings.index, knowledge.fingerprint, program))
        bot.reply(Question("hello", TODAY))
        load = time.perf_counter() - begun
        return _row(_asked(asked, lambda t, day, c: bot.reply(Question(t, day, context=c))), load)
    facts = [(fact.text, fact.text) for fact in knowledge.facts.values()]
    if name.endswith(ASKINGS):
        facts += [(asked, f.text) for f in knowledge.facts.values() for asked in f.asked]
    begun = time.perf_counter()  # the peers are spared the loading of the records
    find = PEERS[name.removesuffix(ASKINGS)]([text for text, _ in facts])
    find("who is the chair?")
    load = time.perf_counter() - begun

    def search(question: str) -> Found:
        best: dict[str, float] = {}
        for score, place in find(question):
            best.setdefault(facts[place][1], score)
        return [(score, text) for text, score in best.items()][:JOINED]

    threshold = tuned(search, tuning)
    return _row(_asked(asked, lambda t, _day, _c: _said(search(t), threshold)), load)


def tuned(search: Callable[[str], Found], conversations: Sequence[Talk]) -> float:
    """Return the threshold with which most turns are right."""
    turns = [(turn, search(turn["ask"])) for talk in conversations for turn in talk["turns"]]
    tops = sorted(found[0][0] if found else 0.0 for _, found in turns)
    tried = [tops[i * (len(tops) - 1) // STEPS] for i in range(STEPS + 1)]

    def right(threshold: float) -> int:
        return sum(judge(turn, _said(found, threshold))[0] == "right" for turn, found in turns)

    return max(tried, key=right)


def _said(found: Found, threshold: float) -> Reply:
    if not found or found[0][0] < threshold:
        return Unknown("I do not hold that.", Why.NOT_HELD)
    return Answered("\n".join(text for _, text in found), (Source("report", ""),))


def _asked(
    conversations: Sequence[Talk], answer: Callable[[str, date, Context], Reply]
) -> Iterator[tuple[str, float]]:
    """Yield the outcome and the milliseconds of every turn."""
    for talk in conversations:
        context = Context()
        for turn in talk["turns"]:
            day = date.fromisoformat(str(turn.get("today") or talk.get("today") or TODAY))
            begun = time.perf_counter()
            reply = answer(turn["ask"], day, context)
            taken = (time.perf_counter() - begun) * 1000
            context = reply.context
            yield judge(turn, reply)[0], taken


def _row(measured: Iterator[tuple[str, float]], load: float) -> Row:
    outcomes, times = zip(*measured, strict=True)
    count = Counter(outcomes)
    share = {outcome: 100 * n / len(outcomes) for outcome, n in count.items()}
    return Row(
        share.get("right", 0.0), sum(share.get(h, 0.0) for h in HARMFUL), share.get("missed", 0.0),
        median(times), quantiles(times, n=100)[98], load,
        peak(),
    )  # fmt: skip


def main() -> None:
    """Print the table, in Markdown, as the README has it."""
    _, asked = talks()
    turns = sum(len(talk["turns"]) for talk in asked)
    lines = [
        f"| {turns:,} turns | right | harm | missed | median | p99 | load | memory |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name in (SELF, *PEERS, *(peer + ASKINGS for peer in PEERS)):
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.beside", name],
            check=True, capture_output=True, text=True, cwd=ROOT,
        )  # fmt: skip
        r = Row(**json.loads(done.stdout.splitlines()[-1]))
        lines.append(
            f"| {name} | {r.right:.1f} % | {r.harm:.1f} % | {r.missed:.1f} % | {r.median:.1f} ms"
            f" | {r.p99:.1f} ms | {r.load:.2f} s | {r.memory:.0f} MB |"
        )
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        sys.stdout.write(json.dumps(asdict(measure(sys.argv[1]))) + "\n")
    else:
        main()
