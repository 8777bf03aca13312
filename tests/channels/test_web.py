"""Calendar feeds over HTTP: the right content for its owner, nothing for anyone else."""

from __future__ import annotations

from starlette.testclient import TestClient

from cspbot.channels.web import AWAY, NOTHING_HERE, application
from cspbot.store.problems import StoreError

CONTENT = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def client(**calendars: bytes) -> TestClient:
    return TestClient(application(calendars.get))


def test_owner_gets_calendar():
    """A known token gives the calendar with its content type, private to its owner."""
    answer = client(abc=CONTENT).get("/calendar/abc.ics")
    assert (answer.status_code, answer.content) == (200, CONTENT)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"].startswith("private")


def test_unchanged_is_not_sent_again():
    """A program that has the calendar is told so; when it changes it is sent."""
    first = client(abc=CONTENT).get("/calendar/abc.ics")
    known = {"If-None-Match": first.headers["etag"]}
    again = client(abc=CONTENT).get("/calendar/abc.ics", headers=known)
    assert (again.status_code, again.content) == (304, b"")
    changed = client(abc=CONTENT + b" ").get("/calendar/abc.ics", headers=known)
    assert changed.status_code == 200


def test_strangers_get_nothing():
    """Unknown, long and odd tokens, and other paths, give nothing."""
    web = client(abc=CONTENT)
    for path in (
        "/calendar/abcd.ics",
        "/calendar/" + "a" * 5_000,
        "/calendar/%00",
        "/",
        "/calendar",
    ):
        assert web.get(path).status_code == 404
    assert web.get("/calendar/x").text == NOTHING_HERE
    assert web.post("/calendar/abc.ics").status_code == 405


def test_store_away():
    """While the store cannot be used a feed asks to be fetched later, and is not empty."""

    def away(_: str) -> bytes:
        raise StoreError("locked")

    answer = TestClient(application(away)).get("/calendar/abc.ics")
    assert (answer.status_code, answer.text) == (503, AWAY)
    assert TestClient(application(away)).get("/health").status_code == 200
