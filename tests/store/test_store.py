"""The store itself: transactions, threads, and what databases refuse."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import StatementError

from cspbot.accounts import feedback, house, invitations, people, requests, saying
from cspbot.accounts.desk import Desk
from cspbot.accounts.living import Fixed
from cspbot.accounts.said import DATA
from cspbot.accounts.visit import Asker, House
from cspbot.assistant import Assistant
from cspbot.knowledge.facts import Knowledge
from cspbot.messages import Role, Understood
from cspbot.store.problems import StoreError
from cspbot.store.rows import count_up
from cspbot.store.store import Store
from cspbot.store.tables import AskedRow, AuditRow, PersonRow, SettingRow, UnansweredRow

NOW = datetime(2024, 5, 20, 9, 0, tzinfo=UTC)
KEY = {"day": NOW.date(), "partnership": "ambridge-csp", "field": "chair"}


def test_write_is_all_or_nothing(store: Store):
    """A transaction that fails leaves nothing behind, and what was there stays."""
    with store.write() as session:
        people.grant(session, NOW, 1, Role.OFFICER, (), "first")
    with pytest.raises(RuntimeError), store.write() as session:
        people.grant(session, NOW, 1, Role.PARTNER, (), "second")
        people.grant(session, NOW, 2, Role.PARTNER, (), "third")
        raise RuntimeError
    with store.read() as session:
        assert [who.label for who in people.page(session, 0).people] == ["first"]


def test_read_cannot_write(store: Store):
    """What a reading session is given to write is not kept."""
    with store.read() as session:
        people.grant(session, NOW, 1, Role.OFFICER, (), "")
    with store.read() as session:
        assert people.standing(session, 1, frozenset()).role is Role.PUBLIC


def test_snapshot_sees_one_state(store: Store):
    """What others write while a snapshot is read is not in it."""
    with store.snapshot() as session:
        assert session.scalar(select(func.count()).select_from(PersonRow)) == 0
        with store.write() as other:
            people.grant(other, NOW, 1, Role.OFFICER, (), "")
        assert session.scalar(select(func.count()).select_from(PersonRow)) == 0
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(PersonRow)) == 1


def test_threads_count_exactly(store: Store):
    """Counters that several threads raise at once add up."""

    def count() -> None:
        for _ in range(25):
            with store.write() as session:
                count_up(session, AskedRow, KEY)

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as session:
        assert feedback.asked_for(session, "ambridge-csp") == {"chair": 100}


def test_two_admins_decide_once(store: Store):
    """Of two admins who decide on one request at once, one does; the other is told."""
    with store.write() as session:
        number = requests.ask(session, NOW, 5, "fire service")[0].id
    decided = []

    def decide(by: int) -> None:
        with store.write() as session:
            decided.append(requests.decide(session, NOW, by, number, Role.PARTNER))

    threads = [threading.Thread(target=decide, args=(by,)) for by in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one is None for one in decided].count(False) == 1
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(AuditRow)) == 1


def test_moments_keep_their_zone(store: Store):
    """A moment comes back as the same moment, in UTC; one without a zone is refused."""
    summer = NOW.astimezone(timezone(timedelta(hours=1)))
    with store.write() as session:
        people.grant(session, summer, 1, Role.OFFICER, (), "")
    with store.read() as session:
        kept = people.page(session, 0).since[0]
    assert (kept, kept.utcoffset()) == (NOW, timedelta(0))
    with pytest.raises(StatementError), store.write() as session:
        people.grant(session, NOW.replace(tzinfo=None), 1, Role.OFFICER, (), "")


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(text=st.text(st.characters(exclude_categories=()), max_size=50))
def test_any_words_can_be_kept(store: Store, text: str):
    """Whatever someone types can be written, and what is not refused comes back as it was."""
    with store.write() as session:
        feedback.keep_unanswered(session, NOW, text, Understood("t", meaning=text), "not held")
        house.pause(session, NOW, 1, text)
        people.grant(session, NOW, 1, Role.OFFICER, (), text)
        asked = invitations.Wanted(Role.MEMBER, timedelta(days=1), (), text)
        invitations.make(session, NOW, 1, asked, ())
    with store.read() as session:
        label = session.get_one(PersonRow, 1).label
        assert session.scalars(select(UnansweredRow.text)).all()
        assert session.get_one(SettingRow, "paused").value == {"reason": text}
    assert len(label) == len(text)
    if text.isprintable():
        assert label == text


def test_numbers_of_telegram_fit(store: Store):
    """Telegram's ids have up to 52 bits."""
    with store.write() as session:
        people.grant(session, NOW, 2**52, Role.OFFICER, (), "")
    with store.read() as session:
        assert people.standing(session, 2**52, frozenset()).role is Role.OFFICER


@pytest.mark.parametrize("verb", ["admit", "withdraw", "people", "stub", "done", "unanswered"])
def test_numbers_made_up_by_hand(store: Store, county: Knowledge, verb: str):
    """The data of a button can be made up: a number beyond any row's is no trouble."""
    desk = Desk(store, Fixed(Assistant(county)), House(frozenset({7})), lambda: NOW)
    for number in ("9" * 9, "9" * 18, "9" * 30, "-1", "٣"):
        said = desk.press(Asker(7, 7), f"{DATA}{verb}:{number}:declined")
        assert said.text != saying.STORE_AWAY


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("cspbot.db", "is not the address of a database"),
        ("postgresql://host:abc/name", "is not the address of a database"),
        ("mysql://host/name", "names 'mysql'"),
    ],
)
def test_wrong_addresses(url: str, told: str):
    """An address that cannot be used is told of at once."""
    with pytest.raises(StoreError, match=told):
        Store(url)


def test_hosts_write_postgres():
    """'postgres://', as hosts give it out, is PostgreSQL too."""
    assert Store("postgres://u:p@h/n").url.drivername == "postgresql+psycopg"


def test_folder_is_private(tmp_path):
    """The folder of a store is made where it is not there, for its owner alone."""
    made = Store(f"sqlite:///{tmp_path / 'deep' / 'data' / 'store.db'}")
    made.open()
    made.close()
    assert (tmp_path / "deep" / "data").stat().st_mode & 0o777 == 0o700
