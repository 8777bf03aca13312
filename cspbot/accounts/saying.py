"""Every fixed sentence of the commands, apart from those of answers, which are in `wording`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cspbot.accounts.roles import Standing
from cspbot.knowledge.facts import spoken_date
from cspbot.messages import Role

ONLY_PRIVATE = "Please send me that in a private chat, not in a group."
NOT_FOR_YOU = "That command is for {}. /whoami says what you may do, /access asks for more."
STORE_AWAY = (
    "I cannot do that just now: what I keep cannot be read or written. Nothing was changed. "
    "Questions on public records are answered as usual."
)
STALE = "This button is no longer valid. Please send the command again."
STORE_AWAY_MEANS = (
    "Until it can, questions are answered without writing anything down; where it cannot be read "
    "either, as to the public."
)
NAMES = {
    Role.PUBLIC: "a member of the public",
    Role.MEMBER: "an elected member",
    Role.PARTNER: "a partner agency",
    Role.OFFICER: "an officer",
    Role.ADMIN: "an admin",
}
"""What each role is called."""
CLOSED = (
    "This bot answers people with access only. /access followed by who you are and which "
    "partnership you work with asks for it."
)
TOO_FAST = "That is more questions than I take from one person in a minute. Please wait a little."
TOO_MANY_CONTACTS = (
    "You have looked up as many contacts as one person may in an hour. Please ask again later. "
    "Whoever needs a whole list can ask the partnership's community safety team."
)

ACCESS_HOW = (
    "Tell me in one line who you are, which body you work for and with which partnership, after "
    "the command: /access Fire service liaison, Ambridge. An admin then decides; please send no "
    "more about yourself than that."
)
ACCESS_ASKED = "Thank you. The admins have your request; I write to you when it is decided."
ACCESS_KEPT = "Thank you. Your request was waiting already; I have put the new words in its place."
ACCESS_HAVE = "You have access already, as {}. /whoami says more."
ACCESS_DECLINED = "Your request for access was declined. Questions on public records are answered."
DECIDED_ALREADY = "That request has been decided already."
INVITATION_VOID = (
    "This invitation cannot be used: it is unknown, used, expired or withdrawn. Ask whoever sent "
    "it for a new one. Questions on public records are answered all the same."
)
INVITE_HOW = (
    "Write the role, how long the invitation may be used, the partnerships if it is limited to "
    'some, and a note in quotes: /invite officer 7d ambridge, felpersham "for the team"'
)
REVOKE_HOW = "Write /revoke and the number that /people shows, or press the button there."
NOT_THERE = "Nobody with that number has a role."
ADMIN_STAYS = "Admins named in ADMIN_IDS can only be taken out there."
GONE = "Done. The next message of that person counts as one of the public."
GONE_TOLD = (
    "Your access to this bot has been taken back. Questions on public records are answered."
)
WITHDRAWN = "Done. That invitation cannot be used any more."

PAUSE_HOW = 'Write the reason that people are told: /pause "figures are being checked"'
RESUMED = "Done. I answer again."
OPENED = "Done. Everyone may ask about public records."
CLOSED_NOW = "Done. Only people with access are answered."

FORGET_SURE = (
    "This deletes your role, your settings, your conversation, your requests and reports. What "
    "admins did is kept in the audit. It cannot be undone. Shall I?"
)
FORGOTTEN = (
    "Done. I hold nothing about you any more, but for how many contacts were looked up in this "
    "hour, without your number; that goes when the hour is over."
)
KEPT_AS_IT_WAS = "Nothing was changed."
MY_DATA = "All that I keep about you is in this file."

NOTHING_UNANSWERED = "No questions without an answer are open."
DONE_WITH = "Done: {} marked as dealt with."
STUB = (
    "A file for knowledge/{}, on the record {}. Put what is right in the place of the value and "
    "of the post, and another id if another record is meant; python bot.py check takes it as it "
    "is.\n\n{}"
)
GAPS_HOW = "Name a partnership: /gaps ambridge"
GAPS_NOT_YOURS = "Your role does not count for {}."
GAPS_NONE = "The record of {} lacks nothing that people usually ask for."
GAPS_EMAIL = "Ready to send:"
OLD_FACTS = "Facts that have grown old, the oldest first. Please check them with the partnership."
NOTHING_OLD = "Nothing that you look after has grown old."
THANKS_REPORT = "Thank you. The people who look after these records have been told."
THANKS_VERDICT = "Thank you, that is noted."
SAID_ALREADY = "You have told me that already, thank you."

RELOADED = "The knowledge has been loaded anew."
RELOAD_SAME = "The knowledge is as it was: nothing to load."
RELOAD_BAD = "The new knowledge has errors, so the old one goes on serving. To mend:"

AMEND_WHICH = "Which partnership is it about?"
AMEND_NONE = "There is no partnership whose records you may amend."
AMEND_RECORD = "Which record is to be amended?"
AMEND_FIELD = "Which field of {}?"
AMEND_VALUE = "Now: {}\nSend me the new value as a message, or /cancel."
AMEND_TOLD_BY = (
    "Who says so? Send their post, such as: community safety manager. It is shown as the source."
)
AMEND_SURE = (
    "{record}: {label}\nBefore: {before}\nAfter: {after}\nSource: {source}\nShown to: {shown_to}"
)
SHOWN_TO = {
    "public": "everyone",
    "member": "elected members, partner agencies and officers",
    "partner": "partner agencies and officers",
    "officer": "officers alone",
}
"""For whom a field is, by its audience."""
AMEND_TELLS = "The record of {} is not public. Confirming shows that name to everyone."
AMEND_REPEATS = "These sentences also have the old value and stay as they are:"
AMEND_CONFLICT = (
    "This has already been amended: {before}, {source}. Confirming replaces that amendment; it "
    "stays in the list of amendments."
)
AMEND_DONE = "Done. Answers say so from now on. /amendments lists it and can undo it."
AMEND_BAD = "That value cannot be used:"
AMEND_CANCELLED = "Cancelled. Nothing was changed."
NO_DRAFT = "There is nothing to cancel."
NOTHING_HELD = "nothing"
NO_AMENDMENTS = "No amendments are in force for the partnerships you look after."
UNDONE = "Done. The record is as it was before that amendment."
CANNOT_UNDO = "That amendment is not in force, or not yours to undo."

REMIND_WHICH = "Which partnership shall I remind you about?"
REMIND_WHAT = "{}: what shall I tell you of?"
REMIND_WHOSE = "Whose turns?"
REMIND_NO_TURNS = "I hold no turns for {}. Its officers can add them to its record."
OUTBOX = "Reminders of the last 30 days, and those due:"
OUTBOX_EMPTY = "No reminder is due, and none was sent in the last 30 days."
OUTBOX_FAILED = "What went wrong, the latest last:"
OUTBOX_AGAIN = "Send the uncertain ones again"
OUTBOX_SENT_AGAIN = "Done. {} will be sent again; whoever had one already gets it twice."
OUTBOX_REPORT = {
    "uncertain": "{} may or may not have arrived: the connection broke while sending.",
    "dropped": "{} could not be sent in time, or in several tries.",
}
OUTBOX_HOW = "They are not sent again by themselves. /outbox lists them."
REMIND_WHICH_GROUP = "{}: of which meetings?"
REMIND_ALL_OF = "All of {}"
REMIND_OTHER = "Another time before"
REMIND_LEAD_HOW = "How long before? Send me a time such as 3 days, 90 minutes or two weeks."
REMIND_LEAD_BAD = (
    "I cannot read that as a time before a meeting. Send me one of at most four weeks, such as 3 "
    "days, 90 minutes or two weeks."
)
REMIND_NO_DATES = "I hold no dates of its meetings yet; I tell you once officers have added them."
REMIND_DONE = "Done. I tell you of"
REMIND_STOP = "Stop this"
REMIND_STOPPED = "Done. I do not tell you of that any more."
REMIND_NONE = "You have no reminders. /remind sets one."
REMIND_PAUSED = " Paused, because I could not reach you; /remind starts it again."
ROTA_WHICH = "Whose rota shall I show?"
ROTA_THEME = "The picture in {}"
CALENDAR_WHICH = "Whose meetings shall I put into a calendar file?"
CALENDAR_FILE = "As a calendar file"
CALENDAR_ONLY_NEXT = "Only the next meeting"
CALENDAR_MADE = "The meetings of {} for a year from today."
CALENDAR_NEXT = "The next meeting of {}."
CALENDAR_HOW = (
    "Open the file with your calendar. It does not change by itself: /feed gives an address that "
    "does, where there is one."
)
FEED_NO_WEB = (
    "Whoever runs this bot has set no web address (CSPBOT_WEB_URL), so there are no feeds."
)
FEED_HOW = "Name one partnership, /feed ambridge, or none for all that you have set with /mine."
FEED_MADE = (
    "Put this address into your calendar program. It is for you alone: whoever has it sees what "
    "you may see. It ends with your access.\n{}"
)
FEED_MINE = "yours"
FEED_END = "End the one for {}, {}"
FEED_ENDED = "Done. That address shows nothing any more."
QUIET_HOW = "Write when quiet begins and ends: /quiet 22:00 7:00, or /quiet none."
QUIET_SET = "Done. No reminders from {} to {}."
QUIET_NOW = "No reminders from {} to {}."
QUIET_OFF = "Done. Reminders come at any hour."

CONFIRM, CANCEL = "Yes, do it", "No, leave it"
HELPFUL, WRONG, OUT_OF_DATE = "Helpful", "Wrong", "Out of date?"
MORE, BACK = "Next page", "Previous page"


def paused(reason: str) -> str:
    """Tell why nothing is answered."""
    return f"I am paused and answer no questions: {reason} Please try again later."


def paused_now(reason: str) -> str:
    """Confirm the pause."""
    return f"Done. Everyone who asks is told: {paused(reason)} /resume ends it."


def sentence(text: str) -> str:
    """End a text as a sentence."""
    text = text.strip().strip("\"“”'").strip()
    return text if not text or text[-1] in ".?" else f"{text}."


def times(count: int) -> str:
    """Write how often: 'once', '2 times'."""
    return "once" if count == 1 else f"{count} times"


def reminders(count: int) -> str:
    """Write '1 reminder', '3 reminders'."""
    return f"{count} reminder{'s' * (count != 1)}"


def day(at: datetime) -> str:
    """Write the day of a moment as '3 March 2026'."""
    return spoken_date(at.date().isoformat())


def whoami(who: Standing, areas: Sequence[str], mine: Sequence[str], acts: Sequence[str]) -> str:
    """Say who someone is to the bot, and what that allows."""
    limited = f" for {', '.join(areas)}" if areas else ""
    lines = [f"You are {NAMES[who.role]}{limited}. Your Telegram number is {who.user}."]
    if mine:
        lines.append(f"Yours: {', '.join(mine)}.")
    lines.append(f"You may: {'; '.join(acts)}.")
    return "\n".join(lines)


def joined(who: Standing, areas: Sequence[str]) -> str:
    """Welcome someone whose invitation counts, or whose request was granted."""
    limited = f", for {', '.join(areas)}" if areas else ""
    return (
        f"Welcome. You have access as {NAMES[who.role]}{limited}. /whoami says what that allows, "
        "/privacy what I keep."
    )


def invited(link: str, role: Role, areas: Sequence[str], until: datetime) -> str:
    """Give an invitation to whoever made it."""
    limited = f" for {', '.join(areas)}" if areas else ""
    return (
        f"Invitation for one person, as {NAMES[role]}{limited}, until {day(until)}. Send this "
        f"link, or let them scan the picture:\n{link}\nI keep no copy of it. /people lists it and "
        "can withdraw it."
    )


def asks_for_access(number: int, said: str) -> str:
    """Tell an admin of a request."""
    return f"Request {number} for access: {said or 'nothing said'}"


def privacy(operator: str, text_days: int, count_days: int) -> str:
    """Tell what is kept of people, why, how long, and what they can do about it."""
    return (
        f"Who runs this bot: {operator or 'not said; ask whoever gave you the link'}.\n"
        "What I keep, and why:\n"
        "• Your last question and what it was about, for a day, to understand the next one. "
        "E-mail addresses and numbers of people are struck out.\n"
        "• Your role and the partnerships you set as yours, until you take them back or are "
        "removed.\n"
        "• Questions that I could not answer, without who asked and with addresses and numbers "
        f"struck out, for {text_days} days, so that the records can be completed.\n"
        f"• What you report about an answer, for {text_days} days.\n"
        "• What you asked to be reminded of, your quiet hours and your calendar feeds, until you "
        "stop them; the reminders sent to you, for 30 days, so that each comes once.\n"
        "• How much you looked up in the last day, to keep to the limits.\n"
        "• What you asked to be reminded of, your quiet hours and calendar feeds, until you end "
        "them; reminders sent to you, for 30 days.\n"
        f"• What you wrote to ask for access, and the invitation you used, for {text_days} days "
        "after they count no more.\n"
        f"• How often what is asked about, without who asked, for {count_days} days.\n"
        "• An audit of what admins and officers change.\n"
        "I send nothing to anyone else, use no language model, and my logs hold no words of "
        "yours. Chats with a bot on Telegram are not end-to-end encrypted: please send no details "
        "of cases or people.\n"
        "/mydata sends you all that I keep about you, /forget deletes it. To complain, write to "
        "whoever runs this bot; if that does not help, to the Information Commissioner's Office."
    )
