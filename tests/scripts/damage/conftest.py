"""A store with three people in it, on each database in turn; and whatever befalls it, nothing stays open."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Pool, event

from tests.scripts.damage.harmed import Harmed, person


@pytest.fixture(autouse=True)
def nothing_stays_open() -> Iterator[None]:
    """However a command ends, it has closed each connection that it made: none is left to the garbage collector."""
    still_open: list[Any] = []

    def opened(connection: Any, _: object) -> None:
        still_open.append(connection)

    def closed(connection: Any, _: object) -> None:
        still_open[:] = [other for other in still_open if other is not connection]

    event.listen(Pool, "connect", opened)
    event.listen(Pool, "close", closed)
    yield
    event.remove(Pool, "connect", opened)
    event.remove(Pool, "close", closed)
    assert still_open == []


@pytest.fixture
def nowhere(where: str, tmp_path: Path) -> Harmed:
    """Where nothing is yet."""
    return Harmed(where, tmp_path)


@pytest.fixture
def town(nowhere: Harmed) -> Harmed:
    for name in ("anna", "bo", "cia"):
        assert nowhere.take_in(person(name)).code == 0
    return nowhere
