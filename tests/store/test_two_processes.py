"""Several processes that write to one store at once."""

from __future__ import annotations

import time
from pathlib import Path

from sqlalchemy import func, select

from cspbot.accounts import people
from cspbot.assistant import Assistant
from cspbot.messages import Role
from cspbot.store.store import Store
from cspbot.store.tables import AskedRow, AuditRow, InvitationRow, LookupRow, UsageRow
from tests.store.acts import desk_of, invitation
from tests.store.conftest import Driver

TIMES = 40


def test_counters_add_up(store: Store, driver: Driver, tmp_path: Path):
    """What several processes count at once is counted exactly."""
    url = store.url.render_as_string(hide_password=False)
    ended = driver.carry_out(
        work="ask", url=url, processes=3, times=TIMES, start=time.time() + 0.3
    )
    assert ended == [0, 0, 0]
    with store.read() as session:
        for table in (UsageRow, AskedRow):
            assert session.scalar(select(func.sum(table.count))) == 3 * TIMES
        lookups = select(func.sum(LookupRow.count)).where(LookupRow.kind == "questions")
        assert session.scalar(lookups) == 3 * TIMES


def test_invitation_admits_one(store: Store, known: Assistant, driver: Driver, tmp_path: Path):
    """Of several who use one invitation in the same moment one is admitted."""
    url = store.url.render_as_string(hide_password=False)
    for number in range(3):
        payload = invitation(desk_of(store, known))
        told = tmp_path / f"told{number}"
        driver.carry_out(
            work="join", url=url, told=str(told), processes=4, payload=payload,
            start=time.time() + 0.3,
        )  # fmt: skip
        lines = told.read_text().splitlines()
        joined = [int(line.split()[0]) for line in lines if "Welcome" in line]
        assert len(joined) == 1
        with store.write() as session:
            assert [p.user for p in people.with_role(session, Role.MEMBER)] == joined
            used = session.scalars(select(InvitationRow).order_by(InvitationRow.id.desc())).first()
            assert used is not None
            assert used.used_by == joined[0]
            noted = session.scalars(select(AuditRow.user).where(AuditRow.act == "join")).all()
            assert noted[-1:] == joined
            people.revoke(session, used.made_at, joined[0], 1)
