"""Who sees what: every role against every audience, and nothing shown by other ways."""

from __future__ import annotations

import pytest

from cspbot.accounts import people, saying
from cspbot.accounts.roles import MAY, Act
from cspbot.assistant import Assistant
from cspbot.layout import lay_out
from cspbot.messages import Role
from tests.accounts.conftest import (
    ADMIN,
    MEMBER,
    OFFICER,
    PARTNER,
    STRANGER,
    Office,
)

ASKED = {
    "member": ("which room is the Ambridge councillors' briefing room?", "Long Gallery"),
    "partner": ("what is the Ambridge partner agencies' radio channel?", "Channel Nine"),
    "officer": ("where is the Ambridge officers' strongroom?", "the Bull"),
    "public": ("who chairs Ambridge?", "Joan Archer"),
}
"""A question for each audience's fact, and what only its answer holds."""
SEES = {
    STRANGER: {"public"},
    MEMBER: {"public", "member"},
    PARTNER: {"public", "member", "partner"},
    OFFICER: {"public", "member", "partner", "officer"},
    ADMIN: {"public", "member", "partner", "officer"},
}
"""Which audiences' facts each person of these tests may see."""


@pytest.mark.parametrize("user", SEES)
@pytest.mark.parametrize("audience", ASKED)
def test_role_against_audience(office: Office, user: int, audience: str):
    """Each role sees the facts of its audiences and no other."""
    question, held = ASKED[audience]
    shown = held in str(lay_out(office.ask(user, question)))
    assert shown == (audience in SEES[user])


@pytest.mark.parametrize("user", SEES)
@pytest.mark.parametrize("audience", ["member", "partner", "officer"])
def test_groups_get_public_facts(office: Office, user: int, audience: str):
    """In a group others read along, so everyone is answered as the public."""
    question, held = ASKED[audience]
    assert held not in str(lay_out(office.ask(user, question, chat=-100)))


def test_limited_to_a_partnership(office: Office):
    """An officer limited to Felpersham sees its restricted facts and not those of Ambridge."""
    with office.store.write() as session:
        people.grant(session, office.at, OFFICER, Role.OFFICER, ["felpersham"], "")
    question, held = ASKED["officer"]
    assert held not in str(lay_out(office.ask(OFFICER, question)))
    assert held in str(lay_out(office.ask(OFFICER, question.replace("Ambridge", "Felpersham"))))


def test_removed_at_the_next_message(office: Office):
    """Whoever is removed counts as the public from the next message on."""
    question, held = ASKED["officer"]
    assert held in str(lay_out(office.ask(OFFICER, question)))
    office.send(ADMIN, f"/revoke {OFFICER}")
    assert held not in str(lay_out(office.ask(OFFICER, question)))


PROBES = (
    *(question for question, _ in ASKED.values()),
    "phone number of Robin Fairweather", "who is Robin Fairweather?", "robin fairwether",
    "is there a duty officer?", "duty officer phone ambridge", "01632 960999",
    "whose number is 01632 960999?", "who has the key of the village hall?",
    "how many contacts are there for Ambridge?", "list all people in Ambridge",
    "contacts for ambridge", "what do you hold on ambridge?", "strongroom", "channel nine",
    "officers contact sheet", "what sources do you have?", "how many reports do you have",
    "who is the secretary of Ambridge?", "e-mail of Joan Archer", "phone for Sam Carter",
    "what is the newest document you have?", "compare contacts of Ambridge and Felpersham",
)  # fmt: skip


@pytest.mark.parametrize("question", PROBES)
def test_nothing_leaks(office: Office, assistants: dict[bool, Assistant], question: str):
    """The public is told byte for byte the same whether or not anything restricted is held."""
    shown = office.ask(STRANGER, question)
    office.living.assistant = assistants[False]
    assert lay_out(shown) == lay_out(office.ask(STRANGER, question))
    assert "Fairweather" not in str(lay_out(shown)).replace(question, "")


def test_lists_leak_nothing(office: Office, assistants: dict[bool, Assistant]):
    """Coverage, sources and partnerships are those of the public."""
    one, other = assistants[True], assistants[False]
    assert one.about() == other.about()
    assert one.sources() == other.sources()
    assert one.partnerships() == other.partnerships()
    assert one.resolve("fairweather") == other.resolve("fairweather")


@pytest.mark.parametrize("user", SEES)
@pytest.mark.parametrize("act", [act for act in Act if act not in (Act.ASK, Act.ASK_IF_CLOSED)])
def test_role_against_command(office: Office, user: int, act: Act):
    """Each command is carried out for the roles that may, and refused by name to others."""
    from cspbot.accounts.desk import COMMANDS

    roles = {STRANGER: Role.PUBLIC, MEMBER: Role.MEMBER, PARTNER: Role.PARTNER,
             OFFICER: Role.OFFICER, ADMIN: Role.ADMIN}  # fmt: skip
    for command in (c for c in COMMANDS if c.act is act):
        told = office.send(user, f"/{command.name}").text
        refused = told.startswith(saying.NOT_FOR_YOU.split("{")[0])
        assert refused == (roles[user] not in MAY[act])
        in_group = office.send(user, f"/{command.name}", chat=-100).text
        assert in_group == saying.ONLY_PRIVATE


def test_closed_to_strangers(office: Office):
    """A closed bot answers those with a role, and tells others how to ask for one."""
    office.send(ADMIN, "/close")
    assert str(lay_out(office.ask(STRANGER, "who chairs Ambridge?"))) == saying.CLOSED
    assert "Joan Archer" in str(lay_out(office.ask(MEMBER, "who chairs Ambridge?")))
    office.send(ADMIN, "/open")
    assert "Joan Archer" in str(lay_out(office.ask(STRANGER, "who chairs Ambridge?")))


def test_paused_with_a_reason(office: Office):
    """A paused bot tells everyone but admins why; /resume ends it."""
    office.send(ADMIN, '/pause "the figures are being checked"')
    told = str(lay_out(office.ask(OFFICER, "who chairs Ambridge?")))
    assert told == saying.paused("the figures are being checked.")
    assert "Joan Archer" in str(lay_out(office.ask(ADMIN, "who chairs Ambridge?")))
    office.send(ADMIN, "/resume")
    assert "Joan Archer" in str(lay_out(office.ask(OFFICER, "who chairs Ambridge?")))
