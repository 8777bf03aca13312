"""A PostgreSQL server of the tests' own: made for the run, on loopback, gone at its end."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import IO, Any

import psycopg

DEBIAN = Path("/usr/lib/postgresql")
"""Where Debian keeps the programs, each version in a folder."""
USER, PASSWORD = "cspbot", "a-password-of-the-tests"
PATIENCE = 60.0
"""Seconds for a start: one on a quiet machine."""

_numbers = count(1)


class NoServerError(Exception):
    """There can be no server here; the text says why."""


class Server:
    """The server; a database of it is made in a moment, as a copy of one that is there."""

    def __init__(self) -> None:
        """Make a cluster and start it.

        Raises:
            NoServerError: PostgreSQL is not installed, or does not start.
        """
        self._programs = _programs()
        self._as: dict[str, Any] = _as_nobody()
        self._folder = Path(tempfile.mkdtemp(prefix="cspbot-postgres-"))
        self._process: subprocess.Popen[bytes] | None = None
        if self._as:
            os.chown(self._folder, self._as["user"], self._as["group"])
        password = self._folder / "password"
        password.write_text(PASSWORD, encoding="utf-8")
        password.chmod(0o644)
        try:
            self._run(
                "initdb", "--pgdata", str(self._folder / "data"), "--username", USER,
                "--pwfile", str(password), "--auth", "scram-sha-256", "--encoding", "UTF8",
                "--locale", "C", "--no-sync",
            )  # fmt: skip
            self.port = _free_port()
            self.start()
        except (OSError, subprocess.SubprocessError, NoServerError) as error:
            self.remove()
            raise NoServerError(f"PostgreSQL is installed and does not start: {error}") from error

    def url(self, name: str) -> str:
        """Return the address of a database, as DATABASE_URL has it."""
        return f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{self.port}/{name}"

    def create(self, template: str = "template1") -> str:
        """Make a database as a copy of another; return its name."""
        name = f"test_{next(_numbers)}"
        self.order(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever still uses it."""
        self.order(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def cut_connections(self, name: str) -> None:
        """Close every connection to a database, as a server may do at any time."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )

    def order(self, sql: str, name: str = "postgres") -> list[tuple[Any, ...]]:
        """Carry out a statement; return its rows."""
        with psycopg.connect(self.url(name), autocommit=True) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    def start(self) -> None:
        """Start the server; return when it takes connections.

        Raises:
            NoServerError: it ends at once, or is not ready in time.
        """
        log = self._folder / "log"
        with log.open("ab") as log_file:
            self._process = self._begin(log_file)
        deadline = time.monotonic() + PATIENCE
        while self._process.poll() is None and time.monotonic() < deadline:
            try:
                self.order("SELECT 1")
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise NoServerError(log.read_text(encoding="utf-8")[-500:])

    def _begin(self, log: IO[bytes]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [
                *_ends_with_us(), str(self._programs / "postgres"),
                "-D", str(self._folder / "data"), "-p", str(self.port),
                "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
                "-c", "max_connections=60", "-c", "shared_buffers=16MB",
                # these tests kill programs and never the machine
                "-c", "fsync=off",
            ],
            stdout=subprocess.DEVNULL, stderr=log, cwd="/", **self._as,
        )  # fmt: skip

    def stop(self) -> None:
        """End the server, in good order and without waiting for its clients."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def remove(self) -> None:
        """End the server and delete all of it."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [str(self._programs / program), *arguments], check=True, capture_output=True, cwd="/",
            **self._as,
        )  # fmt: skip


def _programs() -> Path:
    """Return the folder with initdb and postgres, of the latest version installed.

    Raises:
        NoServerError: there is none.
    """
    on_path = shutil.which("initdb")
    found = [Path(on_path).resolve().parent] if on_path else []
    found += sorted(DEBIAN.glob("*/bin"), key=lambda folder: folder.parent.name, reverse=True)
    for folder in found:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoServerError("PostgreSQL is not installed (on Debian: apt install postgresql)")


def _as_nobody() -> dict[str, Any]:
    """Return how to run a program as someone without rights: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _ends_with_us() -> Sequence[str]:
    """Return what to put before a command so that it ends even where the tests are killed."""
    return ("setpriv", "--pdeathsig", "INT") if shutil.which("setpriv") else ()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number
