"""The access log: what an entry says, that nothing of it can be taken back unseen, and that it is kept for five years."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection, delete, insert, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from domain.access.access_log import AccessContext, AccessLog
from domain.access.decisions import AccessSubject
from domain.access.store import AccessStore
from domain.access.tables import entries, leaves, tree
from domain.errors import StoreError
from tests.domain.access.conftest import BY, NOW

KIM = AccessContext(AccessSubject("local", "kim", "caseworker", frozenset({"B", "A"}), purpose=None), "s1", "10.0.0.1")
ANNA, BO = bytes(15) + b"a", bytes(15) + b"b"
OLD = NOW - timedelta(days=6 * 366)


@pytest.fixture
def log(access: AccessStore) -> AccessLog:
    return AccessLog(access)


def look(log: AccessLog, *persons: bytes) -> int:
    return log.record(KIM, NOW, "thread", "GET /deltagare/{participant}", "done", persons)


def test_an_entry_says_who_saw_whom_when_and_as_what(log: AccessLog) -> None:
    assert [look(log, ANNA), look(log, BO, ANNA, BO)] == [1, 2]
    first, second = log.entries()
    assert (first.sub, first.role, first.units, first.session, first.client) == (
        "kim",
        "caseworker",
        ("A", "B"),
        "s1",
        "10.0.0.1",
    )
    assert (first.at, first.action, first.outcome, first.persons) == (NOW, "thread", "done", (ANNA,))
    assert second.persons == (ANNA, BO)
    assert [entry.number for entry in log.entries_of([BO])] == [2]
    assert [entry.number for entry in log.entries_of([ANNA])] == [1, 2]
    assert log.head()[0] == 2
    assert log.verify() is None


def test_what_stands_cannot_be_changed_or_deleted(log: AccessLog) -> None:
    log.record(KIM, NOW + timedelta(days=30000), "thread", "x", "done", [ANNA])
    for change in (update(entries).values(persons=b""), delete(entries), update(leaves).values(leaf=b""), delete(leaves)):
        with pytest.raises((StoreError, SQLAlchemyError)), log.store.writing() as connection:
            connection.execute(change)
    assert log.verify() is None


def dropped(connection: Connection) -> None:
    """What one who owns the database does first."""
    if connection.dialect.name == "sqlite":
        for name in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all():
            connection.execute(text(f"DROP TRIGGER {name}"))
    else:
        for table in ("entries", "leaves"):
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))


def _added(connection: Connection) -> None:
    row = connection.execute(select(entries).where(entries.c.number == 1)).one()
    connection.execute(insert(entries).values(**{**row._mapping, "number": 5}))


HARM: dict[str, tuple[Callable[[Connection], object], int]] = {
    "nothing": (lambda connection: None, 0),
    "an entry changed": (lambda c: c.execute(update(entries).where(entries.c.number == 2).values(persons=BO)), 2),
    "an entry deleted": (lambda c: c.execute(delete(entries).where(entries.c.number == 3)), 3),
    "the last deleted": (lambda c: c.execute(delete(entries).where(entries.c.number == 4)), 4),
    "the first deleted": (lambda c: c.execute(delete(entries).where(entries.c.number == 1)), 1),
    "entry and leaf deleted": (
        lambda c: [c.execute(delete(table).where(table.c.number == 4)) for table in (entries, leaves)],
        4,
    ),
    "an entry added": (_added, 5),
    "a leaf changed": (lambda c: c.execute(update(leaves).where(leaves.c.number == 1).values(leaf=bytes(32))), 1),
    "the tree set back": (lambda c: c.execute(update(tree).values(frontier=bytes(8))), 1),
}


@pytest.mark.parametrize("harm", HARM)
def test_what_somebody_did_to_the_database_is_seen(log: AccessLog, harm: str) -> None:
    for persons in ((ANNA,), (ANNA, BO), (), (BO,)):
        look(log, *persons)
    do, first_wrong = HARM[harm]
    with log.store.writing() as connection:
        dropped(connection)
        do(connection)
    assert log.verify() == (first_wrong or None)


def test_entries_are_deleted_after_five_years_and_what_stays_adds_up(log: AccessLog) -> None:
    for at in (OLD, OLD, NOW):
        log.record(KIM, at, "thread", "x", "done", [ANNA])
    root = log.head()
    assert log.expire(BY, NOW) == 2
    assert [entry.number for entry in log.entries()] == [3, 4]
    assert [entry.number for entry in log.entries_of([ANNA])] == [3]
    assert log.verify() is None
    assert log.head()[0] == root[0] + 1
    assert log.expire(BY, NOW) == 0
