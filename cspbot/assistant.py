"""The one function from question to reply. Pure: no clock, network, database or chat in here."""

from __future__ import annotations

import importlib
import logging
import pkgutil
from collections.abc import Callable
from functools import lru_cache

from cspbot import topics, wording
from cspbot.knowledge.facts import Knowledge
from cspbot.language.explaining import explained
from cspbot.language.followups import Conversation
from cspbot.language.index import FactIndex
from cspbot.language.lexicon import lexicon
from cspbot.language.query import Query
from cspbot.language.reading import Reader
from cspbot.messages import Fault, Question, Reply, Role

log = logging.getLogger(__name__)

AUDIENCES: dict[Role, frozenset[str]] = {
    Role.PUBLIC: frozenset({"public"}),
    Role.MEMBER: frozenset({"public", "member"}),
    Role.PARTNER: frozenset({"public", "member", "partner"}),
    Role.OFFICER: frozenset({"public", "member", "partner", "officer"}),
    Role.ADMIN: frozenset({"public", "member", "partner", "officer"}),
}
"""Whose facts each role may see."""

Answer = Callable[[Query], Reply | None]


def all_topics() -> tuple[tuple[str, Answer], ...]:
    """Return every topic of the folder, in the order that its `ORDER` gives; no list to forget."""
    found = []
    for info in pkgutil.iter_modules(topics.__path__):
        module = importlib.import_module(f"{topics.__name__}.{info.name}")
        if hasattr(module, "answer"):
            found.append((getattr(module, "ORDER", 1000), info.name, module.answer))
    return tuple((name, answer) for _, name, answer in sorted(found))


class _View:
    """What one audience sees, ready to be asked."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.lexicon = lexicon()
        self.index = FactIndex(knowledge, self.lexicon)
        self.reader = Reader(knowledge, self.index, self.lexicon)
        self.conversation = Conversation(knowledge, self.index, self.lexicon, self.reader)


class Assistant:
    """Answers questions from one `Knowledge`."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._topics = all_topics()
        self._view = lru_cache(maxsize=8)(self._make_view)

    def _make_view(self, audiences: frozenset[str]) -> _View:
        return _View(self.knowledge.visible_to(audiences))

    def reply(self, question: Question) -> Reply:
        """Answer one question; a fault inside becomes a `Fault` and a log entry."""
        try:
            return self._reply(question)
        except Exception:
            log.exception("fault while answering")
            return Fault(wording.FAULT, question.context)

    def _reply(self, question: Question) -> Reply:
        query = self.query(question)
        for name, answer in self._topics:
            reply = answer(query)
            if reply is not None:
                log.debug("answered by %s", name)
                return reply
        raise RuntimeError("no topic answered")

    def explain(self, question: Question) -> str:
        """Say in a few lines how a question was read and what was considered."""
        query = self.query(question)
        name, reply = next(
            (n, r) for n, answer in self._topics if (r := answer(query)) is not None
        )
        return explained(query, name, reply)

    def query(self, question: Question) -> Query:
        """Read a question in its conversation."""
        # The audience is applied here, once, before any topic looks.
        view = self._view(AUDIENCES[question.role])
        whole = view.conversation.complete(question)
        return Query(
            question, whole.reading, view.knowledge, view.index, view.lexicon,
            whole.scopes, whole.assumed, whole.asked, whole.after, whole.taken,
        )  # fmt: skip

