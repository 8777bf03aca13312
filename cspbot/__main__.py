"""The commands on the knowledge alone, `python -m cspbot check`, and how all commands end.

The commands that answer questions are in `bot.py`, which puts the parts together.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from cspbot.commands import keeping, looking, starting
from cspbot.commands.options import current_settings, knowledge_option
from cspbot.config import ROOT, SettingsError
from cspbot.knowledge.problems import KnowledgeError
from cspbot.store.problems import StoreError

if TYPE_CHECKING:
    from cspbot.knowledge.problems import Problem

FAILED = 2
"""The exit code of every failure."""
INTERRUPTED = 130

_log = logging.getLogger("cspbot")

__all__ = ["cli", "current_settings", "knowledge_option", "run"]


@click.group()
@knowledge_option
def cli() -> None:
    """Check and publish the knowledge of cspbot."""


@cli.command()
@knowledge_option
def check() -> None:
    """Check the knowledge: every problem with file and line, then warnings."""
    from cspbot.knowledge.store import check_folder

    settings = current_settings()
    try:
        knowledge, warnings = check_folder(settings.knowledge)
    except KnowledgeError as error:
        for problem in error.problems:
            click.echo(str(problem))
        raise click.ClickException(f"{_counted(error.problems)} to mend, listed above.") from None
    for warning in warnings:
        click.echo(f"warning: {warning}")
    click.echo(
        f"{settings.knowledge} is sound: {len(knowledge.facts):,} facts about "
        f"{len(knowledge.entities):,} things, from {len(knowledge.documents)} documents."
    )


@cli.command()
@knowledge_option
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option("--include-restricted", is_flag=True, help="Write facts that are not public too.")
def build(file: Path | None, include_restricted: bool) -> None:
    """Write the knowledge to a SQLite FILE that Datasette and other tools open as it is."""
    from cspbot.knowledge.store import PUBLIC, export

    settings = current_settings()
    target = file or settings.knowledge.parent / "build" / f"{settings.knowledge.name}.db"
    count = export(settings.knowledge, target, None if include_restricted else PUBLIC)
    which = "facts, restricted ones too," if include_restricted else "public facts"
    click.echo(f"Wrote {count:,} {which} to {target}.")


@cli.command()
@knowledge_option
def docs() -> None:
    """Write docs/records.md and the JSON Schema that editors complete from."""
    from cspbot.knowledge.records_page import records_page
    from cspbot.knowledge.schema import schema_text

    settings = current_settings()
    pages = {
        ROOT / "docs" / "records.md": records_page(),
        settings.knowledge / "schema.json": schema_text(),
        settings.knowledge / "schema-amendments.json": schema_text(partial=True),
    }
    for path, text in pages.items():
        path.write_text(text, encoding="utf-8")
        click.echo(f"Wrote {path}.")


for _command in (*looking.COMMANDS, *keeping.COMMANDS, *starting.COMMANDS):
    cli.add_command(_command)


def run(command: click.Command, arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command and exit; whatever goes wrong is told in a line or two, without traceback."""
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr] # a screen without '£'
    try:
        code = command.main(arguments, prog_name="bot.py", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read the output has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    except (KeyboardInterrupt, click.Abort):
        code = INTERRUPTED
    except Exception as error:  # the last stop before a person
        click.echo(_told(error), err=True)
        _log.debug("the command failed", exc_info=error)
        code = FAILED
    sys.exit(code if isinstance(code, int) else 0)


def _open_closed_streams() -> None:
    """Let a program that was started with closed streams read nothing and write nowhere."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115


def _told(error: Exception) -> str:
    """Say what went wrong and what to do about it, in at most two lines."""
    match error:
        case click.exceptions.NoArgsIsHelpError():
            return error.format_message()
        case click.UsageError():
            return f"{error.format_message()}\nSee: python bot.py --help"
        case click.ClickException():
            return error.format_message()
        case KnowledgeError() if len(error.problems) == 1:
            return f"The knowledge cannot be used: {error.problems[0]}"
        case KnowledgeError():
            return (
                f"The knowledge cannot be used: {_counted(error.problems)}, first "
                f"{error.problems[0]}\nSee all of them: python bot.py check"
            )
        case SettingsError() | StoreError():
            return str(error)
        case OSError(strerror=reason, filename=name) if name:
            return f"{name}: {reason}. Choose another place, or make it usable."
        case _:
            return (
                f"Something went wrong in the program itself: {type(error).__name__}: {error}\n"
                "CSPBOT_LOG_LEVEL=DEBUG shows where; please report it."
            )


def _counted(problems: Sequence[Problem]) -> str:
    return "1 problem" if len(problems) == 1 else f"{len(problems)} problems"


if __name__ == "__main__":
    run(cli)
