"""Conversations as data: no turn that was answered rightly may go wrong unnoticed."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.questions.grading import FOLDER, HARMFUL, files, folded, holds, run

KNOWN = yaml.safe_load((FOLDER / "known.yaml").read_text(encoding="utf-8")) or {}


@pytest.mark.parametrize("path", files(), ids=lambda path: path.stem)
def test_no_outcome_flips(path: Path):
    """A turn that is right stays right, and one that is refused does not turn harmful."""
    flipped = [
        f"{r.id}: was {KNOWN.get(r.id, 'right')}, is {r.outcome} ({r.why})"
        for r in run(path)
        if r.outcome != "right"
        and (r.id not in KNOWN or (r.outcome in HARMFUL and KNOWN[r.id] not in HARMFUL))
    ]
    assert not flipped, "\n".join(flipped)


def test_ids_are_unique():
    """A turn is known by the id of its conversation."""
    talks = [t["id"] for p in files() for t in yaml.safe_load(p.read_text(encoding="utf-8"))]
    assert len(talks) == len(set(talks))


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [
        ("£35,000", "5,000", False),
        ("£5,000.00", "5,000", True),
        ("on 17 December", "7 December", False),
        ("crime & disorder", "crime and disorder", True),
    ],
)
def test_figures_match_whole(text: str, wanted: str, found: bool):
    """A figure is found only as the whole figure; '&' and 'and' are the same."""
    assert holds(folded(text), wanted) is found
