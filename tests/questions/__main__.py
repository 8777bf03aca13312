"""Prints how well each file of conversations is answered: `python -m tests.questions`.

With --verbose, every turn that is not right; with --accept, writes those down as known in
known.yaml, so that from then on a test fails when any other turn goes wrong.
"""

from __future__ import annotations

import sys

import click
import yaml

from tests.questions.grading import FOLDER, files, run, shares

KNOWN = FOLDER / "known.yaml"
HEADING = """\
# Turns of the conversations that are not answered rightly yet, with what comes of them.
# Written by `python -m tests.questions --accept`; a test fails when a turn goes wrong that is not
# here, or when one becomes harmful that was not.
"""


@click.command(help=__doc__)
@click.option("--verbose", is_flag=True)
@click.option("--accept", is_flag=True)
def main(verbose: bool, accept: bool) -> None:
    """Run all conversations and report."""
    known: dict[str, str] = {}
    for path in files():
        results = list(run(path))
        right, harm = shares(results)
        click.echo(
            f"{path.stem:<14}{len(results):>5} turns{right:>7.1f} % right{harm:>6.1f} % harm"
        )
        for result in results:
            if result.outcome != "right":
                known[result.id] = result.outcome
                if verbose:
                    click.echo(f"  {result.id} {result.outcome}: {result.why}")
    if accept:
        KNOWN.write_text(HEADING + yaml.safe_dump(known, sort_keys=True), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
