"""The benchmark of bundles measures a bundle that holds."""

from collections.abc import Callable
from datetime import date

from projections.worlds.coordinates import Coordinates
from scripts.benchmarks.bundles import rows
from tests.projections.worlds.test_worlds import file
from tests.stores import Shop


def test_the_nearest_to_so_many_cases_is_bundled_verified_and_weighed(sqlite_where: str, shops: Callable[[str], Shop]) -> None:
    shop = shops(sqlite_where)
    shop.take_in(file(8, 12))
    make, verified, weigh = rows(shop.worlds, shop.worlds.world(Coordinates(date(2024, 6, 30))), 2, "12 people")
    assert [row.unit for row in (make, verified, weigh)] == ["s", "s", "MB"]
    assert [row.reach for row in (make, verified, weigh)] == [20, 10, 10]
    assert all(row.reached and row.measured.low > 0 for row in (make, verified, weigh))
    assert "cases (" in make.what
