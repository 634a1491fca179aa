"""The benchmark of a served store registers each command that it counts, and asks for a figure that is of it."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from scripts.benchmarks import serving
from scripts.simulator import simulate
from tests.api.desk import desk
from tests.api.test_serving import started
from tests.stores import Shop


def test_each_command_is_registered_and_measured_with_the_figure_after_it(
    sqlite_where: str, shops: Callable[[str], Shop], monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = shops(sqlite_where)
    shop.take_in(list(simulate(30, 1)))

    @contextmanager
    def served(where: str, key_path: Path) -> Iterator[HTTPConnection]:
        with (
            desk(where, key_path, shop) as opened,
            started(opened) as port,
            closing(HTTPConnection("127.0.0.1", port)) as connection,
        ):
            yield connection

    monkeypatch.setattr(serving, "_served", served)
    monkeypatch.setattr(serving, "CLI", "pass")  # an import that ends at once
    monkeypatch.setattr(serving, "FEWEST", 3)
    before = shop.log.rows.head()[0]
    command, figure = serving.rows(shop.worlds, "thirty people")
    assert [(row.unit, row.reach) for row in (command, figure)] == [("ms", 60), ("ms", None)]
    assert all(0 < row.measured.low <= row.measured.median <= row.measured.high for row in (command, figure))
    assert shop.log.rows.head()[0] == before + 3
