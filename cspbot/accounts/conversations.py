"""Conversations as they are stored: what is needed to understand the next question, no more."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from cspbot.accounts.striking import strike_out
from cspbot.messages import Context
from cspbot.store.rows import put
from cspbot.store.tables import ConversationRow

KEPT = timedelta(hours=24)
"""How long a conversation that has fallen silent is kept."""

_FIELDS = {field.name: field.type for field in fields(Context)}


def load(session: Session, chat: int, user: int, at: datetime) -> Context:
    """Return the context of a conversation; an empty one where none is kept or it is over."""
    row = session.get(ConversationRow, (chat, user))
    if row is None or row.at < at - KEPT:
        return Context()
    return unpacked(row.context)


def keep(session: Session, chat: int, user: int, at: datetime, context: Context) -> None:
    """Replace the context of a conversation; an empty one deletes it."""
    if context == Context():
        session.execute(
            delete(ConversationRow).where(
                ConversationRow.chat == chat, ConversationRow.user == user
            )
        )
        return
    put(session, ConversationRow, chat=chat, user=user, context=packed(context), at=at)


def packed(context: Context) -> dict[str, object]:
    """Return a context as JSON holds it, without addresses and numbers of people."""
    struck = replace(context, asked=strike_out(context.asked), pending=strike_out(context.pending))
    return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(struck).items() if v}


def unpacked(content: dict[str, object]) -> Context:
    """Read a stored context; what another version wrote differently is left out."""
    read: dict[str, str | tuple[str, ...]] = {}
    for name, value in content.items():
        match _FIELDS.get(name), value:
            case "str", str():
                read[name] = value
            case "tuple[str, ...]", list():
                read[name] = tuple(map(str, value))
            case _:
                pass
    return Context(**read)  # type: ignore[arg-type] # told apart by the names of the fields


def forget_old(session: Session, at: datetime) -> None:
    """Delete the conversations that are over."""
    session.execute(delete(ConversationRow).where(ConversationRow.at < at - KEPT))
