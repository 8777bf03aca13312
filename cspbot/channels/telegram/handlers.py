"""What is done with each kind of update. Facts are the assistant's: nothing here decides one."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from telegram import CallbackQuery, InlineKeyboardMarkup, Message, Update
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from cspbot import wording
from cspbot.channels.telegram import buttons, commands, delivery
from cspbot.channels.telegram.asking import Assistant
from cspbot.channels.telegram.delivery import Target, target
from cspbot.channels.telegram.layout import Outgoing, lay_out, plain
from cspbot.channels.telegram.listening import question_in, typed_after
from cspbot.channels.telegram.memory import Exchange, Memory, Place, Recent, Who
from cspbot.channels.telegram.talk import Talk
from cspbot.messages import Choice, Clarify, Context

MOST_PARTNERSHIPS = 20
"""Partnerships offered as buttons; beyond that a list is quicker to read and to type from."""

FORGET = frozenset({"none", "clear", "forget", "reset", "off"})
"""What people type after /mine to take it back."""

log = logging.getLogger(__name__)

Running = ContextTypes.DEFAULT_TYPE


class Handlers:
    """Answers updates; one method for each handler that `application.build` lists."""

    def __init__(self, assistant: Assistant, memory: Memory, today: Callable[[], date]) -> None:
        self._assistant = assistant
        self._memory = memory
        self._talk = Talk(assistant, memory, today)
        self._albums: Recent[str, bool] = Recent(1_000)

    async def ask(self, update: Update, running: Running) -> None:
        """Answer the question in a message, or in a command with something after it."""
        message = _message(update)
        text = question_in(message, running.bot.username)
        earlier = self._earlier(update)
        before = earlier.before if earlier else self._talk.context(_who(update))
        asked_in = message.message_id
        reply = self._talk.ask(_who(update), text, asked_in=asked_in, again=earlier)
        as_reply = isinstance(reply, Clarify)
        sent = await self._respond(update, running, lay_out(reply), before, as_reply)
        self._talk.keep_pending(Place(message.chat_id, sent[-1]), reply, text)

    async def start(self, update: Update, running: Running) -> None:
        """Greet, show what can be asked, and begin a new conversation."""
        self._talk.begin(_who(update))
        examples = commands.examples(self._assistant.partnerships())
        keyboard = buttons.keyboard(*buttons.next_questions(examples))
        await self._say(update, running, f"{wording.GREETING}\n\n{wording.HOW_TO_START}", keyboard)

    async def help(self, update: Update, running: Running) -> None:
        """Say how to ask, and list the commands."""
        listed = "\n".join(f"/{c.name} – {c.description}" for c in commands.COMMANDS)
        example = next((one.label for one in self._assistant.partnerships()), "your area")
        await self._say(update, running, f"{wording.how_to_ask(example)}\n\n{listed}")

    async def about(self, update: Update, running: Running) -> None:
        """Say what is covered, from which sources, with which limits, and what is kept."""
        text = f"{self._assistant.about()}\n\n{wording.TELEGRAM_PRIVACY}"
        await self._say(update, running, text)

    async def sources(self, update: Update, running: Running) -> None:
        """List the documents behind the answers, or behind those on one partnership."""
        typed = typed_after(_message(update))
        fitting = self._assistant.resolve(typed) if typed else ()
        if typed and not fitting:
            told = wording.no_such_partnership(typed)
        else:
            keys = [one.key for one in fitting] or [""]
            told = "\n\n".join(self._assistant.sources(key) for key in keys)
        await self._say(update, running, told)

    async def partnerships(self, update: Update, running: Running) -> None:
        """List the partnerships covered, each with a button that opens it."""
        held = self._assistant.partnerships()
        listed = "\n".join(f"- {one.label}" for one in held)
        offered = [replace(one, ask=one.label) for one in held[:MOST_PARTNERSHIPS]]
        keyboard = buttons.keyboard(*buttons.next_questions(offered))
        await self._say(update, running, wording.partnerships_held(listed), keyboard)

    async def why(self, update: Update, running: Running) -> None:
        """Explain how the person's last question was understood."""
        last = self._talk.last(_who(update))
        told = self._assistant.explain(last) if last else wording.NOTHING_ASKED
        await self._say(update, running, told)

    async def mine(self, update: Update, running: Running) -> None:
        """Set, show or forget the partnership that a person asks about."""
        who, typed = _who(update), typed_after(_message(update))
        fitting = self._assistant.resolve(typed) if typed else ()
        if typed.lower() in FORGET:
            await self._say(update, running, self._talk.set_mine(who, ""))
        elif len(fitting) == 1:
            await self._say(update, running, self._talk.set_mine(who, fitting[0].key))
        elif fitting:
            await self._offer_mine(update, running, wording.mine_unclear(typed), fitting)
        else:
            mine = wording.mine_shown(self._talk.mine(who))
            told = wording.no_such_partnership(typed) if typed else mine
            await self._offer_mine(update, running, told, self._assistant.partnerships())

    async def unknown_command(self, update: Update, running: Running) -> None:
        """Say that there is no such command, and where the commands are listed."""
        await self._say(update, running, wording.UNKNOWN_COMMAND)

    async def not_text(self, update: Update, running: Running) -> None:
        """Say what can be sent instead of a sticker, a voice message, a photo and the like."""
        message = _message(update)
        album = message.media_group_id
        if album and self._albums.get(album):
            return  # an album of ten photos comes as ten messages: once is enough
        if album:
            self._albums.put(album, True)
        told = wording.ONLY_TEXT_NOT_PLACES if message.location else wording.ONLY_TEXT
        await self._say(update, running, told)

    async def press_choice(self, update: Update, running: Running) -> None:
        """Answer the question that a clarifying message was put to, as the pressed button says."""
        query = _query(update)
        message = _accessible(query)
        at = _place(query)
        question = message.reply_to_message if message else None
        text = self._memory.pending(at) if at else ""
        if not text and question:
            text = question_in(question, running.bot.username)
        if at is None or not text:
            await _acknowledge(query, wording.BUTTON_TOO_OLD)
            return
        await _acknowledge(query)
        asked_in = question.message_id if question else 0
        key = _data(query).removeprefix(buttons.CHOICE)
        before = self._talk.context(_who(update))
        reply = self._talk.ask(_who(update), text, chosen=key, asked_in=asked_in)
        to = target(message, reply=False) if message else Target(at.chat)
        to = replace(to, reply_to=asked_in or None)
        shown = await delivery.replace(running.bot, to, (at.message,), lay_out(reply))
        self._talk.keep_pending(Place(at.chat, shown[-1]), reply, text)
        if asked_in:
            self._keep_exchange(Place(at.chat, asked_in), shown, before)

    async def press_question(self, update: Update, running: Running) -> None:
        """Answer the next question that a button offers, in a message that shows the question."""
        query = _query(update)
        message = _accessible(query)
        at = _place(query)
        text = buttons.question_of(_data(query), message)
        if at is None or not text:
            await _acknowledge(query, wording.BUTTON_TOO_OLD)
            return
        await _acknowledge(query)
        reply = self._talk.ask(_who(update), text)
        to = target(message, reply=_in_group(message)) if message else Target(at.chat)
        sent = await delivery.send(running.bot, to, lay_out(reply, asked=text))
        self._talk.keep_pending(Place(at.chat, sent[-1]), reply, text)

    async def press_mine(self, update: Update, running: Running) -> None:
        """Set the pressed partnership as the person's own."""
        query = _query(update)
        at = _place(query)
        await _acknowledge(query)
        if at is None:
            return
        told = self._talk.set_mine(_who(update), _data(query).removeprefix(buttons.MINE))
        await delivery.replace(running.bot, Target(at.chat), (at.message,), plain(told))

    async def press_unknown(self, update: Update, _: Running) -> None:
        """Stop the spinner of a button that this version does not know."""
        await _acknowledge(_query(update), wording.BUTTON_TOO_OLD)

    async def _offer_mine(
        self, update: Update, running: Running, told: str, offered: tuple[Choice, ...]
    ) -> None:
        rows = buttons.choices(offered[:MOST_PARTNERSHIPS], buttons.MINE)
        await self._say(update, running, told, buttons.keyboard(*rows))

    def _earlier(self, update: Update) -> Exchange | None:
        """Return the answer to the message that was edited; None for a new message."""
        message = update.edited_message
        if message is None:
            return None
        return self._memory.exchange(Place(message.chat_id, message.message_id))

    async def _say(
        self,
        update: Update,
        running: Running,
        text: str,
        keyboard: InlineKeyboardMarkup | None = None,
    ) -> None:
        """Respond with a plain text."""
        before = self._talk.context(_who(update))
        await self._respond(update, running, plain(text, keyboard), before)

    async def _respond(
        self,
        update: Update,
        running: Running,
        outgoing: Outgoing,
        before: Context,
        as_reply: bool = False,
    ) -> tuple[int, ...]:
        """Answer a message, or edit the answer that it had before it was edited."""
        message = _message(update)
        earlier = self._earlier(update)
        to = target(message, reply=as_reply or _in_group(message))
        if earlier:
            sent = await delivery.replace(running.bot, to, earlier.answers, outgoing)
        else:
            sent = await delivery.send(running.bot, to, outgoing)
        self._keep_exchange(Place(message.chat_id, message.message_id), sent, before)
        return sent

    def _keep_exchange(self, asked: Place, answers: tuple[int, ...], before: Context) -> None:
        """Remember an answer; the context stays the one that the question was first asked in."""
        first = self._memory.exchange(asked)
        self._memory.keep_exchange(asked, Exchange(answers, first.before if first else before))


async def _acknowledge(query: CallbackQuery, told: str = "") -> None:
    """Stop the spinner on a button; `told` pops up. Whatever happens, the press goes on."""
    try:
        await query.answer(told or None)
    except TelegramError as error:
        # 'query is too old': pressed while the bot was away, and the spinner has gone by itself
        log.info("a button press could not be acknowledged: %s", error)


def _message(update: Update) -> Message:
    message = update.effective_message
    if message is None:
        raise ValueError("this handler takes messages only")
    return message


def _query(update: Update) -> CallbackQuery:
    query = update.callback_query
    if query is None:
        raise ValueError("this handler takes button presses only")
    return query


def _data(query: CallbackQuery) -> str:
    return query.data or ""


def _accessible(query: CallbackQuery) -> Message | None:
    """Return the message of a pressed button; None if it is too old for Telegram to bring it."""
    return query.message if isinstance(query.message, Message) else None


def _place(query: CallbackQuery) -> Place | None:
    message = query.message
    return Place(message.chat.id, message.message_id) if message else None


def _who(update: Update) -> Who:
    chat, user = update.effective_chat, update.effective_user
    if chat is None:
        raise ValueError("an update without a chat")
    return Who(chat.id, user.id if user else chat.id)


def _in_group(message: Message) -> bool:
    return message.chat.type != message.chat.PRIVATE
