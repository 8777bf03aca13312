"""What is done with each kind of update. Facts are the assistant's: nothing here decides one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from telegram import CallbackQuery, InlineKeyboardMarkup, Message, Update
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from cspbot import wording
from cspbot.accounts import invitations
from cspbot.accounts.desk import Desk
from cspbot.accounts.said import Said
from cspbot.accounts.visit import Asker
from cspbot.channels.telegram import buttons, commands, delivery
from cspbot.channels.telegram.apart import Apart
from cspbot.channels.telegram.asking import Assistant
from cspbot.channels.telegram.delivery import Target, target
from cspbot.channels.telegram.layout import Outgoing, lay_out, lay_out_said, plain
from cspbot.channels.telegram.listening import command_in, question_in, typed_after
from cspbot.channels.telegram.memory import Exchange, Memory, Place, Recent, Who
from cspbot.channels.telegram.talk import Talk
from cspbot.messages import Choice, Clarify, Context, Reply

MOST_PARTNERSHIPS = 20
"""Partnerships offered as buttons; beyond that a list is quicker to read and to type from."""

POPUP = 200
"""Characters that Telegram shows above a pressed button."""

FORGET = frozenset({"none", "clear", "forget", "reset", "off"})
"""What people type after /mine to take it back."""

log = logging.getLogger(__name__)

Running = ContextTypes.DEFAULT_TYPE


class Handlers:
    """Answers updates; one method for each handler that `application.build` lists."""

    def __init__(
        self, desk: Desk[Assistant], apart: Apart, memory: Memory, today: Callable[[], date]
    ) -> None:
        self._desk = desk
        self._apart = apart
        self._memory = memory
        self._talk = Talk(desk, memory, today)
        self._albums: Recent[str, bool] = Recent(1_000)

    @property
    def _assistant(self) -> Assistant:
        return self._desk.assistant

    async def ask(self, update: Update, running: Running) -> None:
        """Answer the question in a message, or in a command with something after it."""
        message = _message(update)
        text = question_in(message, running.bot.username)
        earlier = self._earlier(update)
        asked_in = message.message_id
        if earlier is None and not command_in(message):
            said = await self._apart.run(self._desk.hear, _asker(update), text)
            if said:
                await self._pass_on(update, running, said)
                return

        def answer() -> tuple[Context, Reply]:
            before = earlier.before if earlier else self._talk.context(_who(update))
            return before, self._talk.ask(_who(update), text, asked_in=asked_in, again=earlier)

        before, reply = await self._apart.run(answer)
        as_reply = isinstance(reply, Clarify)
        outgoing = lay_out(reply, verdicts=self._desk.verdicts(reply))
        sent = await self._respond(update, running, outgoing, before, as_reply)
        self._talk.keep_pending(Place(message.chat_id, sent[-1]), reply, text)

    async def start(self, update: Update, running: Running) -> None:
        """Greet, show what can be asked, and begin a new conversation."""
        await self._apart.run(self._talk.begin, _who(update))
        if await self._is_refused(update, running):
            return
        examples = commands.examples(self._assistant.partnerships())
        keyboard = buttons.keyboard(*buttons.next_questions(examples))
        await self._say(update, running, f"{wording.GREETING}\n\n{wording.HOW_TO_START}", keyboard)

    async def open_link(self, update: Update, running: Running) -> None:
        """Do what a deep link says: use an invitation, or ask a question."""
        payload = typed_after(_message(update))
        if not payload.startswith(invitations.MARK):
            await self.ask(update, running)
            return
        said = await self._apart.run(
            self._desk.join, _asker(update), payload, running.bot.username
        )
        await self._pass_on(update, running, said)

    async def desk(self, update: Update, running: Running) -> None:
        """Carry out a command of the desk."""
        message = _message(update)
        name = command_in(message)
        run = asyncio.to_thread if self._desk.is_slow(name) else self._apart.run
        said = await run(
            self._desk.take, _asker(update), name, typed_after(message), running.bot.username
        )
        await self._pass_on(update, running, said)

    async def press_desk(self, update: Update, running: Running) -> None:
        """Do what a button of the desk says."""
        query = _query(update)
        at, data = _place(query), _data(query)
        run = asyncio.to_thread if self._desk.is_slow(data) else self._apart.run
        said = await run(self._desk.press, _asker(update), data, running.bot.username)
        as_notice = not (said.rows or said.instead or said.attachment) and len(said.text) <= POPUP
        await _acknowledge(query, said.text if as_notice else "")
        if at is None or as_notice:
            await delivery.send_notes(running.bot, said.notes)
            return
        if said.forget:
            self._memory.forget(_who(update).user)
        if said.attachment:
            to = Target(at.chat)
            await delivery.send_file(running.bot, to, lay_out_said(said), said.attachment)
        elif said.instead:
            await delivery.replace(running.bot, Target(at.chat), (at.message,), lay_out_said(said))
        else:
            await delivery.send(running.bot, Target(at.chat), lay_out_said(said))
        await delivery.send_notes(running.bot, said.notes)

    async def _pass_on(self, update: Update, running: Running, said: Said) -> None:
        """Tell the person, and whoever else should know."""
        message = _message(update)
        if said.attachment:
            to = target(message, reply=_in_group(message))
            await delivery.send_file(running.bot, to, lay_out_said(said), said.attachment)
        else:
            before = await self._apart.run(self._talk.context, _who(update))
            await self._respond(update, running, lay_out_said(said), before)
        await delivery.send_notes(running.bot, said.notes)

    async def help(self, update: Update, running: Running) -> None:
        """Say how to ask, and list the commands that the person may use."""
        own = await self._apart.run(self._desk.commands, _who(update).user)
        shown = [(c.name, c.description) for c in commands.COMMANDS]
        shown += [(c.name, c.description) for c in own]
        listed = "\n".join(f"/{name} – {description}" for name, description in shown)
        example = next((one.label for one in self._assistant.partnerships()), "your area")
        await self._say(update, running, f"{wording.how_to_ask(example)}\n\n{listed}")

    async def about(self, update: Update, running: Running) -> None:
        """Say what is covered, from which sources, with which limits, and what is kept."""
        refused = await self._apart.run(self._desk.refusal, _asker(update))
        text = f"{refused or self._assistant.about()}\n\n{wording.TELEGRAM_PRIVACY}"
        await self._say(update, running, text)

    async def sources(self, update: Update, running: Running) -> None:
        """List the documents behind the answers, or behind those on one partnership."""
        if await self._is_refused(update, running):
            return
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
        if await self._is_refused(update, running):
            return
        held = self._assistant.partnerships()
        listed = "\n".join(f"- {one.label}" for one in held)
        offered = [replace(one, ask=one.label) for one in held[:MOST_PARTNERSHIPS]]
        keyboard = buttons.keyboard(*buttons.next_questions(offered))
        await self._say(update, running, wording.partnerships_held(listed), keyboard)

    async def why(self, update: Update, running: Running) -> None:
        """Explain how the person's last question was understood."""
        last = self._talk.last(_who(update))
        if last is None:
            await self._say(update, running, wording.NOTHING_ASKED)
        elif not await self._is_refused(update, running):
            asked = await self._apart.run(self._desk.as_seen_by, _asker(update), last)
            # how it was understood takes no contacts, and so none are looked up by it
            text = self._desk.without_contacts(self._assistant.explain(asked))
            await self._say(update, running, text)

    async def mine(self, update: Update, running: Running) -> None:
        """Set, show or forget the partnership that a person asks about."""
        who, typed = _who(update), typed_after(_message(update))
        if typed.lower() in FORGET:
            await self._set_mine(update, running, ())
            return
        names = [name.strip() for name in typed.split(",") if name.strip()]
        fitting = [self._assistant.resolve(name) for name in names]
        unclear = next((i for i, found in enumerate(fitting) if len(found) != 1), None)
        if names and unclear is None:
            await self._set_mine(update, running, [found[0].key for found in fitting])
        elif unclear is not None and fitting[unclear]:
            told = wording.mine_unclear(names[unclear])
            await self._offer_mine(update, running, told, fitting[unclear])
        else:
            mine = "" if typed else await self._apart.run(self._talk.mine, who)
            told = wording.no_such_partnership(typed) if typed else wording.mine_shown(mine)
            await self._offer_mine(update, running, told, self._assistant.partnerships())

    async def _set_mine(self, update: Update, running: Running, keys: Sequence[str]) -> None:
        told = await self._apart.run(self._talk.set_mine, _who(update), keys)
        await self._say(update, running, told)

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

        def answer() -> tuple[Context, Reply]:
            before = self._talk.context(_who(update))
            return before, self._talk.ask(_who(update), text, chosen=key, asked_in=asked_in)

        before, reply = await self._apart.run(answer)
        to = target(message, reply=False) if message else Target(at.chat)
        to = replace(to, reply_to=asked_in or None)
        outgoing = lay_out(reply, verdicts=self._desk.verdicts(reply))
        shown = await delivery.replace(running.bot, to, (at.message,), outgoing)
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
        reply = await self._apart.run(self._talk.ask, _who(update), text)
        to = target(message, reply=_in_group(message)) if message else Target(at.chat)
        outgoing = lay_out(reply, text, self._desk.verdicts(reply))
        sent = await delivery.send(running.bot, to, outgoing)
        self._talk.keep_pending(Place(at.chat, sent[-1]), reply, text)

    async def press_mine(self, update: Update, running: Running) -> None:
        """Set the pressed partnership as the person's own."""
        query = _query(update)
        at = _place(query)
        await _acknowledge(query)
        if at is None:
            return
        key = _data(query).removeprefix(buttons.MINE)
        told = await self._apart.run(self._talk.set_mine, _who(update), [key] if key else [])
        await delivery.replace(running.bot, Target(at.chat), (at.message,), plain(told))

    async def press_unknown(self, update: Update, _: Running) -> None:
        """Stop the spinner of a button that this version does not know."""
        await _acknowledge(_query(update), wording.BUTTON_TOO_OLD)

    async def _is_refused(self, update: Update, running: Running) -> bool:
        """Say why nothing is told while the bot is paused or closed; False if it is neither."""
        refused = await self._apart.run(self._desk.refusal, _asker(update))
        if refused:
            await self._say(update, running, refused)
        return bool(refused)

    async def _offer_mine(
        self, update: Update, running: Running, told: str, offered: Sequence[Choice]
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
        before = await self._apart.run(self._talk.context, _who(update))
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


def _asker(update: Update) -> Asker:
    who = _who(update)
    return Asker(who.user, who.chat)


def _in_group(message: Message) -> bool:
    return message.chat.type != message.chat.PRIVATE
