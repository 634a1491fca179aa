"""What left through the gate is kept in its order, sealed, in a ledger that only grows and that one at a time decides by."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from domain.errors import PartForeign, SealBroken
from domain.log.releases import LedgerEntry, Releases
from domain.log.storage.schema import releases as table
from tests.stores import Shop

ENTRY = LedgerEntry("exits", date(2023, 1, 1), date(2023, 3, 31), b"four of sixty-four")
FIRST, LAST = date(2023, 1, 1), date(2023, 12, 31)


@pytest.fixture
def releases(shop: Shop) -> Iterator[Releases]:
    with closing(Releases(shop.log)) as opened:
        yield opened


def held(releases: Releases, family: str = "exits", first: date = FIRST, last: date = LAST) -> list[bytes]:
    with releases.deciding() as ledger:
        return list(ledger.overlapping(family, first, last))


def test_what_left_is_read_by_its_family_and_its_days(releases: Releases, shop: Shop) -> None:
    later = LedgerEntry("exits", date(2023, 4, 1), date(2023, 6, 30), b"later")
    with releases.deciding() as ledger:
        ledger.add([ENTRY, later, LedgerEntry("entries", FIRST, LAST, b"another")])
    assert held(releases) == [ENTRY.text, later.text]
    assert held(releases, first=date(2023, 3, 31), last=date(2023, 3, 31)) == [ENTRY.text]
    assert held(releases, "entries") == [b"another"]
    assert held(releases, "nothing") == []
    with closing(Releases(shop.log)) as again:
        assert len(again) == 3


def test_what_left_is_not_in_clear(releases: Releases) -> None:
    with releases.deciding() as ledger:
        ledger.add([ENTRY])
    with releases.engine.connect() as connection:
        (row,) = connection.execute(select(table))
    assert not any(clear in bytes(each) for clear in (b"four", b"exits") for each in (row.family, row.sealed))


@pytest.mark.parametrize("statement", ["UPDATE releases SET first_on = 0", "DELETE FROM releases"])
def test_what_left_stays(releases: Releases, statement: str) -> None:
    with releases.deciding() as ledger:
        ledger.add([ENTRY])
    with pytest.raises(DBAPIError), releases.engine.begin() as connection:
        connection.execute(text(statement))
    assert held(releases) == [ENTRY.text]


def test_an_entry_in_anothers_place_is_noticed(releases: Releases) -> None:
    with releases.deciding() as ledger:
        ledger.add([ENTRY])
    with releases.engine.begin() as connection:
        connection.execute(text("INSERT INTO releases SELECT number + 1, family, first_on, last_on, sealed FROM releases"))
    with pytest.raises(SealBroken):
        held(releases)


def test_a_decision_that_fails_leaves_nothing(releases: Releases) -> None:
    def fail() -> None:
        with releases.deciding() as ledger:
            ledger.add([ENTRY])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert held(releases) == []


def test_one_at_a_time_decides(releases: Releases) -> None:
    """Each adds one more than it finds: none finds what another has found."""

    def decide(_: int) -> int:
        with releases.deciding() as ledger:
            there = len(list(ledger.overlapping("exits", FIRST, LAST)))
            ledger.add([ENTRY])
        return there

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(decide, range(12))) == list(range(12))


def test_a_ledger_of_another_store_is_refused(releases: Releases, shop: Shop) -> None:
    with releases.engine.begin() as connection:
        connection.execute(table.metadata.tables["store"].update().values(id=b"another"))
    with pytest.raises(PartForeign):
        Releases(shop.log)
