"""The commands as people run them: what they print, how they fail, with which exit code."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cspbot.config import ROOT
from tests.conftest import COUNTY

Bot = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def bot(tmp_path: Path) -> Bot:
    """Run bot.py on the county, with an index of the test's own."""

    def run(
        *arguments: str,
        stdin: str | None = None,
        program: tuple[str, ...] = ("bot.py",),
        **env: str,
    ) -> subprocess.CompletedProcess[str]:
        settings = {"CSPBOT_KNOWLEDGE": str(COUNTY), "CSPBOT_INDEX": str(tmp_path / "i.db"), **env}
        return subprocess.run(
            [sys.executable, *program, *arguments], input=stdin, capture_output=True, text=True,
            encoding="utf-8", cwd=ROOT, env={**os.environ, **settings}, timeout=60, check=False,
        )  # fmt: skip

    return run


def failed(done: subprocess.CompletedProcess[str]) -> str:
    """Return what was said on standard error, having made sure that it is fit for people."""
    assert done.returncode == 2, done
    assert 1 <= len(done.stderr.splitlines()) <= 2, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


# Answers ----------------------------------------------------------------------------------------


def test_ask_answers(bot):
    """`ask` prints the answer with its source."""
    done = bot("ask", "who chairs ambridge csp?")
    assert "Joan Archer" in done.stdout
    assert "Source: Ambridge committee report, 14 September 2023" in done.stdout
    assert (done.returncode, done.stderr) == (0, "")


def test_quotes_may_be_left_out(bot):
    """The words of a question need no quotes where the shell leaves them alone."""
    assert "Joan Archer" in bot("ask", "who", "chairs", "ambridge", "csp").stdout


def test_ask_explains(bot):
    """`ask --explain` shows how the question was read."""
    assert "ambridge" in bot("ask", "--explain", "who chairs ambridge csp?").stdout.lower()


def test_ask_can_pretend_a_date(bot):
    """`ask --today` answers as on that day: what was fresh then is not called old."""
    then = bot("ask", "--today", "2023-10-01", "who chairs ambridge csp?").stdout
    now = bot("ask", "--today", "2033-10-01", "who chairs ambridge csp?").stdout
    assert "old" not in then
    assert "old" in now


def test_jsonl_answers_each_line(bot):
    """`ask --jsonl` gives one object a line, and complains of what is none on standard error."""
    lines = [
        json.dumps({"id": "1", "session": "s", "ask": "who chairs ambridge csp?"}),
        "not json",
        json.dumps({"id": "2", "session": "s", "ask": "£ and ’ and 漢字?"}, ensure_ascii=False),
    ]
    done = bot("ask", "--jsonl", stdin="\n".join(lines), PYTHONIOENCODING="ascii")
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    assert [reply["id"] for reply in replies] == ["1", "2"]
    assert replies[0]["kind"] == "answer"
    assert done.returncode == 0
    assert done.stderr.startswith("line 2: not JSON")


@pytest.mark.parametrize("arguments", [("chat",), ()], ids=["chat", "no command"])
def test_chat_answers_a_pipe(bot, arguments):
    """Piped input is answered line by line until it ends; without a token this is the default."""
    done = bot(*arguments, stdin="who chairs ambridge csp?\nwhat is its quorum?\n")
    assert "> who chairs ambridge csp?" in done.stdout
    assert "Joan Archer" in done.stdout
    assert "Five members" in done.stdout
    assert (done.returncode, done.stderr) == (0, "")


def test_plain_terminals_are_served(bot):
    """A screen that knows ASCII alone shows a '?' for a pound sign, and the bot goes on."""
    done = bot("ask", "how much did ambridge get for speed signs?", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "8,000" in done.stdout


def test_start_imports_only_what_an_answer_needs(bot):
    """With an index, `ask` loads no checker, no database builder and no chat system."""
    bot("ask", "who chairs ambridge csp?")
    done = bot("ask", "who chairs ambridge csp?", program=("-X", "importtime", "bot.py"))
    loaded = set(re.findall(r"\| +([\w.]+)$", done.stderr, re.MULTILINE))
    assert "cspbot.assistant" in loaded
    assert loaded & {"pydantic", "sqlite_utils", "telegram", "rich", "asyncio", "httpx"} == set()


def test_closed_pipe_is_no_fault(bot, tmp_path):
    """Whoever reads the output may stop when they have seen enough."""
    command = f"{sys.executable} bot.py check --help | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


def test_interrupt_ends_quietly(tmp_path):
    """Ctrl-C ends a conversation without a traceback."""
    process = subprocess.Popen(
        [sys.executable, "bot.py", "chat"], cwd=ROOT, stdin=subprocess.PIPE, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "CSPBOT_INDEX": "none"},
    )  # fmt: skip
    assert process.stdin
    assert process.stdout
    process.stdin.write("who chairs telford csp?\n")
    process.stdin.flush()
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert "Traceback" not in said


# The knowledge ----------------------------------------------------------------------------------


def test_check_says_that_all_is_well(bot):
    """Sound knowledge: its warnings, then one line with what there is."""
    done = bot("check")
    *warnings, last = done.stdout.splitlines()
    assert [line.startswith("warning: tests/county/") for line in warnings] == [True, True]
    assert re.fullmatch(r".*county is sound: \d+ facts about \d+ things, from 7 documents\.", last)
    assert (done.returncode, done.stderr) == (0, "")


def test_check_lists_every_problem(bot, write_folder):
    """Unsound knowledge: every problem on standard output, the count on standard error."""
    folder = write_folder("places: [{id: p, nam: P, type: ward, at: ['1']}]\nscope: nobody\n")
    done = bot("check", "--knowledge", str(folder))
    assert done.stdout.splitlines() == [
        f"{folder}/small.yaml:12: places[0].nam: unknown key (did you mean 'name'?)",
        f"{folder}/small.yaml:12: places[0].name: is missing",
        f"{folder}/small.yaml:13: scope: no partnership 'nobody'",
    ]
    assert failed(done) == "3 problems to mend, listed above.\n"


def test_check_runs_as_a_module(bot):
    """`python -m cspbot check` is the same command: make uses it."""
    assert bot("check", program=("-m", "cspbot")).returncode == 0


def test_build_writes_a_database(bot, tmp_path):
    """`build FILE` writes the public facts, and says where; asked for, the others too."""
    target = tmp_path / "out" / "county.db"
    public = bot("build", str(target)).stdout
    everything = bot("build", str(target), "--include-restricted").stdout
    count = [int(re.findall(r"Wrote (\d+)", text)[0]) for text in (public, everything)]
    assert count[0] < count[1]
    assert public.endswith(f"public facts to {target}.\n")
    assert target.read_bytes().startswith(b"SQLite format 3")


@pytest.mark.parametrize("place", ["before", "after"])
def test_folder_may_be_named_anywhere(bot, write_folder, place):
    """`--knowledge` is taken before the command and after it."""
    named = ("--knowledge", str(write_folder()))
    arguments = (*named, "check") if place == "before" else ("check", *named)
    assert "knowledge is sound" in bot(*arguments).stdout


# Failures ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [("ask", "who?"), ("chat",), ("build",)], ids=lambda c: c[0])
def test_bad_knowledge_never_starts(bot, write_folder, command):
    """No command works with bad knowledge; it says why and where all of it can be seen."""
    folder = write_folder("scope: nobody\nplaces: [{id: p}]\n")
    said = failed(bot(*command, "--knowledge", str(folder), stdin=""))
    assert "4 problems, first " in said
    assert "small.yaml:12: scope: no partnership 'nobody'" in said
    assert "python bot.py check" in said


def test_missing_folder_is_told(bot):
    """A knowledge folder that is not there is named."""
    assert "nowhere: there is no such folder" in failed(
        bot("ask", "who?", "--knowledge", "nowhere")
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("asc", "who?"), "No such command 'asc'"),
        (("ask",), "Write a question in quotes, or --jsonl"),
        (("ask", "--jsonl", "who?"), "and not both"),
        (("ask", "--json"), "No such option"),
        (("ask", "--today", "soon", "who?"), "'soon'"),
    ],
)
def test_wrong_use_is_told(bot, arguments, told):
    """A slip on the command line is told in two lines."""
    assert told in failed(bot(*arguments))


def test_wrong_setting_is_told(bot):
    """A setting that cannot be used is named."""
    assert "CSPBOT_LOG_LEVEL" in failed(bot("ask", "who?", CSPBOT_LOG_LEVEL="loud"))


def test_unwritable_target_is_told(bot, tmp_path):
    """A file that cannot be written is named with the reason."""
    (tmp_path / "file").write_text("in the way")
    said = failed(bot("build", str(tmp_path / "file" / "x.db")))
    assert str(tmp_path / "file") in said


def test_fault_of_the_program_is_told(bot):
    """What nobody foresaw is told without a traceback, which the log has for those who mend it."""
    broken = "import bot; bot.build_assistant = None; bot.run(bot.bot, ['ask', 'who?'])"
    quiet = bot(program=("-c", broken))
    assert "Something went wrong in the program itself" in failed(quiet)
    assert "Traceback" in bot(program=("-c", broken), CSPBOT_LOG_LEVEL="DEBUG").stderr


def test_pipe_in_the_folder_is_refused(bot, tmp_path):
    """A pipe among the YAML files is told, and not waited for."""
    folder = shutil.copytree(COUNTY, tmp_path / "county")
    os.mkfifo(folder / "pipe.yaml")
    done = bot("check", "--knowledge", str(folder))
    assert done.returncode == 2
    assert "pipe.yaml: is no ordinary file" in done.stdout


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_bring_no_traceback(closed):
    """Started without a screen or an input, a command ends in order."""
    command = f'exec "{sys.executable}" bot.py ask "who chairs telford?" {closed}'
    done = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr


def test_empty_folder_name_is_refused(bot):
    """An empty name is not the folder that one happens to be in."""
    assert "name the knowledge folder" in failed(bot("ask", "--knowledge", "", "who chairs?"))


def test_index_replaces_no_stranger(bot, tmp_path):
    """A text file that CSPBOT_INDEX names by mistake is left as it is, and the bot answers."""
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear all")
    done = bot("ask", "who chairs ambridge?", CSPBOT_INDEX=str(letter))
    assert done.returncode == 0
    assert "Joan Archer" in done.stdout
    assert letter.read_text() == "Dear all"


# Calendars ---------------------------------------------------------------------------------------

YEAR = ("--from", "2027-01-01", "--until", "2027-12-31")


def test_calendar_is_written_and_renewed(bot, tmp_path):
    """`calendar` writes a file, and renews it where it is: nothing changed, no later version."""
    target = tmp_path / "board.ics"
    for _ in range(2):
        done = bot("calendar", "borchester", "--group", "board", *YEAR, "--out", str(target))
        assert (done.returncode, done.stdout) == (0, f"Wrote {target}.\n")
    text = target.read_text(encoding="utf-8")
    assert text.count("BEGIN:VEVENT") == 5
    assert text.count("UID:borchester-board-meetings.2027-01-05@cspbot") == 1
    assert "meet.example/borchester-board" not in text


def test_calendar_of_one_day(bot, tmp_path):
    """One meeting is a span of one day; asked for, what is not public is in it."""
    target = tmp_path / "one.ics"
    day = ("--from", "2027-01-12", "--until", "2027-01-12")
    bot("calendar", "borchester", *day, "--include-restricted", "--out", str(target))
    text = target.read_text(encoding="utf-8").replace("\n ", "")
    assert text.count("BEGIN:VEVENT") == 1
    assert "meet.example/borchester-board" in text


def test_picture_is_written(bot, tmp_path):
    """`calendar --picture` draws the year of one group."""
    target = tmp_path / "year.png"
    bot("calendar", "borchester", "--group", "board", "--picture", *YEAR, "--out", str(target))
    assert target.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("borchester", "--picture"), "choose with --group"),
        (("borchester", "--group", "cabinet"), "No group called 'cabinet'"),
        (("wibble",), "No partnership called 'wibble'"),
        (("ambridge",), "I hold no calendar of meetings for Ambridge"),
        (("borchester", "--from", "2017-01-01", "--until", "2017-02-01"), "No meeting of"),
    ],
)
def test_no_calendar_is_told(bot, tmp_path, arguments, told):
    """Where no calendar can be made, that is told, and nothing is written."""
    target = tmp_path / "none.ics"
    assert told in failed(bot("calendar", *arguments, "--out", str(target)))
    assert not target.exists()


def test_calendar_replaces_no_stranger(bot, tmp_path):
    """A file that is no calendar is left as it is."""
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear all")
    failed(bot("calendar", "borchester", *YEAR, "--out", str(letter)))
    assert letter.read_text() == "Dear all"


def test_answers_need_no_calendar(bot):
    """An answer that works out no meeting imports nothing of what does."""
    bot("ask", "who chairs ambridge csp?")
    done = bot("ask", "who chairs ambridge csp?", program=("-X", "importtime", "bot.py"))
    loaded = set(re.findall(r"\| +([\w.]+)$", done.stderr, re.MULTILINE))
    assert loaded & {"dateutil.rrule", "holidays", "icalendar", "PIL", "PIL.Image"} == set()
