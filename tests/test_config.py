"""Settings: read once, with defaults, and told plainly when they cannot be used."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from cspbot.config import ROOT, SettingsError, read_settings


def test_defaults_need_nothing():
    """With an empty environment the bot answers from its own knowledge in the terminal."""
    settings = read_settings()
    assert settings.knowledge == ROOT / "knowledge"
    assert settings.index == ROOT / "build" / "knowledge-index.db"
    assert settings.telegram_token is None
    assert settings.telegram_api == "https://api.telegram.org"
    assert settings.log_level == logging.WARNING


def test_every_setting_is_read(monkeypatch, tmp_path):
    """Each variable reaches its setting; spaces around a value do not count."""
    monkeypatch.setenv("CSPBOT_KNOWLEDGE", str(tmp_path))
    monkeypatch.setenv("CSPBOT_INDEX", f"{tmp_path}/i.db")
    monkeypatch.setenv("CSPBOT_LOG_LEVEL", " debug ")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123:abc")
    monkeypatch.setenv("TELEGRAM_API_BASE_URL", "http://localhost:8081/")
    settings = read_settings()
    assert (settings.knowledge, settings.index) == (tmp_path, tmp_path / "i.db")
    assert (settings.telegram_token, settings.telegram_api) == ("123:abc", "http://localhost:8081")
    assert settings.log_level == logging.DEBUG


def test_command_line_goes_first(monkeypatch, tmp_path):
    """A folder named on the command line is used in place of the variable."""
    monkeypatch.setenv("CSPBOT_KNOWLEDGE", "elsewhere")
    assert read_settings(tmp_path).knowledge == tmp_path


def test_empty_variable_is_not_set(monkeypatch):
    """An empty value is how a hosting page clears a setting."""
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "  ")
    monkeypatch.setenv("CSPBOT_KNOWLEDGE", "")
    assert read_settings().telegram_token is None
    assert read_settings().knowledge == ROOT / "knowledge"


def test_index_can_be_turned_off(monkeypatch):
    """CSPBOT_INDEX=none: read the YAML at each start."""
    monkeypatch.setenv("CSPBOT_INDEX", "none")
    assert read_settings().index is None


def test_index_goes_to_the_cache_on_a_read_only_disk(monkeypatch, tmp_path):
    """Where nothing can be written beside the knowledge, the user's cache is used."""
    monkeypatch.setattr("os.access", lambda *_: False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    index = read_settings(Path("knowledge")).index
    assert index is not None
    assert index.parent == tmp_path / "cspbot"


def test_no_home_means_no_index(monkeypatch):
    """A process without any home reads the YAML at each start."""
    monkeypatch.setattr("os.access", lambda *_: False)
    for name in ("XDG_CACHE_HOME", "HOME", "USERPROFILE"):
        monkeypatch.delenv(name, raising=False)
    assert read_settings().index is None


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("CSPBOT_LOG_LEVEL", "loud", "write one of DEBUG, INFO"),
        ("TELEGRAM_API_BASE_URL", "localhost:8081", "with http:// or https:// in front"),
        ("TELEGRAM_BOT_TOKEN", "12345", "copy it whole from @BotFather"),
        ("TELEGRAM_BOT_TOKEN", "123:a b", "copy it whole from @BotFather"),
    ],
)
def test_bad_setting_is_told(monkeypatch, name, value, told):
    """What is wrong with a setting is told with its name and what to write instead."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name) as caught:
        read_settings()
    assert told in str(caught.value)


def test_token_is_never_shown(monkeypatch):
    """The token is a secret: neither settings in a log nor an error show it."""
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123:sesame")
    assert "sesame" not in repr(read_settings())
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123:open sesame")
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert "sesame" not in str(caught.value)
