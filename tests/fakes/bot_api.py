"""A Bot API server of our own, on loopback: real long polls, Telegram's limits and error bodies.

Strict where Telegram is: what it refuses here, Telegram refuses. Faults are ordered with `fail`.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import Message as EmailMessage
from email.parser import BytesParser
from time import monotonic, time
from typing import Any
from urllib.parse import parse_qsl

from tests.fakes.http_server import HangUpError, HttpServer, Request, Response
from tests.fakes.telegram_html import CannotParseError, parse, units

Params = dict[str, Any]
"""Parameters of a call, those that hold JSON already read."""
Message = dict[str, Any]

TOKEN = "123456789:AAE-a-token-that-only-the-tests-know"  # noqa: S105 - of the fake alone
ME = {
    "id": 123456789,
    "is_bot": True,
    "first_name": "Ambridge CSP",
    "username": "ambridge_csp_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}
TEXTS = frozenset({"text", "caption", "description", "short_description"})
"""Parameters that are text even where they look like JSON."""
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)
RIVAL = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is "
    "running"
)


class RefusedError(Exception):
    """The Bot API answers a call with an error."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.body = {"ok": False, "error_code": code, "description": description}
        if parameters:
            self.body["parameters"] = parameters
        self.code = code


@dataclass(frozen=True, slots=True)
class Refuse:
    """Fault: answer with this error and do nothing."""

    code: int
    description: str
    parameters: dict[str, int] = field(default_factory=dict)


def flood(seconds: int) -> Refuse:
    """Fault: refuse for so many seconds."""
    told = f"Too Many Requests: retry after {seconds}"
    return Refuse(429, told, {"retry_after": seconds})


@dataclass(frozen=True, slots=True)
class Late:
    """Fault: do it at once and answer so many seconds later."""

    seconds: float


@dataclass(frozen=True, slots=True)
class HangUp:
    """Fault: close the connection without an answer, having done it or not."""

    done: bool


@dataclass(frozen=True, slots=True)
class HalfOpen:
    """Fault: never answer, and do nothing; the connection stays open."""


@dataclass(frozen=True, slots=True)
class Say:
    """Fault: answer with these bytes."""

    body: bytes


Fault = Refuse | Late | HangUp | HalfOpen | Say


@dataclass(frozen=True, slots=True)
class Call:
    method: str
    params: Params
    at: float
    """`time.monotonic` of its arrival."""


class BotApi:
    """The server; `chats` in `tests.fakes.people` are the people who use it."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.messages: dict[int, dict[int, Message]] = defaultdict(dict)
        """By chat and message id; those of people and of the bot."""
        self.watchers: dict[int, Callable[[Message], None]] = {}
        """Told of each message that the bot sends or edits, by chat."""
        self.blocked: set[int] = set()
        """Chats that refuse the bot."""
        self.unlimited = False
        """Whether messages may come as fast as they can be sent."""
        self.presses_are_old = False
        """Whether all button presses are too old to be acknowledged."""
        self.popups: dict[str, str] = {}
        """Acknowledged button presses, with the text that popped up."""
        self.commands: dict[str, list[dict[str, str]]] = {}
        """What `setMyCommands` has set, by scope."""
        self.token = TOKEN
        self.confirmed = 0
        """The highest offset that a poll has acknowledged."""
        self._http = HttpServer(self._answer)
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._updates: deque[dict[str, Any]] = deque()
        self._wanted: list[str] = []
        self._presses: set[str] = set()
        self._next_update = 500_000
        self._next_message = 1_000
        self._arrived = asyncio.Event()
        self._poll: asyncio.Event | None = None
        self._written: dict[int, deque[float]] = defaultdict(deque)

    @property
    def url(self) -> str:
        return self._http.url

    async def open(self) -> None:
        await self._http.open()

    async def close(self) -> None:
        await self._http.close()

    def fail(self, method: str, *faults: Fault) -> None:
        """Let the next calls of a method go wrong, one fault each."""
        self._faults[method].extend(faults)

    def recover(self) -> None:
        """Take back the faults that have not happened yet."""
        self._faults.clear()

    def calls_of(self, *methods: str) -> list[Call]:
        return [call for call in self.calls if call.method in methods]

    async def called(self, method: str, times: int = 1, within: float = 5) -> Call:
        """Wait until a method has been called so many times; return the last of these."""
        async with asyncio.timeout(within):
            while len(self.calls_of(method)) < times:
                await asyncio.sleep(0.01)
        return self.calls_of(method)[times - 1]

    # What people do

    def push(self, kind: str, content: dict[str, Any]) -> int:
        """Queue an update for the bot; return its id."""
        self._next_update += 1
        if not self._wanted or kind in self._wanted:
            self._updates.append({"update_id": self._next_update, kind: content})
            self._arrived.set()
        return self._next_update

    def new_message(self, chat: dict[str, Any], author: dict[str, Any], **fields: Any) -> Message:
        """Make a message and keep it."""
        self._next_message += 1
        message = {
            "message_id": self._next_message,
            "date": int(time()),
            "chat": chat,
            "from": author,
            **fields,
        }
        self.messages[chat["id"]][self._next_message] = message
        return message

    def new_press(self) -> str:
        """Return the id of a callback query that may be answered once or more."""
        number = str(len(self._presses) + 4_242)
        self._presses.add(number)
        return number

    # What the bot calls

    async def _answer(self, request: Request) -> Response:
        try:
            method, params = self._read(request)
            self.calls.append(Call(method, params, monotonic()))
            result = await self._carry_out(method, params)
        except RefusedError as refused:
            return Response(json.dumps(refused.body).encode(), refused.code)
        if isinstance(result, Response):
            return result
        return Response(json.dumps({"ok": True, "result": result}).encode())

    def _read(self, request: Request) -> tuple[str, Params]:
        path = re.fullmatch(r"/bot([^/]*)/(\w+)", request.path)
        if not path or not re.fullmatch(r"\d+:[\w-]+", path[1]):
            raise RefusedError(404, "Not Found")
        if path[1] != self.token:
            raise RefusedError(401, "Unauthorized")
        return path[2], {
            name: text if name in TEXTS else _value(text)
            for name, text in _fields(request).items()
        }

    async def _carry_out(self, method: str, params: Params) -> object:
        handler = getattr(self, f"_{_snake(method)}", None)
        if handler is None:
            raise RefusedError(404, "Not Found")
        fault = self._faults[method].popleft() if self._faults[method] else None
        match fault:
            case Refuse(code, description, parameters):
                raise RefusedError(code, description, **parameters)
            case HangUp(done=False):
                raise HangUpError
            case HalfOpen():
                await asyncio.sleep(3_600)
            case Say(body):
                return Response(body)
            case _:
                pass
        result = handler(params)
        if asyncio.iscoroutine(result):
            result = await result
        match fault:
            case Late(seconds):
                await asyncio.sleep(seconds)
            case HangUp(done=True):
                raise HangUpError
            case _:
                pass
        return result

    def _get_me(self, _: Params) -> object:
        return ME

    def _delete_webhook(self, params: Params) -> bool:
        if params.get("drop_pending_updates"):
            self._updates.clear()
        return True

    async def _get_updates(self, params: Params) -> list[dict[str, Any]]:
        if self._poll:
            self._poll.set()  # Telegram ends the older of two polls
        mine = self._poll = asyncio.Event()
        if "allowed_updates" in params:
            self._wanted = params["allowed_updates"]
        offset = params.get("offset", 0)
        self.confirmed = max(self.confirmed, offset)
        while self._updates and self._updates[0]["update_id"] < offset:
            self._updates.popleft()
        deadline = monotonic() + params.get("timeout", 0)
        while not self._updates and monotonic() < deadline:
            self._arrived.clear()
            waits = [asyncio.ensure_future(event.wait()) for event in (self._arrived, mine)]
            await asyncio.wait(
                waits, timeout=deadline - monotonic(), return_when=asyncio.FIRST_COMPLETED
            )
            for wait in waits:
                wait.cancel()
            if mine.is_set():
                raise RefusedError(409, RIVAL)
        if self._poll is mine:
            self._poll = None
        return list(self._updates)[: params.get("limit", 100)]

    def _set_my_commands(self, params: Params) -> bool:
        commands = params["commands"]
        names = [command["command"] for command in commands]
        sound = all(re.fullmatch(r"[a-z0-9_]{1,32}", name) for name in names)
        if not sound or len(names) > 100:
            raise RefusedError(400, "Bad Request: BOT_COMMAND_INVALID")
        if not all(1 <= len(command["description"]) <= 256 for command in commands):
            raise RefusedError(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[params.get("scope", {}).get("type", "default")] = commands
        return True

    def _set_my_description(self, params: Params) -> bool:
        return _within(params.get("description", ""), 512, "description")

    def _set_my_short_description(self, params: Params) -> bool:
        return _within(params.get("short_description", ""), 120, "short description")

    def _send_message(self, params: Params) -> Message:
        chat = self._chat(params)
        text, entities = _marked(params, "text")
        if not text.strip():
            raise RefusedError(400, "Bad Request: message text is empty")
        if units(text) > 4096:
            raise RefusedError(400, "Bad Request: message is too long")
        return self._write(chat, params, text=text, entities=entities)

    def _send_photo(self, params: Params) -> Message:
        return self._send_file(params, photo=[])

    def _send_document(self, params: Params) -> Message:
        return self._send_file(params, document={"file_id": "1", "file_unique_id": "1"})

    def _send_file(self, params: Params, **content: object) -> Message:
        chat = self._chat(params)
        caption, entities = _marked(params, "caption")
        if units(caption) > 1024:
            raise RefusedError(400, "Bad Request: message caption is too long")
        return self._write(chat, params, caption=caption, caption_entities=entities, **content)

    def _send_chat_action(self, params: Params) -> bool:
        self._chat(params)
        return True

    def _edit_message_text(self, params: Params) -> Message:
        message = self._own(params)
        text, entities = _marked(params, "text")
        if units(text) > 4096:
            raise RefusedError(400, "Bad Request: message is too long")
        return self._change(message, params, {"text": text, "entities": entities})

    def _edit_message_reply_markup(self, params: Params) -> Message:
        return self._change(self._own(params), params, {})

    def _delete_message(self, params: Params) -> bool:
        message = self._own(params)
        del self.messages[message["chat"]["id"]][message["message_id"]]
        return True

    def _answer_callback_query(self, params: Params) -> bool:
        number = str(params["callback_query_id"])
        if number not in self._presses or self.presses_are_old:
            self.popups.setdefault(number, "")
            raise RefusedError(400, TOO_OLD)
        if len(params.get("text", "")) > 200:
            raise RefusedError(400, "Bad Request: MESSAGE_TOO_LONG")
        self.popups[number] = params.get("text", "")
        return True

    def _chat(self, params: Params) -> dict[str, Any]:
        known = self.messages.get(params["chat_id"])
        if not known:
            raise RefusedError(400, "Bad Request: chat not found")
        if params["chat_id"] in self.blocked:
            raise RefusedError(403, "Forbidden: bot was blocked by the user")
        chat: dict[str, Any] = next(iter(known.values()))["chat"]
        self._count(chat["id"])
        return chat

    def _count(self, chat: int) -> None:
        """Refuse what Telegram calls a flood: 20 a minute in a group, 30 a second in all."""
        if self.unlimited:
            return
        now = monotonic()
        for key, most, seconds in ((0, 30, 1), (chat, 20 if chat < 0 else 60, 60)):
            times = self._written[key]
            while times and times[0] < now - seconds:
                times.popleft()
            if len(times) >= most:
                raise RefusedError(429, "Too Many Requests: retry after 3", retry_after=3)
            times.append(now)

    def _write(self, chat: dict[str, Any], params: Params, **content: object) -> Message:
        _check_keyboard(params)
        fields = {name: value for name, value in content.items() if value != ""}
        if reply := params.get("reply_parameters"):
            replied = self.messages[chat["id"]].get(reply["message_id"])
            if replied:
                fields["reply_to_message"] = _without_reply(replied)
            elif not reply.get("allow_sending_without_reply"):
                raise RefusedError(400, "Bad Request: message to be replied not found")
        if "reply_markup" in params:
            fields["reply_markup"] = params["reply_markup"]
        message = self.new_message(chat, ME, **fields)
        self._tell(message)
        return message

    def _own(self, params: Params) -> Message:
        message = self.messages[params["chat_id"]].get(params["message_id"])
        if message is None:
            raise RefusedError(400, "Bad Request: message to edit not found")
        if message["from"] != ME:
            raise RefusedError(400, "Bad Request: message can't be edited")
        return message

    def _change(self, message: Message, params: Params, changes: dict[str, Any]) -> Message:
        _check_keyboard(params)
        changed = {**message, **changes}
        changed.pop("reply_markup", None)
        if "reply_markup" in params:
            changed["reply_markup"] = params["reply_markup"]
        if changed == message:
            raise RefusedError(400, NOT_MODIFIED)
        changed["edit_date"] = int(time())
        self.messages[message["chat"]["id"]][message["message_id"]] = changed
        self._tell(changed)
        return changed

    def _tell(self, message: Message) -> None:
        if watcher := self.watchers.get(message["chat"]["id"]):
            watcher(message)


def _fields(request: Request) -> dict[str, str]:
    """Return the fields of a request, in whichever of the three ways they are sent."""
    if request.content_type.startswith("multipart/form-data"):
        head = f"Content-Type: {request.content_type}\r\n\r\n".encode()
        parts = BytesParser().parsebytes(head + request.body).get_payload()
        assert isinstance(parts, list)
        found = {}
        for part in parts:
            assert isinstance(part, EmailMessage)
            name = part.get_param("name", header="content-disposition")
            payload = part.get_payload(decode=True)
            assert isinstance(payload, bytes)
            found[str(name)] = payload.decode(errors="replace")
        return found
    if request.content_type.startswith("application/json"):
        return {name: json.dumps(value) for name, value in json.loads(request.body).items()}
    return dict(parse_qsl(request.body.decode(), keep_blank_values=True))


def _value(text: str) -> object:
    """Read a field: objects, lists, numbers and booleans are sent as JSON, texts as they are."""
    if re.fullmatch(r"-?\d+|true|false", text) or text[:1] in ("{", "["):
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


def _snake(method: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", method).lower()


def _marked(params: Params, name: str) -> tuple[str, list[dict[str, object]]]:
    text = str(params.get(name, ""))
    if params.get("parse_mode") != "HTML":
        return text, []
    try:
        return parse(text)
    except CannotParseError as error:
        raise RefusedError(400, f"Bad Request: can't parse entities: {error}") from None


def _check_keyboard(params: Params) -> None:
    rows = params.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    if len(buttons) > 100:
        raise RefusedError(400, "Bad Request: REPLY_MARKUP_TOO_LONG")
    for button in buttons:
        if not button.get("text"):
            raise RefusedError(400, "Bad Request: button text can't be empty")
        if len(button) != 2:
            told = "Bad Request: text buttons are unallowed in the inline keyboard"
            raise RefusedError(400, told)
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
            raise RefusedError(400, "Bad Request: BUTTON_DATA_INVALID")
        if "copy_text" in button and not 1 <= len(button["copy_text"]["text"]) <= 256:
            raise RefusedError(400, "Bad Request: BUTTON_COPY_TEXT_INVALID")


def _within(text: str, most: int, what: str) -> bool:
    if len(text) > most:
        raise RefusedError(400, f"Bad Request: {what} is too long")
    return True


def _without_reply(message: Message) -> Message:
    return {name: value for name, value in message.items() if name != "reply_to_message"}
