"""The tables of the store. Their changes are in `migrations/`; a test keeps the two the same."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    DateTime,
    Index,
    MetaData,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; SQLite keeps no time zone, so it is taken off and put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Take the moment to UTC.

        Raises:
            ValueError: the moment has no time zone, so nobody can tell which it is.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment with its zone."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Words(TypeDecorator[str]):
    """Text that people typed, without the few characters that a database refuses."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Replace halves of characters, and the character that ends a text in PostgreSQL."""
        if value is None:
            return None
        return value.replace("\0", "�").encode(errors="surrogatepass").decode(errors="replace")


class LongWords(Words):
    """The same, as long as it is."""

    impl = Text
    cache_ok = True


class Base(DeclarativeBase):
    """What all tables share."""

    # constraints with names of their own can be changed by later migrations
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - read once, by SQLAlchemy
        datetime: Moment(),
        date: Date(),
        list[str]: JSON(),
        list[int]: JSON(),
        dict[str, object]: JSON(),
    }


NUMBERED = {"sqlite_autoincrement": True}
"""A number is given once: a button may still name a row that is gone."""


class PersonRow(Base):
    """Someone with a role or a setting of their own; all others are the public."""

    __tablename__ = "people"

    user: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """Telegram's id of the person."""
    role: Mapped[str] = mapped_column(String(16))
    areas: Mapped[list[str]]
    """Ids of the partnerships that the role is limited to; empty: all."""
    label: Mapped[str] = mapped_column(Words(120))
    """What admins know the account by: the note of the invitation or of the request."""
    mine: Mapped[list[str]]
    """Ids of the partnerships that the person has set as theirs."""
    since: Mapped[datetime]


class InvitationRow(Base):
    """An invitation. The token itself is not kept, so a stolen database admits nobody."""

    __tablename__ = "invitations"
    __table_args__ = NUMBERED

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    areas: Mapped[list[str]]
    note: Mapped[str] = mapped_column(Words(120))
    made_by: Mapped[int] = mapped_column(BigInteger)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_by: Mapped[int | None] = mapped_column(BigInteger)
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class RequestRow(Base):
    """Someone's request for access."""

    __tablename__ = "access_requests"
    __table_args__ = NUMBERED

    id: Mapped[int] = mapped_column(primary_key=True)
    user: Mapped[int] = mapped_column(BigInteger, index=True)
    said: Mapped[str] = mapped_column(Words(300))
    at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(BigInteger)
    decided_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(16))
    """Empty while open; then the role given, or 'declined'."""


class ConversationRow(Base):
    """What is needed to understand the next question of a person in a chat."""

    __tablename__ = "conversations"

    chat: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    user: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    context: Mapped[dict[str, object]]
    at: Mapped[datetime] = mapped_column(index=True)


class DraftRow(Base):
    """A correction that someone is about to make, one step done after the other."""

    __tablename__ = "drafts"

    user: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    content: Mapped[dict[str, object]]
    at: Mapped[datetime]


class LookupRow(Base):
    """How much someone has looked up in a span of time; kept for a day."""

    __tablename__ = "lookups"

    user: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    span: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """Number of the minute or hour since 1970."""
    count: Mapped[int]


class UnansweredRow(Base):
    """A question that could not be answered, without a word of who asked."""

    __tablename__ = "unanswered"
    __table_args__ = (Index("ix_unanswered_meaning_done_at", "meaning", "done_at"), NUMBERED)

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(LongWords())
    """Without addresses and numbers of people; empty once its time is over."""
    meaning: Mapped[str] = mapped_column(Words(200))
    """What it likely means; questions with the same are shown as one."""
    partnership: Mapped[str] = mapped_column(String(80))
    field: Mapped[str] = mapped_column(String(80))
    unknown: Mapped[str] = mapped_column(Words(120))
    """Its words that nothing knows: perhaps the alias of something held."""
    why: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(index=True)
    done_at: Mapped[datetime | None]


class ReportRow(Base):
    """What someone thought of an answer: right, wrong, out of date."""

    __tablename__ = "reports"
    __table_args__ = NUMBERED

    id: Mapped[int] = mapped_column(primary_key=True)
    user: Mapped[int] = mapped_column(BigInteger, index=True)
    verdict: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(LongWords())
    """The question, without addresses and numbers of people."""
    facts: Mapped[list[str]]
    partnership: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(index=True)
    done_at: Mapped[datetime | None]


class AmendmentRow(Base):
    """A correction made in the chat, which counts as knowledge until it is undone."""

    __tablename__ = "amendments"
    __table_args__ = NUMBERED

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership: Mapped[str] = mapped_column(String(80), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    """The kind of record: 'people', 'partnerships'."""
    record: Mapped[str] = mapped_column(String(120))
    field: Mapped[str] = mapped_column(String(60))
    before: Mapped[str] = mapped_column(LongWords())
    value: Mapped[str] = mapped_column(LongWords())
    told_by: Mapped[str] = mapped_column(Words(120))
    told_on: Mapped[date]
    within: Mapped[str] = mapped_column(String(120))
    """For a funding line, its table."""
    document: Mapped[str] = mapped_column(String(80), unique=True)
    """Id of the document that it counts as, and name of its file."""
    supersedes: Mapped[list[str]]
    """Documents of merged amendments that it replaces."""
    audience: Mapped[str] = mapped_column(String(16), server_default="public")
    """For whom the field is that it changes."""
    user: Mapped[int] = mapped_column(BigInteger, index=True)
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class AuditRow(Base):
    """An act of someone with rights over others; kept whoever asks to be forgotten."""

    __tablename__ = "audit"
    __table_args__ = NUMBERED

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    user: Mapped[int] = mapped_column(BigInteger)
    act: Mapped[str] = mapped_column(String(40))
    detail: Mapped[dict[str, object]]


class UsageRow(Base):
    """How often a day what was asked about, without who asked."""

    __tablename__ = "usage"

    day: Mapped[date] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(String(40), primary_key=True)
    partnership: Mapped[str] = mapped_column(String(80), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(16), primary_key=True)
    role: Mapped[str] = mapped_column(String(16), primary_key=True)
    count: Mapped[int]


class AskedRow(Base):
    """How often a field of a partnership was asked for, for the list of gaps."""

    __tablename__ = "asked"

    day: Mapped[date] = mapped_column(primary_key=True)
    partnership: Mapped[str] = mapped_column(String(80), primary_key=True)
    field: Mapped[str] = mapped_column(String(80), primary_key=True)
    count: Mapped[int]


class SettingRow(Base):
    """A setting of the whole bot that is changed while it runs: paused, open or closed."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[dict[str, object]]


class SubscriptionRow(Base):
    """What someone has asked to be told of."""

    __tablename__ = "subscriptions"
    __table_args__ = (UniqueConstraint("user", "about", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user: Mapped[int] = mapped_column(BigInteger, index=True)
    about: Mapped[str] = mapped_column(String(80), index=True)
    """Id of the partnership or group."""
    kind: Mapped[str] = mapped_column(String(16))
    leads: Mapped[list[int]]
    """How long before, in minutes."""
    whose: Mapped[str] = mapped_column(String(80))
    """Id of who takes the turns that are meant; empty where it is not about turns."""
    since: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    """Set when the person could not be reached."""


class QuietRow(Base):
    """When someone wants no reminders, in local time."""

    __tablename__ = "quiet_hours"

    user: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    begins: Mapped[int]
    """Minutes after midnight."""
    ends: Mapped[int]


class FeedRow(Base):
    """A calendar feed: an address that only its owner knows. The token itself is not kept."""

    __tablename__ = "feeds"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user: Mapped[int] = mapped_column(BigInteger, index=True)
    about: Mapped[str] = mapped_column(String(80))
    """Id of the partnership; empty: all that the person has set as theirs."""
    made_at: Mapped[datetime]


class OutboxRow(Base):
    """One message that is due to one person, and what became of it."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("user", "meeting", "kind", "lead"),
        Index("ix_outbox_state_due_at", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user: Mapped[int] = mapped_column(BigInteger, index=True)
    meeting: Mapped[str] = mapped_column(String(120))
    """What it is about: a meeting by its series and day, or a change by its mark."""
    kind: Mapped[str] = mapped_column(String(16))
    lead: Mapped[int]
    """Minutes before."""
    due_at: Mapped[datetime]
    useless_at: Mapped[datetime]
    """When it is no longer worth sending."""
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    tries: Mapped[int]
    holder: Mapped[str] = mapped_column(String(80))
    """The process that has it in hand; empty: none."""
    held_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class PollerRow(Base):
    """Which process fetches the messages of a bot."""

    __tablename__ = "pollers"

    bot: Mapped[str] = mapped_column(String(64), primary_key=True)
    """A hash of the token."""
    holder: Mapped[str] = mapped_column(String(80))
    since: Mapped[datetime]
    beat: Mapped[datetime]


TABLES = tuple(Base.metadata.sorted_tables)
"""All tables."""
