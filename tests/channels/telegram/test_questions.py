"""Free text and its answer."""

from cspbot import wording
from cspbot.messages import Answered, Context, Fault, NotAllowed, Source, Unknown, Why
from tests.channels.telegram.conftest import MINUTES, NEXT, TODAY, Bot, clarify
from tests.fakes.bot_api import BotApi
from tests.fakes.people import Chat


async def test_text_is_answered(bot: Bot, joan: Chat):
    """A text is a question, asked as the public on today's date."""
    assert "You asked: who chairs ambridge." in (await joan.say("who chairs ambridge")).text
    question = bot.assistant.asked[0]
    assert (question.text, question.today, question.role) == (
        "who chairs ambridge",
        TODAY,
        "public",
    )


async def test_source_folds_up(bot: Bot, joan: Chat):
    """The source stands under the answer in a quotation that opens at a tap."""
    shown = await joan.say("who chairs ambridge")
    assert shown.marked("expandable_blockquote") == "Source: Minutes, 12 May 2023, paragraph 4"


async def test_source_keeps_link(bot: Bot, joan: Chat):
    """The address of a document stands there in full, so that Telegram links it."""
    linked = Source("Minutes", "paragraph 4", url="https://example.org/a?b=1&c=2")
    bot.assistant.replies["hello"] = Answered("Yes.", (linked,))
    assert (await joan.say("hello")).text.endswith("https://example.org/a?b=1&c=2")


async def test_notices_follow_answer(bot: Bot, joan: Chat):
    """Warnings stand between the answer and its source."""
    bot.assistant.replies["hello"] = Answered("Joan Archer.", (MINUTES,), ("Proposed only.",))
    text = (await joan.say("hello")).text
    assert text.startswith("Joan Archer.\n\nProposed only.\nSource:")


async def test_markup_is_shown(bot: Bot, joan: Chat):
    """Signs that mean something in HTML are shown as they are."""
    bot.assistant.replies["hello"] = Answered("R&D <b>costs</b> > £5 &amp;", ())
    assert (await joan.say("hello")).text == "R&D <b>costs</b> > £5 &amp;"


async def test_refusals_are_shown(bot: Bot, joan: Chat):
    """All other kinds of reply are laid out as well."""
    bot.assistant.replies |= {
        "a": Unknown("I do not hold that.", Why.NOT_HELD, (MINUTES,), (NEXT,)),
        "b": NotAllowed("For officers only."),
        "c": Fault("Something went wrong."),
    }
    unknown = await joan.say("a")
    assert unknown.text.startswith("I do not hold that.\nSource:")
    assert unknown.labels == [NEXT.label]
    assert (await joan.say("b")).text == "For officers only."
    assert (await joan.say("c")).text == "Something went wrong."


async def test_context_is_carried(bot: Bot, joan: Chat):
    """The context of an answer comes with the next question of the same person."""
    await joan.say("who chairs ambridge")
    await joan.say("and the police")
    assert bot.assistant.asked[1].context == Context(asked="who chairs ambridge")


async def test_people_are_apart(bot: Bot, api: BotApi, joan: Chat):
    """Nobody gets the context of somebody else."""
    await joan.say("who chairs ambridge")
    await Chat(api).say("and the police")
    assert bot.assistant.asked[1].context == Context()


async def test_order_is_kept(bot: Bot, joan: Chat):
    """Messages sent in a row are answered in their order."""
    for number in range(3):
        joan.sends(f"question {number}")
    answers = [(await joan.next()).text for _ in range(3)]
    assert [text[:22] for text in answers] == [f"You asked: question {n}." for n in range(3)]


async def test_edited_question_edits_answer(bot: Bot, joan: Chat):
    """An edited question is asked in the context of the first one, and its answer edited."""
    await joan.say("who chairs ambridge")
    question = joan.sends("and the polise")
    first = await joan.next()
    second = await joan.edit(question, "and the police")
    assert second.id == first.id
    assert "You asked: and the police." in second.text
    assert bot.assistant.asked[2].context == Context(asked="who chairs ambridge")


async def test_old_edit_leaves_context(bot: Bot, joan: Chat):
    """Editing an older question does not turn the conversation back to it."""
    question = joan.sends("who chairs ambridge")
    await joan.next()
    await joan.say("who chairs felpersham")
    await joan.edit(question, "who chaired ambridge")
    await joan.say("and the police")
    assert bot.assistant.asked[-1].context == Context(asked="who chairs felpersham")


async def test_edit_after_restart(bot: Bot, joan: Chat):
    """An edit of a question whose answer is forgotten is answered afresh."""
    question = joan.sends("who chars ambridge")
    first = await joan.next()
    await bot.restart()
    second = await joan.edit(question, "who chairs ambridge")
    assert second.id > first.id
    assert not second.is_edited


async def test_edit_shortens_answer(bot: Bot, api: BotApi, joan: Chat):
    """Parts of a long answer that an edit leaves over are taken away."""
    bot.assistant.replies["list"] = Answered("word " * 2_000, ())
    question = joan.sends("list")
    parts = [await joan.next() for _ in range(3)]
    await joan.edit(question, "short")
    await api.called("deleteMessage", times=2)
    left = api.messages[joan.chat["id"]]
    assert [part.id in left for part in parts] == [True, False, False]


async def test_edit_lengthens_answer(bot: Bot, joan: Chat):
    """Parts that an edit adds to an answer are sent after it."""
    bot.assistant.replies["list"] = Answered("word " * 1_000, ())
    question = joan.sends("short")
    first = await joan.next()
    parts = [await joan.edit(question, "list"), await joan.next()]
    assert [part.is_edited for part in parts] == [True, False]
    assert parts[0].id == first.id


async def test_edit_without_change(bot: Bot, joan: Chat):
    """An edit that changes nothing in the answer is no fault."""
    bot.assistant.replies |= {"a": Answered("Same.", ()), "b": Answered("Same.", ())}
    question = joan.sends("a")
    await joan.next()
    joan.api.push("edited_message", joan.api.messages[joan.chat["id"]][question] | {"text": "b"})
    assert "You asked: hello." in (await joan.say("hello")).text


async def test_edit_becomes_clarify(bot: Bot, joan: Chat):
    """An answer that is edited into a question back gets its buttons."""
    bot.assistant.replies["who chairs"] = clarify()
    question = joan.sends("who chairs ambridge")
    await joan.next()
    shown = await joan.edit(question, "who chairs")
    assert "for felpersham-csp" in (await joan.press(shown, "Felpersham")).text


async def test_long_answer_is_split(bot: Bot, joan: Chat):
    """A long answer comes in parts that each end where a line does; the source is in the last."""
    lines = [f"{number}. {'priority ' * 12}end" for number in range(60)]
    bot.assistant.replies["list"] = Answered("\n".join(lines), (MINUTES,), suggestions=(NEXT,))
    parts = [await joan.say("list"), await joan.next()]
    assert parts[0].text.endswith("end")
    assert parts[1].text.endswith("paragraph 4")
    assert [part.labels for part in parts] == [[], [NEXT.label]]


async def test_wide_characters_count_twice(bot: Bot, joan: Chat):
    """Length is counted as Telegram counts it: 2,049 wide characters make two messages."""
    bot.assistant.replies["list"] = Answered("𝒳" * 2_049, ())
    assert (await joan.say("list")).text == "𝒳" * 2_048
    assert (await joan.next()).text == "𝒳"


async def test_many_sources_are_split(bot: Bot, joan: Chat):
    """Sources that do not fit under the answer come in messages of their own."""
    sources = tuple(Source("Minutes " * 10, f"paragraph {n}") for n in range(70))
    bot.assistant.replies["list"] = Answered("word " * 800, sources)
    parts = [await joan.say("list"), await joan.next(), await joan.next()]
    assert not parts[0].marked("expandable_blockquote")
    assert parts[1].text == parts[1].marked("expandable_blockquote")
    assert parts[2].text.endswith("paragraph 69")


async def test_no_preview_of_links(bot: Bot, api: BotApi, joan: Chat):
    """A link does not unfold into a picture of the page."""
    await joan.say("hello")
    assert api.calls_of("sendMessage")[0].params["link_preview_options"] == {"is_disabled": True}


async def test_telephone_can_be_copied(bot: Bot, joan: Chat):
    """A telephone number stands as it is printed, with a button that copies it."""
    bot.assistant.replies["hello"] = Answered("Ring 01933 231901, not £79,500.", ())
    shown = await joan.say("hello")
    assert shown.text == "Ring 01933 231901, not £79,500."
    assert [button["copy_text"] for button in shown.buttons] == [{"text": "01933 231901"}]


async def test_fault_gets_apology(bot: Bot, joan: Chat):
    """Where answering fails the person is told, and the next question is answered."""
    bot.assistant.raises["hello"] = KeyError("hello")
    assert (await joan.say("hello")).text == wording.FAULT
    assert "You asked: again." in (await joan.say("again")).text
