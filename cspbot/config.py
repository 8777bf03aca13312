"""The settings, from the environment; no other module reads it."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
"""The project's folder."""

TELEGRAM_API = "https://api.telegram.org"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
NO_INDEX = "none"
LONGEST_KEPT = 3_650
"""Days; ten years."""


class SettingsError(Exception):
    """A setting cannot be used; the text says which, why, and what to write instead."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings."""

    knowledge: Path
    """CSPBOT_KNOWLEDGE: the folder with the YAML."""
    index: Path | None
    """CSPBOT_INDEX: the SQLite file that start-up reads; None: work without one."""
    telegram_token: str | None = field(repr=False)
    """TELEGRAM_BOT_TOKEN: None where the bot is not on Telegram."""
    telegram_api: str
    """TELEGRAM_API_BASE_URL: the Bot API server, without the part '/bot<token>'."""
    web_url: str
    """CSPBOT_WEB_URL: the web server as people reach it; empty: there are no feeds."""
    port: int | None
    """PORT: where the web server listens; None: the bot starts none."""
    log_level: int
    """CSPBOT_LOG_LEVEL, as `logging` counts."""
    database_url: str = field(repr=False)
    """DATABASE_URL: where accounts and conversations are kept; may hold a password."""
    admins: frozenset[int]
    """ADMIN_IDS: Telegram's numbers of those who are admins whatever the store says."""
    is_open: bool
    """CSPBOT_ACCESS: whether everyone may ask, until an admin changes it."""
    operator: str
    """CSPBOT_OPERATOR: who runs the bot and how to reach them, for the privacy notice."""
    keep_text: timedelta
    """CSPBOT_KEEP_TEXT_DAYS: how long unanswered questions and reports are kept."""
    keep_counts: timedelta
    """CSPBOT_KEEP_COUNTS_DAYS: how long counts of use are kept."""


def read_settings(knowledge: Path | None = None) -> Settings:
    """Return the settings of this process.

    Args:
        knowledge: the knowledge folder where the command line names one.

    Raises:
        SettingsError: a setting cannot be used.
    """
    # an empty value counts as not set: that is how a hosting page clears one
    given = {name: value.strip() for name, value in os.environ.items() if value.strip()}
    folder = knowledge or Path(given.get("CSPBOT_KNOWLEDGE", ROOT / "knowledge"))
    return Settings(
        knowledge=folder,
        index=_index(given, folder),
        telegram_token=_token(given),
        telegram_api=_api(given),
        web_url=given.get("CSPBOT_WEB_URL", "").rstrip("/"),
        port=_port(given),
        log_level=_log_level(given),
        database_url=given.get("DATABASE_URL", f"sqlite:///{ROOT / 'data' / 'cspbot.db'}"),
        admins=_admins(given),
        is_open=_is_open(given),
        operator=given.get("CSPBOT_OPERATOR", ""),
        keep_text=_days(given, "CSPBOT_KEEP_TEXT_DAYS", 90),
        keep_counts=_days(given, "CSPBOT_KEEP_COUNTS_DAYS", 365),
    )


def _index(given: Mapping[str, str], folder: Path) -> Path | None:
    """Choose where the index lies: as told, else in build/ beside the knowledge, else in cache."""
    told = given.get("CSPBOT_INDEX")
    if told:
        return None if told.lower() == NO_INDEX else Path(told)
    beside = folder.resolve().parent
    build = beside / "build"
    if os.access(build if build.exists() else beside, os.W_OK):
        return build / f"{folder.resolve().name}-index.db"
    home = given.get("HOME") or given.get("USERPROFILE")
    cache = given.get("XDG_CACHE_HOME") or (f"{home}/.cache" if home else "")
    if not cache:
        return None
    place = hashlib.blake2b(str(folder.resolve()).encode(), digest_size=8).hexdigest()
    return Path(cache) / "cspbot" / f"{folder.resolve().name}-{place}-index.db"


def _token(given: Mapping[str, str]) -> str | None:
    token = given.get("TELEGRAM_BOT_TOKEN")
    if token and (":" not in token or any(c.isspace() or c == "/" for c in token)):
        raise SettingsError(
            "TELEGRAM_BOT_TOKEN is not a bot token: copy it whole from @BotFather, "
            "figures, a colon, then letters."
        )
    return token


def _api(given: Mapping[str, str]) -> str:
    url = given.get("TELEGRAM_API_BASE_URL", TELEGRAM_API)
    if not url.startswith(("https://", "http://")):
        raise SettingsError(
            f"TELEGRAM_API_BASE_URL is '{url}': write it with http:// or https:// in front, "
            f"as in {TELEGRAM_API}."
        )
    return url.rstrip("/")


def _admins(given: Mapping[str, str]) -> frozenset[int]:
    numbers = given.get("ADMIN_IDS", "").replace(",", " ").split()
    wrong = [number for number in numbers if not (number.isascii() and number.isdigit())]
    if wrong:
        raise SettingsError(
            f"ADMIN_IDS has '{wrong[0]}': write Telegram numbers with commas between them, as "
            "/whoami shows them, such as 123456789, 987654321."
        )
    return frozenset(map(int, numbers))


def _is_open(given: Mapping[str, str]) -> bool:
    access = given.get("CSPBOT_ACCESS", "open").lower()
    if access not in ("open", "closed"):
        raise SettingsError(f"CSPBOT_ACCESS is '{access}': write open or closed.")
    return access == "open"


def _port(given: Mapping[str, str]) -> int | None:
    port = given.get("PORT")
    if port is None:
        return None
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65_536):
        raise SettingsError(f"PORT is '{port}': write a number from 1 to 65535.")
    return int(port)


def _days(given: Mapping[str, str], name: str, default: int) -> timedelta:
    days = given.get(name, str(default))
    if not (days.isascii() and days.isdigit() and 1 <= int(days) <= LONGEST_KEPT):
        raise SettingsError(f"{name} is '{days}': write days from 1 to {LONGEST_KEPT}.")
    return timedelta(days=int(days))


def _log_level(given: Mapping[str, str]) -> int:
    name = given.get("CSPBOT_LOG_LEVEL", "WARNING").upper()
    if name not in LOG_LEVELS:
        raise SettingsError(f"CSPBOT_LOG_LEVEL is '{name}': write one of {', '.join(LOG_LEVELS)}.")
    return logging.getLevelNamesMapping()[name]
