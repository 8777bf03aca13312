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
from cspbot.messages import Clarify, Context, Question, Reply

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
        self._today = today
        self._albums: Recent[str, bool] = Recent(1_000)

    async def ask(self, update: Update, running: Running) -> None:
        """Answer the question in a message, or in a command with something after it."""
        message = _message(update)
        text = question_in(message, running.bot.username)
        who = _who(update)
        now = self._memory.conversation(who)
        earlier = self._earlier(update)
        # An edited question is asked again as it was asked first: before its own answer.
        reply = self._reply(who, text, earlier.before if earlier else now.context)
        if earlier is None or now.asked_in == message.message_id:
            self._keep(who, reply.context, asked_in=message.message_id)
        before = earlier.before if earlier else now.context
        outgoing = lay_out(reply)
        sent = await self._respond(update, running, outgoing, before, isinstance(reply, Clarify))
        self._keep_pending(Place(message.chat_id, sent[-1]), reply, text)

    async def start(self, update: Update, running: Running) -> None:
        """Greet, show what can be asked, and begin a new conversation."""
        who = _who(update)
        self._keep(who, Context())
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
        last = self._memory.conversation(_who(update)).last
        told = self._assistant.explain(last) if last else wording.NOTHING_ASKED
        await self._say(update, running, told)

    async def mine(self, update: Update, running: Running) -> None:
        """Set, show or forget the partnership that a person asks about."""
        typed = typed_after(_message(update))
        if typed.lower() in FORGET:
            await self._say(update, running, self._set_mine(_who(update), ""))
            return
        fitting = self._assistant.resolve(typed) if typed else ()
        if len(fitting) == 1:
            await self._say(update, running, self._set_mine(_who(update), fitting[0].key))
            return
        if typed:
            told = wording.mine_unclear(typed) if fitting else wording.no_such_partnership(typed)
        else:
            told = wording.mine_shown(self._label(self._memory.conversation(_who(update)).mine))
        offered = (fitting or self._assistant.partnerships())[:MOST_PARTNERSHIPS]
        keyboard = buttons.keyboard(*buttons.choices(offered, buttons.MINE))
        await self._say(update, running, told, keyboard)

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
        who = _who(update)
        context = self._memory.conversation(who).context
        reply = self._reply(who, text, context, chosen=_data(query).removeprefix(buttons.CHOICE))
        asked = Place(at.chat, question.message_id) if question else None
        self._keep(who, reply.context, asked_in=asked.message if asked else 0)
        to = target(message, reply=False) if message else Target(at.chat)
        to = replace(to, reply_to=asked.message if asked else None)
        shown = await delivery.replace(running.bot, to, (at.message,), lay_out(reply))
        self._keep_pending(Place(at.chat, shown[-1]), reply, text)
        if asked:
            first = self._memory.exchange(asked)
            before = first.before if first else context
            self._memory.keep_exchange(asked, Exchange(shown, before))

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
        who = _who(update)
        reply = self._reply(who, text, self._memory.conversation(who).context)
        self._keep(who, reply.context)
        to = target(message, reply=_in_group(message)) if message else Target(at.chat)
        sent = await delivery.send(running.bot, to, lay_out(reply, asked=text))
        self._keep_pending(Place(at.chat, sent[-1]), reply, text)

    async def press_mine(self, update: Update, running: Running) -> None:
        """Set the pressed partnership as the person's own."""
        query = _query(update)
        at = _place(query)
        await _acknowledge(query)
        if at is None:
            return
        told = self._set_mine(_who(update), _data(query).removeprefix(buttons.MINE))
        await delivery.replace(running.bot, Target(at.chat), (at.message,), plain(told))

    async def press_unknown(self, update: Update, _: Running) -> None:
        """Stop the spinner of a button that this version does not know."""
        await _acknowledge(_query(update), wording.BUTTON_TOO_OLD)

    def _reply(self, who: Who, text: str, context: Context, chosen: str = "") -> Reply:
        """Put a question to the assistant, and remember it for /why.

        Called directly: an answer takes a few milliseconds, less than a thread costs in care for
        the assistant's caches, and the loop has nothing that cannot wait that long.
        """
        now = self._memory.conversation(who)
        question = Question(text, self._today(), context=context, mine=now.mine, chosen=chosen)
        self._memory.keep_conversation(who, replace(now, last=question))
        return self._assistant.reply(question)

    def _keep(self, who: Who, context: Context, asked_in: int = 0) -> None:
        now = self._memory.conversation(who)
        self._memory.keep_conversation(who, replace(now, context=context, asked_in=asked_in))

    def _keep_pending(self, shown: Place, reply: Reply, text: str) -> None:
        if isinstance(reply, Clarify):
            self._memory.keep_pending(shown, reply.context.pending or text)

    def _set_mine(self, who: Who, key: str) -> str:
        """Set or forget a person's partnership; return what to tell them."""
        mine = (key,) if key else ()
        now = self._memory.conversation(who)
        label = self._label(mine)
        if key and not label:
            return wording.no_such_partnership(key)
        self._memory.keep_conversation(who, replace(now, mine=mine))
        return wording.mine_set(label)

    def _label(self, mine: tuple[str, ...]) -> str:
        held = self._assistant.partnerships()
        return ", ".join(one.label for one in held if one.key in mine)

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
        context = self._memory.conversation(_who(update)).context
        await self._respond(update, running, plain(text, keyboard), context)

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
        asked = Place(message.chat_id, message.message_id)
        self._memory.keep_exchange(asked, Exchange(sent, before))
        return sent


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
