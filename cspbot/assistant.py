"""The one function from question to reply. Pure: no clock, network, database or chat in here."""

from __future__ import annotations

import hashlib
import importlib
import logging
import pkgutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from cspbot import topics, wording
from cspbot.diary.diary import Diary
from cspbot.knowledge.facts import Knowledge
from cspbot.language.explaining import explained, understood
from cspbot.language.followups import Conversation
from cspbot.language.index import LEXICON, FactIndex
from cspbot.language.lexicon import lexicon, unpacked
from cspbot.language.parts import questions
from cspbot.language.phrasing import SCREEN, WITH_SOURCES, cut
from cspbot.language.postings import Shelf
from cspbot.language.query import Query
from cspbot.language.reader import Reader
from cspbot.language.reading import only_says_where
from cspbot.language.words import clean
from cspbot.messages import (
    AUDIENCES,
    Answered,
    Choice,
    Clarify,
    Considered,
    Fault,
    NotAllowed,
    Question,
    Reply,
    Role,
    Understood,
    Unknown,
    Why,
)

log = logging.getLogger(__name__)

VIEWS = 8
"""Views kept ready: one for each audience, and those of people limited to some partnerships."""
CONTACTS = frozenset({"phone", "email", "contact", "extension", "mobile", "address"})
"""Attributes of which some facts are for officers and partner agencies alone."""
OPEN_TO_ALL = frozenset({Role.PUBLIC, Role.MEMBER})
"""Roles that are told that there may be more for others, whether or not there is."""

Answer = Callable[[Query], Reply | None]


def all_topics() -> tuple[tuple[str, Answer], ...]:
    """Return every topic of the folder, in the order that its `ORDER` gives; no list to forget."""
    found = []
    for info in pkgutil.iter_modules(topics.__path__):
        module = importlib.import_module(f"{topics.__name__}.{info.name}")
        if hasattr(module, "answer"):
            found.append((getattr(module, "ORDER", 1000), info.name, module.answer))
    return tuple((name, answer) for _, name, answer in sorted(found))


def words_of_topics() -> frozenset[str]:
    """Return the words that topics know besides those of the records."""
    modules = (importlib.import_module(f"{topics.__name__}.{i.name}")
               for i in pkgutil.iter_modules(topics.__path__))  # fmt: skip
    return frozenset(w for m in modules if hasattr(m, "own_words") for w in m.own_words())


class _View:
    """What one audience sees, ready to be asked."""

    def __init__(
        self, knowledge: Knowledge, shelf: Shelf | None, words: Iterable[str],
        answers: Callable[[Query], bool],
    ) -> None:  # fmt: skip
        self.knowledge = knowledge
        kept = shelf.get(LEXICON) if shelf else None
        self.lexicon = unpacked(kept) if kept else lexicon()
        self.index = FactIndex(knowledge, self.lexicon, shelf)
        self.reader = Reader(knowledge, self.index, self.lexicon, words)
        self.conversation = Conversation(knowledge, self.index, self.lexicon, self.reader, answers)


class Assistant:
    """Answers questions from one `Knowledge`."""

    def __init__(self, knowledge: Knowledge, shelf: Callable[[str], Shelf] | None = None) -> None:
        """Prepare to answer.

        Args:
            knowledge: what is held.
            shelf: opens what was worked out before for the part of it of that name; what is
                missing is worked out and kept there. None: worked out anew, in memory.
        """
        self.knowledge = knowledge
        self._shelf = shelf
        self._topics = all_topics()
        self._views = lru_cache(maxsize=VIEWS)(self._make_view)
        # The rewordings of one message that were tried: the one that is chosen is answered once.
        self._answered = lru_cache(maxsize=8)(self._from_topics)

    def _view(self, audiences: frozenset[str], areas: tuple[str, ...] = ()) -> _View:
        return self._views(audiences, areas)  # the areas always named, or they make a second view

    def _make_view(self, audiences: frozenset[str], areas: tuple[str, ...]) -> _View:
        seen = self.knowledge.visible_to(audiences, areas)
        part = "all" if seen is self.knowledge else _part(audiences, areas)
        shelf = self._shelf(part) if self._shelf else None
        return _View(seen, shelf, words_of_topics(), self._is_answered)

    def prepare(self) -> None:
        """Make ready what everyone may see, so that the first question need not wait for it."""
        self._view(AUDIENCES[Role.PUBLIC])

    def reply(self, question: Question) -> Reply:
        """Answer one question; a fault inside becomes a `Fault` and a log entry."""
        return self.consider(question).reply

    def consider(self, question: Question) -> Considered:
        """Answer one question, and say in ids what was made of it."""
        try:
            return self._considered(question)
        except Exception:
            log.exception("fault while answering")
            return Considered(Fault(wording.FAULT, question.context), Understood())

    def _considered(self, question: Question) -> Considered:
        asked = questions(clean(question.text))
        if len(asked) > 1 and not question.chosen:
            joined = self._joined(question, asked)
            if joined is not None:
                return Considered(joined, Understood("several", joined.context.partnerships))
        return self._single(question)

    def _joined(self, question: Question, asked: Sequence[str]) -> Answered | None:
        """Answer each question of a message; None where that does not answer more than one."""
        which = "which " in asked[0].lower()
        if which and any(self._only_names(question, part) for part in asked[1:]):
            return None  # 'which body is in with Telford, and which with Norwich': one question
        replies: list[Reply] = []
        context = question.context
        for part in asked:
            one = self.query(replace(question, text=part, context=context))
            if replies and one.reading.work.has("sum") and not context.figures:
                return None  # 'which ones, and what do they come to': no amount to add up so far
            reply = self._decided(one).reply
            if isinstance(reply, Clarify | NotAllowed | Fault):
                return None
            if isinstance(reply, Unknown) and not replies:
                return None  # what follows leans on it
            replies.append(reply)
            context = reply.context
        answers = [r for r in replies if isinstance(r, Answered)]
        in_full = asked[-1] not in clean(question.text)  # 'and when' was given what it leaves out
        if not answers or (in_full and len(answers) < len(replies)):
            return None
        said_first = _leads_first([r.text for r in replies])
        notices = {n.split(" old")[0][:7]: n for r in answers for n in r.notices if "old;" in n}
        said = dict.fromkeys(n for r in answers for n in r.notices if "old;" not in n)
        sources = dict.fromkeys(s for r in answers for s in r.sources)
        cited = sum(len(s.document) + len(s.reference) for s in sources)
        room = min(SCREEN, WITH_SOURCES - cited) - sum(map(len, (*said, *notices.values())))
        return Answered(
            cut(said_first, room),
            tuple(sources),
            (*said, *notices.values()),
            answers[-1].suggestions,
            context,
        )

    def _only_names(self, question: Question, part: str) -> bool:
        """Tell whether 'which' in part of a message names a partnership and nothing of it."""
        if not part.lower().startswith("which "):
            return False
        view = self._view(AUDIENCES[question.role], question.areas)
        reading, entities = view.reader.read(part, question.today), view.knowledge.entities
        named = [t for t in reading.terms if only_says_where(t, entities)]
        return bool(reading.scopes) and all(t in named for t in reading.telling)

    def _single(self, question: Question) -> Considered:
        return self._decided(self.query(question))

    def _decided(self, query: Query) -> Considered:
        topic, reply = self._answered(query)
        if query.question.role in OPEN_TO_ALL:
            reply = _with_access(query, reply)
        return Considered(reply, understood(query, topic))

    def _from_topics(self, query: Query) -> tuple[str, Reply]:
        """Return the first topic that answers, and what it says."""
        for name, answer in self._topics:
            reply = answer(query)
            if reply is not None:
                log.debug("answered by %s", name)
                return name, reply
        raise RuntimeError("no topic answered")

    def _is_answered(self, query: Query) -> bool:
        """Tell whether one way of completing a follow-up would be answered."""
        return isinstance(self._answered(query)[1], Answered)

    def explain(self, question: Question) -> str:
        """Say in a few lines how a question was read and what was considered."""
        query = self.query(question)
        return explained(query, *self._from_topics(query))

    def about(self) -> str:
        """Say what is covered, from which sources, how old, and the limits."""
        view = self._view(AUDIENCES[Role.PUBLIC])
        covered = [p.label for p in view.knowledge.covered]
        return wording.about(covered, self.sources())

    def partnerships(self) -> tuple[Choice, ...]:
        """Return the partnerships covered, each with its label and its id as key."""
        view = self._view(AUDIENCES[Role.PUBLIC])
        return tuple(Choice(p.label, p.id, p.name) for p in view.knowledge.covered)

    def sources(self, partnership: str = "") -> str:
        """List the documents that answers come from: all, or those of one partnership."""
        held = self._view(AUDIENCES[Role.PUBLIC]).knowledge
        documents = [d for i, d in held.documents.items() if i in held.entities]  # no amendments
        found = [d for d in documents if d.date and partnership in ("", d.partnership)]
        return "\n".join(f"• {d.cited}" for d in found)

    def resolve(self, text: str) -> tuple[Choice, ...]:
        """Return the partnerships that fit what was typed, by name, place or id."""
        view = self._view(AUDIENCES[Role.PUBLIC])
        reading = view.reader.read(text, date.min)
        wanted = [text.strip().lower(), *reading.scopes]
        return tuple(c for c in self.partnerships() if c.key in wanted)

    def diary(self, role: Role = Role.PUBLIC, areas: tuple[str, ...] = ()) -> Diary:
        """Return the meetings that someone of a role may see, for calendars and pictures."""
        return Diary(self._view(AUDIENCES[role], areas).knowledge)

    def query(self, question: Question) -> Query:
        """Read a question in its conversation."""
        # The audience is applied here, once, before any topic looks.
        view = self._view(AUDIENCES[question.role], question.areas)
        whole = view.conversation.complete(question)
        return whole.tried or Query(
            question, whole.reading, view.knowledge, view.index, view.lexicon,
            whole.scopes, whole.assumed, whole.asked, whole.after, whole.taken,
        )  # fmt: skip


def _part(audiences: frozenset[str], areas: tuple[str, ...]) -> str:
    """Name what an audience sees, as a file can be called."""
    limited = (
        hashlib.blake2b("\0".join(areas).encode(), digest_size=6).hexdigest() if areas else ""
    )
    return "-".join((*sorted(audiences), *([limited] if limited else ())))


def _leads_first(texts: Sequence[str]) -> str:
    """Put what answers each of several questions before what is merely held on them."""
    leads: list[str] = []
    related: list[str] = []
    for text in texts:
        found = leads
        for line in text.split("\n"):
            if line == wording.RELATED:
                found = related
            elif not any(said.endswith(line) for said in (*leads, *related)):
                found.append(line)  # 'Yes. They do.' need not be followed by 'They do.'
    return "\n".join([*leads, *([wording.RELATED] if related else ()), *related])


def _with_access(query: Query, reply: Reply) -> Reply:
    """Say below a refusal of contacts who may see more.

    Decided by the question and by what is public alone, so that it tells nothing of what is held.
    """
    if not isinstance(reply, Unknown) or reply.why is not Why.NOT_HELD:
        return reply
    if CONTACTS.isdisjoint(c for t in query.reading.terms for c in t.concepts):
        return reply
    return replace(reply, text=f"{reply.text} {wording.MORE_FOR_OTHERS}")
