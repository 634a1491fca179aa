"""Whoever opens what the gate hides is written down, in a list that only grows and moves nothing else."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from domain.log.openings import Opening, Openings
from tests.stores import Shop

AT = datetime(2024, 3, 31, 12, 0, 0, 123456, tzinfo=UTC)
OPENING = Opening(AT, "anna", "measure", "OUT-90.kas; 2023; sex")


@pytest.fixture
def openings(shop: Shop) -> Iterator[Openings]:
    opened = Openings(shop.log.where)
    yield opened
    opened.close()


def test_openings_are_kept_in_their_order(openings: Openings) -> None:
    other = Opening(AT - timedelta(days=1), "bo", "report", "uppsala; 2023")
    assert [openings.record(OPENING), openings.record(other)] == [1, 2]
    assert list(openings) == [OPENING, other]


def test_an_opening_is_an_instant_in_whichever_time_zone(openings: Openings) -> None:
    openings.record(Opening(AT.astimezone(timezone(timedelta(hours=2))), "anna", "measure", "UPP-0"))
    assert next(iter(openings)).at == AT


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE openings SET who = 'nobody'",
        "DELETE FROM openings",
        "INSERT INTO openings SELECT number, opened_at, 'nobody', command, what FROM openings",
    ],
)
def test_what_is_written_stays(openings: Openings, statement: str) -> None:
    openings.record(OPENING)
    with pytest.raises(DBAPIError), openings.engine.begin() as connection:
        connection.execute(text(statement))
    assert list(openings) == [OPENING]


def test_sqlite_replaces_nothing(sqlite_where: str, shops: Callable[[str], Shop]) -> None:
    opened = Openings(shops(sqlite_where).log.where)
    opened.record(OPENING)
    with pytest.raises(DBAPIError, match="an opening stands"), opened.engine.begin() as connection:
        connection.execute(text("INSERT OR REPLACE INTO openings VALUES (1, 0, 'nobody', 'x', 'y')"))
    assert list(opened) == [OPENING]
    opened.close()


def test_several_at_once_get_each_a_number(openings: Openings) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(lambda _: openings.record(OPENING), range(12))) == list(range(1, 13))


def test_an_opening_moves_no_log(shop: Shop) -> None:
    before = shop.log.rows.head()
    opened = Openings(shop.log.where)
    opened.record(OPENING)
    opened.close()
    assert shop.log.rows.head() == before
