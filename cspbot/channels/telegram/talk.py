"""Puts questions to the assistant, each in the conversation that it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from cspbot import wording
from cspbot.channels.telegram.asking import Assistant
from cspbot.channels.telegram.memory import Exchange, Memory, Place, Who
from cspbot.messages import Clarify, Context, Question, Reply


class Talk:
    """The conversations of all people, as far as they are remembered."""

    def __init__(self, assistant: Assistant, memory: Memory, today: Callable[[], date]) -> None:
        self._assistant = assistant
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

        Called directly: an answer takes milliseconds, so a thread would save the other chats
        nothing that they could notice, and the assistant would have to be safe for threads.

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
        question = Question(text, self._today(), context=context, mine=now.mine, chosen=chosen)
        reply = self._assistant.reply(question)
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
        """Return the name of the partnership that a person has set; empty if none."""
        return self._label(self._memory.conversation(who).mine)

    def set_mine(self, who: Who, key: str) -> str:
        """Set a person's partnership, or forget it if the key is empty; return what to say."""
        mine = (key,) if key else ()
        if key and not self._label(mine):
            return wording.no_such_partnership(key)
        now = self._memory.conversation(who)
        self._memory.keep_conversation(who, replace(now, mine=mine))
        return wording.mine_set(self._label(mine))

    def _label(self, mine: tuple[str, ...]) -> str:
        held = self._assistant.partnerships()
        return ", ".join(one.label for one in held if one.key in mine)
