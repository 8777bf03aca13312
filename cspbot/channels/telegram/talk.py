"""Puts questions to the assistant, each in the conversation that it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from cspbot import wording
from cspbot.accounts.desk import Desk
from cspbot.accounts.visit import Asker
from cspbot.channels.telegram.asking import Assistant
from cspbot.channels.telegram.memory import Exchange, Memory, Place, Who
from cspbot.messages import Clarify, Context, Question, Reply


class Talk:
    """The conversations of all people, as far as they are remembered."""

    def __init__(self, desk: Desk[Assistant], memory: Memory, today: Callable[[], date]) -> None:
        self._desk = desk
        self._memory = memory
        self._today = today

    def ask(
        self,
        who: Who,
        text: str,
        *,
        chosen: str = "",
        asked_in: int = 0,
        again: Exchange | None = None,
    ) -> Reply:
        """Put a question to the assistant.

        Args:
            who: the person who asks.
            text: the question.
            chosen: the key of the choice that they pressed for it.
            asked_in: the message that it was asked in; 0 for a button.
            again: the earlier answer, where the message was edited. The question is asked again
                in the context of then, and the conversation goes on from it only if it is still
                the last question.
        """
        now = self._memory.conversation(who)
        context = again.before if again else now.context
        question = Question(text, self._today(), context=context, chosen=chosen)
        reply = self._desk.reply(Asker(who.user, who.chat), question)
        if again is None or now.asked_in == asked_in:
            then = replace(now, context=reply.context, last=question, asked_in=asked_in)
            self._memory.keep_conversation(who, then)
        return reply

    def begin(self, who: Who) -> None:
        """Forget what was spoken of, though not whose partnership is whose."""
        now = self._memory.conversation(who)
        self._memory.keep_conversation(who, replace(now, context=Context(), asked_in=0))

    def context(self, who: Who) -> Context:
        """Return the context that the next question is asked in."""
        return self._memory.conversation(who).context

    def last(self, who: Who) -> Question | None:
        """Return the last question; None if there is none or it is forgotten."""
        return self._memory.conversation(who).last

    def keep_pending(self, shown: Place, reply: Reply, text: str) -> None:
        """Remember the whole question behind a clarifying message, as long as that lasts."""
        if isinstance(reply, Clarify):
            self._memory.keep_pending(shown, reply.context.pending or text)

    def mine(self, who: Who) -> str:
        """Return the names of the partnerships that a person has set; empty if none.

        Raises:
            StoreError: the store cannot be used.
        """
        return self._labels(self._desk.mine(who.user))

    def set_mine(self, who: Who, keys: Sequence[str]) -> str:
        """Set a person's partnerships, or forget them if there are none; return what to say."""
        held = {one.key for one in self._desk.assistant.partnerships()}
        strange = [key for key in keys if key not in held]
        if strange:
            return wording.no_such_partnership(strange[0])
        self._desk.set_mine(who.user, keys)
        return wording.mine_set(self._labels(keys))

    def _labels(self, mine: Sequence[str]) -> str:
        held = self._desk.assistant.partnerships()
        return ", ".join(one.label for one in held if one.key in mine)
