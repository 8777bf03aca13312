"""The one entry: puts the parts together and starts what the command line asks for."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import click

from cspbot import clock
from cspbot.__main__ import cli, current_settings, knowledge_option, run
from cspbot.commands.options import restricted_option
from cspbot.config import ROOT, Settings

if TYPE_CHECKING:
    from cspbot.accounts.desk import Desk
    from cspbot.assistant import Assistant
    from cspbot.store.store import Store
    from cspbot.store.tables import AmendmentRow


FEED_BACK = timedelta(days=60)
"""How far back a feed shows meetings."""


def build_assistant(settings: Settings, amendments: Mapping[str, bytes] = {}) -> Assistant:
    """Load the knowledge and make the assistant that answers from it.

    Args:
        settings: where the knowledge and its index are.
        amendments: knowledge files that are kept in the store, by their path in the folder.

    Raises:
        KnowledgeError: the knowledge cannot be used.
    """
    from cspbot.assistant import Assistant
    from cspbot.knowledge.shelf import shelves
    from cspbot.knowledge.store import load_knowledge

    if gc.get_freeze_count():  # what a knowledge before this one left is given back
        gc.unfreeze()
        gc.collect()
    index = settings.index
    if index and amendments:  # the terminal has none, and the two shall not undo each other's
        index = index.with_name(f"{index.stem}-amended{index.suffix}")
    knowledge = load_knowledge(settings.knowledge, index, amendments)
    program = ROOT / "cspbot" / "language"
    assistant = Assistant(knowledge, shelves(index, knowledge.fingerprint, program))
    assistant.prepare()
    # What is held stays as long as the bot runs. Without this the collector walks all of it every
    # few hundred answers, and the answer that it falls upon takes 30 ms longer.
    gc.freeze()
    return assistant


def build_desk(settings: Settings) -> Desk[Assistant]:
    """Make the desk: the assistant, the store, and what whoever runs the bot has set.

    Raises:
        KnowledgeError: the knowledge cannot be used.
        NewerStoreError: a later version of the program wrote the store.
    """
    from cspbot.accounts.amendments import InStore
    from cspbot.accounts.desk import Desk
    from cspbot.accounts.living import Living
    from cspbot.accounts.privacy import Keeping
    from cspbot.accounts.visit import House
    from cspbot.store.store import Store

    keeping = Keeping(settings.keep_text, settings.keep_counts)
    rules = House(settings.admins, settings.is_open, settings.operator, keeping, settings.web_url)
    store = Store(settings.database_url)
    open_store(store)
    living = Living(
        settings.knowledge, lambda files: build_assistant(settings, files), InStore(store)
    )
    return Desk(store, living, rules, clock.now)


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
@click.argument("partnerships", nargs=-1, required=True, metavar="PARTNERSHIP...")
@click.option("--group", help="Only the meetings of the group of this name.")
@click.option(
    "--from",
    "first",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The first day; today where it is left out.",
)
@click.option(
    "--until",
    "last",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The last day; a year on where it is left out.",
)
@click.option("--picture", is_flag=True, help="A PNG of the year's rota in place of a calendar.")
@click.option("--dark", is_flag=True, help="The picture light on dark.")
@click.option("--include-restricted", is_flag=True, help="Take in what is not public too.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The file to write.")
def calendar(
    partnerships: tuple[str, ...], group: str | None, first: datetime | None,
    last: datetime | None, picture: bool, dark: bool, include_restricted: bool, out: Path | None,
) -> None:  # fmt: skip
    """Write the meetings of one or several partnerships to a calendar file, or draw their year.

    A file that is there already is renewed: what changed counts as a later version in the
    calendars that have read it.
    """
    from cspbot import calendars
    from cspbot.messages import Role

    wanted = calendars.Wanted(
        partnerships, first.date() if first else clock.today(), last.date() if last else None,
        group or "", Role.ADMIN if include_restricted else Role.PUBLIC,
    )  # fmt: skip
    assistant = build_assistant(current_settings())
    try:
        if picture:
            name, content = calendars.picture(assistant, wanted, "dark" if dark else "light")
        else:
            there = out or Path(f"{calendars.file_stem(assistant, wanted)}.ics")
            before = there.read_bytes() if there.exists() else b""
            name, content = calendars.calendar(assistant, wanted, clock.now(), before)
    except calendars.CannotMakeError as error:
        raise click.ClickException(str(error)) from None
    target = out or Path(name)
    if picture and target.exists() and not target.read_bytes().startswith(calendars.PNG):
        raise click.ClickException(f"{target} is there already and is no PNG.")
    target.write_bytes(content)
    click.echo(f"Wrote {target}.")


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
    from cspbot.store import backup as backups
    from cspbot.store.store import Store

    store = Store(current_settings().database_url)
    if not yes:
        ask_to_replace(store)
    done = backups.restore(store, file)
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


@bot.command()
@knowledge_option
def web() -> None:
    """Serve calendar feeds over HTTP on PORT, by default 8080, without Telegram."""
    settings = current_settings()
    serve_feeds(build_desk(settings), settings.port or 8080)


def serve_feeds(desk: Desk[Assistant], port: int) -> None:
    """Serve calendar feeds until the process ends."""
    import uvicorn

    from cspbot.channels.web import application

    # reachable from outside: calendar programs fetch from elsewhere
    host = "0.0.0.0"  # noqa: S104
    uvicorn.run(application(feed_of(desk)), host=host, port=port, log_config=None)


def feed_of(desk: Desk[Assistant]) -> Callable[[str], bytes | None]:
    """Return what gives the calendar that a token shows, to its owner of this moment."""
    from cspbot import calendars
    from cspbot.accounts.feeds import open_feed
    from cspbot.accounts.house import house

    def calendar_of(token: str) -> bytes | None:
        with desk.store.read() as session:
            is_open = house(session, desk.rules.is_open).is_open
            feed = open_feed(session, token, desk.rules.admins, is_open)
        if feed is None or not feed.partnerships:
            return None
        # stamped with the day and not the moment, so that what has not changed is not sent again
        today = desk.now().replace(hour=0, minute=0, second=0, microsecond=0)
        wanted = calendars.Wanted(
            feed.partnerships, today.date() - FEED_BACK, role=feed.owner.role,
            areas=feed.owner.areas,
        )  # fmt: skip
        try:
            return calendars.calendar(desk.assistant, wanted, today)[1]
        except calendars.CannotMakeError:
            return None

    return calendar_of


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
    if settings.port:
        Thread(target=serve_feeds, args=(desk, settings.port), daemon=True).start()
    try:
        running.run(connection, desk, clock.today, complain)
    except running.CannotRunError as error:
        raise click.ClickException(str(error)) from None


@bot.command()
@knowledge_option
def remind() -> None:
    """Send the reminders that are due, and fetch no messages; any number may run at once."""
    import asyncio

    from cspbot.channels.telegram import running
    from cspbot.channels.telegram.application import Connection
    from cspbot.store.store import Store

    settings = current_settings()
    if not settings.telegram_token:
        raise click.ClickException("Set TELEGRAM_BOT_TOKEN: reminders are sent on Telegram.")
    connection = Connection(settings.telegram_token, settings.telegram_api)
    try:
        asyncio.run(
            running.remind(connection, Store(settings.database_url), clock.now, asyncio.Event())
        )
    except running.CannotRunError as error:
        raise click.ClickException(str(error)) from None


@bot.group()
def amendments() -> None:
    """Corrections that were made in the chat."""


@amendments.command("list")
@knowledge_option
@restricted_option
def list_amendments(include_restricted: bool) -> None:
    """List the corrections in force."""
    from cspbot.accounts.amendments import source

    for row in _amendments(include_restricted):
        told = source(row.told_by, row.told_on)
        click.echo(
            f"{row.id}. {row.record}, {row.field}: {row.before!r}, now {row.value!r} ({told})"
        )


@amendments.command("export")
@knowledge_option
@restricted_option
def export_amendments(include_restricted: bool) -> None:
    """Write them as files under amendments/ of the knowledge folder, for review and merging.

    Those of facts that are not public go under restricted/amendments/, if they are included.
    """
    from cspbot.accounts.amendments import files

    settings = current_settings()
    made = files(_amendments(include_restricted))
    for name, content in made.items():
        path = settings.knowledge / name
        if path.exists() and path.read_bytes() != content:
            click.echo(f"{path} is there with other content and is left as it is.")
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        click.echo(f"Wrote {path}.")
    click.echo("Check them: python bot.py check")


def _amendments(include_restricted: bool) -> list[AmendmentRow]:
    """Return the corrections in force, and say how many there are."""
    from cspbot.accounts.amendments import in_force
    from cspbot.store.store import Store

    with Store(current_settings().database_url).read() as session:
        rows = in_force(session)
    told = [row for row in rows if include_restricted or row.audience == "public"]
    left_out = len(rows) - len(told)
    more = f", {left_out} of them not public: --include-restricted" if left_out else ""
    click.echo(f"{len(rows)} in force{more}.")
    return told


if __name__ == "__main__":
    run(bot)
