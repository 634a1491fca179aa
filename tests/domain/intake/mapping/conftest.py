"""What the tests of files and tables share."""

from pathlib import Path

import pytest

from tests.domain.intake.mapping.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)
