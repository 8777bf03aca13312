"""A small HTTP server on loopback that can also misbehave: answer late, never, or hang up."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import h11


@dataclass(frozen=True, slots=True)
class Request:
    path: str
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Response:
    body: bytes
    status: int = 200
    content_type: str = "application/json"


class HangUpError(Exception):
    """Raised by a handler: the connection is closed without an answer."""


Handler = Callable[[Request], Awaitable[Response]]


class HttpServer:
    """Serves one handler; can be closed and opened again on the same port."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._connections: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        if self._server:
            self._server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        self._server = None

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._serve(reader, writer))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = h11.Connection(h11.SERVER)
        try:
            while request := await _read(connection, reader):
                answer = await self._handler(request)
                headers = [
                    ("content-type", answer.content_type),
                    ("content-length", str(len(answer.body))),
                ]
                for event in (
                    h11.Response(status_code=answer.status, headers=headers),
                    h11.Data(data=answer.body),
                    h11.EndOfMessage(),
                ):
                    writer.write(connection.send(event) or b"")
                await writer.drain()
                connection.start_next_cycle()
        except (HangUpError, ConnectionError, h11.ProtocolError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError, asyncio.CancelledError):
                await writer.wait_closed()


async def _read(connection: h11.Connection, reader: asyncio.StreamReader) -> Request | None:
    """Read one request; None if the client has closed the connection."""
    head: h11.Request | None = None
    body = b""
    while True:
        event = connection.next_event()
        match event:
            case h11.Request():
                head = event
            case h11.Data():
                body += event.data
            case h11.EndOfMessage() if head:
                kinds = [value for name, value in head.headers if name == b"content-type"]
                kind = kinds[0].decode() if kinds else ""
                return Request(head.target.decode(), kind, body)
            case h11.ConnectionClosed():
                return None
            case _:
                connection.receive_data(await reader.read(65_536))
