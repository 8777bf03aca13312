"""Every fixed sentence that people read, in one place, so that its tone is read on one screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

GREETING = (
    "Hello. I answer questions about community safety partnerships from their published reports: "
    "who is on them, priorities, money, meetings, mergers, contacts. Ask me in your own words."
)
THANKS = "You are welcome. Ask me anything else about the partnerships that I hold."
GOODBYE = "Goodbye. Come back whenever you have a question about a partnership."
WHO_AM_I = (
    "I am cspbot, a program that looks up facts from published partnership reports. I am not a "
    "person, I use no language model, and I say where each answer comes from."
)
EMERGENCY = (
    "I cannot help with an emergency or take a report of a crime. If anyone is in danger, ring "
    "999 now. To report a crime that is not an emergency, ring 101 or use your police force's "
    "website. For anti-social behaviour you can also tell your council."
)
CRISIS = (
    "I am a look-up service and cannot give the help you need, but others can. If you or anyone "
    "else is in danger, ring 999. Samaritans answer day and night on 116 123. The national "
    "domestic abuse helpline is on 0808 2000 247."
)
OWN_CASE = (
    "I hold nothing on individual cases and cannot look one up. Please do not send case details "
    "here. Ask the police on 101, or the community safety team of your council."
)
PERSONAL = (
    "I do not hold that. I hold only what published reports print about people in their public "
    "roles: post, body, and telephone or e-mail where printed. No home addresses or other private "
    "details."
)
INSTRUCTION = (
    "I do not hold that, and I cannot change how I work. I only look up facts from published "
    "partnership reports."
)
OPINION = (
    "I do not hold opinions or advice, only what published reports state. I can tell you what a "
    "partnership's report says on it, if you name the partnership."
)
CRIME_FIGURES = (
    "I do not hold crime figures or anything live. For recorded crime by area see police.uk; for "
    "other figures ask the partnership, or make a freedom of information request to the council."
)
OFF_TOPIC = (
    "I do not hold that: I only know community safety partnerships, from their published reports."
)
FAULT = "Sorry, something went wrong on my side and I could not answer. It has been noted."
MORE_FOR_OTHERS = (
    "Contacts that no published report prints are shown to officers and partner agencies alone, "
    "if any are held: on Telegram, /access asks for that."
)
NEXT = {
    "partnership.priorities": ("Priorities", "priorities of {partnership}"),
    "merger": ("Merger", "what merger is proposed in {partnership}?"),
    "membership": ("Members", "who is on {partnership} CSP?"),
    "partnership.chairing": ("Chair", "who chairs {partnership} CSP?"),
    "funding": ("Money", "funding of {partnership}"),
    "list.contacts": ("Contacts", "contact for {partnership}"),
    "project": ("Projects", "projects of {partnership}"),
    "scrutiny": ("Scrutiny", "who scrutinises {partnership} CSP?"),
}
"""What is offered after an answer: field held, label, question; the most asked for first."""
YES, NO = "Yes.", "No."
ANYTHING = "anything more"
YES_PROPOSED, NO_PROPOSED = "Yes, as proposed.", "No, not as proposed."
REST = "Show the rest"
NOTHING_ELSE = "Beyond what I have just told you, I hold nothing on that."
RELATED = "Also held on this:"
PROPOSED = "Proposed only: the source asks for approval, and no decision on it is held."
AWAITED = "Awaited when the source was written; what came of it is not held."
INFERRED = "Inferred, not stated by the source."
NO_SPLIT = "The source prints no split."
NO_AMOUNT = "The source prints none."
NO_TOTAL = "The source prints no total; the sum is worked out."
COUNTED_ONCE = "Lines that are part of another line are not counted twice."

CONTRADICTED = "The source contradicts itself on this."
OUTSIDE = "Not from a partnership's report: general background."


def yes_or_no(yes: bool, proposed: bool) -> str:
    """Begin the answer to a question that wants yes or no."""
    return {
        (True, False): YES, (False, False): NO,
        (True, True): YES_PROPOSED, (False, True): NO_PROPOSED,
    }[yes, proposed]  # fmt: skip


def is_a_part(line: str, whole: str) -> str:
    """Say that one amount is within another."""
    return f"{line} is part of {whole}."


def not_a_part(line: str, whole: str) -> str:
    """Say that one amount is not within another."""
    return f"{line} is not part of {whole}."


def old(years: int, what: str) -> str:
    """Warn that an answer is older than the limit for its kind."""
    span = "a year" if years == 1 else f"{years} years"
    return f"This is {span} old; check {what} before you rely on it."


def past(day: str) -> str:
    """Say that the meeting named is over and that none later is held."""
    return f"That was {day}, which is past; I hold no later date."


def assumed(partnership: str) -> str:
    """Say which partnership an answer took for granted."""
    return f"I took this to be about {partnership}."


def taken(word: str, name: str) -> str:
    """Say what a word like 'she' or 'the second one' was taken to point at."""
    return f"I took '{word}' to be {name}."


# Meetings that are worked out from a rule.
CANCELLED, WAS_CANCELLED = "It is cancelled.", "It was cancelled."
EXTRA = "It is an extra meeting."
SWAPPED = "The turn was swapped."
NO_PLACE = "I hold no place for it."
NO_PAPERS = "I hold no rule on when papers go out."
NOBODY_SET = "nobody set"
CALLED_OFF = "Cancelled"
CHAIRS_IN_TURN = "Who chairs, when and where"
AS_SET = "It is on as set, by all that I hold."
NO_LINK = "I hold no link for joining online."
NO_MINE = (
    "You have set no partnership as yours, so I do not know whose meetings you mean. Name one, "
    "or set yours with /mine."
)


def papers_out(day: str) -> str:
    """Say when papers go out, in a calendar entry."""
    return f"Papers go out on {day}."


def secretariat(name: str) -> str:
    """Name the secretariat, in a calendar entry."""
    return f"Secretariat: {name}"


def source_line(cited: Iterable[str]) -> str:
    """Name the sources of a calendar entry or picture."""
    return f"Source: {'; '.join(cited)}"


def one_group_only(groups: Sequence[str]) -> str:
    """Say that a picture shows one group."""
    return f"A picture shows the meetings of one group: choose with --group {_either(groups)}."


def no_such_group(typed: str, groups: Sequence[str]) -> str:
    """Say that no group of that name has meetings held."""
    return f"No group called '{typed}' has dates of meetings; held are {_list(groups)}."


def no_partnership_called(typed: str) -> str:
    """Say that no partnership fits what was typed on the command line."""
    return f"No partnership called '{typed}' is held"


def online(link: str) -> str:
    """Give the link of a meeting."""
    return f"It can be joined online: {link}."


def none_held_for(names: Sequence[str]) -> str:
    """Say for which partnerships no dates are held."""
    return f"I hold no calendar of meetings for {_list(names)}."


def order_not_known(said: str) -> str:
    """Give those who take turns without their order."""
    return f"{said} I do not hold in which order."


def no_turn(what: str) -> str:
    """Say that a rota sets nobody for a meeting."""
    return f"The rota sets nobody for it ({what})."


def no_rota(what: str) -> str:
    """Say that no turns of a kind are held."""
    return f"I hold no rota that says it ({what})."


def away_without_deputy(who: str, what: str) -> str:
    """Say that whoever has the turn is away and that no deputy is held."""
    return f"{who} has the turn ({what}) but is away, and I hold no deputy."


def in_place_of(who: str) -> str:
    """End a sentence on a deputy."""
    return f"in place of {who}, who is away."


def moved_from(day: str) -> str:
    """Say that a meeting was moved."""
    return f"It was moved from {day}."


def shifted_from(day: str) -> str:
    """Say that a meeting makes way for a bank holiday."""
    return f"It would have been on {day}, a bank holiday."


def papers_on(day: str, due: str, meeting: str) -> str:
    """Say when papers go out."""
    return f"Papers for the meeting on {meeting} go out on {day}, {due} it."


def next_meeting(group: str, when: str, which: str) -> str:
    """Name a meeting that lies ahead; which: next, after."""
    if which == "after":
        return f"The one after that of the {group} is on {when}."
    return f"The next meeting of the {group} is on {when}."


def last_meeting(group: str, when: str, which: str) -> str:
    """Name a meeting that is past; which: last, before."""
    if which == "before":
        return f"The one before that of the {group} was on {when}."
    return f"The last meeting of the {group} was on {when}."


def that_meeting(group: str, when: str, *, past: bool, off: bool) -> str:
    """Name a meeting that is neither the next nor the last."""
    verb = "was" if past else "is"
    if off:
        verb = "was to be"
    return f"The meeting of the {group} {verb} on {when}."


def none_between(group: str, label: str) -> str:
    """Say that no meeting falls into a stretch of time."""
    return f"No meeting of the {group} falls in {label}."


def none_on(group: str, day: str) -> str:
    """Say that no meeting falls on a day."""
    return f"The {group} does not meet on {day}."


def none_ahead(group: str) -> str:
    """Say that no later meeting is held."""
    return f"I hold no later meeting of the {group}."


def none_behind(group: str) -> str:
    """Say that no earlier meeting is held."""
    return f"I hold no earlier meeting of the {group}."


def dates_from(group: str, day: str) -> str:
    """Say from when on dates are held."""
    return f"I hold dates of the {group} from {day} on, and none before."


def by_rule_only(label: str) -> str:
    """Say that past meetings are known by their rule alone."""
    return f"These are the dates set for {label}; what was done at them I do not hold."


def meetings_in(group: str, label: str, count: int) -> str:
    """Head a list of meetings."""
    return f"Meetings of the {group}, {label} ({count})"


def next_few(group: str) -> str:
    """Head a list of the next meetings."""
    return f"Next meetings of the {group}"


def turn_next(who: str, what: str, when: str, then: str) -> str:
    """Say when someone's turn comes, and when again."""
    again = f" After that: {then}." if then else ""
    return f"{who}: next turn ({what}) on {when}.{again}"


def turn_last(who: str, what: str, when: str) -> str:
    """Say when someone last had the turn."""
    return f"{who}: last turn ({what}) on {when}."


def no_turn_ahead(who: str, what: str) -> str:
    """Say that someone has no turn ahead."""
    return f"{who} has no turn ({what}) that I hold."


def quorate(yes: bool, present: Sequence[str], number: int, lacks: Sequence[str]) -> str:
    """Say whether those present make a quorum, and what is lacking."""
    there = f"{len(present)} members would be there" if len(present) != 1 else "1 would be there"
    text = f"{YES if yes else NO} {there} ({', '.join(present)}); {number} are needed."
    return text if yes else f"{text} Lacking: {'; '.join(lacks)}."


def more_members(count: int) -> str:
    """Name how many more are needed, whoever they are."""
    return "1 more member" if count == 1 else f"{count} more members"


def some_of(count: int, names: Sequence[str]) -> str:
    """Name members of whom so many more are needed."""
    return names[0] if len(names) == 1 else f"{count} more of {_either(names)}"


def unclear_members(words: Sequence[str]) -> str:
    """Say which words could be more than one member."""
    return f"I could not tell which member is meant by {' or '.join(map(repr, words))}."


def no_deputy_rule(group: str) -> str:
    """Say that no rule is held on who stands in for the chair."""
    return f"I hold no general rule on who stands in at the {group}."


def no_dates(group: str, asked: Sequence[str]) -> str:
    """Say that a rule is known and no date or order can be worked out from it."""
    return f"I hold {' and '.join(asked)} for the {group}, so I cannot work that out."


NO_DATE, NO_ORDER = "no dates of meetings", "no order of turns"
SAID_OF_IT = "What the source says:"


def which_partnership(about: str, choices: Sequence[str]) -> str:
    """Ask which partnership is meant."""
    about = f" about {about}" if about else ""
    return f"Which partnership do you mean{about}? I can answer for {_either(choices)}."


def which_of(name: str, choices: Sequence[str], more: int) -> str:
    """Ask which of several things is meant; `more` of them are not offered.

    `name` is the name that they have in common; '' where a word like 'she' may mean any of them.
    """
    text = f"There is more than one '{name}'. " if name else ""
    text += f"Do you mean {_either(choices)}?"
    return text + (f" There are {more} more: name the district too." if more else "")


def not_held(what: str, of: str, held: Sequence[str], ask: str) -> str:
    """Say that a known thing lacks what was asked; what is held; whom to ask."""
    text = f"I do not hold {what}{f' for {of}' if of else ''}."
    if held:
        text += f" I do hold: {'; '.join(held)}."
    if ask:
        text += f" You could ask {ask}."
    return text


def no_record(words: Sequence[str], of: str, held: Sequence[str], ask: str) -> str:
    """Say that no record explains the telling words of the question."""
    named = ", ".join(f"'{w}'" for w in words)
    about = f" about {named}" if named else " that answers this"
    text = f"I hold no record{about}{f' for {of}' if of else ''}."
    if held:
        text += f" What I hold there: {'; '.join(held)}."
    if ask:
        text += f" You could ask {ask}."
    return text


def nearest(text: str) -> str:
    """Name what comes nearest to what was asked, and is not it."""
    return f"The nearest that I hold, and not what you ask: {text}"


def not_covered(name: str, mention: str, covered: Sequence[str]) -> str:
    """Say that a partnership is not covered, and which are."""
    text = f"I hold no record of {name} itself."
    if mention:
        text += f" {mention}"
    return f"{text} {coverage(covered)}"


def fewer(count: int) -> str:
    """Say that a list just told has not so many entries."""
    return f"There are {count} of them and no more, as far as I hold."


def not_known(words: Sequence[str], covered: Sequence[str]) -> str:
    """Say that nothing in the question is known."""
    named = " or ".join(f"'{w}'" for w in words)
    return f"I do not hold anything on {named or 'that'}. {coverage(covered)}"


def not_understood(covered: Sequence[str]) -> str:
    """Say that no part of the question was understood, with something useful to try."""
    return (
        "I could not make out what you are asking. Try naming a partnership and a topic, such as "
        f"'priorities of {covered[0] if covered else 'your area'}'. {coverage(covered)}"
    )


def coverage(covered: Sequence[str]) -> str:
    """Name the partnerships held."""
    return f"I cover {_list(covered)}."


NUMBERS = ("None", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten",
           "Eleven", "Twelve")  # fmt: skip


def counted(number: int) -> str:
    """Lead with a number, in words and figures."""
    words = f"{NUMBERS[number]} ({number})" if number < len(NUMBERS) else str(number)
    return f"{words}."


def miscounted(held: int, said: int) -> str:
    """Correct a number that the question takes for granted."""
    right, wrong = (NUMBERS[n] if n < len(NUMBERS) else str(n) for n in (held, said))
    return f"{right}, not {wrong.lower()}."


def no_contact_for(words: Sequence[str]) -> str:
    """Say that the contact given is not one for the matter asked about."""
    return (
        f"No contact is named for {' or '.join(map(repr, words))}; this is the partnership's own."
    )


def not_named(name: str) -> str:
    """Say that the records do not name what a question takes for granted; they follow."""
    return f"No record that I hold names {name!r} for that. It says:"


def coverage_and_more(covered: Sequence[str]) -> str:
    """Name the partnerships held, for someone who asks which they are."""
    return f"{coverage(covered)} Others I know only where one of their reports mentions them."


def abilities(covered: Sequence[str]) -> str:
    """Say what can be asked, with examples."""
    first, last = (covered[0], covered[-1]) if covered else ("your area", "your area")
    return (
        "I look up what published reports say about community safety partnerships: who is on "
        "them, who chairs, priorities, plans, projects, money, meetings, scrutiny, mergers, the "
        f"law and contacts. For example: 'who chairs {first}?' or 'priorities of {last}'. "
        f"{coverage(covered)} Each answer names its source and date."
    )


def reports(documents: Sequence[str]) -> str:
    """Say where all facts come from."""
    return (
        "My facts come from published reports, and each answer names its own:\n"
        f"{_lines(documents)}\nCheck the report itself before you rely on an answer."
    )


def ages(documents: Sequence[str]) -> str:
    """Say how old the facts are; documents oldest first."""
    return (
        "I know nothing newer than the reports I hold, and nothing live. Oldest first:\n"
        f"{_lines(documents)}\nEach answer says how old it is."
    )


def complaint(covered: Sequence[str]) -> str:
    """Answer someone who is not content, with what may help."""
    return (
        "I am sorry that did not help. Try naming the partnership and one thing about it, such as "
        f"'who chairs {covered[0] if covered else 'your area'}?'. {coverage(covered)}"
    )


def nothing_typed(covered: Sequence[str]) -> str:
    """Answer a message without words."""
    first = covered[0] if covered else "your area"
    return f"I did not receive any words. Please type a question, such as 'who chairs {first}?'."


def gap(words: Sequence[str]) -> str:
    """Name the part of a question that an answer leaves open."""
    return f"I hold nothing on {' or '.join(repr(w) for w in words)} here."


def _either(names: Sequence[str]) -> str:
    *start, last = names
    return f"{', '.join(start)} or {last}" if start else last


def _lines(names: Sequence[str]) -> str:
    shown = [f"• {name}" for name in names[:10]]
    if len(names) > 10:
        shown.append(f"and {len(names) - 10} more")
    return "\n".join(shown) or "none yet"


def _list(names: Sequence[str]) -> str:
    if not names:
        return "no partnership yet"
    shown, more = list(names[:8]), len(names) - 8
    if more > 0:
        return f"{', '.join(shown)} and {more} more partnerships"
    return f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else shown[0]


# On Telegram.
HOW_TO_START = "Type a question, or try one of these. /help says how to ask, /about what I hold."
TELEGRAM_PRIVACY = (
    "Chats with a bot on Telegram are not end-to-end encrypted, so please send no details of "
    "cases or people. /privacy says what I keep of what you write, and for how long."
)
NOTHING_ASKED = "You have not asked me anything yet, or I was restarted since. Please ask first."
ONLY_TEXT = "I can only read text. Please type your question."
ONLY_TEXT_NOT_PLACES = (
    "I cannot read places off a map. Please type the name of the town or ward and ask which "
    "partnership covers it."
)
UNKNOWN_COMMAND = "I do not know that command. /help lists the ones that I know."
BUTTON_TOO_OLD = "This button is too old for me to answer. Please type your question again."


def meeting_ahead(group: str, day: str, at: str, place: str, chair: str) -> str:
    """Remind of a meeting."""
    when = f"{day} at {at}" if at else f"{day}, time not held"
    where = f" Place: {place}." if place else ""
    who = f" Chair: {chair}." if chair else ""
    return f"{group} meets on {when}.{where}{who}"


def changed(shown: str, more: int) -> str:
    """Tell of changes that somebody asked to be told of."""
    rest = f"\nand {more} more" if more > 0 else ""
    return f"The records have changed:\n{shown}{rest}"


def papers_due(meeting: str) -> str:
    """Remind of papers."""
    return f"Papers are due. {meeting}"


def your_turn(meeting: str, turns: Sequence[str]) -> str:
    """Remind of a turn."""
    return f"A turn to take: {' and '.join(turns)}. {meeting}"


def meeting_cancelled(group: str, was: str, reason: str) -> str:
    """Tell that a meeting of which there was a reminder does not take place."""
    return f"Cancelled: the meeting of {group} on {was}.{f' {reason}' if reason else ''}"


def meeting_moved(group: str, was: str, now: str, reason: str) -> str:
    """Tell that a meeting of which there was a reminder was moved."""
    why = f" {reason}" if reason else ""
    return f"Moved: the meeting of {group} that was to be on {was}.{why} Now: {now}"


def late(reminder: str) -> str:
    """Say that a reminder comes later than it should."""
    return f"Late, sorry: I could not send this on time.\n{reminder}"


def how_to_ask(partnership: str) -> str:
    """Say how to ask, with one partnership as the example."""
    return (
        "Name a partnership and what you want to know, in your own words: priorities of "
        f"{partnership}, or the chair, the money, the next meeting, whom to ring. Afterwards you "
        "can ask on without the name: and the funding? If I misunderstood, /why shows what I made "
        "of it.\n\nMost commands take a partnership after them; without one they ask about the "
        "one set with /mine."
    )


def partnerships_held(listed: str) -> str:
    """List the partnerships that are covered."""
    return f"I hold reports on these partnerships:\n{listed}" if listed else coverage(())


def mine_set(partnership: str) -> str:
    """Confirm which partnership is meant from now on."""
    if not partnership:
        return "Done: no partnership is set as yours, so I ask which one you mean."
    return (
        f"Done: where you name no partnership, I take {partnership}. "
        "/mine shows or changes it, /mine none takes it back."
    )


def mine_shown(partnership: str) -> str:
    """Say which partnership is set, and ask for another."""
    now = f"Yours is {partnership}." if partnership else "None is set as yours."
    return f"{now} Press one of these to set it, or type its name after /mine."


def mine_unclear(typed: str) -> str:
    """Ask which of several partnerships is meant."""
    return f"More than one partnership fits '{typed}'. Which one is yours?"


def no_such_partnership(typed: str) -> str:
    """Say that no partnership fits what was typed."""
    return f"I hold no partnership called '{typed}'. /partnerships lists the ones that I hold."


def about(covered: Sequence[str], sources: str) -> str:
    """Say what the bot is, what it covers, from what, and its limits."""
    return (
        "I answer questions about community safety partnerships from their published reports. "
        f"{coverage(covered)}\n\nMy sources:\n{sources}\n\n"
        "These reports are years old: every answer names its source and date, and says what was "
        "only proposed. I look facts up and make nothing up; what no report says I do not answer. "
        "I use no language model and send nothing elsewhere. Please send no case details. In an "
        "emergency ring 999; to report a crime ring 101."
    )


# Meeting packs.
A_PACK = "the meeting pack"
PACK_LACKS = "Not held: "
PACK_DATES = "dates of meetings, and so what changed since the last one"
PACK_PURPOSE, PACK_CHAIR, PACK_MEMBERS = "its purpose", "who chairs", "who is expected"
PACK_QUORUM, PACK_PRIORITIES = "the quorum", "priorities"
PACK_MONEY, PACK_CONTACTS = "money", "contacts"
PACK_SCRUTINY = "Scrutiny: "
PACK_NO_SCRUTINY = "Scrutiny: I hold nothing on who scrutinises it."
PACK_WORTH_ASKING = "Worth asking, from what is held:"
ASK_AGREED = "• The source only proposes these priorities. Were they agreed?"


def pack_for(group: str) -> str:
    """Head a meeting pack."""
    return f"Meeting pack: {group}"


def pack_meeting(said: str, changed: str) -> str:
    """Say when and where the next meeting is, and what became of its day."""
    return f"Next: {said}.{f' {changed}' if changed else ''}"


def pack_members(capacity: str) -> str:
    """Head the members who are expected."""
    return f"Expected, {capacity[:1].lower()}{capacity[1:]}: "


def pack_unchanged(last: str) -> str:
    """Say that nothing newer on the priorities is held than the last meeting."""
    return f"Nothing held on them is newer than the last meeting, {last}."


def pack_changed(last: str, count: int) -> str:
    """Head what is newer on the priorities than the last meeting."""
    return f"New on them since the last meeting, {last} ({count}):"


def pack_money(year: str) -> str:
    """Head the sums of a year."""
    return f"Money {year}: " if year else "Money: "


def more_lines(count: int) -> str:
    """Say that more sums are held."""
    return f"{count} more lines" if count > 1 else "1 more line"


def pack_contacts(more: int) -> str:
    """Head the contacts."""
    return f"Contacts (and {more} more):" if more else "Contacts:"


def ask_was_due(day: str) -> str:
    """Ask what came of an appointment with scrutiny that is past."""
    return f"• It was due at scrutiny in {day}. Did that take place, and what came of it?"


def ask_how_far(outcome: str) -> str:
    """Ask how far an aim has got."""
    return f"• “{outcome}” How far has that got?"


def ask_came(awaited: str) -> str:
    """Ask whether something came that was awaited."""
    return f"• “{awaited}” Has that happened?"


def ask_money(name: str, amount: str, year: str) -> str:
    """Ask what an amount has done."""
    when = f", {year}" if year and year not in name else ""
    return f"• What has been done with {amount} ({name}{when})?"


def ask_which(contradiction: str) -> str:
    """Ask which of two things that a source says is so."""
    return f"• “{contradiction}” Which holds?"
