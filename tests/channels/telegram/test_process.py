"""The bot as a process of its own, as people run it: `python bot.py` and the real assistant."""

import asyncio
import signal
from pathlib import Path

import pytest
from sqlalchemy import text

from cspbot.store.store import Store
from tests.channels.telegram.conftest import LONG, Run
from tests.fakes.bot_api import BotApi, HalfOpen
from tests.fakes.people import Chat


async def ended(process: asyncio.subprocess.Process) -> tuple[int | None, str]:
    """Wait for a process to end; return its exit code and what it said on standard error."""
    async with asyncio.timeout(LONG):
        _, said = await process.communicate()
    return process.returncode, said.decode()


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
async def test_answers_until_told(api: BotApi, run: Run, joan: Chat, end: signal.Signals):
    """It says who it is, answers, and ends in good order when it is told to."""
    process = await run()
    joan.sends("who chairs ambridge csp?")
    shown = await joan.next(within=LONG)
    assert "Joan Archer" in shown.text
    assert "Ambridge" in shown.marked("expandable_blockquote")
    process.send_signal(end)
    code, said = await ended(process)
    assert (code, said) == (0, "Answering on Telegram as @ambridge_csp_bot. Ctrl-C ends.\n")
    assert api.confirmed


async def test_commands_are_understood(api: BotApi, run: Run):
    """The real assistant understands the question that each command stands for."""
    await run()
    expected = {
        "/authorities ambridge": "Borsetshire Police",
        "/priorities ambridge": "Theft from farms",
        "/funding ambridge": "£12,000",
        "/meetings ambridge": "September",
        "/contacts ambridge": "Sam Carter",
        "/start ambridge-priorities": "Theft from farms",
    }
    for command, fact in expected.items():
        assert fact in (await Chat(api).say(command, within=LONG)).text
    joan = Chat(api)
    asked = await joan.say("/priorities")
    assert "Theft from farms" in (await joan.press(asked, "Ambridge")).text


async def test_bot_tells_of_itself(api: BotApi, run: Run):
    """The real assistant says what the bot covers, from where, and who is meant by a name."""
    await run()
    expected = {
        "/about": "Ambridge",
        "/partnerships": "Felpersham",
        "/sources": "Ambridge committee report",
        "/sources ambridge csp": "Ambridge committee report",
        "/mine ambridge csp": "Ambridge",
        "/mine walford": "no partnership called 'walford'",
    }
    for command, fact in expected.items():
        assert fact in (await Chat(api).say(command, within=LONG)).text
    joan = Chat(api)
    await joan.say("/mine ambridge csp")
    assert "Theft from farms" in (await joan.say("/priorities")).text
    shown = await joan.say("/start")
    assert "Theft from farms" in (await joan.press(shown, "What are the priorities of Amb")).text


async def test_wrong_token_ends(run: Run):
    """With a token that Telegram rejects it ends at once and says what to do."""
    code, said = await ended(await run(TELEGRAM_BOT_TOKEN="987654321:wrong"))  # noqa: S106
    assert code == 2
    assert len(said.splitlines()) == 1
    assert "rejects the token in TELEGRAM_BOT_TOKEN" in said
    assert "wrong" not in said


async def test_server_comes_late(api: BotApi, run: Run, joan: Chat):
    """While the server is not there it says so, and answers as soon as it is."""
    await api.close()
    process = await run()
    assert process.stderr
    async with asyncio.timeout(LONG):
        assert b"cannot be reached" in await process.stderr.readline()
    await api.open()
    assert "Joan Archer" in (await joan.say("who chairs ambridge csp?", within=LONG)).text


async def test_ends_while_trying(api: BotApi, run: Run):
    """It can be told to end while it waits for a server."""
    await api.close()
    process = await run()
    assert process.stderr
    async with asyncio.timeout(LONG):
        await process.stderr.readline()
    process.terminate()
    code, _ = await ended(process)
    assert code == 0


async def test_killed_and_started(api: BotApi, run: Run, joan: Chat):
    """A kill in the middle of an answer leaves nothing behind that hinders the next start."""
    api.fail("sendMessage", HalfOpen())
    process = await run()
    joan.sends("who chairs ambridge csp?")
    await api.called("sendMessage", within=LONG)
    process.kill()
    await process.wait()
    await run()
    assert "Joan Archer" in (await joan.say("who chairs ambridge csp?", within=LONG)).text


async def test_store_cannot_be_used(api: BotApi, run: Run, joan: Chat, tmp_path: Path):
    """Without a store it says why and what to do, and answers all the same."""
    (tmp_path / "bot.db").mkdir()
    process = await run()
    assert process.stderr
    async with asyncio.timeout(LONG):
        told = (await process.stderr.readline()).decode()
    assert "cannot be used: it cannot be read or written. Check the rights of the file" in told
    assert "Joan Archer" in (await joan.say("who chairs ambridge csp?", within=LONG)).text


async def test_log_has_no_words(api: BotApi, run: Run, joan: Chat):
    """However talkative the log is set, it has no words of anyone, read from the store either."""
    process = await run(CSPBOT_LOG_LEVEL="DEBUG", ADMIN_IDS=str(joan.user["id"]))
    await joan.say("/whoami", within=LONG)  # Telegram lets no bot write to whoever never did
    other = Chat(api)
    await other.say("/access Wilhelmina of the fire service")
    await other.say("is Wilhelmina the chair of ambridge csp?")
    await other.say("/mydata")
    await joan.next()  # the request
    for command in ("/people", "/unanswered", "/pause Wilhelmina is away", "/resume", "/why"):
        await joan.say(command)
    process.terminate()
    _, said = await ended(process)
    assert "DEBUG cspbot." in said
    assert "ilhelmina" not in said


async def test_newer_store_ends(run: Run, tmp_path: Path):
    """A store of a later version is left alone: the bot ends and says what to do."""
    newer = Store(f"sqlite:///{tmp_path / 'bot.db'}")
    newer.open()
    with newer.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    newer.close()
    code, said = await ended(await run())
    assert code == 2
    assert "was written by a later version of cspbot" in said
    assert len(said.splitlines()) == 1


async def test_bad_knowledge_ends(run: Run, tmp_path: Path):
    """Knowledge that cannot be used never gets as far as Telegram."""
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "bad.yaml").write_text("partnerships: 5\n", encoding="utf-8")
    code, said = await ended(await run(CSPBOT_KNOWLEDGE=str(tmp_path / "knowledge")))
    assert code == 2
    assert "bad.yaml" in said
