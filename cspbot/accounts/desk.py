"""The desk: who is asking, what they may do; questions and commands pass through it.

The one place where roles, limits and the state of the bot are applied. It knows no chat system:
a channel hands it an `Asker` and words, or the data of a pressed button, and lays out what it
says. Where the store cannot be used, questions are answered as to the public, and commands say
that they cannot be carried out.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from cspbot.accounts import (
    admission,
    amending,
    diaries,
    feedback,
    feeding,
    house,
    invitations,
    limits,
    opinions,
    own_data,
    people,
    posting,
    privacy,
    reloading,
    reminding,
    saying,
    stewards,
    switches,
)
from cspbot.accounts.living import Fixed, Living
from cspbot.accounts.roles import MAY, Act, Standing
from cspbot.accounts.said import DATA, Button, Note, Said, pressed
from cspbot.accounts.striking import contacts_in, contacts_told, without_contacts
from cspbot.accounts.visit import Asker, Assistant, Command, House, Visit, those_who_may
from cspbot.diary.diary import Diary
from cspbot.knowledge.problems import KnowledgeError
from cspbot.language.words import clean
from cspbot.layout import lay_out
from cspbot.messages import AUDIENCES, Considered, NotAllowed, Question, Reply, Role, Unknown, Why
from cspbot.reminders import news, planning
from cspbot.store.problems import StoreError
from cspbot.store.store import Store

COMMANDS: tuple[Command, ...] = (
    *admission.COMMANDS, *own_data.COMMANDS, *opinions.COMMANDS, *amending.COMMANDS,
    *stewards.COMMANDS, *switches.COMMANDS, *reloading.COMMANDS, *reminding.COMMANDS,
    *posting.COMMANDS, *feeding.COMMANDS, *diaries.COMMANDS,
)  # fmt: skip
"""Every command of the desk."""
PRESSES = {
    press.verb: press
    for press in (
        *admission.PRESSES,
        *own_data.PRESSES,
        *opinions.PRESSES,
        *amending.PRESSES,
        *reminding.PRESSES,
        *posting.PRESSES,
        *feeding.PRESSES,
        *diaries.PRESSES,
    )
}
BY_NAME = {command.name: command for command in COMMANDS}
KEPT_AS_UNANSWERED = frozenset({Why.NOT_HELD, Why.NOT_KNOWN, Why.NOT_UNDERSTOOD})
"""Refusals that better knowledge might turn into answers; a greeting or an emergency is none."""

log = logging.getLogger(__name__)

Known = TypeVar("Known", bound=Assistant, covariant=True)


class Desk(Generic[Known]):
    """Everything between a chat system and the assistant that depends on who asks."""

    def __init__(
        self, store: Store, living: Fixed[Known] | Living[Known], rules: House,
        now: Callable[[], datetime],
    ) -> None:  # fmt: skip
        """Open the desk.

        Args:
            store: what is kept.
            living: gives the assistant of the moment; it changes with the knowledge.
            rules: what whoever runs the bot has set.
            now: gives the moment, with its time zone.
        """
        self.store = store
        self.rules = rules
        self.living = living
        self.now = now
        self._is_away = False
        self._state = house.House(is_open=rules.is_open)
        """As last read: what holds while the store is away."""

    @property
    def assistant(self) -> Known:
        """The assistant of the moment."""
        return self.living.assistant

    def reply(self, asker: Asker, question: Question) -> Reply:
        """Answer a question as far as whoever asks may have it."""
        try:
            with self.store.read() as session:
                who = people.standing(session, asker.user, self.rules.admins)
                state = house.house(session, self.rules.is_open)
                mine = people.mine(session, asker.user)
        except StoreError as error:
            self._tell(error)
            return self._without_store(asker, question)
        self._state = state
        if refused := _refused(who, state):
            return NotAllowed(refused, question.context)
        asked = _as_seen(asker, who, replace(question, mine=mine))
        considered = self.assistant.consider(asked)
        try:
            reply = self._counted(asker, asked.role, question, considered)
        except StoreError as error:
            self._tell(error)
            return considered.reply
        self._is_back()
        return reply

    def refusal(self, asker: Asker) -> str:
        """Return why someone may ask nothing just now; empty if they may."""
        try:
            with self.store.read() as session:
                who = people.standing(session, asker.user, self.rules.admins)
                self._state = house.house(session, self.rules.is_open)
        except StoreError as error:
            self._tell(error)
            is_admin = asker.user in self.rules.admins
            who = Standing(asker.user, Role.ADMIN if is_admin else Role.PUBLIC)
        return _refused(who, self._state)

    def as_seen_by(self, asker: Asker, question: Question) -> Question:
        """Return a question asked before with what whoever asked it may see now."""
        try:
            with self.store.read() as session:
                who = people.standing(session, asker.user, self.rules.admins)
                mine = people.mine(session, asker.user)
        except StoreError as error:
            self._tell(error)
            return replace(question, role=Role.PUBLIC, areas=())
        return _as_seen(asker, who, replace(question, mine=mine))

    def _without_store(self, asker: Asker, question: Question) -> Reply:
        """Answer what is public; while closed, to the admins in ADMIN_IDS alone."""
        if asker.user not in self.rules.admins:
            if self._state.paused:
                return NotAllowed(saying.paused(self._state.paused), question.context)
            if not self._state.is_open:
                return NotAllowed(saying.CLOSED, question.context)
        return self.assistant.consider(replace(question, role=Role.PUBLIC, areas=())).reply

    def _counted(
        self, asker: Asker, role: Role, question: Question, considered: Considered
    ) -> Reply:
        """Count a question and its reply, or refuse what is over a limit; all in one step."""
        at, reply = self.now(), considered.reply
        with self.store.write(at_leisure=True) as session:
            if not limits.take(session, at, asker.user, role, limits.QUESTIONS, 1):
                return NotAllowed(saying.TOO_FAST, question.context)
            shown = contacts_in(str(lay_out(reply)))
            if not limits.take(session, at, asker.user, role, limits.CONTACTS, shown):
                return NotAllowed(saying.TOO_MANY_CONTACTS, question.context)
            outcome = lay_out(reply).kind
            feedback.count(session, at, considered.understood, outcome, role)
            if isinstance(reply, Unknown) and reply.why in KEPT_AS_UNANSWERED:
                feedback.keep_unanswered(
                    session, at, question.text, considered.understood, reply.why.value
                )
        return reply

    def take(self, asker: Asker, name: str, typed: str, bot: str = "") -> Said:
        """Carry out a command.

        Args:
            asker: who sends it.
            name: which; one of `COMMANDS`.
            typed: what stands after it.
            bot: the bot's user name.
        """
        command = BY_NAME[name]
        return self._guarded(asker, command.act, typed, bot, command.answer, command.tells)

    def press(self, asker: Asker, data: str, bot: str = "") -> Said:
        """Do what a button says; its data may be old, or made up by hand."""
        verb, values = pressed(data)
        press = PRESSES.get(verb)
        if press is None or not data.startswith(DATA):
            return Said(saying.STALE)
        return self._guarded(
            asker, press.act, "", bot, lambda visit: press.answer(visit, values), press.tells
        )

    def is_slow(self, name_or_data: str) -> bool:
        """Tell whether a command, or the press of a button, may take seconds."""
        press = PRESSES.get(pressed(name_or_data)[0])
        command = BY_NAME.get(name_or_data)
        return bool((press and press.is_slow) or (command and command.is_slow))

    def join(self, asker: Asker, payload: str, bot: str = "") -> Said:
        """Use the invitation of a deep link."""
        token = clean(payload).removeprefix(invitations.MARK)
        return self._guarded(asker, Act.ASK, "", bot, lambda visit: admission.join(visit, token))

    def hear(self, asker: Asker, text: str) -> Said | None:
        """Take a message for a step that waits for words; None where none does."""
        if asker.in_group:
            return None
        try:
            with self.store.read() as session:
                who = people.standing(session, asker.user, self.rules.admins)
                # of someone removed meanwhile the next message is a question again
                waits = who.may(Act.AMEND) and amending.waits_for_words(
                    session, asker.user, self.now()
                )
                for_lead = reminding.waits_for_lead(session, asker.user, self.now())
        except StoreError:
            return None
        if for_lead and reminding.is_like_lead(text):
            return self._guarded(asker, Act.ASK, text, "", reminding.hear)
        if for_lead:  # a question: whoever asks has thought of something else
            self._guarded(asker, Act.ASK, "", "", reminding.leave)
        if not waits:
            return None
        return self._guarded(asker, Act.AMEND, text, "", amending.hear)

    def without_contacts(self, text: str) -> str:
        """Return a text without the telephone numbers and e-mail addresses of records."""
        return without_contacts(text)

    def verdicts(self, reply: Reply) -> tuple[Button, ...]:
        """Return the buttons by which people say what they think of an answer."""
        return opinions.verdicts(reply)

    def commands(self, user: int) -> tuple[Command, ...]:
        """Return the commands that someone may use."""
        try:
            with self.store.read() as session:
                who = people.standing(session, user, self.rules.admins)
        except StoreError:
            who = Standing(user)
        return tuple(command for command in COMMANDS if who.may(command.act))

    def mine(self, user: int) -> tuple[str, ...]:
        """Return the partnerships that someone has set as theirs.

        Raises:
            StoreError: the store cannot be used.
        """
        with self.store.read() as session:
            return people.mine(session, user)

    def set_mine(self, user: int, partnerships: Sequence[str]) -> None:
        """Set someone's partnerships.

        Raises:
            StoreError: the store cannot be used.
        """
        with self.store.write() as session:
            people.set_mine(session, self.now(), user, partnerships)

    def monthly(self) -> tuple[Note, ...]:
        """Return what stewards are to be told once a month; empty where they have been."""
        try:
            with self.store.write() as session:
                return stewards.monthly(session, self.now(), self.assistant.knowledge)
        except StoreError as error:
            self._tell(error)
            return ()

    def plan_reminders(self) -> None:
        """Put into the outbox what will be due, and what is new, to those who asked for it."""
        public = self.assistant.knowledge.visible_to(AUDIENCES[Role.PUBLIC])
        try:
            with self.store.write() as session:
                may = self._may_be_told(session)
                planning.plan(session, Diary(public), self.now(), may=may)
                news.catch_up(session, public, self.now(), may)
        except StoreError as error:
            self._tell(error)

    def _may_be_told(self, session: Session) -> Callable[[int], bool]:
        """Return what tells whether someone gets reminders: while closed, those with a role."""
        if house.house(session, self.rules.is_open).is_open:
            return lambda _: True
        known = {one.user for role in MAY[Act.ASK_IF_CLOSED]
                 for one in people.with_role(session, role)}  # fmt: skip
        return (known | self.rules.admins).__contains__

    def failed_reminders(self) -> tuple[Note, ...]:
        """Return what admins are to be told of reminders that failed; empty where none did."""
        try:
            with self.store.write() as session:
                said = posting.report(session, self.now())
            return self._to_admins(said) if said else ()
        except StoreError as error:
            self._tell(error)
            return ()

    def refresh(self) -> tuple[Note, ...]:
        """Load knowledge that has changed; return what admins are to be told. Takes seconds.

        Knowledge with errors is told of once, and the old goes on serving.
        """
        try:
            if not self.living.is_stale() or not self.living.reload():
                return ()
        except StoreError as error:
            self._tell(error)
            return ()
        except KnowledgeError as error:
            return self._to_admins(Said(reloading.told(error)))
        log.info("the knowledge has been loaded anew")
        return ()

    def _to_admins(self, said: Said) -> tuple[Note, ...]:
        with self.store.read() as session:
            admins = {a.user for a in people.with_role(session, Role.ADMIN)}
        return tuple(Note(user, said) for user in sorted(admins | self.rules.admins))

    def tidy(self) -> None:
        """Delete whatever has been kept for as long as it may be."""
        try:
            with self.store.write() as session:
                privacy.forget_old(session, self.now(), self.rules.keeping)
        except StoreError as error:
            self._tell(error)

    def _guarded(
        self, asker: Asker, act: Act, typed: str, bot: str, answer: Callable[[Visit], Said],
        tells: bool = False,
    ) -> Said:  # fmt: skip
        if asker.in_group and act is not Act.REPORT:
            return Said(saying.ONLY_PRIVATE)
        try:
            with self.store.read() as session:
                who = people.standing(session, asker.user, self.rules.admins)
                state = house.house(session, self.rules.is_open)
            if tells and (refused := _refused(who, state)):
                return Said(refused)
            if not who.may(act):
                return Said(saying.NOT_FOR_YOU.format(those_who_may(act)))
            visit = Visit(asker, who, clean(typed), self.now(), bot, self.store,
                          self.assistant, self.living, self.rules)  # fmt: skip
            said = self._within_limit(visit, answer(visit))
        except StoreError as error:
            self._tell(error)
            return Said(saying.STORE_AWAY)
        return said

    def _within_limit(self, visit: Visit, said: Said) -> Said:
        """Count the contacts that a command shows; beyond the limit it is told without them.

        What it has done is done, and must be told all the same.
        """
        told = contacts_told(said.text, visit.typed)
        if not told:
            return said
        with self.store.write(at_leisure=True) as session:
            user, role = visit.asker.user, visit.standing.role
            if limits.take(session, visit.at, user, role, limits.CONTACTS, told):
                return said
        return replace(said, text=f"{without_contacts(said.text)}\n{saying.TOO_MANY_CONTACTS}")

    def _tell(self, error: StoreError) -> None:
        """Log what is wrong with the store, once until it works again."""
        if not self._is_away:
            log.error("%s %s", error, saying.STORE_AWAY_MEANS)
        self._is_away = True

    def _is_back(self) -> None:
        if self._is_away:
            log.warning("the store can be used again")
        self._is_away = False


def _refused(who: Standing, state: house.House) -> str:
    """Return why someone may ask nothing while the bot is paused or closed; empty if they may."""
    if state.paused and not who.may(Act.PAUSE):
        return saying.paused(state.paused)
    if not state.is_open and not who.may(Act.ASK_IF_CLOSED):
        return saying.CLOSED
    return ""


def _as_seen(asker: Asker, who: Standing, question: Question) -> Question:
    """Return a question with what someone may see where they are: in a group what is public."""
    role = Role.PUBLIC if asker.in_group else who.role
    return replace(question, role=role, areas=who.areas if role is who.role else ())
