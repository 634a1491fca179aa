"""An access part on each database, and who changes it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from domain.access.access_log import AccessContext
from domain.access.operators import owner
from domain.access.store import AccessStore
from tests.stores import Shop

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
BY: AccessContext = owner("root")


@pytest.fixture
def access(shop: Shop) -> Iterator[AccessStore]:
    opened = AccessStore(shop.log)
    yield opened
    opened.close()
