"""The benchmark of freshness stores an event each time, and the figure that it measures is of it."""

from collections.abc import Callable

from projections.worlds.coordinates import Coordinates
from scripts.benchmarks.freshness import moved_out, rows
from scripts.benchmarks.tasks import AS_OF
from scripts.simulator import simulate
from tests.stores import Shop


def test_each_new_event_is_in_the_world_of_the_next_figure(sqlite_where: str, shops: Callable[[str], Shop]) -> None:
    shop = shops(sqlite_where)
    shop.take_in(list(simulate(60, 1)))
    before = shop.worlds.world(Coordinates(AS_OF))
    moved_out(shop.worlds, before["participants"]["participant"][0])
    after = shop.worlds.world(Coordinates(AS_OF))
    assert after.position == (before.position or 0) + 1
    assert after["moments"].height == before["moments"].height + 1


def test_every_row_is_measured(sqlite_where: str, shops: Callable[[str], Shop]) -> None:
    shop = shops(sqlite_where)
    shop.take_in(list(simulate(60, 1)))
    head = shop.log.rows.head()[0]
    measured = list(rows(shop.worlds, 1, "sixty people"))
    assert [row.reach for row in measured] == [0.05, 1.2, 0.5, 15]
    assert shop.log.rows.head()[0] == head + 2
