"""A program that acts on a store in processes of its own, which can be killed at any point.

`python -m tests.store.driver` reads orders from standard input, a line of JSON each. For each one
it forks, so that the start is paid for once, and says how its children ended.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from itertools import count
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from cspbot.accounts.visit import Asker
from cspbot.assistant import Assistant
from cspbot.store.store import Store
from tests.store.acts import acts, assistant, desk_of, question

Order = dict[str, Any]


def main() -> None:
    """Carry out orders until there are no more."""
    known = assistant()
    question(desk_of(Store("sqlite:////dev/null/none"), known), 1)  # what is lazy is loaded now
    print("ready", flush=True)  # noqa: T201 - this is how the tests are told
    for line in sys.stdin:
        order: Order = json.loads(line)
        children = [_child(order, number, known) for number in range(order.get("processes", 1))]
        if "after_seconds" in order:
            time.sleep(order["after_seconds"])
            for child in children:
                os.kill(child, signal.SIGKILL)
        ended = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        print(json.dumps(ended), flush=True)  # noqa: T201


def _child(order: Order, number: int, known: Assistant) -> int:
    process = os.fork()
    if process:
        return process
    try:
        WORK[order["work"]](order, number, known)
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)  # noqa: T201
        os._exit(1)
    os._exit(0)


def _act(order: Order, number: int, known: Assistant) -> None:
    """Do all acts, and tell of each once it is done."""
    store = Store(order["url"])
    desk = desk_of(store, known)
    store.open()
    _kill_at(store, order)
    for done, act in enumerate(acts(desk), 1):
        act()
        _tell(order, f"{done}\n")


def _ask(order: Order, number: int, known: Assistant) -> None:
    """Ask as fast as it goes."""
    desk = desk_of(Store(order["url"]), known)
    _wait_for(order["start"])
    for asked in range(order["times"]):
        question(desk, 1_000 * number + asked)


def _join(order: Order, number: int, known: Assistant) -> None:
    """Use an invitation."""
    desk = desk_of(Store(order["url"]), known)
    desk.store.open()
    _wait_for(order["start"])
    user = 100 + number
    _tell(order, f"{user} {desk.join(Asker(user, user), order['payload']).text}\n")


WORK: dict[str, Callable[[Order, int, Assistant], None]] = {
    "act": _act, "ask": _ask, "join": _join,
}  # fmt: skip


def _tell(order: Order, text: str) -> None:
    """Write to the file of what was told: there for good, also after a kill."""
    file = os.open(order["told"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(file, text.encode())
    os.close(file)


def _wait_for(moment: float) -> None:
    """Wait until a moment, so that all processes begin together."""
    time.sleep(max(0.0, moment - time.time()))


def _kill_at(store: Store, order: Order) -> None:
    """Let this process be killed at the point that the order names."""
    passed = count(1)

    def pass_by(*_: object) -> None:
        if next(passed) == order["number"]:
            os.kill(os.getpid(), signal.SIGKILL)

    match order.get("at"):
        case "before commit":
            event.listen(store.engine, "commit", pass_by)
        case "after commit":
            event.listen(Session, "after_commit", pass_by)
        case "before statement":
            event.listen(store.engine, "before_cursor_execute", pass_by)
        case _:
            pass


if __name__ == "__main__":
    main()
