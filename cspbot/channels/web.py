"""A small web server for calendar feeds, and nothing else: no forms, no cookies, no pages."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from cspbot.store.problems import StoreError

CALENDAR = "text/calendar; charset=utf-8"
KEPT_SECONDS = 3600
"""How long a calendar program may keep a feed without asking again."""
LONGEST_TOKEN = 100
NOTHING_HERE = "There is no calendar here. Ask the bot for a new address: /feed"
AWAY = "The calendar cannot be read just now. Please try again later."

log = logging.getLogger(__name__)

Calendar = Callable[[str], bytes | None]
"""Gives the calendar that a token shows; None where it shows none."""


def application(calendar: Calendar) -> Starlette:
    """Make the ASGI application."""

    async def feed(request: Request) -> Response:
        token = request.path_params["token"].removesuffix(".ics")
        if len(token) > LONGEST_TOKEN:
            return PlainTextResponse(NOTHING_HERE, 404)
        try:
            content = await run_in_threadpool(calendar, token)
        except StoreError as error:
            log.warning("a feed could not be shown: %s", error)
            return PlainTextResponse(AWAY, 503, headers={"Retry-After": "300"})
        if content is None:
            return PlainTextResponse(NOTHING_HERE, 404)
        return _unless_known(request, content)

    async def health(_: Request) -> Response:
        return PlainTextResponse("ok")

    return Starlette(
        routes=[
            Route("/calendar/{token:str}", feed, methods=["GET", "HEAD"]),
            Route("/health", health, methods=["GET", "HEAD"]),
        ]
    )


def _unless_known(request: Request, content: bytes) -> Response:
    """Send a calendar, or only word that it is the one that the program has already."""
    tag = f'"{hashlib.blake2b(content, digest_size=16).hexdigest()}"'
    headers = {
        "ETag": tag,
        # for its owner alone: no cache on the way may keep it
        "Cache-Control": f"private, max-age={KEPT_SECONDS}",
        "Content-Disposition": 'inline; filename="meetings.ics"',
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    known = {
        t.strip().removeprefix("W/") for t in request.headers.get("if-none-match", "").split(",")
    }
    if tag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=CALENDAR, headers=headers)
