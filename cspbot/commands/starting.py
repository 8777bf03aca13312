"""The command that begins the record of a partnership."""

from __future__ import annotations

import sys

import click

from cspbot import clock
from cspbot.commands.options import current_settings, knowledge_option


@click.group()
def new() -> None:
    """Begin a record."""


@new.command()
@knowledge_option
def partnership() -> None:
    """Ask a few questions, and write the record of a partnership that passes the check."""
    from cspbot.knowledge.starting import QUESTIONS, AnswerError, Answers, partnership_file
    from cspbot.knowledge.store import check_folder, load_knowledge

    folder = current_settings().knowledge
    knowledge = load_knowledge(folder, None)
    click.echo("A few questions on the partnership. Press Enter where you do not know.")
    answers = {one.key: _answer(one.key, one.question, one.hint) for one in QUESTIONS}
    try:
        name, text = partnership_file(Answers(**answers), knowledge, clock.today())
    except AnswerError as error:
        raise click.ClickException(f"Nothing was written. {error}") from None
    target = folder / name
    if target.exists():
        raise click.ClickException(f"{target} is there already, and is not overwritten.")
    _, warnings = check_folder(folder, {name: text.encode()})
    target.parent.mkdir(exist_ok=True)
    with target.open("x", encoding="utf-8") as file:
        file.write(text)
    for warning in warnings:
        if name in warning.file:
            click.echo(f"warning: {warning}")
    click.echo(f"Wrote {target}. It passes the check; fill in more as you learn it.")


def _answer(key: str, question: str, hint: str) -> str:
    """Ask until the answer can be used; from a pipe, leave out what cannot."""
    from cspbot.knowledge.starting import problem_with

    while True:
        click.echo(f"{question}{f' ({hint})' if hint else ''}: ", nl=False)
        answer = sys.stdin.readline()
        if not sys.stdin.isatty():
            click.echo(answer.rstrip("\n"))
        problem = problem_with(key, answer.strip())
        if not problem:
            return answer.strip()
        click.echo(f"{problem}.")
        if not sys.stdin.isatty():
            click.echo("It is left empty.")
            return ""


COMMANDS: tuple[click.Command, ...] = (new,)
