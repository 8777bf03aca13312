"""Questions and replies as JSON, one object a line: for other programs, and for grading.

In:  {"id": "dev-087/2", "session": "dev-087", "ask": "and Wyre Forest's?", "today": "2016-04-04"}
Out: {"id": "dev-087/2", "kind": "answer", "text": "...", "sources": [{"document": "...", ...}]}

Lines with the same session are one conversation; a line without one stands alone. What a line
leaves out may be left out: only `ask` is needed.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from cspbot.layout import lay_out
from cspbot.messages import Context, Question, Reply

MAX_SESSIONS = 10_000
"""Conversations remembered at a time; the one longest silent is forgotten first."""


class BadLineError(Exception):
    """A line cannot be answered; carries its id where that can be read."""

    def __init__(self, message: str, ident: object = None) -> None:
        super().__init__(message)
        self.ident = ident


def serve(
    lines: Iterable[bytes],
    reply: Callable[[Question], Reply],
    today: Callable[[], date],
    complain: Callable[[str], None],
) -> Iterator[bytes]:
    """Yield a line for each line that is read, as soon as it is answered.

    A line that is not a question is answered with an error object if its id can be read, and told
    to `complain` in any case; it stops no other line.
    """
    contexts: OrderedDict[str, Context] = OrderedDict()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            request = _request(line)
            question = _question(request, contexts, today)
        except BadLineError as error:
            complain(f"line {number}: {error}")
            if error.ident is not None:
                yield _encoded({"id": error.ident, "kind": "unknown", "text": str(error),
                                "sources": [], "error": str(error)})  # fmt: skip
            continue
        answer = reply(question)
        session = request.get("session")
        if session is not None:
            contexts[str(session)] = answer.context
            contexts.move_to_end(str(session))
            if len(contexts) > MAX_SESSIONS:
                contexts.popitem(last=False)
        yield _encoded(_response(request, answer))


def _request(line: bytes) -> Mapping[str, object]:
    try:
        request = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # UnicodeDecodeError is a ValueError too
        raise BadLineError(f"not JSON: {error}") from None
    if not isinstance(request, dict):
        raise BadLineError('not a JSON object: write {"id": "1", "ask": "who chairs it?"}')
    return request


def _question(
    request: Mapping[str, object], contexts: Mapping[str, Context], today: Callable[[], date]
) -> Question:
    ident, text, day = request.get("id"), request.get("ask"), request.get("today")
    if not isinstance(text, str):
        raise BadLineError("'ask' is missing or is not a text", ident)
    try:
        asked_on = date.fromisoformat(str(day)) if day is not None else today()
    except ValueError:
        raise BadLineError("'today' is not a date written YYYY-MM-DD", ident) from None
    chosen = request.get("chosen", "")
    return Question(
        text,
        asked_on,
        context=contexts.get(str(request.get("session")), Context()),
        chosen=chosen if isinstance(chosen, str) else "",
    )


def _response(request: Mapping[str, object], answer: Reply) -> Mapping[str, object]:
    layout = lay_out(answer)
    response: dict[str, object] = {"id": request.get("id"), "kind": layout.kind}
    response["text"] = str(layout)
    response["sources"] = [
        {"document": s.document, "reference": s.reference, "as_at": s.as_at, "url": s.url}
        for s in layout.sources
    ]
    if layout.choices:
        response["options"] = [choice.label for choice in layout.choices]
        response["keys"] = [choice.key for choice in layout.choices]
    return response


def _encoded(response: Mapping[str, object]) -> bytes:
    # a lone surrogate, which UTF-8 cannot hold, becomes the escape that JSON has for it
    text = json.dumps(response, ensure_ascii=False)
    return text.encode("utf-8", "backslashreplace") + b"\n"
