"""How a follow-up is completed from the conversation, on the invented county."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest

from cspbot import wording
from cspbot.assistant import Assistant
from cspbot.knowledge.facts import Knowledge
from cspbot.language.query import Query
from cspbot.language.reading import is_carried
from cspbot.messages import Answered, Clarify, Context, Question, Reply, Unknown

TODAY = date(2023, 10, 1)


class Talk:
    """A conversation with the assistant."""

    def __init__(self, assistant: Assistant, context: Context | None = None) -> None:
        self.assistant = assistant
        self.context = context or Context()

    def read(self, text: str) -> Query:
        """Read a question without asking it."""
        return self.assistant.query(Question(text, TODAY, context=self.context))

    def ask(self, *texts: str) -> Reply:
        """Ask one after the other; returns the last reply."""
        for text in texts:
            reply = self.assistant.reply(Question(text, TODAY, context=self.context))
            self.context = reply.context
        return reply


@pytest.fixture(scope="module")
def assistant(county: Knowledge) -> Assistant:
    return Assistant(county)


@pytest.fixture
def talk(assistant: Assistant) -> Talk:
    return Talk(assistant)


def carried(query: Query) -> list[str]:
    """What a question was completed with."""
    return [t.text for t in query.reading.terms if is_carried(t, query.reading)]


# --- the partnership


def test_partnership_carries_over(talk):
    """Where the text names no partnership, the last one is meant, and the answer says so."""
    reply = talk.ask("who chairs ambridge", "what is the quorum?")
    assert isinstance(reply, Answered)
    assert "Five members" in reply.text
    assert "I took this to be about Ambridge." in reply.notices


def test_named_partnership_replaces_it(talk):
    """A partnership named in the text is never exchanged for the last one."""
    talk.ask("who chairs ambridge")
    query = talk.read("what are the priorities of felpersham?")
    assert query.scopes == ("felpersham",)
    assert not query.assumed


def test_person_brings_own_partnership(talk):
    """Something of another partnership's takes its own partnership with it."""
    talk.ask("who chairs felpersham")
    assert talk.read("what is the post of joan archer?").scopes == ("ambridge",)


def test_law_belongs_to_nobody(talk):
    """A question about national law is not narrowed to the last partnership."""
    talk.ask("who chairs ambridge")
    assert talk.read("what does the village safety act ask?").scopes == ()


@pytest.mark.parametrize(
    "text",
    [
        "who are the responsible authorities of felpersham?",
        "when did tool marking days end?",
        "And what does the Safer Ambridge Plan rest on?",
    ],
)
def test_whole_question_stays(talk, text):
    """A question that says what it is about and what it asks is read as if it were the first."""
    first = talk.read(text)
    talk.ask("who chairs ambridge", "and felpersham?")
    assert talk.read(text).reading == first.reading


# --- the same of something else


@pytest.mark.parametrize(
    "text",
    [
        "and felpersham?", "what about Felpersham", "same for felpersham", "in felpersham?",
        "felpersham?", "no, I meant felpersham", "sorry Felpersham not Ambridge",
        "not ambridge, felpersham",
    ],
)  # fmt: skip
def test_name_takes_the_place_of_its_like(talk, text):
    """A name alone asks the last question of that name."""
    talk.ask("how often does ambridge meet?")
    query = talk.read(text)
    assert query.asked.lower().strip("?") == "how often does felpersham meet"
    assert query.scopes == ("felpersham",)


def test_name_inside_a_name(talk):
    """A place is exchanged inside the name of a thing too."""
    talk.ask("who sits on the ambridge board")
    assert talk.read("and felpersham?").asked == "who sits on the felpersham board"


def test_other_kind_of_body(talk):
    """'And the police?' asks the same of the police."""
    talk.ask("which fire service works with ambridge?")
    reply = talk.ask("and the police?")
    assert isinstance(reply, Answered)
    assert "Borsetshire Police" in reply.text


def test_stranger_is_refused_by_name(talk):
    """A place that no record has is not answered for the partnership spoken of before."""
    reply = talk.ask("who chairs ambridge", "and Leicester?")
    assert isinstance(reply, Unknown)
    assert "leicester" in reply.text
    assert "Archer" not in reply.text


def test_stranger_keeps_its_pronoun(talk):
    """'It' after a stranger is the stranger; a question without a pronoun goes back."""
    talk.ask("who chairs ambridge", "and Leicester?")
    assert isinstance(talk.ask("who is on it?"), Unknown)
    assert talk.read("quorum?").scopes == ("ambridge",)


def test_strangers_possessive(talk):
    """'Derby's priorities' is about Derby, whoever was spoken of before."""
    reply = talk.ask("who chairs ambridge", "what are Derby's priorities?")
    assert isinstance(reply, Unknown)
    assert talk.read("and felpersham's?").asked == "what are felpersham priorities?"


def test_mentioned_partnership_is_not_covered(talk):
    """A partnership that is only mentioned is refused, with what mentions it."""
    reply = talk.ask("who chairs ambridge", "and Penny Hassett?")
    assert isinstance(reply, Unknown)
    assert "Penny Hassett" in reply.text


def test_year_is_exchanged(talk):
    """A year alone asks the same of that year, and 'the year before' counts from there."""
    talk.ask("what did tool marking get in 2022/23?")
    assert talk.read("and in 2023/24?").asked.endswith("in 2023/24")
    assert isinstance(talk.ask("and in 2023/24?"), Unknown)
    reply = talk.ask("and the year before?")
    assert isinstance(reply, Answered)
    assert "£12,000" in reply.text


def test_amounts_asked_in_turn_add_up(talk):
    """'Together' adds up the amounts asked for one after the other."""
    talk.ask("what did tool marking get in 2022/23?", "and speed signs?")
    reply = talk.ask("how much is that together?")
    assert isinstance(reply, Answered)
    assert "£20,000" in reply.text


# --- in another form


def test_why_asks_the_last_question(talk):
    """A question word alone asks the last question in that form."""
    talk.ask("when was the ambridge partnership formed?")
    reply = talk.ask("why?")
    assert isinstance(reply, Answered)
    assert "because the Village Safety Act asks for it" in reply.text


def test_forms_do_not_pile_up(talk):
    """One question word after another leaves one in the question."""
    talk.ask("when is the september meeting of ambridge?", "where is it?")
    asked = talk.read("and when?").asked
    assert "where" not in asked
    assert talk.read("and when?").scopes == ("ambridge",)


def test_who_says_so(talk):
    """A doubt brings the same answer again, with its source."""
    first = talk.ask("what is the quorum of ambridge?")
    again = talk.ask("who says so?")
    assert isinstance(first, Answered)
    assert isinstance(again, Answered)
    assert again.text == first.text
    assert again.sources


# --- something else of the same


def test_she_is_a_person(talk):
    """'Her' is the person of the last answer, and the answer says who was meant."""
    reply = talk.ask("who chairs ambridge csp?", "what is her post?")
    assert isinstance(reply, Answered)
    assert "Joan Archer" in reply.text
    assert any("'her' to be" in notice and "Joan Archer" in notice for notice in reply.notices)


def test_she_is_nothing_but_a_person(talk):
    """After talk of a project, 'she' stands for nobody."""
    talk.ask("what are tool marking days?")
    assert carried(talk.read("what does she do?")) == []


def test_he_and_she_are_two(talk):
    """Who was called 'he' is not 'she'."""
    talk.ask("who chairs felpersham?", "what is his post?")
    assert talk.context.called == ("he=felpersham-sam-carter",)
    assert "Sam Carter" not in carried(talk.read("and her post?"))


def test_it_is_the_thing(talk):
    """'It' is the project that the last question was about."""
    talk.ask("what are tool marking days for?")
    query = talk.read("who pays for it?")
    assert carried(query)[0] == "Tool Marking Days"
    reply = talk.ask("who pays for it?")
    assert isinstance(reply, Answered)
    assert "commissioner pays for Tool Marking Days" in reply.text


def test_topic_breaks_ties_only(talk):
    """Without a pronoun the thing spoken of last weighs too little to be asked for."""
    talk.ask("what are tool marking days for?")
    query = talk.read("who scrutinises the partnership?")
    assert all(t.weight < 0.3 for t in query.reading.terms if is_carried(t, query.reading))
    reply = talk.ask("who scrutinises the partnership?")
    assert isinstance(reply, Answered)
    assert "Environment Committee" in reply.text


def test_both_are_those_compared(talk):
    """'Both' asks of the two partnerships that the same was asked of."""
    talk.ask("who chairs ambridge", "and felpersham?")
    assert set(talk.read("is theft from farms a priority in both?").scopes) == {
        "ambridge",
        "felpersham",
    }


# --- counting


def test_ordinal_counts_in_the_list(talk):
    """'The second one' is the second entry of the list that was answered."""
    talk.ask("what are the priorities of ambridge?")
    query = talk.read("the second one")
    assert carried(query) == ["Speeding on lanes"]
    assert query.taken == ("the second one", "ambridge-priority-roads")


def test_ordinal_repeats_what_was_asked(talk):
    """'And the last' asks of the last what was asked of the first."""
    talk.ask("what are the priorities of ambridge?", "what is involved in the first one?")
    query = talk.read("and the last")
    assert carried(query) == ["Speeding on lanes"]
    assert "involved" in query.reading.words


def test_first_one_again(talk):
    """'The first one again' goes back to what the question was first asked of."""
    talk.ask("how often does ambridge meet?", "and felpersham?")
    query = talk.read("and the first one again")
    assert query.scopes == ("ambridge",)
    assert query.asked.startswith("how often")


def test_the_other_of_two(talk):
    """'The other one' is the one of two that was not spoken of last."""
    talk.ask("how often does ambridge meet?", "and felpersham?")
    assert talk.read("not that, the other one").scopes == ("ambridge",)


def test_nothing_to_count_in(talk):
    """Where no list is in view, the last answer is given again and nothing is guessed."""
    first = talk.ask("what is the quorum of ambridge?")
    again = talk.ask("the third one")
    assert isinstance(first, Answered)
    assert isinstance(again, Answered)
    assert again.text == first.text


# --- asked back


@pytest.mark.parametrize(
    ("text", "partnership"),
    [
        ("felpersham", "felpersham"),
        ("the Felpersham one", "felpersham"),
        ("2", "felpersham"),
        ("number 1", "ambridge"),
        ("the first", "ambridge"),
        ("the one with Joan Archer", "ambridge"),
        ("Penny Hassett", ""),
    ],
)
def test_choice_is_named(talk, text, partnership):
    """A clarifying question is answered by a choice, its number, or something of its own."""
    reply = talk.ask("who chairs the partnership?")
    assert isinstance(reply, Clarify)
    assert [c.key for c in reply.choices] == ["ambridge", "felpersham"]
    query = talk.read(text)
    assert query.asked.startswith("who chairs")
    if partnership:
        assert query.scopes == (partnership,)


def test_choice_by_button(assistant):
    """A button brings the question back with its key, also where the conversation is forgotten."""
    reply = assistant.reply(Question("who chairs the partnership?", TODAY, chosen="ambridge"))
    assert isinstance(reply, Answered)
    assert "Joan Archer" in reply.text


def test_new_question_drops_the_choice(talk):
    """A whole new question leaves the clarifying question behind."""
    talk.ask("who chairs the partnership?")
    reply = talk.ask("how often does felpersham meet?")
    assert isinstance(reply, Answered)
    assert "every second month" in reply.text
    assert not talk.context.pending


def test_choice_takes_a_correction(talk):
    """After the choice the question goes on to others."""
    talk.ask("who chairs the partnership?", "ambridge")
    reply = talk.ask("sorry, felpersham")
    assert isinstance(reply, Answered)
    assert "Sam Carter" in reply.text


# --- what stays in view


@pytest.mark.parametrize("between", ["thanks", "what is her salary?", "what is the crime rate?"])
def test_refusal_leaves_the_topic(talk, between):
    """After small talk or a refusal the last thing answered is still in view."""
    talk.ask("who chairs ambridge csp?", between)
    query = talk.read("and her post?")
    assert query.scopes == ("ambridge",)
    assert carried(query) == ["Joan Archer"]


def test_context_is_bounded(talk):
    """However long the talk, the context stays small."""
    names = ("ambridge", "felpersham", "tool marking days", "joan archer", "the police", "roads")
    talk.ask("who chairs ambridge?")
    for turn in range(40):
        talk.ask(f"and {names[turn % len(names)]}?")
    for field in fields(Context):
        value = getattr(talk.context, field.name)
        assert len(value) <= (600 if isinstance(value, str) else 40), field.name


def test_context_of_older_knowledge(assistant):
    """Ids that the knowledge no longer has are passed over."""
    gone = ("gone",)
    context = Context(
        partnerships=gone, entities=gone, asked="who chairs it?", facts=gone, listed=gone,
        figures=gone, about=gone, trail=("gone", "away", "lost"), called=("he=gone",),
    )  # fmt: skip
    for text in ("her number?", "the first one", "the other one", "and it?", "why?", "ambridge",
                 "together?", "what did it find?", "is it in both?"):  # fmt: skip
        assert isinstance(Talk(assistant, context).ask(text), Answered | Unknown | Clarify), text


def test_same_conversation_same_words(assistant):
    """The same conversation is answered in the same words."""
    texts = ("priorities of ambridge", "the second one", "and felpersham?", "why?")
    one, other = Talk(assistant), Talk(assistant)
    assert [one.ask(t) for t in texts] == [other.ask(t) for t in texts]


# --- what was told, and what not yet


def test_thing_without_money_is_not_given_all_of_it(talk):
    """'How much did it get', of a review without a line of money, is refused by its name."""
    reply = talk.ask(
        "what is the peer review of the Ambridge partnership?", "how much did it get?"
    )
    assert isinstance(reply, Unknown)
    assert "Peer review" in reply.text
    assert "20,000" not in reply.text


def test_whoever_was_meant_stays_in_view(talk):
    """'She' goes on to mean the same person, though the answer between named another."""
    talk.ask("who chairs ambridge", "does she chair felpersham?")
    assert carried(talk.read("what is her post?")) == ["Joan Archer"]


def test_who_else_is_somebody_new(talk):
    """'Anyone else?' is not answered with the one who was just told."""
    talk.ask("who chairs ambridge")
    told = talk.context.facts
    reply = talk.ask("anyone else?")
    assert set(told).isdisjoint(reply.context.facts) or reply.text == wording.NOTHING_ELSE


def test_nothing_else_is_said(talk):
    """Where nothing further is held, the refusal says just that."""
    reply = talk.ask("who chairs felpersham", "anyone else?")
    assert isinstance(reply, Unknown)
    assert reply.text == wording.NOTHING_ELSE


def test_one_that_says_more_is_no_listing(talk):
    """'Which one' alone asks the last question again; with a verb it asks something of its own."""
    talk.ask("what are the priorities of ambridge?")
    assert talk.read("which ones?").asked != "which ones?"
    assert "write" in talk.read("which one says they must write a plan?").asked


def test_it_of_somebody_is_the_thing(talk):
    """After 'who leads the task group', 'it' is the group, and not who leads it."""
    talk.ask("who chairs the farm crime task group?")
    assert "Farm Crime Task Group" in carried(talk.read("what is it there for?"))


@pytest.mark.parametrize("text", ["members of ambridge", "who are the members of Ambridge?"])
def test_common_field_alone_is_asked_for(talk, text):
    """A field that every record has tells enough where nothing else is asked."""
    reply = talk.ask(text)
    assert isinstance(reply, Answered)
    assert "Ambridge District Council" in reply.text


def test_entry_of_sentences_is_told(talk):
    """'The second one' of a list of sentences is its second entry, whatever they mention."""
    reply = talk.ask("what does Tool Marking Days do?", "the second one")
    assert isinstance(reply, Answered)
    assert "locks" in reply.text
    assert "engrave" not in reply.text


@pytest.mark.parametrize(
    ("text", "told"),
    [("Ambridge chair", "Joan Archer"), ("who is in charge of Ambridge", "Joan Archer"),
     ("Felpersham secretariat", ""), ("Felpersham website", ""), ("Felpersham merger", "")],
)  # fmt: skip
def test_field_alone_is_its_own(talk, text, told):
    """A field that is all that is asked is answered by that field of that partnership, or not."""
    reply = talk.ask(text)
    if told:
        assert isinstance(reply, Answered)
        assert told in reply.text.split("\n")[0]
    else:
        assert isinstance(reply, Unknown)
