"""The benchmark of reasons explains people who are there, and compares two points that differ."""

from collections.abc import Callable

from projections.changes.parting import Point, changes
from projections.worlds.coordinates import Coordinates
from scripts.benchmarks.reasons import COMPARED, YEAR, rows
from scripts.benchmarks.tasks import AS_OF, KNOWN_AT
from scripts.simulator import simulate
from tests.stores import Shop


def test_people_are_explained_and_two_points_of_knowledge_compared(sqlite_where: str, shops: Callable[[str], Shop]) -> None:
    shop = shops(sqlite_where)
    shop.take_in(list(simulate(100, 1)))
    explained, compared = rows(shop.worlds, shop.worlds.world(Coordinates(AS_OF)), 1, "a hundred people")
    assert [(row.unit, row.reach) for row in (explained, compared)] == [("ms", 50), ("s", 12)]
    assert explained.measured.low > 0
    assert compared.reached
    difference = changes(
        shop.worlds, Point(COMPARED, Coordinates(AS_OF, KNOWN_AT)), Point(COMPARED, Coordinates(AS_OF)), YEAR, {}
    )
    assert any(cause.cases for cause in difference.causes)
