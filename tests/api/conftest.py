"""Servers to ask: one over an empty store on each database, and one that is only read, with three lives in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.desk import Desk, desk, serving_lives
from tests.stores import Shop


@pytest.fixture
def empty(where: str, key_path: Path, shop: Shop) -> Iterator[Desk]:
    with desk(where, key_path, shop) as opened:
        yield opened


@pytest.fixture(scope="session")
def lives(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with serving_lives(tmp_path_factory.mktemp("served")) as opened:
        yield opened
