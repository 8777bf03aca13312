"""Makes a question whole from the conversation it stands in.

A follow-up leaves out what was just said. It may ask the same of something else ('and Corby?',
'no, I meant Telford', 'the second one'), ask in another form ('why?', 'by when?'), or ask
something else of the same thing ('her number?', 'what did it find?'). The first two are reworded
as text and then read like any other question. For the last, what is pointed at becomes a term of
the reading beside the terms typed. A question that says all of it is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from cspbot.knowledge.facts import Knowledge
from cspbot.language.clarified import Clarified
from cspbot.language.index import FactIndex
from cspbot.language.lexicon import Lexicon
from cspbot.language.query import Query
from cspbot.language.reader import Reader
from cspbot.language.reading import ATTRIBUTE, NAME, UNKNOWN, WORD, Reading, Term
from cspbot.language.references import HE, ORDINAL, OTHER, PERSON, THING, References
from cspbot.language.rewording import ASKED, BODY, PLACE, WHO, WORDS, Rewording
from cspbot.language.rewording import THING as NAMED_THING
from cspbot.language.settling import Settler, Whole
from cspbot.language.turns import (
    FAINT,
    LEAD,
    MOST_WORDS,
    SURE,
    TELLING,
    Turn,
    Turns,
    asks,
    content,
    is_stranger,
    telling,
)
from cspbot.messages import Question

_ADDS = re.compile(r"\s*(?:and |now |then )*(?:plus|add|\+)\b", re.IGNORECASE)
_WHICH = re.compile(
    r"^(?:so |and |ok )*(?:(?:name|list|show me|give me|who are|what are|which are|tell me)"
    r" (?:them|they|those|these)\b|(?:which|what) ones?\b|who exactly\b|like (?:who|what)\b)"
    r"(?: (?:are|were|is|was) (?:they|those|these|it|that)| exactly| then| please| again)*"
    r"\s*[?.!]*$"
)
_REPEAT = re.compile(
    r"^(?:and |but |ok )*(?:who (?:says|said) (?:so|that|this|it)|says who|says where"
    r"|on (?:what|whose) authority|where does (?:that|it|this) come from"
    r"|what'?s (?:the|your) source|source|(?:can you )?(?:say|repeat|tell me) (?:that|it)"
    r"(?: again)?|again|come again|how do you know(?: that)?)\s*[?.!]*$"
)
_ELSE = re.compile(
    r"^(?:and |so |ok |is there |are there )*"
    r"(?:(?:any(?:thing|one|body)|who|what) else|any (?:more|others?))"
    r"(?: (?:on|about) (?:it|that|this|them))?\s*[?.!]*$"
)
_BOTH = re.compile(r"\b(?:both|either of them|the two|each of them)\b")
_ITSELF = re.compile(r"\b(?:it|its|it's|they|them|their|there)\b")
_NUMBERS = frozenset({"two", "three", "four", "five", "six", "both", "all", "lot"})

POINTED, MOST_POINTED = 0.5, 0.7
"""What a pronoun points at weighs half of what is asked of it, and never so much that an answer
must name it: 'it' may be no more than the partnership."""
OF_PARTNERSHIPS = frozenset({"partnership", "membership", "list", "group"})
"""The first part of fields that only a partnership has, or a group of it."""
PLAIN = 0.85
"""The same where there is one thing only that it can be: an answer must be about that."""
KEPT, MOST_KEPT = 0.2, 0.29
"""What the talk is about weighs less still where nothing points at it: enough to break a tie."""
MUST = 2.0
"""'She' and 'the second one' are someone or something, and an answer about another is wrong."""

TOLD = 3
"""Facts of the last answer beside which more on it is looked for: the first of them."""

OF_THINGS = frozenset({"when", "where", "how_much"})
"""Forms that ask something of a thing itself: 'when was it', 'how much is it'."""
MONEY = frozenset({"line", "funding"})

PEOPLE_ASKED = frozenset({"chair", "author", "contact", "leader", "represent", "elected_members",
                          "person", "secretariat"})  # fmt: skip
"""A 'she' that comes after 'the chair', 'who wrote' ... in the same question means that person."""


class Conversation:
    """Completes questions from their context."""

    def __init__(
        self,
        knowledge: Knowledge,
        index: FactIndex,
        lexicon: Lexicon,
        reader: Reader,
        answers: Callable[[Query], bool],
    ) -> None:
        """Prepare for one `Knowledge`; `answers` tells whether a query would be answered."""
        self._knowledge = knowledge
        self._index = index
        self._lexicon = lexicon
        self._answers = answers
        self._turns = Turns(knowledge, reader)
        self._references = References(knowledge)
        self._rewording = Rewording(knowledge, reader)
        self._settler = Settler(knowledge, self._turns)
        self._clarified = Clarified(knowledge, self._turns, self._references, self._settler)

    def complete(self, question: Question) -> Whole:
        """Return the question as it would have been typed by someone who says everything."""
        if question.chosen:
            return self._clarified.picked(question, question.text, question.chosen)
        turn = self._turns.turn(question)
        if question.context.pending:
            picked = self._clarified.answered(turn)
            if picked:
                return picked
        if turn.context.asked:
            for way in self._ways:
                whole = way(turn)
                if whole:
                    return whole
        return self._settler.whole(turn, turn.reading, turn.text)

    @property
    def _ways(self) -> tuple[Callable[[Turn], Whole | None], ...]:
        """The ways of following up; each returns None where it is another.

        What is said in fixed words comes first; a text that names something and asks something
        stands alone before anything is put into it.
        """
        return (
            self._repeated, self._worked_out, self._by_ordinal, self._of_both,
            self._whole_already, self._same_of_another, self._in_other_form, self._more_on_it,
        )  # fmt: skip

    # --- the same again, and sums of it

    def _repeated(self, turn: Turn) -> Whole | None:
        """'Who says so?': the same again, with its source; 'anything else?': what was not said."""
        text = turn.reading.lowered
        return self._again(turn) if _REPEAT.match(text) or _ELSE.match(text) else None

    def _again(self, turn: Turn) -> Whole:
        reading = self._resumed(turn, self._turns.read(turn.context.asked, turn.question))
        return self._settler.whole(turn, reading, turn.context.asked, about=turn.context.about)

    def _worked_out(self, turn: Turn) -> Whole | None:
        """'How much is that together', 'which got least': of the amounts just answered."""
        reading, context = turn.reading, turn.context
        if not (context.figures and reading.operations) or self._turns.named(reading):
            return None
        if any(self._is_strict(t) for t in telling(reading)):
            return None  # 'how many people came to it' counts no amounts
        terms = tuple(
            t for t in reading.terms
            if t.text not in _NUMBERS and not ORDINAL.fullmatch(f"the {t.text} one")
        )  # fmt: skip
        return self._settler.whole(
            turn, replace(reading, terms=terms), context.asked, about=context.about,
            trail=context.trail, as_typed=False,
        )  # fmt: skip

    def _is_strict(self, term: Term) -> bool:
        """Tell whether a term asks for a field that nothing else can stand in for."""
        return term.weight >= SURE and any(self._lexicon.concepts[c].strict for c in term.concepts)

    # --- 'the second one'

    def _by_ordinal(self, turn: Turn) -> Whole | None:
        """'The second one', 'her number, the latter', 'the other one's'."""
        texts = (turn.reading.lowered, turn.lowered)
        found = ((t, m) for t in texts if (m := OTHER.search(t) or ORDINAL.search(t)))
        text, said = next(found, ("", None))
        if said is None:
            return None
        rest = self._beside_ordinal(turn)
        target, listed = self._references.ordinal(text, turn.context)
        entity = self._knowledge.entities.get(target)
        if entity is None:
            # Nothing is known to count in: the answer that named several is given again.
            return None if content(rest) else self._open_again(turn) or self._again(turn)
        turn = replace(turn, listed=listed)
        word = re.sub(r"^(?:(?:on|of|for|about|in|and|ok|or) )+", "", said[0].strip())
        taken = (word, target)
        says_more = any(t.kind != UNKNOWN for t in telling(rest)) or (
            rest.form not in ("", "what", "which", "who")
        )
        if entity.kind in ("partnership", "place", "person") and not says_more:
            name = self._turns.read(
                entity.label if entity.kind == "partnership" else entity.name, turn.question
            )
            text = self._rewording.replaced(turn.context.asked, name, turn.question.today)
            reading = self._turns.read(text, turn.question)
            about = self._turns.ids(name)[:1]
            return self._settler.whole(
                turn, reading, text, about=about, taken=taken, trail=turn.context.trail
            )
        base, text = (rest, turn.text) if says_more else (self._of_each(turn), turn.context.asked)
        if entity.kind == "partnership":
            return self._settler.whole(turn, replace(base, scopes=(target,)), text, taken=taken)
        term = self._settler.pointing((target,), MUST, base, base.terms)
        reading = replace(base, terms=(*base.terms, term))
        return self._settler.whole(turn, reading, text, about=(target,), taken=taken)

    def _beside_ordinal(self, turn: Turn) -> Reading:
        """Return what is said beside 'the second one'."""
        rest = OTHER.sub("", ORDINAL.sub("", turn.text.lower()))
        return self._turns.read(LEAD.sub("", rest).strip(" ,.-"), turn.question)

    def _of_each(self, turn: Turn) -> Reading:
        """Return what was asked of another entry of the list; nothing where the list was asked."""
        asked = turn.context.asked.lower()
        if not (ORDINAL.search(asked) or THING.search(asked)):
            return self._turns.read("what", turn.question)
        reading = self._turns.read(ORDINAL.sub("", asked), turn.question)
        kept = (t for t in reading.terms if self._rewording.group(t) not in (NAMED_THING, WHO))
        return replace(reading, terms=tuple(kept))

    def _open_again(self, turn: Turn) -> Whole | None:
        """'The other one', where two or more others were offered: ask which, as before."""
        offered = turn.context.trail
        if len(offered) < 3 or not all(e in self._knowledge.by_scope for e in offered):
            return None
        text = self._rewording.about(turn.context.asked, "", turn.question.today)
        reading = self._turns.read(text, turn.question)
        return self._settler.whole(
            turn, reading, text, about=turn.context.about, trail=offered, carry=False
        )

    def _of_both(self, turn: Turn) -> Whole | None:
        """'Is it in both?': of the two partnerships that the same was asked of."""
        held = tuple(s for s in turn.context.trail if s in self._knowledge.by_scope)[-2:]
        if len(held) < 2 or turn.reading.scopes or not _BOTH.search(turn.lowered):
            return None
        reading = replace(turn.reading, scopes=held)
        return self._settler.whole(turn, reading, turn.text, trail=turn.context.trail)

    # --- a question that needs nothing

    def _whole_already(self, turn: Turn) -> Whole | None:
        """Leave a question alone that says what it is about and what it asks."""
        names, rest = self._turns.named(turn.core), content(turn.core)
        if not names or not (rest or turn.asks):
            return None
        if not rest and all(self._rewording.group(t) == PLACE for t in names):
            return None  # 'when in Norwich?'
        fields = any(
            t.kind == ATTRIBUTE and t.weight >= SURE and self._rewording.group(t) == ASKED
            for t in rest
        )
        if turn.is_led and not turn.asks and not fields and len(rest) <= MOST_WORDS:
            return None  # 'and from the PCC for projects?'
        return self._of_person(turn) or self._settler.whole(turn, turn.reading, turn.text)

    # --- the same of something else

    def _same_of_another(self, turn: Turn) -> Whole | None:
        """'And Corby?', 'in Norwich?', 'and the police?', 'in 2016/17?'."""
        asked, today, core = turn.context.asked, turn.question.today, turn.core
        said = [t for t in core.terms if t.weight >= TELLING or t.kind == "scope"]
        said = said or list(core.terms)
        stepped = self._rewording.stepped(asked, turn.lowered, today)
        if turn.asks or not (said or core.periods or stepped) or len(said) > MOST_WORDS + 1:
            return None
        groups = {self._rewording.group(t) for t in said}
        if core.operations and not self._turns.named(core):
            return None
        if turn.reading.work.has("without", "minus") or _ADDS.match(turn.text):
            return None  # 'without the CCTV' takes away from what was said, 'plus' adds to it
        if ASKED in groups and not (turn.is_led and groups & {PLACE, WHO, BODY, NAMED_THING}):
            return (
                None  # 'and the quorum?' asks something else, 'and the PCC for projects?' does not
            )
        unknown = (t.corrected_from or t.text for t in said if is_stranger(t))
        stranger = core.unknown_name() or next(unknown, "")
        text = self._rewording.replaced(asked, core, today, turn.context.lost)
        if stranger and not core.scopes:
            # The question stays as it was, for the next name to be put into.
            reading = replace(self._turns.read(text, turn.question), scopes=(), foreign=stranger)
            return self._settler.whole(turn, reading, asked, lost=stranger, about=())
        texts = {text: None}
        if groups == {PLACE} and not core.periods:
            # A plan of other years elsewhere is an answer.
            texts[self._rewording.without_years(text)] = None
        if groups & {WHO, BODY, NAMED_THING, WORDS}:
            texts[self._rewording.predicate(asked, core, today)] = None
            texts[turn.text] = None
            if groups == {WORDS} and not asks(asked.lower()):
                texts = {turn.text: None, **texts}  # nothing was asked of the last thing either
        return self._first_answered(turn, [self._of_another(turn, t, groups) for t in texts])

    def _of_another(self, turn: Turn, text: str, groups: set[str]) -> Whole:
        reading = self._turns.read(text, turn.question)
        if groups == {PLACE}:
            reading = self._without_strays(reading)
        numbered = all(t.text.isdigit() for t in turn.core.terms)  # 'and 2?' of what was told
        if numbered or not groups & {NAMED_THING, WORDS}:
            reading = self._resumed(turn, reading, within=reading.scopes, apart=groups)
        new = next(iter((*self._turns.ids(turn.core), *turn.core.scopes)), "")
        trail = (*self._asked_before(turn, new), new) if new else ()
        return self._settler.whole(
            turn, reading, text, about=self._turns.ids(reading), trail=trail
        )

    def _without_strays(self, reading: Reading) -> Reading:
        """Take names for words where they name what only another partnership has: 'the board'."""
        entities = self._knowledge.entities
        terms = tuple(
            replace(t, kind=WORD, entities=())
            if t.kind == NAME and reading.scopes
            and all(entities[e].scope not in ("", *reading.scopes) for e in t.entities)
            else t
            for t in reading.terms
        )  # fmt: skip
        return replace(reading, terms=terms)

    def _asked_before(self, turn: Turn, new: str) -> tuple[str, ...]:
        """Return what the same question was asked of before the new thing, oldest first."""
        context = turn.context
        if len(context.trail) > 1:
            return tuple(e for e in context.trail if e != new)
        is_partnership = new in self._knowledge.by_scope
        alike = context.partnerships if is_partnership else (*context.about, *context.partnerships)
        return tuple(e for e in alike[:1] if e != new)

    # --- the same in another form

    def _in_other_form(self, turn: Turn) -> Whole | None:
        """'Why?', 'by when?', 'where is it?', 'which ones?': the last question in another form."""
        listing = _WHICH.match(turn.reading.lowered)
        if not listing and not self._only_asks(turn):
            return None
        asked, today, new = turn.context.asked, turn.question.today, turn.lowered
        if listing:
            new = "who" if "who" in listing[0] else "which"
        places = [t.text for t in self._turns.named(turn.core)]
        texts = [self._rewording.other_form(asked, new, today, bare=b) for b in (False, True)]
        for place in places:
            texts = [self._rewording.about(t, place, today) for t in texts]
        wholes = []
        for text in dict.fromkeys(texts):
            reading = self._turns.read(text, turn.question)
            reading = reading if places else self._resumed(turn, reading)
            wholes.append(self._settler.whole(
                turn, reading, text, about=turn.context.about, trail=turn.context.trail
            ))  # fmt: skip
        if turn.core.form in OF_THINGS and THING.search(turn.lowered):
            # It is a thing that has a date, a place and a price, more than what was asked of it.
            priced = turn.core.form == "how_much"
            own = list(self._its_own(turn, but=MONEY if priced else ()))
            wholes = own if own and priced else [*own, *wholes]
        return self._first_answered(turn, wholes) or (
            self._again(turn) if listing or THING.search(turn.lowered) else None
        )

    def _its_own(self, turn: Turn, but: Collection[str] = ()) -> Iterable[Whole]:
        """Yield the question word asked of the thing alone that was spoken of.

        Nothing where one of the kinds `but` was.
        """
        found = self._pointed_at(turn)
        if found and not any(self._turns.kind(e) in but for e in found):
            reading = turn.reading
            term = self._settler.pointing(found, MUST, reading, reading.terms)
            reading = replace(reading, terms=(*reading.terms, term))
            yield self._settler.whole(
                turn, reading, turn.text, about=found, trail=turn.context.trail
            )

    def _only_asks(self, turn: Turn) -> bool:
        """Tell whether nothing is said but a question word, and perhaps a place."""
        said = [
            t for t in turn.core.terms
            if t.weight >= (FAINT if t.kind == ATTRIBUTE else TELLING)
            and not self._restates_form(t, turn)
        ]  # fmt: skip
        if said or not turn.asks or PERSON.search(turn.lowered) or self._has_filler(turn.core):
            return False
        if any(self._rewording.group(t) != PLACE for t in self._turns.named(turn.core)):
            return False
        if self._turns.named(turn.core):
            return True
        # 'what is it' asks after the thing, not the same as before.
        return not (turn.core.form in ("what", "yes_no") and THING.search(turn.lowered))

    def _has_filler(self, reading: Reading) -> bool:
        """Tell whether an ordinary word is in it that is no term: 'who uses the findings'."""
        termed = {i for t in reading.terms
                  for i in range(t.position, t.position + max(1, len(t.stems)))}  # fmt: skip
        return any(
            i not in termed and w not in self._lexicon.function_words and len(w) > 1
            for i, w in enumerate(reading.words)
        )

    def _restates_form(self, term: Term, turn: Turn) -> bool:
        """Tell whether a term says no more than its question word: 'by when', 'until when'."""
        forms = [self._lexicon.concepts[c].forms & turn.core.forms for c in term.concepts]
        return len(turn.core.words) <= MOST_WORDS and bool(forms) and all(forms)

    # --- something else of the same

    def _more_on_it(self, turn: Turn) -> Whole | None:
        """'Her number?', 'what did it find?', 'and the quorum?': more on what was spoken of."""
        by_person = self._of_person(turn)
        if by_person:
            return by_person
        if PERSON.search(turn.lowered):
            return None  # nobody who fits was spoken of
        reading, context = _weighed(turn.reading), turn.context
        own = sum(t.weight for t in telling(reading))
        is_pointing = THING.search(turn.lowered) is not None
        if not own and not (is_pointing and turn.asks):
            return None
        if not own and not self._pointed_at(turn):
            return self._asked_anew(turn)
        if context.lost and _ITSELF.search(turn.lowered) and not self._turns.named(reading):
            return self._settler.whole(turn, reading, turn.text, lost=context.lost)
        found = self._pointed_at(turn) if is_pointing else self._references.topic(context)
        found = self._fitting(self._within(found, reading.scopes), reading)
        weight = min(MOST_KEPT, KEPT * own)
        if is_pointing or not turn.asks:
            weight = min(MOST_POINTED, POINTED * own) or MUST
            if is_pointing and len(found) == 1 and found == context.about[:1]:
                weight = PLAIN
            if len(found) == 1 and self._asks_of_person(reading, found[0]):
                weight = MUST
        terms = list(reading.terms)
        if found:
            terms.append(self._settler.pointing(found, weight, reading, terms))
        share = POINTED if is_pointing and not found else KEPT
        terms.extend(self._kept(turn, own * share, reading, terms))
        nearby = self._nearby(turn)
        return self._settler.whole(
            turn, replace(reading, terms=tuple(terms), nearby=nearby), turn.text, about=found,
            trail=context.trail,
        )  # fmt: skip

    def _fitting(self, found: tuple[str, ...], reading: Reading) -> tuple[str, ...]:
        """Leave out what has no such field as is asked for: a police force has no chair.

        All where none has one, unless the partnership itself may: then it is meant.
        """
        kinds = self._kinds_asked(reading)
        fit = tuple(e for e in found if self._turns.kind(e) in kinds)
        if fit and "person" in kinds:
            return fit
        return fit if kinds and kinds <= OF_PARTNERSHIPS else found

    def _asks_of_person(self, reading: Reading, ident: str) -> bool:
        """Tell whether a person is spoken of, and something asked that people have: a number."""
        return self._turns.kind(ident) == "person" and "person" in self._kinds_asked(reading)

    def _kinds_asked(self, reading: Reading) -> set[str]:
        """Return the kinds of thing that may have what is asked for."""
        return {
            field.partition(".")[0]
            for t in reading.terms if t.kind == ATTRIBUTE and t.weight >= SURE
            for c in t.concepts for field in self._lexicon.concepts[c].fields
        }  # fmt: skip

    def _nearby(self, turn: Turn) -> frozenset[str]:
        """Return the facts that stand in their source where the last answer does."""
        held = self._knowledge.facts
        told = [held[i] for i in turn.context.facts[:TOLD] if i in held]
        places = {place for fact in told for place in fact.citations}
        return frozenset(
            fact.id for scope in {fact.scope for fact in told}
            for fact in self._knowledge.by_scope.get(scope, ())
            if not places.isdisjoint(fact.citations)
        )  # fmt: skip

    def _asked_anew(self, turn: Turn) -> Whole | None:
        """'What is it roughly now?', of no thing that has a name: the last question, so put."""
        texts = (
            self._rewording.other_form(
                turn.context.asked, turn.lowered, turn.question.today, bare=False
            ),
            turn.context.asked,
        )
        wholes = []
        for text in dict.fromkeys(texts):
            reading = self._resumed(turn, self._turns.read(text, turn.question))
            wholes.append(self._settler.whole(turn, reading, text, about=turn.context.about))
        return self._first_answered(turn, wholes)

    def _within(self, found: Iterable[str], scopes: Collection[str]) -> tuple[str, ...]:
        """Leave out what belongs to another partnership than those named, if any is named."""
        entities = self._knowledge.entities
        return tuple(
            e for e in found
            if e in entities and (not scopes or entities[e].scope in ("", *scopes))
        )  # fmt: skip

    def _pointed_at(self, turn: Turn) -> tuple[str, ...]:
        old = self._turns.read(turn.context.asked, turn.question)
        told_who = old.form in ("who", "which", "name")
        return self._references.thing(turn.lowered, turn.context, told_who=told_who)

    def _kept(
        self, turn: Turn, share: float, reading: Reading, terms: Sequence[Term]
    ) -> Iterable[Term]:
        """Yield the words of the last question, to break ties by; what it asked for is dropped."""
        asks_field = any(t.kind == ATTRIBUTE and t.weight >= SURE for t in reading.terms)
        groups = (WORDS,) if asks_field else (WORDS, ASKED)
        old = self._turns.read(turn.context.asked, turn.question)
        typed = {s for t in terms for s in t.stems}
        words = [
            t for t in telling(old)
            if t.kind != UNKNOWN and not typed.intersection(t.stems)
            and self._rewording.group(t) in groups
        ]  # fmt: skip
        after = len(reading.words) + len(terms)
        for n, term in enumerate(words):
            weight = min(MOST_KEPT, share / len(words))
            # Without its meanings: they would make this a question for that field again.
            yield Term(term.text, WORD, term.stems, (), (), weight, 0, after + n)

    def _of_person(self, turn: Turn) -> Whole | None:
        """Add whom 'she' stands for; None where there is no such word or it is clear in itself."""
        reading, context = turn.reading, turn.context
        said = PERSON.search(reading.lowered)
        if said is None or reading.names("person", of=self._knowledge.entities):
            return None
        if self._has_antecedent(reading, len(reading.lowered[: said.start()].split())):
            return None
        # 'Does she chair Felpersham?' names what she may do, and not where she is from.
        within = () if reading.form == "yes_no" else reading.scopes
        people = self._references.person(said[0], context, within)
        if not people:
            return None
        term = self._settler.pointing(people, MUST, reading, reading.terms)
        taken = (said[0], people[0]) if len(people) == 1 else ("", "")
        whole = self._settler.whole(
            turn, replace(reading, terms=(*reading.terms, term)), turn.text, about=people,
            taken=taken, trail=context.trail,
        )  # fmt: skip
        if len(people) > 1:
            return whole
        word = "he" if HE.fullmatch(said[0]) else "she"
        called = [c for c in context.called if not c.endswith("=" + people[0])]
        after = replace(whole.after, called=(*called, f"{word}={people[0]}")[-4:])
        return replace(whole, after=after)

    def _has_antecedent(self, reading: Reading, position: int) -> bool:
        """Tell whether a person is spoken of before that word: 'the chair and her number'."""
        return any(
            0 < t.position < position
            and PEOPLE_ASKED.intersection(t.concepts)
            and reading.words[t.position - 1] in ("the", "a", "an", "is", "who", "whos", "your")
            for t in reading.terms
        )

    # --- choosing among ways to complete it

    def _resumed(
        self, turn: Turn, reading: Reading, within: tuple[str, ...] = (),
        apart: Collection[str] = (),
    ) -> Reading:  # fmt: skip
        """Add what the last question was about, where its own text does not name it.

        With `within`, what belongs to another partnership than these stays behind; with `apart`,
        so do people and bodies where a person or body takes their place.
        """
        if self._turns.ids(reading):
            return reading
        entities = self._knowledge.entities
        out = ("person", "body") if {WHO, BODY}.intersection(apart) else ()
        about = tuple(
            e for e in self._within(turn.context.about, within) if entities[e].kind not in out
        )
        if not about:
            return reading
        own = sum(t.weight for t in telling(reading))
        weight = min(MOST_POINTED, POINTED * own) or MUST
        term = self._settler.pointing(about, weight, reading, reading.terms)
        return replace(reading, terms=(*reading.terms, term))

    def _first_answered(self, turn: Turn, wholes: Sequence[Whole]) -> Whole | None:
        """Return the first that is answered; the first of all where none is."""
        asking = [w for w in wholes if telling(w.reading)]
        tried: list[Whole] = []
        for whole in asking:
            query = self._query(turn, whole)
            tried.append(replace(whole, tried=query))
            if self._answers(query):
                return tried[-1]
        return next(iter(tried), None)

    def _query(self, turn: Turn, whole: Whole) -> Query:
        return Query(
            turn.question, whole.reading, self._knowledge, self._index, self._lexicon,
            whole.scopes, whole.assumed, whole.asked, whole.after, whole.taken,
        )  # fmt: skip


def _weighed(reading: Reading) -> Reading:
    """Let the words that every record has count, where a follow-up says nothing else."""
    if telling(reading):
        return reading
    weights = {ATTRIBUTE: 1.0, WORD: 0.6}
    return replace(
        reading,
        terms=tuple(replace(t, weight=weights.get(t.kind, t.weight)) for t in reading.terms),
    )
