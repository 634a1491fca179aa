"""A store with three people in it, on each database in turn."""

from pathlib import Path

import pytest

from tests.scripts.damage.harmed import Harmed, person


@pytest.fixture
def nowhere(where: str, tmp_path: Path) -> Harmed:
    """Where nothing is yet."""
    return Harmed(where, tmp_path)


@pytest.fixture
def town(nowhere: Harmed) -> Harmed:
    for name in ("anna", "bo", "cia"):
        assert nowhere.take_in(person(name)).code == 0
    return nowhere
