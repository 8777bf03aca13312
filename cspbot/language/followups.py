"""Makes a question whole from the conversation it stands in.

A follow-up leaves out what was just said. It may ask the same of something else ('and Corby?',
'no, I meant Telford', 'the second one'), ask in another form ('why?', 'by when?'), or ask
something else of the same thing ('her number?', 'what did it find?'). The first two are reworded
as text and then read like any other question. For the last, what is pointed at becomes a term of
the reading beside the terms typed. A question that says all of it is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from cspbot.knowledge.facts import Knowledge
from cspbot.language.index import FactIndex
from cspbot.language.lexicon import Lexicon
from cspbot.language.query import Query
from cspbot.language.reading import (
    ATTRIBUTE,
    FIGURE,
    NAME,
    UNKNOWN,
    WORD,
    Reader,
    Reading,
    Term,
    is_carried,
)
from cspbot.language.references import ORDINAL, OTHER, PERSON, THING, References
from cspbot.language.rewording import (
    ASKED,
    BODY,
    PLACE,
    QUESTION_WORDS,
    THING as THINGS,
    WHO,
    WORDS,
    Rewording,
)
from cspbot.language.words import clean, plain_words, stems
from cspbot.messages import Context, Question

LEAD = re.compile(
    r"^(?:\s*(?:ok(?:ay)?|right|so|and|or|but|also|then|now|well|oh|ah|sorry|hmm+|thanks|thank you|ta|great"
    r"|cool|cheers|no|nope|nah|yes|yeah|actually|wait|please|what about|how about|what of|same again"
    r"|(?:the )?same (?:question |thing )?(?:but )?(?:for|in|at|of|with)|i (?:really )?mea?nt?|meant?|i was asking about"
    r"|(?:go |going )?back to|back on|as for|try|do|let's try|over in|over at|for|in|at|on|from|with|of|is that|not that)"
    r"(?=[\s,.!?:;-]|$)[\s,.!?:;-]*)+",
    re.IGNORECASE,
)
"""What a follow-up begins with before it says anything."""
TAIL = re.compile(
    r"(?:[\s,]+(?:again|please|pls|plz|then|too|instead|as well|now|though|ones?|csp|partnership|ta|thanks))+\s*[?.!]*$|[?.!\s]+$",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|isn't|don't|doesn't)\b"
)
_WHICH = re.compile(
    r"^(?:(?:so |and |ok )*(?:name|list|show me|give me|who are|what are|which are|tell me) (?:them|they|those|these)|(?:and )?(?:which|what) ones?|who exactly|like (?:who|what))\b"
)
_REPEAT = re.compile(
    r"^(?:and |but |ok )*(?:who (?:says|said) (?:so|that|this|it)|says who|on (?:what|whose) authority|says where|where does (?:that|it|this) come from|what'?s (?:the|your) source|source\??$"
    r"|(?:can you )?(?:say|repeat|tell me) (?:that|it)(?: again)?|again$|come again|how do you know(?: that)?)\s*[?.!]*$"
)
_THE_ONE = re.compile(r"\bones?\b|^(?:for|in|at)\b")
_BOTH = re.compile(r"\b(?:both|either of them|the two|each of them)\b")
_ITSELF = re.compile(r"\b(?:it|its|it's|they|them|their|there)\b")

POINTED, MOST_POINTED = 0.5, 0.7
"""What a pronoun points at weighs half of what is asked of it, and never so much that an answer
must name it: 'it' may be no more than the partnership."""
KEPT, MOST_KEPT = 0.2, 0.29
"""What the talk is about weighs less still where nothing points at it: enough to break a tie."""
PERSON_WEIGHT = 2.0
"""'She' is a person, and an answer about another one is wrong."""
FAINT, TELLING, SURE = 0.2, 0.3, 0.8
_NUMBERS = frozenset({"two", "three", "four", "five", "six", "both", "all", "lot"})
MOST_WORDS = 3
"""Telling words up to which a text without a verb is a fragment."""

PEOPLE_ASKED = frozenset(
    {
        "chair",
        "author",
        "contact",
        "leader",
        "represent",
        "elected_members",
        "person",
        "secretariat",
    }
)
"""A 'she' that comes after one of these in the same question means that person."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A question made whole."""

    reading: Reading
    scopes: tuple[str, ...]
    assumed: str
    """The partnership that was taken for granted; '' where the text names one."""
    asked: str
    """Its text, from which the next follow-up is completed."""
    after: Context
    """The conversation after it, as far as the question alone settles it."""
    taken: tuple[str, str] = ("", "")
    """A word that points at something, and what it was taken to point at."""


@dataclass(frozen=True, slots=True)
class _Turn:
    """A question and its parts."""

    question: Question
    text: str
    """What was typed, without 'not X'."""
    reading: Reading
    core: Reading
    """The same without 'and', 'what about', 'please' ..."""
    context: Context = field(default_factory=Context)
    listed: tuple[str, ...] = ()
    """The list that it counts in, if it does."""

    @property
    def lowered(self) -> str:
        return self.core.lowered

    @property
    def asks(self) -> bool:
        """Tell whether it has a question word or a verb at its front."""
        return bool(QUESTION_WORDS.search(self.lowered) or _ASKS.match(self.lowered))


class Conversation:
    """Completes questions from their context."""

    def __init__(
        self, knowledge: Knowledge, index: FactIndex, lexicon: Lexicon, reader: Reader,
        answers: Callable[[Query], bool],
    ) -> None:  # fmt: skip
        self._knowledge = knowledge
        self._index = index
        self._lexicon = lexicon
        self._reader = reader
        self._answers = answers
        self._references = References(knowledge)
        self._rewording = Rewording(knowledge, reader)

    def complete(self, question: Question) -> Whole:
        """Return the question as it would have been typed by someone who says everything."""
        if question.chosen:
            return self._picked(question, question.text, question.chosen)
        turn = self._turn(question)
        if question.context.pending:
            picked = self._answer_to_clarify(turn)
            if picked:
                return picked
        if turn.context.asked:
            for way in (self._repeated, self._worked_out, self._by_ordinal, self._whole_already, self._same_of_another,
                        self._in_other_form, self._more_on_it):  # fmt: skip
                whole = way(turn)
                if whole:
                    return whole
        return self._made(turn, turn.reading, question.text)

    def _turn(self, question: Question) -> _Turn:
        """Take a question apart; what a clarifying question left open counts as asked."""
        context = question.context
        if context.pending:
            context = replace(context, asked=context.pending)
        text = self._without_denied(clean(question.text), question)
        core = TAIL.sub("", LEAD.sub("", text)) or text
        reading = self._reader.read(text, question.today)
        return _Turn(question, text, self._with_stranger(reading),
                     self._with_stranger(self._reader.read(core, question.today)), context)  # fmt: skip

    def _without_denied(self, text: str, question: Question) -> str:
        """Take 'not Norwich' out of 'Telford not Norwich'."""
        if not question.context.asked or not re.search(r"\bnot\b", text, re.IGNORECASE):
            return text
        reading = self._reader.read(text, question.today)
        if any(t.kind == ATTRIBUTE and t.weight >= SURE for t in reading.terms):
            return text
        for term in reading.terms:
            if not (term.entities or term.kind == UNKNOWN):
                continue
            words = r"[\W_]+".join(map(re.escape, (term.corrected_from or term.text).split()))
            rest = re.sub(rf"\bnot (?:the |for |in |about )?{words}(?:'s)?\b[\s,]*(?:but )?", "", text,
                          flags=re.IGNORECASE)  # fmt: skip
            if rest != text and rest.strip():
                return rest
        return text

    def _with_stranger(self, reading: Reading) -> Reading:
        """Mark a name that no record has: of a place, or of someone whose something is asked."""
        if reading.scopes or reading.unknown_name():
            return reading
        for term in reading.terms:
            typed = term.corrected_from or term.text
            if term.kind != UNKNOWN or term.weight < SURE:
                continue
            if re.search(rf"\b{re.escape(typed)}'s\b", reading.lowered):
                return replace(reading, foreign=typed)
        return reading

    # --- what a clarifying question is answered with

    def _answer_to_clarify(self, turn: _Turn) -> Whole | None:
        choices = turn.question.context.choices
        key = self._numbered(turn, choices) or self._named_choice(turn, choices)
        if not key:
            return None
        extra = " ".join(
            t.text for t in turn.core.terms if t.kind == FIGURE and not turn.lowered.isdigit()
        )
        pending = turn.question.context.pending
        if turn.core.periods:
            pending = f"{pending} in {turn.core.periods[0].label}"
        elif extra:
            pending = f"{pending} {extra}"
        picked = self._picked(turn.question, pending, key)
        others = tuple(c for c in choices if c != key)
        return replace(picked, after=replace(picked.after, trail=(*others, key)[-6:]))

    def _numbered(self, turn: _Turn, choices: Sequence[str]) -> str:
        number = re.fullmatch(r"(?:no\.?|number|option|choice|#)?\s*(\d)", turn.lowered)
        if number and 0 < int(number[1]) <= len(choices):
            return choices[int(number[1]) - 1]
        if ORDINAL.search(turn.lowered) and len(turn.core.words) <= MOST_WORDS + 1:
            listed = Context(listed=tuple(choices), about=tuple(choices[:1]))
            return self._references.ordinal(turn.lowered, listed)[0]
        return ""

    def _named_choice(self, turn: _Turn, choices: Sequence[str]) -> str:
        """Return the one choice that the text names, itself or by something of its own."""
        if turn.asks and not _THE_ONE.search(turn.reading.lowered):
            return ""
        asked = [t for t in _telling(turn.core) if t.kind == ATTRIBUTE and t.weight >= SURE]
        if asked and not _THE_ONE.search(turn.reading.lowered):
            return ""
        named = [self._knowledge.entities[e] for t in turn.reading.terms for e in t.entities]
        for group in ({e.id for e in named}, {e.scope for e in named},
                      {*turn.reading.scopes, *(p for e in named for p in e.partnerships)}):  # fmt: skip
            found = group.intersection(choices)
            if found:
                return found.pop() if len(found) == 1 else ""
        return ""

    def _picked(self, question: Question, text: str, key: str) -> Whole:
        turn = _Turn(question, text, self._reader.read(text, question.today),
                     self._reader.read(text, question.today), question.context)  # fmt: skip
        entity = self._knowledge.entities.get(key)
        if entity is None:
            return self._made(turn, turn.reading, text)
        if entity.kind == "partnership":
            held = key if key in self._knowledge.by_scope else entity.scope
            reading = replace(turn.reading, scopes=(held,) if held else ())
            return self._made(turn, reading, f"{text} in {entity.label}")
        terms = tuple(replace(t, entities=(key,)) if key in t.entities else t
                      for t in turn.reading.terms)  # fmt: skip
        if terms == turn.reading.terms:
            terms = (*terms, self._pointing((key,), PERSON_WEIGHT, turn.reading, terms))
        return self._made(turn, replace(turn.reading, terms=terms), f"{text} {entity.name}")

    # --- the ways of following up, each None where it is another

    def _repeated(self, turn: _Turn) -> Whole | None:
        """'Who says so?': the same answer again, which names its source."""
        return self._again(turn) if _REPEAT.match(turn.reading.lowered) else None

    def _again(self, turn: _Turn) -> Whole:
        reading = self._reader.read(turn.context.asked, turn.question.today)
        return self._made(turn, self._resumed(turn, reading), turn.context.asked,
                          about=turn.context.about)  # fmt: skip

    def _worked_out(self, turn: _Turn) -> Whole | None:
        """'How much is that together', 'which got least': of the amounts just answered."""
        reading = turn.reading
        if not (turn.context.figures and reading.operations) or self._named(reading):
            return None
        terms = tuple(t for t in reading.terms if t.text not in _NUMBERS and not ORDINAL.fullmatch(
            f"the {t.text} one"))  # fmt: skip
        return self._made(turn, replace(reading, terms=terms), turn.context.asked,
                          about=turn.context.about, trail=turn.context.trail, as_typed=False)  # fmt: skip

    def _by_ordinal(self, turn: _Turn) -> Whole | None:
        """'The second one', 'her number, the latter', 'the other one's'."""
        said = ORDINAL.search(turn.lowered) or OTHER.search(turn.lowered)
        target, listed = self._references.ordinal(turn.lowered, turn.context)
        entity = self._knowledge.entities.get(target)
        if entity is None:
            if said is None or _content(self._rest(turn)):
                return None
            # Nothing is known to count in: the answer that named several is given again.
            return self._open_again(turn) or self._again(turn)
        turn = replace(turn, listed=listed)
        rest = self._rest(turn)
        word = re.sub(r"^(?:on|of|for|about|in|and|ok|or) ", "", said[0].strip()) if said else ""
        asks = [t for t in _telling(rest) if t.kind != UNKNOWN] or (
            rest.form not in ("", "what", "which", "who")
        )
        if entity.kind in ("partnership", "place", "person") and not asks:
            name = self._reader.read(entity.label if entity.kind == "partnership" else entity.name,
                                     turn.question.today)  # fmt: skip
            text = self._rewording.replaced(turn.context.asked, name, turn.question.today)
            reading = self._reader.read(text, turn.question.today)
            return self._made(turn, reading, text, about=(target,), taken=(word, target),
                              trail=turn.context.trail)  # fmt: skip
        if asks:
            base, text = rest, turn.text
        else:
            base, text = self._asked_of_each(turn), turn.context.asked
        if entity.kind == "partnership":
            return self._made(turn, replace(base, scopes=(target,)), text, taken=(word, target))
        term = self._pointing((target,), PERSON_WEIGHT, base, base.terms)
        reading = replace(base, terms=(*base.terms, term))
        return self._made(turn, reading, text, about=(target,), taken=(word, target))

    def _open_again(self, turn: _Turn) -> Whole | None:
        """'The other one', where two or more others were offered: ask which, as before."""
        offered = turn.context.trail
        if len(offered) < 3 or not all(e in self._knowledge.by_scope for e in offered):
            return None
        text = self._rewording.about(turn.context.asked, "", turn.question.today)
        return self._made(turn, self._reader.read(text, turn.question.today), text,
                          about=turn.context.about, trail=offered, carry=False)  # fmt: skip

    def _rest(self, turn: _Turn) -> Reading:
        """Return what is said beside 'the second one'."""
        rest = OTHER.sub("", ORDINAL.sub("", turn.text.lower()))
        return self._reader.read(LEAD.sub("", rest).strip(" ,.-"), turn.question.today)

    def _asked_of_each(self, turn: _Turn) -> Reading:
        """Return what was asked of another entry of the list; nothing where the list was asked."""
        asked = turn.context.asked
        if not (ORDINAL.search(asked.lower()) or THING.search(asked.lower())):
            return self._reader.read("what", turn.question.today)
        reading = self._reader.read(ORDINAL.sub("", asked.lower()), turn.question.today)
        kept = tuple(t for t in reading.terms if self._rewording.group(t) not in (THINGS, WHO))
        return replace(reading, terms=kept)

    def _whole_already(self, turn: _Turn) -> Whole | None:
        """Leave a question alone that says what it is about and what it asks."""
        names, rest = self._named(turn.core), _content(turn.core)
        if not names or not (rest or turn.asks):
            return None
        if not rest and all(self._rewording.group(t) == PLACE for t in names):
            return None
        led = LEAD.match(turn.text) and not turn.asks
        fields = [t for t in rest if t.kind == ATTRIBUTE and t.weight >= SURE
                  and self._rewording.group(t) == ASKED]  # fmt: skip
        if led and not fields and len(rest) <= MOST_WORDS:
            return None
        return self._pointing_at_person(turn) or self._made(turn, turn.reading, turn.text)

    def _same_of_another(self, turn: _Turn) -> Whole | None:
        """'And Corby?', 'in Norwich?', 'and the police?', 'in 2016/17?'."""
        said = [t for t in turn.core.terms if t.weight >= TELLING or t.kind == "scope"]
        said = said or [t for t in turn.core.terms if not turn.asks]
        stepped = bool(self._rewording.stepped(turn.context.asked, turn.lowered, turn.question.today))
        if turn.asks or not (said or turn.core.periods or stepped) or len(said) > MOST_WORDS + 1:
            return None
        groups = {self._rewording.group(t) for t in said}
        if ASKED in groups or (turn.core.operations and not self._named(turn.core)):
            return None
        stranger = turn.core.unknown_name() or next(
            (t.corrected_from or t.text for t in said if t.kind == UNKNOWN and t.weight >= SURE),
            "",
        )
        asked, today = turn.context.asked, turn.question.today
        text = self._rewording.replaced(asked, turn.core, today, turn.context.lost)
        if stranger and not turn.core.scopes:
            reading = replace(self._reader.read(text, today), scopes=(), foreign=stranger)
            return self._made(turn, reading, text, lost=stranger)
        texts = {text: None}
        if groups == {PLACE} and not turn.core.periods:
            # A plan of other years elsewhere is the answer; an amount of other years is not.
            texts[self._rewording.without_years(text)] = None
        if groups & {WHO, BODY, THINGS, WORDS}:
            texts[self._rewording.predicate(asked, turn.core, today)] = None
            texts[turn.text] = None
        wholes = [self._of_another(turn, t, groups) for t in texts]
        return self._first_answered(turn, wholes)

    def _of_another(self, turn: _Turn, text: str, groups: set[str]) -> Whole:
        reading = self._reader.read(text, turn.question.today)
        if not groups & {WHO, THINGS, WORDS, BODY}:
            reading = self._resumed(turn, reading, elsewhere=reading.scopes)
        new = next(iter(self._ids(turn.core)), "") or next(iter(turn.core.scopes), "")
        return self._made(turn, reading, text, about=self._ids(reading),
                          trail=(*self._asked_before(turn, new), new) if new else ())  # fmt: skip

    def _asked_before(self, turn: _Turn, new: str) -> tuple[str, ...]:
        """Return what the same question was asked of before the new thing, oldest first."""
        context = turn.context
        if len(context.trail) > 1:
            return tuple(e for e in context.trail if e != new)
        like = [*context.about, *context.partnerships]
        if new in self._knowledge.by_scope:
            like = list(context.partnerships)
        return tuple(e for e in like[:1] if e != new)

    def _in_other_form(self, turn: _Turn) -> Whole | None:
        """'Why?', 'by when?', 'where is it?', 'which ones?': the last question in another form."""
        listing = _WHICH.match(turn.reading.lowered)
        asked, today = turn.context.asked, turn.question.today
        if not listing:
            said = [t for t in turn.core.terms
                    if t.weight >= (FAINT if t.kind == ATTRIBUTE else TELLING)
                    and not self._restates_form(t, turn)]  # fmt: skip
            if said or not turn.asks or self._things_named(turn.core):
                return None
            if PERSON.search(turn.lowered):
                return None
            if turn.core.form in ("what", "yes_no") and THING.search(turn.lowered):
                return None
        new = turn.lowered
        if listing:
            new = "who" if "who" in listing[0] else "which"
        texts = dict.fromkeys(
            self._rewording.other_form(asked, new, today, bare=bare) for bare in (False, True)
        )
        wholes = []
        for text in texts:
            reading = self._resumed(turn, self._reader.read(text, today))
            for term in self._named(turn.core):
                text = self._rewording.about(text, term.text, today)
                reading = self._reader.read(text, today)
            wholes.append(self._made(turn, reading, text, about=turn.context.about,
                                     trail=turn.context.trail))  # fmt: skip
        return self._first_answered(turn, wholes) or (self._again(turn) if listing else None)

    def _restates_form(self, term: Term, turn: _Turn) -> bool:
        """Tell whether a term says no more than its question word: 'by when', 'until when'."""
        return len(turn.core.words) <= MOST_WORDS and all(
            self._lexicon.concepts[c].forms & turn.core.forms for c in term.concepts
        ) and bool(term.concepts)  # fmt: skip

    def _more_on_it(self, turn: _Turn) -> Whole | None:
        """'Her number?', 'what did it find?', 'and the quorum?': more on what was spoken of."""
        by_person = self._pointing_at_person(turn)
        if by_person:
            return by_person
        reading, context = _weighed(turn.reading), turn.context
        own = sum(t.weight for t in _telling(reading))
        if not own and not (THING.search(turn.lowered) and turn.asks):
            return None
        if context.lost and _ITSELF.search(turn.lowered) and not self._named(reading):
            return self._made(turn, replace(reading, foreign=context.lost), turn.text,
                              lost=context.lost)  # fmt: skip
        if _BOTH.search(turn.lowered) and len(context.trail) > 1:
            held = tuple(s for s in context.trail if s in self._knowledge.by_scope)
            if len(held) > 1:
                return self._made(turn, replace(reading, scopes=held[-2:]), turn.text)
        pointing = bool(THING.search(turn.lowered))
        is_fragment = not turn.asks
        found = self._pointed_at(turn) if pointing else self._references.topic(context)
        weight = (min(MOST_POINTED, POINTED * own) if pointing or is_fragment
                  else min(MOST_KEPT, KEPT * own)) or PERSON_WEIGHT  # fmt: skip
        terms = list(reading.terms)
        if found:
            terms.append(self._pointing(found, weight, reading, terms))
        share = POINTED if pointing and not found else KEPT
        terms.extend(self._kept(turn, own * share, reading, terms))
        return self._made(turn, replace(reading, terms=tuple(terms)), turn.text, about=found,
                          trail=turn.context.trail)  # fmt: skip

    def _pointed_at(self, turn: _Turn) -> tuple[str, ...]:
        old = self._reader.read(turn.context.asked, turn.question.today)
        told_who = old.form in ("who", "which", "name")
        return self._references.thing(turn.lowered, turn.context, told_who=told_who)

    def _kept(
        self, turn: _Turn, share: float, reading: Reading, terms: Sequence[Term]
    ) -> Iterable[Term]:
        """Yield the words of the last question, to break ties by; what it asked for is dropped."""
        asks_field = any(t.kind == ATTRIBUTE and t.weight >= SURE for t in reading.terms)
        old = self._reader.read(turn.context.asked, turn.question.today)
        typed = {s for t in terms for s in t.stems}
        words = [t for t in _telling(old) if t.kind != UNKNOWN and not typed.intersection(t.stems)
                 and self._rewording.group(t) in ((WORDS,) if asks_field else (WORDS, ASKED))]  # fmt: skip
        after = len(reading.words) + len(terms)
        for n, term in enumerate(words):
            weight = min(MOST_KEPT, share / len(words))
            yield Term(term.text, WORD, term.stems, (), (), weight, 0, after + n)

    def _pointing_at_person(self, turn: _Turn) -> Whole | None:
        """Add whom 'she' stands for; None where there is no such word, or it is clear in itself."""
        match = PERSON.search(turn.reading.lowered)
        if match is None or turn.reading.names("person", of=self._knowledge.entities):
            return None
        before = len(turn.reading.lowered[: match.start()].split())
        if any(t.position < before and PEOPLE_ASKED.intersection(t.concepts)
               for t in turn.reading.terms):  # fmt: skip
            return None
        people = self._references.person(match[0], turn.context)
        if not people:
            return None
        reading = turn.reading
        term = self._pointing(people, PERSON_WEIGHT, reading, reading.terms)
        word = (
            "he"
            if match[0].startswith(("he'", "hes", "him", "his")) or match[0] == "he"
            else "she"
        )
        whole = self._made(turn, replace(reading, terms=(*reading.terms, term)), turn.text,
                           about=people, taken=(match[0], people[0]) if len(people) == 1 else ("", ""))  # fmt: skip
        called = [c for c in turn.context.called if not c.endswith("=" + people[0])]
        after = replace(whole.after, called=(*called, f"{word}={people[0]}")[-4:])
        return replace(whole, after=after)

    # --- putting it together

    def _resumed(
        self, turn: _Turn, reading: Reading, elsewhere: tuple[str, ...] = ()
    ) -> Reading:
        """Add what the last question was about, where its own text does not name it.

        What belongs to another partnership than that asked about `elsewhere` stays behind.
        """
        named = set(self._ids(reading))
        entities = self._knowledge.entities
        about = tuple(e for e in turn.context.about if e in entities and e not in named
                      and (not elsewhere or entities[e].scope in elsewhere))  # fmt: skip
        if not about or named:
            return reading
        own = sum(t.weight for t in _telling(reading))
        weight = min(MOST_POINTED, POINTED * own) if own else PERSON_WEIGHT
        return replace(reading, terms=(*reading.terms,
                                       self._pointing(about, weight, reading, reading.terms)))  # fmt: skip

    def _first_answered(self, turn: _Turn, wholes: Sequence[Whole]) -> Whole | None:
        """Return the first that is answered; the first of all where none is."""
        asking = [w for w in wholes if _telling(w.reading) or w.after.lost]
        answered = (w for w in asking if self._is_answered(turn, w))
        return next(answered, next(iter(asking), None))

    def _is_answered(self, turn: _Turn, whole: Whole) -> bool:
        query = Query(turn.question, whole.reading, self._knowledge, self._index, self._lexicon,
                      whole.scopes, whole.assumed, whole.asked, whole.after)  # fmt: skip
        return self._answers(query)

    def _made(
        self, turn: _Turn, reading: Reading, asked: str, *, about: tuple[str, ...] | None = None,
        trail: tuple[str, ...] = (), lost: str = "", taken: tuple[str, str] = ("", ""),
        as_typed: bool = True, carry: bool = True,
    ) -> Whole:  # fmt: skip
        """Settle the partnership, and what the conversation keeps of the question.

        Unless told otherwise, a partnership that is carried over counts as if it had been typed.
        """
        stranger = lost or ("" if reading.scopes else reading.unknown_name())
        scopes, assumed = reading.scopes, ""
        if stranger:
            reading = replace(reading, foreign=stranger)
        elif not scopes and carry:
            scopes, assumed = self._carried(turn, reading)
            if assumed and as_typed:
                reading = replace(reading, scopes=scopes)
        about = self._ids(reading) if about is None else about
        item = next((e for e in about if self._kind(e) != "document"), next(iter(scopes), ""))
        after = replace(
            turn.question.context, asked=asked, about=about[:6],
            partnerships=scopes[:4] or turn.question.context.partnerships,
            trail=trail[-6:] or ((item,) if item else turn.context.trail),
            lost=stranger, pending="", choices=(),
            listed=turn.listed or turn.question.context.listed,
        )  # fmt: skip
        return Whole(reading, scopes, assumed, asked, after, taken)

    def _carried(self, turn: _Turn, reading: Reading) -> tuple[tuple[str, ...], str]:
        """Return the partnership that the names, the conversation or /mine settle."""
        entities = self._knowledge.entities
        owned = {
            entities[e].scope for t in reading.terms if t.weight >= 1 and t.kind == NAME
            for e in t.entities if e in entities and entities[e].scope
        }  # fmt: skip
        if len(owned) == 1:
            scope = owned.pop()
            pointed = any(is_carried(t, reading) for t in reading.terms)
            return (scope,), scope if pointed else ""
        if len(owned) > 1 or reading.about_all or reading.uncovered:
            return (), ""
        if self._is_national(reading) and (not turn.context.asked or not LEAD.match(turn.text)):
            return (), ""
        for source in (turn.question.context.partnerships, turn.question.mine):
            if source:
                return tuple(source), source[0] if len(source) == 1 else ""
        return (), ""

    def _is_national(self, reading: Reading) -> bool:
        """Tell whether the question names something that belongs to no one partnership."""
        entities = self._knowledge.entities
        named = [entities[e] for t in reading.terms
                 if t.kind == NAME and not is_carried(t, reading) and t.weight >= 1
                 for e in t.entities]  # fmt: skip
        return any(
            e.kind in ("law", "section", "term") and not e.scope for e in named
        ) and not any(e.scope for e in named)

    def _pointing(
        self, found: tuple[str, ...], weight: float, reading: Reading, terms: Sequence[Term]
    ) -> Term:
        """Return a term that was not typed: one of these things is meant."""
        entity = self._knowledge.entities[found[0]]
        named: tuple[str, ...] = ()
        if len(found) == 1:
            words = plain_words(entity.name)
            # A surname is enough to know a person by in a sentence; of anything else, the whole.
            named = stems(words[-1:] if entity.kind == "person" else words)
        return Term(entity.name, NAME, named, (), found, weight, 0, len(reading.words) + len(terms))

    def _named(self, reading: Reading) -> list[Term]:
        """Return the terms that name something."""
        return [t for t in reading.terms if not is_carried(t, reading) and (
            t.kind == "scope" or (t.kind == NAME and t.weight >= 1)
            or any(self._kind(e) == "partnership" for e in t.entities)
        )]  # fmt: skip

    def _things_named(self, reading: Reading) -> bool:
        return any(self._rewording.group(t) != PLACE for t in self._named(reading))

    def _ids(self, reading: Reading) -> tuple[str, ...]:
        """Return what a reading names, partnerships aside."""
        return tuple(dict.fromkeys(
            e for t in reading.terms if t.kind == NAME and t.weight >= 1 for e in t.entities[:3]
            if e not in self._knowledge.by_scope and self._kind(e) not in ("document", "")
        ))  # fmt: skip

    def _kind(self, ident: str) -> str:
        entity = self._knowledge.entities.get(ident)
        return entity.kind if entity else ""


def _telling(reading: Reading) -> list[Term]:
    return [t for t in reading.terms if t.weight >= TELLING]


def _weighed(reading: Reading) -> Reading:
    """Let the words that every record has count, where a follow-up says nothing else."""
    if _telling(reading):
        return reading
    return replace(reading, terms=tuple(
        replace(t, weight=1.0) if t.kind == ATTRIBUTE and t.weight >= FAINT else t
        for t in reading.terms
    ))  # fmt: skip


def _content(reading: Reading) -> list[Term]:
    """Return the terms that ask something, names left aside."""
    return [t for t in _telling(reading) if t.kind not in (NAME, "scope", FIGURE)
            or (t.kind == NAME and t.concepts and not t.entities)]  # fmt: skip


