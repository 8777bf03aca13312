"""What goes into the assistant and what comes out: questions, replies and their parts.

Values only. A channel makes a `Question`, calls `Assistant.reply` and lays out the `Reply`;
nothing here knows of a chat system, a clock or a database.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Role(StrEnum):
    """Who is asking, from the least to the most that they may see."""

    PUBLIC = "public"
    MEMBER = "member"
    PARTNER = "partner"
    OFFICER = "officer"
    ADMIN = "admin"


AUDIENCES: dict[Role, frozenset[str]] = {
    Role.PUBLIC: frozenset({"public"}),
    Role.MEMBER: frozenset({"public", "member"}),
    Role.PARTNER: frozenset({"public", "member", "partner"}),
    Role.OFFICER: frozenset({"public", "member", "partner", "officer"}),
    Role.ADMIN: frozenset({"public", "member", "partner", "officer"}),
}
"""Whose facts each role may see."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the assistant remembers of a conversation between two questions.

    All of it is plain text and ids, so that a channel can store it as it is.
    """

    partnerships: tuple[str, ...] = ()
    """Ids of the partnerships that the last answer was about."""
    entities: tuple[str, ...] = ()
    """Ids of the things that it named, most telling first."""
    asked: str = ""
    """The last question, made whole: what an elliptical one is completed from."""
    facts: tuple[str, ...] = ()
    """Ids of the facts that the last answer rests on."""
    listed: tuple[str, ...] = ()
    """Ids of the things listed, in order: what 'the second one' points at."""
    figures: tuple[str, ...] = ()
    """Ids of funding lines in the recent answers: what 'together' adds up."""
    pending: str = ""
    """The question that a clarifying question was put to; empty when none is open."""
    choices: tuple[str, ...] = ()
    """The keys offered with it."""
    about: tuple[str, ...] = ()
    """Ids of what the last question was about, apart from partnerships: named or pointed at."""
    trail: tuple[str, ...] = ()
    """Ids of what the same question was asked of in turn, oldest first: 'the first one again'."""
    called: tuple[str, ...] = ()
    """Who was meant by 'he' and who by 'she': 'she=sue-hanley'."""
    diary: tuple[str, ...] = ()
    """The meeting last spoken of: its series, its day by the rule, then what was asked of it."""
    lost: str = ""
    """A name in the last question that no record has, so that 'it' is not taken for another."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asks, with all that the answer may depend on."""

    text: str
    today: date
    role: Role = Role.PUBLIC
    context: Context = field(default_factory=Context)
    mine: tuple[str, ...] = ()
    """Ids of the partnerships that the person has set as theirs."""
    chosen: str = ""
    """The key of a `Choice` that the person pressed for this same text."""
    areas: tuple[str, ...] = ()
    """Ids of the partnerships that the role is limited to; empty: it counts for all."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where an answer comes from."""

    document: str
    """The document's short title with its date, as people would cite it."""
    reference: str
    """Paragraphs, table rows or headings in it."""
    as_at: str = ""
    """The date that the fact is known for: '21 March 2016'."""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the things that a person may have meant, or may want to ask next."""

    label: str
    key: str
    """What `Question.chosen` takes; at most 48 bytes, so that it fits in a button."""
    ask: str = ""
    """For a next question: its whole text."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The question was answered, in full or with a named gap."""

    text: str
    sources: tuple[Source, ...]
    notices: tuple[str, ...] = ()
    """Warnings to show under the answer: proposed, contradicted, old, assumed."""
    suggestions: tuple[Choice, ...] = ()
    context: Context = field(default_factory=Context)


class Why(StrEnum):
    """Why a question was not answered; one wording each."""

    NOT_HELD = "not_held"
    """The thing is known, this field of it is not held."""
    NOT_KNOWN = "not_known"
    """The thing asked about is not known at all."""
    NOT_UNDERSTOOD = "not_understood"
    SMALL_TALK = "small_talk"
    EMERGENCY = "emergency"
    OFF_TOPIC = "off_topic"
    OPINION = "opinion"
    PERSONAL = "personal"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Unknown:
    """The bot does not hold this, and says what it does hold."""

    text: str
    why: Why
    sources: tuple[Source, ...] = ()
    suggestions: tuple[Choice, ...] = ()
    context: Context = field(default_factory=Context)


@dataclass(frozen=True, slots=True)
class Clarify:
    """Two or more readings fit; the person is asked which."""

    text: str
    choices: tuple[Choice, ...]
    context: Context = field(default_factory=Context)


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """The person's role may not see what was asked; says nothing of whether it is held."""

    text: str
    context: Context = field(default_factory=Context)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something went wrong inside; it is logged."""

    text: str
    context: Context = field(default_factory=Context)


Reply = Answered | Unknown | Clarify | NotAllowed | Fault
"""Every kind of reply."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What a question was about, in ids and kinds, without a word of it."""

    topic: str = ""
    """The topic that replied."""
    partnerships: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    """The record fields that hold what was asked for: 'partnership.quorum'."""
    meaning: str = ""
    """Equal for questions that likely mean the same."""
    unknown: tuple[str, ...] = ()
    """Its words that nothing knows: perhaps the alias of something held."""

    @property
    def partnership(self) -> str:
        """The partnership, where it is about one."""
        return self.partnerships[0] if len(self.partnerships) == 1 else ""

    @property
    def field(self) -> str:
        """The first attribute asked for; empty if none was made out."""
        return self.fields[0] if self.fields else ""


@dataclass(frozen=True, slots=True)
class Considered:
    """A reply with what was made of the question."""

    reply: Reply
    understood: Understood
