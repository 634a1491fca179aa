"""A store with three people in it, on each database in turn."""

from pathlib import Path

import pytest

from tests.ready import Ready
from tests.scripts.damage.harmed import Harmed, person


@pytest.fixture
def nowhere(where: str, tmp_path: Path) -> Harmed:
    """Where nothing is yet."""
    return Harmed(where, tmp_path)


@pytest.fixture(scope="session")
def ready_town(tmp_path_factory: pytest.TempPathFactory) -> Ready:
    def make(where: str, key: Path) -> None:
        town = Harmed(where, key.parent)
        for name in ("anna", "bo", "cia"):
            assert town.take_in(person(name)).code == 0

    return Ready(tmp_path_factory.mktemp("town"), make)


@pytest.fixture
def town(nowhere: Harmed, ready_town: Ready) -> Harmed:
    ready_town.give(nowhere.where, nowhere.key_file)
    return nowhere
