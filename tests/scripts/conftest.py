"""A store that the reading commands share."""

from pathlib import Path

import pytest

from tests.scripts.command_line import THREE_LIVES, lines_of, rodtrad, write_lines


@pytest.fixture(scope="session")
def lives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The event file that the shared store was made from."""
    return write_lines(tmp_path_factory.mktemp("lives") / "lives.ndjson", lines_of(THREE_LIVES))


@pytest.fixture(scope="session")
def store(lives: Path) -> Path:
    """A store with three lives in it; commands that change a store make one of their own."""
    where = lives.parent / "store"
    assert rodtrad("import", lives, "--store", where).code == 0
    return where
