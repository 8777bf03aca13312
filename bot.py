"""The one entry: puts the parts together and starts what the command line asks for."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cspbot import clock
from cspbot.__main__ import cli, current_settings, knowledge_option, run
from cspbot.config import ROOT, Settings

if TYPE_CHECKING:
    from cspbot.accounts.desk import Desk
    from cspbot.assistant import Assistant
    from cspbot.store.store import Store


def build_assistant(settings: Settings) -> Assistant:
    """Load the knowledge and make the assistant that answers from it.

    Raises:
        KnowledgeError: the knowledge cannot be used.
    """
    from cspbot.assistant import Assistant
    from cspbot.knowledge.shelf import shelves
    from cspbot.knowledge.store import load_knowledge

    knowledge = load_knowledge(settings.knowledge, settings.index)
    program = ROOT / "cspbot" / "language"
    return Assistant(knowledge, shelves(settings.index, knowledge.fingerprint, program))


def build_desk(settings: Settings) -> Desk[Assistant]:
    """Make the desk: the assistant, the store, and what whoever runs the bot has set.

    Raises:
        KnowledgeError: the knowledge cannot be used.
        NewerStoreError: a later version of the program wrote the store.
    """
    from cspbot.accounts.desk import Desk
    from cspbot.accounts.privacy import Keeping
    from cspbot.accounts.visit import House
    from cspbot.store.store import Store

    assistant = build_assistant(settings)
    keeping = Keeping(settings.keep_text, settings.keep_counts)
    rules = House(settings.admins, settings.is_open, settings.operator, keeping)
    store = Store(settings.database_url)
    open_store(store)
    return Desk(store, lambda: assistant, rules, clock.now)


def open_store(store: Store) -> None:
    """Bring the store up to date; where it cannot be used, say so and go on without it.

    Raises:
        NewerStoreError: a later version of the program wrote it.
    """
    from cspbot.accounts import saying
    from cspbot.store.problems import NewerStoreError, StoreError

    try:
        store.open()
    except NewerStoreError:
        raise
    except StoreError as error:
        complain(f"{error} {saying.STORE_AWAY_MEANS}")


@click.group(commands=cli.commands, invoke_without_command=True)
@knowledge_option
@click.pass_context
def bot(context: click.Context) -> None:
    """Answer questions about community safety partnerships.

    Without a command: on Telegram where TELEGRAM_BOT_TOKEN is set, otherwise here in the terminal.
    """
    if context.invoked_subcommand is None:
        settings = current_settings()
        if settings.telegram_token:
            serve_telegram(settings)
        else:
            talk(settings)


@bot.command()
@knowledge_option
def chat() -> None:
    """Talk in the terminal; piped input is answered line by line until it ends."""
    talk(current_settings())


@bot.command()
@knowledge_option
@click.argument("question", nargs=-1)
@click.option("--jsonl", is_flag=True, help="Read questions as JSON lines and write replies so.")
@click.option("--explain", is_flag=True, help="Show how the question was understood.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="Pretend that it is this date.")
def ask(question: tuple[str, ...], jsonl: bool, explain: bool, today: datetime | None) -> None:
    """Answer one QUESTION, or with --jsonl the questions on standard input."""
    if bool(question) == jsonl:
        raise click.UsageError("Write a question in quotes, or --jsonl, and not both.")
    assistant = build_assistant(current_settings())

    def asked_on() -> date:
        return today.date() if today else clock.today()

    if jsonl:
        from cspbot.channels.jsonl import serve

        for line in serve(sys.stdin.buffer, assistant.reply, asked_on, complain):
            sys.stdout.buffer.write(line)
            sys.stdout.buffer.flush()
        return
    from cspbot.layout import lay_out
    from cspbot.messages import Question

    asked = Question(" ".join(question), asked_on())
    if explain:
        click.echo(assistant.explain(asked))
    else:
        click.echo(str(lay_out(assistant.reply(asked))))


@bot.command()
@knowledge_option
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write all that the bot keeps to FILE, while it runs or not."""
    from cspbot.store import backup as backups
    from cspbot.store.store import Store

    store = Store(current_settings().database_url)
    rows = backups.backup(store, file)
    click.echo(f"Wrote {rows:,} rows to {file}.")


@bot.command()
@knowledge_option
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask before rows are replaced.")
def restore(file: Path, yes: bool) -> None:
    """Replace all that the bot keeps by the backup in FILE, while it runs or not."""
    from cspbot.accounts.house import amended_anew
    from cspbot.store import backup as backups
    from cspbot.store.store import Store

    store = Store(current_settings().database_url)
    if not yes:
        ask_to_replace(store)
    done = backups.restore(store, file, amended_anew)
    if done.set_aside:
        click.echo(f"The damaged store is now {done.set_aside}.")
    click.echo(f"Restored {done.rows:,} rows from {file}.")


def ask_to_replace(store: Store) -> None:
    """Ask before rows are replaced; without anyone to ask, say how to go on.

    Raises:
        Abort: the answer is no.
    """
    from cspbot.store.backup import count
    from cspbot.store.problems import DamagedStoreError

    try:
        held = count(store)
    except DamagedStoreError as error:
        asked = f"{error}\nSet it aside and begin a new one with the backup?"
    else:
        if not held:
            return
        asked = f"{store.called} holds {held:,} rows. Replace them all?"
    if not sys.stdin.isatty():
        raise click.ClickException(f"{asked} --yes does.")
    click.confirm(asked, abort=True)


def complain(message: str) -> None:
    """Tell the person at the terminal what cannot be answered."""
    click.echo(message, err=True)


def talk(settings: Settings) -> None:
    """Hold a conversation in the terminal."""
    from rich.console import Console

    from cspbot import wording
    from cspbot.channels import console

    assistant = build_assistant(settings)
    sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr] # a text stream here
    screen = Console(highlight=False, markup=False, emoji=False)
    console.chat(assistant.reply, clock.today, sys.stdin, screen, wording.GREETING)


def serve_telegram(settings: Settings) -> None:
    """Answer on Telegram until the process is told to end."""
    from cspbot.channels.telegram import running
    from cspbot.channels.telegram.application import Connection

    desk = build_desk(settings)
    connection = Connection(settings.telegram_token or "", settings.telegram_api)
    try:
        running.run(connection, desk, clock.today, complain)
    except running.CannotRunError as error:
        raise click.ClickException(str(error)) from None


if __name__ == "__main__":
    run(bot)
