"""The benchmark of proof appends to logs with a tree and without, and recounts one that holds."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.benchmarks import proof
from tests.projections.worlds.test_worlds import file
from tests.stores import Shop


def test_appends_and_recounts_are_measured(
    sqlite_where: str, shops: Callable[[str], Shop], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof, "APPENDS", 3)
    monkeypatch.setattr(proof, "BULK", 5)
    shop = shops(sqlite_where)
    shop.take_in(file(8, 3))
    rows = list(proof.rows(shop.log, tmp_path, 2, "3 people"))
    assert [(row.unit, row.reach) for row in rows] == [("×", 1.15), ("×", 1.3), ("events/s", 80_000), ("events/s", 150_000)]
    assert all(row.measured.low > 0 for row in rows)
