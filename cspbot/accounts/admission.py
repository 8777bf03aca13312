"""Commands on access: asking for it, inviting, deciding, listing, taking it back."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from cspbot.accounts import invitations, people, requests, saying
from cspbot.accounts.roles import MAY, Act, Standing
from cspbot.accounts.said import Attachment, Button, Note, Said, button
from cspbot.accounts.visit import Command, Press, Visit
from cspbot.messages import Role
from cspbot.store.tables import InvitationRow, RequestRow

DECIDED_AT_ONCE = 5
"""Requests that /people shows with their buttons, the oldest first."""
OFFERED = (Role.MEMBER, Role.PARTNER, Role.OFFICER)
"""Roles that an admin can give to a request by one press; admins are invited."""
QR_SCALE = 8
"""Pixels of each square of a QR picture, so that a phone reads it off another one."""


def access(visit: Visit) -> Said:
    """Ask the admins for access."""
    if visit.standing.role is not Role.PUBLIC:
        return Said(saying.ACCESS_HAVE.format(saying.NAMES[visit.standing.role]))
    if not visit.typed:
        return Said(saying.ACCESS_HOW)
    with visit.store.write() as session:
        row, is_new = requests.ask(session, visit.at, visit.asker.user, visit.typed)
        told = _decision(row)
        admins = {*visit.house.admins, *(a.user for a in people.with_role(session, Role.ADMIN))}
    if not is_new:
        return Said(saying.ACCESS_KEPT)
    return Said(saying.ACCESS_ASKED, notes=tuple(Note(a, told) for a in sorted(admins)))


def _decision(row: RequestRow, whose: str = "") -> Said:
    roles = tuple(
        button(f"{whose}{saying.NAMES[role].split(' ', 1)[1].capitalize()}", "admit", row.id, role)
        for role in OFFERED
    )
    declined = button(f"{whose}Decline", "admit", row.id, requests.DECLINED)
    return Said(saying.asks_for_access(row.id, row.said), (roles, (declined,)))


def admit(visit: Visit, values: tuple[str, ...]) -> Said:
    """Decide on a request."""
    number, choice = _number(values), values[-1]
    role = Role(choice) if choice in {r.value for r in OFFERED} else None
    if number is None or (role is None and choice != requests.DECLINED):
        return Said(saying.STALE)
    with visit.store.write() as session:
        decided = requests.decide(session, visit.at, visit.asker.user, number, role)
    if decided is None:
        return Said(saying.DECIDED_ALREADY, instead=True)
    row, given = decided
    told = saying.joined(given, ()) if given else saying.ACCESS_DECLINED
    outcome = f"given to {saying.NAMES[role].split(' ', 1)[1]}" if role else "declined"
    return Said(
        f"{saying.asks_for_access(row.id, row.said)}\n{outcome.capitalize()}.",
        notes=(Note(row.user, Said(told)),), instead=True,
    )  # fmt: skip


def invite(visit: Visit) -> Said:
    """Make an invitation: a link and its picture."""
    if not visit.typed:
        return Said(saying.INVITE_HOW)
    try:
        asked = invitations.wanted(visit.typed)
        areas = _areas(visit, asked.places)
    except ValueError as error:
        return Said(f"{error} {saying.INVITE_HOW}")
    with visit.store.write() as session:
        token, row = invitations.make(session, visit.at, visit.asker.user, asked, areas)
    link = f"https://t.me/{visit.bot}?start={invitations.MARK}{token}"
    text = saying.invited(link, asked.role, visit.labels(areas), row.expires_at)
    return Said(text, attachment=Attachment("invitation.png", _qr(link), is_picture=True))


def _areas(visit: Visit, places: Iterable[str]) -> list[str]:
    """Return the partnerships named.

    Raises:
        ValueError: a name fits none, or more than one.
    """
    found = []
    for place in places:
        fitting = visit.assistant.resolve(place)
        if len(fitting) != 1:
            named = ", ".join(one.label for one in fitting) or "none that I hold"
            raise ValueError(f"'{place}' should name one partnership; it fits {named}.")
        found.append(fitting[0].key)
    return list(dict.fromkeys(found))


def _qr(link: str) -> bytes:
    import segno  # only admins need it

    made = io.BytesIO()
    segno.make(link, error="m").save(made, kind="png", scale=QR_SCALE)
    return made.getvalue()


def join(visit: Visit, token: str) -> Said:
    """Use an invitation."""
    if visit.asker.in_group:
        return Said(saying.ONLY_PRIVATE)
    with visit.store.write() as session:
        given = invitations.use(session, visit.at, visit.asker.user, token)
    if given is None:
        return Said(saying.INVITATION_VOID)
    return Said(saying.joined(given, visit.labels(given.areas)))


def whoami(visit: Visit) -> Said:
    """Say who the person is to the bot."""
    who = visit.standing
    acts = [act.value for act in Act if who.role in MAY[act] and act is not Act.ASK_IF_CLOSED]
    with visit.store.read() as session:
        mine = people.mine(session, who.user)
    return Said(saying.whoami(who, visit.labels(who.areas), visit.labels(mine), acts))


def listed(visit: Visit) -> Said:
    """List the people with a role, the invitations that are open and the requests that wait."""
    return _people(visit, 0)


def turn_page(visit: Visit, values: tuple[str, ...]) -> Said:
    """Show another page of the people."""
    return _instead(_people(visit, _number(values) or 0))


def _people(visit: Visit, number: int) -> Said:
    with visit.store.read() as session:
        page = people.page(session, number)
        waiting = requests.open_ones(session) if page.number == 0 else ()
        invited = invitations.open_ones(session, visit.at) if page.number == 0 else ()
    lines = [f"People with a role, page {page.number + 1} of {page.pages}:"]
    lines += [_line(visit, who, saying.day(since))
              for who, since in zip(page.people, page.since, strict=True)]  # fmt: skip
    lines += [f"Admin by ADMIN_IDS: {user}" for user in sorted(visit.house.admins)]
    lines += [saying.asks_for_access(row.id, row.said) for row in waiting[:DECIDED_AT_ONCE]]
    if len(waiting) > DECIDED_AT_ONCE:
        lines.append(
            f"and {len(waiting) - DECIDED_AT_ONCE} later requests, once these are decided"
        )
    lines += [_invitation(visit, row) for row in invited]
    rows: list[tuple[Button, ...]] = [
        (button(f"Remove {who.user}", "remove", who.user),) for who in page.people
    ]
    rows += [(button(f"Withdraw invitation {row.id}", "withdraw", row.id),) for row in invited]
    for asked in waiting[:DECIDED_AT_ONCE]:
        whose = f"{asked.id}: " if len(waiting) > 1 else ""
        rows.append(tuple(b for row in _decision(asked, whose).rows for b in row))
    return Said("\n".join(lines), (*rows, *_turning("people", page.number, page.pages)))


def _line(visit: Visit, who: Standing, since: str) -> str:
    areas = f" for {', '.join(visit.labels(who.areas))}" if who.areas else ""
    label = f", {who.label}" if who.label else ""
    return f"• {who.user}: {saying.NAMES[who.role]}{areas}{label}, since {since}"


def _invitation(visit: Visit, row: InvitationRow) -> str:
    areas = f" for {', '.join(visit.labels(row.areas))}" if row.areas else ""
    note = f", {row.note}" if row.note else ""
    until = saying.day(row.expires_at)
    return f"Invitation {row.id}: {row.role}{areas}{note}, open until {until}"


def _turning(verb: str, page: int, pages: int) -> Sequence[tuple[Button, ...]]:
    back = [button(saying.BACK, verb, page - 1)] if page else []
    more = [button(saying.MORE, verb, page + 1)] if page + 1 < pages else []
    return [tuple(back + more)] if back or more else []


def remove_by_number(visit: Visit) -> Said:
    """Take someone's access back, by the number that /people shows."""
    number = _number((visit.typed.strip(),), 18)
    return Said(saying.REVOKE_HOW) if number is None else _removed(visit, number)


def remove(visit: Visit, values: tuple[str, ...]) -> Said:
    """Ask before someone's access is taken back."""
    number = _number(values, 18)
    if number is None:
        return Said(saying.STALE)
    sure = (button(saying.CONFIRM, "removed", number), button(saying.CANCEL, "leave"))
    return Said(f"Take back the access of {number}?", (sure,))


def removed(visit: Visit, values: tuple[str, ...]) -> Said:
    """Take someone's access back."""
    number = _number(values, 18)
    return _instead(Said(saying.STALE) if number is None else _removed(visit, number))


def _removed(visit: Visit, user: int) -> Said:
    if user in visit.house.admins:
        return Said(saying.ADMIN_STAYS)
    with visit.store.write() as session:
        gone = people.revoke(session, visit.at, user, visit.asker.user)
    if not gone:
        return Said(saying.NOT_THERE)
    return Said(saying.GONE, notes=(Note(user, Said(saying.GONE_TOLD)),))


def withdraw(visit: Visit, values: tuple[str, ...]) -> Said:
    """Make an invitation void."""
    number = _number(values)
    if number is None:
        return Said(saying.STALE)
    with visit.store.write() as session:
        done = invitations.revoke(session, visit.at, visit.asker.user, number)
    return Said(saying.WITHDRAWN if done else saying.STALE)


def leave(_: Visit, __: tuple[str, ...]) -> Said:
    """Leave everything as it is."""
    return Said(saying.KEPT_AS_IT_WAS, instead=True)


def _instead(said: Said) -> Said:
    return Said(said.text, said.rows, said.attachment, said.notes, instead=True)


def _number(values: Sequence[str], digits: int = 9) -> int | None:
    """Read the first value as a number that a database can hold; None if it is none.

    Args:
        values: what a button or a person gives.
        digits: 9 for the number of a row, 18 for that of a person on Telegram.
    """
    text = values[0] if values else ""
    ascii_digits = text.isascii() and text.isdigit()
    return int(text) if ascii_digits and len(text) <= digits else None


COMMANDS = (
    Command("access", "Ask for access to what is not public", Act.ASK, access),
    Command("whoami", "Who you are to me, and what that allows", Act.ASK, whoami),
    Command("invite", "Invite someone: /invite officer 7d", Act.INVITE, invite),
    Command("people", "Who has access; invitations and requests", Act.SEE_PEOPLE, listed),
    Command("revoke", "Take someone's access back", Act.REVOKE, remove_by_number),
)
PRESSES = (
    Press("admit", Act.ADMIT, admit),
    Press("people", Act.SEE_PEOPLE, turn_page),
    Press("remove", Act.REVOKE, remove),
    Press("removed", Act.REVOKE, removed),
    Press("withdraw", Act.INVITE, withdraw),
    Press("leave", Act.ASK, leave),
)
