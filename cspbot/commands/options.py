"""What the commands share: the knowledge folder that is named, and the settings."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

import cspbot
from cspbot import clock
from cspbot.config import Settings, read_settings

Decorated = TypeVar("Decorated", bound=Callable[..., Any] | click.Command)


def _remember(context: click.Context, _: click.Parameter, folder: str | None) -> None:
    if folder == "":
        raise click.BadParameter("name the knowledge folder, or leave the option out")
    if folder:
        context.find_root().meta["knowledge"] = Path(folder)


knowledge_option = click.option(
    "--knowledge",
    type=click.Path(),
    metavar="DIR",
    callback=_remember,
    expose_value=False,
    help="The knowledge folder, in place of CSPBOT_KNOWLEDGE.",
)
"""Taken before and after the name of a command."""

restricted_option = click.option(
    "--include-restricted", is_flag=True, help="With facts that are not public too."
)


def date_option(name: str, told: str) -> Callable[[Decorated], Decorated]:
    """Return an option that takes a day; left out, it is today."""
    return click.option(
        name,
        "on",
        type=click.DateTime(["%Y-%m-%d"]),
        callback=_day,
        metavar="DATE",
        help=f"{told}, as 2026-03-31; left out: today.",
    )


def _day(_: click.Context, __: click.Parameter, told: datetime | None) -> date:
    return told.date() if told else clock.today()


def current_settings() -> Settings:
    """Return the settings of the command that is running, and log as they say.

    Raises:
        SettingsError: a setting cannot be used.
    """
    root = click.get_current_context().find_root()
    settings = read_settings(root.meta.get("knowledge"))
    # Libraries may log what people wrote, as a database does each row that it reads: of them
    # warnings alone are logged, whatever is asked for.
    quiet = max(settings.log_level, logging.WARNING)
    logging.basicConfig(level=quiet, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger(cspbot.__name__).setLevel(settings.log_level)
    return settings
